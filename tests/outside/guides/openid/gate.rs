//! The two guides that every change must pass: one for Node and one for Python.

use super::Provider;
use crate::repository::python_of_the_guides;
use std::process::Command;

#[test]
fn openid_client_signs_in_who_may_enter() {
    let provider = Provider::start("openid-client.md");
    provider.link_modules();
    provider.write(&["vestibule.mjs", "openid_client_app.mjs"]);
    let _client = provider.run(Command::new("node").arg("openid_client_app.mjs"));
    let sign_out = provider.application("/logout");
    provider.journey("/", "/login", &[provider.maren.as_str(), "Maren", "editors"], &["--sign-out", &sign_out]);
}

#[test]
fn authlib_signs_in_who_may_enter() {
    let provider = Provider::start("authlib.md");
    provider.write(&["vestibule.py", "authlib_app.py"]);
    let mut flask = Command::new(python_of_the_guides());
    flask.args(["-m", "flask", "--app", "authlib_app", "run", "--port", &provider.port.to_string()]);
    let _client = provider.run(&mut flask);
    let sign_out = provider.application("/logout");
    provider.journey("/", "/login", &[provider.maren.as_str(), "Maren", "editors"], &["--sign-out", &sign_out]);
}
