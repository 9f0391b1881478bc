//! Sessions: `POST /api/auth/login`, `/refresh` and `/logout`, and the tokens that they give.

mod cookies;
mod devices;
mod known_browser;
mod new_browser;
mod shared_address;
mod signed_out;

use crate::support::*;

/// The name of the cookie with the access token.
const ACCESS: &str = "vestibule_access";

#[tokio::test]
async fn login_returns_tokens_and_the_account_found_by_username_or_email_in_any_case() {
    let app = TestApp::new().await;
    let user = app.register("ada").await;
    for body in [
        json!({"login": "ada", "password": PASSWORD}),
        json!({"login": "ADA@example.org", "password": PASSWORD}),
        json!({"username": "Ada", "password": PASSWORD}),
        json!({"email": "ada@EXAMPLE.org", "password": PASSWORD}),
        json!({"login": "ada", "username": "nobody", "email": "nobody@example.org", "password": PASSWORD}),
        json!({"username": "ada", "email": "nobody@example.org", "password": PASSWORD}),
    ] {
        let view = app.post("/api/auth/login").json(&body).expect_status(200).await.json();
        assert_eq!((&view["token_type"], &view["expires_in"]), (&json!("Bearer"), &json!(900)), "{body}");
        assert_eq!(view["user"]["id"], user["id"], "{body}");
        for token in ["access_token", "refresh_token"] {
            assert_eq!(view[token].as_str().unwrap().split('.').count(), 3, "{token} is no JWT");
        }
    }
    for body in [json!({"password": PASSWORD}), json!({"login": "ada"}), json!({})] {
        app.post("/api/auth/login").json(&body).send().await.assert_refused(422, "validation_failed");
    }
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_get_the_same_response() {
    let app = TestApp::with_user("ada").await;
    let wrong = app.sign_in("ada", OTHER_PASSWORD).send().await;
    let unknown = app.sign_in("bob", OTHER_PASSWORD).send().await;

    assert_eq!((wrong.status, wrong.code().as_str()), (401, "invalid_credentials"));
    assert_eq!(wrong.header("www-authenticate"), "Bearer realm=\"vestibule\"");
    assert_eq!(unknown.status, wrong.status);
    let without_id = |mut problem: Value| {
        problem["request_id"].take();
        problem
    };
    assert_eq!(without_id(unknown.json()), without_id(wrong.json()));
    let names = |reply: &crate::support::Reply| reply.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&unknown), names(&wrong));
}

/// Asserts a 401 with `code` and the `WWW-Authenticate` header of RFC 6750.
#[track_caller]
fn assert_refused(reply: &Reply, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (401, code));
    let challenge = reply.header("www-authenticate");
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    assert_eq!(challenge.contains("error=\"invalid_token\""), code != "token_missing", "{challenge}");
}

#[tokio::test]
async fn an_access_token_identifies_its_user_in_one_authorization_header_only() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let reply =
            app.get("/api/auth/me").header("authorization", &format!("{scheme} {}", tokens.access)).send().await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["id"], user["id"]);
    }

    let url = format!("/api/auth/me?access_token={}", tokens.access);
    assert_refused(&app.get(&url).send().await, "token_missing");
    let cookie = format!("vestibule_access={0}; __Host-vestibule_access={0}", tokens.access);
    assert_refused(&app.get("/api/auth/me").header("cookie", &cookie).send().await, "token_missing");

    let reply = app.me(&tokens.access).bearer(&tokens.access).send().await;
    assert_refused(&reply, "token_malformed");
}

#[tokio::test]
async fn missing_malformed_invalid_revoked_and_expired_tokens_have_different_codes() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    let me = |token: &str| app.me(token).send();

    assert_refused(&app.get("/api/auth/me").send().await, "token_missing");
    assert_refused(&app.get("/api/auth/me").header("authorization", "Basic YTpi").send().await, "token_missing");
    for broken in ["", "abc", "a.b.c", &tokens.access[..tokens.access.len() / 2]] {
        assert_refused(&me(broken).await, "token_malformed");
    }
    assert_refused(&me(&tokens.refresh).await, "token_invalid");
    let (_, foreign) = TestApp::new().await.member("ada").await;
    assert_refused(&me(&foreign.access).await, "token_invalid");

    app.post("/api/auth/logout").bearer(&tokens.access).send().await;
    assert_refused(&me(&tokens.access).await, "token_revoked");

    let tokens = app.log_in("ada").await;
    app.wait(15 * 60);
    assert_refused(&me(&tokens.access).await, "token_expired");
}

