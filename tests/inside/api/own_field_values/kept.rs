//! A value that fits no longer, because there are fewer choices or the rule is another one, is kept, shown and marked, and never dropped.

use super::{Scene, escaped};
use crate::support::page::is_chosen;
use crate::support::*;

/// A definition that becomes narrower, and a value that was right before.
struct Narrowing {
    name: &'static str,
    before: Value,
    after: Value,
    value: Value,
    /// The same as forms of pages send it.
    form: &'static [(&'static str, &'static str)],
    /// What a page has that shows the value; of several, each is ticked.
    shown: &'static str,
    /// The code of what is wrong with it.
    code: &'static str,
    /// One that fits before and after.
    fitting: Value,
}

fn narrowings() -> [Narrowing; 6] {
    [
        Narrowing {
            name: "fewer choices",
            before: json!({ "kind": "choice", "choices": ["sales=Sales", "it=IT"], "filterable": true }),
            after: json!({ "choices": ["sales=Sales"] }),
            value: json!("it"),
            form: &[("fields[field]", "it")],
            shown: "<option value=\"it\" selected>",
            code: "not_allowed",
            fitting: json!("sales"),
        },
        Narrowing {
            name: "fewer of several",
            before: json!({ "kind": "choices", "choices": ["a", "two words", "c"], "filterable": true }),
            after: json!({ "choices": ["c"] }),
            value: json!(["a", "two words", "c"]),
            form: &[
                ("fields[field][]", ""),
                ("fields[field][]", "c"),
                ("fields[field][]", "a"),
                ("fields[field][]", "two words"),
            ],
            shown: "value=\"two words\"",
            code: "not_allowed",
            fitting: json!(["c"]),
        },
        Narrowing {
            name: "a pattern",
            before: json!({ "filterable": true }),
            after: json!({ "pattern": "[0-9]+", "pattern_help": ["Digits."] }),
            value: json!("abc"),
            form: &[("fields[field]", "abc")],
            shown: "value=\"abc\"",
            code: "pattern",
            fitting: json!("123"),
        },
        Narrowing {
            name: "a greatest length",
            before: json!({ "filterable": true }),
            after: json!({ "max_length": 3 }),
            value: json!("abcdef"),
            form: &[("fields[field]", "abcdef")],
            shown: "value=\"abcdef\"",
            code: "too_long",
            fitting: json!("abc"),
        },
        Narrowing {
            name: "a least length",
            before: json!({ "filterable": true }),
            after: json!({ "min_length": 5 }),
            value: json!("abc"),
            form: &[("fields[field]", "abc")],
            shown: "value=\"abc\"",
            code: "too_short",
            fitting: json!("abcdef"),
        },
        Narrowing {
            name: "a length of a long text",
            before: json!({ "kind": "long-text" }),
            after: json!({ "max_length": 4 }),
            value: json!("one\ntwo <b>"),
            form: &[("fields[field]", "one\r\ntwo <b>")],
            shown: ">\none\ntwo &lt;b&gt;</textarea>",
            code: "too_long",
            fitting: json!("one"),
        },
    ]
}

impl Narrowing {
    /// The field as it is before.
    fn field(&self) -> Value {
        let mut field = json!({
            "name": "field", "seen_by": ["owner", "administrators", "applications"], "searchable": true, "column": true
        });
        let before = self.before.as_object().cloned().unwrap_or_default();
        field.as_object_mut().expect("an object").extend(before);
        field
    }

    /// With `ada`, who has a value that does not fit any more.
    async fn scene(&self) -> Scene {
        let scene = Scene::new(&[self.field(), json!({ "name": "other" })]).await;
        scene.app.member("ada").await;
        scene.set("ada", &json!({ "field": self.value })).await.expect_status(200);
        let preview = scene.send(Method::POST, "/api/fields/field/preview", &self.after).await;
        let preview = preview.expect_status(200).json();
        assert_eq!((&preview["filled"], &preview["unfitting"]), (&json!(1), &json!(1)), "{}: {preview}", self.name);
        scene.redefine("field", &self.after).await;
        scene
    }

    /// The value as one text, as files and commands have it.
    fn text(&self) -> String {
        match &self.value {
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
            value => value.as_str().unwrap_or_default().to_owned(),
        }
    }

