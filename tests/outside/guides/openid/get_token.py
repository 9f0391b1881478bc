"""Gets tokens in the place of a page or a mail program whose server only sees them, and prints them.

get_token.py VESTIBULE CLIENT_ID SECRET REDIRECT_URI SCOPE [--without-pkce]: of Maren. A redirect URI on 127.0.0.1 without a port is one where
this program listens.
"""

import base64
import hashlib
import secrets
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from browser import Browser

vestibule, client_id, secret, redirect_uri, scope, *options = sys.argv[1:]


class Arrival(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


listener = HTTPServer(("127.0.0.1", 0), Arrival)
Thread(target=listener.serve_forever, daemon=True).start()
if redirect_uri == "http://127.0.0.1/":
    redirect_uri = f"http://127.0.0.1:{listener.server_port}/"

verifier = secrets.token_urlsafe(48)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
asked = {"response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "scope": scope, "state": "some"}
code_for = {"grant_type": "authorization_code", "redirect_uri": redirect_uri}
if "--without-pkce" not in options:
    asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    code_for["code_verifier"] = verifier

browser = Browser()
page = browser.open(f"{vestibule}/oauth/authorize?{urlencode(asked)}")
page = browser.sign_in(vestibule, page, "maren")
if page.url.startswith(f"{vestibule}/oauth/consent"):
    page = browser.submit(page, ["/oauth/consent/answer"])
code = parse_qs(urlsplit(page.url).query).get("code")
assert code, page
request = Request(f"{vestibule}/oauth/token", urlencode({**code_for, "code": code[0]}).encode())
basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
request.add_header("Authorization", f"Basic {basic}")
print(urlopen(request).read().decode())
