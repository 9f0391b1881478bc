//! What proves who somebody is in a copy: the same as before, and nothing that was used before.

use crate::support::authenticator::{begin_sign_in, finish, pending};
use crate::support::totp::totp;
use crate::support::*;
use std::sync::Arc;
use vestibule::accounts::Browser;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::shared::requests::SecondFactorRequest;
use vestibule::store::Db;
use vestibule::transfer::{Copied, Existing, copy};

const FACTORS: &str = "/api/account/factors";
/// The tables that are not empty after [`use_all`].
const TABLES: [&str; 6] =
    ["user_handles", "passkeys", "authenticators", "recovery_codes", "spent_proofs", "trusted_browsers"];

/// What the owner of an account keeps.
struct Kept {
    passkey: Authenticator,
    /// An answer of the passkey that has signed in.
    answer: Value,
    secret: String,
    recovery_codes: Vec<String>,
}

/// Completes a sign-in with a code, and trusts the browser, which only a page can do.
async fn trust(app: &TestApp, code: &str) {
    let pending_token = pending(app, "maren").await.into();
    let request = SecondFactorRequest { pending_token, code: code.into(), trust: Expected::Given(true) };
    let signed_in = app.accounts.sessions().log_in_with_code(&Caller::default(), Browser::default(), request).await;
    assert!(signed_in.expect("a session").trusted.is_some());
}

/// Completes a sign-in with a code.
async fn complete(app: &TestApp, code: &str) -> Reply {
    let body = json!({"pending_token": pending(app, "maren").await, "code": code});
    app.post("/api/auth/login/code").json(&body).send().await
}

/// Adds all factors, and uses the passkey, the app and the first recovery code.
async fn use_all(app: &TestApp) -> Kept {
    let (_, tokens) = app.member("maren").await;
    let begin = app.post(&format!("{FACTORS}/authenticator/begin")).bearer(&tokens.access);
    let new = begin.expect_status(200).await.json();
    let secret = new["secret"].as_str().expect("a secret").to_owned();
    let confirm = json!({"setup": new["setup"], "code": totp(&secret, app.accounts.now())});
    let path = format!("{FACTORS}/authenticator/confirm");
    app.send(&tokens, Method::POST, &path, &confirm).await.expect_status(200);
    let codes = app.post(&format!("{FACTORS}/recovery-codes")).bearer(&tokens.access).expect_status(201).await.json();
    let codes = codes["codes"].as_array().expect("codes").iter();
    let recovery_codes: Vec<_> = codes.map(|code| code.as_str().expect("a code").to_owned()).collect();
    let mut passkey = Authenticator::added(app, &tokens).await;
    let answer = passkey.answer(&begin_sign_in(app, &json!({})).await);
    finish(app, &answer).await.expect_status(200);
    trust(app, &recovery_codes[0]).await;
    app.wait(30);
    trust(app, &totp(&secret, app.accounts.now())).await;
    Kept { passkey, answer, secret, recovery_codes }
}

#[tokio::test]
async fn factors_work_in_a_copy_with_another_secret_and_nothing_works_again() {
    let app = TestApp::with(|config| config.trust_browsers = Some(Duration::from_secs(24 * 60 * 60))).await;
    let Kept { mut passkey, answer, secret, recovery_codes } = use_all(&app).await;
    let database = Arc::new(TestDatabase::new().await);
    let db = Db::connect(database.url().expose()).await.expect("a database");
    db.migrations().up(None).await.expect("the migrations");
    let (new, old) = (MasterSecret::new(vec![8; 32]), MasterSecret::new(vec![7; 32]));
    let wrapping = Wrapping::new(&new, Some(&old));
    let copied = copy(&app.db, &db, &wrapping, &SystemEntropy, Existing::Refuse, &mut |_| {}).await.expect("a copy");
    let rows = |table: &str| copied.iter().find(|copied: &&Copied| copied.table == table).expect("the table").rows;
    assert_eq!(TABLES.map(rows), [1, 1, 1, 10, 4, 2]);

    let moved = TestApp::on_database_with_secret(database, new).await;
    moved.wait(30);
    finish(&moved, &answer).await.assert_refused(401, "passkey_refused");
    complete(&moved, &recovery_codes[0]).await.assert_refused(401, "invalid_code");
    let code = totp(&secret, moved.accounts.now());
    complete(&moved, &code).await.assert_refused(401, "invalid_code");
    assert!(moved.events("factor.use").await.is_empty(), "an answer again is no copy of the passkey");

    passkey.sign_in(&moved).await.expect_status(200);
    complete(&moved, &recovery_codes[1]).await.expect_status(200);
    moved.wait(30);
    complete(&moved, &totp(&secret, moved.accounts.now())).await.expect_status(200);
}
