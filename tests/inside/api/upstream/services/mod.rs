//! Apple, Discord, Facebook, GitLab, and one that a definition describes: whole sign-ins, and the attacks of docs/providers, at mocks that
//! are written by what these services document. Each has a file, which names its sources and says what is special.

mod answers;
mod apple;
mod attacks;
mod discord;
mod facebook;
mod gitlab;
mod oauth2;
mod sign_in;

use super::{BEGIN, COMPANY, FIRST_TIME, LINK, SIGN_IN_FIRST, TAKE_OVER, TITLE, accept, defined, failure_on, signs_in};
use crate::support::hostile_provider::{Back, CLIENT_ID, CLIENT_SECRET};
use crate::support::service::{Answers, Service};
use crate::support::*;
use vestibule::applications::upstream::{Provider, ProviderSecret};
use vestibule::config::OutboundSettings;
use vestibule::outbound::Outbound;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

const MAREN: &str = "maren@example.org";

/// What is special about a service.
struct Shape {
    kind: ProviderKind,
    hosts: &'static [&'static str],
    /// Where browsers are led.
    sign_in: &'static str,
    /// Where a code is exchanged, such as `POST discord.com/api/oauth2/token`.
    token: &'static str,
    /// Where an API says who somebody is. None: a token says so.
    me: Option<&'static str>,
    answers: Answers,
    /// The secret that is entered here, and by what the service knows it.
    credentials: fn() -> (String, Vec<u8>),
    define: fn(&mut ProviderDefinition),
    /// What it says about somebody with this id and this address, which it calls confirmed or not. Their name is Maren Lind.
    person: fn(u64, Option<&str>, bool) -> Value,
    /// The member with the id.
    subject: &'static str,
    /// What becomes of a code that was given for another attempt.
    stolen_code: &'static str,
    /// What it says if the person presses "Cancel".
    denial: &'static str,
    /// Its answer is a form that its site sends.
    is_posted: bool,
}

static SHAPES: [&Shape; 5] = [&apple::APPLE, &discord::DISCORD, &facebook::FACEBOOK, &gitlab::GITLAB, &oauth2::KAKAO];

/// A server here, and a service.
struct World {
    app: TestApp,
    service: Service,
    shape: &'static Shape,
}

/// A text that is entered, and by which the service knows its client.
fn shared_secret() -> (String, Vec<u8>) {
    (CLIENT_SECRET.to_owned(), CLIENT_SECRET.as_bytes().to_vec())
}

impl World {
    async fn of(shape: &'static Shape) -> Self {
        Self::with(shape, |_| {}).await
    }

    /// With a changed definition.
    async fn with(shape: &'static Shape, define: impl FnOnce(&mut ProviderDefinition)) -> Self {
        let (secret, known) = (shape.credentials)();
        Self::start(shape, define, secret, known).await
    }

    /// With a secret that the service does not know.
    async fn mistaken(shape: &'static Shape) -> Self {
        let (secret, _) = (shape.credentials)();
        Self::start(shape, |_| {}, secret, b"another secret".to_vec()).await
    }

    async fn start(
        shape: &'static Shape,
        define: impl FnOnce(&mut ProviderDefinition),
        secret: String,
        known: Vec<u8>,
    ) -> Self {
        let mut definition = ProviderDefinition {
            kind: shape.kind,
            title: Some(TITLE.to_owned()),
            client_id: CLIENT_ID.to_owned(),
            ..ProviderDefinition::default()
        };
        (shape.define)(&mut definition);
        define(&mut definition);
        let provider = Provider { secret: Some(ProviderSecret::new(secret)), ..defined(COMPANY, definition) };
        assert!(provider.is_usable(), "{:?}", provider.flaws);
        let app = TestApp::with(|config| config.providers.push(provider)).await;
        let service = Service::start(shape.hosts, known, &app.clock, shape.answers).await;
        // No network is listed: the service is at public addresses.
        let settings = OutboundSettings { authorities: vec![service.certificate()], ..OutboundSettings::default() };
        let outbound = Outbound::new(&settings).expect("an authority");
        app.accounts.providers().reach_providers_with(outbound.led_to(service.address()));
        Self { app, service, shape }
    }

    /// Makes the account `maren` with this address, which is confirmed.
    async fn account_of_maren(&self, email: &str) {
        self.app.sign_up("maren", email).expect_status(201).await;
        self.app.set_confirmed("maren").await;
    }

    /// Begins in a browser; returns where it is led.
    async fn leave(&self, browser: &mut Browser<'_>, query: &str) -> String {
        let reply = browser.press(&format!("{BEGIN}{query}")).await;
        let location = reply.location();
        assert_eq!(location.split('?').next(), Some(self.shape.sign_in));
        location.to_owned()
    }

    /// Begins in a browser, and returns the way back that the service would lead it.
    async fn back(&self, browser: &mut Browser<'_>, query: &str, person: &Value) -> Back {
        let location = self.leave(browser, query).await;
        self.service.authorize(&location, person)
    }

    /// Goes that way. A form of another site brings no cookies, and leads on.
    async fn arrive(&self, browser: &mut Browser<'_>, back: &Back) -> Reply {
        if !self.shape.is_posted {
            return browser.arrive(&back.target()).await;
        }
        let fields: Vec<_> = back.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let call = self.app.call(Method::POST, &back.path).html().header("sec-fetch-site", "cross-site");
        let led = call.header("origin", "https://appleid.apple.com").form(&fields).expect_status(303).await;
        browser.arrive(led.location()).await
    }

    /// Where a way back leads to: a page, or `signed in`, or the name of a failure.
    async fn outcome(&self, browser: &mut Browser<'_>, back: &Back) -> String {
        let reply = self.arrive(browser, back).await;
        let path = reply.location().split('?').next().unwrap_or_default().to_owned();
        if [FIRST_TIME, SIGN_IN_FIRST, LINK, TAKE_OVER].contains(&path.as_str()) {
            return path;
        }
        if signs_in(&reply) { "signed in".to_owned() } else { failure_on(&browser.follow(&reply).await) }
    }

    async fn enter(&self, browser: &mut Browser<'_>, person: &Value) -> String {
        let back = self.back(browser, "", person).await;
        self.outcome(browser, &back).await
    }

    /// What a new browser gets in which this person signs in.
    async fn sign_in(&self, person: &Value) -> String {
        self.enter(&mut self.app.browser(), person).await
    }

    /// Opens the account `maren` for a person who signs in for the first time.
    async fn open_account(&self, person: &Value) -> Browser<'_> {
        let mut browser = self.app.browser();
        assert_eq!(self.enter(&mut browser, person).await, FIRST_TIME);
        assert!(signs_in(&accept(&mut browser, "maren", MAREN).await));
        browser
    }

    /// The accounts that identities are linked to, with the ids.
    async fn linked(&self) -> Vec<String> {
        let sql = "SELECT users.username || ' ' || identities.subject FROM identities \
            JOIN users ON users.id = identities.user_id ORDER BY users.username, identities.subject";
        self.app.database.run(sql).await
    }
}
