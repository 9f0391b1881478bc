"""What schemathesis cannot know about Vestibule: who signs in, what links and files contain, and what is intended.

scripts/fuzz.sh sets the variables FUZZ_… and starts the program whose command line is used here.
"""

import base64
import itertools
import json
import os
import re
import subprocess
import zlib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.file_samples import MEDIA_TYPE_FILE_SAMPLES
from schemathesis.openapi.checks import EnsureResourceAvailability, RejectedPositiveData, UseAfterFree

URL = os.environ["FUZZ_URL"]
PASSWORD = os.environ["FUZZ_PASSWORD"]
OUTBOX = Path(os.environ["FUZZ_OUTBOX"])


class Account:
    """An account that signs in. A request may have changed, locked or purged it: then it is replaced by a new one."""

    def __init__(self, role):
        self.role = role
        self.email = None

    def tokens(self):
        """The tokens of a new session."""
        tokens = self.sign_in() if self.email else None
        if tokens is None or tokens["user"]["role"] != self.role:
            self.create()
            tokens = self.sign_in()
        return tokens

    def sign_in(self):
        body = {"login": self.email, "password": PASSWORD}
        response = requests.post(f"{URL}/api/auth/login", json=body, timeout=20)
        return response.json() if response.status_code == 200 else None

    def create(self):
        """With the command line, which needs no session."""
        name = f"{self.role}-{next(NUMBERS)}"
        self.email = f"{name}@fuzz.example"
        command = [os.environ["FUZZ_PROGRAM"], "user", "create", "--username", name, "--email", self.email]
        command += ["--role", self.role, "--password-stdin"]
        subprocess.run(command, check=True, input=PASSWORD, text=True, stdout=subprocess.DEVNULL)


NUMBERS = itertools.count(1)
# Sends the requests.
ADMINISTRATOR = Account("admin")
# Signs in, refreshes and signs out.
PERSON = Account("user")
# scripts/fuzz.sh has created them. Nobody guesses their names, so no request deletes them.
GROUP = "fuzz-group-7c1e"
APPLICATION = "fuzz-application-7c1e"
CLIENT = "fuzz-client-7c1e"


def operation_id(case):
    return case.operation.definition.raw["operationId"]


def is_public(context):
    """Whether anyone may call the operation, so that a token has no effect."""
    return context.operation.definition.raw.get("security") == []


# 401: the session has ended. 403: the account is no administrator any more.
@schemathesis.auth(refresh_interval=600, retry_on=[401, 403]).skip_for(is_public)
class Administrator:
    """Signs the administrator in, again after a request that has ended the session or changed the account.

    So no operation has to be left out: this account may sign out, and disable, demote or delete itself.
    """

    def get(self, case, context):
        return ADMINISTRATOR.tokens()["access_token"]

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


class Links:
    """The one-time links in the messages that the program has written, each used once."""

    PATHS = {
        "resetPassword": "reset-password",
        "confirmEmail": "verify-email",
        "undoEmailChange": "undo-email-change",
        "reportSignIn": "report-sign-in",
    }

    def __init__(self):
        self.seen = set()
        self.tokens = {name: [] for name in self.PATHS}

    def take(self, name):
        """The newest token of this kind, or None."""
        if not self.tokens[name]:
            for path in OUTBOX.glob("*.eml"):
                if path not in self.seen:
                    self.seen.add(path)
                    self.read(path)
        return self.tokens[name].pop() if self.tokens[name] else None

    def read(self, path):
        message = message_from_bytes(path.read_bytes(), policy=default)
        text = message.get_body(("plain",)).get_content()
        for name, page in self.PATHS.items():
            self.tokens[name] += re.findall(rf"/{page}\?token=([\w-]+)", text)


