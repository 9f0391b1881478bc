//! The guides for Flask, FastAPI and Django.

use super::{Guided, block};
use crate::repository::python_of_the_guides;
use std::fs;
use std::process::Command;

/// The pages of a new project: the admin, as `startproject` has it, and one that says who is there.
const DJANGO_URLS: &str = r#"
from django.contrib import admin
from django.http import JsonResponse
from django.urls import path


def home(request):
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"id": request.user.username, "groups": request.vestibule.get("groups", [])})


urlpatterns = [path("admin/", admin.site.urls), path("", home)]
"#;

/// Behind the proxy, forms of the application's own pages are accepted, and those of a neighbouring host are refused. The form of the
/// admin is one that a new project has.
const DJANGO_FORMS: &str = r#"
from django.test import Client

client = Client(enforce_csrf_checks=True, headers={"host": "journal.example.com"})
client.get("/admin/login/")
form = {"username": "maren", "password": "wrong", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
for origin, expected in {"https://journal.example.com": 200, "https://shop.example.com": 403}.items():
    status = client.post("/admin/login/", form, headers={"origin": origin}).status_code
    assert status == expected, (origin, status)
"#;

#[test]
fn flask_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    guided.place.write("flask_app.py", &block("flask.md", "flask_app.py"));
    let mut flask = Command::new(python_of_the_guides());
    flask.args(["-m", "flask", "--app", "flask_app", "run", "--port", &guided.port.to_string()]);
    let _flask = guided.run(flask.env("VESTIBULE_URL", guided.url()));
    guided.journey_with("tokens", &["posts"]);
}

#[test]
fn fastapi_lets_in_the_people_of_the_guide() {
    let guided = Guided::start();
    guided.place.write("fastapi_app.py", &block("fastapi.md", "fastapi_app.py"));
    let mut uvicorn = Command::new(python_of_the_guides());
    uvicorn.args(["-m", "uvicorn", "--port", &guided.port.to_string(), "fastapi_app:app"]);
    let _uvicorn = guided.run(uvicorn.env("VESTIBULE_URL", guided.url()));
    guided.journey_with("tokens", &["posts"]);
}

#[test]
fn fastapi_asks_for_a_second_factor_as_the_guide_for_pages_says() {
    let guided = Guided::start();
    guided.place.write("fastapi_app.py", &block("fastapi.md", "fastapi_app.py"));
    guided.place.write("transfers.py", &block("single-page-applications.md", "transfers.py"));
    let mut uvicorn = Command::new(python_of_the_guides());
    uvicorn.args(["-m", "uvicorn", "--port", &guided.port.to_string(), "transfers:app"]);
    let _uvicorn = guided.run(uvicorn.env("VESTIBULE_URL", guided.url()));
    guided.journey_with("tokens", &["transfers"]);
}

#[test]
fn django_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(python_of_the_guides());
        command.args(program.split(' ')).args(arguments).current_dir(guided.place.directory.path());
        command
    };
    let done = |command: &mut Command| {
        let output = command.output().expect("Django");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    done(&mut run("-m django", &["startproject", "project", "."]));
    guided.place.write("vestibule_login.py", &block("django.md", "vestibule_login.py"));
    let settings = fs::read_to_string(guided.place.path("project/settings.py")).expect("the settings of a new project");
    let guide = block("django.md", "settings.py").replace("https://auth.example.com", guided.url());
    // The journey does not go through a proxy, which would send the name of the host.
    let guide = guide.replace("ALLOWED_HOSTS = [", "ALLOWED_HOSTS = [\"127.0.0.1\", ");
    guided.place.write("project/settings.py", &format!("{settings}\n{guide}"));
    guided.place.write("project/urls.py", DJANGO_URLS);
    // Django has an opinion about what the admin needs.
    done(&mut run("manage.py", &["check", "--fail-level", "WARNING"]));
    done(&mut run("manage.py", &["migrate", "--verbosity", "0"]));
    done(&mut run("manage.py", &["shell", "--command", DJANGO_FORMS]));
    let _django =
        guided.run(&mut run("manage.py", &["runserver", "--noreload", &format!("127.0.0.1:{}", guided.port)]));
    guided.journey("tokens");
}
