//! Signing in with an account at a provider, through the router, with a provider that lies when a test says so.

mod attacks;
mod back_channel;
mod described;
mod failures;
mod first_time;
mod flow;
mod kinds;
mod levels;
mod linking;
mod posted;
mod pre_hijacking;
mod services;
mod step_up;
mod terms;
mod two_vestibules;
mod unlink;

use crate::support::hostile_provider::{CLIENT_ID, CLIENT_SECRET, HostileProvider};
use crate::support::scrape::Scrape;
use crate::support::*;
use vestibule::applications::upstream::{Provider, ProviderFailure, ProviderSecret};
use vestibule::config::{Config, OutboundSettings};
use vestibule::outbound::Outbound;
use vestibule::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};

/// The name of the provider, and what is on its button.
const COMPANY: &str = "company";
const TITLE: &str = "The Company";
/// What its way back is made of.
const BEGIN: &str = "/auth/with/company";

const FIRST_TIME: &str = "/auth/first-time";
const SIGN_IN_FIRST: &str = "/auth/sign-in-first";
const LINK: &str = "/auth/link";
const TAKE_OVER: &str = "/auth/take-over";

/// A server here, and a provider.
pub struct World {
    pub app: TestApp,
    pub provider: HostileProvider,
}

/// With a provider that vouches for addresses in `example.org`.
async fn world() -> World {
    world_with(|_| {}, |_| {}).await
}

/// With a changed definition and a changed configuration.
pub async fn world_with(define: impl FnOnce(&mut ProviderDefinition), configure: impl FnOnce(&mut Config)) -> World {
    world_reaching(&["127.0.0.0/8"], define, configure).await
}

/// The same, whose server reaches providers in these private networks.
async fn world_reaching(
    networks: &[&str],
    define: impl FnOnce(&mut ProviderDefinition),
    configure: impl FnOnce(&mut Config),
) -> World {
    let provider = HostileProvider::start().await;
    let mut definition = definition_of(&provider);
    define(&mut definition);
    let app = TestApp::with(|config| {
        config.providers.push(defined(COMPANY, definition));
        configure(config);
    });
    let app = app.await;
    reach(&app, networks);
    provider.follow(&app.clock);
    World { app, provider }
}

fn definition_of(provider: &HostileProvider) -> ProviderDefinition {
    ProviderDefinition {
        title: Some(TITLE.to_owned()),
        issuer: Some(provider.issuer().to_owned()),
        client_id: CLIENT_ID.to_owned(),
        trusted_domains: vec!["example.org".to_owned()],
        ..ProviderDefinition::default()
    }
}

fn defined(name: &str, definition: ProviderDefinition) -> Provider {
    let name = ProviderName::parse(name).expect("a name");
    let secret = Some(ProviderSecret::new(CLIENT_SECRET));
    Provider::new(name, definition, secret, ProviderSource::Environment)
}

/// Lets the server reach providers in these private networks. Only the first call of a server matters.
fn reach(app: &TestApp, networks: &[&str]) {
    let private = networks.iter().map(|network| network.parse().expect("a network")).collect();
    let settings = OutboundSettings { private, ..OutboundSettings::default() };
    app.accounts.providers().reach_providers_with(Outbound::new(&settings).expect("settings"));
}

/// Somebody with an account at the provider, which says that the address is confirmed.
pub fn person(subject: &str, email: &str) -> Value {
    json!({"sub": subject, "email": email, "email_verified": true, "name": "Maren Lind"})
}

/// The same for somebody whose address is not confirmed there.
fn unconfirmed(subject: &str, email: &str) -> Value {
    json!({"sub": subject, "email": email, "email_verified": false, "name": "Maren Lind"})
}

impl World {
    /// Follows the link of the button; returns where the browser is led.
    async fn leave(&self, browser: &mut Browser<'_>, query: &str) -> Reply {
        browser.press(&format!("{BEGIN}{query}")).await
    }

    /// Goes to the provider, and comes back.
    async fn visit(&self, browser: &mut Browser<'_>, query: &str, person: &Value) -> Reply {
        let reply = self.leave(browser, query).await;
        if !reply.location().starts_with(self.provider.issuer()) {
            return reply;
        }
        let back = self.provider.authorize(reply.location(), person);
        browser.arrive(&back.target()).await
    }

