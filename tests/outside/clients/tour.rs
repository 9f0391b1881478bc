//! The examples of the tour in docs/api.md run, and print what the page says.

use super::run;
use crate::repository::{self, read};
use crate::support::{Place, Server};
use std::process::Command;

/// The address of the server in the examples.
const DOCUMENTED: &str = "http://localhost:3000";

/// The code blocks of the tour in a language, in their order. `text`: what the steps print.
fn blocks(language: &str) -> Vec<String> {
    let page = read("docs/api.md");
    let (_, tour) = page.split_once("\n## Tour\n").expect("a section with the tour");
    repository::blocks(tour.split("\n## ").next().unwrap_or_default(), language)
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

/// Runs all blocks in a language as one program, on a new server with the administrator of the tour.
#[track_caller]
fn takes_the_tour(language: &str, file: &str, interpreter: &mut Command) {
    let place = Place::new();
    place.create("ada", &["--role", "admin"]);
    let server = Server::start(&place);
    let program = blocks(language).concat();
    assert!(program.contains(DOCUMENTED), "{program}");
    place.write(file, &program.replace(DOCUMENTED, &format!("http://{}", server.address())));
    let ran = run(&place, interpreter.arg(file));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    assert_eq!(lines(&ran.stdout), lines(&blocks("text").concat()));
}

#[test]
fn with_curl() {
    takes_the_tour("bash", "tour.sh", Command::new("bash").args(["-euo", "pipefail"]));
}

#[test]
fn with_javascript() {
    takes_the_tour("js", "tour.mjs", &mut Command::new("node"));
}

#[test]
fn with_python() {
    takes_the_tour("python", "tour.py", &mut Command::new("python3"));
}

#[test]
fn each_step_is_in_all_languages() {
    let [curl, javascript, python, printed] = ["bash", "js", "python", "text"].map(|language| blocks(language).len());
    assert!(printed > 5, "the test finds {printed} steps");
    // The first block of each language defines a function for the others and prints nothing.
    assert_eq!([curl, javascript, python], [printed + 1; 3]);
}
