//! What docs/api-second-factors.md has for curl, and the commands and files of docs/second-factors.md, as they are printed. What is for
//! pages needs a browser: `end2end/tests/second-factor-guide.spec.ts`.

use super::run;
use crate::repository::{blocks, read};
use crate::support::{Place, RunOutput, Server};
use crate::totp::totp;
use crate::wait::wait_until;
use serde_json::{Deserializer, Value, json};
use std::process::Command;
use std::time::SystemTime;
use vestibule::shared::timestamp::Timestamp;

const API: &str = "docs/api-second-factors.md";
const OPERATORS: &str = "docs/second-factors.md";
/// Of whom the pages tell.
const MAREN: (&str, &str) = ("maren", "Quiet-Lantern-42");
/// The host of the pages.
const DOCUMENTED: &str = "https://auth.example.com";
/// What the pages have in place of secrets and codes.
const PENDING: &str = "q3Jx…";
const SETUP: &str = "Zk9w…";
const RECOVERY_CODE: &str = "7M2K-9QXD-0B4T-HV6N-3RZC-8WGE";

/// The code that an app shows this many seconds from now.
fn code(secret: &str, seconds: i64) -> String {
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs();
    totp(secret, Timestamp::from_seconds(i64::try_from(now).expect("seconds") + seconds))
}

/// A text of JSON.
#[track_caller]
fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_else(|| panic!("no {name}: {of}")).to_owned()
}

