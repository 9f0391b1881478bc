//! Forgotten passwords: the link that is sent, and what the answer does not reveal.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp, smtp_server::SmtpServer};
use futures::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

async fn forget(app: &TestApp, email: &str) -> Reply {
    app.post("/api/auth/password/forgot").json(&json!({"email": email})).send().await
}

async fn choose(app: &TestApp, token: &str) -> (u16, String) {
    let reply = app.post("/api/auth/password/reset").json(&json!({"token": token, "password": OTHER_PASSWORD})).send();
    let reply = reply.await;
    (reply.status, if reply.status == 204 { String::new() } else { reply.code() })
}

/// The messages that are waiting, except those that confirm the addresses of new accounts.
async fn waiting(app: &TestApp) -> Vec<String> {
    let messages =
        "SELECT kind || ' ' || recipient FROM outbox WHERE kind <> 'confirm_email' ORDER BY created_at, recipient";
    app.database.run(messages).await
}

/// Waits for messages in the outbox: they are added after the response.
async fn wait_for(app: &TestApp, messages: &[&str]) {
    let arrived = async {
        while waiting(app).await != messages {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let arrived = timeout(PATIENCE, arrived).await;
    assert!(arrived.is_ok(), "{messages:?}, but {:?}", waiting(app).await);
}

/// Sends what is waiting; returns the token in the link of the last message that has one.
async fn deliver(app: &TestApp) -> String {
    let server = SmtpServer::start();
    let mailer = app.mailer(&format!("smtp://127.0.0.1:{}", server.port()));
    let mut delivery = app.accounts.mail_delivery(&mailer, CancellationToken::new());
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
    let link = |message: &Value| {
        // Quoted-printable writes `=` as `=3D`, and may break the line.
        let data = message["data"].as_str().expect("a text").replace("=\r\n", "").replace("=3D", "=");
        Some(data.split_once("/reset-password?token=")?.1.to_owned())
    };
    let rest = server.messages().iter().rev().find_map(link).expect("a link");
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[tokio::test]
async fn the_link_sets_a_password_once_and_ends_all_sessions() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    assert_eq!(forget(&app, " MAREN@example.org ").await.status, 202);
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let token = deliver(&app).await;

    assert_eq!(choose(&app, &token).await, (204, String::new()));
    assert_eq!(app.get("/api/auth/me").bearer(&tokens.access).send().await.status, 401);
    let log_in = |password: &'static str| {
        app.post("/api/auth/login").json(&json!({"login": "maren", "password": password})).send()
    };
    assert_eq!((log_in(PASSWORD).await.status, log_in(OTHER_PASSWORD).await.status), (401, 200));
    assert_eq!(waiting(&app).await, ["password_changed maren@example.org"]);

    assert_eq!(choose(&app, &token).await, (404, "link_invalid".to_owned()));
    let page = app.get(&format!("/reset-password?token={token}")).html().send().await;
    assert!(page.status == 404 && page.text().contains("/forgot-password"), "the page offers a new link");
}

#[tokio::test]
async fn the_answer_is_the_same_for_addresses_without_an_active_account() {
    let app = TestApp::new().await;
    for username in ["maren", "jonas", "disabled", "deleted"] {
        app.register(username).await;
    }
    app.change("disabled", "disable").await;
    app.change("deleted", "delete").await;
    app.database.run("DELETE FROM outbox").await;
    let mut answers = Vec::new();
    for address in [
        "nobody@example.org",
        "disabled@example.org",
        "deleted@example.org",
        // Look-alikes of Maren's address, with a Cyrillic letter.
        "m\u{430}ren@example.org",
        "maren@ex\u{430}mple.org",
        "maren@example.org",
    ] {
        let reply = forget(&app, address).await;
        answers.push((reply.status, reply.text()));
    }
    assert!(answers.iter().all(|answer| *answer == (202, String::new())), "{answers:?}");
    // The last one is added after the others were looked up.
    wait_for(&app, &["password_reset maren@example.org"]).await;
}

#[tokio::test]
async fn only_the_newest_link_is_valid_and_a_change_of_the_address_ends_it() {
    let app = TestApp::new().await;
    let (maren, tokens) = app.member("maren").await;
    let mut links = Vec::new();
    for _ in 0..3 {
        forget(&app, "maren@example.org").await;
        wait_for(&app, &["password_reset maren@example.org"]).await;
        links.push(deliver(&app).await);
    }
    for replaced in &links[..2] {
        assert_eq!(choose(&app, replaced).await.0, 404);
    }
    let path = format!("/api/users/{}", maren["id"].as_str().expect("an id"));
    let change = json!({"email": "maren.holt@example.org", "current_password": PASSWORD});
    let changed = app.call(axum::http::Method::PATCH, &path).bearer(&tokens.access).json(&change).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(choose(&app, &links[2]).await.0, 404);
}

#[tokio::test]
async fn a_link_works_once_under_fifty_parallel_attempts_and_for_half_an_hour() {
    let app = TestApp::new().await;
    app.register("maren").await;
    forget(&app, "maren@example.org").await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let token = deliver(&app).await;
    let statuses = join_all((0..50).map(|_| choose(&app, &token))).await;
    // With a full queue of password hashes, the answer is 503 and nothing has changed.
    let count = |wanted: u16| statuses.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!((count(204), count(204) + count(404) + count(503)), (1, 50), "{statuses:?}");

    forget(&app, "maren@example.org").await;
    wait_for(&app, &["password_changed maren@example.org", "password_reset maren@example.org"]).await;
    app.database.run("DELETE FROM outbox WHERE kind = 'password_changed'").await;
    let token = deliver(&app).await;
    app.wait(30 * 60 + 1);
    assert_eq!(choose(&app, &token).await, (404, "link_invalid".to_owned()));
}

#[tokio::test]
async fn an_address_receives_five_messages_an_hour_and_the_sixth_answer_is_the_same() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.add("jonas", "").await;
    for _ in 0..5 {
        assert_eq!(forget(&app, "maren@example.org").await.status, 202);
        wait_for(&app, &["password_reset maren@example.org"]).await;
        app.database.run("DELETE FROM outbox").await;
    }
    assert_eq!(forget(&app, "maren@example.org").await.status, 202);
    forget(&app, "jonas@example.org").await;
    wait_for(&app, &["password_reset jonas@example.org"]).await;
}

#[tokio::test]
async fn a_source_may_ask_thirty_times_an_hour() {
    let app = TestApp::new().await;
    let ask = |number: u32| {
        let body = json!({"email": format!("person{number}@example.org")});
        app.post("/api/auth/password/forgot").json(&body).seen_from("192.0.2.9").send()
    };
    for number in 0..30 {
        assert_eq!(ask(number).await.status, 202);
    }
    let refused = ask(30).await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_requests"));
    assert!(!refused.header("retry-after").is_empty());
}

#[tokio::test]
async fn what_is_no_address_is_an_error_of_the_field() {
    let app = TestApp::new().await;
    for wrong in ["", "maren", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "a\0@example.org"]
    {
        let reply = forget(&app, wrong).await;
        assert_eq!(reply.status, 422, "{wrong:?}");
        assert_eq!(reply.fields()[0].0, "email", "{wrong:?}");
    }
}

#[tokio::test]
async fn the_owner_is_told_of_a_disabled_and_of_a_deleted_account() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.change("maren", "disable").await;
    assert_eq!(waiting(&app).await, ["account_disabled maren@example.org"]);
    app.database.run("DELETE FROM outbox").await;
    app.change("maren", "delete").await;
    assert_eq!(waiting(&app).await, ["account_deleted maren@example.org"]);
}
