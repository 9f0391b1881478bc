//! The data of an installation that is in use, written by the previous version, and what must still work.

use super::installation::Installation;
use crate::support::{PASSWORD, Server};
use crate::wait::wait_until;
use serde_json::{Value, json};
use std::io::Read as _;

/// [`PASSWORD`] as Werkzeug hashes it. The program replaces such a hash when its owner signs in.
const FOREIGN_HASH: &str =
    "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$2bb80594a13a56610084636f657aa3f6ec4ce27e12c97f772388c2086c22a1ee";
/// The password that the owner of the password link chooses.
const CHOSEN: &str = "granite velvet compass";

/// What the previous version has given out.
pub struct Filled {
    /// A session of an API client.
    access: String,
    used_refresh: String,
    refresh: String,
    /// The refresh token of a session that has ended.
    ended: String,
    /// The cookies of a browser.
    browser: Cookies,
    api_token: String,
    /// The token of a password link.
    link: String,
    /// The ids of the signing keys.
    keys: Vec<String>,
}

struct Cookies {
    access: String,
    refresh: String,
}

impl Filled {
    /// Runs the previous version to create accounts, a group, an application, tokens, sessions and an import, and to rotate the
    /// keys. A message to jonas stays in the outbox, because no mail server answers.
    pub fn by_previous(installation: &mut Installation) -> Self {
        let [api_token, link] = create(installation);
        let keys = kids(&installation.previous().run(&["keys", "rotate", "--json"]).json()["keys"]);
        let server = Server::start(installation.previous());
        let first = log_in(&server, "maren");
        let second = refresh(&server, &text(&first, "refresh_token"));
        let ended = log_in(&server, "maren");
        assert_eq!(server.post("/api/auth/logout", "", Some(&text(&ended, "access_token"))).0, 204);
        assert_eq!(server.log_in("jonas", "wrong").0, 401);
        let browser = sign_in_as_jonas(&server);
        let forgot = json!({ "email": "jonas@example.org" }).to_string();
        assert_eq!(server.post("/api/auth/password/forgot", &forgot, None).0, 202);
        // It is written after the answer.
        let waiting = "SELECT recipient FROM outbox WHERE kind = 'password_reset'";
        wait_until("message in the outbox", || installation.rows(waiting) == ["jonas@example.org"]);
        assert_eq!(server.stop().code, 0);
        Self {
            access: text(&second, "access_token"),
            used_refresh: text(&first, "refresh_token"),
            refresh: text(&second, "refresh_token"),
            ended: text(&ended, "refresh_token"),
            browser,
            api_token,
            link,
            keys,
        }
    }

    /// Checks that everything that was given out works, or is still refused, at a server of this version.
    pub fn check_given_out(&self, server: &Server) {
        assert_eq!(server.me(&self.access), 200, "an access token");
        assert_eq!(status_and_code(server, &self.ended), (401, "token_revoked".to_owned()), "an ended session");
        self.browser.check(server);
        refresh(server, &self.refresh);
        // A second use of the first token ends the session.
        assert_eq!(status_and_code(server, &self.used_refresh), (401, "token_revoked".to_owned()), "a used token");
        assert_eq!(server.me(&self.access), 401, "reuse was detected");
        self.check_api_token(server);
        self.check_link(server);
        let (status, published) = server.get("/.well-known/jwks.json", None);
        assert_eq!((status, kids(&published["keys"])), (200, self.keys.clone()), "the signing keys");
    }

    pub fn check_api_token(&self, server: &Server) {
        assert_eq!(server.me(&self.api_token), 200, "an API token");
        let (status, users) = server.get("/api/users", Some(&self.api_token));
        assert_eq!(status, 200, "{users}");
        assert_eq!(server.get("/api/audit/export", Some(&self.api_token)).0, 403, "a scope that the token lacks");
    }

    /// Uses the password link.
    pub fn check_link(&self, server: &Server) {
        let reset = json!({ "token": self.link, "password": CHOSEN }).to_string();
        let (status, answer) = server.post("/api/auth/password/reset", &reset, None);
        assert_eq!(status, 204, "{answer}");
        assert_eq!(server.log_in("olga", CHOSEN).0, 200);
    }
}

/// Checks the passwords, and that accounts that may not sign in still cannot.
pub fn check_passwords(server: &Server) {
    for (username, expected) in [("maren", 200), ("jonas", 200), ("lena", 200), ("ada", 401), ("ines", 401)] {
        assert_eq!(server.log_in(username, PASSWORD).0, expected, "{username}");
    }
}

/// Checks what the commands of this version print.
pub fn check_commands(installation: &mut Installation) {
    let place = installation.current();
    let lena = place.run(&["user", "show", "lena", "--json"]).json();
    assert_eq!((&lena["external_id"], &lena["groups"]), (&json!("4711"), &json!(["editors"])));
    assert_eq!(lena["created_at"], "2020-01-02T03:04:05.000Z");
    // All but the deleted one, with the service account.
    assert_eq!(place.run(&["user", "list", "--json"]).json()["pagination"]["total"], 6);
    let groups = place.run(&["group", "list", "--json"]).json();
    assert_eq!((&groups["groups"][0]["name"], &groups["groups"][0]["members"]), (&json!("editors"), &json!(3)));
    let journal = place.run(&["application", "show", "journal", "--json"]).json();
    assert_eq!(journal["locations"], json!(["https://journal.example.com/"]));
    assert_eq!((&journal["title"], &journal["groups"]), (&json!("The Journal"), &json!(["editors"])));
    let exported = place.run(&["audit", "export"]);
    for event in ["user.create", "user.disable", "group.create", "key.rotate", "user.import", "session.start"] {
        assert!(exported.stdout.contains(&format!("\"{event}\"")), "{event}: {}", exported.stdout);
    }
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
}

