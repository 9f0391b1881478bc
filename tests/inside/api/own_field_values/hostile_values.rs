//! Values that mean something elsewhere: through each door they come in as they are, and wherever they come out they are only texts.

use super::{HOSTILE, Scene, assert_inert, escaped, plan, query, story};
use crate::support::*;
use std::collections::BTreeMap;

/// Through what a value comes in.
#[derive(Clone, Copy, Debug)]
enum Door {
    Owner,
    Administrator,
    OwnForm,
    OtherForm,
    Bulk,
    Registration,
    NewAccount,
    Csv,
    JsonLines,
}

impl Door {
    const ALL: [Self; 9] = [
        Self::Owner,
        Self::Administrator,
        Self::OwnForm,
        Self::OtherForm,
        Self::Bulk,
        Self::Registration,
        Self::NewAccount,
        Self::Csv,
        Self::JsonLines,
    ];
}

/// Who enters values: `ada` for herself, and the administrator for everybody.
struct Visit<'a> {
    scene: &'a Scene,
    id: String,
    own: Tokens,
    own_browser: Browser<'a>,
    other_browser: Browser<'a>,
}

impl<'a> Visit<'a> {
    async fn new(scene: &'a Scene) -> Self {
        let (user, own) = scene.app.member("ada").await;
        let own_browser = scene.app.browser_of("ada").await;
        let other_browser = scene.app.browser_of("boss").await;
        Self { scene, id: id_of(&user).to_owned(), own, own_browser, other_browser }
    }

    /// Enters a value; returns the username of the account that has it then. `at`: tells new accounts apart.
    async fn enter(&mut self, door: Door, at: usize, text: &str) -> String {
        let Scene { app, boss } = self.scene;
        let new = format!("{door:?}-{at}").to_lowercase();
        let (path, fields) = (format!("/api/users/{}", self.id), json!({ "plan": text }));
        let change = json!({ "fields": fields });
        let account = json!({
            "username": new, "email": format!("{new}@example.org"), "password": PASSWORD, "fields": fields
        });
        match door {
            Door::Owner => app.send(&self.own, Method::PATCH, &path, &change).await.expect_status(200),
            Door::Administrator => app.send(boss, Method::PATCH, &path, &change).await.expect_status(200),
            Door::OwnForm => self.own_browser.submit("/actions/fields/fill", &[("fields[plan]", text)]).await,
            Door::OtherForm => {
                let typed = [("id", self.id.as_str()), ("fields[plan]", text)];
                self.other_browser.submit("/actions/fields/fill", &typed).await
            }
            Door::Bulk => {
                let body = json!({ "action": "set_field", "field": "plan", "value": text, "ids": [self.id] });
                app.send(boss, Method::POST, "/api/users/bulk", &body).await.expect_status(200)
            }
            Door::Registration => app.post("/api/users/register").json(&account).expect_status(201).await,
            Door::NewAccount => {
                let mut account = account;
                account.as_object_mut().expect("an object").remove("password");
                app.send(boss, Method::POST, "/api/users", &account).await.expect_status(201)
            }
            Door::Csv => {
                // A quotation mark before a formula is left out, as exports put it there.
                let mark = if text.starts_with("'=") { "'" } else { "" };
                let cell = text.replace('"', "\"\"");
                let file = format!("username,email,fields.plan\n{new},{new}@example.org,\"{mark}{cell}\"\n");
                app.import(boss, "", file).await.expect_status(200)
            }
            Door::JsonLines => {
                let row = json!({ "username": new, "email": format!("{new}@example.org"), "fields": fields });
                app.import(boss, "", format!("{row}\n")).await.expect_status(200)
            }
        };
        match door {
            Door::Owner | Door::Administrator | Door::OwnForm | Door::OtherForm | Door::Bulk => "ada".to_owned(),
            Door::Registration | Door::NewAccount | Door::Csv | Door::JsonLines => new,
        }
    }
}

