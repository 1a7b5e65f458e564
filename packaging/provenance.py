#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""provenance.py COMMIT FOLDER: an in-toto statement of SLSA provenance 1.0.

It says of every file in the folder which commit, which script and which
packages of the build machine it is made from. It is not signed: who publishes
does that. The same input gives the same bytes.
"""

import hashlib
import json
import os
import subprocess
import sys


def main():
    commit, folder = sys.argv[1:3]
    subjects = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        subjects.append({"name": name, "digest": {"sha256": digest}})
    tools = ["g++", "cmake", "ninja-build", "binutils", "libc6-dev", "dpkg-dev"]
    versions = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package}\t${Version}\n", *tools],
        capture_output=True,
        text=True,
    ).stdout
    materials = [{"uri": "git+https://example.org/stanch", "digest": {"gitCommit": commit}}]
    for line in sorted(versions.splitlines()):
        package, version = line.split("\t")
        materials.append({"uri": f"pkg:deb/debian/{package}@{version}"})
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://example.org/stanch/packaging/release.sh",
                "externalParameters": {"commit": commit},
                "internalParameters": {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0")},
                "resolvedDependencies": materials,
            },
            "runDetails": {"builder": {"id": "https://example.org/stanch/packaging"}},
        },
    }
    print(json.dumps(statement, indent=2))


main()
