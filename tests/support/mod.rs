//! A separate application for each test: the real router on a new database, with a clock that the test controls.
//!
//! `use crate::support::*` also brings the names that most tests need: of requests, of JSON, and of errors.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod authenticator;
pub mod back_channel;
pub mod browser;
mod call;
pub mod company;
pub mod database;
mod dropped;
pub mod hostile_api;
pub mod hostile_provider;
pub mod https_server;
pub mod mailbox;
pub mod openid;
pub mod page;
pub mod picture;
pub mod scrape;
pub mod service;
pub mod smtp_server;
pub mod store;
pub mod totp;

pub use authenticator::Authenticator;
pub use browser::Browser;
pub use call::{Call, Reply};
pub use database::TestDatabase;
pub use dropped::dropped_after;

pub use axum::http::Method;
pub use futures::future::join_all;
pub use serde_json::{Value, json};
pub use std::time::Duration;
pub use tokio_util::sync::CancellationToken;
pub use uuid::Uuid;
pub use vestibule::accounts::Caller;
pub use vestibule::shared::error::{AppError, ErrorCode};
pub use vestibule::shared::ids::UserId;
pub use vestibule::shared::timestamp::Timestamp;
pub use vestibule::shared::values::{Expected, Text};
pub use vestibule::shared::views::Role;
pub use vestibule::store::{StoreError, Tx};

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures::future::ready;
use futures::{Stream, StreamExt as _, stream};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::oneshot;
use vestibule::accounts::{Accounts, Principal, Settings, User};
use vestibule::clock::{Clock, ManualClock};
use vestibule::config::{Config, Database, DatabaseUrl, Environment, MasterSecret, SmtpUrl, Source};
use vestibule::entropy::{Entropy, SystemEntropy};
use vestibule::http::application;
use vestibule::keys::{Keyring, Wrapping};
use vestibule::mail::Mailer;
use vestibule::passwords::{Argon2Cost, Passwords};
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::audit::AuditEventView;
use vestibule::shared::audit_query::AuditRequest;
use vestibule::shared::fields::profile::Profile;
use vestibule::shared::groups::CreateGroupRequest;
use vestibule::shared::requests::RegisterRequest;
use vestibule::store::{Db, DbOptions};

/// Satisfies every password rule.
pub const PASSWORD: &str = "Quiet-Lantern-42";
/// A second password that satisfies every rule.
pub const OTHER_PASSWORD: &str = "Brisk-Meadow-77";
/// Rate limits high enough that no test reaches them by accident: all requests come from one address.
const GENEROUS: &str = "register=1000000/s,sign-in=1000000/s,refresh=1000000/s,change=1000000/s,file=1000000/s,\
    client-token=1000000/s,client-poll=1000000/s,client-device=1000000/s,client-grant=1000000/s,client-refresh=1000000/s,\
    provider=1000000/s,provider-logout=1000000/s,journey=1000000/s,request=1000000/s";
/// 1 November 2026, noon.
const START: Timestamp = Timestamp(1_793_534_400_000);

/// An application with its database and clock, removed at the end of the test.
pub struct TestApp {
    pub router: Router,
    pub accounts: Accounts,
    pub clock: Arc<ManualClock>,
    pub db: Db,
    pub keyring: Keyring,
    pub database: Arc<TestDatabase>,
}

impl TestApp {
    /// With the default configuration.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With these rate limits, and otherwise as configured.
    pub async fn with_limits(limits: &str, configure: impl FnOnce(&mut Config)) -> Self {
        let limits = limits.parse().expect("limits");
        let configure = |config: &mut Config| {
            config.rate_limits = limits;
            configure(config);
        };
        Self::with(configure).await
    }

