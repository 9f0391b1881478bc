//! Changes of the email address: what waits for a confirmation, what is reserved, and the undo.

use crate::support::mailbox::{Received, deliver, find};
use crate::support::*;
use vestibule::shared::import::{ImportOutcome, ImportRequest};

const CONFIRM: &str = "Confirm your new email address";
const NOTICE: &str = "Your email address was changed";
const CHOOSE: &str = "Choose a new password";
const VERIFY: &str = "/verify-email";
const UNDO: &str = "/undo-email-change";
/// What the answers to one-time tokens say.
const DONE: &str = "204";
const INVALID: &str = "404 link_invalid";
const WEEK: u64 = 7 * 24 * 60 * 60;

/// An account with a confirmed address, which is signed in.
struct Member {
    path: String,
    tokens: Tokens,
}

async fn member(app: &TestApp, username: &str) -> Member {
    let (user, tokens) = app.member(username).await;
    app.set_confirmed(username).await;
    Member { path: path_of(&user), tokens }
}

async fn patch(app: &TestApp, who: &Member, body: &Value) -> Reply {
    app.patch(&who.path).bearer(&who.tokens.access).json(body).send().await
}

/// Asks for another address.
async fn request(app: &TestApp, who: &Member, email: &str) -> Reply {
    patch(app, who, &json!({"email": email, "current_password": PASSWORD})).await
}

async fn send_token(app: &TestApp, path: &str, token: &str) -> String {
    app.post(path).json(&json!({"token": token, "password": OTHER_PASSWORD})).send().await.outcome()
}

async fn confirm(app: &TestApp, token: &str) -> String {
    send_token(app, "/api/auth/email/verify", token).await
}

async fn undo(app: &TestApp, token: &str) -> String {
    send_token(app, "/api/auth/email/undo", token).await
}

async fn choose(app: &TestApp, token: &str) -> String {
    send_token(app, "/api/auth/password/reset", token).await
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
    assert_eq!(confirm(app, &confirmation(app, to).await).await, DONE);
    receive(app, from, NOTICE).await
}

/// Address and verification, as they are stored.
async fn stored(app: &TestApp, username: &str) -> String {
    let verified = "CASE WHEN email_verified THEN 'confirmed' ELSE 'not confirmed' END";
    let sql = format!("SELECT email || ', ' || {verified} FROM users WHERE username = '{username}'");
    app.database.run(&sql).await.remove(0)
}

async fn log_in(app: &TestApp, login: &str, password: &str) -> u16 {
    app.sign_in(login, password).send().await.status
}

#[tokio::test]
async fn a_confirmed_address_stays_until_the_new_one_is_confirmed() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let (_, admin) = app.administrator("admin").await;
    let before = app.read(&maren.tokens, &maren.path).await.header("etag").to_owned();
    let reply = request(&app, &maren, "holt@example.org").await;
    assert_ne!(reply.header("etag"), before, "the response has the pending address");
    let version = |tag: &str| tag.split('-').next().map(str::to_owned);
    assert_eq!(version(reply.header("etag")), version(&before), "the pending address is no part of the version");
    let body = json!({"name": "Maren Holt", "email": "maren.holt@example.org", "current_password": PASSWORD});
    let reply = patch(&app, &maren, &body).await.json();
    assert_eq!((&reply["email"], &reply["email_verified"]), (&"maren@example.org".into(), &true.into()));
    assert_eq!((&reply["name"], &reply["pending_email"]), (&"Maren Holt".into(), &"maren.holt@example.org".into()));
    for who in [&maren.tokens, &admin] {
        let seen = app.read(&who, &maren.path).await.json();
        assert_eq!(seen["pending_email"], "maren.holt@example.org");
    }
    let renamed = patch(&app, &maren, &json!({"name": "Maren"})).await.json();
    assert_eq!(renamed["pending_email"], "maren.holt@example.org", "other changes keep it");

    let messages = deliver(&app).await;
    let replaced = find(&messages, "holt@example.org", CONFIRM).expect("the first message");
    assert_eq!(confirm(&app, &replaced.token(VERIFY)).await, INVALID, "only the newest request counts");
    let link = find(&messages, "maren.holt@example.org", CONFIRM).expect("the second message");
    assert!(link.digits().bytes().all(|digit| digit.is_ascii_digit()));
    assert_eq!(confirm(&app, &link.token(VERIFY)).await, DONE);

    let seen = app.read(&maren.tokens, &maren.path).await;
    assert_eq!(seen.status, 200, "sessions continue");
    let seen = seen.json();
    assert_eq!((&seen["email"], &seen["pending_email"]), (&"maren.holt@example.org".into(), &Value::Null));
    assert_eq!(stored(&app, "maren").await, "maren.holt@example.org, confirmed");
    assert_eq!(log_in(&app, "maren@example.org", PASSWORD).await, 401);
    assert_eq!(log_in(&app, "maren.holt@example.org", PASSWORD).await, 200);
    let notice = receive(&app, "maren@example.org", NOTICE).await;
    assert!(notice.contains("maren.holt@example.org") && notice.contains("within 7 days"), "{notice:?}");

    let mut details: Vec<_> = app.events("user.update").await.into_iter().filter_map(|event| event.detail).collect();
    // All events have the same time.
    details.sort();
    assert_eq!(details, ["email", "name", "name pending_email", "pending_email"]);
}

