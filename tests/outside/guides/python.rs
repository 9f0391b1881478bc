//! The guides for Flask and Django.

use super::{Guided, block, python};
use std::process::Command;

/// What a project has around the lines of the guide for Django.
const DJANGO: &str = r#"
import os
from django.http import JsonResponse
from django.contrib.auth.decorators import login_required
from django.urls import path

SECRET_KEY = "only for this test"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = __name__
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "django.db"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"


def home(request):
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"id": request.user.username, "groups": request.vestibule.get("groups", [])})


urlpatterns = [path("", home)]
"#;

#[test]
fn flask_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    guided.place.write("flask_app.py", &block("flask.md", "flask_app.py"));
    let mut flask = Command::new(python());
    flask.args(["-m", "flask", "--app", "flask_app", "run", "--port", &guided.port.to_string()]);
    let _flask = guided.run(flask.env("VESTIBULE_URL", guided.url()));
    guided.journey("tokens");
}

#[test]
fn django_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    guided.place.write("vestibule_login.py", &block("django.md", "vestibule_login.py"));
    let settings = block("django.md", "settings.py").replace("https://auth.example.com", guided.url());
    guided.place.write("settings.py", &format!("{DJANGO}\n{settings}"));
    let manage = |arguments: &[&str]| {
        let mut command = Command::new(python());
        command.args(["-m", "django"]).args(arguments).env("DJANGO_SETTINGS_MODULE", "settings");
        command.env("PYTHONPATH", guided.place.directory.path()).current_dir(guided.place.directory.path());
        command
    };
    let migrated = manage(&["migrate", "--verbosity", "0"]).output().expect("Django");
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let _django = guided.run(&mut manage(&["runserver", "--noreload", &format!("127.0.0.1:{}", guided.port)]));
    guided.journey("tokens");
}
