//! What is no text: control characters, characters that turn the text around them, and names that are none. It is refused through each
//! door with an error of the field, and never with one of the server.

use super::{Scene, plan, query, story};
use crate::support::*;

/// Texts that no field has.
const UNSEEN: [(&str, &str); 7] = [
    ("nothing but a null byte", "\0"),
    ("a null byte", "a\0b"),
    ("a bell", "a\u{7}b"),
    ("an escape", "a\u{1b}[2Jb"),
    ("text turned around", "a\u{202e}b"),
    ("an isolate", "a\u{2066}b"),
    ("what nobody sees", "\u{200b}\u{200d}"),
];

#[tokio::test]
async fn characters_that_nobody_sees_are_refused_through_each_door() {
    let scene = Scene::new(&[plan(), story()]).await;
    let (app, boss) = (&scene.app, &scene.boss);
    app.member("ada").await;
    let id = app.id_of("ada").await;
    let mut browser = app.browser_of("ada").await;
    for (at, (what, text)) in UNSEEN.into_iter().enumerate() {
        for field in ["plan", "story"] {
            let fields = json!({ field: text });
            let expected = format!("fields.{field} not_allowed");
            assert_eq!(scene.set("ada", &fields).await.errors(), expected, "{what}");
            let new = format!("new{at}");
            let account = json!({
                "username": new, "email": format!("{new}@example.org"), "password": PASSWORD, "fields": fields
            });
            let registered = app.post("/api/users/register").json(&account).send().await;
            assert_eq!(registered.errors(), expected, "{what}");
            let row = json!({ "username": new, "email": format!("{new}@example.org"), "fields": fields });
            let report = app.import(boss, "rows=good", format!("{row}\n")).await.expect_status(200).json();
            assert_eq!(report["good"], 0, "{what}: {report}");
            let body = json!({ "action": "set_field", "field": field, "value": text, "ids": [id] });
            let bulk = scene.send(Method::POST, "/api/users/bulk", &body).await;
            assert_eq!(bulk.errors(), "value not_allowed", "{what}");
            let typed = format!("fields[{field}]");
            let page = browser.submit_and_follow("/actions/fields/fill", &[(typed.as_str(), text)]).await;
            assert!(page.status < 500 && page.has("aria-invalid", "true"), "{what}: {}", page.text());
        }
        assert_eq!(scene.list("fields", &format!("plan={text}")).await.errors(), "fields not_allowed", "{what}");
        assert!(scene.list("q", text).await.status < 500, "{what}");
    }
    assert_eq!(app.database.run("SELECT value FROM own_field_values").await, Vec::<String>::new());
    // A line is no place for line breaks, and a long text is.
    assert_eq!(scene.set("ada", &json!({ "plan": "a\r\nb" })).await.errors(), "fields.plan not_allowed");
    scene.set("ada", &json!({ "story": "a\r\n\tb" })).await.expect_status(200);
    assert_eq!(scene.fields("ada").await["story"], "a\n\tb");
}

#[tokio::test]
async fn definitions_have_no_such_texts() {
    let scene = Scene::new(&[]).await;
    for (what, text) in UNSEEN {
        for property in ["label", "help", "section"] {
            let field = json!({ "name": "field", property: [text] });
            let refused = scene.send(Method::POST, "/api/fields", &field).await;
            assert_eq!(refused.errors(), format!("{property} not_allowed"), "{what}");
        }
        for choice in [text.to_owned(), format!("a={text}")] {
            let field = json!({ "name": "field", "kind": "choice", "choices": [choice] });
            assert_eq!(scene.send(Method::POST, "/api/fields", &field).await.errors(), "choices not_allowed", "{what}");
        }
        let explained = json!({ "name": "field", "pattern": "a", "pattern_help": [text] });
        let refused = scene.send(Method::POST, "/api/fields", &explained).await;
        assert_eq!(refused.errors(), "pattern_help not_allowed", "{what}");
        let preset = json!({ "name": "field", "default": [text] });
        let refused = scene.send(Method::POST, "/api/fields", &preset).await;
        assert_eq!(refused.errors(), "default not_allowed", "{what}");
    }
    let pattern = json!({ "name": "field", "pattern": "a\u{202e}", "pattern_help": ["Like this."] });
    assert_eq!(scene.send(Method::POST, "/api/fields", &pattern).await.errors(), "pattern not_allowed");
}

#[tokio::test]
async fn names_are_words_and_an_address_with_anything_else_leads_nowhere() {
    let scene = Scene::new(&[plan()]).await;
    let long = "a".repeat(64);
    let wrong =
        ["A", "a b", "a.b", "a'b", "a\"b", "<b>", "\u{e9}", "a\0", "a\nb", "-a", "_a", "__proto__", "a]", &long];
    for name in wrong {
        let refused = scene.send(Method::POST, "/api/fields", &json!({ "name": name })).await;
        assert_eq!(refused.errors(), "name not_allowed", "{name:?}");
        let renamed = scene.send(Method::PATCH, "/api/fields/plan", &json!({ "name": name })).await;
        assert_eq!(renamed.errors(), "name not_allowed", "{name:?}");
    }
    for path in ["%00", "'%20OR%20'1'='1", "..%2Fusers", "%F0%9F%98%80", "plan%00", "PLAN"] {
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let status = scene.send(method, &format!("/api/fields/{path}"), &json!({})).await.status;
            assert!((400..500).contains(&status), "{path}: {status}");
        }
    }
    let id = scene.app.id_of("boss").await;
    let body = json!({ "action": "set_field", "field": "plan'--", "value": "x", "ids": [id] });
    assert_eq!(scene.send(Method::POST, "/api/users/bulk", &body).await.errors(), "field not_allowed");
}

/// A field may be called like a part of an account, or like what every object of a program has.
#[tokio::test]
async fn a_field_never_stands_for_a_part_of_an_account() {
    let names = ["role", "email", "status", "username", "id", "password", "constructor", "tostring"];
    let fields: Vec<_> = names.iter().map(|name| json!({ "name": name, "filterable": true, "column": true })).collect();
    let scene = Scene::new(&fields).await;
    let (app, boss) = (&scene.app, &scene.boss);
    let (user, ada) = app.member("ada").await;
    let mut values = json!({});
    for name in names {
        values[name] = "admin".into();
    }
    app.send(&ada, Method::PATCH, &path_of(&user), &json!({ "fields": values })).await.expect_status(200);
    let account = app.read(boss, &scene.path("ada").await).await.json();
    assert_eq!((&account["role"], &account["email"]), (&json!("user"), &json!("ada@example.org")));
    assert_eq!(account["fields"], values);
    let file = "username,email,role,fields.role,fields.email\nida,ida@example.org,user,admin,x\n";
    assert_eq!(app.import(boss, "", file).await.expect_status(200).json()["good"], 1);
    let account = app.read(boss, &scene.path("ida").await).await.json();
    assert_eq!((&account["role"], &account["fields"]), (&json!("user"), &json!({ "role": "admin", "email": "x" })));
    for name in names {
        let found = scene.listed("fields", &format!("{name}=admin")).await;
        assert!(found.contains(&"ada".to_owned()) && !found.contains(&"boss".to_owned()), "{name}: {found:?}");
    }
    let mut browser = app.browser_of("boss").await;
    for path in [format!("/users?{}", query("fields", "constructor=admin")), "/users".to_owned()] {
        browser.open(&path).await.expect_status(200);
    }
}
