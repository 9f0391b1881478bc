//! Tokens where they do not belong, and tokens that the provider has not made.

use super::{is_refused, other_client};
use crate::support::openid::{Client, answer};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const USERINFO: &str = "/oauth/userinfo";
const INTROSPECT: &str = "/oauth/introspect";

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

/// The status of userinfo with this token.
async fn userinfo(app: &TestApp, token: &str) -> u16 {
    app.get(USERINFO).bearer(token).send().await.status
}

async fn is_active(app: &TestApp, client: &Client, token: &str) -> bool {
    let reply = client.call(app, INTROSPECT, &[("token", token)]).send().await.expect_status(200);
    reply.json()["active"].as_bool().expect("a boolean")
}

/// Tokens of `maren` with a refresh token that outlives the session.
async fn tokens_of_maren(app: &TestApp, client: &Client) -> Value {
    let mut browser = app.browser_of("maren").await;
    client.tokens(app, &mut browser, &[("scope", "openid profile offline_access")]).await
}

#[tokio::test]
async fn a_token_is_worth_nothing_in_the_place_of_another_kind() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let tokens = tokens_of_maren(&app, &client).await;
    let session = app.log_in("maren").await;
    let body = json!({"application": "wiki"});
    let application = app.send(&session, Method::POST, "/api/auth/application-token", &body).await.json();
    let [id_token, access, refresh] = ["id_token", "access_token", "refresh_token"].map(|name| text(&tokens, name));
    assert_eq!(userinfo(&app, &access).await, 200);

    // At userinfo: only the access token of a client.
    for (attack, token) in [
        ("an ID token", id_token.as_str()),
        ("a refresh token", &refresh),
        ("the access token of a session", &session.access),
        ("the refresh token of a session", &session.refresh),
        ("the token of an application behind a proxy", &text(&application, "token")),
    ] {
        let reply = app.get(USERINFO).bearer(token).send().await;
        assert_eq!(reply.status, 401, "{attack}: {}", reply.text());
        assert!(reply.header("www-authenticate").starts_with("Bearer"), "{attack}");
        assert!(token == refresh || !is_active(&app, &client, token).await, "{attack}");
    }
    assert_eq!(app.get(USERINFO).send().await.status, 401, "no token");
    // At the API: none of a client's, in whichever place.
    for token in [&id_token, &access, &refresh] {
        for path in ["/api/auth/me", "/api/users", "/api/auth/sessions", "/api/applications"] {
            assert_eq!(app.read(token, path).await.status, 401, "{path}");
        }
        assert_eq!(app.post("/api/auth/refresh").bearer(token).send().await.status, 401);
        let mut browser = app.browser();
        browser.jar.insert("vestibule_access".to_owned(), token.clone());
        browser.jar.insert("vestibule_refresh".to_owned(), token.clone());
        assert!(browser.open("/account").await.location().starts_with("/login"), "no session");
    }
    // As a refresh token: only one.
    for token in [&id_token, &access, &session.refresh, &session.access] {
        is_refused(&client.refresh(&app, token).await, "invalid_grant", "as a refresh token");
    }
}

#[tokio::test]
async fn the_tokens_of_one_client_are_worth_nothing_to_another() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let other = other_client(&app).await;
    let tokens = tokens_of_maren(&app, &client).await;
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| text(&tokens, name));
    for token in [&access, &refresh] {
        assert!(is_active(&app, &client, token).await);
        assert!(!is_active(&app, &other, token).await, "what it says is for its own client");
        // A success either way (RFC 7009), but nothing is revoked.
        other.call(&app, "/oauth/revoke", &[("token", token)]).send().await;
        assert!(is_active(&app, &client, token).await);
    }
    is_refused(&other.refresh(&app, &refresh).await, "invalid_grant", "the refresh token of another client");
    assert_eq!(client.refresh(&app, &refresh).await.status, 200, "that was no reuse");
    // The audience says which server may be shown a token.
    let claims = part_of_jwt(&text(&tokens, "access_token"), 1);
    assert_eq!(claims["client_id"], client.id);
    assert!(claims["aud"] != "http://localhost:3000", "never the base URL alone: {claims}");
}

