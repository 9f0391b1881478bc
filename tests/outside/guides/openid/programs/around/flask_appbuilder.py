"""An application around Flask-AppBuilder, as its documentation has it."""

from config import VestibuleSecurityManager
from flask import Flask
from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.base import SQLA
from flask_login import current_user

app = Flask(__name__)
app.config.from_object("config")
app.config.update(SECRET_KEY="only for this test, and long enough", SQLALCHEMY_DATABASE_URI="sqlite:///people.db")
db = SQLA(app)
with app.app_context():
    PASTED


@app.get("/whoami")
def whoami():
    if not current_user.is_authenticated:
        return {}, 401
    name = f"{current_user.first_name} {current_user.last_name}"
    roles = [role.name for role in current_user.roles]
    return {"id": current_user.username, "name": name, "email": current_user.email, "roles": roles}
