"""Uses the client that is generated from the OpenAPI document: journey.py URL PASSWORD.

The server has only the administrator ada, with that password.
"""

import sys
from http import HTTPStatus

from vestibule_client import AuthenticatedClient, Client
from vestibule_client.api.account import get_me
from vestibule_client.api.api_tokens import create_api_token
from vestibule_client.api.applications import create_application, create_application_token
from vestibule_client.api.sign_in import log_in, log_out, refresh_tokens, register
from vestibule_client.api.users import change_user, get_user, list_users
from vestibule_client.models import (
    ApplicationRequest,
    ApplicationToken,
    ApplicationTokenRequest,
    ApplicationView,
    CreateApiTokenRequest,
    LoginRequest,
    NewApiTokenView,
    Problem,
    ProblemCode,
    RegisterRequest,
    TokenRequest,
    Tokens,
    UpdateUserRequest,
    UserList,
)
from vestibule_client.types import UNSET

PASSWORD = "Quiet-Lantern-42"

url, password_of_ada = sys.argv[1:]
anyone = Client(base_url=url)


def sign_in(login: str, password: str) -> Tokens:
    tokens = log_in.sync(client=anyone, body=LoginRequest(login=login, password=password))
    assert isinstance(tokens, Tokens), tokens
    return tokens


def client_with(tokens: Tokens) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=url, token=tokens.access_token)


def refused(answer: object, code: ProblemCode) -> Problem:
    assert isinstance(answer, Problem), answer
    assert answer.code == code, answer
    return answer


# Register. Errors name their fields.
body = RegisterRequest(username="maren", email="maren@example.org", password=PASSWORD)
registered = register.sync_detailed(client=anyone, body=body)
assert registered.status_code == HTTPStatus.CREATED, registered
body = RegisterRequest(username="maren.h", email="maren", password=PASSWORD)
problem = refused(register.sync(client=anyone, body=body), ProblemCode.VALIDATION_FAILED)
assert [error.field for error in problem.errors] == ["email"], problem

# Sign in, renew the tokens, and read the account.
tokens = sign_in("maren", PASSWORD)
renewed = refresh_tokens.sync(client=anyone, body=TokenRequest(refresh_token=tokens.refresh_token))
assert isinstance(renewed, Tokens), renewed
maren = client_with(renewed)
me = get_me.sync(client=maren)
assert me.username == "maren" and me.name is None, me

# Change the account, unless it has changed since it was read.
etag = get_user.sync_detailed(me.id, client=maren).headers["ETag"]
change = UpdateUserRequest(name="Maren Holt")
assert change_user.sync(me.id, client=maren, body=change, if_match=etag).name == "Maren Holt"
late = change_user.sync(me.id, client=maren, body=change, if_match=etag)
refused(late, ProblemCode.PRECONDITION_FAILED)

# List the accounts as an administrator, by cursor.
ada = client_with(sign_in("ada", password_of_ada))
usernames = []
cursor = UNSET
while cursor is not None:
    page = list_users.sync(client=ada, per_page=1, cursor=cursor)
    assert isinstance(page, UserList), page
    usernames += [user.username for user in page.users]
    cursor = page.pagination.next_
assert usernames == ["maren", "ada"], usernames

# Get a token for an application, which only people get who may enter it.
create = ApplicationRequest(name="wiki", locations=["https://wiki.example.org/"], everyone=True)
assert isinstance(create_application.sync(client=ada, body=create), ApplicationView)
journal = ApplicationRequest(name="journal", locations=["https://journal.example.org/"])
assert isinstance(create_application.sync(client=ada, body=journal), ApplicationView)
token = create_application_token.sync(client=maren, body=ApplicationTokenRequest(application="wiki"))
assert isinstance(token, ApplicationToken) and token.expires_in == 300, token
closed = create_application_token.sync(client=maren, body=ApplicationTokenRequest(application="journal"))
refused(closed, ProblemCode.NOT_FOUND)
refused(get_me.sync(client=AuthenticatedClient(base_url=url, token=token.token)), ProblemCode.TOKEN_INVALID)

# Create an API token for a number of days, as the document shows it.
body = CreateApiTokenRequest(name="Report", scopes=["self"], expires_in_days=90)
created = create_api_token.sync(me.id, client=maren, body=body)
assert isinstance(created, NewApiTokenView) and created.secret.startswith("vst_"), created

# Sign out: the access token stops working.
assert log_out.sync_detailed(client=maren).status_code == HTTPStatus.NO_CONTENT
refused(get_me.sync(client=maren), ProblemCode.TOKEN_REVOKED)
