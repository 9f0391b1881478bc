//! Keys of clients that were retired: what they have signed is refused, but ID tokens are still hints as long as sessions live.

use crate::support::openid::{AFTER_LOGOUT, Client, KEY_ID, answer, encoded};
use crate::support::*;
use vestibule::accounts::RetireWhen;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::clients::keys;
use vestibule::store::sealed::SigningKeyRow;

const RETIRED: &str = "SELECT kid FROM client_retired_keys";

/// Adds a second key, half an hour ago. It signs nothing here, so it need not be one.
async fn rotate(app: &TestApp) {
    app.wait(1);
    let wrapping = Wrapping::new(&MasterSecret::new(vec![7; 32]), None);
    let row = SigningKeyRow {
        kid: "next".to_owned(),
        public_key: Vec::new(),
        sealed_private_key: wrapping.seal("next", b"no key", &SystemEntropy),
        created_at: app.accounts.now().0,
    };
    app.db.write(async move |mut tx: Tx| keys::insert(&mut tx, &row).await).await.expect("a second key");
    app.wait(30 * 60);
}

async fn retire(app: &TestApp, when: RetireWhen) {
    app.accounts
        .signing_keys()
        .retire_client_signing_key(&Caller::system(), KEY_ID, when)
        .await
        .expect("it may be retired");
}

/// With a browser whose session has got this ID token.
async fn id_token(app: &TestApp, client: &Client, browser: &mut Browser<'_>) -> String {
    let tokens = client.tokens(app, browser, &[]).await;
    tokens["id_token"].as_str().expect("an ID token").to_owned()
}

/// The answer to a request with this hint.
async fn with_hint(client: &Client, browser: &mut Browser<'_>, hint: &str) -> String {
    let reply = client.authorize(browser, &[("id_token_hint", hint), ("prompt", "none")]).await;
    let answer = answer(&reply);
    answer.get("error").cloned().unwrap_or_else(|| "code".to_owned())
}

#[tokio::test]
async fn an_id_token_of_a_retired_key_is_a_hint_as_long_as_sessions_live() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let hint = id_token(&app, &client, &mut browser).await;
    rotate(&app).await;
    retire(&app, RetireWhen::Unused).await;
    let published = each(&app.get("/oauth/jwks").send().await.json()["keys"], "kid");
    assert!(!published.iter().any(|kid| kid == KEY_ID), "{published:?}");
    assert_eq!(with_hint(&client, &mut browser, &hint).await, "code");
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER_LOGOUT)];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let reply = browser.open(&format!("/oauth/logout?{}", encoded(&parameters))).await;
    assert_eq!(reply.location(), AFTER_LOGOUT, "at once");

    app.wait(30 * 24 * 60 * 60);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").retired_keys, 0);
    app.wait(2 * 60 * 60);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").retired_keys, 1);
    assert!(app.database.run(RETIRED).await.is_empty());
}

#[tokio::test]
async fn no_id_token_is_a_hint_whose_key_somebody_else_may_have() {
    for is_retired_before in [false, true] {
        let (app, client) = TestApp::with_client_and_user("maren").await;
        let mut browser = app.browser_of("maren").await;
        let hint = id_token(&app, &client, &mut browser).await;
        rotate(&app).await;
        if is_retired_before {
            retire(&app, RetireWhen::Unused).await;
            assert_eq!(app.database.run(RETIRED).await, [KEY_ID]);
        }
        retire(&app, RetireWhen::Now).await;
        assert!(app.database.run(RETIRED).await.is_empty());
        assert_eq!(with_hint(&client, &mut browser, &hint).await, "invalid_request", "{is_retired_before}");
    }
}
