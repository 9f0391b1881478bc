//! Logout tokens: each client that has got tokens in a session learns that it has ended, once.

use crate::support::back_channel::{Answer, BackChannel};
use crate::support::openid::{Client, WIKI, WIKI_URL, client_request};
use crate::support::*;
use std::time::Instant;
use vestibule::accounts::LogoutDelivery;
use vestibule::config::OutboundSettings;
use vestibule::outbound::Outbound;
use vestibule::shared::clients::ClientRequest;

/// As if each client had got tokens in each session.
const NOTE: &str = "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
    SELECT s.id, c.client_id, s.user_id, 1, 5 FROM sessions s CROSS JOIN clients c WHERE s.ended_at IS NULL";

/// With a client whose back channel is `at`.
async fn with_client(at: &BackChannel) -> (TestApp, Client) {
    let app = TestApp::new().await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    let client = add_client(&app, WIKI, &at.url()).await;
    (app, client)
}

async fn add_client(app: &TestApp, id: &str, url: &str) -> Client {
    app.add_client(WIKI, ClientRequest { backchannel_logout_uri: url.into(), ..client_request(id) }).await
}

/// A session in which all clients have got tokens.
async fn session(app: &TestApp, username: &str) -> Tokens {
    let (_, tokens) = app.member(username).await;
    app.database.run(NOTE).await;
    tokens
}

async fn sign_out(app: &TestApp, tokens: &Tokens) {
    app.post("/api/auth/logout").bearer(&tokens.access).expect_status(204).await;
}

fn outbound(private: &[&str]) -> Outbound {
    let private = private.iter().map(|network| network.parse().expect("a network")).collect();
    Outbound::new(&OutboundSettings { private, ..OutboundSettings::default() }).expect("TLS")
}

fn delivery(app: &TestApp) -> LogoutDelivery {
    app.accounts.logouts().logout_delivery(outbound(&["127.0.0.0/8"]), CancellationToken::new())
}

/// Sends everything that is due, and waits until it is settled.
async fn deliver(app: &TestApp) {
    let mut delivery = delivery(app);
    delivery.start_due().await.expect("the database");
    delivery.finish().await;
}

async fn waiting(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT client_id FROM client_logouts ORDER BY client_id").await
}

#[tokio::test]
async fn a_client_learns_that_a_session_has_ended() {
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    let tokens = session(&app, "maren").await;
    deliver(&app).await;
    assert!(wiki.tokens().is_empty(), "the session goes on");

    sign_out(&app, &tokens).await;
    deliver(&app).await;
    deliver(&app).await;
    let sent = wiki.tokens();
    assert_eq!((sent.len(), waiting(&app).await.len()), (1, 0));
    assert_eq!(part_of_jwt(&sent[0], 0)["typ"], "logout+jwt");
    assert_eq!(part_of_jwt(&sent[0], 0)["alg"], "RS256");
    let claims: Value = app.keyring.verify_client_token(&sent[0], "logout+jwt").expect("a valid token");
    let session = &part_of_jwt(&tokens.access, 1);
    assert_eq!((&claims["sub"], &claims["sid"]), (&session["sub"], &session["sid"]));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("http://localhost:3000"), &json!(WIKI)));
    assert_eq!(claims["events"], json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
    let (iat, exp) = (claims["iat"].as_i64().expect("iat"), claims["exp"].as_i64().expect("exp"));
    assert_eq!(exp - iat, 120);
    assert!(iat <= app.accounts.now().seconds() && app.accounts.now().seconds() < exp);
    assert!(claims["jti"].is_string() && claims.get("nonce").is_none());
    assert!(app.events("client.logout_failed").await.is_empty());
}

/// Otherwise its age would be zero until it would have expired, and each failure would be followed by the shortest wait.
#[tokio::test]
async fn a_session_that_is_deleted_while_it_goes_on_has_ended_now() {
    let wiki = BackChannel::start(&[Answer::Status(503)]).await;
    let (app, _) = with_client(&wiki).await;
    session(&app, "maren").await;
    app.database.run("DELETE FROM sessions").await;
    deliver(&app).await;
    let ended = app.database.run("SELECT CAST(ended_at AS TEXT) FROM client_logouts").await;
    assert_eq!(ended, [app.accounts.now().0.to_string()]);
}

