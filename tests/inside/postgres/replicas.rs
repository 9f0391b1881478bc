//! Several replicas on one database, as behind a load balancer.

use super::polling::forbid_notify;
use super::proxy::Proxy;
use crate::support::openid::{answer, go};
use crate::support::*;
use std::sync::Arc;
use tokio::time::Instant;
use vestibule::applications::Address;
use vestibule::config::Config;
use vestibule::shared::Notifications;
use vestibule::shared::bulk::UserAction;

/// How replicas learn of changes.
#[derive(Clone, Copy)]
pub(super) struct Mode {
    notifications: Notifications,
    /// The documented delay of a revocation in normal operation.
    delay: Duration,
    /// The delay without what is tested.
    otherwise: Duration,
}

pub(super) const LISTENING: Mode =
    Mode { notifications: Notifications::Listen, delay: Duration::from_millis(100), otherwise: Duration::from_secs(1) };
pub(super) const POLLING: Mode =
    Mode { notifications: Notifications::Poll, delay: Duration::from_millis(700), otherwise: MAX_DELAY };
/// How long a request takes at most, also on a busy machine.
const MAX_REQUEST_TIME: Duration = Duration::from_secs(1);
/// Several users, because a busy machine may delay a single notification.
const NAMES: [&str; 5] = ["maren", "jonas", "aiko", "tomas", "ida"];
/// The documented maximum delay if a notification or the connection of the listener is lost.
const MAX_DELAY: Duration = Duration::from_secs(2);

