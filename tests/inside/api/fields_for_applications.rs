//! What applications get of fields of one's own: claims, a header and tokens; and groups whose members a rule over fields says.

use super::forward_auth::{Jar, app_with, forwarded, replica};
use super::openid::tickets::{text, tokens, userinfo};
use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use vestibule::applications::read_file;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::groups::{CreateGroupRequest, UpdateGroupRequest};
use vestibule::shared::own_fields::OwnFieldRequest;

const API: &str = "https://api.example/v1";
const SHOP: &str = "https://id.example.com/shop";

/// A field of the operator, which applications see.
pub async fn define(app: &TestApp, name: &str, kind: &str) {
    let request = OwnFieldRequest {
        name: name.into(),
        kind: kind.into(),
        seen_by: texts(&["owner", "administrators", "applications"]),
        ..OwnFieldRequest::default()
    };
    app.accounts.own_fields().create_field(&Caller::system(), request).await.expect("a field");
}

/// Sets fields of an account as its owner.
pub async fn set(app: &TestApp, who: &Tokens, fields: Value) {
    let claims = part_of_jwt(&who.access, 1);
    let path = format!("/api/users/{}", text(&claims, "sub"));
    // Otherwise two changes would have the same time.
    app.wait(1);
    app.call(Method::PATCH, &path).bearer(&who.access).json(&json!({ "fields": fields })).expect_status(200).await;
}

async fn rule(app: &TestApp, group: &str, rule: &str) {
    let request = CreateGroupRequest { name: group.into(), rule: rule.into(), ..CreateGroupRequest::default() };
    app.accounts.groups().create_group(&Caller::system(), request).await.expect("a group");
    app.accounts.maintenance().apply_group_rules().await.expect("members");
}

async fn groups_of(app: &TestApp, username: &str) -> String {
    let id = app.id_of(username).await.parse().expect("an id");
    app.accounts.users().find_user(&Caller::system(), id).await.expect("an account").groups.joined(" ")
}

#[tokio::test]
async fn claims_have_the_values_of_fields_in_their_type_where_the_profile_is_granted() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(open_at("api", "https://api.example/")).await;
    for (name, kind) in [("plan", "text"), ("age", "number"), ("vip", "yes-no")] {
        define(&app, name, kind).await;
    }
    let request = ClientRequest {
        resources: texts(&[API]),
        id_token_claims: Expected::Given(true),
        claims: texts(&[
            "plan<=plan",
            "age<=age",
            "https://wiki.example/vip<=vip",
            "plans<=plan:list",
            "age_text<=age:text",
        ]),
        ..client_request("spa")
    };
    let client = app.add_client(WIKI, request).await;
    let maren = app.log_in("maren").await;
    set(&app, &maren, json!({ "plan": "pro", "age": 41, "vip": true })).await;
    let asked = json!({ "scopes": "openid profile groups", "resources": [API] });
    let answer = tokens(&app, &client, &maren, asked).await;
    let plain = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
    let introspected = client.call(&app, "/oauth/introspect", &[("token", text(&answer, "access_token"))]);
    let said = [
        part_of_jwt(text(&answer, "access_token"), 1),
        part_of_jwt(text(&answer, "id_token"), 1),
        introspected.expect_status(200).await.json(),
        userinfo(&app, &plain).await.expect_status(200).json(),
    ];
    for claims in said {
        let found = ["plan", "age", "https://wiki.example/vip", "plans", "age_text"].map(|name| claims[name].clone());
        assert_eq!(found, [json!("pro"), json!(41), json!(true), json!(["pro"]), json!("41")], "{claims}");
    }
    let less = tokens(&app, &client, &maren, json!({ "scopes": "openid groups", "resources": [API] })).await;
    for token in ["access_token", "id_token"] {
        assert_eq!(part_of_jwt(text(&less, token), 1).get("plan"), None, "the profile was not granted");
    }
}

#[tokio::test]
async fn a_long_value_is_left_out_of_tokens_and_is_at_the_endpoint() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    define(&app, "story", "long-text").await;
    let id_token_claims = Expected::Given(true);
    let request = ClientRequest { id_token_claims, claims: texts(&["story<=story"]), ..client_request("spa") };
    let client = app.add_client(WIKI, request).await;
    let maren = app.log_in("maren").await;
    let long = "x".repeat(1_001);
    set(&app, &maren, json!({ "story": long })).await;
    let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
    assert_eq!(part_of_jwt(text(&answer, "id_token"), 1).get("story"), None);
    assert_eq!(userinfo(&app, &answer).await.expect_status(200).json()["story"], json!(long));
}

