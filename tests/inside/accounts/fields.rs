//! Fields of one's own while others write: imports, rules of groups, the search, and changes of many.

use crate::support::store::new_user;
use crate::support::*;
use std::collections::BTreeSet;
use std::ops::Range;
use tokio::task::JoinHandle;
use vestibule::applications::read_file;
use vestibule::shared::directory::ListUsersRequest;
use vestibule::shared::groups::{CreateGroupRequest, GroupName};
use vestibule::shared::import::{ImportOutcome, ImportReport, ImportRequest};
use vestibule::shared::own_fields::OwnFieldRequest;
use vestibule::store::imports::ImportRun;
use vestibule::store::own_fields::NewOwnValue;
use vestibule::store::{groups, imports, users};

fn request(properties: Value) -> OwnFieldRequest {
    serde_json::from_value(properties).expect("a request")
}

pub async fn define(app: &TestApp, properties: Value) {
    app.accounts.own_fields().create_field(&Caller::system(), request(properties)).await.expect("a field");
}

async fn change_field(app: &TestApp, name: &str, properties: Value) {
    // Otherwise two changes would have the same time.
    app.wait(1);
    app.accounts.own_fields().update_field(&Caller::system(), name, request(properties)).await.expect("a change");
}

pub async fn rule(app: &TestApp, group: &str, rule: &str) {
    let request = CreateGroupRequest { name: group.into(), rule: rule.into(), ..CreateGroupRequest::default() };
    app.accounts.groups().create_group(&Caller::system(), request).await.expect("a group");
}

/// Does what a task does after a change, and the clean-up if no task has.
async fn follow(app: &TestApp) {
    app.accounts.maintenance().follow_fields().await.expect("the search and the groups");
}

/// Sets fields of an account as the administrator.
pub async fn set(app: &TestApp, boss: &Tokens, username: &str, values: Value) -> Reply {
    let path = format!("/api/users/{}", app.id_of(username).await);
    app.send(boss, Method::PATCH, &path, &json!({ "fields": values })).await
}

/// What an account has in a field.
async fn value_of(app: &TestApp, boss: &Tokens, username: &str, field: &str) -> Value {
    let path = format!("/api/users/{}", app.id_of(username).await);
    app.read(boss, &path).await.expect_status(200).json()["fields"][field].clone()
}

/// The number of members of all groups.
async fn members(app: &TestApp) -> usize {
    app.database.run("SELECT group_name FROM group_members").await.len()
}

/// How many accounts the search finds.
pub async fn found(app: &TestApp, word: &str) -> usize {
    let request = ListUsersRequest { q: word.into(), ..ListUsersRequest::default() };
    app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list").users.len()
}

/// Begins an import of this file, of which all rows have been validated when `between` runs. No row is inserted before it has ended.
async fn import_around(app: &TestApp, file: String, between: impl AsyncFnOnce()) -> ImportReport {
    let (file, is_validated, end) = file_that_pauses(file);
    let accounts = app.accounts.clone();
    let import: JoinHandle<Result<ImportReport, AppError>> = tokio::spawn(async move {
        accounts.imports().import_users(&Caller::system(), &ImportRequest::default(), file).await
    });
    is_validated.await.expect("a request for more rows");
    between().await;
    end.send(()).expect("an import that waits");
    import.await.expect("an end").expect("a report")
}

/// A file of people with this plan, each with a number.
fn people(numbers: Range<u32>, plan: &str) -> String {
    let row = |number: u32| format!("p{number}@example.org,guest{number},{plan},{number}\n");
    format!("email,username,fields.plan,fields.number\n{}", numbers.map(row).collect::<String>())
}

async fn app_with_fields() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    define(&app, json!({"name": "plan"})).await;
    define(&app, json!({"name": "number", "unique": true})).await;
    (app, boss)
}

/// Adds the account of an import that is not published, with a plan. Returns the number of the import.
async fn add_hidden(app: &TestApp, plan: &str) -> i64 {
    let (now, value) = (app.accounts.now(), plan.to_owned());
    let added = app.db.write(async move |mut tx: Tx| {
        let number = imports::begin(&mut tx, now, 1, &[7; 32]).await?.expect("no other import is running");
        let (field, key) = (1, value.clone());
        let own_values = vec![NewOwnValue { field, item: 0, value, key, is_unique: false }];
        let hidden = users::NewUser { import_number: number, own_values, ..new_user(7, "hidden") };
        users::add(&mut tx, vec![hidden]).await?;
        Ok::<_, StoreError>(number)
    });
    added.await.expect("a hidden account")
}

