//! The messages of an application: those that wait in the outbox, and those that a real mail server has received.

use super::{TestApp, smtp_server::SmtpServer};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

/// A message that the mail server has accepted.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    text: String,
}

impl Received {
    pub fn has_subject(&self, subject: &str) -> bool {
        self.text.contains(&format!("Subject: {subject}\r\n"))
    }

    pub fn contains(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// The six digits in it.
    pub fn digits(&self) -> String {
        let (_, rest) = self.text.split_once("ask for this code: ").expect("digits");
        rest.chars().take(6).collect()
    }

    /// The token in its link to `path`.
    pub fn token(&self, path: &str) -> String {
        let (_, rest) = self.text.split_once(&format!("{path}?token=")).expect("a link");
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    }
}

/// The kind and the recipient of each message that waits.
pub async fn waiting(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT kind || ' ' || recipient FROM outbox ORDER BY kind, recipient").await
}

/// Waits until exactly these messages wait: some are added after the response.
pub async fn wait_for(app: &TestApp, messages: &[&str]) {
    let arrived = async {
        while waiting(app).await != messages {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let arrived = timeout(PATIENCE, arrived).await;
    assert!(arrived.is_ok(), "{messages:?}, but {:?}", waiting(app).await);
}

/// Deletes the messages that wait.
pub async fn discard(app: &TestApp) {
    app.database.run("DELETE FROM outbox").await;
}

/// Sends the messages that wait, and returns them as they were received.
pub async fn deliver(app: &TestApp) -> Vec<Received> {
    let server = SmtpServer::start();
    let mailer = app.mailer(&format!("smtp://127.0.0.1:{}", server.port()));
    let mut delivery = app.accounts.mail_delivery(&mailer, CancellationToken::new());
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
    let received = |message: &Value| {
        let data = message["data"].as_str().expect("a text");
        // Quoted-printable writes `=` as `=3D`, and may break the line.
        let text = data.replace("=\r\n", "").replace("=3D", "=");
        Received { to: message["to"][0].as_str().expect("a recipient").to_owned(), text }
    };
    server.messages().iter().map(received).collect()
}
