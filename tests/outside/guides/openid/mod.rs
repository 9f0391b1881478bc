//! The guides for OpenID Connect: a client that follows one signs in who may enter, and no one else.
//!
//! Each test runs the commands of a guide, starts the client with the code of the guide, and signs in as `journey.py` or
//! `program.py` do. Pages without a server need a browser (`end2end/tests/openid-guides.spec.ts`).

mod gate;
mod nightly;
mod programs;

use super::{Running, block, log_of, run};
use crate::port::free_port;
use crate::repository::{blocks, read, root};
use crate::support::{Place, RunOutput, Server};
use serde_json::Value;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

/// The most lines of configuration or code that a guide needs, beside its commands.
const MAX_LINES: usize = 10;
/// The hosts of the guides, in place of which a test has a port.
const HOSTS: [&str; 5] = ["wiki", "shop", "notes", "matrix", "hub"];

/// A Vestibule with a client that follows a guide. Maren may enter, and Otto may not.
struct Provider {
    vestibule: Server,
    place: Place,
    guide: &'static str,
    /// The port of the client.
    port: u16,
    /// The id of Maren.
    maren: String,
    client: Value,
}

impl Provider {
    /// Starts a Vestibule on which the commands of the guide were run.
    fn start(guide: &'static str) -> Self {
        let (place, maren) = people("Maren", &["editors", "staff"]);
        let port = free_port();
        let mut client = Value::Null;
        for command in commands(guide).iter().filter_map(|line| line.strip_prefix("vestibule ")) {
            let command = localized(command, port, "");
            let words: Vec<_> = command.split(' ').map(|word| word.trim_matches('\'')).chain(["--json"]).collect();
            client = succeeds(&place, &words);
        }
        Self { vestibule: Server::start_alone(&place), place, guide, port, maren, client }
    }

    fn url(&self) -> String {
        format!("http://{}", self.vestibule.address())
    }

    /// The URL of the client. Another host than that of Vestibule, so that they share no cookies.
    fn application(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    fn client_id(&self) -> &str {
        self.client["client"]["client_id"].as_str().expect("the id of the client")
    }

    /// Empty for a public client.
    fn secret(&self) -> &str {
        self.client["secret"]["secret"].as_str().unwrap_or_default()
    }

    /// A block of the guide, with the addresses of this test.
    fn block(&self, named: &str) -> String {
        localized(&block(self.guide, named), self.port, &self.url())
    }

    /// Writes blocks of the guide into the files that they name.
    fn write(&self, files: &[&str]) {
        for file in files {
            self.place.write(file, &self.block(file));
        }
    }

    /// Makes the libraries for Node available.
    fn link_modules(&self) -> PathBuf {
        let modules = root().join("end2end/node_modules");
        assert!(
            modules.join("openid-client").exists(),
            "libraries of the guides are missing: run scripts/setup/browser.sh"
        );
        symlink(&modules, self.place.path("node_modules")).expect("a link");
        modules
    }

    /// Starts the client, with the settings that the guides put into the environment.
    fn run(&self, program: &mut Command) -> Running {
        run(&self.place, self.port, self.with_settings(program))
    }

    fn with_settings<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        program.env("VESTIBULE_URL", self.url()).env("APP_URL", self.application(""));
        program.env("CLIENT_ID", self.client_id()).env("CLIENT_SECRET", self.secret());
        program.env("SESSION_SECRET", "only for this test").env("PORT", self.port.to_string())
    }

    /// Signs in at the client. `page` says who is there, in these words, and `sign_in` leads to Vestibule.
    fn journey(&self, page: &str, sign_in: &str, says: &[&str], more: &[&str]) {
        let mut journey = self.script("journey.py");
        journey.args([self.url(), self.application(page), self.application(sign_in)]).args(more);
        self.finish(journey.args(says.iter().flat_map(|word| ["--says", word])));
    }

    /// Signs in to a program that prints where to do so, and says this word in the end.
    fn program_signs_in(&self, says: &str, program: &[&str]) {
        let mut script = self.script("program.py");
        self.finish(self.with_settings(script.args([self.url().as_str(), says]).args(program)));
    }

    fn script(&self, name: &str) -> Command {
        let mut script = Command::new("python3");
        script.arg(root().join("tests/outside/guides/openid").join(name));
        script.env("no_proxy", "*").env("PYTHONDONTWRITEBYTECODE", "1").current_dir(self.place.directory.path());
        script
    }

