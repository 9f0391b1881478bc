//! The last use of sessions is noted in memory and stored later.

use crate::support::*;

async fn session(app: &TestApp, tokens: &Tokens) -> Value {
    let reply = app.get("/api/auth/sessions").bearer(&tokens.access).seen_from("203.0.113.24").expect_status(200).await;
    reply.json()["sessions"][0].clone()
}

#[tokio::test]
async fn the_last_use_and_its_address_are_written_at_most_once_a_minute_while_the_session_lives() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let signed_in = session(&app, &tokens).await["last_used_at"].clone();
    app.wait(90);
    let before = session(&app, &tokens).await;
    assert_eq!((&before["last_used_at"], &before["address"]), (&signed_in, &"192.0.2.1".into()), "nothing is written");
    app.accounts.sessions().write_last_seen().await.unwrap();
    let after = session(&app, &tokens).await;
    assert_eq!(after["last_used_at"], serde_json::json!(app.accounts.now()));
    assert_eq!(after["address"], "203.0.113.24");
    assert_eq!(after["created_at"], before["created_at"]);

    app.wait(60);
    session(&app, &tokens).await;
    app.accounts.sessions().write_last_seen().await.unwrap();
    let written = session(&app, &tokens).await["last_used_at"].clone();
    assert_eq!(written, serde_json::json!(app.accounts.now()));
    app.wait(59);
    session(&app, &tokens).await;
    app.accounts.sessions().write_last_seen().await.unwrap();
    assert_eq!(session(&app, &tokens).await["last_used_at"], written);
    app.wait(1);
    session(&app, &tokens).await;
    app.accounts.sessions().write_last_seen().await.unwrap();
    assert_eq!(session(&app, &tokens).await["last_used_at"], serde_json::json!(app.accounts.now()));

    app.wait(90);
    session(&app, &tokens).await;
    app.post("/api/auth/logout").bearer(&tokens.access).send().await;
    let stored = || app.database.run("SELECT CAST(last_used_at AS TEXT) || ' ' || address FROM sessions");
    let before = stored().await;
    app.accounts.sessions().write_last_seen().await.unwrap();
    assert_eq!(stored().await, before);
}

#[tokio::test]
async fn pages_are_uses_as_well_and_each_session_has_its_own_time() {
    let app = TestApp::with_user("maren").await;
    let (mut used, mut unused) = (app.browser(), app.browser());
    used.log_in("maren").await;
    unused.log_in("maren").await;
    app.wait(120);
    used.open("/account").await;
    app.accounts.sessions().write_last_seen().await.unwrap();
    let times = app.database.run("SELECT CAST(last_used_at - created_at AS TEXT) FROM sessions ORDER BY 1").await;
    assert_eq!(times, ["0", "120000"]);
}
