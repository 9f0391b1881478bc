//! Whom a definition does not fit: how many a preview counts, and who they are.

use super::Scene;
use crate::support::*;

/// `ada` and `ida`, who is deleted, and the program `robot` have a value that is too long for what is asked for then; `oda` has none.
async fn scene() -> Scene {
    let scene = Scene::new(&[json!({ "name": "plan" })]).await;
    for username in ["ada", "ida", "oda"] {
        scene.app.member(username).await;
    }
    scene.send(Method::POST, "/api/service-accounts", &json!({ "username": "robot" })).await.expect_status(201);
    for username in ["ada", "ida", "robot"] {
        scene.set(username, &json!({ "plan": format!("{username} <b>") })).await.expect_status(200);
    }
    scene.app.change("ida", "delete").await;
    scene
}

#[tokio::test]
async fn a_preview_counts_people_who_are_not_deleted() {
    let scene = scene().await;
    let preview = async |changes: Value| {
        let reply = scene.send(Method::POST, "/api/fields/plan/preview", &changes).await;
        let preview = reply.expect_status(200).json();
        json!([preview["filled"], preview["unfitting"], preview["missing"], preview["examples"]])
    };
    assert_eq!(preview(json!({ "max_length": 3 })).await, json!([1, 1, 0, ["ada <b>"]]));
    // The administrator and `oda`.
    assert_eq!(preview(json!({ "required": "sign-in" })).await, json!([1, 0, 2, []]));
    scene.app.change("ida", "restore").await;
    assert_eq!(preview(json!({ "required": "sign-in" })).await, json!([2, 0, 2, []]));
}

/// What is asked for after the preview: `ada` has too much, and the administrator and `oda` have nothing.
fn narrower() -> Value {
    json!({ "max_length": 3, "required": "sign-in" })
}

const LIST: &str = "/api/fields/plan/unfitting";

#[tokio::test]
async fn whom_a_field_does_not_fit_is_listed_with_what_is_wrong() {
    let scene = scene().await;
    let list = async || scene.app.read(&scene.boss, LIST).await.expect_status(200).json();
    assert_eq!(list().await, json!({ "accounts": [] }));
    scene.redefine("plan", &narrower()).await;
    let listed = list().await;
    let mut names = each(&listed["accounts"], "username");
    names.sort();
    assert_eq!(names, ["ada", "boss", "oda"], "{listed}");
    for account in listed["accounts"].as_array().expect("accounts") {
        let is_ada = account["username"] == "ada";
        let value = is_ada.then(|| json!("ada <b>"));
        assert_eq!(account.get("value"), value.as_ref(), "{account}");
        assert_eq!(account["code"], if is_ada { "too_long" } else { "required" }, "{account}");
        let needed = account["message"] == "Fill this in.";
        assert!(needed != is_ada && account["message"].is_string(), "{account}");
    }
    scene.set("ada", &json!({ "plan": "pro" })).await.expect_status(200);
    assert_eq!(list().await["accounts"].as_array().map(Vec::len), Some(2));

    assert_eq!(scene.app.read(&scene.boss, &format!("{LIST}?after=x")).await.errors(), "after invalid_id");
    scene.app.read(&scene.boss, "/api/fields/nothing/unfitting").await.assert_refused(404, "not_found");
    // Who lacks what others do not see is not theirs to know.
    scene.redefine("plan", &json!({ "seen_by": ["owner"], "changed_by": ["owner"] })).await;
    scene.app.read(&scene.boss, LIST).await.assert_refused(403, "forbidden");
}

#[tokio::test]
async fn a_long_list_has_parts() {
    let scene = scene().await;
    let rows: String = (0..120).map(|number| format!("u{number}@example.org,too long\n")).collect();
    let file = format!("email,fields.plan\n{rows}");
    assert_eq!(scene.app.import(&scene.boss, "rows=good", file).await.expect_status(200).json()["good"], 120);
    scene.redefine("plan", &narrower()).await;
    let first = scene.app.read(&scene.boss, LIST).await.expect_status(200).json();
    let next = first["next"].as_str().expect("there are others").to_owned();
    let rest = scene.app.read(&scene.boss, &format!("{LIST}?after={next}")).await.expect_status(200).json();
    assert_eq!(rest.get("next"), None, "{rest}");
    let parts = [each(&first["accounts"], "id"), each(&rest["accounts"], "id")];
    assert_eq!(parts.each_ref().map(Vec::len), [100, 23]);
    let mut all = parts.concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 123, "each once");
}

#[tokio::test]
async fn the_page_of_the_field_leads_to_the_list_and_that_to_the_people() {
    const PAGE: &str = "/users/fields/plan/unfitting";
    let scene = scene().await;
    scene.redefine("plan", &json!({ "max_length": 3 })).await;
    let mut browser = scene.app.browser_of("boss").await;
    assert!(browser.open("/users/fields/plan").await.expect_status(200).links_to(PAGE));
    let page = browser.open(PAGE).await.expect_status(200);
    page.assert_shows(&["Accounts that do not fit", "ada &lt;b&gt;", "ada@example.org"]);
    page.assert_hides(&["ida &lt;b&gt;", "robot"]);
    let ada = format!("/users/{}", scene.app.id_of("ada").await);
    assert!(page.links_to(&ada) && page.links_to("/users/fields/plan"), "{}", page.text());
    let german = browser.call(Method::GET, PAGE).html().header("accept-language", "de").send().await;
    german.expect_status(200).assert_shows(&["Konten, die nicht passen", "ada &lt;b&gt;"]);
    scene.app.wait(11 * 60);
    let asked = browser.open(PAGE).await;
    assert_eq!(asked.location(), "/confirm?next=%2Fusers%2Ffields%2Fplan%2Funfitting", "as for a preview");
}
