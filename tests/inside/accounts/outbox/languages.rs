//! A message is in the language of its reader.

use super::{deliver, plain, queue_for, waiting};
use crate::support::mailbox::wait_for;
use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use vestibule::accounts::Recipient;
use vestibule::language::Language;
use vestibule::shared::requests::ForgotPasswordRequest;

const ENGLISH: [&str; 2] = ["<html lang=\"en\">", "The link works once, within 30 minutes."];
const GERMAN: [&str; 2] = ["<html lang=\"de\">", "Der Link funktioniert nur einmal, innerhalb von 30 Minuten."];

/// Asserts that these parts are in a message.
#[track_caller]
fn assert_says(message: &Value, parts: [&str; 2]) {
    // Quoted-printable writes `=` as `=3D`, and may break the line.
    let data = message["data"].as_str().expect("a message").replace("=\r\n", "").replace("=3D", "=");
    for part in parts {
        assert!(data.contains(part), "{part} is not in {data}");
    }
}

async fn queue(app: &TestApp, language: Option<Language>) {
    queue_for(app, Recipient { address: "maren@example.org".to_owned(), user: None, language }).await;
}

#[tokio::test]
async fn the_language_of_the_account_decides_and_without_one_that_of_the_request() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    queue(&app, Some(Language::German)).await;
    deliver(&app, &mailer).await;
    // Of the operator.
    queue(&app, None).await;
    deliver(&app, &mailer).await;

    app.add("jonas", "Jonas Beck").await;
    let caller = Caller { language: Language::German, ..Caller::default() };
    let request = ForgotPasswordRequest { email: "jonas@example.org".into() };
    app.accounts.forgot_password(&caller, &request).expect("an answer");
    wait_for(&app, &["password_reset jonas@example.org"]).await;
    deliver(&app, &mailer).await;

    let messages = server.messages();
    assert_eq!(messages.len(), 3);
    for (message, parts) in messages.iter().zip([GERMAN, ENGLISH, GERMAN]) {
        assert_says(message, parts);
    }
}

/// During an upgrade, and on the way back.
#[tokio::test]
async fn a_message_without_a_language_or_with_an_unknown_one_is_sent_in_english() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    for replaced in [r#"replace(parameters, '"de"', '"xx"')"#, r#"replace(parameters, ',"language":"de"', '')"#] {
        queue(&app, Some(Language::German)).await;
        app.database.run(&format!("UPDATE outbox SET parameters = {replaced}")).await;
        let stored = app.database.run("SELECT parameters FROM outbox").await.concat();
        assert!(stored.contains("password_reset") && !stored.contains("\"de\""), "{stored}");
        deliver(&app, &mailer).await;
    }
    let messages = server.messages();
    assert_eq!((messages.len(), waiting(&app).await.len()), (2, 0));
    messages.iter().for_each(|message| assert_says(message, ENGLISH));
}