#[tokio::test]
async fn a_request_expires_after_a_day_and_reserves_nothing() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    app.wait(24 * 60 * 60 + 1);
    assert_eq!(confirm(&app, &link).await, INVALID);
    let tokens = app.log_in("maren").await;
    let seen = app.read(&tokens, &maren.path).await.json();
    assert_eq!((&seen["email"], &seen["pending_email"]), (&"maren@example.org".into(), &Value::Null));

    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    assert_eq!(app.sign_up("holt", "holt@example.org").send().await.status, 201, "a request reserves nothing");
    assert_eq!(confirm(&app, &link).await, "409 email_taken");
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
}

#[tokio::test]
async fn a_wrong_password_and_a_taken_address_request_nothing() {
    let app = TestApp::with_user("jonas").await;
    let maren = member(&app, "maren").await;
    for body in
        [json!({"email": "holt@example.org"}), json!({"email": "holt@example.org", "current_password": OTHER_PASSWORD})]
    {
        let reply = patch(&app, &maren, &body).await;
        assert_eq!((reply.status, reply.fields()[0].0.as_str()), (422, "current_password"));
    }
    request(&app, &maren, "JONAS@example.org").await.assert_refused(409, "email_taken");
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
    assert_eq!(confirm(&app, &link).await, INVALID);

    request(&app, &maren, "winter@example.org").await;
    let link = confirmation(&app, "winter@example.org").await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.put("/api/auth/password").bearer(&maren.tokens.access).json(&body).send().await;
    assert_eq!(confirm(&app, &link).await, INVALID);
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_changes_at_once_five_times_an_hour() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    let maren = Member { path: path_of(&user), tokens };
    let reply = request(&app, &maren, "holt@example.org").await.json();
    assert_eq!((&reply["email"], &reply["pending_email"]), (&"holt@example.org".into(), &Value::Null));
    assert_eq!(stored(&app, "maren").await, "holt@example.org, not confirmed");
    let messages = deliver(&app).await;
    assert!(find(&messages, "holt@example.org", "Confirm your email address").is_some());
    assert!(find(&messages, "maren@example.org", NOTICE).is_none(), "it may be a stranger's");
    assert_eq!(app.sign_up("another", "maren@example.org").send().await.status, 201, "it is not reserved");

    for number in 0..4 {
        assert_eq!(request(&app, &maren, &format!("other{number}@example.org")).await.status, 200);
    }
    request(&app, &maren, "holt@example.org").await.assert_refused(429, "too_many_requests");
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
    let reply = app.send(&admin, Method::PATCH, &maren.path, &body).await;
    assert_eq!(reply.json()["pending_email"], "winter@example.org", "only its owner cancels it");
    let body = json!({"email": "holt@example.org"});
    let reply = app.send(&admin, Method::PATCH, &maren.path, &body).await.json();
    assert_eq!((&reply["email"], &reply["email_verified"]), (&"holt@example.org".into(), &false.into()));
    assert_eq!(reply["pending_email"], Value::Null);
    assert_eq!(confirm(&app, &link).await, INVALID);
    let messages = deliver(&app).await;
    let notice = find(&messages, "maren@example.org", NOTICE).expect("a message to the previous address");
    assert!(notice.contains("An administrator of") && notice.contains("/undo-email-change?token="), "{notice:?}");
    let link = find(&messages, "holt@example.org", "Confirm your email address").expect("a message to the new address");
    assert_eq!(confirm(&app, &link.token(VERIFY)).await, DONE);
    assert_eq!(stored(&app, "maren").await, "holt@example.org, confirmed");
    assert_eq!(app.sign_up("another", "maren@example.org").send().await.code(), "email_taken", "it can be taken back");
}

