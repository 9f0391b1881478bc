//! Fields of one's own on pages, without JavaScript.

use crate::support::page::is_chosen;
use crate::support::*;

/// With an administrator, and the fields of `definitions`.
async fn app(definitions: &[Value]) -> (TestApp, Tokens) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for definition in definitions {
        app.send(&boss, Method::POST, "/api/fields", definition).await.expect_status(201);
    }
    (app, boss)
}

/// A choice that everybody has to make.
fn department() -> Value {
    json!({
        "name": "department", "kind": "choice", "label": ["Department", "de=Abteilung"], "required": "sign-in",
        "choices": ["sales=Sales", "it=IT <&>"], "section": ["Work"], "filterable": true, "column": true
    })
}

const RIGHTS: [(&str, &str); 4] = [
    ("required", "never"),
    ("seen_by[]", "administrators"),
    ("seen_by[]", "owner"),
    ("changed_by[]", "administrators"),
];

#[tokio::test]
async fn a_field_is_defined_by_its_kind_and_a_mistake_keeps_what_was_typed() {
    let (app, _) = app(&[]).await;
    let mut browser = app.browser_of("boss").await;
    let list = browser.open("/users/fields").await.expect_status(200);
    list.assert_shows(&["No fields yet."]);
    assert!(list.links_to("/users/fields/add/choice") && list.links_to("/users/fields/add/date"));
    let page = browser.open("/users/fields/add/date").await.expect_status(200);
    assert!(
        page.has("id", "own-field-name")
            && !page.has("id", "own-field-choices")
            && !page.has("id", "own-field-pattern")
    );
    assert!(browser.open("/users/fields/add/choice").await.has("id", "own-field-choices"));
    browser.open("/users/fields/add/colour").await.expect_status(404);

    let wrong = [&[("kind", "choice"), ("name", "Not a name"), ("choices", "sales=Sales\nit")][..], &RIGHTS].concat();
    let page = browser.submit_and_follow("/actions/fields/create", &wrong).await.expect_status(200);
    assert!(page.has("value", "Not a name"));
    page.assert_shows(&["sales=Sales", "Use 1 to 63 lower-case letters"]);
    // Choices have a message as well.
    let wrong = [("kind", "text"), ("name", "team"), ("required", "sign-in"), ("changed_by[]", "owner")];
    let page = browser.submit_and_follow("/actions/fields/create", &wrong).await.expect_status(200);
    page.assert_shows(&["Choose who sees it.", "Only those who see it can change it.", "Its owner has to fill it in"]);
    let right =
        [&[("kind", "choice"), ("name", "team"), ("label", "<b>Team"), ("choices", "sales=Sales\nit")][..], &RIGHTS];
    let page = browser.submit_and_follow("/actions/fields/create", &right.concat()).await.expect_status(200);
    page.assert_shows(&["Field added.", "&lt;b&gt;Team"]);
    assert!(
        page.has("action", "/actions/fields/replace")
            && browser.open("/users/fields").await.links_to("/users/fields/team")
    );
}

#[tokio::test]
async fn a_change_says_how_many_accounts_do_not_fit_before_it_is_saved() {
    let (app, boss) = app(&[json!({ "name": "team", "kind": "choice", "choices": ["sales", "it"] })]).await;
    app.member("maren").await;
    let path = format!("/api/users/{}", app.id_of("maren").await);
    app.send(&boss, Method::PATCH, &path, &json!({ "fields": { "team": "it" } })).await.expect_status(200);
    let mut browser = app.browser_of("boss").await;
    let change = [&[("id", "team"), ("name", "team"), ("kind", "choice"), ("choices", "sales")][..], &RIGHTS].concat();
    let page = browser.submit_and_follow("/actions/fields/replace", &change).await.expect_status(200);
    page.assert_shows(&["Nothing is saved yet.", "of which 1 do not fit", "Save all the same"]);
    let choices = async || {
        app.send(&boss, Method::GET, "/api/fields/team", &Value::Null).await.json()["definition"]["choices"].clone()
    };
    assert_eq!(choices().await, json!(["sales", "it"]));
    let confirmed = [&change[..], &[("confirmed", "on")]].concat();
    browser.submit_and_follow("/actions/fields/replace", &confirmed).await.assert_shows(&["Changes saved."]);
    assert_eq!(choices().await, json!(["sales"]));
    // The value is kept, and marked.
    let page = browser.open(&format!("/users/{}", app.id_of("maren").await)).await.expect_status(200);
    page.assert_shows(&["<option value=\"it\" selected>", "Use one of: sales."]);
}

