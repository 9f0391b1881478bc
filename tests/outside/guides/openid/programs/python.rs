//! Programs and libraries for Python.

use super::super::nightly;
use super::{Connected, NAME, python};
use crate::repository::{read, root};
use crate::support::RunOutput;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The environments that scripts/setup makes: guides.sh, openid-guides.sh, programs.sh.
const GUIDES: &str = "target/guides";
const OPENID_GUIDES: &str = "target/openid-guides";
const PROGRAMS: &str = "target/programs";

fn done(command: &mut Command) {
    let ran = RunOutput::from(command.output().unwrap_or_else(|error| panic!("{command:?}: {error}")));
    assert_eq!(ran.code, 0, "{command:?}: {}\n{}", ran.stdout, ran.stderr);
}

/// Starts an application of Flask.
fn flask(connected: &Connected, environment: &str, application: &str) -> super::Running {
    connected.provider.place.write("application.py", application);
    let port = connected.provider.port.to_string();
    let arguments = ["-m", "flask", "--app", "application", "run", "--port", &port];
    connected.run(&mut connected.command(python(environment), &arguments))
}

pub(super) fn authlib(connected: &Connected) {
    let application = connected.around("authlib.py", &connected.pasted("The application"));
    let _client = flask(connected, GUIDES, &application);
    let sign_out = connected.provider.application("/logout");
    connected.journey("/", "/login", &connected.everything(), &["--sign-out", &sign_out]);
}

pub(super) fn flask_oidc(connected: &Connected) {
    connected.provider.place.write("client_secrets.json", &connected.pasted("client_secrets.json"));
    let application = connected.around("flask_oidc.py", &connected.pasted("The application"));
    let _client = flask(connected, PROGRAMS, &application);
    connected.journey("/", "/login", &connected.everything(), &[]);
}

pub(super) fn flask_appbuilder(connected: &Connected) {
    connected.provider.place.write("config.py", &connected.pasted("config.py"));
    let application = connected.around("flask_appbuilder.py", &connected.pasted("The application"));
    let _client = flask(connected, PROGRAMS, &application);
    // Maren belongs to `admins`, which the row maps to this role.
    let says = [connected.provider.maren.as_str(), NAME, "maren@example.org", "Admin"];
    connected.journey("/whoami", "/login/vestibule", &says, &[]);
}

/// Starts a new project of Django. `file`: what the library needs besides what is pasted, its settings and its pages.
fn django(connected: &Connected, environment: &str, file: &str) -> super::Running {
    let python = python(environment);
    let command = |arguments: &[&str]| connected.command(&python, arguments);
    done(&mut command(&["-m", "django", "startproject", "project", "."]));
    let place = &connected.provider.place;
    let around = Path::new("tests/outside/guides/openid/programs/around");
    let settings = fs::read_to_string(place.path("project/settings.py")).expect("the settings of a new project");
    let (before, library) = connected
        .around(file, &connected.pasted("settings.py"))
        .split_once("# The pages\n")
        .map(|(settings, pages)| (settings.to_owned(), pages.to_owned()))
        .expect("settings, and pages");
    place.write("project/settings.py", &format!("{settings}\n{before}"));
    place.write("project/library.py", &library);
    place.write("project/urls.py", &read(around.join("django.py")));
    done(&mut command(&["manage.py", "migrate", "--verbosity", "0"]));
    let address = format!("127.0.0.1:{}", connected.provider.port);
    connected.run(&mut command(&["manage.py", "runserver", "--noreload", &address]))
}

pub(super) fn django_allauth(connected: &Connected) {
    let _client = django(connected, OPENID_GUIDES, "django_allauth.py");
    connected.journey("/", "/accounts/oidc/vestibule/login/", &connected.everything(), &["--form"]);
}

pub(super) fn mozilla_django_oidc(connected: &Connected) {
    let _client = django(connected, OPENID_GUIDES, "mozilla_django_oidc.py");
    connected.journey("/", "/oidc/authenticate/", &connected.everything(), &[]);
}

pub(super) fn simple_openid_connect(connected: &Connected) {
    let _client = django(connected, PROGRAMS, "simple_openid_connect.py");
    let sign_out = connected.provider.application("/auth/openid/logout/");
    connected.journey("/", "/auth/openid/login/", &connected.everything(), &["--sign-out", &sign_out]);
}

pub(super) fn social_auth(connected: &Connected) {
    let _client = django(connected, PROGRAMS, "social_auth.py");
    connected.journey("/", "/sign-in", &connected.everything(), &["--form"]);
}

/// It knows people by their address alone, and nothing of groups.
pub(super) fn pgadmin(connected: &Connected) {
    let configuration = connected.around("pgadmin.py", &connected.pasted("config_local.py"));
    let (folder, port) = (connected.folder().display().to_string(), connected.provider.port.to_string());
    connected.provider.place.write("config_local.py", &configuration.replace("FOLDER", &folder));
    let script = "import importlib.util as i; print(i.find_spec('pgadmin4').submodule_search_locations[0])";
    let package = super::printed(Command::new(python("target/pgadmin")).args(["-c", script]));
    let program = Path::new(&package).join("pgAdmin4.py");
    let mut pgadmin = connected.command(python("target/pgadmin"), &[program.to_str().expect("a path")]);
    pgadmin.env("PYTHONPATH", connected.folder()).env("PGADMIN_SERVER_MODE", "ON").env("PORT", &port);
    // The first account of its own, which it asks for otherwise.
    pgadmin.env("PGADMIN_SETUP_EMAIL", "own@example.org").env("PGADMIN_SETUP_PASSWORD", "only for this test");
    let _client = connected.run(&mut pgadmin);
    let sign_out = connected.provider.application("/oauth2/logout");
    let more = ["--button", "oauth2_button=vestibule", "--sign-out", &sign_out];
    connected.journey("/browser/js/utils.js", "/login", &["maren@example.org"], &more);
}

/// It knows people by their username, and nothing of groups.
pub(super) fn synapse(connected: &Connected) {
    let _client = nightly::synapse(&connected.provider, &connected.pasted("homeserver.yaml"));
    nightly::synapse_journey(&connected.provider);
}

/// Its home page shows the id alone.
pub(super) fn jupyterhub(connected: &Connected) {
    let modules = root().join("end2end/node_modules");
    let configuration = connected.pasted("jupyterhub_config.py");
    let _client = nightly::jupyterhub(&connected.provider, &configuration, &modules);
    let sign_out = connected.provider.application("/hub/logout");
    let says = [connected.provider.maren.as_str()];
    connected.journey("/hub/home", "/hub/oauth_login?next=%2Fhub%2Fhome", &says, &["--sign-out", &sign_out]);
}