#[tokio::test]
async fn the_previous_address_is_reserved_for_seven_days() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    app.administrator("admin").await;
    let jonas = member(&app, "jonas").await;
    let notice = change(&app, &maren, "maren@example.org", "holt@example.org").await.token(UNDO);
    app.wait(WEEK - 1);

    let taken = |reply: Reply| reply.assert_refused(409, "email_taken");
    taken(app.sign_up("another", "Maren@Example.org").send().await);
    let (admin, jonas) = (app.log_in("admin").await, Member { tokens: app.log_in("jonas").await, ..jonas });
    let invitation = json!({"username": "another", "email": "maren@example.org"});
    taken(app.post("/api/users").bearer(&admin.access).json(&invitation).send().await);
    taken(request(&app, &jonas, "maren@example.org").await);
    let body = json!({"email": "maren@example.org"});
    taken(app.patch(&jonas.path).bearer(&admin.access).json(&body).send().await);
    let report = app.import(&admin, "rows=good", "email\nmaren@example.org\nines@example.org\n").await.json();
    assert_eq!((&report["good"], &report["errors"][0]["field"]), (&1.into(), &"email".into()), "{report}");

    app.wait(1);
    assert_eq!(undo(&app, &notice).await, INVALID);
    assert_eq!(app.sign_up("another", "maren@example.org").send().await.status, 201);
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
            statuses.push(app.sign_up(&format!("another-{lane}-{number}"), "maren@example.org").send().await.status);
        }
        statuses
    });
    let (confirmed, statuses) = tokio::join!(confirm(app, &link), join_all(registrations));
    assert_eq!(confirmed, DONE);
    assert!(statuses.concat().iter().all(|status| *status == 409), "{statuses:?}");
}

#[tokio::test]
async fn an_imported_row_whose_address_is_reserved_since_it_was_validated_is_an_error() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let rows: String = (0..100).map(|number| format!("p{number}@example.org,guest{number}\n")).collect();
    let (file, is_validated, end) = file_that_pauses(format!("email,username\n{rows}"));
    let accounts = app.accounts.clone();
    let import = tokio::spawn(async move {
        let request = ImportRequest::default();
        accounts.imports().import_users(&Caller::system(), &request, file).await
    });
    is_validated.await.expect("a request for more rows");
    change(&app, &maren, "maren@example.org", "p7@example.org").await;
    change(&app, &maren, "p7@example.org", "holt@example.org").await;
    end.send(()).expect("an import that waits");
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
    app.put("/api/auth/password").bearer(&maren.tokens.access).json(&body).expect_status(204).await;
    let body = json!({"email": "elsewhere@example.org", "current_password": OTHER_PASSWORD});
    patch(&app, &maren, &body).await.expect_status(200);
    let pending = confirmation(&app, "elsewhere@example.org").await;

    assert_eq!(undo(&app, &notice).await, DONE);
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    assert_eq!(app.me(&maren.tokens.access).send().await.code(), "token_revoked");
    for password in [PASSWORD, OTHER_PASSWORD] {
        assert_eq!(log_in(&app, "maren", password).await, 401);
    }
    assert_eq!(confirm(&app, &pending).await, INVALID);
    assert_eq!(undo(&app, &notice).await, INVALID, "it works once");
    let recovery = receive(&app, "maren@example.org", CHOOSE).await;
    assert_eq!(choose(&app, &recovery.token("/reset-password")).await, DONE);
    assert_eq!(log_in(&app, "maren@example.org", OTHER_PASSWORD).await, 200);
    assert_eq!(app.events("email.change_undone").await.len(), 1);
}

