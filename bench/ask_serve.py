#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ask_serve.py STANCH FILE: how long `stanch serve --stdio` takes to answer for
the text of FILE, 500 times, each in milliseconds on a line; the first 20 are
not counted."""

import json
import subprocess
import sys
import time

COUNT = 500


def main():
    stanch, file = sys.argv[1:3]
    with open(file, encoding="latin-1") as text:
        line = json.dumps({"text": text.read(), "path": "a.c"}).encode() + b"\n"
    with subprocess.Popen([stanch, "serve", "--stdio"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as serve:
        for i in range(20 + COUNT):
            begin = time.perf_counter()
            serve.stdin.write(line)
            serve.stdin.flush()
            answer = json.loads(serve.stdout.readline())
            if "findings" not in answer:
                raise SystemExit(f"ask_serve.py: {answer}")
            if i >= 20:
                print((time.perf_counter() - begin) * 1000)
        serve.stdin.close()


main()
