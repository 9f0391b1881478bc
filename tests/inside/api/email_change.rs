//! Changes of the email address: what waits for a confirmation, what is reserved, and the undo.

use crate::support::{
    OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens,
    mailbox::{Received, deliver},
};
use axum::http::Method;
use futures::{channel::mpsc, future::join_all};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::{
    accounts::Caller,
    shared::{
        error::AppError,
        import::{ImportOutcome, ImportRequest},
    },
};

const CONFIRM: &str = "Confirm your new email address";
const NOTICE: &str = "Your email address was changed";
const CHOOSE: &str = "Choose a new password";
const VERIFY: &str = "/verify-email";
const UNDO: &str = "/undo-email-change";
const WEEK: u64 = 7 * 24 * 60 * 60;

/// An account with a confirmed address, which is signed in.
struct Member {
    path: String,
    tokens: Tokens,
}

async fn member(app: &TestApp, username: &str) -> Member {
    let (user, tokens) = app.member(username).await;
    let verified = if app.database.is_postgres() { "true" } else { "1" };
    app.database.run(&format!("UPDATE users SET email_verified = {verified} WHERE username = '{username}'")).await;
    Member { path: format!("/api/users/{}", user["id"].as_str().expect("an id")), tokens }
}

async fn patch(app: &TestApp, who: &Member, body: &Value) -> Reply {
    app.call(Method::PATCH, &who.path).bearer(&who.tokens.access).json(body).send().await
}

/// Asks for another address.
async fn request(app: &TestApp, who: &Member, email: &str) -> Reply {
    patch(app, who, &json!({"email": email, "current_password": PASSWORD})).await
}

async fn register(app: &TestApp, username: &str, email: &str) -> Reply {
    app.post("/api/users/register")
        .json(&json!({"username": username, "email": email, "password": PASSWORD}))
        .send()
        .await
}

/// The status and the code of an error.
async fn send_token(app: &TestApp, path: &str, token: &str) -> (u16, String) {
    let reply = app.post(path).json(&json!({"token": token, "password": OTHER_PASSWORD})).send().await;
    (reply.status, if reply.status == 204 { String::new() } else { reply.code() })
}

async fn confirm(app: &TestApp, token: &str) -> (u16, String) {
    send_token(app, "/api/auth/email/verify", token).await
}

async fn undo(app: &TestApp, token: &str) -> (u16, String) {
    send_token(app, "/api/auth/email/undo", token).await
}

async fn choose(app: &TestApp, token: &str) -> (u16, String) {
    send_token(app, "/api/auth/password/reset", token).await
}

fn done() -> (u16, String) {
    (204, String::new())
}

fn invalid() -> (u16, String) {
    (404, "link_invalid".to_owned())
}

fn find<'a>(messages: &'a [Received], to: &str, subject: &str) -> Option<&'a Received> {
    messages.iter().find(|message| message.to == to && message.has_subject(subject))
}

/// Sends what is waiting, and returns the message to `to` with this subject.
async fn receive(app: &TestApp, to: &str, subject: &str) -> Received {
    let found = find(&deliver(app).await, to, subject).cloned();
    found.unwrap_or_else(|| panic!("no message to {to} with the subject {subject}"))
}

/// Sends what is waiting, and returns the token in the message that confirms a new address.
async fn confirmation(app: &TestApp, to: &str) -> String {
    receive(app, to, CONFIRM).await.token(VERIFY)
}

/// Changes the address and confirms the new one; returns the message to the previous one.
async fn change(app: &TestApp, who: &Member, from: &str, to: &str) -> Received {
    let reply = request(app, who, to).await;
    assert_eq!((reply.status, &reply.json()["pending_email"]), (200, &to.into()), "{}", reply.text());
    assert_eq!(confirm(app, &confirmation(app, to).await).await, done());
    receive(app, from, NOTICE).await
}

