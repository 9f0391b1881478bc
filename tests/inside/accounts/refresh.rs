//! Refresh token rotation: retries succeed, and reuse of a replaced token ends the session.

use crate::support::*;
use std::collections::BTreeSet;
use vestibule::accounts::SignIn;

async fn signed_in(app: &TestApp) -> Tokens {
    app.member("maren").await.1
}

fn refresh_token(sign_in: &SignIn) -> &str {
    sign_in.refresh_token.as_deref().expect("a refresh token")
}

#[tokio::test]
async fn a_hundred_concurrent_refreshes_return_one_successor_and_keep_the_session() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    let caller = Caller::default();
    let sessions = app.accounts.sessions();
    let tries = (0..100).map(|_| sessions.refresh(&caller, &tokens.refresh));
    let granted: Vec<_> = futures::future::join_all(tries).await.into_iter().flatten().collect();
    assert!(!granted.is_empty(), "at least one succeeds");
    let successors: BTreeSet<_> = granted.iter().map(refresh_token).collect();
    assert_eq!(successors.len(), 1, "all retries return the same successor");
    assert!(!successors.contains(tokens.refresh.as_str()), "it is another token");
    assert!(app.accounts.sessions().authenticate(&granted[0].access_token).await.is_ok(), "the session is still valid");
    // After the grace period, use of the old token counts as theft.
    app.wait(11);
    assert_eq!(
        code(app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await),
        ErrorCode::TokenRevoked
    );
    let dead = app.accounts.sessions().authenticate(&granted[0].access_token).await;
    assert_eq!(code(dead), ErrorCode::TokenRevoked, "the session has ended");
    let refused = app.accounts.sessions().refresh(&Caller::default(), refresh_token(&granted[0])).await;
    assert_eq!(code(refused), ErrorCode::TokenRevoked);
}

/// Whoever renews with a stolen token often must not outlast the memory of the server.
#[tokio::test]
async fn of_a_thousand_used_tokens_one_is_kept_and_each_shows_a_theft() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    let mut used = vec![tokens.refresh.clone()];
    for _ in 0..1_000 {
        let next =
            app.accounts.sessions().refresh(&Caller::default(), &used[used.len() - 1]).await.expect("a successor");
        used.push(refresh_token(&next).to_owned());
    }
    let stored = app.database.run("SELECT CAST(issued_at AS TEXT) FROM refresh_tokens").await;
    assert_eq!(stored.len(), 2, "the last one, and its predecessor, which may be repeated");
    let again = app.accounts.sessions().refresh(&Caller::default(), &used[999]).await.expect("a repeated answer");
    assert_eq!(refresh_token(&again), used[1_000]);
    assert_eq!(code(app.accounts.sessions().refresh(&Caller::default(), &used[500]).await), ErrorCode::TokenRevoked);
    assert_eq!(code(app.accounts.sessions().refresh(&Caller::default(), &used[1_000]).await), ErrorCode::TokenRevoked);
    assert_eq!(app.events("token.reuse").await.len(), 1);
}

#[tokio::test]
async fn renewals_are_charged_to_the_account_while_the_session_is_active() {
    let app = TestApp::with_limits("refresh=3/h", |_| {}).await;
    let (tokens, ended) = (signed_in(&app).await, app.log_in("maren").await);
    app.post("/api/auth/logout").bearer(&ended.access).expect_status(204).await;
    for _ in 0..5 {
        assert_eq!(app.refresh(&ended).await.status, 401, "an old token uses up nothing");
    }
    let mut token = tokens.refresh.clone();
    for _ in 0..3 {
        let next = app.accounts.sessions().refresh(&Caller::default(), &token).await.expect("a successor");
        token = refresh_token(&next).to_owned();
    }
    let refused = app.post("/api/auth/refresh").bearer(&token).seen_from("192.0.2.9").send().await;
    assert_eq!((refused.status, refused.code().as_str()), (429, "too_many_requests"));
    assert!(refused.header("ratelimit").starts_with("\"refresh\";r=0"), "{}", refused.header("ratelimit"));
    app.wait(20 * 60);
    assert!(app.accounts.sessions().refresh(&Caller::default(), &token).await.is_ok(), "the session goes on");
}

/// Signs in `count` times; returns the tokens of each session.
async fn sessions(app: &TestApp, count: usize) -> Vec<Tokens> {
    app.register("maren").await;
    let mut sessions = Vec::new();
    for _ in 0..count {
        sessions.push(app.log_in("maren").await);
    }
    sessions
}

/// Refreshes all sessions at once, which on SQLite share calls to the database.
async fn refresh_all(app: &TestApp, sessions: &[Tokens]) -> Vec<Result<SignIn, AppError>> {
    let caller = Caller::default();
    let handle = app.accounts.sessions();
    futures::future::join_all(sessions.iter().map(|tokens| handle.refresh(&caller, &tokens.refresh))).await
}

