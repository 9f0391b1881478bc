//! The token endpoint: codes and credentials.

use super::tickets::{code, offline, outcome, text, tokens, userinfo};
use crate::support::openid::{
    CALLBACK, Client, VERIFIER, WIKI, WIKI_URL, basic, client_request, public_client_request,
};
use crate::support::scrape::Scrape;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use vestibule::keys::fingerprint;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

/// A client and somebody who has signed in.
async fn new_app() -> (TestApp, Client, Tokens) {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    (app, client, maren)
}

#[tokio::test]
async fn a_code_gives_tokens_that_say_who_has_signed_in_and_when() {
    let (app, client, maren) = new_app().await;
    let signed_in_at = app.accounts.now();
    let code = code(&app, &client, &maren, json!({"proved_at": signed_in_at.0 + 999}));
    app.wait(2);
    let reply = client.exchange(&app, &code, &[]).await.expect_status(200);
    assert_eq!((reply.header("cache-control"), reply.header("pragma")), ("no-store", "no-cache"));
    let answer = reply.json();
    assert_eq!((text(&answer, "token_type"), &answer["expires_in"]), ("Bearer", &json!(900)));
    assert_eq!((text(&answer, "scope"), answer.get("refresh_token")), ("openid profile email", None));

    let (access, id_token) = (text(&answer, "access_token"), text(&answer, "id_token"));
    let (issuer, now) = (app.accounts.settings().issuer.clone(), app.accounts.now().seconds());
    let session = part_of_jwt(&maren.access, 1);
    let (sub, sid) = (session["sub"].clone(), session["sid"].clone());
    let half = BASE64_URL_SAFE_NO_PAD.encode(&fingerprint(access.as_bytes())[..16]);
    let expected = json!({
        "iss": issuer, "sub": sub, "aud": WIKI, "azp": WIKI, "exp": now + 900, "iat": signed_in_at.seconds(),
        "auth_time": signed_in_at.seconds(), "nonce": "nonce-1", "acr": "urn:vestibule:acr:password", "amr": ["pwd"],
        "at_hash": half, "sid": sid,
    });
    assert_eq!(part_of_jwt(id_token, 1), expected);
    let said = part_of_jwt(access, 1);
    let expected = json!({
        "iss": issuer, "aud": format!("{issuer}/oauth/userinfo"), "sub": sub, "client_id": WIKI, "jti": said["jti"],
        "iat": signed_in_at.seconds(), "nbf": now - 30, "exp": now + 900, "scope": "openid profile email",
        "auth_time": signed_in_at.seconds(), "acr": "urn:vestibule:acr:password", "amr": ["pwd"], "sid": sid,
        "grant": said["grant"],
    });
    assert_eq!(said, expected);
    assert!(said["jti"].is_string() && said["grant"].is_string());

    let keys = app.get("/oauth/jwks").expect_status(200).await.json()["keys"].clone();
    for (token, typ) in [(access, "at+jwt"), (id_token, "JWT")] {
        let header = part_of_jwt(token, 0);
        assert_eq!(header, json!({"typ": typ, "alg": "RS256", "kid": keys[0]["kid"]}));
    }
    let refused = app.me(access).send().await;
    refused.assert_refused(401, "token_invalid");
}

#[tokio::test]
async fn a_code_is_used_once_and_a_second_use_revokes_what_the_first_one_gave() {
    let (app, client, maren) = new_app().await;
    for seconds in [0, 61] {
        let code = code(&app, &client, &maren, json!({}));
        let answer = client.exchange(&app, &code, &[]).await.expect_status(200).json();
        assert_eq!(userinfo(&app, &answer).await.status, 200);
        app.wait(seconds);
        for _ in 0..2 {
            assert_eq!(outcome(&client.exchange(&app, &code, &[]).await), "400 invalid_grant");
        }
        assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token", "after {seconds} seconds");
    }
    let events = app.events("client.token_reuse").await;
    assert_eq!(events.len(), 2, "once for each code");
    assert!(events.iter().all(|event| event.detail.as_deref() == Some(WIKI)));
}

