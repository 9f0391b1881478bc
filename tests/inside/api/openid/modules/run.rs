//! Runs the rows of `basic.txt`.

use super::suite::{End, Suite, Way, filled};
use super::tokens::{Granted, checked, forged};
use super::wire::owned;
use crate::support::openid::CALLBACK;
use crate::support::*;
use std::sync::Arc;

/// A row of a table.
#[derive(Clone)]
pub struct Module {
    pub name: &'static str,
    pub cells: Vec<&'static str>,
}

/// The rows of a table.
pub fn modules(table: &'static str) -> Vec<Module> {
    let rows = table.lines().filter(|line| !(line.is_empty() || line.starts_with('#')));
    let read = |line: &'static str| {
        let mut cells = line.split('|').map(str::trim);
        Module { name: cells.next().expect("a name"), cells: cells.collect() }
    };
    rows.map(read).collect()
}

/// Runs all of them, one after the other, and prints the result of each: a failure does not hide those of the others.
pub async fn run_all<F: Future<Output = ()> + Send + 'static>(
    plan: &str,
    suite: &Arc<Suite>,
    modules: Vec<Module>,
    run: impl Fn(Arc<Suite>, Module) -> F,
) {
    let mut failed = Vec::new();
    for module in modules {
        // In a task, so that a panic ends only the module.
        let passed = tokio::spawn(run(Arc::clone(suite), module.clone())).await.is_ok();
        let engine = if suite.app.database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        eprintln!("{plan} | {engine} | {} | {}", module.name, if passed { "passed" } else { "FAILED" });
        if !passed {
            failed.push(module.name);
        }
    }
    assert!(failed.is_empty(), "{plan}: {failed:#?}");
}

/// One of `basic.txt`.
pub async fn run(suite: Arc<Suite>, module: Module) {
    let [before, request, demanded] = module.cells[..] else { panic!("four cells: {}", module.name) };
    let mut visitor = suite.visitor();
    let first = match before {
        "stranger" => None,
        "signed in" => {
            let way = suite.authorize(&mut visitor, &[]).await;
            let first = tokens(&suite, &way, &[], false).await;
            suite.app.wait(2);
            Some(first)
        }
        before => panic!("unknown browser {before:?}"),
    };
    let discovery = suite.read("/.well-known/openid-configuration").await.json();
    let levels = each_text(&discovery["acr_values_supported"]).join(" ");
    let object = forged(&json!({"alg": "none"}), &json!({"redirect_uri": CALLBACK}), b"");
    let mut known = vec![("acr_values", levels.as_str()), ("request", object.as_str())];
    if let Some(first) = &first {
        known.push(("id_token", first.token("id_token")));
    }
    let changes = filled(request, &known);
    let way = suite.authorize(&mut visitor, &changes).await;
    let mut run = Run { suite: &suite, changes, way, first, granted: None, discovery };
    for demand in demanded.split(", ") {
        run.check(demand).await;
    }
}

/// A module on the way.
struct Run<'a> {
    suite: &'a Suite,
    changes: Vec<(String, String)>,
    way: Way,
    /// What the client had got before.
    first: Option<Granted>,
    granted: Option<Granted>,
    discovery: Value,
}