async fn publish(app: &TestApp, number: i64) {
    let (now, import) = (app.accounts.now(), ImportRun { number, run: 0 });
    let published = app.db.write(async move |mut tx: Tx| imports::publish(&mut tx, import, now).await);
    assert!(published.await.expect("an answer"));
}

#[tokio::test]
async fn accounts_that_are_hidden_while_a_rule_is_applied_follow_it_when_they_are_published() {
    let (app, _) = app_with_fields().await;
    let number = add_hidden(&app, "pro").await;
    rule(&app, "pros", "plan=pro").await;
    change_field(&app, "plan", json!({"searchable": true})).await;
    follow(&app).await;
    publish(&app, number).await;
    follow(&app).await;
    assert_eq!((members(&app).await, found(&app, "pro").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_follows_a_rule_that_has_changed_while_it_added_accounts() {
    let (app, boss) = app_with_fields().await;
    rule(&app, "pros", "plan=other").await;
    // In the last one of three batches, which sees it. The accounts of the others are hidden.
    let sql = "UPDATE user_groups SET member_rule = 'plan=pro', rule_version = rule_version + 1 \
               WHERE member_rule <> 'plan=pro' AND (SELECT done FROM imports) > 100";
    app.database.after("UPDATE OF done ON imports", sql).await;
    let report = app.import(&boss, "", people(0..120, "pro")).await.expect_status(200).json();
    assert_eq!(report["outcome"], "imported", "{report}");
    eventually("all follow the rule", async || members(&app).await == 120).await;
}

#[tokio::test]
async fn a_value_that_another_account_gets_during_an_import_is_an_error_of_its_row() {
    let (app, boss) = app_with_fields().await;
    let report = import_around(&app, people(0..120, "pro"), async || {
        set(&app, &boss, "boss", json!({"number": "7"})).await.expect_status(200);
    })
    .await;
    assert_eq!((report.outcome, report.good, report.bad), (ImportOutcome::NothingImported, 119, 1));
    let [error] = report.errors.as_slice() else { panic!("{:?}", report.errors) };
    assert_eq!((error.row, &*error.field, &*error.code), (9, "fields.number", "taken"));
    assert_eq!(app.database.run("SELECT username FROM users").await, ["boss"]);
    let values = "SELECT value FROM own_field_values";
    assert_eq!(app.database.run(values).await, ["7"], "nothing is left of the others");
}

#[tokio::test]
async fn accounts_are_found_by_fields_that_have_become_searchable_since_they_were_read() {
    let (app, _) = app_with_fields().await;
    for (numbers, plan, is_searchable, expected) in [(0..3, "professional", true, 3), (3..6, "amateur", false, 0)] {
        let report = import_around(&app, people(numbers, plan), async || {
            change_field(&app, "plan", json!({"searchable": is_searchable})).await;
            follow(&app).await;
        })
        .await;
        assert_eq!((report.outcome, found(&app, plan).await), (ImportOutcome::Imported, expected), "{plan}");
    }
}

#[tokio::test]
async fn the_clean_up_applies_a_rule_that_a_process_has_left() {
    let (app, boss) = app_with_fields().await;
    set(&app, &boss, "boss", json!({"plan": "pro"})).await.expect_status(200);
    rule(&app, "pros", "plan=pro").await;
    follow(&app).await;
    assert_eq!(members(&app).await, 1);
    // As if the process had ended right after the change of the rule.
    app.database.run("DELETE FROM group_members").await;
    app.database.run("UPDATE user_groups SET rule_version = rule_version + 1").await;
    app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(members(&app).await, 1);
    // One that has applied what was before comes too late to say so.
    let unapplied = app.db.write(async |mut tx: Tx| {
        groups::set_rule_applied(&mut tx, &GroupName::parse("pros").expect("a name"), 1).await?;
        groups::unapplied_rules(&mut tx).await
    });
    assert!(unapplied.await.expect("rules").is_empty());
}

#[tokio::test]
async fn changes_of_different_fields_of_an_account_at_the_same_time_are_all_kept() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.register("maren").await;
    let names: Vec<_> = (0..8).map(|number| format!("field{number}")).collect();
    for name in &names {
        define(&app, json!({"name": name, "searchable": true})).await;
    }
    rule(&app, "complete", "field0=value0;field3=value3;field7=value7").await;
    let path = format!("/api/users/{}", app.id_of("maren").await);
    let change = |number: usize| {
        let body = json!({"fields": {(names[number].as_str()): format!("value{number}")}});
        let (app, boss, path) = (&app, &boss, path.as_str());
        async move { app.send(boss, Method::PATCH, path, &body).await.expect_status(200) }
    };
    join_all((0..names.len()).map(change)).await;
    let expected: serde_json::Map<_, _> =
        names.iter().enumerate().map(|(number, name)| (name.clone(), json!(format!("value{number}")))).collect();
    assert_eq!(app.read(&boss, &path).await.json()["fields"], Value::Object(expected));
    assert_eq!((members(&app).await, found(&app, "value5").await), (1, 1));
}

/// Sets a field of these accounts. Returns the path that undoes it.
pub async fn set_many(app: &TestApp, boss: &Tokens, field: &str, value: &str, usernames: &[&str]) -> String {
    let mut ids = Vec::new();
    for username in usernames {
        ids.push(app.id_of(username).await);
    }
    let body = json!({"action": "set_field", "field": field, "value": value, "ids": ids});
    let report = app.send(boss, Method::POST, "/api/users/bulk", &body).await.expect_status(200).json();
    format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().expect("an id"))
}

/// The number of accounts on which a change was undone, and of those that were left alone.
async fn undo(app: &TestApp, boss: &Tokens, path: &str) -> (Value, Value) {
    let report = app.send(boss, Method::POST, path, &json!({})).await.expect_status(200).json();
    (report["changed"].clone(), report["skipped"].clone())
}

#[tokio::test]
async fn an_undo_leaves_alone_what_another_account_has_got_since() {
    let (app, boss) = app_with_fields().await;
    for (username, number) in [("ada", "1"), ("ida", "2"), ("oda", "3")] {
        app.register(username).await;
        set(&app, &boss, username, json!({"number": number})).await.expect_status(200);
    }
    let path = set_many(&app, &boss, "number", "", &["ada", "ida"]).await;
    set(&app, &boss, "oda", json!({"number": "1"})).await.assert_refused(409, "field_taken");
    // An administrator releases it.
    app.database.run("DELETE FROM former_values WHERE value = '1'").await;
    set(&app, &boss, "oda", json!({"number": "1"})).await.expect_status(200);
    assert_eq!(undo(&app, &boss, &path).await, (json!(1), json!(1)));
    let mut numbers = Vec::new();
    for username in ["ada", "ida", "oda"] {
        numbers.push(value_of(&app, &boss, username, "number").await);
    }
    assert_eq!(numbers, [Value::Null, json!("2"), json!("1")]);
}

#[tokio::test]
async fn a_change_of_a_field_that_is_deleted_meanwhile_is_undone_when_it_is_restored() {
    let (app, boss) = app_with_fields().await;
    let operator = Caller::system();
    let path = set_many(&app, &boss, "plan", "pro", &["boss"]).await;
    let listed = async || {
        let recent = app.read(&boss, "/api/users/bulk").await.expect_status(200).json();
        recent["changes"].as_array().expect("changes").len()
    };
    assert_eq!(listed().await, 1);
    app.accounts.own_fields().delete_field(&operator, "plan").await.expect("a deletion");
    assert_eq!((listed().await, undo(&app, &boss, &path).await), (0, (json!(0), json!(0))));
    app.accounts.own_fields().restore_field(&operator, "plan").await.expect("a field");
    assert_eq!(value_of(&app, &boss, "boss", "plan").await, "pro");
    assert_eq!((listed().await, undo(&app, &boss, &path).await), (1, (json!(1), json!(0))));
    assert_eq!(value_of(&app, &boss, "boss", "plan").await, Value::Null);
}

#[tokio::test]
async fn files_of_servers_that_differ_in_fields_groups_or_terms_are_told_apart() {
    let app = TestApp::new().await;
    let sql = match app.database.is_postgres() {
        true => "SELECT encode(hash, 'hex') FROM application_file",
        false => "SELECT hex(hash) FROM application_file",
    };
    let mut hashes = BTreeSet::new();
    for text in [
        "[[field]]\nname = \"plan\"\n",
        "[[field]]\nname = \"plan\"\nlabel = [\"Plan\"]\n",
        "[[group]]\nname = \"pros\"\n",
        "[[terms]]\ntexts = [\"Be nice.\"]\n",
        "",
    ] {
        let file = read_file(text, None, &|_| Err("no secret".to_owned())).expect("a file");
        app.accounts.applications().apply_file(file).await.expect("applied");
        hashes.extend(app.database.run(sql).await);
    }
    assert_eq!(hashes.len(), 5, "{hashes:?}");
}
