//! The guides in docs/applications: their code runs, and admits the right users.
//!
//! Each test writes the code of a guide into a folder, starts it, and asks `journey.py`, which plays browser, API client,
//! proxy and attacker.

mod club;
mod node;
mod openid;
mod python;
mod rails;
mod testing;

use crate::ephemeral::Ephemeral;
use crate::port::free_port;
use crate::repository::{read, root};
use crate::support::{Place, RunOutput};
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The time limit for an application to start.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A running application, which is killed on drop.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// The code blocks of a guide that name a file in their first line, and this file.
///
/// # Panics
/// If the guide has no such block.
fn block(guide: &str, file: &str) -> String {
    let page = read(Path::new("docs/applications").join(guide));
    let blocks = page.split("\n```").skip(1).step_by(2);
    // The first line is the language.
    let mut code = blocks.filter_map(|block| Some(block.split_once('\n')?.1));
    let named = |code: &&str| code.lines().next().is_some_and(|line| line.contains(file));
    code.find(named).unwrap_or_else(|| panic!("{guide} has no block for {file}")).to_owned() + "\n"
}

/// Starts an application in the folder of `place` and waits until it listens.
fn run(place: &Place, port: u16, program: &mut Command) -> Running {
    // Several of them may run in a folder.
    let log = fs::File::options().create(true).append(true).open(place.path("application.log")).expect("a file");
    program.current_dir(place.directory.path()).env("no_proxy", "*");
    program.stdin(Stdio::null()).stdout(log.try_clone().expect("a file")).stderr(log);
    let mut application = Running(program.spawn().unwrap_or_else(|error| panic!("{program:?}: {error}")));
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = application.0.try_wait().expect("a status");
        let waits = ended.is_none() && started.elapsed() < START_TIMEOUT;
        assert!(waits, "it does not start ({ended:?}): {}", log_of(place));
        sleep(Duration::from_millis(50));
    }
    application
}

/// What the applications in a folder have written.
fn log_of(place: &Place) -> String {
    fs::read_to_string(place.path("application.log")).unwrap_or_default()
}

/// A Vestibule in test mode, in front of an application.
struct Guided {
    vestibule: Ephemeral,
    place: Place,
    /// The port of the application.
    port: u16,
}

impl Guided {
    fn start() -> Self {
        let place = Place::on_sqlite().set("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1");
        Self { vestibule: Ephemeral::start(&place, &[]), place, port: free_port() }
    }

    /// The base URL of Vestibule.
    fn url(&self) -> &str {
        self.vestibule.url()
    }

    /// Starts the application and waits until it listens.
    fn run(&self, program: &mut Command) -> Running {
        run(&self.place, self.port, program)
    }

    /// Asks the application as browser, API client, proxy and attacker. `trusts`: `tokens` or `headers`.
    fn journey(&self, trusts: &str) {
        self.journey_with(trusts, &[]);
    }

    /// The same, with `more` questions (`journey.py` names them).
    fn journey_with(&self, trusts: &str, more: &[&str]) {
        let script = root().join("tests/outside/guides/journey.py");
        let token = self.vestibule.token("access_token");
        let mut journey = Command::new("python3");
        journey.arg(script).args([self.url(), token, &format!("http://127.0.0.1:{}", self.port), trusts]).args(more);
        let ran = RunOutput::from(journey.env("no_proxy", "*").output().expect("python3"));
        assert_eq!(ran.code, 0, "{}\n{}\n{}", ran.stdout, ran.stderr, log_of(&self.place));
    }
}

/// The guides that docs/applications/README.md lists, with their text.
fn guides() -> Vec<(String, String)> {
    let folder = Path::new("docs/applications");
    let contents = read(folder.join("README.md"));
    let (_, rest) = contents.split_once("\n- Proxies:").expect("the list of guides");
    let list = rest.split("\n## ").next().unwrap_or_default();
    let names = list.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    names.map(|(name, _)| (name.to_owned(), read(folder.join(name)))).collect()
}

#[test]
fn every_guide_has_the_form_for_signing_out_and_stores_no_token_in_the_browser() {
    let form = r#"<form method="post" action="/.vestibule/logout"><button>Sign out</button></form>"#;
    let guides = guides();
    assert!(guides.len() >= 9, "{guides:?}");
    for (name, page) in guides {
        assert!(page.contains(form), "{name} does not say how to sign out");
        // That a request has led to the sign-in page is no secret.
        let page = page.replace("sessionStorage.setItem(mark, 'yes')", "");
        assert!(!page.contains("Storage.setItem") && !page.contains("Storage["), "{name} keeps something");
    }
}

#[test]
fn the_guide_for_axum_has_the_code_of_the_journal() {
    for file in ["person.rs", "tokens.rs"] {
        let source = read(format!("examples/journal/src/{file}"));
        let block = block("axum.md", &format!("examples/journal/src/{file}"));
        let (_, code) = block.split_once('\n').expect("a line with the name of the file");
        assert!(source.contains(code.trim_end()), "{file} has changed: copy the code into docs/applications/axum.md");
    }
}
