# SPDX-License-Identifier: Apache-2.0
"""validate_json.py SCHEMA FILE...: is each file valid under the JSON Schema?

A file whose name ends with "l" (.jsonl) has an object a line. Says what is
wrong and where, and ends with 1. Needs python3-jsonschema.
"""

import json
import sys

import jsonschema


def documents(path):
    with open(path, encoding="utf-8") as file:
        if path.endswith("l"):
            return [json.loads(line) for line in file]
        return [json.load(file)]


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Validator = jsonschema.validators.validator_for(schema)
Validator.check_schema(schema)
wrong = False
for path in sys.argv[2:]:
    for document in documents(path):
        for error in Validator(schema).iter_errors(document):
            where = "/".join(map(str, error.absolute_path))
            print(f"{path}: {where}: {error.message}")
            wrong = True
sys.exit(wrong)