    /// With a changed configuration.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let database = Arc::new(TestDatabase::migrated().await);
        Self::on(database, Arc::new(ManualClock::at(START)), configure).await
    }

    /// Another replica on the same database, with the same clock.
    pub async fn replica(&self, configure: impl FnOnce(&mut Config)) -> Self {
        Self::on(Arc::clone(&self.database), Arc::clone(&self.clock), configure).await
    }

    /// Another replica on the same database, whose clock is at another time.
    pub async fn replica_at(&self, now: Timestamp) -> Self {
        Self::on(Arc::clone(&self.database), Arc::new(ManualClock::at(now)), |_| {}).await
    }

    /// Starts the clock at another time. Only the clock of the application changes, not the one of the database.
    pub async fn at(start: Timestamp) -> Self {
        Self::on(Arc::new(TestDatabase::migrated().await), Arc::new(ManualClock::at(start)), |_| {}).await
    }

    /// On an existing database.
    pub async fn on_database(database: Arc<TestDatabase>) -> Self {
        Self::on(database, Arc::new(ManualClock::at(START)), |_| {}).await
    }

    /// On an existing database, with a changed configuration.
    pub async fn on_database_with(database: Arc<TestDatabase>, configure: impl FnOnce(&mut Config)) -> Self {
        Self::on(database, Arc::new(ManualClock::at(START)), configure).await
    }

    /// On an existing database whose keys are encrypted with `secret`.
    pub async fn on_database_with_secret(database: Arc<TestDatabase>, secret: MasterSecret) -> Self {
        Self::on(database, Arc::new(ManualClock::at(START)), |config| config.secret = secret).await
    }

    /// With a source of random numbers that the test observes. For tests that write so often that no commit waits for the disk.
    pub async fn drawing(entropy: Arc<dyn Entropy>, configure: impl FnOnce(&mut Config)) -> Self {
        let (database, clock) = (Arc::new(TestDatabase::migrated().await), Arc::new(ManualClock::at(START)));
        let db = database.ephemeral().await;
        Self::build(database, db, clock, entropy, configure).await
    }

    async fn on(database: Arc<TestDatabase>, clock: Arc<ManualClock>, configure: impl FnOnce(&mut Config)) -> Self {
        Self::build(database, None, clock, Arc::new(SystemEntropy), configure).await
    }

    /// `db`: None to connect as the configuration says.
    async fn build(
        database: Arc<TestDatabase>,
        db: Option<Db>,
        clock: Arc<ManualClock>,
        entropy: Arc<dyn Entropy>,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = default_config(&database);
        configure(&mut config);

        let db = match db {
            Some(db) => db,
            None => connect(&config).await,
        };
        if !(database.is_migrated() && config.database_url.expose() == database.url().expose()) {
            db.migrations().up(None).await.expect("the migrations");
        }
        let keyring = Keyring::open(&db, Wrapping::of(&config), &*clock, &entropy).await.expect("keys");
        let accounts = Accounts::open(
            db.clone(),
            keyring.clone(),
            Passwords::new(config.argon2, Arc::clone(&entropy)),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::clone(&entropy),
            settings(&config),
        );
        accounts.factors().set_relying_party().await.expect("the domain of passkeys");
        accounts.applications().apply_file(config.applications.clone()).await.expect("the applications of the file");
        let router = application(&config, accounts.clone(), entropy).expect("a router");
        Self { router, accounts, clock, db, keyring, database }
    }

    /// Adds made-up users, who cannot sign in.
    pub async fn seed(&self, count: u64) {
        vestibule::seed::add_users(&self.db, self.accounts.now(), count, &mut |_| {}).await.expect("made-up users");
    }

    /// Sends mail to the server with this URL, or to files if it is empty.
    pub fn mailer(&self, url: &str) -> Mailer {
        let smtp = (!url.is_empty()).then(|| SmtpUrl::parse(url).expect("the URL of a mail server"));
        Mailer::new(&Config { smtp, ..default_config(&self.database) }).expect("a mailer")
    }

    /// Sends mail to files, as a development server does.
    pub fn development_mailer(&self) -> Mailer {
        let config = Config { environment: Environment::Development, ..default_config(&self.database) };
        Mailer::new(&config).expect("a mailer")
    }

    /// Presents the refresh token to `/api/auth/refresh`.
    pub async fn refresh(&self, tokens: &Tokens) -> Reply {
        self.post("/api/auth/refresh").bearer(&tokens.refresh).send().await
    }

    /// The tokens that go on with a session.
    pub async fn refreshed(&self, tokens: &Tokens) -> Tokens {
        Tokens::of(&self.refresh(tokens).await.expect_status(200).json())
    }

    /// Moves the clock forward.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call::new(self, method, path)
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    pub fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub fn patch(&self, path: &str) -> Call<'_> {
        self.call(Method::PATCH, path)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    /// Sends a request with a body to the API, as the holder of a token.
    pub async fn send(&self, who: impl AsRef<str>, method: Method, path: &str, body: &Value) -> Reply {
        self.call(method, path).bearer(who.as_ref()).json(body).send().await
    }

    /// Reads from the API, as the holder of a token.
    pub async fn read(&self, who: impl AsRef<str>, path: &str) -> Reply {
        self.get(path).bearer(who.as_ref()).send().await
    }

    /// Sends a file of users to the API; the format is detected.
    pub async fn import(&self, who: impl AsRef<str>, query: &str, file: impl Into<Body>) -> Reply {
        let call = self.post(&format!("/api/users/import?{query}")).bearer(who.as_ref());
        call.header("content-type", "text/csv").body(file).send().await
    }

    /// Asks who the holder of a token is.
    pub fn me(&self, token: &str) -> Call<'_> {
        self.get("/api/auth/me").bearer(token)
    }

    /// Signs in through the API.
    pub fn sign_in(&self, login: &str, password: &str) -> Call<'_> {
        self.post("/api/auth/login").json(&json!({"login": login, "password": password}))
    }

    /// Registers through the API.
    pub fn sign_up(&self, username: &str, email: &str) -> Call<'_> {
        self.post("/api/users/register").json(&json!({"username": username, "email": email, "password": PASSWORD}))
    }

    /// Chooses a password with the token of a link.
    pub fn choose_password(&self, token: &str, password: &str) -> Call<'_> {
        self.post("/api/auth/password/reset").json(&json!({"token": token, "password": password}))
    }

    /// A browser without JavaScript.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser with the session of this access token.
    pub fn browser_with(&self, access: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.jar.insert("vestibule_access".to_owned(), access.to_owned());
        browser
    }

    /// A browser in which this user has signed in.
    pub async fn browser_of(&self, username: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.log_in(username).await;
        browser
    }

    /// Registers an account through the API.
    pub async fn register(&self, username: &str) -> Value {
        self.sign_up(username, &format!("{username}@example.org")).expect_status(201).await.json()
    }

    /// Signs in through the API.
    pub async fn log_in(&self, username: &str) -> Tokens {
        Tokens::of(&self.sign_in(username, PASSWORD).expect_status(200).await.json())
    }

    /// Proves again, with the password, whose session this is; returns it with the new access token.
    pub async fn step_up(&self, tokens: &Tokens) -> Tokens {
        let reply = self.send(tokens, Method::POST, "/api/auth/step-up", &json!({"password": PASSWORD})).await;
        let access = reply.expect_status(200).json()["access_token"].as_str().expect("a token").to_owned();
        Tokens { access, ..tokens.clone() }
    }

    /// Who sends a request with this access token or API token.
    pub async fn caller(&self, token: &str) -> Caller {
        Principal::User(self.accounts.sessions().authenticate(token).await.expect("a valid token")).into()
    }

    /// Creates an administrator and signs in.
    pub async fn administrator(&self, username: &str) -> (User, Tokens) {
        let user = self.create(username, None, Role::Admin).await;
        (user, self.log_in(username).await)
    }

    /// Creates an account as the operator, without signing in.
    pub async fn add(&self, username: &str, name: &str) -> User {
        self.create(username, Some(name.to_owned()), Role::User).await
    }

    async fn create(&self, username: &str, name: Option<String>, role: Role) -> User {
        let request = RegisterRequest {
            username: username.into(),
            email: format!("{username}@example.org").into(),
            profile: Profile::of_name(name).map(Text::from),
            password: PASSWORD.into(),
            ..RegisterRequest::default()
        };
        self.accounts.users().create_user(&Caller::system(), request, role).await.expect("an account")
    }

    /// Creates an API token for an account; returns its id and its secret.
    pub async fn api_token(&self, who: impl AsRef<str>, id: &str, scopes: &[&str]) -> (String, String) {
        let body = json!({"name": "Backup", "scopes": scopes});
        let new =
            self.send(who, Method::POST, &format!("/api/users/{id}/tokens"), &body).await.expect_status(201).json();
        (id_of(&new).to_owned(), new["secret"].as_str().expect("a secret").to_owned())
    }

    pub async fn id_of(&self, username: &str) -> String {
        self.accounts.users().find_by_login(&Caller::system(), username).await.expect("an account").id.to_string()
    }

    /// Changes the status of an account as the operator: disable, enable, delete or restore.
    pub async fn change(&self, username: &str, action: &str) {
        let id = self.id_of(username).await.parse().expect("an id");
        let action = action.parse().expect("an action");
        self.accounts.users().change_status(&Caller::system(), id, action).await.expect("a change");
    }

    /// Marks the address of an account as confirmed, without any event or message.
    pub async fn set_confirmed(&self, username: &str) {
        let set = format!("UPDATE users SET email_verified = (1 = 1) WHERE username = '{username}'");
        self.database.run(&set).await;
    }

    /// Creates a group as the operator and adds these users to it.
    pub async fn group(&self, name: &str, members: &[&str]) {
        let operator = Caller::system();
        let request = CreateGroupRequest { name: name.into(), ..CreateGroupRequest::default() };
        self.accounts.groups().create_group(&operator, request).await.expect("a group");
        for member in members {
            let id = self.id_of(member).await.parse().expect("an id");
            self.accounts.groups().add_to_group(&operator, name, id).await.expect("a member");
        }
    }

    /// Creates an application as the operator.
    pub async fn add_application(&self, request: ApplicationRequest) {
        self.accounts.applications().create_application(&Caller::system(), request).await.expect("an application");
    }

    /// What needs attention: each concern with its name, such as `client wiki`.
    pub async fn concerns(&self) -> Vec<String> {
        let findings = self.accounts.installation().findings(&Caller::system()).await.expect("findings");
        let words = findings
            .into_iter()
            .map(|finding| format!("{} {}", finding.concern, finding.name.unwrap_or_default()).trim_end().to_owned());
        words.collect()
    }

    /// The events of this kind, oldest first.
    pub async fn events(&self, kind: &str) -> Vec<AuditEventView> {
        self.audit_events().await.into_iter().filter(|event| event.event == kind).collect()
    }

    /// All events of the audit log, oldest first.
    pub async fn audit_events(&self) -> Vec<AuditEventView> {
        let mut request = AuditRequest { per_page: "100".to_owned(), ..AuditRequest::default() };
        let mut events = Vec::new();
        loop {
            let page = self.accounts.audit().list_audit(&Caller::system(), &request).await.expect("a page");
            events.extend(page.events);
            let Some(next) = page.next else { break };
            request.before = next.to_string();
        }
        events.reverse();
        events
    }

    /// A new application with an administrator, who has signed in.
    pub async fn with_administrator(username: &str) -> (Self, Tokens) {
        let app = Self::new().await;
        let (_, tokens) = app.administrator(username).await;
        (app, tokens)
    }

    /// A new application with a user.
    pub async fn with_user(username: &str) -> Self {
        let app = Self::new().await;
        app.register(username).await;
        app
    }

    /// A new application with a user, who has signed in.
    pub async fn with_member(username: &str) -> (Self, Value, Tokens) {
        let app = Self::new().await;
        let (user, tokens) = app.member(username).await;
        (app, user, tokens)
    }

    /// Creates an administrator; returns the browser in which they have signed in.
    pub async fn administrator_in_browser(&self, username: &str) -> Browser<'_> {
        self.administrator(username).await;
        self.browser_of(username).await
    }

    /// Registers an account; returns the browser in which its owner has signed in.
    pub async fn member_in_browser(&self, username: &str) -> Browser<'_> {
        self.register(username).await;
        self.browser_of(username).await
    }

    /// Registers an account and signs in.
    pub async fn member(&self, username: &str) -> (Value, Tokens) {
        (self.register(username).await, self.log_in(username).await)
    }
}