/// Address and verification, as they are stored.
async fn stored(app: &TestApp, username: &str) -> String {
    let verified = "CASE WHEN email_verified THEN 'confirmed' ELSE 'not confirmed' END";
    app.database
        .run(&format!("SELECT email || ', ' || {verified} FROM users WHERE username = '{username}'"))
        .await
        .remove(0)
}

async fn log_in(app: &TestApp, login: &str, password: &str) -> u16 {
    app.post("/api/auth/login").json(&json!({"login": login, "password": password})).send().await.status
}

#[tokio::test]
async fn a_confirmed_address_stays_until_the_new_one_is_confirmed() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let (_, admin) = app.administrator("admin").await;
    let before = app.get(&maren.path).bearer(&maren.tokens.access).send().await.header("etag").to_owned();
    let reply = request(&app, &maren, "holt@example.org").await;
    assert_ne!(reply.header("etag"), before, "the response has the pending address");
    let version = |tag: &str| tag.split('-').next().map(str::to_owned);
    assert_eq!(version(reply.header("etag")), version(&before), "the pending address is no part of the version");
    let body = json!({"name": "Maren Holt", "email": "maren.holt@example.org", "current_password": PASSWORD});
    let reply = patch(&app, &maren, &body).await.json();
    assert_eq!((&reply["email"], &reply["email_verified"]), (&"maren@example.org".into(), &true.into()));
    assert_eq!((&reply["name"], &reply["pending_email"]), (&"Maren Holt".into(), &"maren.holt@example.org".into()));
    for who in [&maren.tokens, &admin] {
        let seen = app.get(&maren.path).bearer(&who.access).send().await.json();
        assert_eq!(seen["pending_email"], "maren.holt@example.org");
    }
    let renamed = patch(&app, &maren, &json!({"name": "Maren"})).await.json();
    assert_eq!(renamed["pending_email"], "maren.holt@example.org", "other changes keep it");

    let messages = deliver(&app).await;
    let replaced = find(&messages, "holt@example.org", CONFIRM).expect("the first message");
    assert_eq!(confirm(&app, &replaced.token(VERIFY)).await, invalid(), "only the newest request counts");
    let link = find(&messages, "maren.holt@example.org", CONFIRM).expect("the second message");
    assert!(link.digits().bytes().all(|digit| digit.is_ascii_digit()));
    assert_eq!(confirm(&app, &link.token(VERIFY)).await, done());

    let seen = app.get(&maren.path).bearer(&maren.tokens.access).send().await;
    assert_eq!(seen.status, 200, "sessions continue");
    assert_eq!(
        (&seen.json()["email"], &seen.json()["pending_email"]),
        (&"maren.holt@example.org".into(), &Value::Null)
    );
    assert_eq!(stored(&app, "maren").await, "maren.holt@example.org, confirmed");
    assert_eq!(log_in(&app, "maren@example.org", PASSWORD).await, 401);
    assert_eq!(log_in(&app, "maren.holt@example.org", PASSWORD).await, 200);
    let notice = receive(&app, "maren@example.org", NOTICE).await;
    assert!(notice.contains("maren.holt@example.org") && notice.contains("within 7 days"), "{notice:?}");

    let events = app.audit_events().await;
    let mut details: Vec<_> =
        events.iter().filter(|event| event.event == "user.update").map(|e| e.detail.clone()).collect();
    // Sorted, because all events have the same time.
    details.sort();
    let expected = ["email", "name", "name pending_email", "pending_email"].map(|detail| Some(detail.to_owned()));
    assert_eq!(details, expected);
}

#[tokio::test]
async fn a_request_expires_after_a_day() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    app.wait(24 * 60 * 60 + 1);
    assert_eq!(confirm(&app, &link).await, invalid());
    let tokens = app.log_in("maren").await;
    let seen = app.get(&maren.path).bearer(&tokens.access).send().await.json();
    assert_eq!((&seen["email"], &seen["pending_email"]), (&"maren@example.org".into(), &Value::Null));
}

