//! Fields of one's own, terms, groups with a rule and changes of many, in copies and backups: all of it is there, and works on.

use super::wrapping;
use crate::support::*;
use std::sync::Arc;
use vestibule::entropy::SystemEntropy;
use vestibule::shared::groups::CreateGroupRequest;
use vestibule::shared::own_fields::{OwnFieldKind, OwnFieldRequest};
use vestibule::shared::terms::TermsRequest;
use vestibule::store::Db;
use vestibule::transfer::{Existing, back_up, copy, restore};

/// Those who have values, by username.
const PEOPLE: [&str; 3] = ["ada", "ida", "maren"];

/// A field of each kind, and a value of it.
pub fn fields() -> [(Value, Value); OwnFieldKind::ALL.len()] {
    let choices = json!(["sales=Sales", "it=IT", "press=Press"]);
    let pattern = json!({"name": "number", "unique": true, "pattern": "[0-9]{4}", "pattern_help": ["Four digits."]});
    let department = json!({
        "name": "department", "kind": "choice", "choices": choices, "filterable": true, "searchable": true, "column": true
    });
    [
        (pattern, json!("0001")),
        (json!({"name": "note", "kind": "long-text"}), json!("Pays late.\n=1+1; twice")),
        (json!({"name": "size", "kind": "number", "filterable": true}), json!(-0.000_001)),
        (json!({"name": "vip", "kind": "yes-no", "filterable": true}), json!(false)),
        (json!({"name": "birthday", "kind": "date", "filterable": true}), json!("2010-11-28")),
        (department, json!("it")),
        (json!({"name": "sections", "kind": "choices", "choices": ["rowing", "tennis"]}), json!(["rowing", "tennis"])),
        (json!({"name": "homepage", "kind": "url"}), json!("https://example.org/ada")),
        (json!({"name": "phone", "kind": "phone"}), json!("+4930123456")),
        (json!({"name": "country", "kind": "country"}), json!("DE")),
    ]
}

fn request(properties: Value) -> OwnFieldRequest {
    serde_json::from_value(properties).expect("a request")
}

pub async fn define(app: &TestApp, properties: Value) {
    app.wait(1);
    app.accounts.own_fields().create_field(&Caller::system(), request(properties)).await.expect("a field");
}

/// Sets fields of an account as the administrator.
pub async fn set(app: &TestApp, boss: &Tokens, username: &str, values: Value) -> Reply {
    let path = format!("/api/users/{}", app.id_of(username).await);
    app.wait(1);
    app.send(boss, Method::PATCH, &path, &json!({ "fields": values })).await
}

/// What people have, and the groups to which they belong.
async fn seen(app: &TestApp, boss: &Tokens) -> Vec<Value> {
    let mut all = Vec::new();
    for username in PEOPLE {
        let path = format!("/api/users/{}", app.id_of(username).await);
        let user = app.read(boss, &path).await.expect_status(200).json();
        all.push(json!([user["fields"], user["groups"]]));
    }
    all
}

/// The usernames in a list, with spaces between.
async fn listed(app: &TestApp, boss: &Tokens, query: &str) -> String {
    let list = app.read(boss, &format!("/api/users?sort=username&{query}")).await.expect_status(200).json();
    each(&list["users"], "username").join(" ")
}

/// The terms that somebody has to accept.
async fn owed(app: &TestApp, username: &str) -> usize {
    let who = app.log_in(username).await;
    let answer = app.read(&who, "/api/account/terms?application=").await.expect_status(200).json();
    answer["terms"].as_array().expect("a list").len()
}

/// What a copy has to have.
pub struct Filled {
    seen: Vec<Value>,
    /// The change of many that can be undone.
    bulk: String,
}

/// Fills a database: with ten fields, one that is deleted, values that fit no longer, a group with a rule, terms, and a change of many.
pub async fn fill(app: &TestApp) -> Filled {
    let (_, boss) = app.administrator("boss").await;
    let operator = Caller::system();
    let mut of_ada = serde_json::Map::new();
    for (properties, value) in fields() {
        of_ada.insert(properties["name"].as_str().expect("a name").to_owned(), value);
        define(app, properties).await;
    }
    define(app, json!({"name": "old"})).await;
    let (name, rule) = ("technicians".into(), "department=it".into());
    let group = CreateGroupRequest { name, rule, ..CreateGroupRequest::default() };
    app.accounts.groups().create_group(&operator, group).await.expect("a group");
    for username in PEOPLE {
        app.register(username).await;
    }
    set(app, &boss, "ada", Value::Object(of_ada)).await.expect_status(200);
    set(app, &boss, "ida", json!({"department": "sales", "old": "kept"})).await.expect_status(200);
    set(app, &boss, "maren", json!({"department": "press"})).await.expect_status(200);
    let narrower = request(json!({"choices": ["sales=Sales", "it=IT"]}));
    app.accounts.own_fields().update_field(&operator, "department", narrower).await.expect("a change");
    app.accounts.own_fields().delete_field(&operator, "old").await.expect("a deletion");
    app.accounts.maintenance().follow_fields().await.expect("the search and the groups");

    let terms = TermsRequest { texts: texts(&["Be nice."]), ..TermsRequest::default() };
    let version = app.accounts.terms().publish_terms(&operator, terms).await.expect("terms").version;
    let ada = app.log_in("ada").await;
    app.send(&ada, Method::POST, &format!("/api/account/terms/{version}"), &Value::Null).await.expect_status(204);
    let ids = [app.id_of("ada").await, app.id_of("ida").await];
    let change = json!({"action": "set_field", "field": "vip", "value": "true", "ids": ids});
    let report = app.send(&boss, Method::POST, "/api/users/bulk", &change).await.expect_status(200).json();
    assert_eq!(report["changed"], 2, "{report}");
    Filled { seen: seen(app, &boss).await, bulk: report["bulk_id"].as_str().expect("an id").to_owned() }
}