/// The tokens of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    pub fn of(view: &Value) -> Self {
        let text = |name: &str| view[name].as_str().expect("a token").to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

impl AsRef<str> for Tokens {
    /// The one that requests are sent with.
    fn as_ref(&self) -> &str {
        &self.access
    }
}

/// The definition of an application that nobody may enter.
pub fn closed_at(name: &str, location: &str) -> ApplicationRequest {
    ApplicationRequest { name: name.into(), locations: texts(&[location]), ..ApplicationRequest::default() }
}

/// The definition of an application that everyone may enter.
pub fn open_at(name: &str, location: &str) -> ApplicationRequest {
    ApplicationRequest { everyone: Expected::Given(true), ..closed_at(name, location) }
}

/// A list in a request.
pub fn texts(items: &[&str]) -> Expected<Vec<Text>> {
    Expected::Given(items.iter().map(|item| Text::from(*item)).collect())
}

/// Waits until something is so, for at most a minute: it is no promise how soon that is.
pub async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < Duration::from_secs(60), "not after a minute: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Asserts how soon something happens. On a busy machine most waits are longer, so only the shortest keeps the `promised` time.
/// The median tells it from what happens without it, after `otherwise`.
pub fn assert_prompt(mut waits: Vec<Duration>, promised: Duration, otherwise: Duration) {
    waits.sort_unstable();
    assert!(waits[0] < promised && waits[waits.len() / 2] < otherwise, "{waits:?}");
}