#[tokio::test]
async fn a_text_comes_in_as_it_is_through_each_door() {
    let scene = Scene::new(&[plan()]).await;
    let mut visit = Visit::new(&scene).await;
    for (at, (what, text)) in HOSTILE.into_iter().enumerate() {
        for door in Door::ALL {
            let username = visit.enter(door, at, text).await;
            assert_eq!(scene.fields(&username).await, json!({ "plan": text }), "{what} through {door:?}");
            scene.set("ada", &json!({ "plan": null })).await.expect_status(200);
        }
    }
    let accounts = scene.app.database.run("SELECT username FROM users").await;
    assert_eq!(accounts.len(), 2 + HOSTILE.len() * 4, "no statement was run");
}

/// An account for each text, with that as its plan and its story, and in the order of their numbers.
async fn with_accounts() -> (Scene, Vec<(String, Tokens)>) {
    let scene = Scene::new(&[plan(), story()]).await;
    let mut people = Vec::new();
    for (at, (_, text)) in HOSTILE.into_iter().enumerate() {
        let username = format!("person{at:02}");
        let (user, own) = scene.app.member(&username).await;
        let change = json!({ "fields": { "plan": text, "story": text } });
        scene.app.send(&own, Method::PATCH, &path_of(&user), &change).await.expect_status(200);
        people.push((username, own));
    }
    (scene, people)
}

#[tokio::test]
async fn pages_show_a_text_and_nothing_else() {
    let (scene, people) = with_accounts().await;
    let mut boss = scene.app.browser_of("boss").await;
    let list = boss.open("/users?per_page=100").await;
    for ((what, text), (username, own)) in HOSTILE.into_iter().zip(&people) {
        let mut browser = scene.app.browser_with(&own.access);
        let account = browser.open("/account").await;
        assert_inert(&account, what);
        assert!(account.has("value", text) && account.text().contains(&escaped(text)), "{what}");
        let user = boss.open(&format!("/users/{}", scene.app.id_of(username).await)).await;
        assert_inert(&user, what);
        assert!(user.has("value", text), "{what}");
        assert!(list.has_text(&escaped(text)), "{what} in the list");
        // What is typed into a filter comes out beside the menus.
        let filtered = boss.open(&format!("/users?{}", query("fields", &format!("plan={text}")))).await;
        assert_inert(&filtered, what);
        assert_inert(&browser.open("/account/activity").await, what);
    }
    for path in ["/users?per_page=100", "/audit?per_page=100", "/audit", "/users/fields/plan"] {
        assert_inert(&boss.open(path).await, path);
    }
}

#[tokio::test]
async fn a_rejected_form_shows_what_was_typed_and_nothing_else() {
    let scene = Scene::new(&[plan(), json!({ "name": "size", "kind": "number" })]).await;
    let mut browser = scene.app.member_in_browser("ada").await;
    for (what, text) in HOSTILE {
        let typed = [("fields[plan]", text), ("fields[size]", text)];
        let page = browser.submit_and_follow("/actions/fields/fill", &typed).await;
        assert_inert(&page, what);
        assert!(page.has("value", text) && page.has("aria-invalid", "true"), "{what}");
    }
    assert_eq!(scene.fields("ada").await, json!({}), "nothing was saved");
}

#[tokio::test]
async fn filters_and_the_search_compare_a_text_as_it_is() {
    let (scene, people) = with_accounts().await;
    for ((what, text), (username, _)) in HOSTILE.into_iter().zip(&people) {
        let condition = format!("plan={text}");
        if text.contains(';') {
            // It separates conditions, so such a value cannot be asked for.
            assert_eq!(scene.list("fields", &condition).await.invalid_fields(), ["fields"], "{what}");
        } else {
            assert_eq!(scene.listed("fields", &condition).await, [username.as_str()], "{what}");
        }
        assert!(scene.listed("q", text).await.contains(username), "{what}: the search finds its words");
    }
    assert!(scene.listed("fields", "plan=100%").await.is_empty(), "no sign stands for others");
    assert!(scene.listed("fields", "plan=%").await.is_empty());
    assert!(scene.listed("fields", "plan=' OR 1=1 --").await.is_empty());
}

