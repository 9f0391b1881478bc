//! Made-up users have values in fields of every kind, which fit, and are found by them.

use crate::support::*;
use vestibule::shared::groups::CreateGroupRequest;

/// Fields with all that a value has to keep to.
fn fields() -> Vec<Value> {
    let unique = |start: &str, kind: &str| json!({ "name": format!("{start}-{kind}"), "kind": kind, "unique": true });
    let different = ["text", "number", "url", "phone"].map(|kind| unique("one", kind));
    let few = ["date", "country"].map(|kind| unique("few", kind));
    let kinds = ["number", "yes-no", "date", "url", "phone", "country"];
    let kinds = kinds.map(|kind| json!({ "name": kind, "kind": kind }));
    let others = [
        json!({ "name": "short", "min_length": 3, "max_length": 3, "searchable": true, "required": "sign-in" }),
        json!({ "name": "long", "kind": "long-text", "min_length": 150, "max_length": 160 }),
        json!({ "name": "team", "kind": "choice", "choices": ["sales", "it"], "filterable": true }),
        json!({ "name": "topics", "kind": "choices", "choices": ["a", "b", "c"] }),
        json!({ "name": "number-on-card", "pattern": "[A-Z]{3}", "pattern_help": ["Three letters."] }),
    ];
    different.into_iter().chain(few).chain(kinds).chain(others).collect()
}

#[tokio::test]
async fn made_up_users_have_values_that_fit_also_when_there_are_some_already() {
    const USERS: u64 = 60;
    let (app, boss) = TestApp::with_administrator("boss").await;
    for field in fields() {
        app.send(&boss, Method::POST, "/api/fields", &field).await.expect_status(201);
        app.wait(1);
    }
    let rule = CreateGroupRequest { name: "team".into(), rule: "team=it".into(), ..CreateGroupRequest::default() };
    app.accounts.groups().create_group(&Caller::system(), rule).await.expect("a group");
    app.accounts.maintenance().apply_group_rules().await.expect("no members");
    for _ in 0..2 {
        let now = app.accounts.now();
        let empty = vestibule::seed::add_users(&app.db, now, USERS, &mut |_| {}).await.expect("made-up users");
        let mut empty: Vec<_> = empty.iter().map(ToString::to_string).collect();
        empty.sort();
        assert_eq!(empty, ["few-country", "few-date", "number-on-card"]);
    }
    // Some are deleted, and do not count.
    let people = app.database.run("SELECT username FROM users WHERE deleted_at IS NULL AND username != 'boss'").await;
    let people = people.len() as u64;
    assert!(people > USERS, "{people}");
    for field in fields() {
        let name = field["name"].as_str().unwrap();
        let preview = app.send(&boss, Method::POST, &format!("/api/fields/{name}/preview"), &json!({})).await;
        let preview = preview.expect_status(200).json();
        assert_eq!(preview["unfitting"], 0, "{name}: {preview}");
        let all = name == "short" || name.starts_with("one-");
        let is_right = match preview["filled"].as_u64().unwrap() {
            0 => name.starts_with("few-") || name == "number-on-card",
            filled => filled == people || (!all && filled > USERS && filled < people),
        };
        assert!(is_right, "{name}: {preview}");
        app.wait(1);
    }
    let found = app.read(&boss, "/api/users?q=Tex").await.expect_status(200).json();
    assert!(found["pagination"]["total"].as_u64().unwrap() > USERS, "{}", found["pagination"]);
    app.accounts.maintenance().apply_group_rules().await.expect("members");
    let members = app.database.run("SELECT username FROM users JOIN group_members ON user_id = id").await;
    assert!(!members.is_empty());
}
