//! Tokens of each kind that are expired, revoked, from another server or truncated, at every route of the OpenAPI document
//! that needs one.

use crate::support::*;

/// The longest lifetime of the tokens here, in seconds: that of the API token.
const EXPIRED: u64 = 90 * 24 * 60 * 60;

/// Method and path of each operation that needs a token. Ids in paths are made up.
fn operations() -> Vec<(Method, String)> {
    let paths = vestibule::http::document()["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations").iter();
        let need_token = operations.filter(|(_, operation)| operation["security"] != json!([]));
        need_token.map(move |(method, _)| {
            let method = method.to_uppercase().parse().expect("a method");
            (method, fill_in(path))
        })
    });
    operations.collect()
}

/// Replaces each `{name}` by an id.
fn fill_in(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => Uuid::from_u128(7).to_string(),
        false => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn no_route_accepts_a_token_that_is_not_valid() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let (user, ended) = app.member("ada").await;
    let id = id_of(&user).to_owned();
    let session = app.log_in("ada").await;
    assert_eq!(app.post("/api/auth/logout").bearer(&ended.access).send().await.status, 204);
    let (revoked_id, revoked) = app.api_token(&session, &id, &["self"]).await;
    let revoke = app.delete(&format!("/api/users/{id}/tokens/{revoked_id}")).bearer(&session.access);
    assert_eq!(revoke.send().await.status, 204);
    let (_, secret) = app.api_token(&session, &id, &["self"]).await;

    let elsewhere = TestApp::new().await;
    let (other, foreign) = elsewhere.member("ada").await;
    let (_, foreign_secret) = elsewhere.api_token(&foreign, id_of(&other), &["self"]).await;

    let without_last = |token: &str| token[..token.len() - 1].to_owned();
    let bad = [
        (ended.access.clone(), "token_revoked"),
        (foreign.access, "token_invalid"),
        (session.access[..session.access.len() / 2].to_owned(), "token_malformed"),
        // A refresh token of this server.
        (session.refresh.clone(), "token_invalid"),
        (revoked, "token_revoked"),
        (foreign_secret, "token_invalid"),
        (without_last(&secret), "token_malformed"),
        (format!("{}{}", without_last(&secret), if secret.ends_with('0') { '1' } else { '0' }), "token_malformed"),
        ("vst_".to_owned(), "token_malformed"),
    ];
    let operations = operations();
    assert!(operations.len() > 30, "{operations:?}");
    for (token, code) in &bad {
        assert_all_refuse(&app, &operations, token, code).await;
    }
    app.wait(EXPIRED - 1);
    assert_eq!(app.me(&secret).send().await.status, 200);
    app.wait(1);
    for token in [&session.access, &secret] {
        assert_all_refuse(&app, &operations, token, "token_expired").await;
    }
}

async fn assert_all_refuse(app: &TestApp, operations: &[(Method, String)], token: &str, code: &str) {
    for (method, path) in operations {
        let reply = app.call(method.clone(), path).bearer(token).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, code), "{method} {path}: {}", reply.text());
        assert!(reply.header("www-authenticate").starts_with("Bearer "), "{method} {path}");
    }
}
