//! A value that fits no longer, outside of the account: in lists and filters, files, changes of many, groups with a rule, and what
//! applications are told.

use super::Scene;
use crate::api::forward_auth::{Jar, app_with, forwarded};
use crate::api::openid::tickets::{text, tokens, userinfo};
use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::groups::CreateGroupRequest;

const SHOP: &str = "https://id.example.com/shop";

fn field(kind: &str) -> Value {
    json!({
        "name": "field", "kind": kind, "choices": ["sales=Sales", "it=IT"], "filterable": true, "searchable": true, "column": true,
        "seen_by": ["owner", "administrators", "applications"]
    })
}

fn narrower() -> Value {
    json!({ "choices": ["sales=Sales"] })
}

/// With `ada`, who has chosen what is no choice any more, and `ida`, who has chosen what still is one.
async fn scene() -> Scene {
    let scene = Scene::new(&[field("choice"), json!({ "name": "other" })]).await;
    for (username, value) in [("ada", "it"), ("ida", "sales")] {
        scene.app.member(username).await;
        scene.set(username, &json!({ "field": value, "other": username })).await.expect_status(200);
    }
    scene.redefine("field", &narrower()).await;
    scene
}

#[tokio::test]
async fn lists_the_search_and_copies_of_ones_data_have_it() {
    let scene = scene().await;
    let list = scene.app.read(&scene.boss, "/api/users?sort=username").await.expect_status(200).json();
    assert_eq!(list["users"][0]["fields"], json!({ "field": "it" }), "{list}");
    assert_eq!(scene.listed("q", "it").await, ["ada"]);
    assert_eq!(scene.listed("fields", "field=sales").await, ["ida"]);
    // What it is no choice of cannot be asked for: the answer says what can.
    assert_eq!(scene.list("fields", "field=it").await.errors(), "fields not_allowed");
    let ada = scene.app.log_in("ada").await;
    let data = scene.app.read(&ada, &format!("{}/data", scene.path("ada").await)).await.expect_status(200).json();
    assert_eq!(data["account"]["fields"], json!({ "field": "it", "other": "ada" }));
}

#[tokio::test]
async fn files_have_it_and_who_cannot_take_it_says_so() {
    let scene = scene().await;
    let (table, lines) = (scene.export("csv").await, scene.export("jsonl").await);
    assert!(table.contains("\"it\",\"ada\"") && table.contains("\"sales\",\"ida\""), "{table}");
    for file in [table, lines] {
        let wide = Scene::new(&[field("choice"), json!({ "name": "other" })]).await;
        let report = wide.app.import(&wide.boss, "rows=good", file.clone()).await.expect_status(200).json();
        assert_eq!(report["good"], 2, "{report}");
        assert_eq!(wide.fields("ada").await, json!({ "field": "it", "other": "ada" }));

        let narrow = Scene::new(&[field("choice"), json!({ "name": "other" })]).await;
        narrow.redefine("field", &narrower()).await;
        let report = narrow.app.import(&narrow.boss, "rows=good", file).await.expect_status(200).json();
        assert_eq!(report["good"], 1, "{report}");
        let errors = report["errors"].as_array().expect("errors");
        let named: Vec<_> = errors.iter().filter(|error| error["field"] == "fields.field").collect();
        assert_eq!((named.len(), &named[0]["code"]), (1, &json!("not_allowed")), "{report}");
        let usernames = narrow.app.database.run("SELECT username FROM users ORDER BY username").await;
        assert_eq!(usernames, ["boss", "ida"], "no account without the value that its row has");
    }
    // A file without the column, or with it, changes nothing of those who are there.
    for file in ["email,fields.other\nuda@example.org,x\n", "email,fields.field\noda@example.org,sales\n"] {
        assert_eq!(scene.app.import(&scene.boss, "", file).await.expect_status(200).json()["good"], 1);
    }
    assert_eq!(scene.fields("ada").await, json!({ "field": "it", "other": "ada" }));
}