/// How many tasks the server has while no request runs: the fewest within half a second. What begins with the server, or takes a
/// connection back to its pool, is a task as well; if it counted, a task of a dropped request could run on unseen.
pub async fn idle_tasks() -> usize {
    let mut fewest = tasks();
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        fewest = fewest.min(tasks());
    }
    fewest
}

fn tasks() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

/// Waits until what requests have begun has ended, also where they were dropped: it has tasks of its own, which go on then. `server`:
/// [`idle_tasks`].
pub async fn settle(app: &TestApp, server: usize) {
    eventually("what requests have begun ends", async || tasks() <= server).await;
    // On SQLite, behind all jobs that were queued before.
    app.db.write(async |_: Tx| Ok::<_, StoreError>(())).await.expect("a commit");
    wait_for_statements(&app.database).await;
}

/// Waits until no statement runs: PostgreSQL completes one even if its client has disconnected. Asked twice, because a statement may
/// have been sent and not begun; to ask takes a new connection, so it begins meanwhile.
pub async fn wait_for_statements(database: &TestDatabase) {
    let busy = "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() \
        AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()";
    let mut times_quiet = if database.is_postgres() { 0 } else { 2 };
    while times_quiet < 2 {
        times_quiet = if database.run(busy).await.is_empty() { times_quiet + 1 } else { 0 };
    }
}

