#!/usr/bin/env python3
"""Writes the Python package: a wheel with the program for a platform. The same input results in the same bytes."""

import argparse
import base64
import hashlib
import re
import stat
import sys
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# The beginning of a program: the format, and where the number of its processor is.
ELF = b"\x7fELF\x02\x01"
MACH_O = b"\xcf\xfa\xed\xfe"

# The tags of the wheel, the format of the program, and the position and number of its processor. The programs for Linux are static,
# so they run with every C library.
PLATFORMS = {
    "linux-x64": (["manylinux_2_17_x86_64", "manylinux2014_x86_64", "musllinux_1_1_x86_64"], ELF, 18, b"\x3e\x00"),
    "linux-arm64": (["manylinux_2_17_aarch64", "manylinux2014_aarch64", "musllinux_1_1_aarch64"], ELF, 18, b"\xb7\x00"),
    "darwin-arm64": (["macosx_11_0_arm64"], MACH_O, 4, b"\x0c\x00\x00\x01"),
}


def options():
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    licenses = "LICENSES.txt, the licences of what it contains, is read from the same folder"
    parser.add_argument("--binary", required=True, type=Path, metavar="PATH", help=f"the program; {licenses}")
    parser.add_argument("--version", required=True, type=version, help="such as 1.2.3 or 1.2.3-rc.1")
    parser.add_argument("--platform", required=True, choices=PLATFORMS)
    parser.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where to write the wheel")
    return parser.parse_args()


def version(text):
    """A version of Cargo as one of Python: 1.2.3-rc.1 becomes 1.2.3rc1."""
    found = re.fullmatch(r"(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r}: use the form 1.2.3 or 1.2.3-rc.1")
    release, kind, number = found.groups()
    return release + ({"alpha": "a", "beta": "b", "rc": "rc"}[kind] + number if kind else "")


def read(path):
    """The content of a file. Ends the program with a message if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}")


def program_for(platform, path):
    """The program. A program for another processor would only fail on the machine of the user."""
    program = read(path)
    _, form, offset, processor = PLATFORMS[platform]
    if not program.startswith(form) or program[offset : offset + len(processor)] != processor:
        sys.exit(f"{path} is not a program for {platform}")
    return program


def metadata(package, release):
    """What the index and pip show of the package, with the README."""
    lines = [
        "Metadata-Version: 2.4",
        "Name: vestibule-server",
        f"Version: {release}",
        f"Summary: {package['description']}",
        f"License-Expression: {package['license']}",
        *(f"License-File: {name}" for name in ("LICENSE-APACHE", "LICENSE-MIT", "LICENSES.txt")),
        f"Project-URL: Source, {package['repository']}",
        f"Project-URL: Documentation, {package['repository']}/blob/main/docs/testing.md",
        f"Project-URL: Changelog, {package['repository']}/blob/main/CHANGELOG.md",
        "Classifier: Operating System :: MacOS",
        "Classifier: Operating System :: POSIX :: Linux",
        "Classifier: Topic :: Software Development :: Testing",
        "Requires-Python: >=3.9",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines).encode() + b"\n\n" + read(HERE / "README.md")


def record(files, own):
    """The list of all files with their checksums. Its own line has none."""
    lines = []
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{own},,\n"]).encode()


def main():
    chosen = options()
    tags = PLATFORMS[chosen.platform][0]
    package = tomllib.loads(read(ROOT / "Cargo.toml").decode())["package"]
    name = f"vestibule_server-{chosen.version}"
    program = "vestibule_server/bin/vestibule"
    info = f"{name}.dist-info"
    wheel = ["Wheel-Version: 1.0", "Generator: vestibule", "Root-Is-Purelib: false", *(f"Tag: py3-none-{tag}" for tag in tags)]
    files = {
        program: program_for(chosen.platform, chosen.binary),
        "vestibule_server/__init__.py": read(HERE / "vestibule_server/__init__.py"),
        "vestibule_server/__main__.py": read(HERE / "vestibule_server/__main__.py"),
        f"{info}/METADATA": metadata(package, chosen.version),
        f"{info}/WHEEL": "".join(f"{line}\n" for line in wheel).encode(),
        # `uvx` and `pipx` run the command that has the name of the package; tests run `vestibule`.
        f"{info}/entry_points.txt": b"[console_scripts]\n"
        b"vestibule = vestibule_server:main\nvestibule-server = vestibule_server:main\n",
        f"{info}/licenses/LICENSE-APACHE": read(ROOT / "LICENSE-APACHE"),
        f"{info}/licenses/LICENSE-MIT": read(ROOT / "LICENSE-MIT"),
        f"{info}/licenses/LICENSES.txt": read(chosen.binary.parent / "LICENSES.txt"),
    }
    # The list comes last, so that installers find it fast.
    own = f"{info}/RECORD"
    ordered = [*sorted(files.items()), (own, record(files, own))]

    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / f"{name}-py3-none-{'.'.join(tags)}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in ordered:
            # The earliest time that the format knows, and the same system on every machine: Unix, for the mode.
            entry = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | (0o755 if file == program else 0o644)) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    print(path)


main()