#[tokio::test]
async fn what_applications_do_not_see_cannot_be_a_claim_and_ceases_to_be_one() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    define(&app, "plan", "text").await;
    let client = app.add_client(WIKI, ClientRequest { claims: texts(&["plan<=plan"]), ..client_request("spa") }).await;
    let wrong = ClientRequest { claims: texts(&["note<=note"]), ..client_request("other") };
    let refused = app.accounts.clients().create_client(&Caller::system(), WIKI, wrong).await;
    assert_eq!(code(refused), ErrorCode::ValidationFailed);
    let maren = app.log_in("maren").await;
    set(&app, &maren, json!({ "plan": "pro" })).await;
    let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
    assert_eq!(userinfo(&app, &answer).await.expect_status(200).json()["plan"], "pro");
    let hidden = OwnFieldRequest { seen_by: texts(&["owner", "administrators"]), ..OwnFieldRequest::default() };
    app.accounts.own_fields().update_field(&Caller::system(), "plan", hidden).await.expect("a change");
    assert_eq!(userinfo(&app, &answer).await.expect_status(200).json().get("plan"), None, "on the next request");
}

#[tokio::test]
async fn an_application_gets_the_fields_that_it_names_in_a_header_and_a_token() {
    let app = app_with(|_| {}).await;
    define(&app, "plan", "text").await;
    define(&app, "other", "text").await;
    let shop = ApplicationRequest { fields: texts(&["plan"]), ..open_at("shop", SHOP) };
    app.accounts.applications().replace_application(&Caller::system(), "shop", shop).await.expect("a change");
    let unknown = ApplicationRequest { fields: texts(&["nothing"]), ..open_at("shop", SHOP) };
    let refused = app.accounts.applications().replace_application(&Caller::system(), "shop", unknown).await;
    assert_eq!(code(refused), ErrorCode::ValidationFailed);
    let ada = app.log_in("ada").await;
    set(&app, &ada, json!({ "plan": "R&D ü", "other": "x" })).await;
    let jar: Jar = [("__Host-vestibule_access".to_owned(), ada.access.clone())].into_iter().collect();
    let seen = async || {
        let reply = forwarded(&app, "GET", SHOP, &jar).expect_status(200).await;
        let claims = part_of_jwt(reply.header("x-vestibule-token"), 1);
        (reply.header("remote-fields").to_owned(), claims["fields"].clone())
    };
    assert_eq!(seen().await, ("plan=R%26D+%C3%BC".to_owned(), json!({ "plan": "R&D ü" })));
    set(&app, &ada, json!({ "plan": "pro" })).await;
    assert_eq!(seen().await, ("plan=pro".to_owned(), json!({ "plan": "pro" })), "from the next request on");
    app.wait(1);
    let hidden = OwnFieldRequest { seen_by: texts(&["owner", "administrators"]), ..OwnFieldRequest::default() };
    app.accounts.own_fields().update_field(&Caller::system(), "plan", hidden).await.expect("a change");
    assert_eq!(seen().await, (String::new(), Value::Null));
}

#[tokio::test]
async fn members_follow_a_rule_from_the_change_of_their_fields_on() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    define(&app, "plan", "text").await;
    define(&app, "age", "number").await;
    set(&app, &maren, json!({ "plan": "pro", "age": 17 })).await;
    rule(&app, "adults", "plan=pro;age=18..").await;
    rule(&app, "pros", "plan=pro").await;
    assert_eq!(groups_of(&app, "maren").await, "pros", "those who are there follow a new rule");
    set(&app, &maren, json!({ "age": 18 })).await;
    assert_eq!(groups_of(&app, "maren").await, "adults pros");
    set(&app, &maren, json!({ "plan": "" })).await;
    assert_eq!(groups_of(&app, "maren").await, "");
    let events: Vec<_> = app.audit_events().await.into_iter().map(|event| event.event).collect();
    let count = |kind: &str| events.iter().filter(|event| *event == kind).count();
    assert_eq!((count("group.add"), count("group.remove")), (2, 2), "{events:?}");

    let id = app.id_of("maren").await.parse().expect("an id");
    let refused = app.accounts.groups().add_to_group(&Caller::system(), "pros", id).await;
    assert_eq!(code(refused), ErrorCode::GroupInUse);
    let wrong = UpdateGroupRequest { rule: "nothing=1".into(), ..UpdateGroupRequest::default() };
    assert_eq!(
        code(app.accounts.groups().update_group(&Caller::system(), "pros", wrong).await),
        ErrorCode::ValidationFailed
    );
    let free = UpdateGroupRequest { rule: "".into(), ..UpdateGroupRequest::default() };
    app.accounts.groups().update_group(&Caller::system(), "pros", free).await.expect("a change");
    app.accounts.groups().add_to_group(&Caller::system(), "pros", id).await.expect("a member");
    assert_eq!(groups_of(&app, "maren").await, "pros");
}