async fn first_replica(mode: Mode) -> TestApp {
    let database = Arc::new(TestDatabase::migrated().await);
    assert!(database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    if mode.notifications == Notifications::Poll {
        forbid_notify(&database).await;
    }
    TestApp::on_database_with(database, |config| config.notifications = mode.notifications).await
}

async fn three_replicas(mode: Mode) -> [TestApp; 3] {
    let first = first_replica(mode).await;
    let configure = |config: &mut Config| config.notifications = mode.notifications;
    let (second, third) = (first.replica(configure).await, first.replica(configure).await);
    let all = [first, second, third];
    for app in &all {
        wait_for_listener(app).await;
    }
    all
}

/// Waits until the replica receives notifications, and therefore uses its cache.
async fn wait_for_listener(app: &TestApp) {
    eventually("the replica receives notifications", async || app.accounts.uses_session_cache()).await;
}

async fn status_of_me(app: &TestApp, tokens: &Tokens) -> u16 {
    app.get("/api/auth/me").bearer(&tokens.access).send().await.status
}

/// How long the replica continues to accept the token.
async fn time_until_rejected(app: &TestApp, tokens: &Tokens) -> Duration {
    let since = Instant::now();
    eventually("the token is refused", async || status_of_me(app, tokens).await == 401).await;
    since.elapsed()
}

/// Without a notification, replicas would notice only when they do not trust their caches any more.
fn assert_normal(mode: Mode, waits: Vec<Duration>) {
    assert_prompt(waits, mode.delay, mode.otherwise);
}

pub(super) async fn sessions_end_everywhere(mode: Mode) {
    let [one, two, three] = three_replicas(mode).await;
    let mut waits = Vec::new();
    for name in NAMES {
        let (_, tokens) = one.member(name).await;
        for app in [&one, &two, &three] {
            assert_eq!(status_of_me(app, &tokens).await, 200);
        }
        assert_eq!(three.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
        assert_eq!(status_of_me(&three, &tokens).await, 401, "immediately at the replica that ended it");
        waits.push(time_until_rejected(&one, &tokens).await + time_until_rejected(&two, &tokens).await);
    }
    assert_normal(mode, waits);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_valid_and_ends_at_every_replica() {
    sessions_end_everywhere(LISTENING).await;
}

pub(super) async fn accounts_change_everywhere(mode: Mode) {
    let [one, two, three] = three_replicas(mode).await;
    let (mut changed, mut disabled) = (Vec::new(), Vec::new());
    for name in NAMES {
        let (view, first) = one.member(name).await;
        let second = two.log_in(name).await;
        for app in [&one, &two, &three] {
            assert_eq!((status_of_me(app, &first).await, status_of_me(app, &second).await), (200, 200));
        }
        let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        one.call(Method::PUT, "/api/auth/password").bearer(&first.access).json(&body).expect_status(204).await;
        changed.push(time_until_rejected(&three, &second).await);
        assert_eq!(status_of_me(&three, &first).await, 200, "the session that changed the password stays valid");

        let id = view["id"].as_str().unwrap().parse().unwrap();
        two.accounts.users().change_status(&Caller::system(), id, UserAction::Disable).await.unwrap();
        assert_eq!(status_of_me(&two, &first).await, 401, "immediately at the replica that disabled it");
        disabled.push(time_until_rejected(&one, &first).await);
    }
    assert_normal(mode, changed);
    assert_normal(mode, disabled);
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_and_a_password_change_take_effect_at_every_replica() {
    accounts_change_everywhere(LISTENING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_sent_from_replica_to_replica_arrives_at_the_client() {
    let (one, client) = TestApp::with_client_and_user("maren").await;
    let (two, three) = (one.replica(|_| {}).await, one.replica(|_| {}).await);
    for note in ["", &"a".repeat(2_000)] {
        let mut browser = one.browser();
        let led = client.authorize(&mut browser, &[("note", note)]).await.expect_status(303);
        let (page, next) = led.location().split_once("?next=").expect("where to go on");
        assert_eq!(page, "/login");

        let mut at_two = two.browser();
        at_two.jar = browser.jar;
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", next)];
        assert_eq!(at_two.submit("/actions/login", &fields).await.expect_status(303).location(), go(next));

        let mut at_three = three.browser();
        at_three.jar = at_two.jar;
        let arrived = at_three.open(&go(next)).await;
        assert!(answer(&arrived).contains_key("code"), "{}", arrived.location());
    }
}

/// A replica behind a proxy on which `harm` stops notifications. Asserts that it accepts an ended session for no longer than
/// the maximum delay.
async fn replica_without_notifications(mode: Mode, harm: impl Fn(&Proxy)) -> (TestApp, Proxy) {
    let one = first_replica(mode).await;
    let (two, proxy) = Proxy::with_replica(&one, |config| config.notifications = mode.notifications).await;
    let (_, tokens) = one.member("maren").await;
    wait_for_listener(&two).await;
    // Notifications come in the order of the commits, and rows are read in their order. With this one those of the account have come,
    // which invalidate what is cached.
    one.accounts.signing_keys().rotate_signing_keys(&Caller::system()).await.expect("a key");
    eventually("the replica has the new key", async || {
        two.accounts.signing_keys().jwks() == one.accounts.signing_keys().jwks()
    })
    .await;
    assert_eq!(status_of_me(&two, &tokens).await, 200);

    harm(&proxy);
    assert_eq!(one.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
    assert_eq!(status_of_me(&two, &tokens).await, 200, "the notification cannot have arrived");
    let after = time_until_rejected(&two, &tokens).await;
    assert!(after < MAX_DELAY + MAX_REQUEST_TIME, "{after:?}");
    (two, proxy)
}

pub(super) async fn dead_connections_are_noticed(mode: Mode) {
    let (replica, proxy) = replica_without_notifications(mode, Proxy::block_listeners).await;
    assert!(!replica.accounts.uses_session_cache());

    proxy.unblock_listeners();
    wait_for_listener(&replica).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_with_a_dead_listener_stops_using_its_cache_after_two_seconds() {
    dead_connections_are_noticed(LISTENING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_with_dropped_notifications_stops_using_its_cache_after_two_seconds() {
    // The connection works; only notifications are dropped.
    let (replica, _proxy) = replica_without_notifications(LISTENING, Proxy::drop_notifications).await;
    eventually("the cache is not used without notifications", async || !replica.accounts.uses_session_cache()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_with_dropped_notifications_learns_of_a_new_signing_key() {
    let one = TestApp::new().await;
    let (two, proxy) = Proxy::with_replica_of(&one).await;
    wait_for_listener(&two).await;
    proxy.drop_notifications();
    one.accounts.signing_keys().rotate_signing_keys(&Caller::system()).await.unwrap();
    assert_ne!(
        two.accounts.signing_keys().jwks(),
        one.accounts.signing_keys().jwks(),
        "the notification cannot have arrived"
    );
    eventually("the new key is published", async || {
        two.accounts.signing_keys().jwks() == one.accounts.signing_keys().jwks()
    })
    .await;
}

pub(super) async fn applications_change_everywhere(mode: Mode) {
    let [one, two, _] = three_replicas(mode).await;
    let address = Address::parse_url("https://journal.example.com/posts").unwrap();
    let finds = async |app: &TestApp| app.accounts.applications().all().await.unwrap().at(&address).is_some();
    let wait = async |app: &TestApp, expected: bool| {
        let since = Instant::now();
        eventually("the change is noticed", async || finds(app).await == expected).await;
        since.elapsed()
    };
    let mut waits = Vec::new();
    for name in NAMES {
        assert!(!finds(&two).await, "remembered from here on");
        one.add_application(closed_at(name, "https://journal.example.com/")).await;
        assert!(finds(&one).await, "immediately at the replica that created it");
        waits.push(wait(&two, true).await);
        one.accounts.applications().delete_application(&Caller::system(), name).await.unwrap();
        assert!(!finds(&one).await);
        waits.push(wait(&two, false).await);
    }
    assert_normal(mode, waits);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_exists_and_is_gone_at_every_replica() {
    applications_change_everywhere(LISTENING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_refreshes_at_three_replicas_return_one_successor() {
    let apps = three_replicas(LISTENING).await;
    let (_, tokens) = apps[0].member("maren").await;
    let refreshes = (0..100).map(|n| {
        let app = &apps[n % 3];
        async { app.post("/api/auth/refresh").bearer(&tokens.refresh).send().await }
    });
    let replies = futures::future::join_all(refreshes).await;
    let successors: std::collections::BTreeSet<_> =
        replies.iter().filter(|reply| reply.status == 200).map(|reply| Tokens::of(&reply.json()).refresh).collect();
    assert_eq!(successors.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    let lineage = apps[0].database.run("SELECT COUNT(*)::text FROM refresh_tokens").await;
    assert_eq!(lineage, ["2"], "the token and its one successor");

    let next = apps[1].post("/api/auth/refresh").bearer(successors.first().unwrap()).send().await;
    assert_eq!(next.status, 200, "the session is still valid: {}", next.text());
    apps[0].wait(11);
    let reused = apps[2].post("/api/auth/refresh").bearer(&tokens.refresh).send().await;
    assert_eq!(
        (reused.status, reused.code().as_str()),
        (401, "token_revoked"),
        "after the grace period this is token reuse"
    );
    time_until_rejected(&apps[0], &Tokens::of(&next.json())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_attempts_are_counted_across_replicas() {
    let apps = three_replicas(LISTENING).await;
    apps[0].register("maren").await;
    let wrong = json!({"login": "maren", "password": OTHER_PASSWORD});
    let tries = (0..60).map(|n| {
        let call = apps[n % 3].post("/api/auth/login").json(&wrong);
        async { call.send().await.status }
    });
    let statuses = futures::future::join_all(tries).await;
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_concurrently_share_their_keys() {
    let one = TestApp::new().await;
    let (_, tokens) = one.member("maren").await;
    let starts = (0..6).map(|_| one.replica(|_| {}));
    for app in futures::future::join_all(starts).await {
        assert_eq!(status_of_me(&app, &tokens).await, 200);
    }
    assert_eq!(one.database.run("SELECT COUNT(*)::text FROM signing_keys").await, ["1"]);
}
