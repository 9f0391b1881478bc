//! Fields of one's own in files: what was exported is imported elsewhere, and what does not fit is named by row.

use crate::support::*;
use crate::transfer::fields::{define, fields, set};

/// A server with an administrator and a field of each kind.
async fn app_with_fields() -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for (properties, _) in fields() {
        define(&app, properties).await;
    }
    (app, boss)
}

/// What an account has.
async fn values_of(app: &TestApp, boss: &Tokens, username: &str) -> Value {
    let path = format!("/api/users/{}", app.id_of(username).await);
    app.read(boss, &path).await.expect_status(200).json()["fields"].clone()
}

/// The report in brief, and each error with its row, its column and its code.
fn report(reply: &Reply) -> (String, Vec<String>) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let report = reply.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let errors = report["errors"].as_array().expect("errors").iter();
    let errors = errors.map(|error| format!("{} {} {}", error["row"], text(&error["field"]), text(&error["code"])));
    (format!("{} {} {}", text(&report["outcome"]), report["good"], report["bad"]), errors.collect())
}

#[tokio::test]
async fn what_was_exported_with_fields_is_imported_elsewhere_as_it_is() {
    let (app, boss) = app_with_fields().await;
    for username in ["ada", "ida", "oda"] {
        app.register(username).await;
    }
    let all: serde_json::Map<_, _> = fields()
        .into_iter()
        .map(|(properties, value)| (properties["name"].as_str().expect("a name").to_owned(), value))
        .collect();
    set(&app, &boss, "ada", Value::Object(all)).await.expect_status(200);
    let of_ida = json!({"size": -12.5, "sections": ["tennis"], "note": "'=1\r\n\t@x, \"y\"", "vip": true});
    set(&app, &boss, "ida", of_ida).await.expect_status(200);
    for format in ["csv", "jsonl"] {
        let file = app.read(&boss, &format!("/api/users/export?format={format}&role=user")).await.expect_status(200);
        let (other, other_boss) = app_with_fields().await;
        let preview = other.import(&other_boss, "dry_run=true", file.body.clone()).await;
        assert_eq!(report(&preview), ("previewed 3 0".to_owned(), Vec::new()), "{format}");
        assert_eq!(other.database.run("SELECT value FROM own_field_values").await, [""; 0], "nothing is stored");
        let done = other.import(&other_boss, "", file.body).await;
        assert_eq!(report(&done), ("imported 3 0".to_owned(), Vec::new()), "{format}");
        for username in ["ada", "ida", "oda"] {
            let (here, there) =
                (values_of(&app, &boss, username).await, values_of(&other, &other_boss, username).await);
            assert_eq!(here, there, "{format} {username}");
        }
        // Their keys as well: what is filtered by them, and that no two have the same.
        let keys = "SELECT key FROM own_field_values ORDER BY key, field";
        assert_eq!(other.database.run(keys).await, app.database.run(keys).await);
        set(&other, &other_boss, "oda", json!({"number": "0001"})).await.assert_refused(409, "field_taken");
    }
}

