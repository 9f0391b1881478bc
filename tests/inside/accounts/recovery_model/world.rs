//! The application of a model, and the mailboxes.

use super::stored::{Link, Stored};
use crate::support::company::company;
use crate::support::database::Reader;
use crate::support::openid::{Client, WIKI, WIKI_URL, client_request, device_client_request};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use vestibule::entropy::{Entropy, SystemEntropy};
use vestibule::keys::fingerprint;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::providers::ProviderDefinition;
use vestibule::shared::terms::TermsRequest;

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

/// The browsers of the owner, who has two, and of the thief.
pub const OWNER: &str = "Owner/1.0";
pub const OTHER_OF_OWNER: &str = "Owner/2.0";
pub const THIEF: &str = "Thief/1.0";

/// Whose mailbox an address is. The thief has two, and the owner may move to a second one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mailbox {
    Owner,
    NextOfOwner,
    Thief,
    OtherOfThief,
}

impl Mailbox {
    const ALL: [Self; 4] = [Self::Owner, Self::NextOfOwner, Self::Thief, Self::OtherOfThief];

    pub fn is_thiefs(self) -> bool {
        matches!(self, Self::Thief | Self::OtherOfThief)
    }

    pub fn address(self, username: &str) -> String {
        match self {
            // The address that `TestApp::add` gives.
            Self::Owner => format!("{username}@example.org"),
            Self::NextOfOwner => format!("{username}@example.net"),
            Self::Thief => format!("{username}@thief.example"),
            Self::OtherOfThief => format!("{username}@lair.example"),
        }
    }

    pub fn of(address: &str, username: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mailbox| mailbox.address(username) == address)
    }
}

pub struct World {
    pub app: TestApp,
    /// A client that everybody may give access to, without being asked.
    pub wiki: Client,
    /// A device without a browser.
    pub tv: Client,
    /// The version of terms that a thief accepts, of an application that has no users.
    pub terms: i64,
    recorder: Arc<Recorder>,
    reader: Reader,
}

impl World {
    pub async fn new() -> Self {
        let recorder = Arc::<Recorder>::default();
        let configure = |config: &mut vestibule::config::Config| {
            config.rate_limit = false;
            config.trust_browsers = Some(Duration::from_secs(30 * 24 * 60 * 60));
            config.providers.push(company(ProviderDefinition::default()));
        };
        let app = TestApp::drawing(Arc::clone(&recorder) as Arc<dyn Entropy>, configure).await;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        let wiki = ClientRequest { consent: "never".into(), ..client_request(WIKI) };
        let wiki = app.add_client(WIKI, wiki).await;
        let tv = app.add_client(WIKI, device_client_request("tv")).await;
        app.add_application(open_at("shop", "https://shop.example.com/")).await;
        let request =
            TermsRequest { application: "shop".into(), texts: texts(&["Be nice."]), ..TermsRequest::default() };
        let terms = app.accounts.terms().publish_terms(&Caller::system(), request).await.expect("terms").version;
        let reader = app.database.reader().await;
        Self { app, wiki, tv, terms, recorder, reader }
    }

    pub fn now(&self) -> Timestamp {
        self.app.accounts.now()
    }

    /// Reads an account.
    pub async fn stored(&self, username: &str) -> Stored {
        let rows = self.reader.read(&Stored::sql(self.app.database.is_postgres()), username).await;
        let mut stored = Stored::of(&rows, username, self.now());
        let tokens = self.recorder.0.lock().expect("the tokens");
        for Link { token, hash, .. } in &mut stored.links {
            token.clone_from(tokens.get(hash).expect("a token that was drawn"));
        }
        stored
    }
}
