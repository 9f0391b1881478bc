//! One server with clients and a provider, on which each repair has an account of its own.

use crate::support::mailbox::{Received, deliver};
use crate::support::openid::{CALLBACK, Client, TOKEN, WIKI, WIKI_URL, answer, client_request};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::sync::Mutex;
use std::time::Instant;
use vestibule::accounts::{self, Arrived, ProvenIdentity, ProviderOutcome, Purpose as Aim};
use vestibule::applications::upstream::Provider;
use vestibule::entropy::{Entropy as _, SystemEntropy};
use vestibule::keys::fingerprint;
use vestibule::shared::api_tokens::CreateServiceAccountRequest;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};
use vestibule::store::one_time_tokens::{self, NewOneTimeToken, Purpose};
use vestibule::store::throttles::{self, ThrottleRow};

const ISSUER: &str = "https://id.example.org";
const PROVIDER: &str = "company";
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
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

fn provider() -> Provider {
    let definition = ProviderDefinition {
        issuer: Some(ISSUER.to_owned()),
        client_id: "vestibule".to_owned(),
        trusted_domains: vec!["*".to_owned()],
        ..ProviderDefinition::default()
    };
    Provider::new(ProviderName::parse(PROVIDER).expect("a name"), definition, None, ProviderSource::Environment)
}

pub fn identity(subject: &str, email: &str, is_vouched: bool) -> ProvenIdentity {
    ProvenIdentity {
        provider: ProviderName::parse(PROVIDER).expect("a name"),
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(email.to_owned()),
        is_vouched,
        organisation: None,
        name: None,
        username: None,
        groups: None,
        sid: None,
        auth_time: None,
        has_second_factor: false,
    }
}

fn asking(id: &str) -> ClientRequest {
    ClientRequest { consent: "once".into(), ..client_request(id) }
}

fn television(id: &str) -> ClientRequest {
    ClientRequest {
        kind: "public".into(),
        redirect_uris: Expected::Missing,
        post_logout_redirect_uris: Expected::Missing,
        grants: texts(&[DEVICE_GRANT, "refresh_token"]),
        ..client_request(id)
    }
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::with(|config| {
            config.rate_limit = false;
            config.trust_browsers = Some(Duration::from_secs(30 * 24 * 60 * 60));
            config.providers.push(provider());
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
        let tv = app.add_client(WIKI, television("tv")).await;
        let vault_tv = app.add_client(VAULT, television("vault-tv")).await;
        Self { wiki, notes, vault, tv, vault_tv, mailbox: Mutex::default(), app }
    }

    /// An account for a program.
    pub async fn add_robot(&self, username: &str) -> UserId {
        let request =
            CreateServiceAccountRequest { username: username.into(), ..CreateServiceAccountRequest::default() };
        self.app.accounts.create_service_account(&Caller::system(), request).await.expect("an account").id
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

    /// Comes back from the provider.
    pub async fn arrive(
        &self,
        caller: &Caller,
        identity: &ProvenIdentity,
        aim: Aim,
    ) -> Result<Arrived, ProviderOutcome> {
        let browser = accounts::Browser::default();
        self.app.accounts.arrive(caller, browser, identity.clone(), aim, None).await
    }

    /// Links an identity in the session of a caller.
    pub async fn link(&self, caller: &Caller, identity: &ProvenIdentity) {
        let (user, session) = (caller.user_id().expect("a user"), caller.who.session_id().expect("a session"));
        let arrived = self.arrive(caller, identity, Aim::Link { user, session }).await;
        let Ok(Arrived::ConfirmLink(arrival)) = arrived else { panic!("{arrived:?}") };
        let shown = self.app.accounts.show_arrival(&arrival).await.expect("what is shown");
        self.app.accounts.link_identity(caller, &arrival, &shown.mark).await.expect("a link");
    }

    /// A browser with a session.
    pub fn browser(&self, who: &Tokens) -> Browser<'_> {
        let mut browser = self.app.browser();
        browser.jar.insert("vestibule_access".to_owned(), who.access.clone());
        browser
    }

    /// Offline access of a client, which is allowed if it asks; returns its refresh token.
    pub async fn grant(&self, client: &Client, who: &Tokens) -> String {
        let mut browser = self.browser(who);
        let asked = client.authorize(&mut browser, &[("scope", "openid offline_access")]).await.expect_status(303);
        let answered = if asked.location().starts_with(CALLBACK) {
            asked
        } else {
            let consent = browser.follow(&asked).await.expect_status(200).hidden("consent");
            browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "allow")]).await
        };
        let code = answer(&answered).remove("code").expect("a code");
        let tokens = client.exchange(&self.app, &code, &[]).await.expect_status(200).json();
        tokens["refresh_token"].as_str().expect("offline access").to_owned()
    }

    /// A device that was allowed in a session, and has not asked for its tokens yet.
    pub async fn allowed_device(&self, client: &Client, who: &Tokens) -> Value {
        let call = client.call(&self.app, "/oauth/device", &[("scope", "openid offline_access")]);
        let begun = call.expect_status(200).await.json();
        let code = begun["user_code"].as_str().expect("letters").to_owned();
        let fields = [("user_code", code.as_str()), ("decision", "allow")];
        let decided = self.browser(who).submit("/actions/device", &fields).await.expect_status(303);
        assert_eq!(decided.location(), "/device");
        begun
    }

    /// Whether a device gets its tokens.
    pub async fn poll(&self, client: &Client, begun: &Value) -> bool {
        let code = begun["device_code"].as_str().expect("a code");
        let fields = [("grant_type", DEVICE_GRANT), ("device_code", code)];
        client.call(&self.app, TOKEN, &fields).send().await.status == 200
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