    fn finish(&self, script: &mut Command) {
        let ran = RunOutput::from(script.output().expect("python3"));
        assert_eq!(ran.code, 0, "{}\n{}\n{}", ran.stdout, ran.stderr, log_of(&self.place));
    }
}

/// A place where Maren has this name and belongs to these groups, and Otto to none; and the id of Maren.
fn people(name: &str, groups: &[&str]) -> (Place, String) {
    let place = Place::on_sqlite().set("VESTIBULE_RATE_LIMIT", "off");
    // Vestibule tells clients on this machine that a session has ended.
    let place = place.set("VESTIBULE_OUTBOUND_PRIVATE", "127.0.0.0/8,::1/128");
    let maren = place.create("maren", &["--name", name])["id"].as_str().expect("an id").to_owned();
    place.create("otto", &[]);
    for group in groups {
        succeeds(&place, &["group", "create", group]);
        succeeds(&place, &["group", "add", group, "maren"]);
    }
    (place, maren)
}

/// Runs a command of Vestibule, and returns what it prints as JSON, or null.
fn succeeds(place: &Place, command: &[&str]) -> Value {
    let ran = place.run(command);
    assert_eq!(ran.code, 0, "{command:?}: {ran:?}");
    serde_json::from_str(&ran.stdout).unwrap_or_default()
}

/// A text of a guide with the addresses of a test.
fn localized(text: &str, port: u16, vestibule: &str) -> String {
    let text = text.replace("https://auth.example.com", vestibule);
    // In addresses within addresses as well.
    let locals = [
        ("https://", format!("http://localhost:{port}")),
        ("https%3A%2F%2F", format!("http%3A%2F%2Flocalhost%3A{port}")),
    ];
    HOSTS
        .iter()
        .flat_map(|host| locals.iter().map(move |local| (host, local)))
        .fold(text, |text, (host, (scheme, local))| text.replace(&format!("{scheme}{host}.example.com"), local))
}

/// The section of a guide in which a client is set up.
fn set_up(guide: &str) -> String {
    let page = read(format!("docs/applications/{guide}"));
    let (_, rest) = page.split_once("\n## Set-up\n").unwrap_or_else(|| panic!("{guide} has no set-up"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The commands of a set-up, each in one line.
fn commands(guide: &str) -> Vec<String> {
    let blocks = blocks(&set_up(guide), "sh").concat().replace("\\\n ", "");
    blocks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The guides in the table of docs/applications/README.md for OpenID Connect.
fn guides() -> Vec<String> {
    let contents = read("docs/applications/README.md");
    let (_, section) = contents.split_once("\n## OpenID Connect\n").expect("the section");
    let rows = section.lines().filter(|line| line.starts_with('|'));
    let links = rows.flat_map(|row| row.split("](").skip(1));
    let links = links.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link.to_owned());
    // These are for more than one client. That for pages has other ways as well.
    let general = ["any-other-client.md", "what-it-does-not-do.md", "mcp.md", "devices.md", "own-api.md"];
    links.filter(|link| !general.contains(&link.as_str()) && !link.starts_with("single-page-applications.md")).collect()
}

#[test]
fn every_client_is_set_up_in_ten_lines() {
    let guides = guides();
    assert!(guides.len() >= 10, "{guides:?}");
    for guide in guides {
        let commands = commands(&guide);
        assert!((2..=4).contains(&commands.len()), "{guide}: {commands:?}");
        assert!(commands[0].starts_with("vestibule application create "), "{guide}: {commands:?}");
        assert!(commands[1].starts_with("vestibule client create "), "{guide}: {commands:?}");
        let section = set_up(&guide);
        let code = section.split("\n```").skip(1).step_by(2).filter(|block| !block.starts_with("sh\n"));
        // The first line is the language.
        let lines = code.flat_map(|block| block.lines().skip(1)).map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"));
        assert!(lines.clone().count() <= MAX_LINES, "{guide} takes {} lines", lines.count());
    }
}

#[test]
fn the_guide_for_rust_has_the_program_that_is_compiled() {
    let block = block("openidconnect-rs.md", "src/main.rs");
    let (_, code) = block.split_once('\n').expect("a line with the name of the file");
    let source = read("examples/openid/src/main.rs");
    assert_eq!(source.trim_end(), code.trim_end(), "copy examples/openid/src/main.rs into the guide");
}