    /// `is_marked`: whether the page says that the value does not fit.
    #[track_caller]
    fn assert_shown(&self, page: &Reply, is_marked: bool) {
        let html = page.text().replace("\r\n", "\n");
        assert!(html.contains(self.shown), "{}: {} is not in {html}", self.name, self.shown);
        for item in self.value.as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(is_chosen(&html, item), "{}: {item} is not ticked in {html}", self.name);
        }
        assert_eq!(page.has("aria-invalid", "true"), is_marked, "{}: {html}", self.name);
    }

    async fn assert_kept(&self, scene: &Scene, after: &str) {
        assert_eq!(scene.fields("ada").await["field"], self.value, "{} after {after}", self.name);
    }
}

#[tokio::test]
async fn pages_show_and_mark_it_and_their_forms_keep_it() {
    for case in narrowings() {
        let scene = case.scene().await;
        let id = scene.app.id_of("ada").await;
        let (mut ada, mut boss) = (scene.app.browser_of("ada").await, scene.app.browser_of("boss").await);
        for page in [ada.open("/account").await, boss.open(&format!("/users/{id}")).await] {
            case.assert_shown(&page, true);
        }
        let list = boss.open("/users").await.expect_status(200);
        let words = escaped(&case.text().replace(',', ", "));
        assert!(list.has_text(&words), "{}: {words} in {}", case.name, list.text());

        let own = [case.form, &[("fields[other]", "x")]].concat();
        ada.submit_and_follow("/actions/fields/fill", &own).await.assert_shows(&["Changes saved."]);
        case.assert_kept(&scene, "the own form").await;
        let of_user = [case.form, &[("id", id.as_str()), ("fields[other]", "y")]].concat();
        boss.submit_and_follow("/actions/fields/fill", &of_user).await.assert_shows(&["Changes saved."]);
        case.assert_kept(&scene, "the form of an administrator").await;
        assert_eq!(scene.fields("ada").await["other"], "y");
        // Another mistake loses nothing that is shown.
        let wrong = [case.form, &[("fields[other]", "a\0b")]].concat();
        case.assert_shown(&ada.submit_and_follow("/actions/fields/fill", &wrong).await, true);
        case.assert_kept(&scene, "a rejected form").await;
    }
}

#[tokio::test]
async fn requests_keep_it_and_change_it_to_what_fits_alone() {
    for case in narrowings() {
        let scene = case.scene().await;
        let name = case.name;
        scene.set("ada", &json!({ "other": "x" })).await.expect_status(200);
        case.assert_kept(&scene, "a change of another field").await;
        scene.set("ada", &json!({ "field": case.value, "other": "y" })).await.expect_status(200);
        case.assert_kept(&scene, "a request that sends it back").await;
        let profile = json!({ "name": "Ada" });
        scene.send(Method::PATCH, &scene.path("ada").await, &profile).await.expect_status(200);
        case.assert_kept(&scene, "a change of the name").await;
        scene.app.change("ada", "disable").await;
        scene.app.change("ada", "enable").await;
        case.assert_kept(&scene, "another status").await;

        let (user, ida) = scene.app.member("ida").await;
        let change = json!({ "fields": { "field": case.value } });
        let refused = scene.app.send(&ida, Method::PATCH, &path_of(&user), &change).await;
        assert_eq!(refused.errors(), format!("fields.field {}", case.code), "{name}: nobody else gets it");
        // Once it is gone, it is gone.
        scene.set("ada", &json!({ "field": case.fitting })).await.expect_status(200);
        let back = scene.set("ada", &json!({ "field": case.value })).await;
        assert_eq!(back.errors(), format!("fields.field {}", case.code), "{name}");
        assert_eq!(scene.fields("ada").await["field"], case.fitting, "{name}");
    }
}

#[tokio::test]
async fn when_it_fits_again_it_is_no_longer_marked() {
    for case in narrowings() {
        let scene = case.scene().await;
        // What the definition said before, or what has no limit.
        let wide = match case.before.get("choices") {
            Some(choices) => json!({ "choices": choices }),
            None => json!({ "pattern": "", "pattern_help": [], "min_length": "", "max_length": "" }),
        };
        scene.redefine("field", &wide).await;
        let page = scene.app.browser_of("ada").await.open("/account").await.expect_status(200);
        case.assert_shown(&page, false);
        case.assert_kept(&scene, "a wider rule").await;
    }
}

