//! Whom a definition does not fit: how many a preview counts.

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