#[tokio::test]
async fn a_wrong_password_and_a_taken_address_request_nothing() {
    let app = TestApp::new().await;
    app.register("jonas").await;
    let maren = member(&app, "maren").await;
    for body in
        [json!({"email": "holt@example.org"}), json!({"email": "holt@example.org", "current_password": OTHER_PASSWORD})]
    {
        let reply = patch(&app, &maren, &body).await;
        assert_eq!((reply.status, reply.fields()[0].0.as_str()), (422, "current_password"));
    }
    let taken = request(&app, &maren, "JONAS@example.org").await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "email_taken"));
    let tokens = app.database.run("SELECT purpose FROM one_time_tokens WHERE purpose = 'change_email'").await;
    assert!(tokens.is_empty() && find(&deliver(&app).await, "holt@example.org", CONFIRM).is_none());
}

#[tokio::test]
async fn the_current_address_cancels_a_pending_change_and_so_does_a_new_password() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    let reply = patch(&app, &maren, &json!({"email": "maren@example.org"})).await;
    assert_eq!((reply.status, &reply.json()["pending_email"]), (200, &Value::Null), "{}", reply.text());
    assert_eq!(confirm(&app, &link).await, invalid());

    request(&app, &maren, "winter@example.org").await;
    let link = confirmation(&app, "winter@example.org").await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.call(Method::PUT, "/api/auth/password").bearer(&maren.tokens.access).json(&body).send().await;
    assert_eq!(confirm(&app, &link).await, invalid());
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
}

#[tokio::test]
async fn an_address_that_was_taken_since_the_request_is_a_conflict() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    assert_eq!(register(&app, "holt", "holt@example.org").await.status, 201, "a request reserves nothing");
    assert_eq!(confirm(&app, &link).await, (409, "email_taken".to_owned()));
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_changes_at_once_five_times_an_hour() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("maren").await;
    let maren = Member { path: format!("/api/users/{}", user["id"].as_str().expect("an id")), tokens };
    let reply = request(&app, &maren, "holt@example.org").await.json();
    assert_eq!((&reply["email"], &reply["pending_email"]), (&"holt@example.org".into(), &Value::Null));
    assert_eq!(stored(&app, "maren").await, "holt@example.org, not confirmed");
    let messages = deliver(&app).await;
    assert!(find(&messages, "holt@example.org", "Confirm your email address").is_some());
    assert!(find(&messages, "maren@example.org", NOTICE).is_none(), "it may be a stranger's");
    assert_eq!(register(&app, "another", "maren@example.org").await.status, 201, "it is not reserved");

    for number in 0..4 {
        assert_eq!(request(&app, &maren, &format!("other{number}@example.org")).await.status, 200);
    }
    let refused = request(&app, &maren, "holt@example.org").await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_requests"));
    assert_eq!(stored(&app, "maren").await, "other3@example.org, not confirmed");
}

#[tokio::test]
async fn a_change_by_an_administrator_applies_at_once_and_cancels_a_pending_one() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let (_, admin) = app.administrator("admin").await;
    request(&app, &maren, "winter@example.org").await;
    let link = confirmation(&app, "winter@example.org").await;
    let body = json!({"name": "Maren", "email": "maren@example.org"});
    let reply = app.call(Method::PATCH, &maren.path).bearer(&admin.access).json(&body).send().await;
    assert_eq!(reply.json()["pending_email"], "winter@example.org", "only its owner cancels it");
    let body = json!({"email": "holt@example.org"});
    let reply = app.call(Method::PATCH, &maren.path).bearer(&admin.access).json(&body).send().await.json();
    assert_eq!((&reply["email"], &reply["email_verified"]), (&"holt@example.org".into(), &false.into()));
    assert_eq!(reply["pending_email"], Value::Null);
    assert_eq!(confirm(&app, &link).await, invalid());
    let messages = deliver(&app).await;
    let notice = find(&messages, "maren@example.org", NOTICE).expect("a message to the previous address");
    assert!(notice.contains("An administrator of") && notice.contains("/undo-email-change?token="), "{notice:?}");
    let link = find(&messages, "holt@example.org", "Confirm your email address").expect("a message to the new address");
    assert_eq!(confirm(&app, &link.token(VERIFY)).await, done());
    assert_eq!(stored(&app, "maren").await, "holt@example.org, confirmed");
    assert_eq!(register(&app, "another", "maren@example.org").await.code(), "email_taken", "it can be taken back");
}

