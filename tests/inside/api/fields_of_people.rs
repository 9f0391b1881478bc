//! What people get of their fields in a copy of their own data, and what is left of them when an account is gone.

use crate::support::*;
use crate::transfer::fields::{define, set};
use vestibule::shared::own_fields::OwnFieldRequest;
use vestibule::shared::terms::TermsRequest;

/// The fields of [`filled`], each as it is named.
const VALUES: [&str; 5] = ["seen", "internal", "file", "logged", "unlogged"];

/// `maren`, whose id and session are returned, has a value in five fields: she does not see `internal`, which is about her, nor `file`,
/// which is not. The values of `logged` are in the audit log.
async fn filled() -> (TestApp, Tokens, String, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let administrators = json!(["administrators"]);
    define(&app, json!({"name": "seen", "searchable": true})).await;
    define(&app, json!({"name": "internal", "seen_by": administrators, "changed_by": administrators})).await;
    define(&app, json!({"name": "file", "seen_by": administrators, "changed_by": administrators, "personal": false}))
        .await;
    define(&app, json!({"name": "logged", "in_audit": true})).await;
    define(&app, json!({"name": "unlogged", "personal": false})).await;
    let (maren, tokens) = app.member("maren").await;
    let values: serde_json::Map<_, _> = VALUES.iter().map(|name| ((*name).to_owned(), json!(*name))).collect();
    set(&app, &boss, "maren", Value::Object(values)).await.expect_status(200);
    (app, boss, id_of(&maren).to_owned(), tokens)
}

async fn own_data(app: &TestApp, id: &str, who: &Tokens) -> Value {
    app.read(who, &format!("/api/users/{id}/data")).await.expect_status(200).json()
}

/// The names of the fields in the copy.
fn names(data: &Value) -> Vec<&str> {
    data["account"]["fields"].as_object().expect("fields").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_copy_of_ones_own_data_has_what_one_sees_and_what_is_about_oneself() {
    let (app, boss, id, maren) = filled().await;
    let data = own_data(&app, &id, &maren).await;
    assert_eq!(names(&data), ["internal", "logged", "seen", "unlogged"]);
    // An administrator may declare later that it is about people, and that they see it.
    let change = async |name: &str, properties: Value| {
        app.wait(1);
        let request: OwnFieldRequest = serde_json::from_value(properties).expect("a request");
        app.accounts.own_fields().update_field(&Caller::system(), name, request).await.expect("a change");
    };
    change("file", json!({"personal": true})).await;
    change("internal", json!({"personal": false})).await;
    assert_eq!(names(&own_data(&app, &id, &maren).await), ["file", "logged", "seen", "unlogged"]);
    // Of others she gets nothing, and they nothing of her.
    app.read(&boss, &format!("/api/users/{id}/data")).await.assert_refused(403, "forbidden");
    app.accounts.own_fields().delete_field(&Caller::system(), "seen").await.expect("a deletion");
    let data = own_data(&app, &id, &maren).await;
    assert_eq!(names(&data), ["file", "logged", "unlogged"]);
}

#[tokio::test]
async fn a_copy_of_ones_own_data_has_what_one_had_in_deleted_fields_and_until_when() {
    let (app, _, id, maren) = filled().await;
    assert_eq!(own_data(&app, &id, &maren).await["deleted_fields"], json!([]));
    let fields = app.accounts.own_fields();
    // Of `file`, which is not about her, she learns nothing: neither before nor after.
    for name in ["seen", "internal", "file"] {
        fields.delete_field(&Caller::system(), name).await.expect("a deletion");
    }
    let until = app.accounts.now().plus(Duration::from_secs(30 * 24 * 60 * 60));
    let data = own_data(&app, &id, &maren).await;
    assert_eq!(names(&data), ["logged", "unlogged"]);
    let kept = |name: &str| json!({"name": name, "value": name, "kept_until": until});
    assert_eq!(data["deleted_fields"], json!([kept("seen"), kept("internal")]));

    app.wait(1);
    fields.restore_field(&Caller::system(), "seen").await.expect("a field");
    let data = own_data(&app, &id, &maren).await;
    assert_eq!(names(&data), ["logged", "seen", "unlogged"]);
    assert_eq!(data["deleted_fields"], json!([kept("internal")]));
}

#[tokio::test]
async fn an_account_that_is_gone_leaves_no_value_and_frees_what_nobody_else_could_have() {
    let (app, boss, id, maren) = filled().await;
    define(&app, json!({"name": "number", "unique": true})).await;
    set(&app, &boss, "maren", json!({"number": "1"})).await.expect_status(200);
    let bulk = json!({"action": "set_field", "field": "seen", "value": "again", "ids": [&id, app.id_of("boss").await]});
    app.send(&boss, Method::POST, "/api/users/bulk", &bulk).await.expect_status(200);
    let terms = TermsRequest { texts: texts(&["Be nice."]), ..TermsRequest::default() };
    let version = app.accounts.terms().publish_terms(&Caller::system(), terms).await.expect("terms").version;
    for who in [&maren, &boss] {
        app.send(who, Method::POST, &format!("/api/account/terms/{version}"), &Value::Null).await.expect_status(204);
    }
    let rows = async |table: &str| app.database.run(&format!("SELECT 'a row' FROM {table}")).await.len();
    let counts = async || (rows("own_field_values").await, rows("bulk_values").await, rows("terms_acceptances").await);

    app.change("maren", "delete").await;
    assert_eq!(counts().await, (7, 2, 2), "it can be restored");
    set(&app, &boss, "boss", json!({"number": "1"})).await.assert_refused(409, "field_taken");
    app.change("maren", "restore").await;
    let path = format!("/api/users/{id}");
    assert_eq!(app.read(&boss, &path).await.expect_status(200).json()["fields"]["seen"], "again");

    app.change("maren", "delete").await;
    let purged: UserId = id.parse().expect("an id");
    app.accounts.users().purge_user(&Caller::system(), purged).await.expect("a purge");
    assert_eq!(counts().await, (1, 1, 1), "those of the administrator");
    assert_eq!(rows("user_words WHERE word = 'again'").await, 1, "the search finds the administrator alone");
    set(&app, &boss, "boss", json!({"number": "1"})).await.expect_status(200);
    // The audit log outlives it: with the names of the fields, and the values of one whose definition says so.
    let details = app.events("user.update").await.into_iter().filter_map(|event| event.detail).collect::<Vec<_>>();
    assert!(details.concat().contains("fields.logged=logged"), "{details:?}");
    assert!(!details.concat().contains("fields.seen="), "{details:?}");
}
