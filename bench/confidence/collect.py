#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists findings for a person to look at, and keeps what was said of them.

    collect.py list STANCH REPOSITORY FOLDER > found.jsonl
    collect.py keep found.jsonl verdicts.txt

`list` scans a checkout at the lowest confidence and writes, for at most three
places of each secret, its key, its features, and the line with the secret
masked. `keep` adds those that verdicts.txt judges ("KEY 1" or "KEY 0", a line
each) to labels.csv, which holds no path, no line and no secret.
"""
import csv
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from review_key import review_key  # noqa: E402

LABELS = pathlib.Path(__file__).resolve().parent / "labels.csv"
PLACES = 3


def scanned(stanch, folder):
    out = subprocess.run(
        [stanch, "dir", ".", "--no-ignore", "--min-confidence=low",
         "--redact=70", "-f", "jsonl", "--progress", "never"],
        cwd=folder, capture_output=True, text=True, check=False).stdout
    for line in out.splitlines():
        finding = json.loads(line)
        if finding["type"] == "finding":
            yield finding


def explained(stanch, folder, path):
    out = subprocess.run([stanch, "rules", "explain", path, "-f", "json"],
                         cwd=folder, capture_output=True, text=True,
                         check=False).stdout
    return {(one["rule_id"], one["line"]): one["confidence"]
            for one in json.loads(out or "[]") if "confidence" in one}


def list_findings(stanch, repository, folder):
    known = {}
    for finding in scanned(stanch, folder):
        for place in finding["occurrences"][:PLACES]:
            path, line = place["path"], place["start_line"]
            if path not in known:
                known[path] = explained(stanch, folder, path)
            score = known[path].get((finding["rule_id"], line))
            if score is None:
                continue  # decoded, or UTF-16
            print(json.dumps({
                "key": review_key(repository, path, line, finding["rule_id"]),
                "repository": review_key(repository), "path": path,
                "line": line, "rule": finding["rule_id"],
                "match": finding["match"][:200], "secret": finding["secret"],
                "level": score["level"], "sum": score["sum"],
                "features": {each["feature"]: round(each["value"], 2)
                             for each in score["evidence"]}}))


def keep(found, verdicts):
    said = dict(line.split() for line in open(verdicts) if line.strip())
    rows = {}
    if LABELS.exists():
        with open(LABELS, newline="") as file:
            rows = {row["key"]: row for row in csv.DictReader(file)}
    names = None
    for line in open(found):
        one = json.loads(line)
        names = names or list(one["features"])
        if one["key"] in said:
            rows[one["key"]] = {"key": one["key"],
                                "repository": one["repository"],
                                "verdict": said[one["key"]],
                                **{name: f"{value:g}" for name, value
                                   in one["features"].items()}}
    with open(LABELS, "w", newline="") as file:
        out = csv.DictWriter(file, ["key", "repository", "verdict", *names],
                             lineterminator="\n")
        out.writeheader()
        out.writerows(row for _, row in sorted(rows.items()))


if __name__ == "__main__":
    {"list": list_findings, "keep": keep}[sys.argv[1]](*sys.argv[2:])