#[tokio::test]
async fn the_previous_address_is_reserved_for_seven_days() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    app.administrator("admin").await;
    let jonas = member(&app, "jonas").await;
    let notice = change(&app, &maren, "maren@example.org", "holt@example.org").await.token(UNDO);
    app.wait(WEEK - 1);

    let taken = |reply: Reply| assert_eq!((reply.status, reply.code()), (409, "email_taken".to_owned()));
    taken(register(&app, "another", "Maren@Example.org").await);
    let (admin, jonas) = (app.log_in("admin").await, Member { tokens: app.log_in("jonas").await, ..jonas });
    let invitation = json!({"username": "another", "email": "maren@example.org"});
    taken(app.post("/api/users").bearer(&admin.access).json(&invitation).send().await);
    taken(request(&app, &jonas, "maren@example.org").await);
    let body = json!({"email": "maren@example.org"});
    taken(app.call(Method::PATCH, &jonas.path).bearer(&admin.access).json(&body).send().await);
    let import = app.post("/api/users/import?rows=good").bearer(&admin.access).header("content-type", "text/csv");
    let report = import.body("email\nmaren@example.org\nines@example.org\n").send().await.json();
    assert_eq!(
        (&report["good"], &report["bad"], &report["errors"][0]["field"]),
        (&1.into(), &1.into(), &"email".into())
    );

    app.wait(1);
    assert_eq!(undo(&app, &notice).await, invalid());
    assert_eq!(register(&app, "another", "maren@example.org").await.status, 201);
}

#[tokio::test]
async fn the_owner_can_change_back_to_the_reserved_address() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    change(&app, &maren, "maren@example.org", "holt@example.org").await;
    request(&app, &maren, "maren@example.org").await;
    assert_eq!(confirm(&app, &confirmation(&app, "maren@example.org").await).await, done());
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
}

/// Registrations run before, during and after the change, without a gap.
#[tokio::test]
async fn no_registration_takes_the_address_that_a_concurrent_change_gives_up() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    let (app, attempts) = (&app, 0..8);
    let registrations = attempts.map(|lane| async move {
        let mut statuses = Vec::new();
        for number in 0..6 {
            statuses.push(register(app, &format!("another-{lane}-{number}"), "maren@example.org").await.status);
        }
        statuses
    });
    let (confirmed, statuses) = tokio::join!(confirm(app, &link), join_all(registrations));
    assert_eq!(confirmed, done());
    assert!(statuses.concat().iter().all(|status| *status == 409), "{statuses:?}");
}

#[tokio::test]
async fn an_imported_row_whose_address_is_reserved_since_it_was_validated_is_an_error() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let (file, chunks) = mpsc::unbounded::<Result<String, AppError>>();
    let accounts = app.accounts.clone();
    let import = tokio::spawn(async move {
        let request = ImportRequest::default();
        accounts.import_users(&Caller::system(), &request, chunks).await
    });
    let rows: String = (0..100).map(|number| format!("p{number}@example.org,guest{number}\n")).collect();
    file.unbounded_send(Ok(format!("email,username\n{rows}"))).expect("the import reads");
    while !file.is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    change(&app, &maren, "maren@example.org", "p7@example.org").await;
    change(&app, &maren, "p7@example.org", "holt@example.org").await;
    drop(file);
    let report = import.await.expect("no panic").expect("a report");
    assert_eq!((report.outcome, report.good, report.bad), (ImportOutcome::NothingImported, 99, 1));
    assert_eq!((report.errors[0].row, &*report.errors[0].field), (9, "email"));
}