/// The body of a successful sign-in of an API client.
pub fn log_in(server: &Server, username: &str) -> Value {
    let (status, answer) = server.log_in(username, PASSWORD);
    assert_eq!(status, 200, "{username}: {answer}");
    answer
}

/// The body of a successful renewal.
#[track_caller]
pub fn refresh(server: &Server, token: &str) -> Value {
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(token));
    assert_eq!(status, 200, "{answer}");
    answer
}

pub fn text(object: &Value, name: &str) -> String {
    object[name].as_str().expect("a text").to_owned()
}

/// Creates accounts, a group, an application and an import with commands. Returns the secret of an API token and the token of a
/// password link.
fn create(installation: &mut Installation) -> [String; 2] {
    let place = installation.previous();
    place.create("maren", &["--role", "admin", "--name", "Maren Holt"]);
    for username in ["jonas", "ada", "ines"] {
        place.create(username, &[]);
    }
    let run = |arguments: &[&str]| {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.stdout.trim_end().to_owned()
    };
    run(&["user", "disable", "ada"]);
    run(&["user", "delete", "ines"]);
    run(&["group", "create", "editors", "--description", "They write."]);
    run(&["group", "add", "editors", "maren", "jonas"]);
    let location = ["--location", "https://journal.example.com/", "--title", "The Journal", "--group", "editors"];
    run(&[&["application", "create", "journal"][..], &location].concat());
    run(&["service-account", "create", "--username", "robot", "--role", "admin"]);
    let scopes = ["--scope", "self", "--scope", "users:read"];
    let api_token = run(&[&["token", "create", "--user", "robot", "--name", "2026"][..], &scopes].concat());
    place.write(
        "people.csv",
        &format!(
            "username,email,name,password_hash,external_id,groups,created_at\n\
             lena,lena@example.org,Lena,{FOREIGN_HASH},4711,editors,2020-01-02T03:04:05Z\n\
             olga,olga@example.org,Olga,,4712,,\n"
        ),
    );
    run(&["user", "import", "people.csv"]);
    let link = place.run(&["user", "password-link", "olga", "--json"]).json();
    let (_, link) = link["url"].as_str().and_then(|url| url.split_once("?token=")).expect("a link with a token");
    [api_token, link.to_owned()]
}

/// The ids of keys, sorted.
fn kids(keys: &Value) -> Vec<String> {
    let mut kids: Vec<_> = keys.as_array().expect("keys").iter().map(|key| text(key, "kid")).collect();
    kids.sort();
    kids
}

fn status_and_code(server: &Server, refresh_token: &str) -> (u16, String) {
    let (status, problem) = server.post("/api/auth/refresh", "{}", Some(refresh_token));
    (status, text(&problem, "code"))
}

fn sign_in_as_jonas(server: &Server) -> Cookies {
    let form = format!("login=jonas&password={}&remember_me=on", PASSWORD.replace(' ', "+"));
    let answer = exchange(
        server,
        &format!(
            "POST /actions/login HTTP/1.1\r\nOrigin: http://localhost:3000\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}",
            form.len()
        ),
        &form,
    );
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let cookie = |name: &str| set_cookie(&answer, name).expect("the cookie of a sign-in");
    Cookies { access: cookie("vestibule_access"), refresh: cookie("vestibule_refresh") }
}

impl Cookies {
    /// Opens a page with both cookies, and then as a browser does in which the access token has expired.
    fn check(&self, server: &Server) {
        let Self { access, refresh } = self;
        let page = account_page(server, &format!("vestibule_access={access}; vestibule_refresh={refresh}"));
        assert_eq!(set_cookie(&page, "vestibule_refresh"), None, "nothing to renew: {page}");
        let page = account_page(server, &format!("vestibule_refresh={refresh}"));
        assert!(set_cookie(&page, "vestibule_refresh").is_some(), "the session was not renewed: {page}");
    }
}

fn account_page(server: &Server, cookies: &str) -> String {
    let page = exchange(server, &format!("GET /account HTTP/1.1\r\nCookie: {cookies}"), "");
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("jonas@example.org"), "{page}");
    page
}

/// Sends a request as a browser does. Returns the whole answer as text.
fn exchange(server: &Server, head: &str, body: &str) -> String {
    let headers = "Host: localhost:3000\r\nAccept: text/html\r\nConnection: close";
    let mut answer = Vec::new();
    let mut stream = server.send(format!("{head}\r\n{headers}\r\n\r\n{body}").as_bytes());
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The value of a cookie that an answer sets.
fn set_cookie(answer: &str, name: &str) -> Option<String> {
    let prefix = format!("set-cookie: {name}=");
    let values = answer.lines().filter_map(|line| line.strip_prefix(&*prefix)?.split(';').next());
    values.map(str::to_owned).next()
}
