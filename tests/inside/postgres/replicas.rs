//! Several processes on one database, as behind a balancer.

use super::proxy::Proxy;
use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp, Tokens};
use axum::http::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use vestibule::{
    accounts::{Caller, Principal},
    shared::directory::UserAction,
};

/// What the contract allows in normal running.
const SOON: Duration = Duration::from_millis(100);
/// For as many people the median is looked at: a busy machine may be late once.
const NAMES: [&str; 5] = ["maren", "jonas", "aiko", "tomas", "ida"];
/// What the contract allows when a notification, or the connection that brings them, was lost.
const AT_WORST: Duration = Duration::from_secs(2);

async fn three() -> [TestApp; 3] {
    let first = TestApp::new().await;
    assert!(first.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (second, third) = (first.replica(|_| {}).await, first.replica(|_| {}).await);
    let all = [first, second, third];
    for app in &all {
        hears(app).await;
    }
    all
}

/// Waits until the replica hears of changes, and so remembers what it has read.
async fn hears(app: &TestApp) {
    let patience = Instant::now();
    while !app.accounts.remembers() {
        assert!(patience.elapsed() < Duration::from_secs(5), "the replica does not hear of changes");
        sleep(Duration::from_millis(10)).await;
    }
}

async fn status_of_me(app: &TestApp, tokens: &Tokens) -> u16 {
    app.get("/api/auth/me").bearer(&tokens.access).send().await.status
}

/// How long the replica goes on to accept the token.
async fn until_refused(app: &TestApp, tokens: &Tokens) -> Duration {
    let since = Instant::now();
    while status_of_me(app, tokens).await != 401 {
        assert!(since.elapsed() < Duration::from_secs(10), "the token is still accepted");
        sleep(Duration::from_millis(1)).await;
    }
    since.elapsed()
}

fn are_soon(mut waits: Vec<Duration>) {
    waits.sort();
    assert!(waits[waits.len() / 2] < SOON, "{waits:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lives_at_every_replica_and_ends_at_every_replica() {
    let [one, two, three] = three().await;
    let mut waits = Vec::new();
    for name in NAMES {
        let (_, tokens) = one.member(name).await;
        for app in [&one, &two, &three] {
            assert_eq!(status_of_me(app, &tokens).await, 200);
        }
        assert_eq!(three.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
        assert_eq!(status_of_me(&three, &tokens).await, 401, "at once where it was ended");
        waits.push(until_refused(&one, &tokens).await + until_refused(&two, &tokens).await);
    }
    are_soon(waits);
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_and_a_new_password_act_at_every_replica() {
    let [one, two, three] = three().await;
    let (mut changed, mut disabled) = (Vec::new(), Vec::new());
    for name in NAMES {
        let (view, first) = one.member(name).await;
        let second = two.log_in(name).await;
        for app in [&one, &two, &three] {
            assert_eq!((status_of_me(app, &first).await, status_of_me(app, &second).await), (200, 200));
        }
        let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        let reply = one.call(Method::PUT, "/api/auth/password").bearer(&first.access).json(&body).send().await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        changed.push(until_refused(&three, &second).await);
        assert_eq!(status_of_me(&three, &first).await, 200, "the session that changed it goes on");

        let id = view["id"].as_str().unwrap().parse().unwrap();
        two.accounts.change_status(&Principal::System, &Caller::local(), id, UserAction::Disable).await.unwrap();
        assert_eq!(status_of_me(&two, &first).await, 401, "at once where it was done");
        disabled.push(until_refused(&one, &first).await);
    }
    are_soon(changed);
    are_soon(disabled);
}

/// A replica behind a line that `harm` keeps from hearing, after it has accepted a session that ended elsewhere for no
/// longer than it may.
async fn that_hears_nothing(harm: impl Fn(&Proxy)) -> (TestApp, Proxy) {
    let one = TestApp::new().await;
    let (two, proxy) = Proxy::before_a_replica_of(&one).await;
    let (_, tokens) = one.member("maren").await;
    hears(&two).await;
    // The news of the sign-in has come by then, and what is read from here on is remembered.
    sleep(SOON).await;
    assert_eq!(status_of_me(&two, &tokens).await, 200);

    harm(&proxy);
    assert_eq!(one.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
    assert_eq!(status_of_me(&two, &tokens).await, 200, "it could not have heard");
    let after = until_refused(&two, &tokens).await;
    assert!(after < AT_WORST + SOON, "{after:?}");
    (two, proxy)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_hears_nothing_any_more_asks_the_database_after_two_seconds() {
    let (replica, proxy) = that_hears_nothing(Proxy::go_dead).await;
    assert!(!replica.accounts.remembers());

    proxy.come_back();
    hears(&replica).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_whose_notifications_are_swallowed_asks_the_database_after_two_seconds() {
    // The connection lives and answers; only what nobody asked for is missing.
    let (replica, _proxy) = that_hears_nothing(Proxy::swallow_notifications).await;
    sleep(AT_WORST).await;
    assert!(!replica.accounts.remembers(), "it relies on nothing while it hears nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_refreshes_of_one_token_at_three_replicas_all_get_the_one_successor() {
    let apps = three().await;
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
    assert_eq!(next.status, 200, "the session lives: {}", next.text());
    apps[0].wait(11);
    let reused = apps[2].post("/api/auth/refresh").bearer(&tokens.refresh).send().await;
    assert_eq!((reused.status, reused.code().as_str()), (401, "token_revoked"), "after the grace it is theft");
    until_refused(&apps[0], &Tokens::of(&next.json())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_across_replicas() {
    let apps = three().await;
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
async fn replicas_that_start_at_once_on_an_empty_database_share_their_keys() {
    let one = TestApp::new().await;
    let (_, tokens) = one.member("maren").await;
    let starts = (0..6).map(|_| one.replica(|_| {}));
    for app in futures::future::join_all(starts).await {
        assert_eq!(status_of_me(&app, &tokens).await, 200);
    }
    assert_eq!(one.database.run("SELECT COUNT(*)::text FROM signing_keys").await, ["1"]);
}
