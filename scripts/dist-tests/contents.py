#!/usr/bin/env python3
"""contents.py FOLDER: compares the npm packages and the wheels in FOLDER, those for other processors included, with the archives.

They contain the same program, its licences, and for Linux a program that runs with every C library.
"""

import struct
import sys
import tarfile
import zipfile
from pathlib import Path

# The architecture in the names of archives, of npm packages and of wheels.
NAMES = {
    "linux-x86_64": ("linux-x64", "x86_64"),
    "linux-aarch64": ("linux-arm64", "aarch64"),
    "macos-arm64": ("darwin-arm64", "arm64"),
}
# The entry of a program header that names the dynamic linker, which a static program does not have.
PT_INTERP = 3


def is_static(program):
    """Whether a 64-bit ELF program starts without a dynamic linker."""
    start = struct.unpack_from("<Q", program, 32)[0]
    size, count = struct.unpack_from("<HH", program, 54)
    return all(struct.unpack_from("<I", program, start + size * n)[0] != PT_INTERP for n in range(count))


def of_tar(path, name):
    """The content of the file whose path ends with `name`, and whether it can be executed."""
    with tarfile.open(path) as archive:
        member = next(member for member in archive if member.name.endswith(name))
        return archive.extractfile(member).read(), bool(member.mode & 0o111)


def of_wheel(path, name):
    """The same for a wheel."""
    with zipfile.ZipFile(path) as archive:
        entry = next(entry for entry in archive.infolist() if entry.filename.endswith(name))
        return archive.read(entry), bool(entry.external_attr >> 16 & 0o111)


def check(condition, message):
    if not condition:
        sys.exit(f"error: {message}")


def only(folder, pattern):
    found = list(folder.glob(pattern))
    check(len(found) == 1, f"{folder} should have exactly one {pattern}; it has {[path.name for path in found]}")
    return found[0]


def main():
    folder = Path(sys.argv[1])
    archives = {name: path for name in NAMES for path in folder.glob(f"vestibule-*-{name}.tar.gz")}
    check(archives, f"{folder} has no archive")
    for name, archive in archives.items():
        npm, machine = NAMES[name]
        package = only(folder, f"vestibule-server-{npm}-*.tgz")
        wheel = only(folder, f"vestibule_server-*_{machine}.whl")
        program, _ = of_tar(archive, "/vestibule")
        for file, (packed, executable) in {
            package: of_tar(package, "/bin/vestibule"),
            wheel: of_wheel(wheel, "/bin/vestibule"),
        }.items():
            check(packed == program, f"{file.name} has another program than {archive.name}")
            check(executable, f"the program in {file.name} cannot be executed")
        licenses, _ = of_tar(archive, "/LICENSES.txt")
        check(of_tar(package, "/LICENSES.txt")[0] == licenses, f"{package.name} has other licences than {archive.name}")
        check(of_wheel(wheel, "/LICENSES.txt")[0] == licenses, f"{wheel.name} has other licences than {archive.name}")
        if name.startswith("linux"):
            check(is_static(program), f"{archive.name}: the program needs a dynamic linker, so it does not run with every C library")
        print(f"   {archive.name}, {package.name} and {wheel.name} have the same program")


main()
