//! The counters of the overview: they say what the audit log says, whatever fails, and at whichever server it happens.

use crate::support::authenticator::pending;
use crate::support::mailbox;
use crate::support::totp::totp;
use crate::support::*;
use std::collections::BTreeMap;
use vestibule::shared::audit::{AuditEventView, Outcome};
use vestibule::shared::overview::{MailView, OverviewRequest, OverviewView, SeriesView};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// How often, by the counter, the label and the hour.
type Numbers = BTreeMap<(String, String, i64), i64>;

/// What the table has of these counters. Different shards are one number.
async fn counted(app: &TestApp, counters: &[&str]) -> Numbers {
    let sql = "SELECT kind || ' ' || CAST(since AS TEXT) || ' ' || CAST(SUM(count) AS TEXT) || ' ' || label FROM counts \
               GROUP BY kind, since, label";
    let mut numbers = Numbers::new();
    for row in app.database.run(sql).await {
        let mut columns = row.splitn(4, ' ').map(str::to_owned);
        let [kind, since, count, label] = [(); 4].map(|()| columns.next().expect("a column"));
        if counters.contains(&&*kind) {
            numbers.insert((kind, label, since.parse().expect("a time")), count.parse().expect("a number"));
        }
    }
    numbers
}

/// As what an event is counted. Written apart from the table of the program.
fn as_counted(event: &AuditEventView) -> Option<(&'static str, String, i64)> {
    let detail = event.detail.clone().unwrap_or_default();
    let (counter, label, number) = match (&*event.event, event.result) {
        ("session.start", Outcome::Refused) => ("refusals", detail, 1),
        ("application.enter", Outcome::Refused) => ("refusals", "not_admitted".to_owned(), 1),
        ("identity.link", Outcome::Refused) => ("refusals", "provider".to_owned(), 1),
        ("application.enter", Outcome::Success) => ("entries", detail, 1),
        ("user.register", Outcome::Success) => ("accounts", "registration".to_owned(), 1),
        ("user.create" | "user.set_up", Outcome::Success) => ("accounts", "administrator".to_owned(), 1),
        ("user.import", Outcome::Success) => ("accounts", "import".to_owned(), detail.parse().expect("a number")),
        _ => return None,
    };
    Some((counter, label, number))
}

/// The same numbers from the audit log. Administrators of an import have events of their own, and are in its number.
async fn logged(app: &TestApp) -> Numbers {
    let events = app.audit_events().await;
    let is_import = |event: &&AuditEventView| event.event == "user.import";
    let imports: Vec<_> = events.iter().filter(is_import).map(|event| event.request_id).collect();
    let mut numbers = Numbers::new();
    for event in &events {
        if event.event == "user.create" && event.request_id.is_some() && imports.contains(&event.request_id) {
            continue;
        }
        if let Some((counter, label, number)) = as_counted(event) {
            let hour = event.at.0 - event.at.0 % 3_600_000;
            *numbers.entry((counter.to_owned(), label, hour)).or_default() += number;
        }
    }
    numbers
}

async fn overview(app: &TestApp, period: &str) -> OverviewView {
    let request = OverviewRequest { period: period.to_owned() };
    app.accounts.overview().show_overview(&Caller::system(), &request).await.expect("an overview")
}

fn total(series: &SeriesView, label: &str) -> u64 {
    series.line(label).map_or(0, |line| line.total)
}

#[tokio::test]
async fn what_is_counted_is_what_the_audit_log_says() {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    app.member("maren").await;
    for login in ["maren", "nobody", "maren"] {
        app.sign_in(login, "wrong").send().await.assert_refused(401, "invalid_credentials");
    }
    app.wait(HOUR);
    let admin = app.log_in("boss").await;
    let file = "email,name,role\nines@example.org,Ines,user\nbert@example.org,Bert,admin\n";
    assert_eq!(app.import(&admin, "", file).await.expect_status(200).json()["good"], 2);
    let new = json!({"username": "jonas", "email": "jonas@example.org"});
    app.send(&admin, Method::POST, "/api/users", &new).await.expect_status(201);
    app.wait(HOUR / 2);
    app.sign_in("jonas", "wrong").send().await.assert_refused(401, "invalid_credentials");
    let expected = logged(&app).await;
    let accounts: i64 =
        expected.iter().filter(|((counter, ..), _)| counter == "accounts").map(|(_, number)| number).sum();
    assert_eq!(accounts, 5, "{expected:?}");
    assert!(expected.keys().filter(|(counter, ..)| counter == "refusals").count() > 1, "{expected:?}");
    assert_eq!(counted(&app, &["refusals", "entries", "accounts"]).await, expected);
}

