//! The samples of docs/testing.md for pytest. `proxies::on_localhost` runs the one for a proxy.

use super::block;
use crate::repository::python_of_the_guides;
use crate::support::{Place, RunOutput};
use std::ffi::OsString;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// `PATH` with a folder in which the built binary is called `vestibule`, as in the samples.
pub(super) fn path_with_vestibule(place: &Place) -> OsString {
    let folder = place.path("bin");
    fs::create_dir(&folder).expect("a folder");
    symlink(place.command(&[]).get_program(), folder.join("vestibule")).expect("a link");
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = [folder].into_iter().chain(env::split_paths(&path)).collect();
    env::join_paths(folders).expect("a path")
}

#[test]
fn the_samples_for_pytest_pass_as_they_are_printed() {
    let place = Place::on_sqlite();
    for file in ["conftest.py", "test_tokens.py", "test_journal.py", "test_sign_in.py"] {
        place.write(file, &block("../testing.md", file));
    }
    place.write("flask_app.py", &block("flask.md", "flask_app.py"));
    let mut pytest = Command::new(python_of_the_guides());
    pytest.args(["-m", "pytest", "-p", "no:cacheprovider"]).current_dir(place.directory.path());
    pytest.env("PATH", path_with_vestibule(&place)).env("no_proxy", "*");
    let ran = RunOutput::from(pytest.output().expect("pytest"));
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("3 passed"), "{}", ran.stdout);
}
