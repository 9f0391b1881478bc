//! The token in `X-Vestibule-Token`.

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{ED25519, UnparsedPublicKey};
use vestibule::shared::groups::GroupCarrier;

async fn token(app: &TestApp, jar: &Jar) -> String {
    let reply = forwarded(app, "GET", SHOP, jar).expect_status(200).await;
    reply.header("x-vestibule-token").to_owned()
}

fn decode(part: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url")
}

/// The header and the claims of a token, after checking its signature with the public keys.
async fn verified(app: &TestApp, token: &str) -> (Value, Value) {
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let json = |part| serde_json::from_slice::<Value>(&decode(part)).expect("JSON");
    let keys = app.get("/.well-known/jwks.json").send().await.json();
    let key = keys["keys"].as_array().expect("keys").iter().find(|key| key["kid"] == json(header)["kid"]);
    let key = decode(key.expect("the key")["x"].as_str().expect("a key"));
    let message = format!("{header}.{claims}");
    let verified = UnparsedPublicKey::new(&ED25519, key).verify(message.as_bytes(), &decode(signature));
    verified.expect("a valid signature");
    (json(header), json(claims))
}

#[tokio::test]
async fn the_token_says_who_the_user_is_for_a_minute_and_for_one_application() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let (header, claims) = verified(&app, &token(&app, &jar).await).await;
    assert_eq!((&header["typ"], &header["alg"]), (&json!("app+jwt"), &json!("EdDSA")));
    let now = app.accounts.now().seconds();
    let session = claims["sid"].clone();
    let expected = json!({
        "iss": BASE, "aud": "shop", "sub": app.id_of("ada").await, "sid": session, "iat": now - 30, "nbf": now - 30,
        "exp": now + 60, "auth_time": now - 30, "amr": ["pwd"], "acr": "urn:vestibule:acr:password", "username": "ada",
        "email": "ada@example.org", "email_verified": false, "groups": ["editors"], "type": "application",
    });
    assert_eq!(claims, expected, "without the name, which the user has not");
}

/// They are kept with the headers of the user.
#[tokio::test]
async fn each_answer_has_the_headers_of_all_responses_once() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let (one, other) =
        (forwarded(&app, "GET", SHOP, &jar).send().await, forwarded(&app, "GET", SHOP, &jar).send().await);
    assert_eq!(one.header("x-vestibule-token"), other.header("x-vestibule-token"), "the second answer is a copy");
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    for reply in [one, other] {
        for name in
            ["x-content-type-options", "cache-control", "content-security-policy", "remote-user", "x-request-id"]
        {
            assert_eq!(reply.headers.get_all(name).iter().count(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn the_token_and_the_headers_have_only_what_the_application_may_know() {
    let app = new_app().await;
    set_membership(&app, "ada", true).await;
    let open = open_at("plain", "https://id.example.com/plain");
    app.add_application(ApplicationRequest { claims: texts(&[]), ..open }).await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let reply = forwarded(&app, "GET", "https://id.example.com/plain", &jar).expect_status(200).await;
    for name in ["remote-name", "remote-email", "remote-groups"] {
        assert_eq!(reply.headers.get(name).map(|value| value.as_bytes()), Some(b"".as_slice()), "{name}");
    }
    let (_, claims) = verified(&app, reply.header("x-vestibule-token")).await;
    let names: Vec<_> = claims.as_object().expect("an object").keys().cloned().collect();
    let expected = ["acr", "amr", "aud", "auth_time", "exp", "iat", "iss", "nbf", "sid", "sub", "type", "username"];
    assert_eq!(names, expected);
    assert_eq!(claims["aud"], "plain");
}

#[tokio::test]
async fn groups_that_are_too_long_are_left_out_of_the_token_and_not_of_the_header() {
    let app = new_app().await;
    let names: Vec<_> = (0..4).map(|number| format!("{number}{}", "x".repeat(59))).collect();
    assert!(GroupCarrier::ApplicationToken.limit().is_some_and(|limit| names.concat().len() > limit));
    for name in &names {
        app.group(name, &["ada"]).await;
    }
    let jar = Visitor::signed_in(&app).await.own.jar;
    let reply = forwarded(&app, "GET", SHOP, &jar).send().await;
    assert_eq!(reply.header("remote-groups"), names.join(","));
    let (_, claims) = verified(&app, reply.header("x-vestibule-token")).await;
    assert_eq!((claims.get("groups"), &claims["groups_overflow"]), (None, &json!(true)));
}

#[tokio::test]
async fn a_token_is_sent_again_for_less_than_half_of_its_life_and_while_its_session_lives() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let jar = visitor.own.jar.clone();
    let first = token(&app, &jar).await;
    app.wait(24);
    assert_eq!(token(&app, &jar).await, first);
    app.wait(1);
    let second = token(&app, &jar).await;
    assert_ne!(second, first);
    visitor.own.run("/actions/logout", &[]).await;
    assert_eq!(forwarded(&app, "GET", SHOP, &jar).send().await.status, 401);
    visitor.own.log_in("ada").await;
    assert_ne!(token(&app, &visitor.own.jar).await, second);
}

#[tokio::test]
async fn vestibule_accepts_the_token_nowhere() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let token = token(&app, &visitor.own.jar).await;
    for (method, path) in [
        (Method::GET, "/api/auth/me"),
        (Method::GET, "/api/users"),
        (Method::POST, "/api/auth/refresh"),
        (Method::POST, "/api/auth/logout"),
    ] {
        let reply = app.call(method, path).bearer(&token).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "token_invalid"), "{path}");
    }
    let body = json!({"refresh_token": token});
    assert_eq!(app.post("/api/auth/refresh").json(&body).send().await.code(), "token_invalid");
    let mut thief = app.browser();
    thief.jar.extend([(ACCESS.to_owned(), token.clone()), (REFRESH.to_owned(), token)]);
    assert_eq!(thief.open("/account").await.location(), "/login?next=%2Faccount");
    assert_eq!(visitor.own.open("/account").await.status, 200, "the session has not ended");
}
