//! `/dev/mail`, the messages of a development server.

use super::valid_html::assert_valid;
use crate::support::*;
use vestibule::accounts::Recipient;
use vestibule::config::{Environment, SmtpUrl};
use vestibule::mail::{Mail, OneTime, Preview};

const HOSTILE: &str = "<script>alert(1)</script>";

async fn in_development() -> TestApp {
    TestApp::with(|config| config.environment = Environment::Development).await
}

/// Sends a message with a link to a file, as a development server does.
async fn send(app: &TestApp, address: &str) {
    let mail = Mail::PasswordReset { name: Some(HOSTILE.to_owned()), minutes: 30 };
    let one_time = OneTime { token: "c2VjcmV0LXRva2Vu".to_owned(), digits: None };
    let to = Recipient { address: address.to_owned(), user: None, language: None };
    app.accounts.outbox().queue_mail(mail, to, Some(one_time)).await.expect("a place in the outbox");
    let mut delivery = app.accounts.outbox().mail_delivery(&app.development_mailer(), CancellationToken::new());
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
}

/// A request of a browser on the machine of the server.
fn open<'a>(app: &'a TestApp, path: &str) -> Call<'a> {
    app.get(path).html().seen_from("127.0.0.1")
}

/// The address of the first message in the list.
fn first_link(list: &str) -> String {
    let (_, rest) = list.split_once("href=\"/dev/mail/").expect("a link");
    format!("/dev/mail/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn a_development_server_shows_its_messages_newest_first() {
    let app = in_development().await;
    let empty = open(&app, "/dev/mail").expect_status(200).await;
    assert!(empty.text().contains("No message yet."), "{}", empty.text());
    send(&app, "maren@example.org").await;
    app.wait(60);
    send(&app, "jonas@example.org").await;

    let list = open(&app, "/dev/mail").send().await;
    assert_valid("/dev/mail", &list);
    let list = list.text();
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} is not in {list}"));
    assert!(at("jonas@example.org") < at("maren@example.org"));
    assert!(list.contains("1 November 2026, 12:01 UTC"), "{list}");

    let link = first_link(&list);
    let page = open(&app, &link).send().await;
    assert_valid(&link, &page);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let page = page.text();
    for part in ["To: jonas@example.org", "token=c2VjcmV0LXRva2Vu", "sandbox=", &format!("src=\"{link}/html\"")] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let html = open(&app, &format!("{link}/html")).send().await;
    let policy = html.header("content-security-policy");
    assert!(policy.contains("sandbox") && !policy.contains("allow-scripts"), "{policy}");
    assert!(html.text().contains("<base target=\"_top\">") && html.text().contains("reset-password?token="));
}

/// A page of another site may make its own name lead to this machine, and then read what its requests return.
#[tokio::test]
async fn messages_are_shown_to_their_own_machine_under_its_own_names_and_no_other_file() {
    let app = in_development().await;
    send(&app, "maren@example.org").await;
    let link = first_link(&open(&app, "/dev/mail").send().await.text());
    for path in ["/dev/mail", &link, &format!("{link}/html")] {
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"] {
            assert_eq!(open(&app, path).at_host(host).send().await.status, 200, "{host}");
        }
        for host in ["rebound.example:3000", "localhost.example", "192.0.2.9"] {
            assert_eq!(open(&app, path).at_host(host).send().await.status, 403, "{host}");
        }
        assert_eq!(open(&app, path).seen_from("192.0.2.1").send().await.status, 403);
    }

    std::fs::write(app.database.folder().join("secret.json"), "{}").unwrap();
    for path in [
        "/dev/mail/..%2Fsecret",
        "/dev/mail/..%2F..%2Fsecret.json",
        "/dev/mail/secret",
        "/dev/mail/00000000-0000-7000-8000-000000000002",
        &link.to_uppercase().replace("/DEV/MAIL", "/dev/mail"),
        &link.replace('-', ""),
        &format!("{link}.eml"),
    ] {
        assert_eq!(open(&app, path).send().await.status, 404, "{path}");
    }
}

/// Neither the settings nor the environment give a normal server the routes of test mode.
#[tokio::test]
async fn no_normal_server_has_the_routes_of_test_mode() {
    for app in [TestApp::new().await, in_development().await] {
        for path in ["/test/mail", "/test/clock"] {
            let get = app.get(path).header("accept", "application/json").seen_from("127.0.0.1").send().await;
            let body = serde_json::json!({"advance": "1m"});
            let post = app.post(path).json(&body).seen_from("127.0.0.1").send().await;
            assert_eq!((get.status, post.status), (404, 404), "{path}");
        }
    }
}

#[tokio::test]
async fn what_a_message_says_does_not_become_markup() {
    let app = in_development().await;
    send(&app, "maren@example.org").await;
    let message = Preview {
        recipient: HOSTILE.to_owned(),
        subject: HOSTILE.to_owned(),
        created_at: Timestamp(1_793_534_400_000),
        headers: HOSTILE.to_owned(),
        text: HOSTILE.to_owned(),
        html: String::new(),
        link: None,
        code: None,
    };
    // Older than the other message, whose id begins with the time.
    let id = "00000000-0000-7000-8000-000000000001";
    let file = app.database.folder().join("outbox").join(format!("{id}.json"));
    std::fs::write(file, serde_json::to_vec(&message).unwrap()).unwrap();

    let list = open(&app, "/dev/mail").send().await.text();
    assert_eq!(list.matches("&lt;script&gt;").count(), 2, "{list}");
    for path in ["/dev/mail".to_owned(), first_link(&list), format!("/dev/mail/{id}")] {
        let page = open(&app, &path).send().await;
        page.assert_shows(&["&lt;script&gt;"]);
        page.assert_hides(&["<script"]);
    }
}

#[tokio::test]
async fn there_is_no_such_page_in_production_or_with_a_mail_server() {
    let development = in_development().await;
    send(&development, "maren@example.org").await;
    let link = first_link(&open(&development, "/dev/mail").send().await.text());
    let production = development.replica(|_| {}).await;
    let with_server = development.replica(|config| {
        config.environment = Environment::Development;
        config.smtp = Some(SmtpUrl::parse("smtp://localhost").unwrap());
    });
    for app in [production, with_server.await] {
        for path in ["/dev/mail", &link, &format!("{link}/html")] {
            let reply = open(&app, path).send().await;
            assert_eq!(reply.status, 404, "{path}");
            assert!(!reply.text().contains("maren@example.org"));
        }
    }
}
