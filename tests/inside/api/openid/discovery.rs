//! The metadata of the provider, and its keys.

use crate::support::openid::{WIKI, client_request};
use crate::support::*;

#[tokio::test]
async fn the_metadata_is_the_same_at_both_addresses_and_says_what_there_is() {
    let app = TestApp::new().await;
    let reply = app.get("/.well-known/openid-configuration").header("origin", "https://any.example").send().await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let metadata = reply.json();
    assert_eq!(app.get("/.well-known/oauth-authorization-server").expect_status(200).await.json(), metadata);

    let issuer = app.accounts.settings().issuer.as_str();
    assert_eq!(metadata["issuer"], issuer);
    for (member, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("revocation_endpoint", "revoke"),
        ("introspection_endpoint", "introspect"),
        ("end_session_endpoint", "logout"),
        ("jwks_uri", "jwks"),
    ] {
        assert_eq!(metadata[member], format!("{issuer}/oauth/{path}"));
    }
    for (member, expected) in [
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query", "fragment", "form_post"])),
        ("subject_types_supported", json!(["public"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "client_secret_post", "none"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("scopes_supported", json!(["openid", "profile", "email", "groups", "offline_access"])),
        ("claim_types_supported", json!(["normal", "distributed"])),
        ("claims_parameter_supported", json!(true)),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("backchannel_logout_supported", json!(true)),
        ("backchannel_logout_session_supported", json!(true)),
    ] {
        assert_eq!(metadata[member], expected, "{member}");
    }
    assert_eq!(metadata["acr_values_supported"][2], "urn:vestibule:acr:passkey");
}

#[tokio::test]
async fn an_issuer_with_a_slash_is_told_what_is_right() {
    let app = TestApp::new().await;
    let issuer = app.accounts.settings().issuer.clone();
    for document in ["openid-configuration", "oauth-authorization-server"] {
        let reply = app.get(&format!("//.well-known/{document}")).expect_status(404).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        let detail = reply.json()["detail"].as_str().expect("a detail").to_owned();
        assert_eq!(
            detail,
            format!("The issuer is {issuer}, without a slash at its end. Enter it like that at the client.")
        );
    }
}

#[tokio::test]
async fn the_keys_of_clients_are_rsa_keys_apart_from_the_others() {
    let app = TestApp::new().await;
    let keys = async |path: &str| app.get(path).expect_status(200).await.json()["keys"].clone();
    assert_eq!(keys("/oauth/jwks").await, json!([]), "the first client makes the first one");
    app.add_application(open_at(WIKI, "https://wiki.example.com/")).await;
    app.add_client(WIKI, client_request(WIKI)).await;
    let own = keys("/oauth/jwks").await;
    assert_eq!(own.as_array().map(Vec::len), Some(1));
    assert_eq!((&own[0]["kty"], &own[0]["alg"], &own[0]["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
    assert!(own[0].get("d").is_none(), "the public half alone");
    let others = keys("/.well-known/jwks.json").await;
    assert!(others.as_array().is_some_and(|keys| keys.iter().all(|key| key["kty"] == "OKP")), "{others}");
    let reply = app.get("/oauth/jwks").header("origin", "https://any.example").send().await;
    assert_eq!(
        (reply.header("access-control-allow-origin"), reply.header("cache-control")),
        ("*", "public, max-age=300")
    );
}
