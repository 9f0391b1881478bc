//! A client may disconnect at any moment, which drops the future of its request. Memory, database, audit log and log output
//! must then agree: a change is visible in all of them or in none.

use crate::support::authenticator::{begin_sign_in, pending};
use crate::support::mailbox::{deliver, discard};
use crate::support::picture::plain;
use crate::support::*;
use image::ImageFormat;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{Layer, Registry};
use vestibule::store::{CommitObserver, Effects};

/// The user that a request is about, and the sessions that send it.
struct Fixture {
    username: String,
    id: String,
    /// Two sessions of the user.
    current: Tokens,
    other: Tokens,
    /// A separate administrator for each request, because some requests remove the role.
    admin: Tokens,
}

impl Fixture {
    async fn new(app: &TestApp, number: usize) -> Self {
        let username = format!("person{number}");
        let (_, current) = app.member(&username).await;
        let (_, admin) = app.administrator(&format!("admin{number}")).await;
        let other = app.log_in(&username).await;
        let id = app.id_of(&username).await;
        Self { username, id, current, other, admin }
    }

    fn tokens(&self) -> [&Tokens; 3] {
        [&self.current, &self.other, &self.admin]
    }
}

fn read(body: &str) -> Value {
    serde_json::from_str(body).expect("JSON")
}

/// A request of this kind. `named` is the token, the id or the body that [`prepare`] returned.
fn request<'a>(app: &'a TestApp, kind: &str, of: &Fixture, named: &str) -> Call<'a> {
    let own = |method, path: &str| app.call(method, path).bearer(&of.current.access);
    let admin = |method, path: &str| app.call(method, path).bearer(&of.admin.access);
    let user = format!("/api/users/{}", of.id);
    match kind {
        "register" => {
            let name = format!("new-{}", of.username);
            let email = format!("{name}@example.org");
            app.sign_up(&name, &email)
        }
        "log in" => app.post("/api/auth/login").json(&json!({"login": of.username, "password": PASSWORD})),
        "log in with a code" => app.post("/api/auth/login/code").json(&read(named)),
        "log in with a passkey" => app.post("/api/auth/login/passkey/finish").json(&read(named)),
        "prove again" => own(Method::POST, "/api/auth/step-up").json(&read(named)),
        "refresh" => app.post("/api/auth/refresh").bearer(&of.current.refresh),
        "log out" => own(Method::POST, "/api/auth/logout"),
        "end the others" => own(Method::DELETE, "/api/auth/sessions"),
        "change the password" => own(Method::PUT, "/api/auth/password")
            .json(&json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD})),
        "change the name" => own(Method::PATCH, &user).json(&json!({"name": "Maren Holt"})),
        "set the picture" => own(Method::PUT, &format!("{user}/avatar"))
            .header("content-type", "image/png")
            .body(plain(ImageFormat::Png, [1, 2, 3])),
        "delete the account" => own(Method::DELETE, &user).json(&json!({"password": PASSWORD})),
        "choose a password by a link" => app.choose_password(named, OTHER_PASSWORD),
        "report a sign-in" => app.post("/api/auth/sessions/report").json(&json!({"token": named})),
        "undo a change of address" => app.post("/api/auth/email/undo").json(&json!({"token": named})),
        "end everything else" => own(Method::DELETE, &format!("{user}/ways-in")),
        "let them start over" => admin(Method::POST, &format!("{user}/start-over")).json(&json!({})),
        "promote" => admin(Method::PATCH, &user).json(&json!({"role": "admin"})),
        "disable" => admin(Method::PATCH, &user).json(&json!({"status": "disabled"})),
        "delete" => admin(Method::DELETE, &user),
        "restore" => admin(Method::POST, &format!("{user}/restore")),
        "purge" => admin(Method::POST, &format!("{user}/purge")),
        "undo" => admin(Method::POST, &format!("/api/users/bulk/{named}/undo")),
        "end all sessions" => admin(Method::DELETE, &format!("{user}/sessions")),
        "make a link" => admin(Method::POST, &format!("{user}/password-reset")),
        "invite" => {
            let name = format!("guest-{}", of.username);
            let email = format!("{name}@example.org");
            admin(Method::POST, "/api/users").json(&json!({"username": name, "email": email}))
        }
        "disable many" => admin(Method::POST, "/api/users/bulk").json(&json!({"action": "disable", "ids": [of.id]})),
        "import" => {
            let file = format!("username,email\nrow-{0},row-{0}@example.org\n", of.username);
            admin(Method::POST, "/api/users/import").header("content-type", "text/csv").body(file)
        }
        _ => unreachable!("{kind} is not a request"),
    }
}

/// Every kind of changing request, except creating the first administrator, which works only once.
const KINDS: [&str; 28] = [
    "register",
    "log in",
    "log in with a code",
    "log in with a passkey",
    "prove again",
    "refresh",
    "log out",
    "end the others",
    "change the password",
    "change the name",
    "set the picture",
    "delete the account",
    "choose a password by a link",
    "report a sign-in",
    "undo a change of address",
    "end everything else",
    "let them start over",
    "promote",
    "disable",
    "delete",
    "restore",
    "purge",
    "undo",
    "end all sessions",
    "make a link",
    "invite",
    "disable many",
    "import",
];

/// Counts the events that commit observers receive, by id.
#[derive(Default)]
struct ObservedEvents(Mutex<BTreeMap<String, usize>>);

impl CommitObserver for ObservedEvents {
    fn committed(&self, effects: &Effects) {
        for event in effects.events() {
            *self.0.lock().unwrap().entry(event.id.to_string()).or_default() += 1;
        }
    }
}

/// Counts the logged events by kind.
#[derive(Clone, Default)]
struct LoggedEvents(Arc<Mutex<BTreeMap<String, usize>>>);