/// A file of which `text` arrives. The first channel tells when its reader has processed that and asks for more. It ends when
/// something is sent to the second one.
pub fn file_that_pauses(
    text: String,
) -> (impl Stream<Item = Result<String, AppError>> + Send + Unpin + 'static, oneshot::Receiver<()>, oneshot::Sender<()>)
{
    let ((asks, is_asked), (end, ends)) = (oneshot::channel(), oneshot::channel());
    let pause = async move {
        let _ = asks.send(());
        let _ = ends.await;
        None::<Result<String, AppError>>
    };
    let rest = stream::once(pause).filter_map(ready);
    (Box::pin(stream::once(ready(Ok(text))).chain(rest)), is_asked, end)
}

/// The address of an account in the API.
pub fn path_of(user: &Value) -> String {
    format!("/api/users/{}", id_of(user))
}

pub fn id_of(view: &Value) -> &str {
    view["id"].as_str().expect("an id")
}

/// The token of the link in a message, in an answer or on a page.
pub fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("?token=").expect("a link");
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// This member of each entry in a list.
pub fn each(list: &Value, member: &str) -> Vec<String> {
    let entries = list.as_array().expect("a list").iter();
    entries.map(|entry| entry[member].as_str().expect("a text").to_owned()).collect()
}

/// The header or the claims of a JWT: its first or second part.
pub fn part_of_jwt(token: &str, part: usize) -> Value {
    let part = token.split('.').nth(part).expect("three parts");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

/// The code of a refusal.
pub fn code<T>(result: Result<T, AppError>) -> ErrorCode {
    result.err().expect("a refusal").code
}

/// The defaults, except for what makes tests slow, or makes them need a secret or a database of their own.
fn default_config(database: &TestDatabase) -> Config {
    let values = [
        ("VESTIBULE_DATA_DIR", database.folder().to_str().expect("a path in UTF-8")),
        ("VESTIBULE_SECRET", "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M"),
        ("VESTIBULE_RATE_LIMITS", GENEROUS),
        ("PORT", "0"),
        ("VESTIBULE_BASE_URL", "http://localhost:3000"),
    ];
    let config = Config::load(&Source::of(&values), Database::ExistingOrNew, &SystemEntropy).expect("settings");
    Config {
        database_url: database.url(),
        secret: MasterSecret::new(vec![7; 32]),
        // The lowest cost that the algorithm allows, so that the tests are fast.
        argon2: Argon2Cost { memory: 8, iterations: 1, parallelism: 1 },
        ..config
    }
}

async fn connect(config: &Config) -> Db {
    let options = DbOptions {
        url: config.database_url.expose(),
        direct_url: config.database_direct_url.as_ref().map(DatabaseUrl::expose),
        standby_urls: config.database_read_urls.iter().map(DatabaseUrl::expose).collect(),
        max_lag: config.database_read_lag,
        notifications: config.notifications,
    };
    Db::connect_with(&options).await.expect("a database")
}

fn settings(config: &Config) -> Settings {
    Settings {
        issuer: config.base_url.clone(),
        // Tests wait for what follows a response.
        after_response_delay: Duration::ZERO,
        listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
        server: "server-1:3000".to_owned(),
        config: config.clone(),
    }
}
