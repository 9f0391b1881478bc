"""An application around Authlib, as its documentation has it."""

import os
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = "only for this test"
oauth = OAuth(app)
PASTED


@app.get("/login")
def login():
    return oauth.vestibule.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    try:
        token = oauth.vestibule.authorize_access_token()
    except OAuthError as error:
        return str(error), 403
    session["user"] = oauth.vestibule.userinfo(token=token)
    session["id_token"] = token["id_token"]
    return redirect("/")


@app.get("/logout")
def logout():
    address = oauth.vestibule.load_server_metadata()["end_session_endpoint"]
    home = url_for("home", _external=True)
    query = urlencode({"id_token_hint": session["id_token"], "post_logout_redirect_uri": home})
    session.clear()
    return redirect(f"{address}?{query}")


@app.get("/")
def home():
    return session.get("user") or ({}, 401)
