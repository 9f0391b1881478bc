//! `VESTIBULE_REGISTRATION_PRIVACY=strict`: registration does not reveal whether an address is taken.

use crate::support::browser::Browser;
use crate::support::mailbox::{deliver, discard, wait_for, waiting};
use crate::support::*;
use vestibule::config::Config;

const DAY: u64 = 24 * 60 * 60;

fn strict(config: &mut Config) {
    config.strict_registration_privacy = true;
}

async fn sign_up(app: &TestApp, username: &str, email: &str) -> Reply {
    app.sign_up(username, email).send().await
}

async fn confirm(app: &TestApp, token: &str) -> Reply {
    app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await
}

async fn log_in(app: &TestApp, login: &str) -> Reply {
    app.sign_in(login, PASSWORD).send().await
}

/// Registers a free address and returns the token in its message.
async fn token_for(app: &TestApp, username: &str) -> String {
    let email = format!("{username}@example.org");
    assert_eq!(sign_up(app, username, &email).await.status, 202);
    wait_for(app, &[&format!("confirm_email {email}")]).await;
    let messages = deliver(app).await;
    messages[0].token("/verify-email")
}

async fn count(app: &TestApp, from: &str) -> String {
    app.database.run(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {from}")).await.concat()
}

/// Status, headers and body, without the request's id, and with the lengths of encrypted cookies.
fn shape(reply: &Reply) -> (u16, Vec<String>, String) {
    let headers = reply.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| {
        let value = value.to_str().expect("ASCII");
        match value.split_once('=') {
            Some((cookie, rest)) if name == "set-cookie" => {
                let (sealed, attributes) = rest.split_once(';').expect("attributes");
                format!("{name}: {cookie}=({} characters);{attributes}", sealed.len())
            }
            _ => format!("{name}: {value}"),
        }
    });
    (reply.status, headers.collect(), reply.text())
}

