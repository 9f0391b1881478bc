//! Scopes of one's own: with them clients learn the fields that have them, and with `profile` all others.

use super::fields_for_applications::set;
use super::openid::tickets::{outcome, text, tokens, userinfo};
use crate::support::openid::{Client, DEVICE_GRANT, TOKEN, WIKI, WIKI_URL, client_request, device_client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::own_fields::OwnFieldRequest;

const API: &str = "https://api.example/v1";
const EVERYBODY: [&str; 3] = ["owner", "administrators", "applications"];

/// A field of the operator with a scope. Empty: `profile`.
async fn define(app: &TestApp, name: &str, label: &str, scope: &str, seen_by: &[&str]) {
    let request = OwnFieldRequest {
        name: name.into(),
        label: texts(&[label]),
        scope: scope.into(),
        seen_by: texts(seen_by),
        ..OwnFieldRequest::default()
    };
    app.accounts.own_fields().create_field(&Caller::system(), request).await.expect("a field");
}

/// A client that learns two fields of `maren`: the plan with the scope `billing`, and the size with `profile`.
async fn scene(request: ClientRequest) -> (TestApp, Client, Tokens) {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(open_at("api", "https://api.example/")).await;
    define(&app, "plan", "Tariff of the club", "billing", &EVERYBODY).await;
    define(&app, "size", "Shoe size", "", &EVERYBODY).await;
    let claims = texts(&["plan<=plan", "size<=size"]);
    let client = app.add_client(WIKI, ClientRequest { claims, ..request }).await;
    let maren = app.log_in("maren").await;
    set(&app, &maren, json!({ "plan": "pro", "size": "41" })).await;
    (app, client, maren)
}

fn with_id_token() -> ClientRequest {
    ClientRequest { resources: texts(&[API]), id_token_claims: Expected::Given(true), ..client_request("spa") }
}

/// Plan and size among these claims.
fn learned(claims: &Value) -> String {
    let found = ["plan", "size"].into_iter().filter_map(|name| claims[name].as_str());
    found.collect::<Vec<_>>().join(" ")
}

async fn refreshed(app: &TestApp, client: &Client, answer: &Value, scope: &str) -> Reply {
    let token = text(answer, "refresh_token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
    let fields = if scope.is_empty() { &fields[..2] } else { &fields[..] };
    client.call(app, TOKEN, fields).send().await
}

#[tokio::test]
async fn a_claim_with_a_field_is_given_with_the_scope_of_the_field_and_no_other() {
    let (app, client, maren) = scene(with_id_token()).await;
    for (asked, granted, expected) in [
        ("openid groups", "openid groups", ""),
        ("openid profile groups", "openid profile groups", "41"),
        ("openid billing groups other", "openid groups billing", "pro"),
        ("billing profile openid groups", "openid profile groups billing", "pro 41"),
    ] {
        let for_api = tokens(&app, &client, &maren, json!({ "scopes": asked, "resources": [API] })).await;
        let plain = tokens(&app, &client, &maren, json!({ "scopes": asked })).await;
        assert_eq!((text(&for_api, "scope"), text(&plain, "scope")), (granted, granted), "{asked}");
        let introspected = client.call(&app, "/oauth/introspect", &[("token", text(&for_api, "access_token"))]);
        for claims in [
            part_of_jwt(text(&for_api, "access_token"), 1),
            part_of_jwt(text(&for_api, "id_token"), 1),
            introspected.expect_status(200).await.json(),
            userinfo(&app, &plain).await.expect_status(200).json(),
        ] {
            assert_eq!(learned(&claims), expected, "{asked}: {claims}");
        }
    }
    let other = app.add_client(WIKI, client_request("other")).await;
    let answer = tokens(&app, &other, &maren, json!({ "scopes": "openid billing" })).await;
    assert_eq!(text(&answer, "scope"), "openid", "its claims name no field");
    let path = format!("/api/users/{}/client-access", app.id_of("maren").await);
    let list = app.get(&path).bearer(&maren.access).expect_status(200).await.json();
    let scopes: Vec<_> = list["clients"].as_array().expect("clients").iter().map(|one| one["scopes"].clone()).collect();
    assert!(scopes.contains(&json!(["openid", "profile", "groups", "billing"])), "{list}");
}

#[tokio::test]
async fn an_application_that_learns_no_names_gets_the_fields_of_a_scope_of_ones_own() {
    let (app, client, maren) = scene(with_id_token()).await;
    let wiki = ApplicationRequest { claims: texts(&["groups"]), ..open_at(WIKI, WIKI_URL) };
    app.accounts.applications().replace_application(&Caller::system(), WIKI, wiki).await.expect("a change");
    let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile billing" })).await;
    assert_eq!(text(&answer, "scope"), "openid billing");
    assert_eq!(learned(&userinfo(&app, &answer).await.json()), "pro");
}

#[tokio::test]
async fn a_field_without_a_grant_takes_no_room_in_a_token() {
    let (app, client, maren) = scene(with_id_token()).await;
    set(&app, &maren, json!({ "plan": "x".repeat(200), "size": "41" })).await;
    for number in 0..5 {
        define(&app, &format!("note{number}"), "A note", "notes", &EVERYBODY).await;
    }
    let notes: Vec<_> = (0..5).map(|number| format!("note{number}<=note{number}")).collect();
    let claims = notes.iter().map(String::as_str).chain(["plan<=plan", "size<=size"]).collect::<Vec<_>>();
    app.change_client(&client, ClientRequest { claims: texts(&claims), ..with_id_token() }).await;
    let long: Value = (0..5).map(|number| (format!("note{number}"), json!("x".repeat(190)))).collect();
    set(&app, &maren, long).await;
    let plan = async |scopes: &str| {
        let answer = tokens(&app, &client, &maren, json!({ "scopes": scopes })).await;
        part_of_jwt(text(&answer, "id_token"), 1)["plan"].as_str().map(str::len)
    };
    assert_eq!((plan("openid billing").await, plan("openid billing notes").await), (Some(200), None));
}

#[tokio::test]
async fn a_claim_is_asked_for_by_its_name_without_its_scope() {
    let (app, client, maren) = scene(client_request("spa")).await;
    let asked = json!(r#"{"userinfo":{"plan":null},"id_token":{"plan":null}}"#);
    let by_name = async |client: &Client| {
        let answer = tokens(&app, client, &maren, json!({ "scopes": "openid", "claims": asked })).await;
        assert_eq!(text(&answer, "scope"), "openid");
        let id_token = part_of_jwt(text(&answer, "id_token"), 1);
        [learned(&id_token), learned(&userinfo(&app, &answer).await.expect_status(200).json())]
    };
    assert_eq!(by_name(&client).await, ["pro", "pro"]);
    let other = app.add_client(WIKI, client_request("other")).await;
    assert_eq!(by_name(&other).await, ["", ""], "it may not ask for this scope");
    let hidden = OwnFieldRequest { seen_by: texts(&["owner", "administrators"]), ..OwnFieldRequest::default() };
    app.accounts.own_fields().update_field(&Caller::system(), "plan", hidden).await.expect("a change");
    assert_eq!(by_name(&client).await, ["", ""], "applications do not see it any more");
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_and_not_for_more() {
    let (app, client, maren) = scene(with_id_token()).await;
    let granted = json!({ "scopes": "openid billing offline_access" });
    let answer = tokens(&app, &client, &maren, granted).await;
    let less = refreshed(&app, &client, &answer, "openid other").await.expect_status(200).json();
    assert_eq!((text(&less, "scope"), learned(&part_of_jwt(text(&less, "id_token"), 1)).as_str()), ("openid", ""));
    assert_eq!(learned(&userinfo(&app, &less).await.json()), "");
    let all = refreshed(&app, &client, &less, "").await.expect_status(200).json();
    assert_eq!(text(&all, "scope"), "openid offline_access billing", "the refresh token keeps all");
    assert_eq!(learned(&part_of_jwt(text(&all, "id_token"), 1)), "pro");
    let without = tokens(&app, &client, &maren, json!({ "scopes": "openid offline_access" })).await;
    let more = refreshed(&app, &client, &without, "openid billing").await;
    assert_eq!(outcome(&more), "400 invalid_scope");
}

#[tokio::test]
async fn a_scope_without_a_field_is_ignored_until_there_is_one_again() {
    let (app, client, maren) = scene(with_id_token()).await;
    let operator = Caller::system();
    let first = tokens(&app, &client, &maren, json!({ "scopes": "openid billing offline_access" })).await;
    assert_eq!(learned(&userinfo(&app, &first).await.json()), "pro");
    app.accounts.own_fields().delete_field(&operator, "plan").await.expect("a deletion");
    assert_eq!(learned(&userinfo(&app, &first).await.expect_status(200).json()), "", "on the next request");
    let asked = tokens(&app, &client, &maren, json!({ "scopes": "openid billing" })).await;
    assert_eq!(text(&asked, "scope"), "openid");
    let second = refreshed(&app, &client, &first, "openid billing").await.expect_status(200).json();
    assert_eq!(text(&second, "scope"), "openid", "it is no mistake to ask for it");
    app.accounts.own_fields().restore_field(&operator, "plan").await.expect("a field");
    let third = refreshed(&app, &client, &second, "").await.expect_status(200).json();
    assert_eq!(text(&third, "scope"), "openid offline_access billing");
    app.wait(1);
    let renamed = OwnFieldRequest { scope: "tariff".into(), ..OwnFieldRequest::default() };
    app.accounts.own_fields().update_field(&operator, "plan", renamed).await.expect("a change");
    assert_eq!(learned(&userinfo(&app, &third).await.json()), "", "the field has another scope");
}

#[tokio::test]
async fn discovery_lists_what_applications_see() {
    let app = TestApp::new().await;
    define(&app, "plan", "Plan", "billing", &EVERYBODY).await;
    define(&app, "card", "Card", "billing", &EVERYBODY).await;
    define(&app, "size", "Size", "", &EVERYBODY).await;
    define(&app, "email", "Another address", "", &EVERYBODY).await;
    define(&app, "note", "Note", "notes", &EVERYBODY[..2]).await;
    let listed = async |member: &str| {
        let metadata = app.get("/.well-known/openid-configuration").expect_status(200).await.json();
        let names = metadata[member].as_array().expect("names").iter().filter_map(Value::as_str).map(str::to_owned);
        names.collect::<Vec<_>>()
    };
    let scopes = ["openid", "profile", "email", "groups", "offline_access", "billing"];
    assert_eq!(listed("scopes_supported").await, scopes);
    let claims = listed("claims_supported").await;
    let count = |name: &str| claims.iter().filter(|claim| *claim == name).count();
    assert_eq!(["sub", "plan", "card", "size", "email", "note"].map(count), [1, 1, 1, 1, 1, 0], "{claims:?}");
    app.accounts.own_fields().delete_field(&Caller::system(), "plan").await.expect("a deletion");
    app.accounts.own_fields().delete_field(&Caller::system(), "card").await.expect("a deletion");
    assert!(!listed("scopes_supported").await.contains(&"billing".to_owned()));
}

#[tokio::test]
async fn a_name_with_a_meaning_is_refused() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let create = async |scope: &str| {
        let body = json!({ "name": "plan", "scope": scope });
        app.call(Method::POST, "/api/fields").bearer(&boss.access).json(&body).send().await
    };
    for scope in ["openid", "profile", "email", "groups", "offline_access", "address", "phone"] {
        let refused = create(scope).await.expect_status(422);
        assert_eq!(refused.errors(), "scope reserved", "{scope}");
        assert!(refused.text().contains(&format!("The scope {scope} has a meaning of its own.")), "{}", refused.text());
    }
    for scope in ["Billing", "a b", "-a", &"a".repeat(65)] {
        assert_eq!(create(scope).await.errors(), "scope not_allowed", "{scope}");
    }
    let created = create(" shop:billing ").await.expect_status(201).json();
    assert_eq!(created["definition"]["scope"], "shop:billing");
    app.wait(1);
    let change = app.call(Method::PATCH, "/api/fields/plan").bearer(&boss.access).json(&json!({ "scope": "" }));
    assert_eq!(change.expect_status(200).await.json()["definition"]["scope"], Value::Null);
}

#[tokio::test]
async fn people_are_asked_for_the_fields_of_the_scopes() {
    let (app, client, _) = scene(ClientRequest { consent: "always".into(), ..client_request("spa") }).await;
    let mut browser = app.browser_of("maren").await;
    let by_name = r#"{"id_token":{"plan":null}}"#;
    for (changes, plan, size) in [
        ([("scope", "openid billing"), ("claims", "")], true, false),
        ([("scope", "billing"), ("claims", "")], true, false),
        ([("scope", "openid profile"), ("claims", "")], false, true),
        ([("scope", "openid"), ("claims", by_name)], true, false),
        ([("scope", "openid other"), ("claims", "")], false, false),
    ] {
        let asked = client.authorize(&mut browser, &changes).await.expect_status(303);
        let page = browser.follow(&asked).await.expect_status(200);
        assert_eq!((page.has_text("Tariff of the club"), page.has_text("Shoe size")), (plan, size), "{changes:?}");
    }
}

#[tokio::test]
async fn a_device_gets_them_and_its_page_names_the_fields() {
    let (app, client, _) = scene(device_client_request("tv")).await;
    let begun = client.call(&app, "/oauth/device", &[("scope", "openid billing other")]);
    let begun = begun.expect_status(200).await.json();
    let mut browser = app.browser_of("maren").await;
    let page = browser.open(&format!("/device?user_code={}", text(&begun, "user_code"))).await.expect_status(200);
    assert!(page.has_text("Tariff of the club") && !page.has_text("Shoe size"), "{}", page.text());
    let fields = [("user_code", text(&begun, "user_code")), ("decision", "allow")];
    browser.submit("/actions/device", &fields).await.expect_status(303);
    let fields = [("grant_type", DEVICE_GRANT), ("device_code", text(&begun, "device_code"))];
    let answer = client.call(&app, TOKEN, &fields).expect_status(200).await.json();
    assert_eq!(text(&answer, "scope"), "openid billing");
    assert_eq!(learned(&userinfo(&app, &answer).await.expect_status(200).json()), "pro");
}

#[tokio::test]
async fn a_preview_and_a_trial_ask_for_everything() {
    let (app, client, _) = scene(with_id_token()).await;
    let preview = app.accounts.clients().preview_client(&Caller::system(), &client.id, "maren").await;
    let preview = preview.expect("a preview");
    assert_eq!(preview.scopes.to_string(), "openid profile email groups offline_access billing");
    for claims in [preview.id_token, preview.userinfo, preview.access_token] {
        assert_eq!(learned(&Value::Object(claims)), "pro 41");
    }
    let mut browser = app.administrator_in_browser("boss").await;
    let shown = browser.open("/clients/trial/spa?user=maren").await.expect_status(200);
    shown.assert_shows(&["offline_access billing"]);
}
