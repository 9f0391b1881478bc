"""Runs the command of oidc-agent that its row has, allows the device in a browser, and asks who the token belongs to.

oidc_agent.py VESTIBULE COMMAND: of Maren. Prints what the userinfo endpoint says.
"""

import os
import re
import shlex
import subprocess
import sys
from urllib.request import Request, urlopen

from browser import Browser

vestibule, command = sys.argv[1:]
TIME_LIMIT = 60  # seconds

environment = {**os.environ, "OIDC_CONFIG_DIR": os.path.join(os.environ["HOME"], "oidc-agent")}
os.mkdir(environment["OIDC_CONFIG_DIR"], 0o700)
# Nobody is asked for the password of its file.
without_questions = ["--pw-cmd", "echo only-for-this-test", "--confirm-default"]


def lines_until(program, pattern):
    """What a program prints until something is there."""
    text = ""
    while not (found := re.search(pattern, text)):
        line = program.stdout.readline()
        assert line, f"{program.args} ended: {text}"
        text += line
    return found, text


def allow(code):
    browser = Browser()
    page = browser.sign_in(vestibule, browser.open(f"{vestibule}/device?user_code={code}"), "maren")
    page = browser.open(f"{vestibule}/actions/device", {"user_code": code, "decision": "allow"}, page.url)
    assert page.status == 200, page


def started(arguments):
    # It writes its lines at once: otherwise those to a pipe wait for each other.
    command = ["stdbuf", "-oL", *arguments]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, env=environment, text=True, **pipes)


agent = started(["oidc-agent", "--console"])
try:
    found, _ = lines_until(agent, r"OIDC_SOCK=([^;\s]+)")
    environment["OIDC_SOCK"] = found[1]
    generator = started([*shlex.split(command), *without_questions])
    try:
        found, text = lines_until(generator, r"the code: *(\S+)")
        allow(found[1])
        rest = generator.communicate(timeout=TIME_LIMIT)[0]
        assert generator.returncode == 0, text + rest
    finally:
        generator.kill()
    account = shlex.split(command)[1]
    got = subprocess.run(["oidc-token", account], env=environment, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert got.returncode == 0, got
    request = Request(f"{vestibule}/oauth/userinfo", headers={"Authorization": f"Bearer {got.stdout.strip()}"})
    print(urlopen(request).read().decode())
finally:
    agent.kill()
