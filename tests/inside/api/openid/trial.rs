//! "Try it": an administrator signs in at a client, and nothing of it remains.

use crate::support::openid::{WIKI, answer};
use crate::support::*;

const TRIAL: &str = "/oauth/trial";

#[tokio::test]
async fn a_trial_shows_what_the_client_would_get_and_leaves_nothing() {
    let (app, _) = TestApp::with_client().await;
    let mut browser = app.administrator_in_browser("admin").await;
    let begun = browser.open(&format!("{TRIAL}?client_id={WIKI}")).await.expect_status(303);
    let page = browser.follow(&begun).await.expect_status(200);
    let (state, code) = (page.hidden("state"), page.hidden("code"));
    let shown = browser.submit(TRIAL, &[("state", &state), ("code", &code)]).await.expect_status(200);
    shown.assert_shows(&["preferred_username", "admin", "offline_access", "urn:vestibule:acr:password"]);

    // The grant marks the code as used, and was never valid.
    assert_eq!(app.database.run("SELECT client_id FROM client_grants WHERE revoked_at IS NULL").await.len(), 0);
    assert_eq!(app.database.run("SELECT client_id FROM client_grants").await, [WIKI]);
    for untouched in [
        "SELECT client_id FROM client_sessions",
        "SELECT client_id FROM client_consents",
        "SELECT client_id FROM clients WHERE last_used_at IS NOT NULL",
        "SELECT 'token' FROM client_refresh_tokens",
    ] {
        assert!(app.database.run(untouched).await.is_empty(), "{untouched}");
    }
    browser.submit(TRIAL, &[("state", &state), ("code", &code)]).await.assert_shows(&["invalid_grant"]);
}

#[tokio::test]
async fn only_administrators_get_a_code_at_the_address_of_trials() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let address = format!("{}{TRIAL}", app.accounts.settings().issuer);
    let refused = client.authorize(&mut browser, &[("redirect_uri", address.as_str())]).await;
    assert_eq!(answer(&refused)["error"], "access_denied");
}