#[tokio::test]
async fn values_that_do_not_fit_are_named_by_row_and_columns_that_are_unknown_by_name() {
    let (app, boss) = app_with_fields().await;
    let table = "email,fields.number,fields.size,Sections,fields.birthday,fields.shoe,Shoe\n\
        ada@example.org,0001,\"1,50\",\"Rowing; tennis\",28.11.2010,39,39\n\
        bob@example.org,12,,,,,\n\
        cid@example.org,,many,golf,,,\n\
        dan@example.org,,,,31.2.2010,,\n\
        eva@example.org,0001,,,,,\n";
    let expected = [
        "3 fields.number pattern",
        "4 fields.sections not_allowed",
        "4 fields.size not_allowed",
        "5 fields.birthday not_allowed",
        "6 fields.number taken",
    ]
    .map(str::to_owned)
    .to_vec();
    let preview = app.import(&boss, "dry_run=true", table).await;
    assert_eq!(report(&preview), ("previewed 1 4".to_owned(), expected.clone()));
    assert_eq!(preview.json()["ignored_columns"], json!(["Shoe", "fields.shoe"]));
    assert_eq!(report(&app.import(&boss, "rows=all", table).await).0, "nothing_imported 1 4");
    assert_eq!(app.database.run("SELECT value FROM own_field_values").await, [""; 0]);
    assert_eq!(report(&app.import(&boss, "rows=good", table).await), ("imported 1 4".to_owned(), expected));
    let of_ada = json!({"number": "0001", "size": 1.5, "sections": ["rowing", "tennis"], "birthday": "2010-11-28"});
    assert_eq!(values_of(&app, &boss, "ada").await, of_ada);

    let lines = [
        json!({"email": "bob@example.org", "fields": {"number": 12, "size": 1.5, "vip": true, "shoe": 39}}),
        json!({"email": "cid@example.org", "fields": {"sections": ["rowing", "golf"], "birthday": {"year": 2010}}}),
        json!({"email": "dan@example.org", "fields": {"number": 1234, "size": 0, "vip": false, "sections": []}}),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let done = app.import(&boss, "rows=good", lines).await;
    let expected = ["1 fields.number pattern", "2 fields.birthday wrong_type", "2 fields.sections not_allowed"];
    assert_eq!(report(&done), ("imported 1 2".to_owned(), expected.map(str::to_owned).to_vec()));
    assert_eq!(done.json()["ignored_columns"], json!(["fields.shoe"]));
    assert_eq!(values_of(&app, &boss, "dan").await, json!({"number": "1234", "size": 0, "vip": false}));
}

#[tokio::test]
async fn an_import_gives_defaults_asks_for_nothing_that_is_required_and_sets_what_its_sender_may() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    define(&app, json!({"name": "country", "kind": "country", "default": ["DE"]})).await;
    define(&app, json!({"name": "plan", "required": "sign-in"})).await;
    define(&app, json!({"name": "nick", "changed_by": ["owner"]})).await;
    define(&app, json!({"name": "secret", "seen_by": ["owner"], "changed_by": ["owner"]})).await;
    let table = "email,country,plan,nick,secret\nada@example.org,,,,x\nbob@example.org,AT,pro,Bobby,x\n";
    let done = app.import(&boss, "rows=good", table).await;
    assert_eq!(report(&done), ("imported 1 1".to_owned(), vec!["3 fields.nick read_only".to_owned()]));
    assert_eq!(done.json()["ignored_columns"], json!(["secret"]), "what they do not see does not exist");
    assert_eq!(values_of(&app, &boss, "ada").await, json!({"country": "DE"}));
    // Its owner is asked at the next sign-in.
    let id: UserId = app.id_of("ada").await.parse().expect("an id");
    let missing = app.accounts.own_fields().missing_errors(id).await.expect("an answer");
    assert_eq!(missing.iter().map(|error| &*error.field).collect::<Vec<_>>(), ["fields.plan"]);
}

#[tokio::test]
async fn the_template_and_the_choice_of_columns_have_the_fields_that_administrators_set() {
    let app = TestApp::new().await;
    define(&app, json!({"name": "plan", "label": ["The <plan>"]})).await;
    define(&app, json!({"name": "nick", "changed_by": ["owner"]})).await;
    define(&app, json!({"name": "old"})).await;
    app.accounts.own_fields().delete_field(&Caller::system(), "old").await.expect("a deletion");
    let mut browser = app.administrator_in_browser("boss").await;
    let page = browser.open("/users/import").await.expect_status(200).text();
    for part in [",groups,fields.plan%0D%0A\"", "<dt>fields.plan</dt><dd>The &lt;plan&gt;</dd>"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let sent = browser.submit_import_with(&[], "email,Tarif\nada@example.org,pro\n").await;
    let page = browser.follow(&sent).await.text();
    assert!(page.contains("<option value=\"Tarif=fields.plan\">fields.plan</option>"), "{page}");
    for hidden in ["fields.nick", "fields.old"] {
        assert!(!page.contains(&format!("={hidden}\"")), "{hidden}: {page}");
    }
}