#[tokio::test]
async fn an_undo_restores_the_address_and_starts_the_recovery() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let notice = change(&app, &maren, "maren@example.org", "attacker@example.org").await.token(UNDO);
    // Whoever has taken over the account also changes the password.
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    let changed = app.call(Method::PUT, "/api/auth/password").bearer(&maren.tokens.access).json(&body).send().await;
    assert_eq!(changed.status, 204);
    request_with(&app, &maren, "elsewhere@example.org", OTHER_PASSWORD).await;
    let pending = confirmation(&app, "elsewhere@example.org").await;

    assert_eq!(undo(&app, &notice).await, done());
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    assert_eq!(app.get("/api/auth/me").bearer(&maren.tokens.access).send().await.code(), "token_revoked");
    for password in [PASSWORD, OTHER_PASSWORD] {
        assert_eq!(log_in(&app, "maren", password).await, 401);
    }
    assert_eq!(confirm(&app, &pending).await, invalid());
    assert_eq!(undo(&app, &notice).await, invalid(), "it works once");
    let recovery = receive(&app, "maren@example.org", CHOOSE).await;
    assert_eq!(choose(&app, &recovery.token("/reset-password")).await, done());
    assert_eq!(log_in(&app, "maren@example.org", OTHER_PASSWORD).await, 200);
    let undone = app.audit_events().await.into_iter().filter(|event| event.event == "email.change_undone");
    assert_eq!(undone.count(), 1);
}

async fn request_with(app: &TestApp, who: &Member, email: &str, password: &str) {
    let reply = patch(app, who, &json!({"email": email, "current_password": password})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[tokio::test]
async fn the_first_address_undoes_two_changes_and_the_second_undo_is_void() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let first = change(&app, &maren, "maren@example.org", "b@example.org").await.token(UNDO);
    app.wait(1);
    let second = change(&app, &maren, "b@example.org", "c@example.org").await.token(UNDO);
    assert_eq!(undo(&app, &first).await, done());
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    assert_eq!(undo(&app, &second).await, invalid());
    assert_eq!(register(&app, "bernd", "b@example.org").await.status, 201, "it is no longer reserved");
}

#[tokio::test]
async fn an_attacker_who_undoes_the_second_change_cannot_keep_the_account() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let first = change(&app, &maren, "maren@example.org", "b@example.org").await.token(UNDO);
    app.wait(1);
    let second = change(&app, &maren, "b@example.org", "c@example.org").await.token(UNDO);
    assert_eq!(undo(&app, &second).await, done());
    let recovery = receive(&app, "b@example.org", CHOOSE).await;
    assert_eq!(choose(&app, &recovery.token("/reset-password")).await, done());
    assert_eq!(undo(&app, &first).await, done());
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    assert_eq!(log_in(&app, "maren", OTHER_PASSWORD).await, 401);
}

#[tokio::test]
async fn tokens_of_other_purposes_and_of_disabled_accounts_are_refused() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    assert_eq!(undo(&app, &link).await, invalid());
    assert_eq!(choose(&app, &link).await, invalid());
    assert_eq!(confirm(&app, &link).await, done());
    let notice = receive(&app, "maren@example.org", NOTICE).await.token(UNDO);
    assert_eq!(confirm(&app, &notice).await, invalid());
    assert_eq!(choose(&app, &notice).await, invalid());
    for token in ["", "x", &link, &notice[1..]] {
        assert_eq!(undo(&app, token).await, invalid(), "{token:?}");
    }
    app.change("maren", "disable").await;
    assert_eq!(undo(&app, &notice).await, invalid());
    app.change("maren", "enable").await;
    assert_eq!(undo(&app, &notice).await, done(), "the refused attempts did not use it up");
}