#[tokio::test]
async fn a_deleted_field_empties_the_group_until_it_is_restored() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    define(&app, "plan", "text").await;
    set(&app, &maren, json!({ "plan": "pro" })).await;
    rule(&app, "pros", "plan=pro").await;
    let operator = Caller::system();
    app.accounts.own_fields().delete_field(&operator, "plan").await.expect("a deletion");
    app.accounts.maintenance().apply_group_rules().await.expect("members");
    assert_eq!(groups_of(&app, "maren").await, "");
    app.accounts.own_fields().restore_field(&operator, "plan").await.expect("a field");
    app.accounts.maintenance().apply_group_rules().await.expect("members");
    assert_eq!(groups_of(&app, "maren").await, "pros");
}

#[tokio::test]
async fn what_names_a_field_follows_when_it_is_renamed() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    define(&app, "plan", "text").await;
    let client =
        app.add_client(WIKI, ClientRequest { claims: texts(&["plan<=plan:list"]), ..client_request("spa") }).await;
    rule(&app, "pros", "plan=pro").await;
    let maren = app.log_in("maren").await;
    set(&app, &maren, json!({ "plan": "pro" })).await;
    let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
    let (operator, fields) = (Caller::system(), app.accounts.own_fields());
    let rename = || OwnFieldRequest { name: "tier".into(), ..OwnFieldRequest::default() };
    let preview = fields.preview_field(&operator, Some("plan"), &rename()).await.expect("a preview");
    let uses: Vec<_> = preview.used_by.iter().map(|one| format!("{} {} {}", one.kind, one.name, one.breaks)).collect();
    assert_eq!(uses, ["client spa false", "group pros false"]);
    fields.update_field(&operator, "plan", rename()).await.expect("a change");
    let claims = userinfo(&app, &answer).await.expect_status(200).json();
    assert_eq!(claims["plan"], json!(["pro"]), "the claim has its name, and the value on the next request");
    app.accounts.maintenance().follow_fields().await.expect("members");
    assert_eq!(groups_of(&app, "maren").await, "pros");
    assert_eq!(app.accounts.groups().show_group(&operator, "pros").await.expect("a group").rule, "tier=pro");
    set(&app, &maren, json!({ "tier": "free" })).await;
    assert_eq!(groups_of(&app, "maren").await, "");
    let events: Vec<_> = app.audit_events().await.into_iter().map(|event| event.event).collect();
    for kind in ["field.update", "client.update", "group.update"] {
        assert_eq!(events.iter().filter(|event| *event == kind).count(), 1, "{kind}: {events:?}");
    }
}

#[tokio::test]
async fn what_the_file_names_does_not_follow_and_is_reported() {
    let (app, ..) = TestApp::with_member("maren").await;
    app.install_client_key().await;
    define(&app, "plan", "text").await;
    let apply = async |field: &str| {
        let text = format!(
            "[[application]]\nname = \"lab\"\neveryone = true\nfields = [\"{field}\"]\n\
             [[application.client]]\nclient_id = \"lab\"\nredirect_uris = [\"https://lab.example.com/cb\"]\n\
             claims = [\"plan<={field}\"]\n"
        );
        let definitions = read_file(&text, None, &|_| Err("no secret".to_owned())).expect("a file");
        app.accounts.applications().apply_file(definitions).await.expect("applied");
        let problems = app.accounts.applications().file_state().problems;
        problems.into_iter().map(|problem| problem.error.line).collect::<Vec<_>>()
    };
    assert_eq!(apply("plan").await, [0; 0]);
    let (operator, fields) = (Caller::system(), app.accounts.own_fields());
    let rename = OwnFieldRequest { name: "tier".into(), ..OwnFieldRequest::default() };
    let uses = fields.uses_of_field(&operator, "plan", Some(&rename)).await.expect("uses");
    assert!(uses.len() == 2 && uses.iter().all(|one| one.breaks), "{uses:?}");
    fields.update_field(&operator, "plan", rename).await.expect("a change");
    let told = async || {
        let view = app.accounts.applications().show_application(&operator, "lab").await.expect("an application");
        view.fields.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told().await, ["tier"], "nothing is lost until the file is read again");
    assert_eq!(apply("plan").await, [4, 8]);
    assert_eq!(apply("tier").await, [0; 0]);
    assert_eq!(told().await, ["tier"]);
}

