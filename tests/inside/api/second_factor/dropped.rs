//! A client that hangs up while its sign-in is completed.

use super::RECOVERY_CODES;
use crate::support::authenticator::{begin_sign_in, pending};
use crate::support::*;

const CODE: &str = "/api/auth/login/code";
const PASSKEY: &str = "/api/auth/login/passkey/finish";

/// The living sessions of an account.
async fn sessions(app: &TestApp, username: &str) -> usize {
    let sql = format!(
        "SELECT s.methods FROM sessions AS s JOIN users AS u ON u.id = s.user_id \
         WHERE u.username = '{username}' AND s.ended_at IS NULL"
    );
    app.database.run(&sql).await.len()
}

/// Sends a request that is dropped one poll later each time, until it completes, and then the same once more, as a client does that
/// has received no response. `prefix`: of the usernames. `body` makes the request of an account, to which its session adds factors.
async fn assert_counts_once(app: &TestApp, prefix: &str, path: &str, body: impl AsyncFn(&str, &Tokens) -> Value) {
    for last in 0.. {
        let username = format!("{prefix}{last}");
        let (_, tokens) = app.member(&username).await;
        let body = body(&username, &tokens).await;
        let before = sessions(app, &username).await;
        let call = || app.post(path).json(&body);
        let answer = dropped_after(last, call().send()).await;
        let again = call().send().await;
        assert!(matches!(again.status, 200 | 401), "after {last} polls: {}", again.text());
        assert!(answer.is_none() || again.status == 401, "after {last} polls it counted twice");
        // What was dropped may go on in the background.
        eventually("one session", async || sessions(app, &username).await == before + 1).await;
        app.db.write(async |_: Tx| Ok::<_, StoreError>(())).await.expect("a commit");
        assert_eq!(sessions(app, &username).await, before + 1, "after {last} polls");
        if let Some(reply) = answer {
            reply.expect_status(200);
            assert!(last > 0, "it was dropped on the way");
            break;
        }
    }
}

#[tokio::test]
async fn a_dropped_code_begins_one_session() {
    let app = TestApp::new().await;
    assert_counts_once(&app, "person", CODE, async |username, tokens| {
        Authenticator::added(&app, tokens).await;
        let codes = app.post(RECOVERY_CODES).bearer(&tokens.access).expect_status(201).await.json();
        json!({"pending_token": pending(&app, username).await, "code": codes["codes"][0]})
    })
    .await;
    let used = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM recovery_codes WHERE used_at IS NOT NULL").await;
    let owners = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM passkeys").await;
    assert_eq!(used, owners, "each used one");
}

#[tokio::test]
async fn a_dropped_passkey_begins_one_session() {
    let app = TestApp::new().await;
    for (prefix, is_second) in [("first", false), ("second", true)] {
        assert_counts_once(&app, prefix, PASSKEY, async |username, tokens| {
            let mut passkey = Authenticator::added(&app, tokens).await;
            let begin = if is_second { json!({"pending_token": pending(&app, username).await}) } else { json!({}) };
            passkey.answer(&begin_sign_in(&app, &begin).await)
        })
        .await;
    }
    let uses = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM passkeys WHERE version <> 2").await;
    assert_eq!(uses, ["0"], "each was used once");
}
