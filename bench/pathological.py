#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# pathological.py FOLDER: writes texts of 10 MB that are made to cost much, one
# a file, named by what it is.
import base64
import gzip
import itertools
import pathlib
import random
import sys
import tomllib

SIZE = 10_000_000
ROOT = pathlib.Path(__file__).resolve().parent.parent
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def filled(pieces):
    out, size = [], 0
    for piece in pieces:
        out.append(piece)
        size += len(piece)
        if size >= SIZE:
            return "".join(out)[:SIZE].encode("latin-1")


def rules():
    for path in sorted((ROOT / "rules" / "builtin").glob("*.toml")):
        yield from tomllib.loads(path.read_text())["rule"]


def triggers():
    return sorted({word for rule in rules() for word in rule.get("trigger", [])})


def names():
    kinds = ("key", "token")
    return [
        f"{name}_{kind}".replace(" ", "_")
        for rule in rules()
        for name in rule.get("names", [])
        for kind in rule.get("kinds", kinds)[:2]
    ]


def in_slots(words, pad):
    return (word + pad[: -len(word) % 8] for word in words)


def run(rng, size=20):
    return "".join(rng.choices(LETTERS, k=size))


def nested(text, depth=30):
    for _ in range(depth):
        text = base64.b64encode(text)
    return text


def bomb(seed, size):
    return base64.b64encode(gzip.compress(bytes([65 + seed % 26]) * size)).decode()


ESCAPES = ["%3D", "%22password%3D", "\\u0041", "\\x41", '\\\\\\"', "&quot;",
           "&#34;", "=3D", "=\n", "abcdef"]
CODED = ["password", "=", ":", '"', "secret", "k", "Zx9", "a"]


def coded(rng, text):
    way = rng.randrange(4)
    return "".join(
        [f"%{ord(c):02X}", f"\\u{ord(c):04x}", f"&#{ord(c)};", f"={ord(c):02X}"][way]
        for c in text
    )


def texts():
    rng = random.Random(6)
    again = itertools.repeat
    literal = triggers()
    yield "one letter", again("A" * 1000)
    yield "backslashes", again("\\" * 1000)
    yield "short assignments on one line", (f"k{i}=v{i};" for i in itertools.count())
    yield "passwords on one line", (f"pw=x{i % 97};" for i in itertools.count())
    yield "quoted passwords on one line", (
        f'password="Zx{i % 997}!"' for i in itertools.count())
    yield "triggers each 8 bytes", in_slots(itertools.cycle(literal), " " * 8)
    yield "triggers each 8 bytes in runs", in_slots(itertools.cycle(literal), "0a1b2c3d")
    yield "triggers each 8 bytes on lines", in_slots(itertools.cycle(literal), "\n" * 8)
    yield "names before runs", (
        f"{name}={run(rng)} " for name in itertools.cycle(names()))
    yield "names before short runs", (
        f"{name}=" for name in itertools.cycle(names()))
    size = SIZE * 3**30 // 4**30
    yield "base64 30 deep", [nested(b"password=" + b"a" * size).decode(), " " * SIZE]
    yield "short base64 30 deep", again(nested(b"k").decode() + " ")
    yield "base64 of short texts", (
        base64.b64encode(b"some text %d which?" % i).decode() + "/"
        for i in itertools.count())
    yield "bombs in base64", (f"k: {bomb(i, 1_000_000)}\n" for i in itertools.count())
    yield "small bombs in base64", (f"k: {bomb(i, 3000)}\n" for i in itertools.count())
    yield "four kinds of escapes", (rng.choice(ESCAPES) for _ in again(0))
    yield "four kinds of escapes, far apart", again(
        "".join(escape + "." * 118 for escape in ("%3D", "&#34;", "=3D", "\\x41")))
    yield "nothing but escapes", (coded(rng, rng.choice(CODED)) for _ in again(0))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, pieces in texts():
        (folder / name.replace(" ", "-").replace(",", "")).write_bytes(filled(pieces))


if __name__ == "__main__":
    main()
