#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""record.py STANCH OUT.svg: the picture of a terminal that the README shows.

It makes a small repository, runs the commands of SESSION in a terminal of 80
columns, and draws what they printed, colours and all. Nothing is made up; the
secret is one that the script puts together, and stanch hides it.
"""

import hashlib
import html
import os
import pty
import re
import subprocess
import sys
import tempfile
import zlib

SESSION = [
    "stanch hook install",
    "git commit -m 'Deploy from CI'",
    "stanch git",
]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
STYLES = {"1": "b", "2": "f", "31": "r", "32": "g", "33": "y", "34": "l", "36": "c"}
CSS = """text{font:14px ui-monospace,Menlo,Consolas,monospace;fill:#d7dae0;white-space:pre}
.b{font-weight:bold}.f{fill:#7f848e}.r{fill:#ff6b6b}.g{fill:#8fd694}.y{fill:#e5c07b}
.l{fill:#61afef}.c{fill:#56b6c2}.p{fill:#8fd694;font-weight:bold}"""


def token():
    body = "".join(LETTERS[b % 62] for b in hashlib.sha256(b"record").digest()[:30])
    check, tail = zlib.crc32(body.encode()), ""
    for _ in range(6):
        check, tail = check // 62, LETTERS[check % 62] + tail
    return "gh" + "p_" + body + tail


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=ada", "-c", "user.email=ada@example.org", *words],
                   cwd=folder, check=True, capture_output=True)


def prepare(folder):
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "ada")
    git(folder, "config", "user.email", "ada@example.org")
    write(folder, "README.md", "# billing\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Start")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    write(folder, "deploy.env", f'REGION=eu-west-1\nGITHUB_TOKEN="{token()}"\n')
    git(folder, "add", ".")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


def run(folder, home, command, stanch):
    """What the command prints on a terminal."""
    environment = {"PATH": os.path.dirname(stanch) + ":/usr/bin:/bin", "HOME": home,
                   "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve("/bin/sh", ["sh", "-c", "stty cols 80; " + command], environment)
    out = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.waitpid(pid, 0)
    text = out.decode().replace("\r\n", "\n").replace(folder, "~/billing")
    text = re.sub(r"\x1b\]8;;.*?\x1b\\", "", text)  # links
    return re.sub(r".*\r\x1b\[K", "", text)  # progress


def wrapped(line):
    """A line as a terminal of 80 columns breaks it."""
    out, column = "", 0
    for part in re.split(r"(\x1b\[[0-9;]*m|.)", line):
        if len(part) == 1 and column % 80 == 0 and column > 0:
            out += "\n"
        column += len(part) == 1
        out += part
    return out.split("\n")


def spans(line, style):
    """A line with its colours as <tspan>s; `style` lasts from line to line."""
    out = ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            style[:] = [STYLES[c] for c in part[2:-1].split(";") if c in STYLES]
        elif part:
            out += f'<tspan class="{" ".join(style)}">{html.escape(part)}</tspan>'
    return out


def main():
    stanch, target = os.path.abspath(sys.argv[1]), sys.argv[2]
    lines = []
    with tempfile.TemporaryDirectory() as home:
        folder = os.path.join(home, "billing")
        os.mkdir(folder)
        prepare(folder)
        for command in SESSION:
            if command == "stanch git":  # somebody went by the hook, and thought better
                git(folder, "commit", "--no-verify", "-qm", "Deploy from CI")
                write(folder, "deploy.env", "REGION=eu-west-1\n")
                git(folder, "commit", "--no-verify", "-qam", "Take the token out")
            lines.append('<tspan class="p">$</tspan> ' + html.escape(command))
            said = run(folder, home, command, stanch).rstrip("\n").split("\n")
            style = []
            lines += [spans(part, style) for line in said for part in wrapped(line)] + [""]
    height = 24 + 18 * len(lines)
    with open(target, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{height}">'
                   f'<style>{CSS}</style><rect width="100%" height="100%" rx="8" fill="#1e2127"/>\n')
        for number, line in enumerate(lines):
            file.write(f'<text x="20" y="{30 + 18 * number}" xml:space="preserve">{line}</text>\n')
        file.write("</svg>\n")


main()
