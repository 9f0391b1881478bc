"""Accounts as a Flask application keeps them: Flask-JWT-Extended and SQLAlchemy on SQLite, behind gunicorn.

`make bench ARGS=--peers` measures it beside Vestibule (benches/vestibule/src/peers/flask.rs).

    app.py version      prints the versions of the libraries
    app.py seed COUNT   creates the database with COUNT accounts
    gunicorn 'app:create_app()'

DATABASE_URL names the database.
"""
import os
import sqlite3
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from flask import Flask, jsonify, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    get_jwt,
    get_jwt_identity,
    jwt_required,
)
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash, generate_password_hash

db = SQLAlchemy()
jwt = JWTManager()


class User(db.Model):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(80), unique=True, nullable=False)
    email = db.Column(db.String(120), unique=True, nullable=False)
    password = db.Column(db.String(256), nullable=False)
    created_at = db.Column(db.DateTime(timezone=True), default=lambda: datetime.now(timezone.utc), index=True)

    def to_dict(self):
        return {
            "id": self.id,
            "username": self.username,
            "email": self.email,
            "created_at": self.created_at.isoformat(),
        }


class RevokedToken(db.Model):
    __tablename__ = "revoked_tokens"
    jti = db.Column(db.String(36), primary_key=True)


@jwt.token_in_blocklist_loader
def is_revoked(_header, payload):
    return db.session.get(RevokedToken, payload["jti"]) is not None


def add_account_routes(app):
    @app.post("/api/users/register")
    def register():
        data = request.get_json()
        user = User(username=data["username"], email=data["email"], password=generate_password_hash(data["password"]))
        db.session.add(user)
        db.session.commit()
        return jsonify(user.to_dict()), 201

    @app.get("/api/auth/me")
    @jwt_required()
    def me():
        return jsonify(db.session.get(User, int(get_jwt_identity())).to_dict())

    @app.get("/api/users/")
    @jwt_required()
    def users():
        newest_first = User.query.order_by(User.created_at.desc(), User.id.desc())
        page = newest_first.paginate(
            page=request.args.get("page", 1, type=int),
            per_page=request.args.get("per_page", 20, type=int),
            max_per_page=100,
        )
        return jsonify(users=[u.to_dict() for u in page.items], page=page.page, pages=page.pages, total=page.total)


def add_session_routes(app):
    @app.post("/api/auth/login")
    def login():
        data = request.get_json()
        user = User.query.filter_by(username=data["username"]).first()
        if not user or not check_password_hash(user.password, data["password"]):
            return jsonify(error="Invalid credentials."), 401
        identity = str(user.id)
        return jsonify(access_token=create_access_token(identity), refresh_token=create_refresh_token(identity))

    @app.post("/api/auth/refresh")
    @jwt_required(refresh=True)
    def refresh():
        return jsonify(access_token=create_access_token(get_jwt_identity()))

    @app.post("/api/auth/logout")
    @jwt_required()
    def logout():
        db.session.add(RevokedToken(jti=get_jwt()["jti"]))
        db.session.commit()
        return jsonify(message="Logged out")


def create_app():
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"],
        JWT_SECRET_KEY="only-for-this-benchmark-0123456789abcdef",
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(hours=1),
    )
    db.init_app(app)
    jwt.init_app(app)

    @app.get("/health")
    def health():
        db.session.execute(db.text("select 1"))
        return jsonify(status="ok", database="ok")

    add_account_routes(app)
    add_session_routes(app)
    with app.app_context():
        db.create_all()
    return app


def seed(count):
    """Creates accounts that cannot sign in, one registered each second."""
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    rows = (
        {
            "username": f"user{number}",
            "email": f"user{number}@example.com",
            "password": "x",
            "created_at": start + timedelta(seconds=number),
        }
        for number in range(count)
    )
    with create_app().app_context():
        db.session.execute(db.insert(User), list(rows))
        db.session.commit()


def print_versions():
    names = ["Flask", "Flask-JWT-Extended", "SQLAlchemy", "gunicorn"]
    libraries = [f"{name} {version(name)}" for name in names]
    python = ".".join(map(str, sys.version_info[:3]))
    print(", ".join([*libraries, f"Python {python}", f"SQLite {sqlite3.sqlite_version}"]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["seed", count]:
            seed(int(count))
        case ["version"]:
            print_versions()
        case _:
            sys.exit("usage: app.py version | seed COUNT")