fn create(place: &Place, username: &str) {
    let email = format!("{username}@example.org");
    let command = ["user", "create", "--username", username, "--email", &email, "--password-stdin"];
    let ran = place.run_with(&command, MAREN.1.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// Signs in with the password alone; returns the access token.
fn signed_in(server: &Server, username: &str) -> String {
    let (status, tokens) = server.log_in(username, MAREN.1);
    assert_eq!(status, 200, "{tokens}");
    text(&tokens, "access_token")
}

/// Adds an authenticator app to an account, and recovery codes; returns the secret of the app and the codes.
fn add_factors(server: &Server, access: &str) -> (String, Vec<String>) {
    let factors = "/api/account/factors";
    // Another step can begin between the code and the request, once.
    let mut answers = (0..2).map(|_| {
        let (_, begun) = server.post(&format!("{factors}/authenticator/begin"), "", Some(access));
        let secret = text(&begun, "secret");
        // That of the step before, so that the others are left.
        let body = json!({ "setup": begun["setup"], "code": code(&secret, -30) }).to_string();
        let (status, answer) = server.post(&format!("{factors}/authenticator/confirm"), &body, Some(access));
        if status == 200 { Ok(secret) } else { Err(answer) }
    });
    let first = answers.next().expect("an answer");
    let secret = first.or_else(|_| answers.next().expect("another")).unwrap_or_else(|error| panic!("{error}"));
    let (status, new) = server.post(&format!("{factors}/recovery-codes"), "", Some(access));
    assert_eq!(status, 201, "{new}");
    let codes = new["codes"].as_array().expect("codes").iter();
    (secret, codes.map(|code| code.as_str().expect("a code").to_owned()).collect())
}

/// The commands of the page, which share variables, against a server.
struct Shell<'a> {
    place: &'a Place,
    /// The line that sets the variables.
    variables: String,
}

impl Shell<'_> {
    /// Runs lines of the page with these values in place of those that it prints; returns the answers. Fails if the page does not have
    /// a value any more.
    #[track_caller]
    fn run(&self, lines: &str, values: &[(&str, &str)]) -> Vec<Value> {
        let script = values.iter().fold(lines.to_owned(), |script, (printed, real)| {
            assert!(script.contains(printed), "{API} has no “{printed}” here any more: {script}");
            script.replace(printed, real)
        });
        let script = format!("{}\n{script}", self.variables);
        let ran = run(self.place, Command::new("bash").args(["-euo", "pipefail", "-c", &script]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{script}\n{}", ran.stdout);
        let answers: Result<_, _> = Deserializer::from_str(&ran.stdout).into_iter::<Value>().collect();
        answers.unwrap_or_else(|error| panic!("{error}: {script}\n{}", ran.stdout))
    }

    /// The same with a command that has one answer.
    #[track_caller]
    fn answer(&self, lines: &str, values: &[(&str, &str)]) -> Value {
        let mut answers = self.run(lines, values);
        assert_eq!(answers.len(), 1, "{lines}\n{answers:?}");
        answers.remove(0)
    }
}

#[test]
fn the_commands_for_curl_sign_in_ask_again_and_add_an_app() {
    let place = Place::new();
    create(&place, MAREN.0);
    create(&place, "otto");
    let server = Server::start(&place);
    let (secret, recovery_codes) = add_factors(&server, &signed_in(&server, MAREN.0));

    let page = read(API);
    let printed: [String; 4] = blocks(&page, "sh").try_into().expect("four blocks for the shell");
    let [begin, complete, prove, add] = printed;
    let (variables, sign_in) = begin.split_once('\n').expect("a line with variables");
    let here = format!("http://{}", server.address());
    assert!(variables.contains(DOCUMENTED), "{variables}");
    let shell = Shell { place: &place, variables: variables.replace(DOCUMENTED, &here) };

    // The answer is the one that the page shows. Without a passkey, `methods` is shorter.
    let mut pending = shell.answer(sign_in, &[]);
    let shown: Value = serde_json::from_str(&blocks(&page, "json")[0]).expect("an answer as JSON");
    for (name, value) in shown.as_object().expect("an object") {
        match name.as_str() {
            "pending_token" => assert!(pending[name].is_string(), "{pending}"),
            "methods" => assert_eq!(pending[name], json!(["code", "recovery_code"]), "the page has {value}"),
            _ => assert_eq!(&pending[name], value, "{name} is another than in {API}"),
        }
    }

    // With the app, and after another sign-in with a recovery code.
    let lines: Vec<_> = complete.lines().collect();
    let [by_app, by_code] = lines.as_slice() else { panic!("two commands complete a sign-in: {complete}") };
    let (token, shown_by_app) = (text(&pending, "pending_token"), code(&secret, 0));
    let tokens = shell.answer(by_app, &[(PENDING, token.as_str()), ("492 039", shown_by_app.as_str())]);
    for name in ["access_token", "refresh_token", "token_type", "expires_in", "user"] {
        assert!(!tokens[name].is_null(), "the answer has no {name}, in contrast to {API}: {tokens}");
    }
    pending = shell.answer(sign_in, &[]);
    let token = text(&pending, "pending_token");
    let signed_in_again =
        shell.answer(by_code, &[(PENDING, token.as_str()), (RECOVERY_CODE, recovery_codes[0].as_str())]);
    assert!(signed_in_again["access_token"].is_string(), "{signed_in_again}");

    // A fresh proof gives no refresh token.
    let with_access = |access: &str, script: &str| format!("access={access}\n{script}");
    let proved = with_access(&text(&tokens, "access_token"), &prove);
    let proof = shell.answer(&proved, &[("492039", code(&secret, 30).as_str())]);
    assert!(proof["access_token"].is_string() && proof["refresh_token"].is_null(), "{proof}");

    // Somebody who has no app yet.
    let access = signed_in(&server, "otto");
    let (begin, confirm) = add.split_once('\n').expect("two commands");
    let begun = shell.answer(&with_access(&access, begin), &[]);
    for name in ["secret", "uri", "qr_svg", "setup"] {
        assert!(begun[name].is_string(), "the answer has no {name}, in contrast to {API}: {begun}");
    }
    let (setup, shown_by_app) = (text(&begun, "setup"), code(&text(&begun, "secret"), 0));
    let values = [(SETUP, setup.as_str()), ("492039", shown_by_app.as_str())];
    let added = shell.answer(&with_access(&access, confirm), &values);
    assert!(added.get("sessions_without_factor").is_some(), "{API} says so: {added}");
}

/// The commands of the page for operators, in its text and in blocks, in their order.
fn commands() -> Vec<String> {
    let page = read(OPERATORS);
    let found = page.split("vestibule ").skip(1).zip(page.split("vestibule "));
    let is_command = |before: &str| before.ends_with('`') || before.ends_with("```sh\n");
    let end = |rest: &str| rest.split(['`', '\n']).next().unwrap_or_default().to_owned();
    found.filter(|(_, before)| is_command(before)).map(|(rest, _)| end(rest)).collect()
}

#[test]
fn the_commands_for_operators_run() {
    let place = Place::new();
    create(&place, MAREN.0);
    let server = Server::start(&place);
    add_factors(&server, &signed_in(&server, MAREN.0));
    let commands = commands();
    for word in ["check", "mail test", "user list", "user reset-factors", "user start-over"] {
        assert!(commands.iter().any(|command| command.starts_with(word)), "{OPERATORS} has no `{word}`: {commands:?}");
    }
    for command in commands {
        let words: Vec<_> = command.split_whitespace().collect();
        let RunOutput { code, stdout, stderr } = place.run(&words);
        assert_eq!(code, 0, "`vestibule {command}` of {OPERATORS}: {stdout}{stderr}");
    }
    wait_until("the factors are gone, and the password as well", || server.log_in(MAREN.0, MAREN.1).0 == 401);
}

#[test]
fn the_file_for_password_managers_is_the_one_that_is_served() {
    let place = Place::new().set("VESTIBULE_PASSKEY_DOMAIN", "example.com");
    let server = Server::start_at(&place, DOCUMENTED);
    let page = read(OPERATORS);
    let files: Vec<Value> =
        blocks(&page, "json").iter().map(|file| serde_json::from_str(file).expect("JSON")).collect();
    let (status, served) = server.get("/.well-known/passkey-endpoints", None);
    assert_eq!(status, 200, "{served}");
    assert!(files.contains(&served), "{OPERATORS} has no such file: {served}");
    assert!(files.iter().any(|file| file["origins"][0] == DOCUMENTED), "{OPERATORS} has no file for related origins");
}
