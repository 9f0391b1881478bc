//! The application of a model, and what is in everybody's mailbox.

use super::keys::ISSUER;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use vestibule::applications::upstream::Provider;
use vestibule::entropy::{Entropy, SystemEntropy};
use vestibule::keys::fingerprint;
use vestibule::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};

/// Remembers the 256-bit numbers, so that a token is found by the hash that is stored of it. Reading the messages themselves
/// would take longer than everything else.
#[derive(Default)]
pub struct Recorder(Mutex<HashMap<String, String>>);

impl Entropy for Recorder {
    fn fill(&self, bytes: &mut [u8]) {
        SystemEntropy.fill(bytes);
        if bytes.len() == 32 {
            let token = BASE64_URL_SAFE_NO_PAD.encode(&*bytes);
            self.0.lock().expect("the tokens").insert(in_hex(&fingerprint(bytes)), token);
        }
    }
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text grows");
        text
    })
}

/// The browsers of the owner and of the thief.
pub const OWNER: &str = "Owner/1.0";
pub const THIEF: &str = "Thief/1.0";

/// Whose mailbox an address is. The thief has two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mailbox {
    Owner,
    Thief,
    OtherOfThief,
}

impl Mailbox {
    const ALL: [Self; 3] = [Self::Owner, Self::Thief, Self::OtherOfThief];

    pub fn is_thiefs(self) -> bool {
        self != Self::Owner
    }

    pub fn address(self, username: &str) -> String {
        match self {
            // The address that `TestApp::add` gives.
            Self::Owner => format!("{username}@example.org"),
            Self::Thief => format!("{username}@thief.example"),
            Self::OtherOfThief => format!("{username}@lair.example"),
        }
    }

    fn of(address: &str, username: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mailbox| mailbox.address(username) == address)
    }
}

/// A one-time link that can still be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub purpose: String,
    /// Where it was sent to.
    pub mailbox: Mailbox,
    pub token: String,
    /// Until it expires.
    pub left: Duration,
}

/// What the database holds of an account.
#[derive(Clone, Debug)]
pub struct Stored {
    pub mailbox: Mailbox,
    pub is_verified: bool,
    pub status: String,
    /// Whether the thief has a session.
    pub has_session: bool,
    pub has_api_token: bool,
    /// Its owner has chosen to have no password, and has a passkey.
    pub needs_no_password: bool,
    /// How many passkeys there are, who has added app and codes, and what can be given back.
    pub factors: String,
    /// The oldest first.
    pub links: Vec<Link>,
}

pub struct World {
    pub app: TestApp,
    recorder: Arc<Recorder>,
}

impl World {
    pub async fn new() -> Self {
        let recorder = Arc::<Recorder>::default();
        let entropy = Arc::clone(&recorder) as Arc<dyn Entropy>;
        let definition = ProviderDefinition {
            issuer: Some(ISSUER.to_owned()),
            client_id: "vestibule".to_owned(),
            trusted_domains: vec!["*".to_owned()],
            ..ProviderDefinition::default()
        };
        let name = ProviderName::parse("company").expect("a name");
        let provider = Provider::new(name, definition, None, ProviderSource::Environment);
        let configure = |config: &mut vestibule::config::Config| {
            config.rate_limit = false;
            config.providers.push(provider);
        };
        Self { app: TestApp::drawing(entropy, configure).await, recorder }
    }

    pub fn now(&self) -> Timestamp {
        self.app.accounts.now()
    }

    pub async fn stored(&self, username: &str) -> Stored {
        let hex =
            if self.app.database.is_postgres() { "encode(t.token_hash, 'hex')" } else { "lower(hex(t.token_hash))" };
        let sql = format!(
            "SELECT u.email || ' ' || CASE WHEN u.email_verified THEN '1' ELSE '0' END || ' ' || u.status || ' ' || \
             CASE WHEN EXISTS (SELECT 1 FROM sessions AS s WHERE s.user_id = u.id AND s.ended_at IS NULL AND s.device = '{THIEF}') \
             THEN '1' ELSE '0' END || ' ' || \
             CASE WHEN EXISTS (SELECT 1 FROM api_tokens AS a WHERE a.user_id = u.id AND a.revoked_at IS NULL) \
             THEN '1' ELSE '0' END || ' ' || \
             CASE WHEN u.password_hash = '!' AND EXISTS (SELECT 1 FROM passkeys AS k WHERE k.user_id = u.id) \
             THEN '1' ELSE '0' END || ' ' || \
             (SELECT CAST(COUNT(*) AS TEXT) FROM passkeys AS k WHERE k.user_id = u.id) || ',' || \
             COALESCE((SELECT a.device FROM authenticators AS a WHERE a.user_id = u.id), '-') || ',' || \
             COALESCE((SELECT MAX(c.device) FROM recovery_codes AS c WHERE c.user_id = u.id), '-') || ',' || \
             (SELECT CAST(COUNT(*) AS TEXT) FROM identities AS i WHERE i.user_id = u.id) || ',' || \
             (SELECT CAST(COUNT(*) AS TEXT) FROM replaced_authenticators AS r WHERE r.user_id = u.id) || ',' || \
             SUBSTR(u.password_hash, 1, 1) || \
             CASE WHEN t.purpose IS NULL THEN '' ELSE ' ' || t.purpose || ' ' || COALESCE(t.email_key, u.email) || ' ' || \
             {hex} || ' ' || CAST(t.expires_at AS TEXT) END \
             FROM users AS u LEFT JOIN one_time_tokens AS t ON t.user_id = u.id AND t.used_at IS NULL \
             WHERE u.username = '{username}' ORDER BY t.created_at, t.purpose"
        );
        let rows = self.app.database.run(&sql).await;
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(' ').collect()).collect();
        let [email, verified, status, session, api_token, no_password, factors, ..] = rows[0][..] else {
            panic!("{rows:?}")
        };
        Stored {
            mailbox: Mailbox::of(email, username).expect("a mailbox"),
            is_verified: verified == "1",
            status: status.to_owned(),
            has_session: session == "1",
            has_api_token: api_token == "1",
            needs_no_password: no_password == "1",
            factors: factors.to_owned(),
            links: rows.iter().filter_map(|row| self.link(row.get(7..)?, username)).collect(),
        }
    }

    /// None if it has expired.
    fn link(&self, row: &[&str], username: &str) -> Option<Link> {
        let [purpose, address, hash, expires_at] = row else { return None };
        let left = self.now().until(Timestamp(expires_at.parse().expect("a time")));
        let token = self.recorder.0.lock().expect("the tokens").get(*hash).cloned();
        let link = Link {
            purpose: (*purpose).to_owned(),
            mailbox: Mailbox::of(address, username).expect("a mailbox"),
            token: token.expect("a token that was drawn"),
            left,
        };
        (!left.is_zero()).then_some(link)
    }
}
