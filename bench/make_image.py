# SPDX-License-Identifier: Apache-2.0
"""make_image.py OUT DEB...: one image with a layer for each Debian package.

Writes OUT/gzip and OUT/zstd, OCI layouts with layers of that compression,
OUT/base, the zstd one without its last layer, and OUT/save.tar, what `docker
save` writes, with plain ones.
"""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile

PACKERS = {"gzip": ["gzip", "-6", "-n"], "zstd": ["zstd", "-q", "-3"]}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder, data):
    name = hashlib.sha256(data).hexdigest()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    return {"digest": "sha256:" + name, "size": len(data)}


def config_of(diff_ids, debs):
    return json.dumps({
        "architecture": "amd64", "os": "linux",
        "rootfs": {"type": "layers",
                   "diff_ids": ["sha256:" + i for i in diff_ids]},
        "history": [{"created_by": "ADD " + os.path.basename(d)} for d in debs],
    }).encode()


def layout(top, layers, config):
    """What describes an image whose layers lie in TOP already."""
    blobs = os.path.join(top, "blobs", "sha256")
    described = write(blobs, config)
    described["mediaType"] = "application/vnd.oci.image.config.v1+json"
    manifest = write(blobs, json.dumps({
        "schemaVersion": 2, "config": described, "layers": layers}).encode())
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    with open(os.path.join(top, "oci-layout"), "w") as file:
        json.dump({"imageLayoutVersion": "1.0.0"}, file)
    with open(os.path.join(top, "index.json"), "w") as file:
        json.dump({"schemaVersion": 2, "manifests": [manifest]}, file)


def main(out, debs):
    tars = os.path.join(out, "tars")
    os.makedirs(tars, exist_ok=True)
    plain = []
    for deb in debs:
        path = os.path.join(tars, "new")
        with open(path, "wb") as file:
            subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], stdout=file,
                           check=True)
        plain.append(digest(path))
        os.rename(path, os.path.join(tars, plain[-1]))
    config = config_of(plain, debs)
    for kind, packer in PACKERS.items():
        blobs = os.path.join(out, kind, "blobs", "sha256")
        os.makedirs(blobs, exist_ok=True)
        layers = []
        for name in plain:
            path = os.path.join(blobs, "new")
            with open(os.path.join(tars, name), "rb") as source, \
                    open(path, "wb") as file:
                subprocess.run(packer, stdin=source, stdout=file, check=True)
            layers.append({
                "mediaType": "application/vnd.oci.image.layer.v1.tar+" + kind,
                "digest": "sha256:" + digest(path),
                "size": os.path.getsize(path)})
            os.rename(path, os.path.join(blobs, layers[-1]["digest"][7:]))
        layout(os.path.join(out, kind), layers, config)
    blobs = os.path.join(out, "base", "blobs", "sha256")
    os.makedirs(blobs, exist_ok=True)
    for layer in layers[:-1]:
        name = layer["digest"][7:]
        os.link(os.path.join(out, "zstd", "blobs", "sha256", name),
                os.path.join(blobs, name))
    layout(os.path.join(out, "base"), layers[:-1],
           config_of(plain[:-1], debs[:-1]))
    with tarfile.open(os.path.join(out, "save.tar"), "w") as saved:
        names = [name + "/layer.tar" for name in plain]
        for name, path in zip(plain, names):
            saved.add(os.path.join(tars, name), path)
        for path, data in [("config.json", config), ("manifest.json", json.dumps(
                [{"Config": "config.json", "RepoTags": ["bench:1"],
                  "Layers": names}]).encode())]:
            head = tarfile.TarInfo(path)
            head.size = len(data)
            saved.addfile(head, io.BytesIO(data))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