#[tokio::test]
async fn a_deleted_field_is_restored_with_one_press() {
    let (app, _) = app(&[json!({ "name": "note" })]).await;
    let mut browser = app.browser_of("boss").await;
    let list = browser.submit_and_follow("/actions/fields/delete", &[("name", "note")]).await.expect_status(200);
    list.assert_shows(&["Field deleted.", "Restore note"]);
    let page = browser.open("/users/fields/note").await.expect_status(200);
    page.assert_shows(&["This field is deleted"]);
    assert!(!page.has("action", "/actions/fields/replace"));
    let page = browser.submit_and_follow("/actions/fields/restore", &[("name", "note")]).await.expect_status(200);
    page.assert_shows(&["Field restored."]);
    assert!(page.has("action", "/actions/fields/replace"));
}

#[tokio::test]
async fn who_registers_is_asked_for_what_is_required_and_sees_what_is_missing() {
    let hidden = json!({ "name": "note", "seen_by": ["administrators"], "changed_by": ["administrators"] });
    let (app, _) = app(&[department(), hidden, json!({ "name": "hobby" })]).await;
    let mut browser = app.browser();
    let page = browser.open("/register").await.expect_status(200);
    assert!(
        page.has("name", "fields[department]")
            && !page.has("name", "fields[hobby]")
            && !page.has("name", "fields[note]")
    );
    page.assert_shows(&["IT &lt;&amp;&gt;", "Work"]);
    let account = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let page = browser.submit_and_follow("/actions/register", &account).await.expect_status(200);
    page.assert_shows(&["Fill this in."]);
    let all = [&account[..], &[("fields[department]", "it"), ("fields[note]", "x")]].concat();
    assert_eq!(browser.submit("/actions/register", &all).await.location(), "/account");
    let page = browser.open("/account").await.expect_status(200);
    page.assert_shows(&["<option value=\"it\" selected>"]);
    assert!(page.has("name", "fields[hobby]") && !page.has("name", "fields[note]"));
}

#[tokio::test]
async fn a_mistake_elsewhere_empties_nothing_that_is_too_long_to_be_kept() {
    let definitions = [
        json!({ "name": "story", "kind": "long-text", "max_length": 4000 }),
        json!({ "name": "size", "kind": "number" }),
        json!({ "name": "topics", "kind": "choices", "choices": ["two words", "one"] }),
    ];
    let (app, boss) = app(&definitions).await;
    let (path, long) = (format!("/api/users/{}", app.id_of("boss").await), "x".repeat(3_500));
    app.send(&boss, Method::PATCH, &path, &json!({ "fields": { "story": long } })).await.expect_status(200);
    let mut browser = app.browser_of("boss").await;
    let typed = [
        ("fields[story]", long.as_str()),
        ("fields[size]", "seven"),
        ("fields[topics][]", ""),
        ("fields[topics][]", "two words"),
    ];
    let page = browser.submit_and_follow("/actions/fields/fill", &typed).await.expect_status(200);
    page.assert_shows(&["Enter a number of at most 15 digits", "value=\"seven\"", &long]);
    assert!(is_chosen(&page.text(), "two words") && !is_chosen(&page.text(), "one"));
}

