//! A rule of a group, and a value that it names, decide who belongs to the group: changing them asks for what a change of members asks for.

use super::fields_for_applications::define;
use crate::support::*;
use vestibule::shared::demand::FactorDemand;
use vestibule::shared::groups::GroupName;

const TEN_MINUTES: u64 = 10 * 60;
const TREASURY: &str = "/api/groups/treasury";

/// A field that people and administrators change, and a group whose rule names it.
async fn with_treasury(rule: &str) -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    define(&app, "plan", "text").await;
    let body = json!({"name": "treasury", "rule": rule});
    app.send(&boss, Method::POST, "/api/groups", &body).await.expect_status(201);
    (app, boss)
}

/// A token of the administrator with these scopes.
async fn token(app: &TestApp, boss: &Tokens, scopes: &[&str]) -> String {
    app.api_token(boss, &app.id_of("boss").await, scopes).await.1
}

async fn set_plan(app: &TestApp, who: &str, path: &str, plan: &str) -> Reply {
    app.call(Method::PATCH, path).bearer(who).json(&json!({"fields": {"plan": plan}})).send().await
}

#[tokio::test]
async fn an_old_session_changes_neither_a_rule_nor_a_value_that_it_names() {
    let (app, boss) = with_treasury("plan=pro").await;
    let (maren, own) = app.member("maren").await;
    app.wait(TEN_MINUTES);
    for (method, path, body) in [
        (Method::PATCH, TREASURY, json!({"rule": "plan=basic"})),
        (Method::PATCH, TREASURY, json!({"rule": ""})),
        (Method::POST, "/api/groups", json!({"name": "payroll", "rule": "plan=pro"})),
    ] {
        app.send(&boss, method, path, &body).await.assert_refused(401, "step_up_required");
    }
    for who in [&boss, &own] {
        set_plan(&app, &who.access, &path_of(&maren), "pro").await.assert_refused(401, "step_up_required");
    }
    // A change that leaves the members alone asks for nothing.
    let body = json!({"description": "Pays.", "rule": "plan=pro"});
    app.send(&boss, Method::PATCH, TREASURY, &body).await.expect_status(200);
    app.send(&boss, Method::POST, "/api/groups", &json!({"name": "editors"})).await.expect_status(201);
    let body = json!({"name": "Maren"});
    app.send(&own, Method::PATCH, &path_of(&maren), &body).await.expect_status(200);

    let (boss, own) = (app.step_up(&boss).await, app.step_up(&own).await);
    app.send(&boss, Method::PATCH, TREASURY, &json!({"rule": "plan=basic"})).await.expect_status(200);
    set_plan(&app, &own.access, &path_of(&maren), "basic").await;
    let shown = app.get(&path_of(&maren)).bearer(&boss.access).expect_status(200).await.json();
    assert_eq!(shown["groups"], json!(["treasury"]));
}

#[tokio::test]
async fn a_token_needs_the_scope_for_members() {
    let (app, boss) = with_treasury("plan=pro").await;
    let (maren, own) = app.member("maren").await;
    let writer = token(&app, &boss, &["users:read", "users:write"]).await;
    let of_maren = app.api_token(&own, id_of(&maren), &["self"]).await.1;
    set_plan(&app, &writer, &path_of(&maren), "pro").await.assert_refused(403, "token_scope");
    set_plan(&app, &of_maren, &path_of(&maren), "pro").await.assert_refused(403, "token_scope");
    let ida = json!({"username": "ida", "email": "ida@example.org", "fields": {"plan": "pro"}});
    app.send(&writer, Method::POST, "/api/users", &ida).await.assert_refused(403, "token_scope");
    let many = json!({"action": "set_field", "field": "plan", "value": "pro", "ids": [id_of(&maren)]});
    app.send(&writer, Method::POST, "/api/users/bulk", &many).await.assert_refused(403, "token_scope");
    let import = app.import(&writer, "", "email,plan\njonas@example.org,pro\n").await;
    assert!(import.text().contains("token_scope"), "{}", import.text());
    let shown = app.get(&path_of(&maren)).bearer(&boss.access).expect_status(200).await.json();
    assert_eq!((&shown["groups"], &shown["fields"]["plan"]), (&json!([]), &Value::Null));

    // An account without the value, and the same with the scope.
    let nora = json!({"username": "nora", "email": "nora@example.org"});
    app.send(&writer, Method::POST, "/api/users", &nora).await.expect_status(201);
    let both = token(&app, &boss, &["users:read", "users:write", "groups:write"]).await;
    set_plan(&app, &both, &path_of(&maren), "pro").await;
    app.send(&both, Method::POST, "/api/users", &ida).await.expect_status(201);
    app.import(&both, "", "email,plan\njonas@example.org,pro\n").await.expect_status(200);
    let members = app.get("/api/users?group=treasury").bearer(&boss.access).expect_status(200).await.json();
    assert_eq!(members["pagination"]["total"], 3, "{members}");
}

/// The number of members tells what accounts have.
#[tokio::test]
async fn a_rule_needs_the_scope_to_read_accounts_as_well() {
    let (app, boss) = with_treasury("").await;
    let (blind, reader) =
        (token(&app, &boss, &["groups:write"]).await, token(&app, &boss, &["groups:write", "users:read"]).await);
    let body = json!({"rule": "plan=pro"});
    app.send(&blind, Method::PATCH, TREASURY, &body).await.assert_refused(403, "token_scope");
    app.send(&blind, Method::PATCH, TREASURY, &json!({"description": "Pays."})).await.expect_status(200);
    app.send(&reader, Method::PATCH, TREASURY, &body).await.expect_status(200);
}

/// A change of a value would end the demand.
#[tokio::test]
async fn a_group_of_which_a_second_factor_is_demanded_takes_no_rule() {
    let (app, boss) = with_treasury("").await;
    let of_groups = vec![GroupName::parse("treasury").expect("a name")];
    let replica =
        app.replica(|config| config.second_factor_demand = FactorDemand { of_groups, ..FactorDemand::default() }).await;
    let refused = replica.send(&boss, Method::PATCH, TREASURY, &json!({"rule": "plan=pro"})).await;
    refused.assert_refused(409, "group_in_use");
    replica.send(&boss, Method::PATCH, TREASURY, &json!({"rule": ""})).await.expect_status(200);
}

#[tokio::test]
async fn two_applications_whose_names_begin_alike_do_not_share_a_group() {
    let (app, boss) = with_treasury("").await;
    let (first, second) = ("a".repeat(60), format!("{}b", "a".repeat(60)));
    let request = |name: &str, host: &str, plan: &str| json!({"name": name, "locations": [format!("https://{host}.example.com/")], "rule": format!("plan={plan}")});
    let path = "/api/applications";
    app.send(&boss, Method::POST, path, &request(&first, "one", "pro")).await.expect_status(201);
    let refused = app.send(&boss, Method::POST, path, &request(&second, "two", "basic")).await;
    refused.assert_refused(422, "validation_failed");
    assert_eq!(refused.json()["errors"][0]["code"], "taken");
    // The first one can change its rule.
    let changed = request(&first, "one", "basic");
    app.send(&boss, Method::PUT, &format!("{path}/{first}"), &changed).await.expect_status(200);
}