#[tokio::test]
async fn a_refresh_needs_a_valid_token_as_bearer_or_in_the_body() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let first = app.post("/api/auth/refresh").bearer(&tokens.refresh).expect_status(200).await;
    assert_eq!(first.json()["user"]["id"], user["id"]);

    let tokens = Tokens::of(&first.json());
    let second = app.post("/api/auth/refresh").json(&json!({"refresh_token": tokens.refresh})).expect_status(200).await;
    let tokens = Tokens::of(&second.json());
    assert_eq!(app.me(&tokens.access).send().await.status, 200);

    let post = || app.post("/api/auth/refresh");
    assert_refused(&post().send().await, "token_missing");
    assert_refused(&post().json(&json!({})).send().await, "token_missing");
    for mistyped in
        [post().json(&json!({"refresh_token": 7})), post().bearer(&tokens.refresh).json(&json!({"refresh_token": 7}))]
    {
        let reply = mistyped.send().await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, "refresh_token wrong_type"));
    }
    assert_refused(&post().json(&json!({"refresh_token": "abc"})).send().await, "token_malformed");
    assert_refused(&post().bearer(&tokens.access).send().await, "token_invalid");
    assert_eq!(post().form(&[("refresh_token", &tokens.refresh)]).send().await.code(), "unsupported_media_type");
    app.wait(12 * 60 * 60 + 1);
    assert_refused(&post().bearer(&tokens.refresh).send().await, "token_expired");
}

#[tokio::test]
async fn either_token_signs_out_even_if_expired_and_repeatedly_and_both_are_revoked() {
    let app = TestApp::with_user("ada").await;
    let post = || app.post("/api/auth/logout");
    for expired in [false, true] {
        let (access, bearer, body) = (app.log_in("ada").await, app.log_in("ada").await, app.log_in("ada").await);
        if expired {
            app.wait(12 * 60 * 60 + 1);
        }
        for _ in 0..2 {
            assert_eq!(post().bearer(&access.access).send().await.status, 204);
            assert_eq!(post().bearer(&bearer.refresh).send().await.status, 204);
            assert_eq!(post().json(&json!({"refresh_token": body.refresh})).send().await.status, 204);
        }
        let ended = app.database.run("SELECT 'ended' FROM sessions WHERE ended_at IS NOT NULL").await;
        assert_eq!(ended.len(), if expired { 6 } else { 3 });
    }
    let (_, foreign) = TestApp::new().await.member("ada").await;
    for token in [&foreign.access, &foreign.refresh] {
        assert_refused(&post().bearer(token).send().await, "token_invalid");
    }
    assert_refused(&post().bearer("abc").send().await, "token_malformed");
    assert_refused(&post().send().await, "token_missing");

    let tokens = app.log_in("ada").await;
    let reply = post().bearer(&tokens.access).send().await;
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    assert_refused(&app.me(&tokens.access).send().await, "token_revoked");
    assert_refused(&app.refresh(&tokens).await, "token_revoked");
    assert_eq!(app.read(&tokens, "/api/auth/logout").await.code(), "method_not_allowed");
}

/// The header and the claims of a token.
fn parts(token: &str) -> (Value, Value) {
    (part_of_jwt(token, 0), part_of_jwt(token, 1))
}

