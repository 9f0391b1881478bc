#!/usr/bin/env python3
"""Writes an OCI image layout with the static binary and nothing else, without a daemon. The same input gives the same bytes.

The image has no shell and no C library: the binary needs neither, and it brings the root certificates it trusts.
https://github.com/opencontainers/image-spec describes the format.
"""

import argparse
import gzip
import hashlib
import io
import json
import pathlib
import tarfile
from datetime import datetime, timezone

# The user "nonroot" of distroless images. It exists on no host, so a file that leaves the container belongs to nobody else.
USER = 65532
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class Tar:
    """A tar file whose bytes depend on its content alone."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        self.buffer = io.BytesIO()
        self.file = tarfile.open(fileobj=self.buffer, mode="w", format=tarfile.USTAR_FORMAT)

    def _entry(self, name: str, mode: int, owner: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.mode, entry.mtime = mode, self.seconds
        entry.uid = entry.gid = owner
        return entry

    def folder(self, name: str, mode: int = 0o755, owner: int = 0) -> None:
        entry = self._entry(name, mode, owner)
        entry.type = tarfile.DIRTYPE
        self.file.addfile(entry)

    def add(self, name: str, content: bytes, mode: int = 0o644) -> None:
        entry = self._entry(name, mode, 0)
        entry.size = len(content)
        self.file.addfile(entry, io.BytesIO(content))

    def finish(self) -> bytes:
        self.file.close()
        return self.buffer.getvalue()


def layer(binary: bytes, licences: bytes, seconds: int) -> bytes:
    tar = Tar(seconds)
    # Owned by the user, so that a volume mounted there for the first time belongs to it as well.
    tar.folder("data", 0o700, USER)
    tar.folder("etc")
    tar.add("etc/group", f"root:x:0:\nnonroot:x:{USER}:\n".encode())
    tar.add("etc/passwd", f"root:x:0:0:root:/:/sbin/nologin\nnonroot:x:{USER}:{USER}:nonroot:/data:/sbin/nologin\n".encode())
    # Uploads and exports use temporary files.
    tar.folder("tmp", 0o1777)
    for folder in ("usr", "usr/local", "usr/local/bin", "usr/share", "usr/share/doc", "usr/share/doc/vestibule"):
        tar.folder(folder)
    tar.add("usr/local/bin/vestibule", binary, 0o755)
    tar.add("usr/share/doc/vestibule/LICENSES.txt", licences)
    return tar.finish()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", type=pathlib.Path, required=True)
    arguments.add_argument("--licences", type=pathlib.Path, required=True)
    arguments.add_argument("--architecture", choices=ARCHITECTURES, required=True)
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--commit", required=True)
    arguments.add_argument("--seconds", type=int, required=True, help="the time of all files, in seconds since 1970")
    arguments.add_argument("--out", type=pathlib.Path, required=True, help="the tar file to write")
    options = arguments.parse_args()

    layout = Tar(options.seconds)
    layout.add("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    layout.folder("blobs")
    layout.folder("blobs/sha256")

    def blob(content: bytes, media_type: str) -> dict:
        digest = hashlib.sha256(content).hexdigest()
        layout.add(f"blobs/sha256/{digest}", content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    def as_json(value: dict) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    created = datetime.fromtimestamp(options.seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    files = layer(options.binary.read_bytes(), options.licences.read_bytes(), options.seconds)
    labels = {
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.description": "User accounts and sign-in for an application",
        "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
        "org.opencontainers.image.revision": options.commit,
        "org.opencontainers.image.source": "https://github.com/vestibule/vestibule",
        "org.opencontainers.image.title": "Vestibule",
        "org.opencontainers.image.version": options.version,
    }
    config = {
        "architecture": ARCHITECTURES[options.architecture],
        "os": "linux",
        "created": created,
        "config": {
            "User": f"{USER}:{USER}",
            "ExposedPorts": {"3000/tcp": {}},
            "Env": ["HOST=0.0.0.0", "PATH=/usr/local/bin", "VESTIBULE_DATA_DIR=/data"],
            "Entrypoint": ["/usr/local/bin/vestibule"],
            "Cmd": ["serve"],
            "Volumes": {"/data": {}},
            "WorkingDir": "/data",
            "StopSignal": "SIGTERM",
            "Labels": labels,
            # Not in the specification of OCI, but Docker and Podman read it. Times are in nanoseconds.
            "Healthcheck": {
                "Test": ["CMD", "/usr/local/bin/vestibule", "health"],
                "Interval": 10_000_000_000,
                "Timeout": 5_000_000_000,
                "StartPeriod": 30_000_000_000,
                "Retries": 3,
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(files).hexdigest()}"]},
        "history": [{"created": created, "created_by": "make dist"}],
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob(as_json(config), "application/vnd.oci.image.config.v1+json"),
        # Without the time of compression in the header.
        "layers": [blob(gzip.compress(files, 9, mtime=0), "application/vnd.oci.image.layer.v1.tar+gzip")],
        "annotations": labels,
    }
    described = blob(as_json(manifest), "application/vnd.oci.image.manifest.v1+json")
    described["platform"] = {"architecture": ARCHITECTURES[options.architecture], "os": "linux"}
    # The name that `docker load` and `skopeo` give the image.
    described["annotations"] = {"org.opencontainers.image.ref.name": options.version, "io.containerd.image.name": f"vestibule:{options.version}"}
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [described]}
    layout.add("index.json", as_json(index))
    options.out.write_bytes(layout.finish())


if __name__ == "__main__":
    main()
