//! Fields of one's own: defined, filled in, changed, deleted and restored. Who may call which route is in the access matrix.

use crate::support::*;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An application with an administrator.
struct Scene {
    app: TestApp,
    boss: Tokens,
}

impl Scene {
    /// With a choice, a unique text, and one that only administrators see.
    async fn new() -> Self {
        let (app, boss) = TestApp::with_administrator("boss").await;
        let scene = Self { app, boss };
        scene
            .define(json!({
                "name": "department", "kind": "choice", "choices": ["sales=Sales", "it=IT"], "filterable": true,
                "searchable": true, "column": true
            }))
            .await;
        scene
            .define(
                json!({ "name": "number", "unique": true, "pattern": "[0-9]{4}", "pattern_help": ["Four digits."] }),
            )
            .await;
        let administrators = json!(["administrators"]);
        scene
            .define(json!({ "name": "note", "kind": "long-text", "seen_by": administrators, "changed_by": administrators, "personal": false }))
            .await;
        scene
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Reply {
        self.app.wait(1);
        self.app.call(method, path).bearer(&self.boss.access).json(&body).send().await
    }

    async fn define(&self, body: Value) {
        self.send(Method::POST, "/api/fields", body).await.expect_status(201);
    }

    /// Sets fields of an account as the administrator.
    async fn set(&self, username: &str, fields: Value) -> Reply {
        let path = format!("/api/users/{}", self.app.id_of(username).await);
        self.send(Method::PATCH, &path, json!({ "fields": fields })).await
    }

    /// The fields of an account, as somebody sees them.
    async fn fields(&self, username: &str, who: &Tokens) -> Value {
        let path = format!("/api/users/{}", self.app.id_of(username).await);
        let reply = self.app.call(Method::GET, &path).bearer(&who.access).send().await;
        reply.expect_status(200).json()["fields"].clone()
    }

    /// The usernames in a list.
    async fn listed(&self, query: &str) -> Vec<String> {
        let path = format!("/api/users?sort=username&{query}");
        let list = self.app.call(Method::GET, &path).bearer(&self.boss.access).send().await.expect_status(200).json();
        let users = list["users"].as_array().expect("users");
        users.iter().map(|user| user["username"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_field_is_defined_changed_deleted_and_restored() {
    let scene = Scene::new().await;
    let list = scene.send(Method::GET, "/api/fields", Value::Null).await.json();
    let names: Vec<_> = list["fields"].as_array().unwrap().iter().map(|field| field["name"].clone()).collect();
    assert_eq!(names, ["department", "note", "number"]);
    scene.send(Method::POST, "/api/fields", json!({ "name": "note" })).await.assert_refused(409, "field_taken");
    let wrong = json!({ "name": "wrong", "pattern": "(?=a)", "required": "sign-in", "changed_by": ["administrators"] });
    let refused = scene.send(Method::POST, "/api/fields", wrong).await;
    assert_eq!(refused.errors(), "pattern not_allowed, pattern_help required, required not_allowed");

    scene.app.member("maren").await;
    scene.set("maren", json!({ "department": "it" })).await.expect_status(200);
    let narrower = json!({ "choices": ["sales=Sales"] });
    let preview = scene.send(Method::POST, "/api/fields/department/preview", narrower.clone()).await.expect_status(200);
    let expected =
        json!({ "filled": 1, "unfitting": 1, "missing": 0, "is_exact": true, "examples": ["it"], "used_by": [] });
    assert_eq!(preview.json(), expected);
    scene.send(Method::PATCH, "/api/fields/department", narrower).await.expect_status(200);
    assert_eq!(scene.fields("maren", &scene.boss).await["department"], "it", "it is kept");
    scene.set("maren", json!({ "department": "it", "number": "0001" })).await.expect_status(200);
    assert_eq!(scene.set("maren", json!({ "department": "press" })).await.errors(), "fields.department not_allowed");

    assert_eq!(scene.send(Method::DELETE, "/api/fields/department", Value::Null).await.status, 204);
    assert_eq!(scene.fields("maren", &scene.boss).await, json!({ "number": "0001" }));
    let again = scene.send(Method::POST, "/api/fields", json!({ "name": "department" })).await;
    again.assert_refused(409, "field_taken");
    scene.send(Method::POST, "/api/fields/department/restore", Value::Null).await.expect_status(200);
    assert_eq!(scene.fields("maren", &scene.boss).await["department"], "it");
    let events = scene.app.audit_events().await.into_iter().filter(|event| event.event.starts_with("field."));
    let events: Vec<_> = events.map(|event| format!("{} {}", event.event, event.detail.unwrap_or_default())).collect();
    let last = ["field.update department", "field.delete department", "field.restore department"];
    assert_eq!(events[3..], last);
}

#[tokio::test]
async fn after_thirty_days_a_deleted_field_is_gone_with_its_values() {
    let scene = Scene::new().await;
    scene.app.member("maren").await;
    scene.set("maren", json!({ "department": "it", "number": "0001" })).await.expect_status(200);
    assert_eq!(scene.send(Method::DELETE, "/api/fields/number", Value::Null).await.status, 204);
    scene.app.clock.advance(29 * DAY);
    scene.app.accounts.maintenance().sweep().await.unwrap();
    let values = "SELECT value FROM own_field_values ORDER BY value";
    assert_eq!(scene.app.database.run(values).await, ["0001", "it"]);
    scene.app.clock.advance(2 * DAY);
    let swept = scene.app.accounts.maintenance().sweep().await.unwrap();
    assert_eq!((swept.fields, scene.app.database.run(values).await), (1, vec!["it".to_owned()]));
}

#[tokio::test]
async fn everybody_changes_what_they_may_and_sees_nothing_else() {
    let scene = Scene::new().await;
    let (user, maren) = scene.app.member("maren").await;
    let path = format!("/api/users/{}", user["id"].as_str().unwrap());
    let change = async |fields: Value| {
        let body = json!({ "fields": fields });
        scene.app.call(Method::PATCH, &path).bearer(&maren.access).json(&body).send().await
    };
    let changed = change(json!({ "department": "Sales", "number": "0001", "note": "x", "unknown": 7 })).await;
    assert_eq!(changed.expect_status(200).json()["fields"], json!({ "department": "sales", "number": "0001" }));
    assert_eq!(change(json!({ "number": "12" })).await.errors(), "fields.number pattern");
    assert_eq!(change(json!(["department"])).await.errors(), "fields wrong_type");
    scene.set("maren", json!({ "note": "Pays late.\nTwice." })).await.expect_status(200);
    assert_eq!(scene.fields("maren", &maren).await, json!({ "department": "sales", "number": "0001" }));
    assert_eq!(scene.fields("maren", &scene.boss).await["note"], "Pays late.\nTwice.");

    scene.app.member("jonas").await;
    let taken = scene.set("jonas", json!({ "number": "0001" })).await;
    taken.assert_refused(409, "field_taken");
    assert_eq!(taken.errors(), "fields.number taken");
    assert_eq!(
        change(json!({ "number": null })).await.expect_status(200).json()["fields"],
        json!({ "department": "sales" })
    );
    scene.set("jonas", json!({ "number": "0001" })).await.assert_refused(409, "field_taken");
    scene.app.wait(8 * 24 * 60 * 60);
    let scene = Scene { boss: scene.app.log_in("boss").await, ..scene };
    scene.set("jonas", json!({ "number": "0001" })).await.expect_status(200);
    let updates = scene.app.events("user.update").await;
    let details: Vec<_> = updates.iter().filter_map(|event| event.detail.clone()).collect();
    assert!(details.contains(&"fields.department fields.number".to_owned()), "no values: {details:?}");
}

#[tokio::test]
async fn who_registers_fills_in_what_is_required() {
    let scene = Scene::new().await;
    scene
        .define(json!({ "name": "plan", "kind": "choice", "choices": ["free", "pro"], "required": "registration" }))
        .await;
    scene.define(json!({ "name": "country", "kind": "country", "default": ["DE"] })).await;
    let register = async |username: &str, fields: Value| {
        let body = json!({
            "username": username, "email": format!("{username}@example.org"), "password": "Kettle-on-the-hob-42!", "fields": fields
        });
        scene.app.call(Method::POST, "/api/users/register").json(&body).send().await
    };
    assert_eq!(register("ada", json!({})).await.errors(), "fields.plan required");
    register("ada", json!({ "plan": "pro", "department": "it" })).await.expect_status(201);
    let expected = json!({ "plan": "pro", "department": "it", "country": "DE" });
    assert_eq!(scene.fields("ada", &scene.boss).await, expected);
}

#[tokio::test]
async fn programs_learn_which_fields_are_missing_at_a_sign_in() {
    let scene = Scene::new().await;
    scene.app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    let (_, maren) = scene.app.member("maren").await;
    scene.define(json!({ "name": "plan", "required": "sign-in" })).await;
    let enter = async || {
        let body = json!({ "application": "wiki" });
        scene.app.send(&maren, Method::POST, "/api/auth/application-token", &body).await
    };
    let refused = enter().await;
    refused.assert_refused(403, "fields_required");
    assert_eq!(refused.errors(), "fields.plan required");
    // The API of the account stays open, and is where it is filled in.
    let path = format!("/api/users/{}", scene.app.id_of("maren").await);
    scene.app.wait(1);
    let filled = scene.app.send(&maren, Method::PATCH, &path, &json!({ "fields": { "plan": "pro" } })).await;
    filled.expect_status(200);
    enter().await.expect_status(200);
}

#[tokio::test]
async fn a_field_of_many_accounts_is_set_at_once_and_undone() {
    let scene = Scene::new().await;
    let mut ids = Vec::new();
    for (username, department) in [("ada", "sales"), ("ida", "it"), ("oda", "")] {
        scene.app.member(username).await;
        scene.set(username, json!({ "department": department })).await.expect_status(200);
        ids.push(scene.app.id_of(username).await);
    }
    let change = async |field: &str, value: &str| {
        let body = json!({ "action": "set_field", "field": field, "value": value, "ids": ids });
        scene.send(Method::POST, "/api/users/bulk", body).await
    };
    assert_eq!(change("unknown", "it").await.errors(), "field unknown_field");
    assert_eq!(change("department", "press").await.errors(), "value not_allowed");
    assert_eq!(change("number", "0001").await.errors(), "field not_allowed", "no two accounts have the same");
    let report = change("department", "IT").await.expect_status(200).json();
    assert_eq!((&report["changed"], &report["skipped"], report.get("is_final")), (&json!(2), &json!(1), None));
    let departments = async || {
        let mut found = Vec::new();
        for username in ["ada", "ida", "oda"] {
            found.push(scene.fields(username, &scene.boss).await["department"].as_str().unwrap_or_default().to_owned());
        }
        found
    };
    assert_eq!(departments().await, ["it", "it", "it"]);
    assert_eq!(scene.listed("q=it").await, ["ada", "ida", "oda"], "the search finds it");
    let recent = scene.send(Method::GET, "/api/users/bulk", Value::Null).await.json();
    let expected = json!({ "bulk_id": report["bulk_id"], "action": "set_field", "field": "department", "accounts": 2 });
    let listed = &recent["changes"][0];
    assert!(expected.as_object().unwrap().iter().all(|(name, value)| listed[name] == *value), "{recent}");

    // What has changed since stays.
    scene.set("oda", json!({ "department": "sales" })).await.expect_status(200);
    let path = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    let undone = scene.send(Method::POST, &path, json!({})).await.expect_status(200).json();
    assert_eq!((&undone["changed"], &undone["skipped"]), (&json!(1), &json!(1)));
    assert_eq!(departments().await, ["sales", "it", "sales"]);
    assert_eq!(scene.send(Method::POST, &path, json!({})).await.json()["changed"], 0);
    change("department", "").await.expect_status(200);
    assert_eq!(departments().await, ["", "", ""]);
    scene.app.clock.advance(31 * DAY);
    let swept = scene.app.accounts.maintenance().sweep().await.unwrap();
    assert_eq!(swept.bulk_values, 3);
}

#[tokio::test]
async fn users_are_found_by_their_fields() {
    let scene = Scene::new().await;
    scene.define(json!({ "name": "birthday", "kind": "date", "filterable": true })).await;
    for (username, department, birthday) in
        [("ada", "it", "1990-05-01"), ("ida", "sales", "1985-01-31"), ("oda", "it", "1970-12-24")]
    {
        scene.app.member(username).await;
        scene.set(username, json!({ "department": department, "birthday": birthday })).await.expect_status(200);
    }
    assert_eq!(scene.listed("fields=department%3Dit").await, ["ada", "oda"]);
    assert_eq!(scene.listed("fields=birthday%3D1980-01-01..1990-12-31").await, ["ada", "ida"]);
    assert_eq!(scene.listed("fields=department%3DIT%3Bbirthday%3D1980-01-01..").await, ["ada"]);
    assert_eq!(scene.listed("q=sales").await, ["ida"], "it is searchable");
    assert!(scene.listed("fields=department%3Dit&status=disabled").await.is_empty());
    let refused = scene.send(Method::GET, "/api/users?fields=number%3D1", Value::Null).await;
    assert_eq!(refused.errors(), "fields unknown_field");
    let list = scene.send(Method::GET, "/api/users?q=ida", Value::Null).await.json();
    assert_eq!(list["users"][0]["fields"], json!({ "department": "sales" }), "the columns alone");
}

#[tokio::test]
async fn a_file_has_a_column_for_each_field() {
    let scene = Scene::new().await;
    let file =
        "email,fields.department,number\nada@example.org,IT,0001\nida@example.org,press,0001\noda@example.org,,0001\n";
    let reply = scene.app.import(&scene.boss, "rows=good", file).await;
    assert_eq!(reply.json()["good"], 1, "{}", reply.text());
    assert_eq!(scene.fields("ada", &scene.boss).await, json!({ "department": "it", "number": "0001" }));
    let export = scene.send(Method::GET, "/api/users/export?format=csv&q=ada", Value::Null).await.expect_status(200);
    let text = export.text();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].ends_with(r#""fields.department","fields.note","fields.number""#), "{}", lines[0]);
    assert!(lines[1].ends_with(r#""it","","0001""#), "{}", lines[1]);
    let export = scene.send(Method::GET, "/api/users/export?format=jsonl&q=ada", Value::Null).await.expect_status(200);
    assert!(export.text().contains(r#""fields":{"department":"it","number":"0001"}"#), "{}", export.text());
}

#[tokio::test]
async fn nothing_is_read_while_no_field_is_defined() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let path = format!("/api/users/{}", app.id_of("boss").await);
    let user = app.call(Method::GET, &path).bearer(&boss.access).send().await.expect_status(200).json();
    assert!(user.get("fields").is_none(), "{user}");
}
