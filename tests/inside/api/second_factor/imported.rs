//! Authenticator apps that an import brings.

use super::complete;
use crate::support::totp::totp;
use crate::support::*;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const HASH: &str = "pbkdf2_sha256$1000$Vq3sZ0xT8mKp$E1cbn62ppTC+3DBJ8DIEGSY0K4Q4dnEY9I96yH11rB4=";

#[tokio::test]
async fn imported_users_keep_their_authenticator_apps() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let spaced = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq";
    let file = format!(
        "email,username,password_hash,totp_secret\nmaren@example.org,maren,{HASH},{SECRET}\n\
         jonas@example.org,jonas,{HASH},{spaced}\nines@example.org,ines,{HASH},\n"
    );
    let report = app.import(&boss, "", file).await.expect_status(200).json();
    assert_eq!(report["outcome"], "imported", "{report}");
    for username in ["maren", "jonas"] {
        let asked = app.sign_in(username, PASSWORD).send().await;
        asked.assert_refused(401, "second_factor_required");
        let pending = asked.json()["pending_token"].as_str().expect("a token").to_owned();
        complete(&app, &pending, &totp(SECRET, app.accounts.now())).await.expect_status(200);
    }
    app.log_in("ines").await;
    assert_eq!(app.database.run("SELECT COUNT(*) || '' FROM authenticators").await, ["2"]);
}

#[tokio::test]
async fn an_invalid_secret_is_an_error_of_its_row() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let file = "email,totp_secret\na@example.org,287082\nb@example.org,GEZDGNBV\nc@example.org,GEZDGNBVGY3TQOJ!\n";
    let report = app.import(&boss, "rows=good", file).await.expect_status(200).json();
    let errors = report["errors"].as_array().expect("errors").iter();
    let found: Vec<_> = errors.map(|error| format!("{} {}", error["row"], error["code"])).collect();
    assert_eq!(found, ["2 \"invalid_secret\"", "3 \"invalid_secret\"", "4 \"invalid_secret\""], "{report}");
    assert!(report["errors"][0]["message"].as_str().is_some_and(|message| message.contains("base32")), "{report}");
}

#[tokio::test]
async fn an_api_token_imports_no_secrets() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let id = app.id_of("boss").await;
    let (_, token) = app.api_token(&boss, &id, &["users:read", "users:write"]).await;
    let file = format!("email,totp_secret\nmaren@example.org,{SECRET}\n");
    let report = app.import(&token, "rows=good", file).await.expect_status(200).json();
    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("totp_secret"), &json!("token_scope")), "{report}");
}