impl<S: Subscriber> Layer<S> for LoggedEvents {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "vestibule::events" {
            event.record(&mut self.clone());
        }
    }
}

impl Visit for LoggedEvents {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "event" {
            *self.0.lock().unwrap().entry(value.to_owned()).or_default() += 1;
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// The account of an access token, or the error.
async fn account_of(app: &TestApp, tokens: &Tokens) -> String {
    match app.accounts.sessions().authenticate(&tokens.access).await {
        Ok(current) => format!("{:?} {:?} {:?}", current.user.role, current.user.status, current.user.name),
        Err(error) => format!("{error:?}"),
    }
}

/// Creates what a request of this kind needs. Returns the token of a password link, the id of a bulk change or a body.
async fn prepare(app: &TestApp, kind: &str, of: &Fixture) -> String {
    let admin = async |path: &str, body: &Value| {
        let reply: Reply = app.post(path).bearer(&of.admin.access).json(body).send().await;
        assert!(reply.status < 300, "{path}: {}", reply.text());
        reply.json()
    };
    match kind {
        "choose a password by a link" => {
            let made = admin(&format!("/api/users/{}/password-reset", of.id), &json!({})).await;
            let url = made["reset_url"]["url"].as_str().or(made["reset_url"].as_str()).expect("a link");
            url.split_once("token=").expect("a token").1.to_owned()
        }
        "report a sign-in" => {
            app.set_confirmed(&of.username).await;
            discard(app).await;
            app.sign_in(&of.username, PASSWORD).seen_from("198.51.100.7").expect_status(200).await;
            token_after(app, "/report-sign-in").await
        }
        "undo a change of address" => {
            app.set_confirmed(&of.username).await;
            discard(app).await;
            let address = json!({"email": format!("{}@lair.example", of.username), "current_password": PASSWORD});
            let path = format!("/api/users/{}", of.id);
            app.send(&of.current, Method::PATCH, &path, &address).await.expect_status(200);
            let token = token_after(app, "/verify-email").await;
            app.post("/api/auth/email/verify").json(&json!({"token": token})).expect_status(204).await;
            token_after(app, "/undo-email-change").await
        }
        "log in with a code" => {
            Authenticator::added(app, &of.current).await;
            let path = "/api/account/factors/recovery-codes";
            let codes = app.post(path).bearer(&of.current.access).expect_status(201).await.json();
            let waits = pending(app, &of.username).await;
            json!({"pending_token": waits, "code": codes["codes"][0]}).to_string()
        }
        "log in with a passkey" => {
            let mut passkey = Authenticator::added(app, &of.current).await;
            let begun = begin_sign_in(app, &json!({"pending_token": pending(app, &of.username).await})).await;
            passkey.answer(&begun).to_string()
        }
        "prove again" => {
            let mut passkey = Authenticator::added(app, &of.current).await;
            passkey.answer(&begin_sign_in(app, &json!({})).await).to_string()
        }
        "restore" | "purge" => {
            app.change(&of.username, "delete").await;
            String::new()
        }
        "undo" => {
            let done = admin("/api/users/bulk", &json!({"action": "disable", "ids": [of.id]})).await;
            done["bulk_id"].as_str().expect("an id").to_owned()
        }
        _ => String::new(),
    }
}

/// Sends what is waiting; returns the token of the link to this page.
async fn token_after(app: &TestApp, page: &str) -> String {
    let messages = deliver(app).await;
    let message = messages.iter().find(|message| message.contains(&format!("{page}?token="))).expect("a link");
    message.token(page)
}

#[tokio::test]
async fn a_dropped_request_leaves_memory_database_audit_log_and_log_consistent() {
    let log = LoggedEvents::default();
    let _logged = tracing::subscriber::set_default(Registry::default().with(log.clone()));
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let observed = Arc::new(ObservedEvents::default());
    app.db.observe(Arc::downgrade(&(Arc::clone(&observed) as Arc<dyn CommitObserver>)));

    let server = idle_tasks().await;
    let (mut fixtures, mut dropped) = (Vec::new(), 0);
    for kind in KINDS {
        // Drops the same kind of request one poll later each time, until it completes.
        for last in 0.. {
            // A dropped request may continue in the background, where an unfinished import would block the next one.
            settle(&app, server).await;
            let of = Fixture::new(&app, fixtures.len()).await;
            let named = prepare(&app, kind, &of).await;
            for tokens in of.tokens() {
                account_of(&app, tokens).await;
            }
            let answer = dropped_after(last, request(&app, kind, &of, &named).send()).await;
            if answer.is_none() {
                dropped += 1;
            }
            fixtures.push((kind, last, of));
            if let Some(reply) = answer {
                assert!(reply.status < 300, "{kind}: {}", reply.text());
                break;
            }
        }
    }
    assert!(dropped > KINDS.len(), "only {dropped} requests were dropped on the way");

    settle(&app, server).await;
    let fresh = app.replica(|_| {}).await;
    for (kind, last, of) in &fixtures {
        for tokens in of.tokens() {
            let (remembered, stored) = (account_of(&app, tokens).await, account_of(&fresh, tokens).await);
            assert_eq!(remembered, stored, "“{kind}”, dropped after {last} polls");
        }
    }
    let events = app.audit_events().await;
    let observed = observed.0.lock().unwrap();
    assert_eq!(observed.len(), events.len());
    assert!(events.iter().all(|event| observed.get(&event.id.to_string()) == Some(&1)));
    let mut kinds = BTreeMap::<String, usize>::new();
    events.iter().for_each(|event| *kinds.entry(event.event.clone()).or_default() += 1);
    assert_eq!(*log.0.lock().unwrap(), kinds);
}