#[tokio::test]
async fn an_imported_account_has_the_groups_of_its_fields() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    define(&app, "plan", "text").await;
    rule(&app, "pros", "plan=pro").await;
    let file = "username,email,fields.plan\nada,ada@example.org,pro\nbob,bob@example.org,free\n";
    app.import(&boss, "", file).await.expect_status(200);
    assert_eq!((groups_of(&app, "ada").await, groups_of(&app, "bob").await), ("pros".to_owned(), String::new()));
}

#[tokio::test]
async fn an_application_admits_by_a_field_beside_its_groups() {
    let app = app_with(|_| {}).await;
    define(&app, "plan", "text").await;
    let shop =
        || ApplicationRequest { groups: texts(&["editors"]), rule: "plan=pro".into(), ..closed_at("shop", SHOP) };
    let replace = async |request: ApplicationRequest| {
        let replaced = app.accounts.applications().replace_application(&Caller::system(), "shop", request).await;
        app.accounts.maintenance().apply_group_rules().await.expect("members");
        replaced.map(|view| view.groups.joined(" "))
    };
    assert_eq!(replace(shop()).await.expect("a change"), "editors shop-by-rule");
    let ada = app.log_in("ada").await;
    let jar: Jar = [("__Host-vestibule_access".to_owned(), ada.access.clone())].into_iter().collect();
    let status = async || forwarded(&app, "GET", SHOP, &jar).send().await.status;
    assert_eq!(status().await, 403);
    set(&app, &ada, json!({ "plan": "pro" })).await;
    assert_eq!(status().await, 200, "on the next request");
    let other = ApplicationRequest { rule: "plan=team".into(), ..shop() };
    assert_eq!(replace(other).await.expect("a change"), "editors shop-by-rule");
    assert_eq!(status().await, 403, "the rule is another one");
    let wrong = ApplicationRequest { rule: "nothing=1".into(), ..shop() };
    assert_eq!(code(replace(wrong).await), ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn the_file_creates_groups_with_a_rule_before_the_applications_that_admit_them() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let apply = async |rule: &str| {
        let text = format!(
            "[[field]]\nname = \"plan\"\n[[group]]\nname = \"pros\"\nrule = \"{rule}\"\n\
             [[application]]\nname = \"lab\"\nlocations = [\"https://lab.example.com/\"]\ngroups = [\"pros\"]\n"
        );
        let definitions = read_file(&text, None, &|_| Err("no secret".to_owned())).expect("a file");
        app.accounts.applications().apply_file(definitions).await.expect("applied");
        app.accounts.maintenance().apply_group_rules().await.expect("members");
    };
    apply("plan=pro").await;
    set(&app, &maren, json!({ "plan": "pro" })).await;
    assert_eq!(groups_of(&app, "maren").await, "pros");
    apply("plan=team").await;
    assert_eq!(groups_of(&app, "maren").await, "");
    apply("nothing=1").await;
    assert!(app.accounts.applications().file_state().problems.iter().any(|problem| problem.error.line == 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_admits_by_a_field_and_refuses_again() {
    let one = app_with(|_| {}).await;
    define(&one, "plan", "text").await;
    rule(&one, "pros", "plan=pro").await;
    let shop = ApplicationRequest { groups: texts(&["pros"]), ..closed_at("shop", SHOP) };
    one.accounts.applications().replace_application(&Caller::system(), "shop", shop).await.expect("a change");
    let two = replica(&one).await;
    let ada = one.log_in("ada").await;
    let jar: Jar = [("__Host-vestibule_access".to_owned(), ada.access.clone())].into_iter().collect();
    for (plan, status) in [("pro", 200), ("free", 403), ("pro", 200)] {
        set(&one, &ada, json!({ "plan": plan })).await;
        assert_eq!(forwarded(&one, "GET", SHOP, &jar).send().await.status, status, "exact on the next request");
        eventually("the other server knows", async || forwarded(&two, "GET", SHOP, &jar).send().await.status == status)
            .await;
    }
}