/// Asserts that a copy of what was filled has all of it, and that it can be changed, undone and restored there.
pub async fn works_on(app: &TestApp, filled: &Filled) {
    app.wait(60 * 60);
    let boss = app.log_in("boss").await;
    assert_eq!(seen(app, &boss).await, filled.seen);
    assert_eq!(filled.seen[0][1], json!(["technicians"]));
    for (query, found) in [
        ("fields=department%3Dit", "ada"),
        ("fields=size%3D-1..0", "ada"),
        ("fields=birthday%3D2008-01-01..%3Bvip%3Dtrue", "ada"),
        ("fields=vip%3Dtrue", "ada ida"),
        ("group=technicians", "ada"),
        ("q=sales", "ida"),
        ("q=press", "maren"),
    ] {
        assert_eq!(listed(app, &boss, query).await, found, "{query}");
    }
    assert_eq!((owed(app, "ada").await, owed(app, "ida").await), (0, 1));

    // What fits no longer is marked, and may be sent back. Nobody else gets it.
    let id: UserId = app.id_of("maren").await.parse().expect("an id");
    let values = app.accounts.own_fields().stored_values(&Caller::system(), id).await.expect("values");
    let marked = values.iter().filter(|value| value.problem.is_some()).map(|value| value.field.name.as_str());
    assert_eq!(marked.collect::<Vec<_>>(), ["department"]);
    set(app, &boss, "maren", json!({"department": "press"})).await.expect_status(200);
    assert_eq!(set(app, &boss, "ida", json!({"department": "press"})).await.errors(), "fields.department not_allowed");
    set(app, &boss, "ida", json!({"number": "0001"})).await.assert_refused(409, "field_taken");

    let undo = format!("/api/users/bulk/{}/undo", filled.bulk);
    let undone = app.send(&boss, Method::POST, &undo, &json!({})).await.expect_status(200).json();
    assert_eq!((&undone["changed"], &undone["skipped"]), (&json!(2), &json!(0)));
    assert_eq!(listed(app, &boss, "fields=vip%3Dfalse").await, "ada");
    app.send(&boss, Method::POST, "/api/fields/old/restore", &Value::Null).await.expect_status(200);
    assert_eq!(seen(app, &boss).await[1], json!([{"department": "sales", "old": "kept"}, []]));
    set(app, &boss, "ada", json!({"department": "sales"})).await.expect_status(200);
    set(app, &boss, "ida", json!({"department": "it"})).await.expect_status(200);
    assert_eq!(listed(app, &boss, "group=technicians").await, "ida");
}

#[tokio::test]
async fn fields_terms_and_rules_work_on_in_a_copy() {
    let app = TestApp::new().await;
    let filled = fill(&app).await;
    let database = Arc::new(TestDatabase::new().await);
    let db = Db::connect(database.url().expose()).await.expect("a database");
    db.migrations().up(None).await.expect("the migrations");
    let copied = copy(&app.db, &db, &wrapping(), &SystemEntropy, Existing::Refuse, &mut |_| {}).await.expect("a copy");
    let rows = |table: &str| copied.iter().find(|copied| copied.table == table).expect("the table").rows;
    let tables = ["own_fields", "own_field_values", "bulk_values", "terms_versions", "terms_acceptances"];
    assert_eq!(tables.map(rows), [11, 15, 2, 1, 1]);
    works_on(&TestApp::on_database(database).await, &filled).await;
}

#[tokio::test]
async fn fields_terms_and_rules_work_on_after_a_restore_under_a_running_server() {
    let app = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let filled = fill(&app).await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.expect("a backup");

    let recovered = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let fields = async || recovered.accounts.own_fields().list_fields(&Caller::system()).await.expect("fields").len();
    assert_eq!(fields().await, 0, "remembered from here on");
    let previous = recovered.database.folder().join("previous.db");
    let restored =
        restore(&file, &recovered.db, &wrapping(), &SystemEntropy, false, &previous, &mut |_| {}).await.expect("data");
    assert_eq!(restored.kept, None);
    eventually("the server knows the fields", async || fields().await == 11).await;
    // A token that is signed with an earlier key ends with it.
    let keys = async |app: &TestApp| app.get("/.well-known/jwks.json").expect_status(200).await.json();
    let expected = keys(&app).await;
    eventually("the server signs with the keys of the backup", async || keys(&recovered).await == expected).await;
    works_on(&recovered, &filled).await;
}
