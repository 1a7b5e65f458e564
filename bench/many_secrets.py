#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# many_secrets.py tokens N FILE   writes N different tokens of GitHub's form
# many_secrets.py fill N DATABASE adds N secrets to an inventory that is there
# many_secrets.py report N FILE   writes a report of gitleaks of N bytes
# many_secrets.py vault N PORT    writes N secrets into a Vault on loopback
#                                 (VAULT_TOKEN); each tenth is one of `tokens`
import http.client
import json
import os
import random
import sqlite3
import sys
import zlib

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def token(rng):
    body = "".join(rng.choices(DIGITS, k=30))
    rest, check = zlib.crc32(body.encode()), ""
    for _ in range(6):
        check = DIGITS[rest % 62] + check
        rest //= 62
    return "ghp_" + body + check


def tokens(count, path):
    rng = random.Random(8)
    with open(path, "w") as out:
        for number in range(count):
            out.write(f'TOKEN_{number}="{token(rng)}"\n')


def fill(count, path):
    rng = random.Random(8)
    states = ["detected", "triaged", "confirmed", "closed"]
    impacts = ["high", "medium", "low"]
    database = sqlite3.connect(path)
    database.execute("PRAGMA cache_size = -2000000")
    kind = database.execute("SELECT name FROM kind").fetchone()[0]
    secrets, places = [], []
    for number in range(2, count + 2):
        first = 1_700_000_000 + number
        secrets.append((number, f"{number:064x}", kind, rng.choice(states),
                        "unasked", rng.choice(impacts),
                        f"team-{rng.randrange(2000)}", first, first, first))
        places.append((number, number, "git",
                       f"github.com/acme/r{rng.randrange(5000)}",
                       f"src/file{number}.py", first, first))
    with database:
        database.executemany(
            "INSERT INTO secret (id, fingerprint, kind, state, liveness, "
            "impact, owner, first_seen, last_seen, opened) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", secrets)
        database.executemany(
            "INSERT INTO place (id, secret, source, repository, path, layer, "
            "line, copies, blob, author, first_commit, last_commit, "
            "removed_commit, removed_in, first_seen, last_seen, last_run) "
            "VALUES (?, ?, ?, ?, ?, '', 1, 1, '', '', '', '', '', '', ?, ?, 1)",
            places)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def report(size, path):
    rng = random.Random(8)
    with open(path, "w") as out:
        out.write("[\n")
        number = 0
        while out.tell() < size:
            finding = {
                "RuleID": f"rule-{number % 50}", "Description": "A token",
                "StartLine": number % 900, "EndLine": number % 900,
                "StartColumn": 7, "EndColumn": 47,
                "Match": "TOKEN=REDACTED", "Secret": token(rng),
                "File": f"src/part{number % 997}/file{number}.py",
                "SymlinkFile": "", "Commit": f"{number:040x}",
                "Entropy": 4.5, "Author": "Ada Author",
                "Email": "ada@example.org", "Date": "2026-01-31T10:00:00Z",
                "Message": "Add settings", "Tags": [],
                "Fingerprint": f"{number:040x}:src/file{number}.py:rule:7"}
            out.write((",\n" if number else "") + json.dumps(finding, indent=1))
            number += 1
        out.write("\n]\n")


def vault(count, port):
    rng, other = random.Random(8), random.Random(9)
    link = http.client.HTTPConnection("127.0.0.1", int(port))
    for number in range(count):
        value = token(rng if number % 10 == 0 else other)
        link.request("POST", f"/v1/secret/data/team{number % 50}/app{number}",
                     json.dumps({"data": {"user": "app", "password": value}}),
                     {"X-Vault-Token": os.environ["VAULT_TOKEN"]})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"Vault answered {answer.status}")


{"tokens": tokens, "fill": fill, "report": report, "vault": vault}[sys.argv[1]](
    int(sys.argv[2]), sys.argv[3])
