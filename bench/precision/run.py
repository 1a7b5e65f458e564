#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often stanch cries for nothing in large public repositories.

    bench/precision/run.py STANCH [NAME...]
    bench/precision/run.py STANCH --judge verdicts.txt

Scans the tree of each commit in repositories.txt, files of at most 1 MiB, at the
default confidence, and compares what is found with verdicts.csv: a keyed hash of (repository, path,
line, rule), and 1 where the finding is one that its owners want to hear of. A
clone is looked for as $STANCH_BENCH_MIRRORS/NAME.git or NAME/repo (`/` of the
name as `+`), else it is made in build/bench. Prints a table; fails where a finding
was not judged yet, which is then shown with the secret masked, and where there
is more than one false alarm per 20 MB. --judge reads "KEY VERDICT" lines.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from review_key import review_key  # noqa: E402

VERDICTS = HERE / "verdicts.csv"
CLONES = HERE.parent.parent / "build" / "bench"
MOST_ALARMS_PER_MB = 1 / 20
MOST_BYTES = 1 << 20  # partial clones lack larger files


def repositories():
    for line in (HERE / "repositories.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split()


def clone_of(name, commit):
    flat = name.replace("/", "+")
    mirrors = os.environ.get("STANCH_BENCH_MIRRORS", "").split(":")
    for mirror in filter(None, mirrors):
        for folder in (f"{name.split('/')[1]}.git", f"{flat}.git",
                       f"{flat}/repo"):
            if pathlib.Path(mirror, folder).is_dir():
                return pathlib.Path(mirror, folder)
    clone = CLONES / f"{flat}.git"
    if not clone.is_dir():
        subprocess.run(["git", "init", "-q", "--bare", clone], check=True)
        subprocess.run(["git", "-C", clone, "fetch", "-q", "--depth=1",
                        f"https://github.com/{name}", commit], check=True)
    return clone


def files_of(clone, commit):
    """The path and the object of each file, but for very large ones."""
    tree = subprocess.run(["git", "-C", clone, "ls-tree", "-rlz", commit],
                          capture_output=True, check=True).stdout
    for line in tree.split(b"\0")[:-1]:
        about, path = line.split(b"\t", 1)
        mode, kind, name, size = about.split()
        if kind == b"blob" and mode != b"120000" and size.isdigit() and \
                int(size) <= MOST_BYTES:
            yield path, name


def check_out(clone, commit, folder):
    """Files as they are stored: no filter and no attribute changes them."""
    files = list(files_of(clone, commit))
    with tempfile.TemporaryFile() as names:
        names.write(b"".join(name + b"\n" for _, name in files))
        names.seek(0)
        git = subprocess.Popen(["git", "-C", clone, "cat-file", "--batch"],
                               stdin=names, stdout=subprocess.PIPE)
        for path, _ in files:
            size = int(git.stdout.readline().split()[2])
            to = os.path.join(os.fsencode(folder), path)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            with open(to, "wb") as file:
                file.write(git.stdout.read(size))
            git.stdout.read(1)
        if git.wait() != 0:
            sys.exit(f"{clone}: cannot read {commit}")


def scan(stanch, clone, commit):
    """The bytes scanned, and each place of each finding."""
    folder = tempfile.mkdtemp(prefix="stanch-precision-")
    try:
        check_out(clone, commit, folder)
        out = subprocess.run(
            [stanch, "dir", ".", "--no-ignore", "--redact=70", "-f", "json",
             "--progress", "never"],
            cwd=folder, capture_output=True, text=True, check=False).stdout
    finally:
        shutil.rmtree(folder)
    report = json.loads(out)
    return report["run"]["bytes"], report["findings"]


def main():
    stanch, *names = sys.argv[1:]
    stanch = str(pathlib.Path(stanch).resolve())
    if names[:1] == ["--judge"]:
        return judge(names[1])
    verdicts = read_verdicts()
    unjudged = 0
    total = [0, 0, 0]
    print(f"{'repository':32}{'MB':>8}{'findings':>10}{'false':>7}")
    for name, commit in repositories():
        if names and name not in names:
            continue
        size, findings = scan(stanch, clone_of(name, commit), commit)
        false = 0
        for finding in findings:
            said = set()
            for place in finding["occurrences"]:
                key = review_key(name, place["path"], place["start_line"],
                                 finding["rule_id"])
                said.add(verdicts.get(key))
                if key not in verdicts:
                    unjudged += 1
                    print(f"  {key} {finding['rule_id']} "
                          f"{finding['confidence']} {place['path']}:"
                          f"{place['start_line']} {finding['match'][:120]!r}")
            false += "0" in said and "1" not in said
        print(f"{name:32}{size / 1e6:8.1f}{len(findings):10}{false:7}")
        total = [total[0] + size, total[1] + len(findings), total[2] + false]
    rate = total[2] / max(1e-6, total[0] / 1e6)
    print(f"{'all':32}{total[0] / 1e6:8.1f}{total[1]:10}{total[2]:7}\n"
          f"{20 * rate:.2f} false alarms per 20 MB, {unjudged} not judged")
    return 1 if unjudged or rate > MOST_ALARMS_PER_MB else 0


def read_verdicts():
    if not VERDICTS.exists():
        return {}
    with open(VERDICTS, newline="") as file:
        return {row["key"]: row["verdict"] for row in csv.DictReader(file)}


def judge(path):
    verdicts = read_verdicts()
    with open(path) as file:
        verdicts.update(line.split()[:2] for line in file if line.strip())
    with open(VERDICTS, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["key", "verdict"])
        out.writerows(sorted(verdicts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
