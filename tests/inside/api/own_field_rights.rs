//! What somebody does not see of fields of one's own does not exist for them: nor in events, in previews, on pages, or as an error.

use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

/// An application with an administrator, and the fields `reliability`, which administrators alone see, `diary`, which they do not, `hobby`
/// for both, and `number`, which no two accounts have.
async fn app_with_fields() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let administrators = json!(["administrators"]);
    for definition in [
        json!({
            "name": "reliability", "seen_by": administrators, "changed_by": administrators, "personal": false, "in_audit": true
        }),
        json!({ "name": "diary", "seen_by": ["owner", "applications"], "changed_by": ["owner"] }),
        json!({ "name": "hobby", "in_audit": true }),
        json!({ "name": "number", "unique": true }),
    ] {
        app.send(&boss, Method::POST, "/api/fields", &definition).await.expect_status(201);
    }
    (app, boss)
}

/// Sets fields of an account.
async fn set(app: &TestApp, who: &Tokens, username: &str, fields: Value) {
    let path = format!("/api/users/{}", app.id_of(username).await);
    // Otherwise the events of two changes would have the same time.
    app.wait(1);
    app.send(who, Method::PATCH, &path, &json!({ "fields": fields })).await.expect_status(200);
}

/// What an account has, as somebody sees it.
async fn fields(app: &TestApp, who: &Tokens, username: &str) -> Value {
    let path = format!("/api/users/{}", app.id_of(username).await);
    app.read(who, &path).await.expect_status(200).json()["fields"].clone()
}

#[tokio::test]
async fn the_owner_reads_nothing_of_what_administrators_alone_see() {
    let (app, boss) = app_with_fields().await;
    let (_, maren) = app.member("maren").await;
    set(&app, &boss, "maren", json!({ "reliability": "Unreliable", "hobby": "Chess" })).await;
    let events = app.read(&boss, "/api/audit?event=user.update").await.expect_status(200).text();
    assert!(events.contains("fields.hobby=Chess fields.reliability=Unreliable"), "{events}");

    let own = app.read(&maren, "/api/audit?event=user.update").await.expect_status(200).json();
    assert_eq!(own["events"][0]["detail"], "fields.hobby=Chess", "{own}");
    set(&app, &boss, "maren", json!({ "reliability": "" })).await;
    let own = app.read(&maren, "/api/audit?event=user.update").await.expect_status(200).json();
    assert_eq!(own["events"][0].get("detail").unwrap_or(&Value::Null), &Value::Null, "{own}");

    set(&app, &boss, "maren", json!({ "reliability": "Unreliable" })).await;
    let hidden = ["reliability", "Unreliable"];
    let data = format!("/api/users/{}/data", app.id_of("maren").await);
    app.read(&maren, &data).await.expect_status(200).assert_hides(&hidden);
    let mut browser = app.browser_of("maren").await;
    for page in ["/account", "/account/activity", "/account/your-data"] {
        browser.open(page).await.expect_status(200).assert_hides(&hidden);
    }
    browser.open("/account").await.assert_shows(&["fields[hobby]", "fields[diary]"]);
    app.browser().open("/register").await.expect_status(200).assert_hides(&hidden);
}

#[tokio::test]
async fn administrators_learn_no_value_of_what_they_do_not_see() {
    let (app, boss) = app_with_fields().await;
    let (_, maren) = app.member("maren").await;
    set(&app, &maren, "maren", json!({ "diary": "Slept badly", "hobby": "Chess" })).await;
    let narrower = json!({ "max_length": 1, "seen_by": ["owner", "administrators"] });
    let preview = async |name: &str| {
        let path = format!("/api/fields/{name}/preview");
        app.send(&boss, Method::POST, &path, &narrower).await.expect_status(200).json()
    };
    let expected =
        json!({ "filled": 1, "unfitting": 1, "missing": 0, "is_exact": true, "examples": [], "used_by": [] });
    assert_eq!(preview("diary").await, expected);
    assert_eq!(preview("hobby").await["examples"], json!(["Chess"]));

    app.add_application(open_at(WIKI, "https://wiki.example.com/")).await;
    let request = ClientRequest { claims: texts(&["diary<=diary"]), ..client_request(WIKI) };
    app.add_client(WIKI, request).await;
    let learned = app.read(&boss, "/api/clients/wiki/preview?user=maren").await.expect_status(200).json();
    assert_eq!(learned["userinfo"].get("diary"), None, "{learned}");
    assert!(learned["notes"][0].as_str().is_some_and(|note| note.contains("fields that you do not see")), "{learned}");

    // Values in the audit log are read by administrators.
    let recorded = app.send(&boss, Method::PATCH, "/api/fields/diary", &json!({ "in_audit": true })).await;
    assert_eq!(recorded.errors(), "seen_by not_allowed");
    for path in ["/users", "/audit", "/users/fields"] {
        let mut browser = app.browser_of("boss").await;
        browser.open(path).await.expect_status(200).assert_hides(&["Slept badly"]);
    }
}

#[tokio::test]
async fn what_is_asked_for_at_a_sign_in_is_asked_of_oneself_alone() {
    let (app, boss) = app_with_fields().await;
    app.register("maren").await;
    let plan = json!({ "name": "plan", "required": "sign-in" });
    app.send(&boss, Method::POST, "/api/fields", &plan).await.expect_status(201);
    let diary = json!({ "required": "sign-in" });
    app.send(&boss, Method::PATCH, "/api/fields/diary", &diary).await.expect_status(200);
    let mut browser = app.browser_of("boss").await;
    let own = [("asked", "on"), ("fields[plan]", "pro"), ("fields[diary]", "Slept well")];
    browser.submit("/actions/fields/fill", &own).await.expect_status(303);
    let id = app.id_of("maren").await;
    let other = [("id", id.as_str()), ("asked", "on"), ("fields[plan]", "pro")];
    // That she lacks the other one is not said.
    assert_eq!(browser.submit("/actions/fields/fill", &other).await.location(), format!("/users/{id}"));
    browser.open(&format!("/users/{id}")).await.expect_status(200).assert_shows(&["Changes saved."]);
}

#[tokio::test]
async fn an_undo_leaves_out_a_value_that_somebody_else_has_taken() {
    let (app, boss) = app_with_fields().await;
    let mut ids = Vec::new();
    for (username, number) in [("ada", "1"), ("ida", "2"), ("oda", "3")] {
        app.register(username).await;
        set(&app, &boss, username, json!({ "number": number })).await;
        ids.push(app.id_of(username).await);
    }
    let body = json!({ "action": "set_field", "field": "number", "value": "", "ids": ids });
    let report = app.send(&boss, Method::POST, "/api/users/bulk", &body).await.expect_status(200).json();
    assert_eq!(report["changed"], 3);
    app.register("uta").await;
    // An administrator releases it: otherwise it is reserved.
    app.database.run("DELETE FROM former_values WHERE value = '2'").await;
    set(&app, &boss, "uta", json!({ "number": "2" })).await;
    let path = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().expect("an id"));
    let undone = app.send(&boss, Method::POST, &path, &json!({})).await.expect_status(200).json();
    assert_eq!((&undone["changed"], &undone["skipped"]), (&json!(2), &json!(1)));
    for (username, number) in [("ada", json!("1")), ("ida", Value::Null), ("oda", json!("3")), ("uta", json!("2"))] {
        assert_eq!(fields(&app, &boss, username).await["number"], number, "{username}");
    }
}