#[tokio::test]
async fn twenty_visits_of_a_scanner_undo_nothing_and_the_digits_do() {
    let app = TestApp::with(|config| config.rate_limits = "recover=1000/h".parse().expect("limits")).await;
    let maren = member(&app, "maren").await;
    let notice = change(&app, &maren, "maren@example.org", "holt@example.org").await;
    let (token, digits) = (notice.token(UNDO), notice.digits());
    let page = format!("{UNDO}?token={token}");
    let mut scanner = app.browser();
    for _ in 0..20 {
        let opened = scanner.open(&page).await;
        assert!(opened.status == 200 && opened.text().contains("name=\"digits\""), "{}", opened.text());
        assert_eq!(app.call(Method::HEAD, &page).html().send().await.status, 200);
        let pressed = scanner.submit("/actions/email/undo", &[("token", &token), ("digits", "")]).await;
        assert_eq!(pressed.location(), page);
        let run = scanner.run("/actions/email/undo", &[("token", &token)]).await;
        assert_eq!((run.status, run.fields()[0].0.as_str()), (422, "digits"));
    }
    assert_eq!(stored(&app, "maren").await, "holt@example.org, confirmed");

    let wrong = if digits == "000000" { "000001" } else { "000000" };
    let mut reader = app.browser();
    let refused = reader.submit("/actions/email/undo", &[("token", &token), ("digits", wrong)]).await;
    assert!(reader.follow(&refused).await.text().contains("4 tries are left"), "the page says so");
    let undone = reader.submit("/actions/email/undo", &[("token", &token), ("digits", &digits)]).await;
    assert_eq!(undone.location(), "/login");
    assert!(reader.follow(&undone).await.text().contains("Your email address is restored."));
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    let again = reader.open(&page).await;
    assert!(again.status == 404 && again.text().contains("This link is no longer valid"), "{}", again.text());
}

#[tokio::test]
async fn the_account_page_shows_and_cancels_a_pending_change() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let mut browser = app.browser();
    browser.log_in("maren").await;
    let fields = [("name", ""), ("username", "maren"), ("email", "holt@example.org"), ("current_password", PASSWORD)];
    let saved = browser.submit("/actions/profile", &fields).await;
    let page = browser.follow(&saved).await.text();
    for part in ["Check your mail", "Waiting for confirmation of", "holt@example.org", "value=\"maren@example.org\""] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    let fields = [("name", "Maren"), ("username", "maren"), ("email", "maren@example.org")];
    let saved = browser.submit("/actions/profile", &fields).await;
    assert!(browser.follow(&saved).await.text().contains("Waiting for confirmation of"), "an unedited address stays");
    assert_eq!(browser.run("/actions/email/pending", &[]).await.json(), "holt@example.org");

    let cancelled = browser.submit("/actions/email/cancel", &[]).await;
    assert_eq!(cancelled.location(), "/account");
    let page = browser.follow(&cancelled).await.text();
    assert!(page.contains("Your email address stays as it is.") && !page.contains("Waiting for confirmation of"));
    assert_eq!(browser.run("/actions/email/pending", &[]).await.json(), Value::Null);
    let seen = app.get(&maren.path).bearer(&maren.tokens.access).send().await.json();
    assert_eq!(seen["pending_email"], Value::Null);
}

#[tokio::test]
async fn attempts_to_undo_are_charged_to_their_source() {
    let app = TestApp::with(|config| config.rate_limits = "recover=2/h".parse().expect("limits")).await;
    let attempt = || app.post("/api/auth/email/undo").json(&json!({"token": "x"})).send();
    assert_eq!((attempt().await.status, attempt().await.status), (404, 404));
    let refused = attempt().await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_requests"));
}
