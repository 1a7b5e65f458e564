# SPDX-License-Identifier: Apache-2.0
"""Writes a history of about N objects as input of git fast-import.

Each commit changes two files of a tree of 1,000 folders, so it adds two blobs,
three trees and itself.
"""
import random
import sys


def main():
    objects = int(sys.argv[1])
    rng = random.Random(1)
    files = {}
    out = sys.stdout.buffer
    for number in range(objects // 6):
        message = b"change %d\n" % number
        out.write(
            b"commit refs/heads/main\ncommitter A <a@example.org> %d +0000\n"
            b"data %d\n%s" % (1_000_000_000 + 60 * number, len(message), message)
        )
        for _ in range(2):
            name = b"d%d/f%d.c" % (rng.randrange(1000), rng.randrange(20))
            lines = files.setdefault(
                name, [b"int x%d = %d;\n" % (i, i) for i in range(60)]
            )
            at = rng.randrange(len(lines))
            lines[at] = b"int x%d = %d;\n" % (at, rng.randrange(1 << 30))
            text = b"".join(lines)
            out.write(
                b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(text), text)
            )


main()