#[tokio::test]
async fn a_session_that_only_expires_has_ended_as_well() {
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    let tokens = session(&app, "maren").await;
    let hour = 60 * 60;
    app.wait(10 * hour);
    let tokens = Tokens::of(&app.refresh(&tokens).await.expect_status(200).json());
    deliver(&app).await;
    // Later than the session would have ended without the refresh.
    app.wait(3 * hour);
    deliver(&app).await;
    assert!(wiki.tokens().is_empty(), "it was refreshed");
    app.wait(10 * hour);
    deliver(&app).await;
    assert_eq!(wiki.tokens().len(), 1, "it can be refreshed no more");
    app.refresh(&tokens).await.expect_status(401);
    app.wait(40 * 24 * hour);
    app.accounts.maintenance().sweep().await.expect("a sweep");
    deliver(&app).await;
    assert_eq!(wiki.tokens().len(), 1, "its row was deleted");
}

#[tokio::test]
async fn a_client_that_is_down_gets_another_token_later() {
    let wiki = BackChannel::start(&[Answer::Status(503), Answer::Later(60)]).await;
    let (app, _) = with_client(&wiki).await;
    let tokens = session(&app, "maren").await;
    sign_out(&app, &tokens).await;
    for (wait, expected) in [(0, 1), (3, 1), (4, 2), (40, 2), (20, 3)] {
        app.wait(wait);
        deliver(&app).await;
        assert_eq!(wiki.tokens().len(), expected, "after {wait} more seconds");
        // Until it has one, it needs attention.
        assert_eq!(app.concerns().await.contains(&format!("client {WIKI}")), expected < 3, "{expected}");
    }
    assert!(waiting(&app).await.is_empty());
    let mut ids: Vec<_> = wiki.tokens().iter().map(|token| part_of_jwt(token, 1)["jti"].to_string()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3, "each attempt has a token of its own");
    assert_eq!(app.accounts.maintenance().statistics().logouts, [("sent", 1), ("deferred", 2), ("given_up", 0)]);
    assert!(app.events("client.logout_failed").await.is_empty());
}

#[tokio::test]
async fn what_is_refused_for_good_or_not_reached_within_a_day_is_given_up() {
    for answer in [Answer::Status(400), Answer::Status(404), Answer::Redirect] {
        let wiki = BackChannel::start(&[answer]).await;
        let (app, _) = with_client(&wiki).await;
        let tokens = session(&app, "maren").await;
        sign_out(&app, &tokens).await;
        deliver(&app).await;
        assert_eq!((wiki.tokens().len(), wiki.elsewhere(), waiting(&app).await.len()), (1, 0, 0), "{answer:?}");
        let events = app.events("client.logout_failed").await;
        assert_eq!(events.len(), 1, "{answer:?}");
        assert_eq!(events[0].detail.as_deref(), Some(WIKI));
        assert_eq!(events[0].target_id.map(|id| id.to_string()), Some(app.id_of("maren").await));
    }
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    drop(wiki);
    let tokens = session(&app, "maren").await;
    sign_out(&app, &tokens).await;
    for _ in 0..60 {
        deliver(&app).await;
        app.wait(30 * 60);
    }
    assert!(waiting(&app).await.is_empty());
    assert_eq!(app.events("client.logout_failed").await.len(), 1);
}

#[tokio::test]
async fn a_private_address_is_refused_unless_the_operator_lists_it() {
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    let tokens = session(&app, "maren").await;
    sign_out(&app, &tokens).await;
    let mut delivery = app.accounts.logouts().logout_delivery(outbound(&["10.0.0.0/8"]), CancellationToken::new());
    delivery.start_due().await.expect("the database");
    delivery.finish().await;
    assert!(wiki.tokens().is_empty() && waiting(&app).await.is_empty());
    assert_eq!(app.events("client.logout_failed").await.len(), 1);
}

#[tokio::test]
async fn a_client_that_was_deleted_or_has_no_back_channel_gets_none() {
    let wiki = BackChannel::start(&[]).await;
    let (app, client) = with_client(&wiki).await;
    app.add_client(WIKI, client_request("silent")).await;
    let tokens = session(&app, "maren").await;
    sign_out(&app, &tokens).await;
    assert_eq!(waiting(&app).await, ["silent", WIKI]);
    app.accounts.clients().delete_client(&Caller::system(), &client.id).await.expect("a deletion");
    deliver(&app).await;
    assert!(wiki.tokens().is_empty() && waiting(&app).await.is_empty());
    assert!(app.events("client.logout_failed").await.is_empty());
}

