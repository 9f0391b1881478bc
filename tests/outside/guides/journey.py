"""Asks an application that follows a guide: as a browser behind a proxy, as an API client, and as an attacker.

journey.py VESTIBULE TOKEN APPLICATION TRUSTS [posts] [cors] [transfers]: the base URLs, the access token of an administrator, and what the
application trusts: `tokens` (it verifies them) or `headers` (those of its proxy). With `posts`, it takes a POST to /posts, and
has to refuse one that a page of another site has sent. With `cors`, pages of https://app.example.com may call it. With `transfers`,
/transfers is for those who have shown a second factor.
"""

import hmac
import json
import sys
import time
from base64 import b32decode, urlsafe_b64encode
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

vestibule, administrator, application, trusts, *more = sys.argv[1:]


class Redirects(HTTPRedirectHandler):
    """Follows none: they are answers like others."""

    def redirect_request(self, *_):
        return None


opener = build_opener(Redirects)


def ask(url, method="GET", headers=None, body=None):
    data = None if body is None else json.dumps(body).encode()
    json_type = {} if body is None else {"Content-Type": "application/json"}
    request = Request(url, data=data, method=method, headers={**(headers or {}), **json_type})
    try:
        with opener.open(request) as answer:
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
# Everybody may enter the journal, as after a mistake in its registration, so its own code has to look at the groups.
for name, admitted in [("journal", {"everyone": True}), ("shop", {"groups": ["editors"]})]:
    api("/api/applications", {"name": name, "locations": [f"{vestibule}/{name}"], **admitted}, administrator)


def token_for(name, token):
    """A token that an API client asks for."""
    asked = {"Authorization": f"Bearer {token}"}
    return ask(f"{vestibule}/api/auth/application-token", "POST", asked, {"application": name})


def requested(name, who=tokens):
    status, _, text = token_for(name, who["access_token"])
    assert status == 200, (status, text)
    return json.loads(text)["token"]


def key_requests():
    """How often the public keys were read."""
    lines = ask(f"{vestibule}/metrics")[2].decode().splitlines()
    counts = [line for line in lines if "requests_total{" in line and 'route="/.well-known/jwks.json"' in line]
    return sum(float(line.rsplit(" ", 1)[1]) for line in counts)


def cookies(who):
    return f"vestibule_access={who['access_token']}"


def forwarded(path, who=tokens):
    """What Vestibule answers to a proxy, by default about Maren's browser."""
    asked = {
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": urlsplit(vestibule).netloc,
        "X-Forwarded-Uri": path,
        "X-Forwarded-For": "203.0.113.7",
        "Cookie": cookies(who),
        "Accept": "text/html",
    }
    return ask(f"{vestibule}/auth/forward", headers=asked)


def from_page(path, body=None, origin=vestibule):
    """What a page of the application sends with Maren's cookies to its own host, whose proxy passes it on to Vestibule."""
    passed_on = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": urlsplit(vestibule).netloc, "X-Forwarded-For": "203.0.113.7"}
    return ask(vestibule + path, "POST", {**passed_on, "Cookie": cookies(tokens), "Origin": origin}, body)


def proxied(path, who=tokens):
    """The headers that a proxy adds, by default for Maren's browser."""
    status, headers, text = forwarded(path, who)
    assert status == 200, (status, text)
    copied = ["Remote-User-Id", "Remote-User", "Remote-Name", "Remote-Email", "Remote-Groups", "X-Vestibule-Token"]
    assert all(name in headers for name in copied), headers
    return {name: headers[name] for name in copied}


def enters(headers):
    status, _, text = ask(application + "/", headers=headers)
    assert status == 200, (status, text)
    answer = json.loads(text)
    assert answer == {"id": maren["id"], "groups": ["editors"]}, answer


def is_refused(headers, why, expected=401):
    status, _, text = ask(application + "/", headers=headers)
    assert status == expected, (why, status, text)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


