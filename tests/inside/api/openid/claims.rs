//! The groups of somebody and the claims of a client: what has room in tokens, and what the endpoints say.

use super::tickets::{outcome, text, tokens, userinfo};
use crate::support::openid::{Client, WIKI, client_request};
use crate::support::picture::plain;
use crate::support::*;
use image::ImageFormat;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::groups::GroupCarrier;

const API: &str = "https://api.example/v1";
const GROUPS: &str = "/oauth/groups";

/// A client with an API, all of whose claims are in the ID token, and the groups of the user `maren`.
async fn with_groups(request: ClientRequest, groups: &[String]) -> (TestApp, Client, Tokens) {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(open_at("api", "https://api.example/")).await;
    for name in groups {
        app.group(name, &["maren"]).await;
    }
    let id_token_claims = Expected::Given(true);
    let request = ClientRequest { resources: texts(&[API]), id_token_claims, ..request };
    let client = app.add_client(WIKI, request).await;
    let maren = app.log_in("maren").await;
    (app, client, maren)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().copied().map(str::to_owned).collect()
}

/// Groups of which 65 are as long as JSON as tokens have room for.
fn long_names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{number:02}-{}", "x".repeat(57))).collect()
}

/// The answer with tokens for the API.
async fn for_api(app: &TestApp, client: &Client, who: &Tokens) -> Value {
    tokens(app, client, who, json!({"scopes": "openid groups", "resources": [API]})).await
}

/// What the endpoints say: about the token of an answer, and to one for the userinfo endpoint.
async fn said(app: &TestApp, client: &Client, who: &Tokens, answer: &Value) -> [Value; 2] {
    let fields = [("token", text(answer, "access_token"))];
    let introspection = client.call(app, "/oauth/introspect", &fields).expect_status(200).await.json();
    let plain = tokens(app, client, who, json!({"scopes": "openid groups"})).await;
    [introspection, userinfo(app, &plain).await.expect_status(200).json()]
}

/// The value of a claim in each of the four places.
async fn everywhere(app: &TestApp, client: &Client, who: &Tokens, claim: &str) -> [Value; 4] {
    let answer = for_api(app, client, who).await;
    let [access, id] = ["access_token", "id_token"].map(|token| part_of_jwt(text(&answer, token), 1));
    let [introspection, userinfo] = said(app, client, who, &answer).await;
    [access, id, introspection, userinfo].map(|claims| claims.get(claim).cloned().unwrap_or_default())
}

#[tokio::test]
async fn groups_arrive_in_tokens_and_answers_and_are_an_empty_list_without_any() {
    let cases: [&[&str]; 2] = [&[], &["editors", "staff"]];
    for groups in cases {
        let (app, client, maren) = with_groups(client_request("spa"), &names(groups)).await;
        assert_eq!(everywhere(&app, &client, &maren, "groups").await, [(); 4].map(|()| json!(groups)), "{groups:?}");
    }
}

#[tokio::test]
async fn tokens_have_room_up_to_their_limit_and_say_then_where_the_groups_are() {
    let groups = long_names(65);
    assert_eq!(Some(json!(groups).to_string().len()), GroupCarrier::ClientAccessToken.limit());
    let (app, client, maren) = with_groups(client_request("spa"), &groups).await;
    let answer = for_api(&app, &client, &maren).await;
    for token in ["access_token", "id_token"] {
        let token = text(&answer, token);
        assert_eq!(part_of_jwt(token, 1)["groups"], json!(groups));
        assert!(token.len() < 8_000, "{}", token.len());
    }

    app.group("one-more", &["maren"]).await;
    let answer = for_api(&app, &client, &maren).await;
    let issuer = app.accounts.settings().issuer.clone();
    for token in ["access_token", "id_token"] {
        let claims = part_of_jwt(text(&answer, token), 1);
        assert_eq!((claims.get("groups"), &claims["_claim_names"]), (None, &json!({"groups": "groups"})), "{token}");
        assert_eq!(claims["_claim_sources"], json!({"groups": {"endpoint": format!("{issuer}{GROUPS}")}}), "{token}");
    }
    let source = app.get(GROUPS).bearer(text(&answer, "access_token")).expect_status(200).await;
    assert_eq!((source.header("content-type"), source.header("cache-control")), ("application/jwt", "no-store"));
    let signed: Value = app.keyring.verify_client_token(&source.text(), "groups+jwt").expect("a valid token");
    assert_eq!((&signed["iss"], &signed["aud"]), (&json!(issuer), &json!("spa")));
    for claims in said(&app, &client, &maren, &answer).await.iter().chain([&signed]) {
        assert_eq!(claims["groups"].as_array().map(Vec::len), Some(66), "{claims}");
        assert_eq!(claims["sub"], part_of_jwt(&maren.access, 1)["sub"]);
    }
}

