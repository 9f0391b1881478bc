//! One server with clients and a provider, on which each repair has an account of its own.

use crate::support::company::company;
use crate::support::mailbox::{Received, deliver};
use crate::support::openid::{Client, WIKI, WIKI_URL, client_request, device_client_request};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::sync::Mutex;
use std::time::Instant;
use vestibule::entropy::{Entropy as _, SystemEntropy};
use vestibule::keys::fingerprint;
use vestibule::shared::api_tokens::CreateServiceAccountRequest;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::providers::ProviderDefinition;
use vestibule::store::one_time_tokens::{self, NewOneTimeToken, Purpose};
use vestibule::store::throttles::{self, ThrottleRow};

/// The group that opens the vault.
pub const GROUP: &str = "editors";
const VAULT: &str = "vault";

pub struct World {
    pub app: TestApp,
    /// Asks once what it may learn.
    pub wiki: Client,
    /// The same.
    pub notes: Client,
    /// Of an application that only a group may enter.
    pub vault: Client,
    pub tv: Client,
    pub vault_tv: Client,
    mailbox: Mutex<Vec<Received>>,
}

fn asking(id: &str) -> ClientRequest {
    ClientRequest { consent: "once".into(), ..client_request(id) }
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::with(|config| {
            config.rate_limit = false;
            config.trust_browsers = Some(Duration::from_secs(30 * 24 * 60 * 60));
            config.providers.push(company(ProviderDefinition::default()));
        })
        .await;
        app.administrator("boss").await;
        app.group(GROUP, &[]).await;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        let vault = closed_at(VAULT, "https://vault.example.com/");
        app.add_application(ApplicationRequest { groups: texts(&[GROUP]), ..vault }).await;
        let (wiki, notes) = (app.add_client(WIKI, asking("wiki")).await, app.add_client(WIKI, asking("notes")).await);
        let never = ClientRequest { consent: "never".into(), ..client_request("vault") };
        let vault = app.add_client(VAULT, never).await;
        let tv = app.add_client(WIKI, device_client_request("tv")).await;
        let vault_tv = app.add_client(VAULT, device_client_request("vault-tv")).await;
        Self { wiki, notes, vault, tv, vault_tv, mailbox: Mutex::default(), app }
    }

    /// An account for a program.
    pub async fn add_robot(&self, username: &str) -> UserId {
        let request =
            CreateServiceAccountRequest { username: username.into(), ..CreateServiceAccountRequest::default() };
        self.app.accounts.users().create_service_account(&Caller::system(), request).await.expect("an account").id
    }

    /// The token of the newest link to `path` in the mailbox of `to`. Some messages are sent after the answer.
    pub async fn mailed(&self, to: &str, path: &str) -> String {
        let (began, wanted) = (Instant::now(), format!("{path}?token="));
        loop {
            let received = deliver(&self.app).await;
            {
                let mut mailbox = self.mailbox.lock().expect("the messages");
                mailbox.extend(received);
                let is_it = |message: &Received| message.to == to && message.contains(&wanted);
                if let Some(at) = mailbox.iter().rposition(is_it) {
                    return mailbox.remove(at).token(path);
                }
            }
            assert!(began.elapsed() < Duration::from_secs(10), "no {path} to {to}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Stores a link that a use case sends in other states of an account; returns its token.
    pub async fn insert_link(&self, user: UserId, purpose: Purpose, email: &str) -> String {
        let mut bytes = [0; 32];
        SystemEntropy.fill(&mut bytes);
        let now = self.app.accounts.now();
        let new = NewOneTimeToken {
            hash: fingerprint(&bytes),
            purpose,
            user: Some(user),
            created_by: None,
            email_key: Some(email.to_owned()),
            parameters: None,
            journey: None,
            digits_hash: None,
            browser_hash: None,
            created_at: now,
            expires_at: now.plus(Duration::from_secs(7 * 24 * 60 * 60)),
        };
        let stored = self.app.db.write(async move |mut tx: Tx| one_time_tokens::insert(&mut tx, &new).await).await;
        stored.expect("a link");
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Stores a counter of a hundred failures.
    pub async fn lock(&self, key: &str) {
        let (key, at) = (key.to_owned(), self.app.accounts.now().0);
        let row = ThrottleRow { failures: 100, last_at: at, blocked_until: 0 };
        let stored = self.app.db.write(async move |mut tx: Tx| throttles::put(&mut tx, &key, row).await).await;
        stored.expect("a counter");
    }

    pub async fn is_locked(&self, key: &str) -> bool {
        let key = key.to_owned();
        let row = self.app.db.read(async move |mut conn| throttles::find(&mut conn, &key).await).await;
        row.expect("an answer").is_some_and(|row| row.failures >= 100)
    }
}
