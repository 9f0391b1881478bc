//! What a server of the version before fields of one's own does on the schema of this one, with its statements, and what this version
//! does beside it. `tests/outside/upgrade/fields.rs` runs the program of that version.

use super::fields::{define, found, rule, set, set_many};
use crate::support::store::add;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::terms::TermsRequest;

/// Its statements that write to tables which this version has changed, and those that delete what rows of new tables refer to.
const STATEMENTS: [&str; 8] = [
    "INSERT INTO user_groups (name, description, created_at) VALUES ('editors', 'They write.', 1) \
     ON CONFLICT DO NOTHING",
    "UPDATE user_groups SET description = 'They pay.' WHERE name = 'pros'",
    "INSERT INTO group_members (group_name, user_id) SELECT 'editors', id FROM users WHERE username = 'ada' \
     ON CONFLICT DO NOTHING",
    // It does not know that a rule says who belongs to this one.
    "INSERT INTO group_members (group_name, user_id) SELECT 'pros', id FROM users WHERE username = 'boss' \
     ON CONFLICT DO NOTHING",
    "INSERT INTO applications (name, title, locations, everyone, group_names, claims, remote_user, after_sign_out, \
     second_factor, max_age, of_file, created_at, updated_at, link) \
     VALUES ('shop', 'The Shop', 'https://shop.example.com/', TRUE, '', '', 'username', NULL, FALSE, NULL, FALSE, 1, 1, NULL) \
     ON CONFLICT (name) DO UPDATE SET title = 'The Shop', updated_at = 9",
    "UPDATE users SET name = 'Ada Holt', name_key = 'ada holt', words = '[\"ada\",\"holt\"]', updated_at = 9, \
     version = version + 1 WHERE username = 'ada'",
    "UPDATE users SET status = 'deleted', status_before = status, role_before = NULL, deleted_at = 9, updated_at = 9, \
     version = version + 1 WHERE username = 'ida'",
    "DELETE FROM users WHERE username = 'ida' AND status = 'deleted'",
];

/// The fields and the groups of an account.
async fn seen(app: &TestApp, boss: &Tokens, username: &str) -> (Value, Value) {
    let path = format!("/api/users/{}", app.id_of(username).await);
    let user = app.read(boss, &path).await.expect_status(200).json();
    (user["fields"].clone(), user["groups"].clone())
}

/// An administrator, a field with a value of two accounts, which a change of many has set, a group with a rule, an application that gets
/// the field, and terms that one of the accounts has accepted.
async fn filled() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let parties = json!(["owner", "administrators", "applications"]);
    define(&app, json!({"name": "plan", "searchable": true, "filterable": true, "seen_by": parties})).await;
    rule(&app, "pros", "plan=pro").await;
    let shop = ApplicationRequest { fields: texts(&["plan"]), ..open_at("shop", "https://shop.example.com/") };
    app.add_application(shop).await;
    for username in ["ada", "ida"] {
        app.register(username).await;
    }
    set_many(&app, &boss, "plan", "pro", &["ada", "ida"]).await;
    let terms = TermsRequest { texts: texts(&["Be nice."]), ..TermsRequest::default() };
    let version = app.accounts.terms().publish_terms(&Caller::system(), terms).await.expect("terms").version;
    let ida = app.log_in("ida").await;
    app.send(&ida, Method::POST, &format!("/api/account/terms/{version}"), &Value::Null).await.expect_status(204);
    (app, boss)
}

#[tokio::test]
async fn the_version_before_fields_writes_beside_this_one_and_leaves_what_it_does_not_know() {
    let (app, boss) = filled().await;
    for sql in STATEMENTS {
        app.database.run(sql).await;
    }
    assert!(add(&app.db, 7, "nora").await, "an account as that version adds it");

    assert_eq!(seen(&app, &boss, "ada").await, (json!({"plan": "pro"}), json!(["editors", "pros"])));
    assert_eq!(app.database.run("SELECT own_fields FROM applications").await, ["plan"]);
    assert_eq!(app.database.run("SELECT member_rule FROM user_groups ORDER BY name").await, ["", "plan=pro"]);
    for table in ["own_field_values", "bulk_values"] {
        let rows = app.database.run(&format!("SELECT 'a row' FROM {table}")).await;
        assert_eq!(rows.len(), 1, "{table}: what it has deleted is gone");
    }
    assert!(app.database.run("SELECT language FROM terms_acceptances").await.is_empty());

    // This version goes on: with an account of the other one, and with a member whom the rule does not say.
    set(&app, &boss, "nora", json!({"plan": "pro"})).await.expect_status(200);
    assert_eq!(seen(&app, &boss, "nora").await, (json!({"plan": "pro"}), json!(["pros"])));
    assert_eq!(seen(&app, &boss, "boss").await.1, json!(["pros"]));
    set(&app, &boss, "boss", json!({"plan": "free"})).await.expect_status(200);
    assert_eq!(seen(&app, &boss, "boss").await.1, json!([]));
    // The other one does not know what the search finds: an account is found again when it changes here (decision 106).
    assert_eq!(found(&app, "pro").await, 1);
    let path = format!("/api/users/{}", app.id_of("ada").await);
    app.send(&boss, Method::PATCH, &path, &json!({"name": "Ada Berg"})).await.expect_status(200);
    assert_eq!(found(&app, "pro").await, 2);
}