#[tokio::test]
async fn of_several_exchanges_at_once_one_succeeds() {
    let (app, client, maren) = new_app().await;
    let code = code(&app, &client, &maren, json!({"scopes": "openid offline_access"}));
    let replies = join_all((0..6).map(|_| client.exchange(&app, &code, &[]))).await;
    let answered: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
    assert_eq!(answered.len(), 1);
    let answer = answered[0].json();
    assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token");
    assert_eq!(outcome(&client.refresh(&app, text(&answer, "refresh_token")).await), "400 invalid_grant");
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_its_address_and_its_verifier() {
    let (app, client, maren) = new_app().await;
    let other = app.add_client(WIKI, client_request("other")).await;
    let sealed = code(&app, &client, &maren, json!({}));
    assert_eq!(outcome(&other.exchange(&app, &sealed, &[]).await), "400 invalid_grant", "another client");
    for changes in [
        [("redirect_uri", "https://wiki.example.com/other")],
        [("redirect_uri", "https://wiki.example.com/callback?")],
        [("code_verifier", "another-verifier-of-the-tests-with-enough-characters")],
        [("code_verifier", "")],
        [("code", "abc")],
    ] {
        assert_eq!(outcome(&client.exchange(&app, &sealed, &changes).await), "400 invalid_grant", "{changes:?}");
    }
    let without = code(&app, &client, &maren, json!({"challenge": null}));
    assert_eq!(outcome(&client.exchange(&app, &without, &[]).await), "400 invalid_grant", "a verifier, no challenge");
    assert_eq!(client.exchange(&app, &without, &[("code_verifier", "")]).await.status, 200);
    // All of these have used nothing up.
    let unnamed = client.exchange(&app, &sealed, &[("redirect_uri", "")]).await;
    assert_eq!(outcome(&unnamed), "400 invalid_grant", "the request has named it");
    assert_eq!(client.exchange(&app, &sealed, &[]).await.status, 200);
    for changes in [[("redirect_uri", "")], [("redirect_uri", CALLBACK)]] {
        let sealed = code(&app, &client, &maren, json!({"is_address_named": false}));
        assert_eq!(client.exchange(&app, &sealed, &changes).await.status, 200, "{changes:?}");
    }
}

/// Another replica has taken the group away a moment ago, and its notification is still under way.
#[tokio::test]
async fn the_account_is_looked_at_again_when_the_grant_is_stored() {
    let (app, client, maren) = new_app().await;
    app.group("editors", &["maren"]).await;
    let request = ApplicationRequest { groups: texts(&["editors"]), name: Text::Missing, ..closed_at(WIKI, WIKI_URL) };
    app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    tokens(&app, &client, &maren, json!({})).await;
    let sealed = code(&app, &client, &maren, json!({"scopes": "openid offline_access"}));
    app.database.run("DELETE FROM group_members").await;
    assert_eq!(outcome(&client.exchange(&app, &sealed, &[]).await), "400 invalid_grant");
    assert_eq!(app.database.run("SELECT client_id FROM client_grants WHERE is_offline").await.len(), 0);
}

/// A client names APIs of other applications, but the token opens no more than its owner may enter.
#[tokio::test]
async fn a_token_for_another_application_needs_its_admission() {
    let (app, _, maren) = new_app().await;
    app.add_application(closed_at("hr", "https://hr.example/")).await;
    let resources = texts(&["https://hr.example/api"]);
    let client = app.add_client(WIKI, ClientRequest { resources, ..client_request("program") }).await;
    let hr = || code(&app, &client, &maren, json!({"resources": ["https://hr.example/api"]}));
    assert_eq!(outcome(&client.exchange(&app, &hr(), &[]).await), "400 invalid_grant");
    let open = ApplicationRequest { name: Text::Missing, ..open_at("hr", "https://hr.example/") };
    app.accounts.applications().replace_application(&Caller::system(), "hr", open).await.expect("a change");
    assert_eq!(outcome(&client.exchange(&app, &hr(), &[]).await), "200");
    // Nothing in memory knows of this change, but the transaction sees it.
    app.database.run("UPDATE applications SET everyone = FALSE WHERE name = 'hr'").await;
    assert_eq!(outcome(&client.exchange(&app, &hr(), &[]).await), "400 invalid_grant");
}

/// Each sign-in of a program may give one, and each lives for 30 days.
#[tokio::test]
async fn only_the_newest_grants_of_a_client_go_on_after_the_session() {
    let (app, client, maren) = new_app().await;
    let mut all = Vec::new();
    for _ in 0..21 {
        app.wait(1);
        all.push(offline(&app, &client, &maren).await);
    }
    let refreshed = async |answer: &Value| client.refresh(&app, text(answer, "refresh_token")).await.status;
    assert_eq!([refreshed(&all[0]).await, refreshed(&all[1]).await, refreshed(&all[20]).await], [400, 200, 200]);
}

/// The first client was made a moment ago, at another replica.
#[tokio::test]
async fn a_replica_without_the_key_reads_it_before_a_code_is_used_up() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    app.database.run("CREATE TABLE hidden AS SELECT * FROM client_signing_keys").await;
    app.database.run("DELETE FROM client_signing_keys").await;
    let replica = app.replica(|_| {}).await;
    app.database.run("INSERT INTO client_signing_keys SELECT * FROM hidden").await;
    let sealed = code(&app, &client, &maren, json!({}));
    assert_eq!(outcome(&client.exchange(&replica, &sealed, &[]).await), "200");
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_session_its_account_and_its_group() {
    for way in ["late", "sign-out", "disable", "group", "client"] {
        let (app, client, maren) = new_app().await;
        let sealed = code(&app, &client, &maren, json!({}));
        let mut expected = "400 invalid_grant";
        match way {
            "late" => app.wait(60),
            "sign-out" => {
                app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
            }
            "group" => close(&app).await,
            "client" => {
                app.accounts.clients().delete_client(&Caller::system(), WIKI).await.expect("a deletion");
                expected = "401 invalid_client";
            }
            change => app.change("maren", change).await,
        }
        assert_eq!(outcome(&client.exchange(&app, &sealed, &[]).await), expected, "{way}");
        assert!(app.database.run("SELECT client_id FROM client_grants").await.is_empty(), "{way}");
    }
}

#[tokio::test]
async fn a_second_use_after_the_session_revokes_offline_access() {
    let (app, client, maren) = new_app().await;
    let code = code(&app, &client, &maren, json!({"scopes": "openid offline_access"}));
    let answer = client.exchange(&app, &code, &[]).await.expect_status(200).json();
    app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
    assert_eq!(outcome(&client.exchange(&app, &code, &[]).await), "400 invalid_grant");
    assert_eq!(outcome(&client.refresh(&app, text(&answer, "refresh_token")).await), "400 invalid_grant");
}

/// Nobody may enter the application from now on.
async fn close(app: &TestApp) {
    let closed = ApplicationRequest { name: Text::Missing, ..closed_at(WIKI, "https://wiki.example.com/") };
    app.accounts.applications().replace_application(&Caller::system(), WIKI, closed).await.expect("a change");
}

#[tokio::test]
async fn a_client_says_who_it_is_by_its_secret() {
    let (app, client, maren) = new_app().await;
    let secret = client.secret.as_deref().expect("a secret");
    let spa = app.add_client(WIKI, public_client_request("spa")).await;
    let ask = async |header: Option<String>, fields: &[(&str, &str)]| {
        let sealed = code(&app, &client, &maren, json!({"is_address_named": false}));
        let usual = [("grant_type", "authorization_code"), ("code", sealed.as_str()), ("code_verifier", VERIFIER)];
        let fields: Vec<_> = usual.into_iter().chain(fields.iter().copied()).collect();
        let call = app.post("/oauth/token").form(&fields);
        let call = match header {
            Some(header) => call.header("authorization", &header),
            None => call,
        };
        outcome(&call.send().await)
    };
    let right = || Some(basic(WIKI, secret));
    assert_eq!(ask(right(), &[]).await, "200");
    assert_eq!(ask(right(), &[("client_id", WIKI)]).await, "200", "as some clients do");
    assert_eq!(ask(None, &[("client_id", WIKI), ("client_secret", secret)]).await, "200");
    for (header, fields, expected) in [
        (None, &[][..], "401 invalid_client"),
        (None, &[("client_id", WIKI)], "401 invalid_client"),
        (None, &[("client_id", WIKI), ("client_secret", "wrong")], "401 invalid_client"),
        (None, &[("client_id", "nobody"), ("client_secret", secret)], "401 invalid_client"),
        (None, &[("client_id", "spa"), ("client_secret", secret)], "401 invalid_client"),
        (None, &[("client_id", "spa")], "400 invalid_grant"),
        (Some(basic(WIKI, "wrong")), &[], "401 invalid_client"),
        (Some("Bearer abc".to_owned()), &[("client_id", "spa")], "401 invalid_client"),
        (right(), &[("client_secret", secret)], "400 invalid_request"),
        (right(), &[("client_id", "spa")], "400 invalid_request"),
        (right(), &[("code", "abc")], "400 invalid_request"),
    ] {
        assert_eq!(ask(header.clone(), fields).await, expected, "{header:?} {fields:?}");
    }
    assert_eq!(tokens(&app, &spa, &maren, json!({})).await["token_type"], "Bearer");
    let in_url = format!("/oauth/token?client_id={WIKI}&client_secret={secret}");
    assert_eq!(
        outcome(&app.post(&in_url).form(&[("grant_type", "client_credentials")]).send().await),
        "401 invalid_client"
    );
}

#[tokio::test]
async fn a_request_that_cannot_be_understood_is_refused_with_a_reason() {
    let (app, client, _) = new_app().await;
    for (fields, expected) in [
        (&[][..], "400 invalid_request"),
        (&[("grant_type", "password")], "400 unsupported_grant_type"),
        (&[("grant_type", "authorization_code")], "400 invalid_request"),
        (&[("grant_type", "refresh_token")], "400 invalid_request"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "vrt_abc")], "400 invalid_grant"),
        (&[("grant_type", "client_credentials")], "400 unauthorized_client"),
    ] {
        assert_eq!(outcome(&client.call(&app, "/oauth/token", fields).send().await), expected, "{fields:?}");
    }
    let as_json = app.post("/oauth/token").json(&json!({"grant_type": "authorization_code"})).send().await;
    assert_eq!(outcome(&as_json), "400 invalid_request");
    assert_eq!(app.get("/oauth/token").send().await.status, 405);
    let long = "a".repeat(70_000);
    let reply = client.call(&app, "/oauth/token", &[("code", long.as_str())]).send().await;
    assert_eq!(outcome(&reply), "413 invalid_request");
}