#[tokio::test]
async fn only_a_token_for_groups_gets_those_that_it_has_no_room_for() {
    let (app, client, maren) = with_groups(client_request("spa"), &names(&["editors"])).await;
    let ask = async |token: &str| outcome(&app.get(GROUPS).bearer(token).send().await);
    let asked = json!(r#"{"id_token": {"groups": null}}"#);
    for (changes, expected) in [
        (json!({"scopes": "openid"}), "403 insufficient_scope"),
        (json!({"scopes": "openid", "claims": asked}), "200"),
        (json!({"scopes": "openid groups"}), "200"),
        (json!({"scopes": "groups", "resources": [API]}), "200"),
    ] {
        let answer = tokens(&app, &client, &maren, changes).await;
        assert_eq!(ask(text(&answer, "access_token")).await, expected, "{answer}");
    }
    let answer = for_api(&app, &client, &maren).await;
    for token in [text(&answer, "id_token"), &maren.access, "abc"] {
        assert_eq!(ask(token).await, "401 invalid_token");
    }
    assert_eq!(app.get(GROUPS).send().await.status, 401);
    app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
    assert_eq!(ask(text(&answer, "access_token")).await, "401 invalid_token", "the session has ended");
}

#[tokio::test]
async fn a_client_learns_only_the_groups_that_it_is_given_as_it_calls_them() {
    let only_groups = texts(&["wiki-*=*", "editors=Editor"]);
    let request = ClientRequest { only_groups, groups_claim: "roles".into(), ..client_request("spa") };
    let (app, client, maren) = with_groups(request, &names(&["editors", "secret", "wiki-staff"])).await;
    for roles in everywhere(&app, &client, &maren, "roles").await {
        assert_eq!(roles, json!(["Editor", "staff"]));
    }
    assert_eq!(everywhere(&app, &client, &maren, "groups").await, [(); 4].map(|()| Value::Null));
}

#[tokio::test]
async fn the_type_of_a_claim_does_not_depend_on_groups() {
    let claims = [
        "beta:=true",
        "level@editors:=7",
        "role@editors=Editor",
        "role@staff=Staff",
        "list:=[1,2]",
        "list=3",
        "text=7",
    ];
    let request = ClientRequest { claims: texts(&claims), ..client_request("spa") };
    let (app, _) = TestApp::with_client_and_user("maren").await;
    for group in ["editors", "staff"] {
        app.group(group, &[]).await;
    }
    let client = app.add_client(WIKI, ClientRequest { resources: texts(&[API]), ..request }).await;
    let maren = app.log_in("maren").await;
    let learned = async || {
        let answer = for_api(&app, &client, &maren).await;
        let claims = part_of_jwt(text(&answer, "access_token"), 1);
        ["beta", "level", "role", "list", "text"].map(|name| claims.get(name).cloned().unwrap_or_default())
    };
    let [beta, list, of_text] = [json!(true), json!([1, 2, "3"]), json!("7")];
    let outside = [beta.clone(), Value::Null, json!([]), list.clone(), of_text.clone()];
    assert_eq!(learned().await, outside);
    let id = app.id_of("maren").await.parse().expect("an id");
    app.accounts.groups().add_to_group(&Caller::system(), "editors", id).await.expect("a member");
    assert_eq!(learned().await, [beta, json!(7), json!(["Editor"]), list, of_text]);
}

#[tokio::test]
async fn the_parts_of_a_name_and_the_picture_are_where_the_name_may_be_known() {
    let (app, client) = TestApp::with_client().await;
    let (user, maren) = app.member("maren").await;
    let path = format!("/api/users/{}", id_of(&user));
    let picture = app.put(&format!("{path}/avatar")).bearer(&maren.access).header("content-type", "image/jpeg");
    let picture = picture.body(plain(ImageFormat::Jpeg, [200, 30, 30])).expect_status(200).await.json();
    let learned = async || {
        let answer = tokens(&app, &client, &maren, json!({"scopes": "openid profile"})).await;
        let said = userinfo(&app, &answer).await.json();
        ["name", "given_name", "family_name", "picture"].map(|name| said.get(name).cloned().unwrap_or_default())
    };
    let url = &picture["avatar_url"];
    assert_eq!(learned().await, [Value::Null, Value::Null, Value::Null, url.clone()], "also without a name");
    app.send(&maren, Method::PATCH, &path, &json!({"name": "Maren van der Holt"})).await.expect_status(200);
    assert_eq!(learned().await, [json!("Maren van der Holt"), json!("Maren"), json!("van der Holt"), url.clone()]);
    let asked = json!(r#"{"userinfo": {"family_name": null}}"#);
    let answer = tokens(&app, &client, &maren, json!({"scopes": "openid", "claims": asked})).await;
    let said = userinfo(&app, &answer).await.json();
    assert_eq!((&said["family_name"], said.get("given_name")), (&json!("van der Holt"), None), "one by its name");
}

#[tokio::test]
async fn an_api_learns_nothing_that_its_application_may_not() {
    let (app, client, maren) = with_groups(client_request("spa"), &names(&["editors"])).await;
    let introspect = async |by: &Client| {
        let answer =
            tokens(&app, &client, &maren, json!({"scopes": "openid profile groups", "resources": [API]})).await;
        let fields = [("token", text(&answer, "access_token"))];
        let said = by.call(&app, "/oauth/introspect", &fields).expect_status(200).await.json();
        let in_token = part_of_jwt(text(&answer, "access_token"), 1).get("groups").cloned();
        (in_token, said["username"].clone(), said.get("groups").cloned())
    };
    let api = app.add_client("api", client_request("api")).await;
    let groups = Some(json!(["editors"]));
    for by in [&client, &api] {
        assert_eq!(introspect(by).await, (groups.clone(), json!("maren"), groups.clone()));
    }
    let closed =
        ApplicationRequest { claims: texts(&[]), name: Text::Missing, ..open_at("api", "https://api.example/") };
    app.accounts.applications().replace_application(&Caller::system(), "api", closed).await.expect("a change");
    assert_eq!(introspect(&api).await, (None, Value::Null, None));
    assert_eq!(introspect(&client).await, (None, json!("maren"), None), "the token is for the API");
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn the_page_of_a_client_says_whose_groups_have_no_room() {
        let groups = long_names(66);
        let (app, client, maren) = with_groups(client_request("spa"), &groups).await;
        let mut browser = app.administrator_in_browser("boss").await;
        browser.open("/clients/spa").await.assert_hides(&["had no groups"]);
        browser.open("/clients/access/spa?user=maren").await.assert_shows(&[
            "The groups are too long for tokens, which have room for 4,096 bytes of them.",
            "_claim_sources",
        ]);
        for_api(&app, &client, &maren).await;
        let missing = ["Groups are missing in tokens", "The last tokens of maren had no groups"];
        browser.open("/clients/spa").await.assert_shows(&missing);
        let id = app.id_of("maren").await.parse().expect("an id");
        app.accounts.groups().remove_from_group(&Caller::system(), &groups[0], id).await.expect("a change");
        for_api(&app, &client, &maren).await;
        browser.open("/clients/spa").await.assert_hides(&missing);
    }

    #[tokio::test]
    async fn a_trial_says_that_groups_have_no_room() {
        let (app, ..) = with_groups(client_request("spa"), &[]).await;
        let mut browser = app.administrator_in_browser("boss").await;
        for name in &long_names(66) {
            app.group(name, &["boss"]).await;
        }
        let shown = browser.open("/clients/trial/spa").await.expect_status(200);
        shown.assert_shows(&["The groups are too long for tokens", "_claim_names"]);
    }
}
