#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of confidence to labelled findings.

    bench/confidence/fit.py            prints what the weights are worth
    bench/confidence/fit.py --write    and writes scanner/confidence_weights.inc

labels.csv holds, of each finding that a person looked at, a keyed hash of
(repository, path, line, rule), a keyed hash of the repository, the verdict (1: a
credential that somebody uses) and the features as `stanch rules explain` told
them. Logistic regression by gradient descent; the sum is drawn to PRIORS, what
one would say without data, so that a feature which few findings have keeps a
sensible weight. Repositories, not findings, are held out: a fifth at a time, so
that every finding is judged by weights that have not seen its repository.
"""
import csv
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent.parent / "scanner" / "confidence_weights.inc"

PRIORS = {
    "constant": 0.0, "private_key": 2.5, "checksummed": 6.0, "prefixed": 2.0,
    "contextual": 1.2, "generic": 0.0, "locked": -0.5,
    "random_value": 1.0, "entropy": 0.3, "short_value": -0.8, "words": -1.5, "weak_word": -1.2,
    "keyboard_run": -1.0, "expired": -2.5, "named": 0.3, "quoted": 0.2,
    "name_of_test": -1.2, "line_of_test": -1.2, "near_test": -1.0,
    "comment": -0.5, "slot_on_line": -1.0,
    "in_slot": -2.0, "local_host": -1.0,
    "long_line": -0.5, "test_path": -2.5, "fixture_path": -2.0,
    "example_path": -1.0, "docs_path": -1.5, "lock_file": -3.0,
    "minified": -2.0, "generated": -1.0, "pipeline": -1.0,
    "config_file": 0.5,
}
# Stay as they are: hardly a checksum was seen, and what is quoted in these
# repositories is mostly a test's.
FIXED = ("checksummed", "quoted")
PULL = 0.004      # how hard a weight is drawn to its prior, a finding
STEPS = 400
RATE = 0.2
MOMENTUM = 0.95
LEVELS = (("medium", 0.0), ("high", 1.0))  # scanner/confidence.cc


def read_labels():
    with open(HERE / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return [({name: float(row[name]) for name in PRIORS if name != "constant"},
             int(row["verdict"]), row["repository"]) for row in rows]


def total(weights, features):
    return weights["constant"] + sum(weights[name] * value
                                     for name, value in features.items())


def fit(rows):
    rows = [([name for name in features if features[name]], features, verdict)
            for features, verdict, _ in rows]
    weights = dict(PRIORS)
    speed = dict.fromkeys(PRIORS, 0.0)
    for _ in range(STEPS):
        slope = {name: PULL * (PRIORS[name] - weights[name])
                 for name in weights}
        for names, features, verdict in rows:
            value = weights["constant"] + sum(weights[name] * features[name]
                                              for name in names)
            miss = (verdict - 1 / (1 + math.exp(-value))) / len(rows)
            slope["constant"] += miss
            for name in names:
                slope[name] += miss * features[name]
        for name in weights:
            speed[name] = MOMENTUM * speed[name] + RATE * slope[name]
            if name not in FIXED:
                weights[name] += speed[name]
    return weights


def held_out(rows):
    """(sum, verdict) of each finding by weights that have not seen it."""
    names = sorted({repository for _, _, repository in rows})
    out = []
    for part in range(5):
        kept = set(names[part::5])
        weights = fit([row for row in rows if row[2] not in kept])
        out += [(total(weights, features), verdict)
                for features, verdict, repository in rows
                if repository in kept]
    return out


def show(title, scored):
    real = sum(verdict for _, verdict in scored)
    print(f"{title}: {len(scored)} findings, {real} real")
    for level, least in (("low", -math.inf),) + LEVELS:
        told = [verdict for value, verdict in scored if value >= least]
        hits = sum(told)
        print(f"  from {level:<7}{len(told):5} told, precision "
              f"{100 * hits / max(1, len(told)):5.1f}, recall "
              f"{100 * hits / max(1, real):5.1f}")


def main():
    rows = read_labels()
    weights = fit(rows)
    show("fitted", [(total(weights, row[0]), row[1]) for row in rows])
    show("held out", held_out(rows))
    if "--write" in sys.argv[1:]:
        OUT.write_text("".join(f'    {{"{name}", {value:.2f}}},\n'
                               for name, value in weights.items()))


if __name__ == "__main__":
    main()