#[tokio::test]
async fn the_responses_for_a_new_and_for_a_taken_address_are_identical() {
    let app = TestApp::with(strict).await;
    app.add("jonas", "").await;
    let emails = ["maren@example.org", "jonas@example.org"];

    let [new, taken] = emails.map(|email| sign_up(&app, "somebody", email));
    let (new, taken) = (new.await, taken.await);
    assert_eq!((new.status, new.text().as_str(), new.header("location")), (202, "", ""));
    assert_eq!(shape(&new), shape(&taken));

    let mut pages = Vec::new();
    for email in emails {
        let mut browser = app.browser();
        let fields = [("username", "somebody"), ("email", email), ("password", PASSWORD)];
        let plain = browser.submit("/actions/register", &fields).await;
        assert_eq!(plain.location(), "/check-mail");
        assert!(browser.jar.keys().eq(["vestibule_browser", "vestibule_sent"]), "{:?}", browser.jar);
        browser.follow(&plain).await.assert_shows(&["We have sent a message to ", email, "It says how to go on."]);
        let script = app.browser().run("/actions/register", &fields).await;
        assert_eq!(script.json()["Accepted"]["user"], Value::Null);
        pages.push((shape(&plain), shape(&script)));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn the_link_in_the_message_opens_the_account_once() {
    let app = TestApp::with(strict).await;
    let token = token_for(&app, "maren").await;
    assert_eq!((log_in(&app, "maren").await.status, count(&app, "users").await.as_str()), (401, "0"));

    assert_eq!(confirm(&app, &token).await.status, 204);
    let signed_in = log_in(&app, "maren@example.org").await.expect_status(200);
    let user = &signed_in.json()["user"];
    assert_eq!((&user["username"], &user["email_verified"]), (&json!("maren"), &json!(true)));
    assert_eq!((&user["role"], &user["status"]), (&json!("user"), &json!("active")));
    let [event] = app.events("user.register").await.try_into().expect("one event");
    assert_eq!(event.actor.id, event.target_id);

    confirm(&app, &token).await.assert_refused(404, "link_invalid");
    // The token contains the hash of the password.
    assert_eq!(count(&app, "one_time_tokens").await, "0");
}

#[tokio::test]
async fn a_link_is_valid_for_a_day_and_reserves_no_address() {
    let app = TestApp::with(strict).await;
    let (early, late) = (token_for(&app, "maren").await, token_for(&app, "jonas").await);
    app.wait(DAY - 1);
    assert_eq!(confirm(&app, &early).await.status, 204);
    app.wait(1);
    assert_eq!(confirm(&app, &late).await.status, 404);

    let app = TestApp::with(strict).await;
    let token = token_for(&app, "maren").await;
    app.add("maren", "").await;
    confirm(&app, &token).await.assert_refused(409, "email_taken");
    assert_eq!(count(&app, "users").await, "1");
}

/// Registers Maren's address in a browser, and returns the token in the message.
async fn token_for_browser(app: &TestApp, browser: &mut Browser<'_>, username: &str, password: &str) -> String {
    let fields = [("username", username), ("email", "maren@example.org"), ("password", password)];
    assert_eq!(browser.submit("/actions/register", &fields).await.location(), "/check-mail");
    wait_for(app, &["confirm_email maren@example.org"]).await;
    deliver(app).await[0].token("/verify-email")
}

/// Whether the page of a link asks for the password.
async fn asks_for_password(browser: &mut Browser<'_>, token: &str) -> bool {
    let page = browser.open(&format!("/verify-email?token={token}")).await.expect_status(200);
    let text = page.text();
    assert!(!text.contains("one-time-code"), "{text}");
    text.contains(r#"name="password""#)
}

#[tokio::test]
async fn only_the_browser_that_registered_needs_no_password() {
    let app = TestApp::with(strict).await;
    let (mut browser, mut phone) = (app.browser(), app.browser());
    let token = token_for_browser(&app, &mut browser, "maren", PASSWORD).await;
    assert!(!asks_for_password(&mut browser, &token).await);
    assert!(asks_for_password(&mut phone, &token).await);
    for typed in ["", OTHER_PASSWORD] {
        let fields = [("token", token.as_str()), ("password", typed)];
        let script = phone.run("/actions/verify-email", &fields).await;
        let code = if typed.is_empty() { "required" } else { "wrong_password" };
        assert_eq!(script.fields(), [("password".to_owned(), code.to_owned())], "{}", script.text());
        let plain = phone.submit("/actions/verify-email", &fields).await;
        assert_eq!(plain.location(), format!("/verify-email?token={token}"));
        let page = phone.follow(&plain).await;
        let says = if typed.is_empty() { "Enter the password" } else { "This is not the password" };
        page.assert_shows(&[says]);
        page.assert_hides(&[OTHER_PASSWORD]);
    }
    let fields = [("token", token.as_str()), ("password", PASSWORD)];
    assert_eq!(phone.submit("/actions/verify-email", &fields).await.location(), "/login");
    assert_eq!(log_in(&app, "maren").await.status, 200);
}

#[tokio::test]
async fn a_strangers_registration_neither_voids_that_of_the_person_nor_is_confirmed_by_them() {
    for stranger_is_first in [false, true] {
        let app = TestApp::with(strict).await;
        let (mut browser, mut stranger) = (app.browser(), app.browser());
        let mut registered = Vec::new();
        for is_stranger in [stranger_is_first, !stranger_is_first] {
            registered.push(if is_stranger {
                token_for_browser(&app, &mut stranger, "eve", OTHER_PASSWORD).await
            } else {
                token_for_browser(&app, &mut browser, "maren", PASSWORD).await
            });
        }
        let (own, theirs) = (&registered[usize::from(stranger_is_first)], &registered[usize::from(!stranger_is_first)]);
        // Maren cannot tell the messages apart, and takes the wrong one first.
        assert!(asks_for_password(&mut browser, theirs).await);
        let fields = [("token", theirs.as_str()), ("password", PASSWORD)];
        assert_eq!(browser.run("/actions/verify-email", &fields).await.status, 422);
        assert_eq!(count(&app, "users").await, "0");
        assert_eq!(browser.submit("/actions/verify-email", &[("token", own)]).await.location(), "/login");
        let signed_in = log_in(&app, "maren@example.org").await;
        assert_eq!((signed_in.status, &signed_in.json()["user"]["username"]), (200, &json!("maren")));
        assert_eq!(app.sign_in("maren@example.org", OTHER_PASSWORD).send().await.status, 401);
        // The other registration is deleted with the hash of its password.
        assert_eq!(confirm(&app, theirs).await.code(), "link_invalid");
        assert_eq!(count(&app, "one_time_tokens").await, "0");
    }
}

#[tokio::test]
async fn five_wrong_passwords_make_a_link_invalid() {
    let app = TestApp::with(strict).await;
    let token = token_for_browser(&app, &mut app.browser(), "maren", PASSWORD).await;
    let mut phone = app.browser();
    for left in (1..5).rev() {
        let wrong = [("token", token.as_str()), ("password", OTHER_PASSWORD)];
        let reply = phone.run("/actions/verify-email", &wrong).await;
        assert!(reply.text().contains(&format!("{left} tr")), "{}", reply.text());
    }
    for password in [OTHER_PASSWORD, PASSWORD] {
        let fields = [("token", token.as_str()), ("password", password)];
        assert_eq!(phone.run("/actions/verify-email", &fields).await.code(), "link_invalid");
    }
    assert_eq!(count(&app, "one_time_tokens").await, "0");
}

#[tokio::test]
async fn an_address_has_one_registration_for_each_browser_and_at_most_a_thousand() {
    let app = TestApp::with(strict).await;
    let (mut browser, mut other) = (app.browser(), app.browser());
    let replaced = token_for_browser(&app, &mut browser, "maren", PASSWORD).await;
    let newest = token_for_browser(&app, &mut browser, "maren", PASSWORD).await;
    assert_eq!(browser.open(&format!("/verify-email?token={replaced}")).await.status, 404);
    assert_eq!(count(&app, "one_time_tokens").await, "1");
    let bytes = if app.database.is_postgres() { "BYTEA" } else { "BLOB" };
    let row =
        |number| format!("(CAST('{number}' AS {bytes}), 'registration', 'maren@example.org', {number}, 9000000000000)");
    let rows: Vec<_> = (0..1_000).map(row).collect();
    let insert = "INSERT INTO one_time_tokens (token_hash, purpose, email_key, created_at, expires_at) VALUES";
    app.database.run(&format!("{insert} {}", rows.join(", "))).await;
    token_for_browser(&app, &mut other, "maren", PASSWORD).await;
    assert_eq!(count(&app, "one_time_tokens").await, "1000");
    assert!(!asks_for_password(&mut browser, &newest).await, "the oldest are deleted");
}

#[tokio::test]
async fn a_taken_username_is_reported_and_the_owner_of_a_taken_address_gets_a_message_at_the_address_of_the_account() {
    let app = TestApp::with(strict).await;
    app.add("maren", "").await;
    let mut answers = Vec::new();
    for email in ["new@example.org", "maren@example.org"] {
        let reply = sign_up(&app, "Maren", email).await;
        reply.assert_refused(409, "username_taken");
        assert_eq!(reply.errors(), "username taken");
        let mut problem = reply.json();
        problem["request_id"] = Value::Null;
        answers.push(problem);
    }
    assert_eq!(answers[0], answers[1]);

    assert_eq!(sign_up(&app, "another", "MAREN@Example.org").await.status, 202);
    wait_for(&app, &["registration_taken maren@example.org"]).await;
    assert_eq!((count(&app, "users").await, count(&app, "one_time_tokens").await), ("1".into(), "0".into()));
    assert_eq!(deliver(&app).await[0].to, "maren@example.org");
}

#[tokio::test]
async fn a_pending_registration_is_no_user_and_reserves_no_username() {
    let app = TestApp::with(strict).await;
    let (_, admin) = app.administrator("ada").await;
    discard(&app).await;
    assert_eq!(sign_up(&app, "maren", "holt@example.org").await.status, 202);
    wait_for(&app, &["confirm_email holt@example.org"]).await;
    let token = deliver(&app).await[0].token("/verify-email");
    let found = app.get("/api/users?q=maren").bearer(&admin.access).send().await.json();
    assert_eq!(found["pagination"]["total"], 0, "{found}");
    // Neither another registration nor an account that the operator creates is refused.
    assert_eq!(sign_up(&app, "maren", "other@example.org").await.status, 202);
    app.add("maren", "").await;

    assert_eq!(confirm(&app, &token).await.status, 204);
    let signed_in = log_in(&app, "holt@example.org").await;
    assert_eq!((signed_in.status, &signed_in.json()["user"]["username"]), (200, &json!("maren-2")));
}

#[tokio::test]
async fn twenty_parallel_registrations_of_one_address_leave_one_account() {
    let app = TestApp::with(strict).await;
    let sign_up = |number: u32| app.sign_up(&format!("maren{number}"), "maren@example.org").send();
    let statuses: Vec<_> = join_all((0..20).map(sign_up)).await.iter().map(|reply| reply.status).collect();
    // With a full queue of password hashes, the answer is 503.
    assert!(statuses.iter().all(|status| [202, 503].contains(status)), "{statuses:?}");
    let messages = statuses.iter().filter(|status| **status == 202).count().min(5);
    assert!(messages > 1, "{statuses:?}");
    wait_for(&app, &vec!["confirm_email maren@example.org"; messages]).await;
    assert_eq!(count(&app, "one_time_tokens").await, messages.to_string());

    let received = deliver(&app).await;
    let confirmations =
        received.iter().map(async |message| confirm(&app, &message.token("/verify-email")).await.status);
    let statuses = join_all(confirmations).await;
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    assert_eq!(count(&app, "users WHERE email_key = 'maren@example.org'").await, "1");
}

#[tokio::test]
async fn an_address_receives_five_messages_an_hour_and_the_sixth_answer_is_the_same() {
    let app = TestApp::with(strict).await;
    app.add("jonas", "").await;
    for email in ["maren@example.org", "jonas@example.org"] {
        let kind = if email.starts_with("maren") { "confirm_email" } else { "registration_taken" };
        for _ in 0..5 {
            assert_eq!(sign_up(&app, "somebody", email).await.status, 202);
            wait_for(&app, &[&format!("{kind} {email}")]).await;
            discard(&app).await;
        }
        assert_eq!(sign_up(&app, "somebody", email).await.status, 202);
    }
    // Added after the others were.
    sign_up(&app, "last", "last@example.org").await;
    wait_for(&app, &["confirm_email last@example.org"]).await;
}

#[tokio::test]
async fn an_address_that_its_previous_account_may_take_back_gets_no_message() {
    let app = TestApp::with(strict).await;
    app.add("jonas", "").await;
    let bytes = if app.database.is_postgres() { "BYTEA" } else { "BLOB" };
    let undo = format!(
        "INSERT INTO one_time_tokens (token_hash, purpose, user_id, email_key, created_at, expires_at) \
         SELECT CAST('undo' AS {bytes}), 'undo_email_change', id, 'old@example.org', 0, 9000000000000 FROM users"
    );
    app.database.run(&undo).await;
    assert_eq!(sign_up(&app, "maren", "old@example.org").await.status, 202);
    // Added after the other address was looked up.
    sign_up(&app, "holt", "holt@example.org").await;
    wait_for(&app, &["confirm_email holt@example.org"]).await;
    assert_eq!(count(&app, "one_time_tokens WHERE email_key = 'old@example.org'").await, "1");
}

#[tokio::test]
async fn invalid_fields_closed_registration_and_the_limit_of_a_source_are_answered_as_before() {
    let app = TestApp::with_limits("register=1/h", strict).await;
    assert_eq!(sign_up(&app, "maren", "nonsense").await.status, 422);
    let token = token_for(&app, "maren").await;
    sign_up(&app, "jonas", "jonas@example.org").await.assert_refused(429, "too_many_requests");

    let close = |config: &mut Config| (config.strict_registration_privacy, config.registration_open) = (true, false);
    let closed = app.replica(close).await;
    assert_eq!(sign_up(&closed, "jonas", "jonas@example.org").await.code(), "registration_closed");
    assert_eq!(confirm(&closed, &token).await.code(), "link_invalid");
    assert_eq!(waiting(&app).await, [""; 0]);
}