#[tokio::test]
async fn sign_ins_are_counted_by_their_way() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let begun = app.post("/api/account/factors/authenticator/begin").bearer(&tokens.access).expect_status(200).await;
    let secret = begun.json()["secret"].as_str().expect("a secret").to_owned();
    let body = json!({"setup": begun.json()["setup"], "code": totp(&secret, app.accounts.now())});
    let path = "/api/account/factors/authenticator/confirm";
    app.send(&tokens, Method::POST, path, &body).await.expect_status(200);
    app.wait(30);
    let code = json!({"pending_token": pending(&app, "maren").await, "code": totp(&secret, app.accounts.now())});
    let signed_in = app.post("/api/auth/login/code").json(&code).expect_status(200).await.json();
    let mut passkey = Authenticator::added(&app, &Tokens::of(&signed_in)).await;
    for _ in 0..2 {
        passkey.sign_in(&app).await.expect_status(200);
    }
    let sign_ins = overview(&app, "24h").await.sign_ins;
    let of = ["passkey", "second_factor", "provider", "password", "other"].map(|way| total(&sign_ins, way));
    assert_eq!(of, [2, 1, 0, 1, 0]);
    let started = app.events("session.start").await.len() as u64;
    assert_eq!(sign_ins.total(), started, "{sign_ins:?}");
}

#[tokio::test]
async fn what_fails_is_not_counted_and_what_cannot_be_counted_fails() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let before = counted(&app, &["sign_ins", "refusals", "active_1"]).await;
    for (event, condition) in
        [("INSERT ON audit_events", "NEW.event = 'session.start'"), ("INSERT ON counts", "NEW.kind = 'sign_ins'")]
    {
        app.database.refuse(event, condition).await;
        assert!(app.sign_in("maren", PASSWORD).send().await.status >= 500, "{event}");
        let (_, table) = event.split_once("ON ").expect("a table");
        app.database.accept(table).await;
        if app.database.is_postgres() {
            app.database.run("DROP FUNCTION refuse").await;
        }
        assert_eq!(counted(&app, &["sign_ins", "refusals", "active_1"]).await, before, "{event}");
        assert!(app.events("session.start").await.is_empty(), "{event}");
    }
    app.log_in("maren").await;
    assert_eq!(overview(&app, "24h").await.sign_ins.total(), 1);
}

#[tokio::test]
async fn servers_count_together() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let other = app.replica(|_| {}).await;
    let calls = (0..8).map(|number| [&app, &other][number % 2].sign_in("maren", PASSWORD).send());
    for reply in join_all(calls).await {
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    for overview in [overview(&app, "24h").await, overview(&other, "7d").await] {
        assert_eq!(overview.sign_ins.total(), 8);
        assert_eq!(overview.active.lines[0].total, 1, "one person, however often");
    }
}

#[tokio::test]
async fn hours_become_days_and_no_number_changes() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for hours in [1, 5, 30] {
        app.log_in("maren").await;
        app.wait(hours * HOUR);
    }
    app.wait(9 * DAY);
    let numbers = async || {
        let of = async |period: &str| {
            let overview = overview(&app, period).await;
            (overview.sign_ins, overview.accounts, overview.active)
        };
        (of("30d").await, of("1y").await)
    };
    let (before, hours) = (numbers().await, counted(&app, &["sign_ins", "accounts"]).await);
    assert_eq!((hours.len(), before.0.0.total()), (4, 3), "{hours:?}");
    for _ in 0..2 {
        app.accounts.maintenance().sweep().await.expect("a sweep");
        let days = counted(&app, &["sign_ins", "accounts"]).await;
        assert!(days.keys().all(|(_, _, since)| since % 86_400_000 == 0), "{days:?}");
        assert_eq!(days.values().sum::<i64>(), hours.values().sum::<i64>());
        assert_eq!(numbers().await, before);
    }
    // A sign-in of now stays in its hour.
    app.log_in("maren").await;
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert_eq!(total(&overview(&app, "24h").await.sign_ins, "password"), 1);
    app.wait(3 * 365 * DAY);
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert!(counted(&app, &["sign_ins", "accounts", "active_30"]).await.is_empty(), "old numbers are deleted");
}

