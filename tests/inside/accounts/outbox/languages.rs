//! A message is in the language of its reader.

use super::{deliver, plain, queue_for, waiting};
use crate::support::mailbox::wait_for;
use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use futures::stream;
use vestibule::accounts::Recipient;
use vestibule::language::Language;
use vestibule::shared::awaiting_password::AwaitingPasswordRequest;
use vestibule::shared::fields::profile::Profile;
use vestibule::shared::import::ImportRequest;
use vestibule::shared::requests::{ForgotPasswordRequest, InviteUserRequest};

const ENGLISH: [&str; 2] = ["<html lang=\"en\">", "The link works once, within 30 minutes."];
const GERMAN: [&str; 2] = ["<html lang=\"de\">", "Der Link funktioniert nur einmal, innerhalb von 30 Minuten."];
const INVITED_IN_ENGLISH: [&str; 2] = ["<html lang=\"en\">", "The link works once, within 7 days."];
const INVITED_IN_GERMAN: [&str; 2] = ["<html lang=\"de\">", "Der Link funktioniert nur einmal, innerhalb von 7 Tagen."];

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
    // Without a request.
    queue(&app, None).await;
    deliver(&app, &mailer).await;

    app.add("jonas", "Jonas Beck").await;
    let caller = Caller { language: Some(Language::German), ..Caller::default() };
    let request = ForgotPasswordRequest { email: "jonas@example.org".into() };
    app.accounts.passwords().forgot_password(&caller, &request).expect("an answer");
    wait_for(&app, &["password_reset jonas@example.org"]).await;
    deliver(&app, &mailer).await;

    let messages = server.messages();
    assert_eq!(messages.len(), 3);
    for (message, parts) in messages.iter().zip([GERMAN, ENGLISH, GERMAN]) {
        assert_says(message, parts);
    }
}

/// Invites this user as the operator.
async fn invite(app: &TestApp, username: &str, language: &str) {
    let request = InviteUserRequest {
        email: format!("{username}@example.org").into(),
        profile: Profile { language: language.into(), ..Profile::default() },
        invite: Expected::Given(true),
        ..InviteUserRequest::default()
    };
    app.accounts.users().invite_user(&Caller::system(), request).await.expect("an account");
}

#[tokio::test]
async fn what_the_operator_or_the_server_sends_is_in_the_language_of_the_account_or_of_the_setting() {
    let (app, server) = (TestApp::with(|config| config.language = Language::German).await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    for (username, language) in [("maren", ""), ("jonas", "en")] {
        invite(&app, username, language).await;
        deliver(&app, &mailer).await;
    }
    // The server adds the messages of a mailing.
    let operator = Caller::system();
    let file = stream::iter([Ok::<_, AppError>("email\nida@example.org\n".to_owned())]);
    app.accounts.imports().import_users(&operator, &ImportRequest::default(), file).await.expect("a report");
    app.accounts.mailings().begin_mailing(&operator, &AwaitingPasswordRequest::default()).await.expect("a mailing");
    app.accounts.mailings().feed_mailing().await.expect("the outbox");
    deliver(&app, &mailer).await;

    let messages = server.messages();
    assert_eq!(messages.len(), 3);
    for (message, parts) in messages.iter().zip([INVITED_IN_GERMAN, INVITED_IN_ENGLISH, INVITED_IN_GERMAN]) {
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