LINKS = Links()
# The ids of accounts that a request has deleted.
DELETED = []


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces made-up values that would always be refused: nobody guesses a token, and an address can be taken only once.

    Only in three of four valid requests, so that the made-up values are tried as well.
    """
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    name = operation_id(case)
    # A number that is the same whenever the request is repeated, which schemathesis does to find the smallest failing one.
    number = zlib.crc32(repr((name, case.path_parameters, case.body)).encode("utf-8", "surrogatepass"))
    if number % 4 == 0:
        return
    if "Idempotency-Key" in case.headers:
        # Generated keys are short, so most of them belong to another request already.
        case.headers["Idempotency-Key"] = f"fuzz-{number}"
    if name in ("refreshTokens", "logOut"):
        case.media_type = "application/json"
        case.body = {"refresh_token": PERSON.tokens()["refresh_token"]}
    elif name == "revokeApiToken":
        case.path_parameters.update(new_api_token(case.headers["Authorization"]) or {})
    elif name in ("exportOwnData", "createApiToken"):
        case.path_parameters["id"] = claims_of(case.headers["Authorization"])["sub"]
    elif "{session_id}" in case.operation.path and "{id}" not in case.operation.path:
        case.path_parameters["session_id"] = claims_of(case.headers["Authorization"])["sid"]
    elif "{session_id}" in case.operation.path:
        claims = claims_of(PERSON.tokens()["access_token"])
        case.path_parameters.update(id=claims["sub"], session_id=claims["sid"])
    elif name == "purgeUser" and DELETED:
        case.path_parameters["id"] = DELETED.pop()
    elif name in ("addGroupMember", "removeGroupMember"):
        case.path_parameters.update(name=GROUP, id=claims_of(case.headers["Authorization"])["sub"])
    elif "{client_id}" in case.operation.path and name != "deleteClient":
        case.path_parameters["client_id"] = CLIENT
    elif name in ("getInvitation", "revokeInvitation"):
        case.path_parameters["id"] = invite(case.headers["Authorization"]) or case.path_parameters["id"]
    elif isinstance(case.body, dict):
        # A copy, because schemathesis derives other requests from the same object.
        case.body = real_body(name, dict(case.body), number)
        if name == "createClient":
            case.path_parameters["name"] = APPLICATION
        if name in ("changeUser", "replaceUser"):
            # The version of the account is not known here.
            case.headers.pop("If-Match", None)


def real_body(name, body, number):
    if "language" in body:
        body["language"] = "de"
    if name in Links.PATHS:
        body["token"] = LINKS.take(name) or body["token"]
        if name == "resetPassword":
            body["password"] = PASSWORD
    elif name == "logIn":
        body = {"login": PERSON.tokens()["user"]["email"], "password": PASSWORD}
    elif name == "createApplicationToken":
        body["application"] = APPLICATION
    elif name == "createClient":
        # Few texts are addresses, and even fewer are ids that no client has.
        body["client_id"] = f"fuzz-{number}"
        body["redirect_uris"] = ["https://fuzz.example/callback"]
    elif name == "createProvider":
        # Hardly any text is an issuer, and none may be that of two providers.
        body.update(name=f"fuzz-{number}", kind="openid", issuer=f"https://fuzz-{number}.example", client_id="fuzz")
    elif name in ("register", "createUser", "replaceUser"):
        body["username"] = f"fuzz-{number}"
        body["email"] = f"fuzz-{number}@example.org"
        if name == "register":
            body["password"] = PASSWORD
            body.pop("confirm_password", None)
        if "groups" in body:
            body["groups"] = [GROUP]
    return body


def claims_of(access_token):
    """What the token says: the account (sub) and the session (sid)."""
    claims = access_token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))


def new_api_token(authorization):
    """The ids of the caller and of a new API token of theirs, or None if they cannot create one any more."""
    account = claims_of(authorization)["sub"]
    body = {"name": "Made-up", "scopes": ["self"]}
    headers = {"Authorization": authorization}
    response = requests.post(f"{URL}/api/users/{account}/tokens", json=body, headers=headers, timeout=20)
    return {"id": account, "token_id": response.json()["id"]} if response.status_code == 201 else None


def invite(authorization):
    """The id of a new account with an open invitation, or None if the administrator cannot create one any more."""
    body = {"email": f"invited-{next(NUMBERS)}@fuzz.example", "invite": True}
    response = requests.post(f"{URL}/api/users", json=body, headers={"Authorization": authorization}, timeout=20)
    return response.json()["user"]["id"] if response.status_code == 201 else None


@schemathesis.hook
def after_call(context, case, response):
    if operation_id(case) == "deleteUser" and response.status_code == 204:
        DELETED.append(case.path_parameters["id"])


# The codes of rules that the document has for every field: names, types and enumerations. A valid request never breaks them.
IN_DOCUMENT = {"unknown_action", "unknown_claim", "unknown_field", "unknown_role", "unknown_scope", "wrong_type"}
# What people write there names fields and values, in a way of its own that a schema cannot say.
WRITTEN_RULES = {"default", "fields", "filter.fields", "rule"}
# The operations whose schema says all that they ask of a request, so that a valid one is never answered with 422.
COMPLETE = {"confirmEmail", "createApplicationToken", "reportSignIn", "undoChangeOfUsers", "undoEmailChange"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops what only looks like a failure."""
    if isinstance(failure, UseAfterFree):
        # Administrators still see a deleted account, without sessions and API tokens, and can restore it. When all sessions of
        # the own account end, that of the request stays.
        seen = (b'"status":"deleted"', b'"sessions":[]', b'"tokens":[]', b'"current":true')
        return not any(text in response.content for text in seen)
    if isinstance(failure, EnsureResourceAvailability):
        # A new account has neither an invitation, unless it is asked for, nor sessions.
        return not case.path.endswith(("/invitation", "/{session_id}"))
    if isinstance(failure, RejectedPositiveData) and response.status_code == 422 and operation_id(case) not in COMPLETE:
        # All other rules may be more than a schema can say: a password is not common, a name is of one script, one of three
        # fields is present, a period has a beginning or an end, a group exists, an idempotency key is new.
        errors = [error for error in response.json().get("errors", []) if error["field"] not in WRITTEN_RULES]
        return any(error["code"] in IN_DOCUMENT for error in errors)
    return True


# The contents of files have no schema: files that the program reads, and files that it has to reject.
PICTURES = st.sampled_from(list(MEDIA_TYPE_FILE_SAMPLES.values())) | st.binary(max_size=200)
for media_type in ("image/jpeg", "image/png", "image/webp"):
    schemathesis.openapi.media_type(media_type, PICTURES)

COLUMNS = st.sampled_from(["username", "email", "name", "language", "role", "status", "created_at", "password_hash", "other", ""])
CELL = st.sampled_from(["", "ada", "ada@example.org", "admin", "disabled", "2026-01-01T00:00:00Z", '"a ""b"""']) | st.text(max_size=20)
CSV = st.lists(st.lists(CELL, max_size=4).map(",".join), max_size=5)
TABLE = st.builds(lambda names, rows: "\r\n".join([",".join(names), *rows]), st.lists(COLUMNS, max_size=4), CSV)
LINES = st.lists(st.dictionaries(COLUMNS, CELL | st.none() | st.integers() | st.lists(CELL, max_size=2), max_size=4), max_size=5)
JSON_LINES = LINES.map(lambda rows: "\n".join(map(json.dumps, rows)))
FILES = (TABLE | JSON_LINES).map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=200)
for media_type in ("text/csv", "application/x-ndjson", "application/jsonl", "application/octet-stream"):
    schemathesis.openapi.media_type(media_type, FILES)