#[tokio::test]
async fn tokens_of_other_purposes_and_of_disabled_accounts_are_refused() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    request(&app, &maren, "holt@example.org").await;
    let link = confirmation(&app, "holt@example.org").await;
    assert_eq!(undo(&app, &link).await, INVALID);
    assert_eq!(choose(&app, &link).await, INVALID);
    assert_eq!(confirm(&app, &link).await, DONE);
    let notice = receive(&app, "maren@example.org", NOTICE).await.token(UNDO);
    assert_eq!(confirm(&app, &notice).await, INVALID);
    assert_eq!(choose(&app, &notice).await, INVALID);
    for token in ["", "x", &link, &notice[1..]] {
        assert_eq!(undo(&app, token).await, INVALID, "{token:?}");
    }
    app.change("maren", "disable").await;
    assert_eq!(undo(&app, &notice).await, INVALID);
    app.change("maren", "enable").await;
    assert_eq!(undo(&app, &notice).await, DONE, "the refused attempts did not use it up");
}

#[tokio::test]
async fn twenty_visits_of_a_scanner_undo_nothing_and_the_digits_do() {
    let app = TestApp::with_limits("recover=1000/h", |_| {}).await;
    let maren = member(&app, "maren").await;
    let notice = change(&app, &maren, "maren@example.org", "holt@example.org").await;
    let (token, digits) = (notice.token(UNDO), notice.digits());
    let page = format!("{UNDO}?token={token}");
    let mut scanner = app.browser();
    for _ in 0..20 {
        let opened = scanner.open(&page).await;
        assert!(opened.status == 200 && opened.has("name", "digits"), "{}", opened.text());
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
    // The page says so.
    reader.follow(&refused).await.assert_shows(&["4 tries are left"]);
    let undone = reader.submit("/actions/email/undo", &[("token", &token), ("digits", &digits)]).await;
    // To the list of what can still sign in.
    assert_eq!(undone.location(), "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dundo");
    reader.follow(&undone).await.assert_shows(&["Your account is as it was before."]);
    assert_eq!(stored(&app, "maren").await, "maren@example.org, confirmed");
    let again = reader.open(&page).await;
    assert!(again.status == 404 && again.text().contains("This link is no longer valid"), "{}", again.text());
}

#[tokio::test]
async fn the_account_page_shows_and_cancels_a_pending_change() {
    let app = TestApp::new().await;
    let maren = member(&app, "maren").await;
    let mut browser = app.browser_of("maren").await;
    let fields = [("name", ""), ("username", "maren"), ("email", "holt@example.org"), ("current_password", PASSWORD)];
    let page = browser.submit_and_follow("/actions/profile", &fields).await;
    page.assert_shows(&["Check your mail", "Waiting for confirmation of", "holt@example.org"]);
    assert!(page.has("value", "maren@example.org"));
    let fields = [("name", "Maren"), ("username", "maren"), ("email", "maren@example.org")];
    let saved = browser.submit("/actions/profile", &fields).await;
    // An unedited address stays.
    browser.follow(&saved).await.assert_shows(&["Waiting for confirmation of"]);
    assert_eq!(browser.run("/actions/account", &[]).await.json()["pending_email"], "holt@example.org");

    let cancelled = browser.submit("/actions/email/cancel", &[]).await;
    assert_eq!(cancelled.location(), "/account");
    let page = browser.follow(&cancelled).await;
    page.assert_shows(&["Your email address stays as it is."]);
    page.assert_hides(&["Waiting for confirmation of"]);
    assert_eq!(browser.run("/actions/account", &[]).await.json()["pending_email"], Value::Null);
    let seen = app.read(&maren.tokens, &maren.path).await.json();
    assert_eq!(seen["pending_email"], Value::Null);
}
