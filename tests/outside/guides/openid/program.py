"""Signs in to a program without pages: it prints where to sign in, and listens for the answer itself.

program.py VESTIBULE WORD COMMAND...: Maren may enter, and the program then says WORD. Otto may not.
"""

import re
import subprocess
import sys

from browser import Browser

vestibule, word, *command = sys.argv[1:]
TIME_LIMIT = 30  # seconds


def run(username):
    """What the program has printed in the end."""
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"http\S+", program.stdout.readline())
        assert found, "it does not say where to sign in"
        browser = Browser()
        page = browser.sign_in(vestibule, browser.open(found[0]), username)
        # Any program on this machine could wait for the answer, so its owner is asked.
        if page.url.startswith(f"{vestibule}/oauth/consent"):
            browser.submit(page, ["/oauth/consent/answer"])
        return program.communicate(timeout=TIME_LIMIT)[0], program.returncode
    finally:
        program.kill()


said, code = run("maren")
assert code == 0 and word in said, (code, said)
said, code = run("otto")
assert code != 0 and "You are" not in said, (code, said)
print("all as the guide says")