fn members(claims: &Value) -> Vec<&str> {
    claims.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn tokens_contain_exactly_the_documented_claims() {
    let app = TestApp::with(|config| config.access_ttl = Duration::from_secs(600)).await;
    let (user, _) = app.member("ada").await;
    let signed_in_at = app.accounts.now().seconds();
    let reply = app.sign_in("ada", PASSWORD).send().await.json();
    assert_eq!(reply["expires_in"], 600);
    app.wait(60);
    let refreshed = app.post("/api/auth/refresh").json(&json!({"refresh_token": reply["refresh_token"]})).send().await;
    let now = app.accounts.now().seconds();
    let tokens = Tokens::of(&refreshed.json());
    assert_eq!(refreshed.json()["expires_in"], 600);

    let (header, claims) = parts(&tokens.access);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("EdDSA")));
    let access = "acr amr aud auth_time client_id exp groups iat iss jti nbf role sid sub type";
    assert_eq!(members(&claims).join(" "), access);
    for (name, value) in [
        ("acr", json!("urn:vestibule:acr:password")),
        ("amr", json!(["pwd"])),
        ("aud", json!("http://localhost:3000")),
        ("auth_time", json!(signed_in_at - 30)),
        ("client_id", json!("vestibule")),
        ("exp", json!(now + 600)),
        ("groups", json!([])),
        ("iat", json!(now - 30)),
        ("iss", json!("http://localhost:3000")),
        ("nbf", json!(now - 30)),
        ("role", json!("user")),
        ("sub", user["id"].clone()),
        ("type", json!("access")),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let shown = app.get("/.well-known/jwks.json").send().await.json();
    let is_shown = |kid: &Value| shown["keys"].as_array().unwrap().iter().any(|key| &key["kid"] == kid);
    assert!(is_shown(&header["kid"]));

    let (header, claims) = parts(&tokens.refresh);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("rt+jwt"), &json!("HS256")));
    assert_eq!(members(&claims), ["aud", "exp", "iat", "iss", "jti", "nbf", "sid", "sub", "type"]);
    assert_eq!(claims["aud"], "http://localhost:3000/api/auth/refresh");
    assert_eq!(claims["type"], "refresh");
    assert!(!is_shown(&header["kid"]));
}

#[tokio::test]
async fn the_claim_groups_has_all_groups_or_is_replaced_by_an_overflow() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    // 199 bytes of JSON.
    let members = ["a".repeat(63), "b".repeat(63), "c".repeat(63)];
    for name in &members {
        app.group(name, &["ada"]).await;
    }
    assert_eq!(parts(&tokens.access).1["groups"], json!([]), "a token does not change");
    let refreshed = Tokens::of(&app.refresh(&tokens).await.json());
    assert_eq!(parts(&refreshed.access).1["groups"], json!(members));
    app.group("d", &["ada"]).await;
    let claims = parts(&Tokens::of(&app.refresh(&refreshed).await.json()).access).1;
    assert_eq!((claims.get("groups"), &claims["groups_overflow"]), (None, &json!(true)));
    let me = app.me(&refreshed.access).send().await.json();
    assert_eq!(me["groups"].as_array().unwrap().len(), 4, "the answer is complete");
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_had() {
    let app = TestApp::with_user("ada").await;
    app.register("grace").await;
    let mut browser = app.browser_of("ada").await;
    let old = browser.jar[ACCESS].clone();
    browser.run("/actions/login", &[("login", "grace"), ("password", OTHER_PASSWORD)]).await;
    assert_eq!(app.me(&old).send().await.status, 200, "a failed sign-in ends no session");
    browser.log_in("grace").await;
    assert_refused(&app.me(&old).send().await, "token_revoked");
    assert_eq!(app.me(&browser.jar[ACCESS]).send().await.status, 200);

    let old = browser.jar[ACCESS].clone();
    let new = [("username", "emmy"), ("email", "emmy@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.run("/actions/register", &new).await.status, 200);
    assert_refused(&app.me(&old).send().await, "token_revoked");
}

/// The number of SQL statements of a request, from the `Server-Timing` header of development mode.
fn statements(reply: &Reply) -> u32 {
    let timing = reply.header("server-timing");
    let count = timing.split_once("statements: ").and_then(|(_, rest)| rest.split('"').next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{timing}"))
}

#[tokio::test]
async fn me_and_refresh_run_the_minimum_number_of_statements() {
    let app = TestApp::with(|config| config.environment = vestibule::config::Environment::Development).await;
    let (_, tokens) = app.member("maren").await;
    let me = || app.me(&tokens.access).header("user-agent", "A browser").send();
    // On PostgreSQL the cache is used only after the listener has connected.
    while !app.accounts.uses_session_cache() || statements(&me().await) > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(statements(&me().await), 0);
    let refreshed =
        app.post("/api/auth/refresh").header("user-agent", "A browser").bearer(&tokens.refresh).send().await;
    assert_eq!(statements(&refreshed), 1);
}
