"""An application around flask-oidc, as its documentation has it."""

import os

from flask import Flask, session
from flask_oidc import OpenIDConnect

app = Flask(__name__)
app.secret_key = "only for this test"
PASTED
oidc = OpenIDConnect(app)


@app.get("/")
def home():
    return session.get("oidc_auth_profile") or ({}, 401)
