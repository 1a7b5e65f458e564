# SPDX-License-Identifier: Apache-2.0
"""Finds leaked credentials in bytes that a program has at hand.

    import stanch
    for finding in stanch.scan(b"..."):
        print(finding["rule_id"], finding["start_line"])

A finding is a dict, as in the JSON report (docs/report-schema.md). One process
of `stanch serve --stdio` answers, so that a scan costs less than a millisecond.
"""

import atexit
import base64
import contextlib
import json
import os
import shutil
import subprocess
import sysconfig
import threading

__all__ = ["Scanner", "StanchError", "scan"]


class StanchError(Exception):
    """stanch could not be started, or could not scan."""


def program():
    """Where the program is: beside this package, or on the PATH."""
    here = os.path.dirname(os.path.abspath(__file__))
    for folder in (sysconfig.get_path("scripts"), os.path.join(here, "bin")):
        path = os.path.join(folder, "stanch")
        if os.access(path, os.X_OK):
            return path
    path = shutil.which("stanch")
    if path is None:
        raise StanchError("stanch is not on the PATH: install it, or its wheel")
    return path


class Scanner:
    """Scans texts with one configuration: the .stanch.toml of the current
    folder, or `config`. Secrets are redacted unless `redact` is less than 100
    (percent). Any number of threads may share one; also a context manager."""

    def __init__(self, config=None, redact=100):
        self._command = ["serve", "--stdio", "--redact=%d" % redact]
        if config is not None:
            self._command += ["--config", os.fspath(config)]
        self._lock = threading.Lock()
        self._process = None
        self._owner = None

    def scan(self, data, path=""):
        """The findings in `data`: bytes, or a str as UTF-8. `path` is what it
        is called, for the rules that ask for it."""
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogateescape")
        request = {"base64": base64.b64encode(data).decode("ascii"), "path": path}
        with self._lock:
            answer = self._ask(json.dumps(request).encode("ascii") + b"\n")
        if "error" in answer:
            raise StanchError(answer["error"])
        return answer["findings"]

    def close(self):
        """Ends the process; the next scan starts another."""
        with self._lock:
            self._end()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _ask(self, line):
        # A child of fork() must not speak through its parent's pipe.
        if self._process is None or self._owner != os.getpid():
            self._start()
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            status = self._process.wait()
            self._end()
            raise StanchError("stanch serve ended with status %d" % status)
        return json.loads(answer)

    def _start(self):
        self._process = subprocess.Popen(
            [program()] + self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._owner = os.getpid()
        atexit.register(self.close)

    def _end(self):
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):  # what it did not want to read
            process.stdin.close()
        process.stdout.close()
        process.wait()


_default = Scanner()


def scan(data, path=""):
    """As Scanner.scan(), with the configuration of the current folder."""
    return _default.scan(data, path)