#[tokio::test]
async fn a_token_is_for_the_resource_that_was_asked_for() {
    let (app, _, maren) = new_app().await;
    let resources = texts(&["https://api.example", "https://mcp.example/v1"]);
    let client = app.add_client(WIKI, ClientRequest { resources, ..client_request("api") }).await;
    let granted = json!({"resources": ["https://api.example", "https://mcp.example/v1"]});
    let both = tokens(&app, &client, &maren, granted.clone()).await;
    let audience = |answer: &Value| part_of_jwt(text(answer, "access_token"), 1)["aud"].clone();
    assert_eq!(audience(&both), json!(["https://api.example", "https://mcp.example/v1"]));
    assert_eq!(outcome(&userinfo(&app, &both).await), "401 invalid_token");

    let sealed = code(&app, &client, &maren, granted.clone());
    let one = client.exchange(&app, &sealed, &[("resource", "https://api.example/")]).await.expect_status(200).json();
    assert_eq!(audience(&one), json!("https://api.example"));
    let sealed = code(&app, &client, &maren, granted);
    let refused = client.exchange(&app, &sealed, &[("resource", "https://other.example")]).await;
    assert_eq!(outcome(&refused), "400 invalid_target");
    let plain = tokens(&app, &client, &maren, json!({"scopes": ""})).await;
    assert_eq!((audience(&plain), plain.get("id_token"), plain.get("scope")), (json!("api"), None, None));

    // Named here alone. Where people are asked, they have not been shown it.
    let sealed = code(&app, &client, &maren, json!({}));
    let here =
        client.exchange(&app, &sealed, &[("resource", "https://mcp.example/v1")]).await.expect_status(200).json();
    assert_eq!(audience(&here), json!("https://mcp.example/v1"));
    let resources = texts(&["https://api.example", "https://mcp.example/v1"]);
    app.change_client(&client, ClientRequest { resources, consent: "once".into(), ..client_request("api") }).await;
    let sealed = code(&app, &client, &maren, json!({}));
    let refused = client.exchange(&app, &sealed, &[("resource", "https://mcp.example/v1")]).await;
    assert_eq!(outcome(&refused), "400 invalid_target");
}

