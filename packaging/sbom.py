#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sbom.py VERSION PROGRAM BUILD.NINJA: a CycloneDX 1.5 bill of materials.

What the program is made of: the libraries that it loads (ldd) and the archives
on its link line (build.ninja), each with the version that dpkg knows of its
package. The same input gives the same bytes.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone


def said(*words):
    return subprocess.run(words, capture_output=True, text=True).stdout


def loaded(program):
    return sorted(set(re.findall(r"=> (/\S+)", said("ldd", program))))


def linked(ninja):
    """The archives of the link of the program; -lNAME is lib/libNAME.a."""
    line = ""
    inside = False
    with open(ninja) as file:
        text = file.read()
    for each in text.splitlines():
        if each.startswith("build "):
            inside = each.startswith("build stanch:")
        elif inside and each.lstrip().startswith("LINK_LIBRARIES"):
            line = each
    folder = "/usr/lib/" + said("gcc", "-print-multiarch").strip()
    found = set(re.findall(r"(/\S+\.a)\b", line))
    if " -static " in text:
        for name in re.findall(r" -l(\S+)", line):
            found.add(f"{folder}/lib{name}.a")
    return sorted(path for path in found if os.path.exists(path))


def package_of(path):
    for name in (path, os.path.realpath(path), path.replace("/lib/", "/usr/lib/", 1)):
        match = re.match(r"([^:]+)(:\S+)?: ", said("dpkg", "-S", name))
        if match:
            return match.group(1)
    return None


def component(package):
    version, source, arch = said(
        "dpkg-query", "-W", "-f=${Version}\t${source:Package}\t${Architecture}", package
    ).split("\t")[:3]
    return {
        "type": "library",
        "bom-ref": f"pkg:deb/debian/{package}@{version}?arch={arch}",
        "name": package,
        "version": version,
        "purl": f"pkg:deb/debian/{package}@{version}?arch={arch}",
        "properties": [{"name": "debian:source", "value": source}],
    }


def main():
    version, program = sys.argv[1:3]
    paths = loaded(program) + linked(sys.argv[3])
    # Headers that are compiled in leave no library behind.
    packages = {"libcli11-dev", "nlohmann-json3-dev", "libtomlplusplus-dev", "libfmt-dev"}
    packages |= {package_of(path) for path in paths} - {None}
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    parts = [component(package) for package in sorted(packages)]
    made = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    purl = f"pkg:generic/stanch@{version}"
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(made, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": purl,
                "name": "stanch",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "hashes": [{"alg": "SHA-256", "content": digest}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": purl, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    print(json.dumps(bill, indent=2))


main()