impl Run<'_> {
    async fn check(&mut self, demand: &str) {
        let (word, rest) = demand.split_once(' ').unwrap_or((demand, ""));
        match (word, rest) {
            ("asked", "") => assert!(self.way.asked),
            ("silent", "") => assert!(!self.way.asked),
            ("error", codes) => self.check_error(codes),
            ("page", "") => self.check_page(),
            ("tokens", how) => {
                self.granted = Some(tokens(self.suite, &self.way, &self.changes, how == "by post").await);
            }
            ("userinfo", how) => drop(self.userinfo(how).await),
            ("claims", names) => {
                let known = self.userinfo("GET").await;
                assert!(names.split(' ').all(|name| is_filled(&known[name])), "{names} in {known}");
            }
            ("no", names) => {
                let known = self.userinfo("GET").await;
                let names = names.strip_prefix("claims ").expect("names");
                assert!(names.split(' ').all(|name| known.get(name).is_none()), "none of {names} in {known}");
            }
            ("same", claim) => assert_eq!(self.granted().id[claim], self.first().id[claim], "{claim}"),
            ("later", claim) => {
                let [before, now] = [self.first(), self.granted()].map(|of| of.id[claim].as_i64().expect("seconds"));
                assert!(before < now, "{claim}: {before} {now}");
            }
            ("acr", "") => {
                let level = self.granted().id["acr"].as_str().expect("a level").to_owned();
                assert!(each_text(&self.discovery["acr_values_supported"]).contains(&level), "{level}");
            }
            ("algorithm", name) => {
                assert_eq!(self.discovery["id_token_signing_alg_values_supported"], json!([name]));
            }
            ("once", seconds) => self.check_once(seconds.parse().expect("seconds")).await,
            ("refreshed", "") => self.refresh().await,
            _ => panic!("unknown demand {demand:?}"),
        }
    }

    fn granted(&self) -> &Granted {
        self.granted.as_ref().expect("tokens")
    }

    fn first(&self) -> &Granted {
        self.first.as_ref().expect("tokens of before")
    }

    fn check_error(&self, codes: &str) {
        let End::Answer(answer) = &self.way.end else { panic!("no answer") };
        assert!(codes.split(' ').any(|code| answer["error"] == code), "{answer:?}");
        assert_eq!((answer.get("state"), answer.get("code")), (Some(&"state-1".to_owned()), None), "{answer:?}");
        assert_eq!(answer["iss"], super::wire::BASE, "{answer:?}");
        let is_allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        assert!(answer.get("error_description").is_none_or(|text| text.chars().all(is_allowed)), "{answer:?}");
    }

    fn check_page(&self) {
        let End::Page(page) = &self.way.end else { panic!("an answer") };
        assert_eq!(page.status, 400, "{}", page.text());
        assert!(page.header("content-type").starts_with("text/html"), "{:?}", page.headers);
        assert!(!page.headers.contains_key("location"));
        page.assert_shows(&[self.suite.client.id.as_str()]);
        assert!(!page.text().contains("href=\"https://wiki.example.com/callback"), "{}", page.text());
    }

    /// The answer of the userinfo endpoint.
    async fn userinfo(&self, how: &str) -> Value {
        let granted = self.granted();
        let reply = self.suite.userinfo(granted.token("access_token"), how).await.expect_status(200);
        assert_eq!(reply.header("content-type").split(';').next(), Some("application/json"));
        let known = reply.json();
        assert_eq!(known["sub"], granted.id["sub"]);
        assert!(known.as_object().expect("claims").values().all(is_filled), "left out rather than empty: {known}");
        known
    }

    async fn check_once(&self, seconds: u64) {
        let End::Answer(answer) = &self.way.end else { panic!("no answer") };
        let access_token = self.granted().token("access_token");
        assert_eq!(self.suite.userinfo(access_token, "GET").await.status, 200);
        self.suite.app.wait(seconds);
        let again = self.suite.exchange(&answer["code"], false, false).await.expect_status(400);
        assert_eq!(again.json()["error"], "invalid_grant");
        assert_eq!(self.suite.userinfo(access_token, "GET").await.status, 401, "what the code gave is revoked");
    }

    async fn refresh(&mut self) {
        let before = self.granted().clone();
        let token = before.token("refresh_token").to_owned();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        self.suite.app.wait(2);
        let strange = self.suite.token(&self.suite.other, false, &fields).await.expect_status(400);
        assert_eq!(strange.json()["error"], "invalid_grant", "the token of another client");
        let reply = self.suite.token(&self.suite.client, false, &fields).await;
        let nonce = before.id["nonce"].as_str();
        let has_nonce = reply.json()["id_token"].as_str().is_some_and(|token| {
            let claims = super::tokens::parts(token)[1].clone();
            serde_json::from_slice::<Value>(&claims).expect("claims").get("nonce").is_some()
        });
        // It may be left out; if it is there, it is the same (OpenID Connect Core, section 12.2).
        let after = checked(self.suite, reply, nonce.filter(|_| has_nonce)).await;
        for claim in ["iss", "sub", "aud", "azp", "auth_time", "sid"] {
            assert_eq!(after.id[claim], before.id[claim], "{claim}");
        }
        assert_ne!(after.answer["access_token"], before.answer["access_token"]);
        self.granted = Some(after);
    }
}

/// What the client gets for the code at the end of the way. `changes`: how the request differed from the usual one.
async fn tokens(suite: &Suite, way: &Way, changes: &[(String, String)], is_post: bool) -> Granted {
    let answer = match &way.end {
        End::Answer(answer) => answer,
        End::Page(page) => panic!("{}: {}", page.status, page.text()),
    };
    assert_eq!(answer.get("error"), None, "{answer:?}");
    assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), ("state-1", super::wire::BASE));
    let value = |name: &str| changes.iter().find(|(changed, _)| changed == name).map(|(_, value)| value.as_str());
    let reply = suite.exchange(&answer["code"], value("code_challenge").is_some(), is_post).await;
    let nonce = value("nonce").unwrap_or("nonce-1");
    checked(suite, reply, (!nonce.is_empty()).then_some(nonce)).await
}

/// A session for the modules of other plans.
pub async fn signed_in(suite: &Suite, state: &str) -> (super::wire::Visitor, Granted) {
    let mut visitor = suite.visitor();
    let way = suite.authorize(&mut visitor, &owned(&[("state", state)])).await;
    let End::Answer(answer) = &way.end else { panic!("no answer") };
    assert_eq!(answer["state"], state, "it comes back unchanged");
    let reply = suite.exchange(&answer["code"], false, false).await;
    let granted = checked(suite, reply, Some("nonce-1")).await;
    (visitor, granted)
}

fn each_text(list: &Value) -> Vec<String> {
    let texts = list.as_array().expect("a list").iter();
    texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// Whether a claim says something.
fn is_filled(claim: &Value) -> bool {
    match claim {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}
