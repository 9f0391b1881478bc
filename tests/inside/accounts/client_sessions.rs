//! In whichever way a session ends: a logout token of each of its clients is to be sent, once.

use crate::support::*;

/// As if a client had got tokens in each session.
const NOTE: &str = "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
    SELECT id, 'wiki', user_id, 1, 5 FROM sessions WHERE ended_at IS NULL";

async fn waiting(app: &TestApp) -> usize {
    app.database.run("SELECT client_id FROM client_logouts").await.len()
}

#[tokio::test]
async fn each_end_of_a_session_adds_the_logout_tokens_of_its_clients_once() {
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    for way in ["sign-out", "disable", "delete", "expiry"] {
        let (app, _, tokens) = TestApp::with_member("maren").await;
        app.database.run(NOTE).await;
        match way {
            "sign-out" => {
                app.post("/api/auth/logout").bearer(&tokens.access).expect_status(204).await;
            }
            "expiry" => {
                app.clock.advance(400 * day);
                app.accounts.maintenance().sweep().await.expect("a sweep");
            }
            change => app.change("maren", change).await,
        }
        assert_eq!(waiting(&app).await, 1, "{way}");
        assert!(app.database.run("SELECT client_id FROM client_sessions").await.is_empty(), "{way}");
        // Sent; the row of the session is deleted later.
        app.database.run("DELETE FROM client_logouts").await;
        app.clock.advance(400 * day);
        app.accounts.maintenance().sweep().await.expect("a sweep");
        assert_eq!(waiting(&app).await, 0, "{way}");
    }
}

#[tokio::test]
async fn a_session_that_goes_on_adds_none() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    app.database.run(NOTE).await;
    app.refresh(&tokens).await;
    assert_eq!(waiting(&app).await, 0);
}