#[tokio::test]
async fn it_survives_that_its_field_is_closed_renamed_deleted_and_restored() {
    for case in narrowings() {
        let scene = case.scene().await;
        scene.redefine("field", &json!({ "closed": true })).await;
        let unchanged = json!({ "field": case.value, "other": "x" });
        scene.set("ada", &unchanged).await.expect_status(200);
        let refused = scene.set("ada", &json!({ "field": case.fitting })).await;
        assert_eq!(refused.errors(), "fields.field read_only", "{}", case.name);
        scene.redefine("field", &json!({ "closed": false, "name": "renamed" })).await;
        assert_eq!(scene.fields("ada").await["renamed"], case.value, "{}", case.name);
        scene.redefine("renamed", &json!({ "name": "field" })).await;
        scene.send(Method::DELETE, "/api/fields/field", &json!({})).await.expect_status(204);
        scene.set("ada", &json!({ "other": "z", "field": case.fitting })).await.expect_status(200);
        scene.send(Method::POST, "/api/fields/field/restore", &json!({})).await.expect_status(200);
        case.assert_kept(&scene, "a deletion that was undone").await;
    }
}

/// Otherwise what has no room in the cookie of a rejection would be removed with the next submission.
#[tokio::test]
async fn a_rejected_form_never_empties_what_is_too_long_to_be_kept() {
    let fields = [json!({ "name": "story", "kind": "long-text" }), json!({ "name": "size", "kind": "number" })];
    let scene = Scene::new(&fields).await;
    let mut browser = scene.app.member_in_browser("ada").await;
    let story = "A long story. ".repeat(100).trim().to_owned();
    scene.set("ada", &json!({ "story": story })).await.expect_status(200);
    let wrong = [("fields[story]", story.as_str()), ("fields[size]", "many")];
    let page = browser.submit_and_follow("/actions/fields/fill", &wrong).await.expect_status(200);
    page.assert_shows(&[&format!(">\n{story}</textarea>"), "aria-invalid=\"true\""]);
    assert!(page.has("value", "many"), "what has room is kept: {}", page.text());
}

/// The form of a page has all fields, each byte of which may take three.
#[tokio::test]
async fn the_form_of_an_account_has_room_for_all_that_it_may_have() {
    let field = |at: usize| json!({ "name": format!("text_{at}"), "kind": "long-text", "max_length": 4000 });
    let fields: Vec<_> = (0..8).map(field).collect();
    let scene = Scene::new(&fields).await;
    let mut browser = scene.app.member_in_browser("ada").await;
    // 4,096 bytes each, and so 32,768 in all.
    let text = "\u{e9}".repeat(2_048);
    let names: Vec<_> = (0..8).map(|at| format!("fields[text_{at}]")).collect();
    let typed: Vec<_> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    browser.submit_and_follow("/actions/fields/fill", &typed).await.assert_shows(&["Changes saved."]);
    assert_eq!(scene.fields("ada").await["text_7"], text);
    let longer = format!("{text}e");
    assert_eq!(scene.set("ada", &json!({ "text_0": longer })).await.errors(), "fields.text_0 too_long");
    scene.define(&json!({ "name": "more" })).await;
    assert_eq!(scene.set("ada", &json!({ "more": "e" })).await.errors(), "fields too_long");
    scene.set("ada", &json!({ "text_0": "", "more": "e" })).await.expect_status(200);
}

#[tokio::test]
async fn there_are_at_most_sixty_four_fields_those_that_are_deleted_among_them() {
    let scene = Scene::new(&[]).await;
    for at in 0..64 {
        scene.define(&json!({ "name": format!("field_{at}") })).await;
    }
    let one_more = json!({ "name": "one_more" });
    scene.send(Method::POST, "/api/fields", &one_more).await.assert_refused(422, "validation_failed");
    scene.send(Method::DELETE, "/api/fields/field_7", &json!({})).await.expect_status(204);
    scene.send(Method::POST, "/api/fields", &one_more).await.assert_refused(422, "validation_failed");
    scene.send(Method::POST, "/api/fields/field_7/restore", &json!({})).await.expect_status(200);
    scene.app.member("ada").await;
    let mut all = json!({});
    for at in 0..64 {
        all[format!("field_{at}")] = "x".into();
    }
    scene.set("ada", &all).await.expect_status(200);
    assert_eq!(scene.fields("ada").await, all);
}
