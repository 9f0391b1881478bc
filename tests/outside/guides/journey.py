"""Asks an application that follows a guide: as a browser behind a proxy, as an API client, and as an attacker.

journey.py VESTIBULE TOKEN APPLICATION TRUSTS: the base URLs, the access token of an administrator, and what the application
trusts: `tokens` (it verifies them) or `headers` (those of its proxy).
"""

import json
import sys
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

vestibule, administrator, application, trusts = sys.argv[1:]


def ask(url, method="GET", headers=None, body=None):
    data = None if body is None else json.dumps(body).encode()
    json_type = {} if body is None else {"Content-Type": "application/json"}
    request = Request(url, data=data, method=method, headers={**(headers or {}), **json_type})
    try:
        with urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def api(path, body=None, token=None, method=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    status, _, text = ask(vestibule + path, method or ("GET" if body is None else "POST"), headers, body)
    assert status < 300, (path, status, text)
    return json.loads(text) if text else None


password = "quiet-lantern-meadow"
maren = api("/api/users/register", {"username": "maren", "email": "maren@example.org", "password": password})
tokens = api("/api/auth/login", {"login": "maren", "password": password})
api("/api/groups", {"name": "editors"}, administrator)
api(f"/api/groups/editors/members/{maren['id']}", token=administrator, method="PUT")
for name in ["journal", "shop"]:
    api("/api/applications", {"name": name, "locations": [f"{vestibule}/{name}"], "groups": ["editors"]}, administrator)
# The claims of an access token are those of its time.
tokens = api("/api/auth/refresh", {"refresh_token": tokens["refresh_token"]})


def proxied(path):
    """The headers that a proxy adds for Maren's browser."""
    asked = {
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": urlsplit(vestibule).netloc,
        "X-Forwarded-Uri": path,
        "X-Forwarded-For": "203.0.113.7",
        "Cookie": f"vestibule_access={tokens['access_token']}",
        "Accept": "text/html",
    }
    status, headers, text = ask(f"{vestibule}/auth/forward", headers=asked)
    assert status == 200, (status, text)
    copied = ["Remote-User-Id", "Remote-User", "Remote-Name", "Remote-Email", "Remote-Groups", "X-Vestibule-Token"]
    assert all(name in headers for name in copied), headers
    return {name: headers[name] for name in copied}


def enters(headers):
    status, _, text = ask(application + "/", headers=headers)
    assert status == 200, (status, text)
    answer = json.loads(text)
    assert answer == {"id": maren["id"], "groups": ["editors"]}, answer


def is_refused(headers, why):
    status, _, text = ask(application + "/", headers=headers)
    assert status == 401, (why, status, text)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


from_proxy = proxied("/journal/posts")
enters(from_proxy)
is_refused({}, "nobody is signed in")
if trusts == "tokens":
    enters(bearer(tokens["access_token"]))
    plain = {name: value for name, value in from_proxy.items() if name != "X-Vestibule-Token"}
    is_refused(plain, "the headers without the token")
    is_refused({"X-Vestibule-Token": tokens["access_token"]}, "an access token in place of the proxy's")
    is_refused({"X-Vestibule-Token": proxied("/shop")["X-Vestibule-Token"]}, "the token of another application")
    is_refused(bearer(from_proxy["X-Vestibule-Token"]), "the proxy's token in place of an access token")
    is_refused(bearer(tokens["refresh_token"]), "a refresh token")
    header, claims, signature = tokens["access_token"].split(".")
    changed = ("A" if signature[9] != "A" else "B").join([signature[:9], signature[10:]])
    is_refused(bearer(f"{header}.{claims}.{changed}"), "a changed signature")
    is_refused(bearer(f"eyJhbGciOiJub25lIn0.{claims}."), "no signature")
print("all as the guide says")
