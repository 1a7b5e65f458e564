#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""wheel.py VERSION PROGRAM FOLDER: the static program as a wheel.

The form is that of PEP 427: an archive that pip unpacks, the program where
scripts go, beside the module that speaks with it (stanch.py). It loads no library, so the oldest manylinux tag is true of it. The
same program gives the same bytes. (pyproject.toml builds from source instead.)
"""

import base64
import hashlib
import os
import sys
import zipfile

METADATA = """Metadata-Version: 2.1
Name: stanch
Version: {version}
Summary: Finds leaked credentials and stops the leak
License: Apache-2.0
Requires-Python: >=3.8
Description-Content-Type: text/markdown

{readme}"""
WHEEL = """Wheel-Version: 1.0
Generator: stanch packaging/wheel.py
Root-Is-Purelib: false
Tag: py3-none-{platform}
"""


def main():
    version, program, folder = sys.argv[1:4]
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    platform = "manylinux2014_" + os.uname().machine
    with open(program, "rb") as file:
        binary = file.read()
    with open(os.path.join(root, "README.md")) as file:
        readme = file.read()
    with open(os.path.join(root, "packaging/stanch.py"), "rb") as file:
        binding = file.read()
    info = f"stanch-{version}.dist-info"
    files = [
        (f"stanch-{version}.data/scripts/stanch", binary, 0o755),
        ("stanch.py", binding, 0o644),
        (f"{info}/METADATA", METADATA.format(version=version, readme=readme).encode(), 0o644),
        (f"{info}/WHEEL", WHEEL.format(platform=platform).encode(), 0o644),
    ]
    record = ""
    for name, data, _ in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    files.append((f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode(), 0o644))
    out = os.path.join(folder, f"stanch-{version}-py3-none-{platform}.whl")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


main()