#[tokio::test]
async fn concurrent_refreshes_of_different_sessions_do_not_affect_each_other() {
    let app = TestApp::new().await;
    let sessions = sessions(&app, 20).await;
    for ended in sessions.iter().step_by(3) {
        app.post("/api/auth/logout").bearer(&ended.access).send().await;
    }
    for (number, refreshed) in refresh_all(&app, &sessions).await.into_iter().enumerate() {
        if number % 3 == 0 {
            assert_eq!(code(refreshed), ErrorCode::TokenRevoked);
            continue;
        }
        let (own, next) = (&sessions[number], refreshed.expect("an active session is refreshed"));
        let session = app.accounts.sessions().authenticate(&own.access).await.expect("the old access token").authority;
        let continued =
            app.accounts.sessions().authenticate(&next.access_token).await.expect("the new access token").authority;
        assert_eq!(continued, session, "each gets the successor of its own token");
    }
}

/// On SQLite concurrent rotations share a call, so one that fails makes the call fail.
#[tokio::test]
async fn a_refresh_that_fails_in_the_database_does_not_fail_concurrent_ones() {
    let app = TestApp::new().await;
    let sessions = sessions(&app, 5).await;
    let broken =
        app.accounts.sessions().authenticate(&sessions[2].access).await.expect("a user").session().expect("a session");
    let mark = if app.database.is_postgres() { "" } else { "X" };
    let is_broken = format!("NEW.session_id = {mark}'{}'", broken.0.simple());
    app.database.refuse("UPDATE ON refresh_tokens", &is_broken).await;
    let refreshed = refresh_all(&app, &sessions).await;
    let failed: Vec<_> = (0..5).filter(|number| refreshed[*number].is_err()).collect();
    assert_eq!(failed, [2]);
}

#[tokio::test]
async fn a_session_expires_after_twelve_idle_hours_and_after_its_maximum() {
    let app = TestApp::with(|config| config.session_max = Duration::from_secs(3600)).await;
    let mut token = signed_in(&app).await.refresh;
    for _ in 0..5 {
        app.wait(600);
        let next = app.accounts.sessions().refresh(&Caller::default(), &token).await.unwrap();
        assert!(next.access_expires_at.0 - app.accounts.now().0 <= 900_000);
        token = refresh_token(&next).to_owned();
    }
    app.wait(601);
    assert_eq!(code(app.accounts.sessions().refresh(&Caller::default(), &token).await), ErrorCode::TokenExpired);

    // Without "remember me".
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    app.wait(12 * 3600 - 60);
    let next = app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await.unwrap();
    app.wait(12 * 3600);
    assert_eq!(
        code(app.accounts.sessions().refresh(&Caller::default(), refresh_token(&next)).await),
        ErrorCode::TokenExpired
    );
}

#[tokio::test]
async fn the_expiry_of_a_token_and_of_its_row_are_the_same() {
    for (remember_me, session_max) in [(false, 30 * 86_400), (true, 30 * 86_400), (false, 3_600), (true, 3_600)] {
        let app = TestApp::with(|config| config.session_max = Duration::from_secs(session_max)).await;
        app.register("maren").await;
        let request = json!({"username": "maren", "password": PASSWORD, "remember_me": remember_me});
        let tokens = Tokens::of(&app.post("/api/auth/login").json(&request).send().await.json());
        app.wait(60);
        let next = app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await.unwrap();
        let stored =
            app.database.run("SELECT CAST(expires_at AS TEXT) FROM refresh_tokens WHERE used_at IS NULL").await;
        assert_eq!(stored, [next.refresh_expires_at.0.to_string()]);
    }
}

#[tokio::test]
async fn a_token_rejected_because_of_its_account_stays_unused() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    app.database.run("UPDATE users SET status = 'disabled'").await;
    assert_eq!(
        code(app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await),
        ErrorCode::TokenRevoked
    );
    app.wait(11);
    app.database.run("UPDATE users SET status = 'active'").await;
    assert!(app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await.is_ok());
}

/// What a server has in memory of an account may be a moment old.
#[tokio::test]
async fn whether_a_token_is_exchanged_does_not_depend_on_what_is_in_memory() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    app.database.run("UPDATE users SET status = 'disabled'").await;
    let replica = app.replica(|_| {}).await;
    let sessions = replica.accounts.sessions();
    assert_eq!(code(sessions.authenticate(&tokens.access).await), ErrorCode::TokenRevoked);
    app.database.run("UPDATE users SET status = 'active'").await;
    let renewed = sessions.refresh(&Caller::default(), &tokens.refresh).await.expect("a successor");
    assert_eq!(renewed.who.user.username, "maren");
    let again = sessions.refresh(&Caller::default(), &tokens.refresh).await.expect("a repeated answer");
    assert_eq!(refresh_token(&again), refresh_token(&renewed));
}
