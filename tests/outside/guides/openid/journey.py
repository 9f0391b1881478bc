"""Signs in to a client that follows a guide, as a browser without JavaScript does.

journey.py VESTIBULE PAGE SIGN_IN [--says WORD]... [--form | --button NAME=VALUE] [--sign-out URL | --sign-out-form]
  [--back-channel] [--matrix]

Maren may enter the application, and Otto may not. PAGE is a page of the client that says who is there, with each of the words, and
SIGN_IN leads to Vestibule. --form: SIGN_IN has a form that does so. --button: a script makes that form, and its button sends this.
--sign-out: where the client signs out; --sign-out-form: PAGE has the form. --back-channel: the client is signed out when the session
ends elsewhere. --matrix: signing in ends with a token for a program, which asks for PAGE.
"""

import argparse
import json
import re
import time
from urllib.parse import urljoin
from urllib.request import Request

from browser import Browser

NOTICES_WITHIN = 15  # seconds

parser = argparse.ArgumentParser()
parser.add_argument("vestibule")
parser.add_argument("page")
parser.add_argument("sign_in")
parser.add_argument("--says", action="append", default=[])
parser.add_argument("--form", action="store_true")
parser.add_argument("--button")
parser.add_argument("--sign-out")
parser.add_argument("--sign-out-form", action="store_true")
parser.add_argument("--back-channel", action="store_true")
parser.add_argument("--matrix", action="store_true")
options = parser.parse_args()


class Visitor:
    def __init__(self):
        self.browser = Browser()
        self.token = None

    def to_vestibule(self):
        """Begins to sign in at the client."""
        page = self.browser.open(options.sign_in)
        if options.button:
            # What the script of pgAdmin makes its form of.
            made_of = dict(re.findall(r'"(csrfToken|loginUrl)": *"([^"]+)"', page.text))
            name, _, value = options.button.partition("=")
            fields = {"csrf_token": made_of["csrfToken"], name: value}
            return self.browser.open(urljoin(page.url, made_of["loginUrl"]), fields, page.url)
        return self.browser.submit(page, ["vestibule", "Continue"]) if options.form else page

    def sign_in(self, username):
        arrived = self.browser.sign_in(options.vestibule, self.to_vestibule(), username)
        # What Element does with the token that the last page of Synapse has for it.
        if options.matrix and (found := re.search(r"loginToken=(\w+)", arrived.text)):
            body = json.dumps({"type": "m.login.token", "token": found[1]}).encode()
            login = urljoin(options.page, "/_matrix/client/v3/login")
            answer = self.browser.send(Request(login, body, {"Content-Type": "application/json"}))
            self.token = json.loads(answer.text)["access_token"]
        return arrived

    def shown(self):
        """The page that says who is there."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.browser.send(Request(options.page, headers=bearer))

    def is_shown(self):
        return self.shown().says(options.says)


maren = Visitor()
assert not maren.is_shown(), "no one is signed in"
arrived = maren.sign_in("maren")
assert maren.is_shown(), (arrived, maren.shown())

otto = Visitor()
refused = otto.sign_in("otto")
page = otto.shown()
assert "otto" not in page.text.lower(), (refused, page)

if options.back_channel:
    ended = maren.browser.open(f"{options.vestibule}/logout", {})
    assert ended.status == 200, ended
    until = time.monotonic() + NOTICES_WITHIN
    while maren.is_shown():
        assert time.monotonic() < until, "the client does not notice that the session has ended"
        time.sleep(0.1)
    maren = Visitor()
    maren.sign_in("maren")
    assert maren.is_shown()

if options.sign_out or options.sign_out_form:
    left = maren.browser.open(options.sign_out or options.page)
    if options.sign_out_form:
        left = maren.browser.submit(left, ["logout", "Sign out"])
    if left.url.startswith(f"{options.vestibule}/oauth/logout"):
        # Without a hint it asks.
        left = maren.browser.submit(left, ["Sign out"])
    assert not maren.is_shown(), left
    # The session at Vestibule has ended as well.
    assert maren.to_vestibule().url.startswith(f"{options.vestibule}/login"), left
print("all as the guide says")
