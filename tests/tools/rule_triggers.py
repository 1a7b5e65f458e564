#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says which rules have matches without a trigger, so that none is found.

    rule_triggers.py FOLDER [SAMPLES]

Makes texts that the expression of each rule matches, by walking its syntax with
a fixed seed, and looks for one of its triggers in the match.
"""
import pathlib
import random
import re
import re._constants as kinds
import re._parser as syntax
import sys
import tomllib
import warnings

PRINTED = [chr(c) for c in range(32, 127)] + ["\n", "\t"]
CLASSES = {
    kinds.CATEGORY_DIGIT: re.compile(r"[0-9]"),
    kinds.CATEGORY_NOT_DIGIT: re.compile(r"[^0-9]"),
    kinds.CATEGORY_WORD: re.compile(r"[0-9A-Za-z_]"),
    kinds.CATEGORY_NOT_WORD: re.compile(r"[^0-9A-Za-z_]"),
    kinds.CATEGORY_SPACE: re.compile(r"[ \t\n]"),
    kinds.CATEGORY_NOT_SPACE: re.compile(r"[^ \t\n]"),
}


def members(items):
    out = set()
    for kind, value in items:
        if kind is kinds.LITERAL:
            out.add(chr(value))
        elif kind is kinds.RANGE:
            out.update(chr(c) for c in range(value[0], value[1] + 1))
        elif kind is kinds.CATEGORY:
            out.update(filter(CLASSES[value].match, PRINTED))
    negated = items[0][0] is kinds.NEGATE
    return [c for c in PRINTED if c not in out] if negated else sorted(out)


def sample(tree, any_case, chance):
    def cased(text):
        return chance.choice((text.lower(), text.upper())) if any_case else text

    out = ""
    for kind, value in tree:
        if kind is kinds.LITERAL:
            out += cased(chr(value))
        elif kind is kinds.NOT_LITERAL:
            out += chance.choice([c for c in PRINTED if c != chr(value)])
        elif kind is kinds.ANY:
            out += chance.choice(PRINTED[:-2])
        elif kind is kinds.IN:
            out += cased(chance.choice(members(value)))
        elif kind is kinds.BRANCH:
            out += sample(chance.choice(value[1]), any_case, chance)
        elif kind is kinds.SUBPATTERN:
            out += sample(value[3], any_case or bool(value[1] & re.I), chance)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, inner = value
            times = chance.choice((least, min(int(most), least + 4)))
            out += "".join(sample(inner, any_case, chance)
                           for _ in range(times))
        elif kind is not kinds.AT:
            raise ValueError(f"what is {kind}?")
    return out


def match_without_trigger(rule, samples):
    expression = rule["expression"].replace(r"\z", r"\Z")
    tree = syntax.parse(expression)
    whole = re.compile(expression)
    triggers = [re.compile(each) for each in
                list(map(re.escape, rule.get("trigger", []))) +
                rule.get("trigger_expression", [])]
    chance = random.Random(rule["id"])
    for _ in range(samples):
        text = sample(tree, bool(tree.state.flags & re.I), chance)
        match = whole.search(text + " ") or whole.search(f" {text} ")
        if match and not any(each.search(match[0]) for each in triggers):
            return match[0]
    return None


def main():
    samples = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    warnings.simplefilter("ignore")  # of classes that Python may change
    wrong = 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.toml")):
        for rule in tomllib.loads(path.read_text())["rule"]:
            if "expression" not in rule:
                continue
            match = match_without_trigger(rule, samples)
            if match is not None:
                wrong += 1
                print(f"{path.name}: rule {rule['id']}: no trigger in "
                      f"{match[:100]!r}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