#[tokio::test]
async fn two_replicas_send_each_token_once() {
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    let other = app.replica(|_| {}).await;
    let mut sessions = vec![app.member("maren").await.1];
    for _ in 0..19 {
        sessions.push(app.log_in("maren").await);
    }
    app.database.run(NOTE).await;
    for tokens in &sessions {
        sign_out(&app, tokens).await;
    }
    tokio::join!(deliver(&app), deliver(&other));
    deliver(&app).await;
    // What had no place beside eight others waits for some seconds.
    app.wait(10);
    for _ in 0..3 {
        deliver(&other).await;
        app.wait(10);
    }
    let mut sent: Vec<_> = wiki.tokens().iter().map(|token| part_of_jwt(token, 1)["sid"].to_string()).collect();
    sent.sort();
    let mut expected: Vec<_> =
        sessions.iter().map(|tokens| part_of_jwt(&tokens.access, 1)["sid"].to_string()).collect();
    expected.sort();
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_token_that_is_accepted_during_an_outage_longer_than_its_lease_is_sent_once() {
    let wiki = BackChannel::start(&[Answer::After(300)]).await;
    let (app, _) = with_client(&wiki).await;
    let tokens = session(&app, "maren").await;
    sign_out(&app, &tokens).await;
    let mut delivery = delivery(&app);
    delivery.start_due().await.expect("the database");
    eventually("the client has the token", async || wiki.tokens().len() == 1).await;

    // From now on everything about the queue fails.
    app.database.run("ALTER TABLE client_logouts RENAME TO client_logouts_elsewhere").await;
    app.wait(3 * 60);
    assert!(delivery.start_due().await.is_err());
    // The answer comes, and cannot be stored.
    tokio::time::sleep(Duration::from_millis(900)).await;
    app.database.run("ALTER TABLE client_logouts_elsewhere RENAME TO client_logouts").await;

    // The lease has ended, so the row can be claimed again before its outcome is stored.
    delivery.start_due().await.expect("the database");
    delivery.finish().await;
    deliver(&app).await;
    assert_eq!((wiki.tokens().len(), waiting(&app).await.len()), (1, 0));
}

#[tokio::test]
async fn a_client_that_does_not_answer_delays_no_other() {
    let (slow, wiki) = (BackChannel::start(&[Answer::Never; 40]).await, BackChannel::start(&[]).await);
    let (app, _) = with_client(&slow).await;
    let mut sessions = vec![app.member("maren").await.1];
    for _ in 0..39 {
        sessions.push(app.log_in("maren").await);
    }
    app.database.run(NOTE).await;
    add_client(&app, "other", &wiki.url()).await;
    let last = app.log_in("maren").await;
    let note = "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
                SELECT id, 'other', user_id, 1, 5 FROM sessions WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1";
    app.database.run(note).await;
    for tokens in &sessions {
        sign_out(&app, tokens).await;
    }
    sign_out(&app, &last).await;
    let mut delivery = delivery(&app);
    let started = Instant::now();
    delivery.start_due().await.expect("the database");
    eventually("the other client gets its token", async || wiki.tokens().len() == 1).await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    eventually("the slow one gets some", async || slow.tokens().len() >= 8).await;
    assert_eq!(slow.tokens().len(), 8, "no more at a time");
}

#[tokio::test]
async fn the_task_is_woken_when_a_session_ends_and_when_the_clock_was_moved() {
    let wiki = BackChannel::start(&[]).await;
    let (app, _) = with_client(&wiki).await;
    let stop = CancellationToken::new();
    let task = tokio::spawn(app.accounts.logouts().logout_delivery(outbound(&["127.0.0.1/32"]), stop.clone()).run());
    let tokens = session(&app, "maren").await;
    let started = Instant::now();
    sign_out(&app, &tokens).await;
    eventually("a token", async || wiki.tokens().len() == 1).await;
    // Sooner than the next poll.
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    session(&app, "jonas").await;
    let started = Instant::now();
    app.wait(400 * 24 * 60 * 60);
    app.accounts.maintenance().catch_up().await.expect("a clean-up");
    eventually("a token of an expired session", async || wiki.tokens().len() == 2).await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    stop.cancel();
    task.await.expect("an end");
}
