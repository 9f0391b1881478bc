//! The messages of an application: those that wait in the outbox, and what those say that it has sent.

use super::TestApp;
use std::fs;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const TIMEOUT: Duration = Duration::from_secs(20);

/// A message that was sent.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub text: String,
}

impl Received {
    fn read(data: &str) -> Self {
        // Quoted-printable writes `=` as `=3D`, and may break the line.
        let text = data.replace("=\r\n", "").replace("=3D", "=");
        let to = text.lines().find_map(|line| line.strip_prefix("To: ")).expect("a recipient").to_owned();
        Self { to, text }
    }

    pub fn has_subject(&self, subject: &str) -> bool {
        self.text.contains(&format!("Subject: {subject}\r\n"))
    }

    pub fn contains(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// The six digits in it. They are found by the words before them, because the headers are random and often have six digits too.
    pub fn digits(&self) -> String {
        let after = |words: &&str| self.text.split_once(*words).map(|(_, rest)| rest);
        let rest = ["ask for this code: ", "The code: "].iter().find_map(after).expect("digits");
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
    let arrived = timeout(TIMEOUT, arrived).await;
    assert!(arrived.is_ok(), "{messages:?}, but {:?}", waiting(app).await);
}

/// Deletes the messages that wait.
pub async fn discard(app: &TestApp) {
    app.database.run("DELETE FROM outbox").await;
}

/// Sends the messages that wait, as files, and returns them in the order of their ids.
pub async fn deliver(app: &TestApp) -> Vec<Received> {
    let mut delivery = app.accounts.outbox().mail_delivery(&app.mailer(""), CancellationToken::new());
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
    let folder = app.database.folder().join("outbox");
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let messages = files.iter().map(|file| Received::read(&fs::read_to_string(file).expect("a message"))).collect();
    fs::remove_dir_all(folder).expect("a folder that can be deleted");
    messages
}

/// The message to `to` with this subject.
pub fn find<'a>(messages: &'a [Received], to: &str, subject: &str) -> Option<&'a Received> {
    messages.iter().find(|message| message.to == to && message.has_subject(subject))
}