#[tokio::test]
async fn who_lacks_a_field_that_is_required_at_a_sign_in_is_asked_before_any_page() {
    let (app, boss) = app(&[]).await;
    app.register("maren").await;
    app.send(&boss, Method::POST, "/api/fields", &department()).await.expect_status(201);
    let mut browser = app.browser();
    let login = [("login", "maren"), ("password", PASSWORD), ("next", "/account/devices")];
    let asked = "/account/details?next=%2Faccount%2Fdevices";
    assert_eq!(browser.submit("/actions/login", &login).await.location(), asked);
    assert_eq!(browser.open("/account/devices").await.location(), asked);
    let page = browser.open(asked).await.expect_status(200);
    assert!(page.has("name", "fields[department]") && page.has("value", "/account/devices"));
    let answer = |value: &'static str| [("asked", "on"), ("next", "/account/devices"), ("fields[department]", value)];
    // Nothing, and what is no choice, lead back.
    for wrong in ["", "press"] {
        let reply = browser.submit("/actions/fields/fill", &answer(wrong)).await;
        assert_eq!(reply.location(), asked, "{wrong:?}");
        browser.follow(&reply).await.expect_status(200);
    }
    assert_eq!(browser.submit("/actions/fields/fill", &answer("it")).await.location(), "/account/devices");
    browser.open("/account/devices").await.expect_status(200);
    assert_eq!(browser.open(asked).await.location(), "/account/devices");
    // Somebody who has it is not asked.
    assert_eq!(app.browser().submit("/actions/login", &login).await.location(), "/account/devices");
}

#[tokio::test]
async fn a_field_of_selected_users_is_set_with_an_input_of_its_kind() {
    let (app, _) = app(&[json!({ "name": "team", "kind": "choice", "choices": ["sales=Sales", "it"] })]).await;
    app.member("maren").await;
    let id = app.id_of("maren").await;
    let mut browser = app.browser_of("boss").await;
    let list = browser.open("/users").await.expect_status(200);
    assert!(list.has("id", "bulk-field") && list.has("value", "set_field"));
    let chosen = [("action", "set_field"), ("field", "team"), ("ids[]", id.as_str()), ("back", "/users")];
    let asked = browser.submit_and_follow("/actions/users/bulk", &chosen).await.expect_status(200);
    asked.assert_shows(&["Set team of maren?", "<option value=\"sales\">Sales</option>"]);
    let selection = asked.hidden("selection");
    let answer = [
        ("action", "set_field"),
        ("field", "team"),
        ("value", "sales"),
        ("selection", selection.as_str()),
        ("back", "/users"),
        ("confirmed", "1"),
    ];
    browser.submit_and_follow("/actions/users/bulk", &answer).await.expect_status(200);
    let page = browser.open(&format!("/users/{id}")).await.expect_status(200);
    page.assert_shows(&["<option value=\"sales\" selected>"]);
}

#[tokio::test]
async fn an_import_can_fill_in_the_fields_that_administrators_change() {
    let closed = json!({ "name": "old", "closed": true });
    let (app, _) = app(&[json!({ "name": "team", "label": ["Team"] }), closed]).await;
    let mut browser = app.browser_of("boss").await;
    let page = browser.open("/users/import").await.expect_status(200);
    page.assert_shows(&[",groups,fields.team%0D%0A", "<dt>fields.team</dt><dd>Team</dd>"]);
    page.assert_hides(&["fields.old"]);
    let sent = browser.submit_import_with(&[], "email,Kader\nada@example.org,A\n").await;
    let page = browser.follow(&sent).await.expect_status(200);
    page.assert_shows(&["<option value=\"Kader=fields.team\">fields.team</option>"]);
}

#[tokio::test]
async fn the_list_has_columns_and_a_filter_and_a_change_of_all_is_of_those_that_it_shows() {
    let (app, boss) = app(&[department()]).await;
    for (name, department) in [("ada", "sales"), ("bea", "it")] {
        let new =
            json!({ "username": name, "email": format!("{name}@example.org"), "fields": { "department": department } });
        app.send(&boss, Method::POST, "/api/users", &new).await.expect_status(201);
    }
    let mut browser = app.browser_of("boss").await;
    // The administrator lacks it as well.
    let answer = [("asked", "on"), ("fields[department]", "sales")];
    browser.submit("/actions/fields/fill", &answer).await.expect_status(303);
    let list = browser.open("/users?fields=department%3Dit").await.expect_status(200);
    list.assert_shows(&["Department</th>", "IT &lt;&amp;&gt;</td>", "bea@example.org"]);
    list.assert_hides(&["ada@example.org"]);
    let all = [("action", "disable"), ("all", "on"), ("back", "/users?fields=department%3Dit")];
    browser.submit_and_follow("/actions/users/bulk", &all).await.expect_status(200);
    let disabled = app.send(&boss, Method::GET, "/api/users?status=disabled", &Value::Null).await.json();
    assert_eq!(each(&disabled["users"], "username"), ["bea"]);
}
