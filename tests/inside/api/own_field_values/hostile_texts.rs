//! Texts of definitions that mean something elsewhere: labels, hints, sections, choices with their labels, explanations of patterns and
//! defaults. On pages they are texts, and a file that says the same defines the same.

use super::{HOSTILE, Scene, assert_inert, unescaped};
use crate::support::*;
use vestibule::applications::read_file;

/// A choice that has the text in all places.
fn choice(at: usize, text: &str) -> Value {
    json!({
        "name": format!("choice_{at}"), "kind": "choice", "label": [text], "help": [text], "section": [text],
        "choices": [format!("a={text}"), "b"], "column": true, "filterable": true, "required": "registration"
    })
}

/// A text that is explained with the text.
fn explained(at: usize, text: &str) -> Value {
    json!({ "name": format!("number_{at}"), "pattern": "[0-9]+", "pattern_help": [text] })
}

/// Several of all texts that can be choices.
fn topics() -> Value {
    json!({ "name": "topics", "kind": "choices", "choices": choices(), "column": true, "filterable": true })
}

/// The texts without what separates values, labels and languages.
fn choices() -> Vec<&'static str> {
    HOSTILE.into_iter().map(|(_, text)| text).filter(|text| !text.contains([',', ';', '=', ':'])).collect()
}

/// What new accounts have.
fn greeting() -> Value {
    json!({ "name": "greeting", "default": ["<script>alert(1)</script>"], "seen_by": ["owner", "administrators", "applications"] })
}

/// A pattern that files have to write in another way.
fn quoted() -> Value {
    json!({ "name": "quoted", "pattern": "[\"'\\\\]{1,3}|\\d+\\x{2028}?", "pattern_help": ["Quotation marks, \\ or digits."] })
}

/// With an account that was there before the fields.
async fn scene() -> Scene {
    let scene = Scene::new(&[]).await;
    scene.app.member("ada").await;
    for (at, (_, text)) in HOSTILE.into_iter().enumerate() {
        scene.define(&choice(at, text)).await;
        scene.define(&explained(at, text)).await;
    }
    for field in [topics(), greeting(), quoted()] {
        scene.define(&field).await;
    }
    scene
}

#[tokio::test]
async fn pages_show_the_texts_of_definitions_and_nothing_else() {
    let scene = scene().await;
    let (mut ada, mut boss) = (scene.app.browser_of("ada").await, scene.app.browser_of("boss").await);
    let account = ada.open("/account").await;
    assert_inert(&account, "the account");
    let shown = unescaped(&account.text());
    for (at, (what, text)) in HOSTILE.into_iter().enumerate() {
        assert!(shown.contains(&format!(">{text}<")), "{what} is no label");
        let page = boss.open(&format!("/users/fields/choice_{at}")).await;
        assert_inert(&page, what);
        assert!(unescaped(&page.text()).contains(&format!("a={text}")), "{what} is no choice");
        assert_inert(&boss.open(&format!("/users/fields/number_{at}")).await, what);
    }
    let user = format!("/users/{}", scene.app.id_of("ada").await);
    for path in ["/users", "/users/fields", "/users/new", "/users/fields/topics", "/users/fields/greeting", &user] {
        assert_inert(&boss.open(path).await, path);
    }
    assert_inert(&scene.app.browser().open("/register").await, "the registration");
}

#[tokio::test]
async fn the_explanation_of_a_pattern_is_a_text_in_answers_and_on_pages() {
    let scene = scene().await;
    let mut ada = scene.app.browser_of("ada").await;
    for (at, (what, text)) in HOSTILE.into_iter().enumerate() {
        let name = format!("number_{at}");
        let refused = scene.set("ada", &json!({ name.as_str(): "x" })).await;
        assert_eq!(refused.errors(), format!("fields.{name} pattern"), "{what}");
        assert_eq!(refused.json()["errors"][0]["message"], text, "{what}");
        let typed = format!("fields[{name}]");
        let page = ada.submit_and_follow("/actions/fields/fill", &[(typed.as_str(), "x")]).await;
        assert_inert(&page, what);
        assert!(unescaped(&page.text()).contains(&format!("<span>{text}</span>")), "{what}");
    }
}

#[tokio::test]
async fn choices_and_defaults_are_values_like_others() {
    let scene = scene().await;
    let fields = json!({ "topics": choices(), "greeting": "<script>alert(1)</script>" });
    scene.set("ada", &fields).await.expect_status(200);
    assert_eq!(scene.fields("ada").await, fields);
    for choice in choices() {
        assert_eq!(scene.listed("fields", &format!("topics={choice}")).await, ["ada"], "{choice}");
    }
    let mut boss = scene.app.browser_of("boss").await;
    let list = boss.open("/users").await;
    assert_inert(&list, "the list");
    assert!(unescaped(&list.text()).contains(&format!(">{}<", choices().join(", "))), "{}", list.text());

    // What is typed comes back as it was, also where a choice has blanks.
    let mut browser = scene.app.browser_of("ada").await;
    let mut typed = vec![("fields[topics][]", ""), ("fields[number_0]", "x")];
    typed.extend(choices().into_iter().map(|choice| ("fields[topics][]", choice)));
    let page = browser.submit_and_follow("/actions/fields/fill", &typed).await;
    assert_inert(&page, "a form that was rejected");
    let html = page.text();
    for choice in choices() {
        assert!(crate::support::page::is_chosen(&html, choice), "{choice} is not ticked in {html}");
    }
    let new = json!({ "username": "ida", "email": "ida@example.org" });
    scene.send(Method::POST, "/api/users", &new).await.expect_status(201);
    assert_eq!(scene.fields("ida").await["greeting"], "<script>alert(1)</script>");
}

/// A field as the operator's file writes it: its texts are those of JSON, and its lists as well.
fn table(field: &Value) -> String {
    let properties = field["definition"].as_object().expect("a definition");
    let lines = properties.iter().filter(|(_, value)| !value.is_null());
    let lines: String = lines.map(|(property, value)| format!("{property} = {value}\n")).collect();
    format!("[[field]]\nname = {}\n{lines}", field["name"])
}

#[tokio::test]
async fn a_file_defines_the_same_fields() {
    let scene = scene().await;
    let listed = scene.app.read(&scene.boss, "/api/fields").await.expect_status(200).json();
    let fields = listed["fields"].as_array().expect("fields");
    let text: String = fields.iter().map(table).collect();
    let read = read_file(&text, None, &|_| Err("no secret".to_owned()));
    let definitions = read.unwrap_or_else(|error| panic!("{error:?} in {text}"));
    let other = Scene::new(&[]).await;
    other.app.accounts.applications().apply_file(definitions).await.expect("applied");
    assert!(other.app.accounts.applications().file_state().problems.is_empty(), "{text}");
    for field in fields {
        let path = format!("/api/fields/{}", field["name"].as_str().expect("a name"));
        let same = other.app.read(&other.boss, &path).await.expect_status(200).json();
        assert_eq!(same["definition"], field["definition"], "{path}");
        assert_eq!(same["source"], "file");
    }
}