/// What an attacker without a key can do to a token: other algorithms, other keys, other contents.
fn forgeries(token: &str, jwks: &Value, victim: &str) -> Vec<(String, String)> {
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let (header, mut claims) = (part_of_jwt(token, 0), part_of_jwt(token, 1));
    claims["sub"] = json!(victim);
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let with = |member: &str, value: Value| {
        let mut header = header.clone();
        header[member] = value;
        header
    };
    let message = |header: &Value| format!("{}.{}", encode(header), encode(&claims));
    let mut all = vec![
        ("other claims, the old signature".to_owned(), format!("{}.{signature}", message(&header))),
        ("no signature".to_owned(), format!("{signed}.")),
        ("two parts".to_owned(), signed.to_owned()),
        ("four parts".to_owned(), format!("{token}.{signature}")),
    ];
    for none in ["none", "None", "NONE", ""] {
        let header = with("alg", json!(none));
        all.push((format!("alg {none:?}"), format!("{}.", message(&header))));
        all.push((format!("alg {none:?} with the signature"), format!("{}.{signature}", message(&header))));
    }
    let key = &jwks["keys"][0];
    let modulus = BASE64_URL_SAFE_NO_PAD.decode(key["n"].as_str().expect("a number")).expect("base64url");
    let secrets: [(&str, Vec<u8>); 4] = [
        ("the modulus", modulus.clone()),
        ("the modulus as it is written", text(key, "n").into_bytes()),
        ("the key as JSON", key.to_string().into_bytes()),
        ("the key in base64", BASE64_STANDARD.encode(&modulus).into_bytes()),
    ];
    for (name, secret) in secrets {
        let message = message(&with("alg", json!("HS256")));
        let mac = Hmac::<Sha256>::new_from_slice(&secret).expect("a key of any length");
        let mac = BASE64_URL_SAFE_NO_PAD.encode(mac.chain_update(&message).finalize().into_bytes());
        all.push((format!("HS256 with {name}"), format!("{message}.{mac}")));
    }
    for (member, value) in [
        ("jwk", key.clone()),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/certificate")),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("' OR '1'='1")),
        ("alg", json!("ES256")),
        ("alg", json!("PS256")),
    ] {
        all.push((format!("{member} in the header"), format!("{}.{signature}", message(&with(member, value)))));
    }
    all
}

#[tokio::test]
async fn a_forged_token_is_refused_wherever_a_token_is_taken() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.register("jonas").await;
    let (victim, jwks) = (app.id_of("jonas").await, app.get("/oauth/jwks").send().await.json());
    let tokens = tokens_of_maren(&app, &client).await;
    for (attack, token) in forgeries(&text(&tokens, "access_token"), &jwks, &victim) {
        assert_eq!(userinfo(&app, &token).await, 401, "{attack}");
        assert!(!is_active(&app, &client, &token).await, "{attack}");
        assert_eq!(app.me(&token).send().await.status, 401, "{attack}");
    }
    let mut browser = app.browser_of("jonas").await;
    for (attack, token) in forgeries(&text(&tokens, "id_token"), &jwks, &victim) {
        let reply = client.authorize(&mut browser, &[("prompt", "none"), ("id_token_hint", token.as_str())]).await;
        assert!(!answer(&reply).contains_key("code"), "a hint is checked: {attack}");
        let path = format!("/oauth/logout?id_token_hint={token}");
        let page = browser.open(&path).await;
        assert!(matches!(page.status, 200 | 400), "{attack}: {} {}", page.status, page.header("location"));
        assert_eq!(client.authorize(&mut browser, &[("prompt", "none")]).await.status, 303);
    }
    assert!(!client.code(&mut browser, &[("prompt", "none")]).await.is_empty(), "still signed in");
}

/// A real token of another kind as a hint: both are signed by the same key.
#[tokio::test]
async fn an_access_token_is_no_hint() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let tokens = client.tokens(&app, &mut browser, &[]).await;
    let access = text(&tokens, "access_token");
    let reply = client.authorize(&mut browser, &[("prompt", "none"), ("id_token_hint", access.as_str())]).await;
    assert!(!answer(&reply).contains_key("code"), "{}", reply.location());
    let page = browser.open(&format!("/oauth/logout?id_token_hint={access}")).await;
    assert!(matches!(page.status, 200 | 400), "{}", page.header("location"));
    assert!(!client.code(&mut browser, &[("prompt", "none")]).await.is_empty(), "still signed in");
    // That of another person neither shows who is signed in, nor gives a code.
    app.register("jonas").await;
    let mut of_jonas = app.browser_of("jonas").await;
    let id_token = text(&tokens, "id_token");
    let reply = client.authorize(&mut of_jonas, &[("prompt", "none"), ("id_token_hint", id_token.as_str())]).await;
    assert_eq!(answer(&reply)["error"], "login_required");
}