#[tokio::test]
async fn people_are_active_once_in_each_period() {
    let app = TestApp::new().await;
    for username in ["maren", "jonas", "ida"] {
        app.register(username).await;
    }
    let active = async || {
        let overview = overview(&app, "7d").await;
        ["day", "week", "month"].map(|period| total(&overview.active, period))
    };
    app.log_in("maren").await;
    let tokens = app.log_in("maren").await;
    app.log_in("jonas").await;
    assert_eq!(active().await, [2, 2, 2]);
    app.wait(7 * HOUR);
    let tokens = app.refreshed(&tokens).await;
    app.wait(6 * HOUR);
    assert_eq!(active().await, [0, 2, 2], "another day");
    // To use a session is to be active.
    let tokens = app.refreshed(&tokens).await;
    app.me(&tokens.access).expect_status(200).await;
    app.accounts.sessions().write_last_seen().await.expect("a write");
    assert_eq!(active().await, [1, 2, 2]);
    app.wait(2 * DAY);
    app.log_in("ida").await;
    assert_eq!(active().await, [1, 3, 3]);
    app.wait(5 * DAY);
    assert_eq!(active().await, [0, 1, 3], "the others were active more than seven days ago");
    app.log_in("jonas").await;
    assert_eq!(active().await, [1, 2, 3]);
    app.wait(31 * DAY);
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert!(app.database.run("SELECT CAST(day AS TEXT) FROM active_people").await.is_empty());
    assert_eq!(active().await, [0, 0, 0]);
    app.log_in("maren").await;
    assert_eq!(active().await, [1, 1, 1]);
}

#[tokio::test]
async fn how_well_people_are_protected_is_measured_once_a_day() {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("boss").await;
    let (_, maren) = app.member("maren").await;
    for username in ["jonas", "ida"] {
        app.register(username).await;
    }
    app.change("ida", "disable").await;
    let admin = app.step_up(&admin).await;
    app.send(&admin, Method::POST, "/api/service-accounts", &json!({"username": "backup"})).await.expect_status(201);
    assert!(overview(&app, "7d").await.people.columns.is_empty(), "nothing was measured yet");
    app.accounts.maintenance().sweep().await.expect("a sweep");
    let measured = async || {
        let people = overview(&app, "7d").await.people;
        (people.columns.len(), ["everybody", "second_factor", "passkey"].map(|of| total(&people, of)))
    };
    assert_eq!(measured().await, (1, [3, 0, 0]), "neither a program nor a disabled account");
    let maren = app.step_up(&maren).await;
    Authenticator::added(&app, &maren).await;
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert_eq!(measured().await, (1, [3, 1, 1]), "of a day, the last number");
    app.wait(DAY);
    app.change("jonas", "disable").await;
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert_eq!(measured().await, (2, [2, 1, 1]));
}

#[tokio::test]
async fn messages_are_counted_when_they_are_sent() {
    let app = TestApp::new().await;
    app.add("maren", "Maren").await;
    mailbox::discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
    mailbox::wait_for(&app, &["password_reset maren@example.org"]).await;
    let mail = async || overview(&app, "24h").await.mail;
    assert_eq!(mail().await, MailView { sent: 0, given_up: 0, waiting: 1 });
    assert_eq!(mailbox::deliver(&app).await.len(), 1);
    assert_eq!(mail().await, MailView { sent: 1, given_up: 0, waiting: 0 });
}

/// What stays when somebody is gone says nothing about them.
#[tokio::test]
async fn a_purge_forgets_when_somebody_was_active() {
    let app = TestApp::new().await;
    let (user, _) = app.member("maren").await;
    let of_people = "SELECT CAST(day AS TEXT) FROM active_people";
    assert_eq!(app.database.run(of_people).await.len(), 1);
    app.change("maren", "delete").await;
    let id = user["id"].as_str().expect("an id").parse().expect("an id");
    app.accounts.users().purge_user(&Caller::system(), id).await.expect("a purge");
    assert!(app.database.run(of_people).await.is_empty());
    assert_eq!(overview(&app, "24h").await.active.lines[0].total, 1, "the number stays");
}
