//! The userinfo endpoint.

use super::tickets::{outcome, text, tokens, userinfo};
use crate::support::openid::{Client, WIKI, client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const PATH: &str = "/oauth/userinfo";

async fn new_app() -> (TestApp, Client, Tokens) {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &["maren"]).await;
    let maren = app.log_in("maren").await;
    (app, client, maren)
}

/// What the client learns with these scopes and this parameter `claims`, without `sub` and `updated_at`.
async fn learned(app: &TestApp, client: &Client, who: &Tokens, scopes: &str, claims: Value) -> Value {
    let answer = tokens(app, client, who, json!({"scopes": scopes, "claims": claims})).await;
    let mut said = userinfo(app, &answer).await.expect_status(200).json();
    let members = said.as_object_mut().expect("members");
    assert_eq!(members.remove("sub"), Some(part_of_jwt(&who.access, 1)["sub"].clone()));
    if let Some(at) = members.remove("updated_at") {
        assert!(at.is_i64(), "{at}");
    }
    said
}

#[tokio::test]
async fn scopes_say_what_the_client_learns_and_nothing_is_empty_but_groups() {
    let (app, client, maren) = new_app().await;
    for (scopes, expected) in [
        ("openid", json!({})),
        ("openid profile", json!({"preferred_username": "maren"})),
        ("openid email", json!({"email": "maren@example.org", "email_verified": false})),
        ("openid groups", json!({"groups": ["editors"]})),
    ] {
        assert_eq!(learned(&app, &client, &maren, scopes, Value::Null).await, expected, "{scopes}");
    }
    let jonas = app.member("jonas").await.1;
    assert_eq!(learned(&app, &client, &jonas, "openid groups", Value::Null).await, json!({"groups": []}));
}

#[tokio::test]
async fn single_claims_can_be_asked_for_but_none_that_the_application_may_not_learn() {
    let (app, client, maren) = new_app().await;
    let asked = json!(r#"{"userinfo": {"email": {"essential": true}, "groups": null}, "id_token": {"email": null}}"#);
    let expected = json!({"email": "maren@example.org", "groups": ["editors"]});
    assert_eq!(learned(&app, &client, &maren, "openid", asked.clone()).await, expected);
    let answer = tokens(&app, &client, &maren, json!({"scopes": "openid", "claims": asked})).await;
    let said = part_of_jwt(text(&answer, "id_token"), 1);
    assert_eq!((&said["email"], said.get("groups")), (&json!("maren@example.org"), None));

    let request = ApplicationRequest { claims: texts(&["groups"]), ..open_at(WIKI, "https://wiki.example.com/") };
    let request = ApplicationRequest { name: Text::Missing, ..request };
    app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    let less = learned(&app, &client, &maren, "openid email", asked).await;
    assert_eq!(less, json!({"groups": ["editors"]}));
}

#[tokio::test]
async fn a_client_can_have_all_claims_in_the_id_token_and_claims_of_its_own() {
    let (app, _, maren) = new_app().await;
    let request = ClientRequest {
        id_token_claims: Expected::Given(true),
        groups_claim: "roles".into(),
        claims: texts(&["tenant=north", "level@editors=2", "level=1"]),
        ..client_request("legacy")
    };
    let client = app.add_client(WIKI, request).await;
    let answer = tokens(&app, &client, &maren, json!({"scopes": "openid groups"})).await;
    let said = part_of_jwt(text(&answer, "id_token"), 1);
    assert_eq!(
        (&said["roles"], &said["tenant"], &said["level"]),
        (&json!(["editors"]), &json!("north"), &json!(["2", "1"]))
    );
    assert_eq!(said["aud"], "legacy");
    let info = userinfo(&app, &answer).await.json();
    assert_eq!((&info["roles"], &info["tenant"]), (&said["roles"], &said["tenant"]));
}

#[tokio::test]
async fn the_token_is_in_the_header_or_in_the_body_and_never_in_the_address() {
    let (app, client, maren) = new_app().await;
    let answer = tokens(&app, &client, &maren, json!({})).await;
    let token = text(&answer, "access_token");
    let reply = app.post(PATH).bearer(token).expect_status(200).await;
    assert_eq!((reply.header("cache-control"), reply.header("content-type")), ("no-store", "application/json"));
    app.post(PATH).form(&[("access_token", token)]).expect_status(200).await;
    let both = app.post(PATH).bearer(token).form(&[("access_token", token)]).send().await;
    assert_eq!(outcome(&both), "400 invalid_request");
    for call in [app.get(PATH), app.get(&format!("{PATH}?access_token={token}")), app.post(PATH)] {
        let reply = call.send().await;
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, "Bearer realm=\"vestibule\""));
    }
    let wrong = app.get(PATH).bearer("abc").send().await;
    assert_eq!(outcome(&wrong), "401 invalid_token");
    assert!(
        wrong.header("www-authenticate").starts_with("Bearer realm=\"vestibule\", error=\"invalid_token\", error_")
    );
}

#[tokio::test]
async fn only_an_access_token_for_this_endpoint_is_accepted() {
    let (app, client, maren) = new_app().await;
    let answer = tokens(&app, &client, &maren, json!({})).await;
    let (access, id_token) = (text(&answer, "access_token"), text(&answer, "id_token"));
    let without_openid = tokens(&app, &client, &maren, json!({"scopes": "email"})).await;
    let (_, rest) = access.split_once('.').expect("parts");
    let of_none = format!("eyJhbGciOiJub25lIn0.{rest}");
    let api_token = app.api_token(&maren, &app.id_of("maren").await, &["self"]).await.1;
    for (what, token) in [
        ("an ID token", id_token),
        ("one of our own", maren.access.as_str()),
        ("an API token", api_token.as_str()),
        ("one without openid", text(&without_openid, "access_token")),
        ("alg none", of_none.as_str()),
        ("another end", &access[..access.len() - 4]),
    ] {
        assert_eq!(outcome(&app.get(PATH).bearer(token).send().await), "401 invalid_token", "{what}");
    }
    app.wait(900);
    assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token", "expired");
}

#[tokio::test]
async fn what_ends_the_session_or_changes_the_account_holds_from_the_next_request_on() {
    for way in ["sign-out", "disable", "group", "client"] {
        let (app, client, maren) = new_app().await;
        let answer = tokens(&app, &client, &maren, json!({})).await;
        assert_eq!(userinfo(&app, &answer).await.status, 200);
        match way {
            "sign-out" => {
                app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
            }
            "group" => {
                let closed = ApplicationRequest { name: Text::Missing, ..closed_at(WIKI, "https://wiki.example.com/") };
                app.accounts
                    .applications()
                    .replace_application(&Caller::system(), WIKI, closed)
                    .await
                    .expect("a change");
            }
            "client" => app.accounts.clients().delete_client(&Caller::system(), WIKI).await.expect("a deletion"),
            change => app.change("maren", change).await,
        }
        assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token", "{way}");
    }
    let (app, client, maren) = new_app().await;
    let answers = [
        tokens(&app, &client, &maren, json!({"scopes": "openid groups"})).await,
        tokens(&app, &client, &maren, json!({"scopes": "openid groups offline_access"})).await,
    ];
    for (change, groups) in [(None, json!(["editors"])), (Some("writers"), json!(["editors", "writers"]))] {
        if let Some(group) = change {
            app.group(group, &["maren"]).await;
        }
        for answer in &answers {
            assert_eq!(userinfo(&app, answer).await.json()["groups"], groups);
        }
    }
}