#[tokio::test]
async fn a_change_of_many_replaces_it_and_its_undo_brings_it_back() {
    let scene = scene().await;
    let ids = [scene.app.id_of("ada").await, scene.app.id_of("ida").await];
    let change = async |field: &str, value: &str| {
        let body = json!({ "action": "set_field", "field": field, "value": value, "ids": ids });
        scene.send(Method::POST, "/api/users/bulk", &body).await
    };
    assert_eq!(change("field", "it").await.errors(), "value not_allowed");
    change("other", "x").await.expect_status(200);
    assert_eq!(scene.fields("ada").await, json!({ "field": "it", "other": "x" }));
    let report = change("field", "sales").await.expect_status(200).json();
    assert_eq!((&report["changed"], &report["skipped"]), (&json!(1), &json!(1)), "{report}");
    assert_eq!(scene.fields("ada").await["field"], "sales");
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().expect("an id"));
    let undone = scene.send(Method::POST, &undo, &json!({})).await.expect_status(200).json();
    assert_eq!(undone["changed"], 1, "{undone}");
    assert_eq!(scene.fields("ada").await["field"], "it", "it is what she had");
    // A status that changes for many leaves it as well.
    let disable = json!({ "action": "disable", "ids": ids });
    scene.send(Method::POST, "/api/users/bulk", &disable).await.expect_status(200);
    assert_eq!(scene.fields("ada").await["field"], "it");
}

#[tokio::test]
async fn a_rule_that_names_it_has_no_members_until_it_fits_again() {
    let scene = Scene::new(&[field("choice"), json!({ "name": "other" })]).await;
    scene.app.member("ada").await;
    scene.set("ada", &json!({ "field": "it", "other": "x" })).await.expect_status(200);
    for (group, rule) in [("chosen", "field=it"), ("others", "other=x")] {
        let request = CreateGroupRequest { name: group.into(), rule: rule.into(), ..CreateGroupRequest::default() };
        scene.app.accounts.groups().create_group(&Caller::system(), request).await.expect("a group");
    }
    let groups = async || {
        scene.app.accounts.maintenance().apply_group_rules().await.expect("members");
        let user = scene.app.read(&scene.boss, &scene.path("ada").await).await.json();
        user["groups"].as_array().cloned().unwrap_or_default()
    };
    assert_eq!(groups().await, ["chosen", "others"]);
    scene.redefine("field", &narrower()).await;
    assert_eq!(groups().await, ["others"]);
    scene.set("ada", &json!({ "field": "it", "other": "y" })).await.expect_status(200);
    assert_eq!(groups().await, Vec::<Value>::new());
    scene.redefine("field", &json!({ "choices": ["sales=Sales", "it=IT"] })).await;
    scene.set("ada", &json!({ "other": "x" })).await.expect_status(200);
    assert_eq!(groups().await, ["chosen", "others"]);
}

#[tokio::test]
async fn applications_are_told_of_it() {
    let app = app_with(|_| {}).await;
    let (_, boss) = app.administrator("boss").await;
    app.send(&boss, Method::POST, "/api/fields", &field("choices")).await.expect_status(201);
    let shop = ApplicationRequest { fields: texts(&["field"]), ..open_at("shop", SHOP) };
    app.accounts.applications().replace_application(&Caller::system(), "shop", shop).await.expect("a change");
    let ada = app.log_in("ada").await;
    let path = format!("/api/users/{}", app.id_of("ada").await);
    let chosen = json!({ "fields": { "field": ["sales", "it"] } });
    app.send(&ada, Method::PATCH, &path, &chosen).await.expect_status(200);
    app.wait(1);
    app.send(&boss, Method::PATCH, "/api/fields/field", &narrower()).await.expect_status(200);
    let jar: Jar = [("__Host-vestibule_access".to_owned(), ada.access.clone())].into_iter().collect();
    let reply = forwarded(&app, "GET", SHOP, &jar).expect_status(200).await;
    assert_eq!(reply.header("remote-fields"), "field=sales%2Cit");
    assert_eq!(part_of_jwt(reply.header("x-vestibule-token"), 1)["fields"], json!({ "field": ["sales", "it"] }));
}

#[tokio::test]
async fn a_claim_has_it() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    app.send(&boss, Method::POST, "/api/fields", &field("choice")).await.expect_status(201);
    let request = ClientRequest { claims: texts(&["field<=field"]), ..client_request("spa") };
    let client = app.add_client(WIKI, request).await;
    let maren = app.log_in("maren").await;
    let path = format!("/api/users/{}", app.id_of("maren").await);
    app.send(&maren, Method::PATCH, &path, &json!({ "fields": { "field": "it" } })).await.expect_status(200);
    app.send(&boss, Method::PATCH, "/api/fields/field", &narrower()).await.expect_status(200);
    let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
    let claims = userinfo(&app, &answer).await.expect_status(200).json();
    assert_eq!((text(&claims, "field"), text(&claims, "sub")), ("it", path.rsplit('/').next().expect("an id")));
}