#[tokio::test]
async fn texts_that_are_the_same_but_for_composition_and_case_are_found_by_each_other() {
    let scene = Scene::new(&[plan()]).await;
    scene.app.member("ada").await;
    for (text, others) in [("\u{c9}t\u{e9}", ["e\u{301}te\u{301}", "\u{c9}T\u{c9}"]), ("A_b", ["a_B", "\u{ff21}_b"])] {
        scene.set("ada", &json!({ "plan": text })).await.expect_status(200);
        assert_eq!(scene.fields("ada").await["plan"], text, "it is kept as it was typed");
        for other in others {
            assert_eq!(scene.listed("fields", &format!("plan={other}")).await, ["ada"], "{other}");
        }
        assert!(scene.listed("fields", "plan=axb").await.is_empty());
    }
}

#[tokio::test]
async fn files_have_no_formulas_and_come_back_the_same() {
    let (scene, people) = with_accounts().await;
    let table = scene.export("csv").await;
    for record in csv::Reader::from_reader(table.as_bytes()).records() {
        let record = record.expect("a row");
        let is_formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']);
        assert!(!record.iter().any(is_formula), "{record:?}");
    }
    let expected: BTreeMap<_, _> =
        people.iter().zip(HOSTILE).map(|((username, _), (_, text))| (username.clone(), text.to_owned())).collect();
    let lines = scene.export("jsonl").await;
    for line in lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        let text = line["username"].as_str().and_then(|username| expected.get(username));
        let fields = text.map(|text| json!({ "plan": text, "story": text }));
        assert_eq!(line.get("fields").filter(|fields| **fields != json!({})), fields.as_ref(), "{line}");
    }
    for file in [table, lines] {
        let other = Scene::new(&[plan(), story()]).await;
        let report = other.app.import(&other.boss, "rows=good", file).await.expect_status(200).json();
        assert_eq!((&report["good"], &report["bad"]), (&json!(HOSTILE.len()), &json!(1)), "{report}");
        for (username, text) in &expected {
            assert_eq!(other.fields(username).await, json!({ "plan": text, "story": text }), "{username}");
        }
    }
}

#[tokio::test]
async fn a_copy_of_their_data_and_the_audit_log_have_a_text_as_it_is() {
    let (scene, people) = with_accounts().await;
    let details: Vec<_> = scene.app.events("user.update").await.into_iter().filter_map(|event| event.detail).collect();
    for ((what, text), (username, own)) in HOSTILE.into_iter().zip(&people) {
        let data = scene.app.read(own, &format!("{}/data", scene.path(username).await)).await;
        let data = data.expect_status(200).json();
        assert_eq!(data["account"]["fields"], json!({ "plan": text, "story": text }), "{what}");
        // Blanks separate the names of fields there.
        let value: String = text.chars().map(|c| if c.is_whitespace() { '\u{a0}' } else { c }).collect();
        assert!(details.contains(&format!("fields.plan={value} fields.story")), "{what}: {details:?}");
    }
}

#[tokio::test]
async fn numbers_come_back_from_each_file() {
    let fields = [json!({ "name": "size", "kind": "number" }), json!({ "name": "phone", "kind": "phone" })];
    let scene = Scene::new(&fields).await;
    let numbers = ["-0.000001", "-12.5", "999999999999999", "123456789.000001"];
    for (at, number) in numbers.into_iter().enumerate() {
        let username = format!("person{at}");
        scene.app.member(&username).await;
        let sent = json!({ "size": number, "phone": "+49 30 123456" });
        scene.set(&username, &sent).await.expect_status(200);
    }
    for format in ["csv", "jsonl"] {
        let other = Scene::new(&fields).await;
        let file = scene.export(format).await;
        let report = other.app.import(&other.boss, "rows=good", file).await.expect_status(200).json();
        assert_eq!(report["good"], json!(numbers.len()), "{report}");
        for at in 0..numbers.len() {
            let username = format!("person{at}");
            assert_eq!(other.fields(&username).await, scene.fields(&username).await, "{format}");
        }
    }
}
