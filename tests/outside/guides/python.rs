//! The guides for Flask and Django.

use super::{Guided, block, python};
use std::{fs, process::Command};

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
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(python());
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
    guided.place.write("project/settings.py", &format!("{settings}\n{guide}"));
    guided.place.write("project/urls.py", DJANGO_URLS);
    // Django has an opinion about what the admin needs.
    done(&mut run("manage.py", &["check", "--fail-level", "WARNING"]));
    done(&mut run("manage.py", &["migrate", "--verbosity", "0"]));
    let _django =
        guided.run(&mut run("manage.py", &["runserver", "--noreload", &format!("127.0.0.1:{}", guided.port)]));
    guided.journey("tokens");
}