#[tokio::test]
async fn the_last_use_of_a_client_is_stored_once_a_minute() {
    let (app, client, maren) = new_app().await;
    let used = async || app.accounts.clients().show_client(&Caller::system(), WIKI).await.expect("a client");
    assert_eq!(used().await.last_used_at, None);
    let first = app.accounts.now();
    for seconds in [0, 59] {
        app.wait(seconds);
        tokens(&app, &client, &maren, json!({})).await;
        let view = used().await;
        assert_eq!((view.last_used_at, view.secrets[0].last_used_at), (Some(first), Some(first)));
    }
    app.wait(1);
    tokens(&app, &client, &maren, json!({})).await;
    assert_eq!(used().await.last_used_at, Some(app.accounts.now()));
}

#[tokio::test]
async fn answers_are_counted_by_outcome() {
    let (app, client, maren) = new_app().await;
    tokens(&app, &client, &maren, json!({})).await;
    client.exchange(&app, "abc", &[]).await;
    app.database.run("DROP TABLE client_refresh_tokens").await;
    let sealed = code(&app, &client, &maren, json!({"scopes": "openid offline_access"}));
    assert_eq!(outcome(&client.exchange(&app, &sealed, &[]).await), "500 server_error");
    let scrape = Scrape::of(&app).await;
    for name in ["success", "refused", "failed"] {
        let count = scrape.value("vestibule_client_tokens_total", &[("outcome", name)]);
        assert_eq!(count, Some(1.0), "{name}");
    }
}

#[tokio::test]
async fn the_clients_of_a_session_are_noted_for_its_end() {
    let (app, client, maren) = new_app().await;
    tokens(&app, &client, &maren, json!({})).await;
    assert_eq!(app.database.run("SELECT client_id FROM client_sessions").await, [WIKI]);
    app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
    assert_eq!(app.database.run("SELECT client_id FROM client_logouts").await, [WIKI]);
}