from_proxy = proxied("/journal/posts")
enters(from_proxy)
is_refused({}, "nobody is signed in")
# Otto is in no group. His access token is as good as Maren's.
api("/api/users/register", {"username": "otto", "email": "otto@example.org", "password": password})
otto = api("/api/auth/login", {"login": "otto", "password": password})
assert token_for("shop", otto["access_token"])[0] == 404
is_refused(proxied("/journal", otto), "somebody in no group that the application expects", 403)
if trusts == "tokens":
    enters(bearer(requested("journal")))
    is_refused(bearer(requested("journal", otto)), "a token of somebody in no group that the application expects", 403)
    is_refused(bearer(otto["access_token"]), "an access token of somebody in no group")
    is_refused(bearer(tokens["access_token"]), "an access token, which is for Vestibule alone")
    is_refused(bearer(requested("shop")), "a token for another application")
    plain = {name: value for name, value in from_proxy.items() if name != "X-Vestibule-Token"}
    is_refused(plain, "the headers without the token")
    is_refused({"X-Vestibule-Token": tokens["access_token"]}, "an access token in place of the proxy's")
    is_refused({"X-Vestibule-Token": proxied("/shop")["X-Vestibule-Token"]}, "the token of another application")
    is_refused(bearer(tokens["refresh_token"]), "a refresh token")
    header, claims, signature = requested("journal").split(".")
    changed = ("A" if signature[9] != "A" else "B").join([signature[:9], signature[10:]])
    is_refused(bearer(f"{header}.{claims}.{changed}"), "a changed signature")
    is_refused(bearer(f"eyJhbGciOiJub25lIn0.{claims}."), "no signature")
    before = key_requests()
    for number in range(20):
        made_up = {"alg": "EdDSA", "typ": "app+jwt", "kid": f"made-up-{number}"}
        encoded = urlsafe_b64encode(json.dumps(made_up).encode()).decode().rstrip("=")
        is_refused(bearer(f"{encoded}.{claims}.{signature}"), "an unknown key")
    assert before > 0 and key_requests() - before <= 1, (before, key_requests())
    enters(bearer(requested("journal")))
if "posts" in more:

    def posts(headers):
        return ask(application + "/posts", "POST", headers)[0]

    for site, expected in {"same-origin": 200, "none": 200, "same-site": 403, "cross-site": 403}.items():
        status = posts({**from_proxy, "Sec-Fetch-Site": site})
        assert status == expected, (site, status)
    assert posts(from_proxy) == 403, "the browser does not say where the form is from"
    assert posts({}) == 401, "no token"
    assert posts(bearer(requested("journal"))) == 200, "no cookie is in play"
if "cors" in more:

    def preflight(origin):
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        status, headers, _ = ask(application + "/", "OPTIONS", asked)
        allowed = headers["Access-Control-Allow-Headers"] or ""
        return status, headers["Access-Control-Allow-Origin"], "authorization" in allowed.lower()

    assert preflight("https://app.example.com") == (204, "https://app.example.com", True), preflight("https://app.example.com")
    assert preflight("https://evil.example")[1] is None
    for headers in [bearer(requested("journal")), {}]:
        _, answered, _ = ask(application + "/", headers={**headers, "Origin": "https://app.example.com"})
        assert answered["Access-Control-Allow-Origin"] == "https://app.example.com", "a script can read errors as well"
        assert answered["Access-Control-Allow-Credentials"] is None, "cookies are for the own pages"
if "transfers" in more:

    def code_of(secret):
        """What an authenticator app shows (RFC 6238)."""
        step = (int(time.time()) // 30).to_bytes(8, "big")
        digest = hmac.digest(b32decode(secret.replace(" ", "")), step, "sha1")
        at = digest[19] & 15
        return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"

    def transfers():
        status, _, text = ask(application + "/transfers", headers=proxied("/journal/posts"))
        return status, json.loads(text)

    status, answer = transfers()
    assert (status, answer) == (401, {"code": "step_up_required", "factor": "second"}), (status, answer)
    # A session that adds a factor has shown it.
    factor = "/api/account/factors/authenticator"
    new = api(f"{factor}/begin", token=tokens["access_token"], method="POST")
    api(f"{factor}/confirm", {"setup": new["setup"], "code": code_of(new["secret"])}, tokens["access_token"])
    status, answer = transfers()
    assert (status, answer["text"]) == (200, "No transfers of maren yet"), (status, answer)

# A page of the application gets the token for its scripts, and its form signs out. Two applications are on this host.
status, _, text = from_page("/.vestibule/token", {"application": "journal"})
assert status == 200, (status, text)
if trusts == "tokens":
    enters(bearer(json.loads(text)["token"]))
for path in ["/.vestibule/token", "/.vestibule/logout"]:
    assert from_page(path, origin="https://evil.example")[0] == 403, path
assert forwarded("/journal")[0] == 200
status, headers, text = from_page("/.vestibule/logout")
assert (status, headers["Location"]) == (303, f"{vestibule}/"), (status, headers["Location"], text)
status, headers, _ = forwarded("/journal")
assert (status, urlsplit(headers["Location"]).path) == (302, "/login"), (status, headers["Location"])
assert from_page("/.vestibule/token", {"application": "journal"})[0] == 401
print("all as the guide says")
