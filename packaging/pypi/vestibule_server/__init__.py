"""The program of Vestibule, for tests: `vestibule serve --ephemeral`."""

import os
import sys

#: The path of the program.
PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "vestibule")


def main():
    """Runs the program in place of Python, with the same arguments: it gets the signals, and its exit code is the command's."""
    try:
        os.execv(PROGRAM, ["vestibule", *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"vestibule-server: {PROGRAM} cannot be run: {error.strerror}. Install vestibule-server again.")
