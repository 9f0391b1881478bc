"""Signs in to a client that follows a guide, as a browser without JavaScript does.

journey.py VESTIBULE PAGE SIGN_IN [--says WORD]... [--form] [--sign-out URL | --sign-out-form] [--back-channel] [--matrix]

Maren may enter the application, and Otto may not. PAGE is a page of the client that says who is there, with each of the words, and
SIGN_IN leads to Vestibule. --form: SIGN_IN has a form that does so. --sign-out: where the client signs out; --sign-out-form: PAGE or
SIGN_OUT has the form. --back-channel: the client is signed out when the session ends elsewhere. --matrix: signing in ends with a token
for a program, which asks for PAGE.
"""

import argparse
import json
import re
import time
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

PASSWORD = "kettle lantern orbit"
NOTICES_WITHIN = 15  # seconds

parser = argparse.ArgumentParser()
parser.add_argument("vestibule")
parser.add_argument("page")
parser.add_argument("sign_in")
parser.add_argument("--says", action="append", default=[])
parser.add_argument("--form", action="store_true")
parser.add_argument("--sign-out")
parser.add_argument("--sign-out-form", action="store_true")
parser.add_argument("--back-channel", action="store_true")
parser.add_argument("--matrix", action="store_true")
options = parser.parse_args()


class Forms(HTMLParser):
    """The forms of a page: where each leads, the values of its fields, and what its buttons say."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            form = {"action": values.get("action", ""), "method": values.get("method", "get").lower()}
            self.forms.append({**form, "fields": {}, "text": ""})
        elif tag in ("input", "button") and self.forms and values.get("name"):
            self.forms[-1]["fields"].setdefault(values["name"], values.get("value", ""))

    def handle_data(self, data):
        if self.forms:
            self.forms[-1]["text"] += data


class Page:
    def __init__(self, answer):
        self.status, self.url = answer.status, answer.url
        self.text = answer.read().decode()

    def says(self, words):
        return all(word in self.text for word in words)

    def __repr__(self):
        return f"{self.status} {self.url}\n{self.text[:2000]}"


class Browser:
    """Keeps cookies, and follows redirects."""

    def __init__(self):
        # As browsers do for localhost: cookies with `Secure` are sent over http as well.
        policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.opener = build_opener(HTTPCookieProcessor(CookieJar(policy)))
        self.opener.addheaders = [("Accept", "text/html,*/*;q=0.8"), ("User-Agent", "Mozilla/5.0")]
        self.token = None

    def open(self, url, form=None, referrer=None):
        request = Request(url, data=None if form is None else urlencode(form).encode())
        if form is not None:
            # Forms from elsewhere are refused; the redirects that follow have other headers.
            request.add_unredirected_header("Sec-Fetch-Site", "same-origin")
            request.add_unredirected_header("Origin", "{0.scheme}://{0.netloc}".format(urlsplit(url)))
            request.add_unredirected_header("Referer", referrer or url)
        try:
            return Page(self.opener.open(request))
        except HTTPError as error:
            return Page(error)

    def submit(self, page, words):
        """Sends the first form of a page with one of the words in its address or its text."""
        forms = Forms(page.text).forms
        found = [form for form in forms if any(word in form["action"] + form["text"] for word in words)]
        assert found, (words, forms, page)
        target = urljoin(page.url, found[0]["action"])
        if found[0]["method"] == "get":
            return self.open(f"{target}?{urlencode(found[0]['fields'])}")
        return self.open(target, found[0]["fields"], page.url)

    def to_vestibule(self):
        """Begins to sign in at the client."""
        page = self.open(options.sign_in)
        return self.submit(page, ["vestibule", "Continue"]) if options.form else page

    def sign_in(self, username):
        page = self.to_vestibule()
        assert page.url.startswith(f"{options.vestibule}/login"), page
        following = parse_qs(urlsplit(page.url).query)["next"][0]
        fields = {"login": username, "password": PASSWORD, "next": following}
        arrived = self.open(f"{options.vestibule}/actions/login", fields, page.url)
        if options.matrix:
            self.become_device(arrived)
        return arrived

    def become_device(self, page):
        """What Element does with the token that the last page of Synapse has for it."""
        if found := re.search(r"loginToken=(\w+)", page.text):
            body = json.dumps({"type": "m.login.token", "token": found[1]}).encode()
            request = Request(urljoin(options.page, "/_matrix/client/v3/login"), body, {"Content-Type": "application/json"})
            self.token = json.load(self.opener.open(request))["access_token"]

    def shown(self):
        """The page that says who is there."""
        if not self.token:
            return self.open(options.page)
        try:
            return Page(self.opener.open(Request(options.page, headers={"Authorization": f"Bearer {self.token}"})))
        except HTTPError as error:
            return Page(error)


def shows(browser):
    return browser.shown().says(options.says)


maren = Browser()
assert not shows(maren), "nobody is signed in"
arrived = maren.sign_in("maren")
page = maren.shown()
assert page.says(options.says), (arrived, page)

otto = Browser()
refused = otto.sign_in("otto")
page = otto.shown()
assert "otto" not in page.text.lower(), (refused, page)

if options.back_channel:
    ended = maren.open(f"{options.vestibule}/logout", {})
    assert ended.status == 200, ended
    until = time.monotonic() + NOTICES_WITHIN
    while shows(maren):
        assert time.monotonic() < until, "the client does not notice that the session has ended"
        time.sleep(0.1)
    maren = Browser()
    maren.sign_in("maren")
    assert shows(maren)

if options.sign_out or options.sign_out_form:
    at = options.sign_out or options.page
    left = maren.submit(maren.open(at), ["logout", "Sign out"]) if options.sign_out_form else maren.open(at)
    if left.url.startswith(f"{options.vestibule}/oauth/logout"):
        # Without a hint it asks.
        left = maren.submit(left, ["Sign out"])
    assert not shows(maren), left
    # The session at Vestibule has ended as well.
    assert maren.to_vestibule().url.startswith(f"{options.vestibule}/login"), left
print("all as the guide says")