    /// Where a visit has led to: a page, or `signed in`, or the name of a failure.
    async fn outcome(&self, browser: &mut Browser<'_>, reply: &Reply) -> String {
        let path = reply.location().split('?').next().unwrap_or_default().to_owned();
        if [FIRST_TIME, SIGN_IN_FIRST, LINK, TAKE_OVER, "/login/second-factor"].contains(&path.as_str()) {
            return path;
        }
        if signs_in(reply) {
            return "signed in".to_owned();
        }
        failure_on(&browser.follow(reply).await)
    }

    /// What a new browser gets in which this person signs in.
    async fn sign_in(&self, person: &Value) -> String {
        self.enter(&mut self.app.browser(), person).await
    }

    async fn enter(&self, browser: &mut Browser<'_>, person: &Value) -> String {
        let reply = self.visit(browser, "", person).await;
        self.outcome(browser, &reply).await
    }

    /// Opens an account with the username for a person that signs in for the first time.
    pub async fn open_account(&self, username: &str, person: &Value) -> Browser<'_> {
        let mut browser = self.app.browser();
        assert_eq!(self.enter(&mut browser, person).await, FIRST_TIME);
        let email = person["email"].as_str().unwrap_or_default();
        let reply = accept(&mut browser, username, email).await;
        assert!(signs_in(&reply), "{} {}", reply.header("location"), reply.text());
        browser
    }

    /// Begins and completes linking in the session of a browser.
    async fn link(&self, browser: &mut Browser<'_>, person: &Value) -> Reply {
        let reply = self.visit(browser, "?for=link", person).await;
        assert_eq!(self.outcome(browser, &reply).await, LINK);
        confirm_link(browser).await
    }

    /// The accounts that identities are linked to, with the subjects, in the order of both.
    async fn linked(&self) -> Vec<String> {
        let sql = "SELECT users.username || ' ' || identities.subject FROM identities \
            JOIN users ON users.id = identities.user_id ORDER BY users.username, identities.subject";
        self.app.database.run(sql).await
    }

    /// How many sign-ins have had this outcome.
    async fn counted(&self, outcome: &str) -> f64 {
        let labels = [("provider", COMPANY), ("outcome", outcome)];
        let scrape = Scrape::of(&self.app).await;
        scrape.value("vestibule_provider_sign_ins_total", &labels).unwrap_or_default()
    }
}

/// Confirms that the account is linked that the page shows.
async fn confirm_link(browser: &mut Browser<'_>) -> Reply {
    let shown = browser.open(LINK).await.expect_status(200).hidden("shown");
    browser.submit("/actions/link_identity", &[("shown", &shown)]).await
}

/// Sends the form of the page for the first time.
async fn accept(browser: &mut Browser<'_>, username: &str, email: &str) -> Reply {
    let page = browser.open(FIRST_TIME).await;
    // Without an account at the provider there is no page.
    let shown = if page.status == 200 { page.hidden("shown") } else { String::new() };
    let fields = [("shown", shown.as_str()), ("username", username), ("email", email)];
    browser.submit("/actions/first_time", &fields).await
}

fn signs_in(reply: &Reply) -> bool {
    reply.cookies().iter().any(|line| line.starts_with("vestibule_access=ey"))
}

/// The name of the failure whose message a page shows.
fn failure_on(page: &Reply) -> String {
    let shown = page.text();
    let is_shown = |failure: &ProviderFailure| {
        let message = failure.message(TITLE).say();
        // A message has its first sentence as a title of its own.
        message.split(". ").all(|sentence| shown.contains(sentence.trim_end_matches('.')))
    };
    let failure = ProviderFailure::ALL.into_iter().find(is_shown);
    failure.map_or_else(|| format!("{} {shown}", page.status), |failure| failure.to_string())
}

/// Whose session a browser has.
async fn whose(app: &TestApp, browser: &Browser<'_>) -> Option<String> {
    let reply = app.me(browser.jar.get("vestibule_access")?).send().await;
    (reply.status == 200).then(|| reply.json()["username"].as_str().unwrap_or_default().to_owned())
}

/// Whether the address of an account is confirmed.
async fn is_confirmed(app: &TestApp, username: &str) -> bool {
    let sql =
        format!("SELECT CASE WHEN email_verified THEN 'yes' ELSE 'no' END FROM users WHERE username = '{username}'");
    app.database.run(&sql).await == ["yes"]
}
