//! A client may disconnect at any moment, which drops the future of its request. A change of a field or of a value has then happened as a
//! whole or not at all, and what is kept in memory is what is stored.

use super::{Scene, plan};
use crate::support::*;

const KINDS: [&str; 6] = ["set a value", "set it for many", "undo that", "change the field", "delete it", "restore it"];

/// What has to be so before a request of this kind, and the request. `number`: makes it another one than before.
async fn prepare(scene: &Scene, kind: &str, number: usize) -> (Method, String, Value) {
    let (account, id) = (scene.path("ada").await, scene.app.id_of("ada").await);
    let (field, restore) = ("/api/fields/plan".to_owned(), "/api/fields/plan/restore".to_owned());
    let many = json!({ "action": "set_field", "field": "plan", "value": format!("y{number}"), "ids": [id] });
    scene.app.wait(1);
    scene.send(Method::POST, &restore, &json!({})).await.expect_status(200);
    match kind {
        "set a value" => (Method::PATCH, account, json!({ "fields": { "plan": format!("x{number}") } })),
        "set it for many" => (Method::POST, "/api/users/bulk".to_owned(), many),
        "undo that" => {
            let report = scene.send(Method::POST, "/api/users/bulk", &many).await.expect_status(200).json();
            let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().expect("an id"));
            (Method::POST, undo, json!({}))
        }
        "change the field" => {
            (Method::PATCH, field, json!({ "max_length": 100 + number, "searchable": number.is_multiple_of(2) }))
        }
        "delete it" => (Method::DELETE, field, json!({})),
        "restore it" => {
            scene.app.wait(1);
            scene.send(Method::DELETE, &field, &json!({})).await.expect_status(204);
            (Method::POST, restore, json!({}))
        }
        _ => unreachable!("{kind} is not a request"),
    }
}

/// Asserts that the server answers what the database holds, and that both are of before or of after the change.
async fn assert_whole(scene: &Scene, what: &str) {
    let database = &scene.app.database;
    let shown = scene.app.read(&scene.boss, "/api/fields/plan").await.expect_status(200).json();
    let stored = database.run("SELECT definition FROM own_fields WHERE name = 'plan'").await;
    assert_eq!(shown["definition"], serde_json::from_str::<Value>(&stored[0]).expect("JSON"), "{what}");
    let deleted = database.run("SELECT name FROM own_fields WHERE deleted_at IS NOT NULL").await;
    assert_eq!(shown.get("deleted_at").is_some(), deleted == ["plan"], "{what}");
    let values = database.run("SELECT value FROM own_field_values ORDER BY item").await;
    let fields = scene.fields("ada").await;
    if deleted.is_empty() {
        let shown: Vec<_> = fields["plan"].as_str().into_iter().collect();
        assert_eq!(values, shown, "{what}");
        assert_eq!(scene.listed("fields", &format!("plan={}", shown.concat())).await, ["ada"], "{what}");
    } else {
        assert_eq!((values.len(), fields.get("plan")), (1, None), "{what}");
    }
}

#[tokio::test]
async fn a_change_that_is_dropped_is_whole() {
    let scene = Scene::new(&[plan()]).await;
    scene.app.member("ada").await;
    scene.set("ada", &json!({ "plan": "first" })).await.expect_status(200);
    let server = idle_tasks().await;
    let (mut dropped, mut number) = (0, 0);
    for kind in KINDS {
        // Drops the same kind of request one poll later each time, until it completes.
        for last in 0.. {
            settle(&scene.app, server).await;
            number += 1;
            let (method, path, body) = prepare(&scene, kind, number).await;
            settle(&scene.app, server).await;
            let answer = dropped_after(last, scene.send(method, &path, &body)).await;
            settle(&scene.app, server).await;
            assert_whole(&scene, &format!("“{kind}”, dropped after {last} polls")).await;
            if let Some(reply) = answer {
                assert!(reply.status < 300, "{kind}: {}", reply.text());
                break;
            }
            dropped += 1;
        }
    }
    assert!(dropped > KINDS.len(), "only {dropped} requests were dropped on the way");
    // What was not done when a client went is done with the clean-up.
    scene.send(Method::POST, "/api/fields/plan/restore", &json!({})).await.expect_status(200);
    scene.redefine("plan", &json!({ "searchable": true })).await;
    scene.set("ada", &json!({ "plan": "found" })).await.expect_status(200);
    scene.app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(scene.listed("q", "found").await, ["ada"]);
}

/// How many accounts the search finds after the clean-up.
async fn found(scene: &Scene) -> usize {
    scene.app.accounts.maintenance().sweep().await.expect("a clean-up");
    scene.listed("q", "lantern").await.len()
}

/// A field that begins to be searched and ceases at once: the work for the first change must not be the last.
#[tokio::test]
async fn the_search_follows_the_last_of_several_changes() {
    let scene = Scene::new(&[json!({ "name": "plan" })]).await;
    for at in 0..30 {
        let username = format!("person{at:02}");
        scene.app.add(&username, "").await;
        scene.set(&username, &json!({ "plan": "lantern" })).await.expect_status(200);
    }
    for round in 0..4 {
        for is_searched in [true, false, true, round % 2 == 0] {
            scene.redefine("plan", &json!({ "searchable": is_searched })).await;
        }
        let expected = if round % 2 == 0 { 30 } else { 0 };
        eventually("the search finds what it should", async || found(&scene).await == expected).await;
        scene.app.wait(1);
        scene.send(Method::DELETE, "/api/fields/plan", &json!({})).await.expect_status(204);
        scene.app.wait(1);
        scene.send(Method::POST, "/api/fields/plan/restore", &json!({})).await.expect_status(200);
        eventually("a deletion that was undone changes nothing", async || found(&scene).await == expected).await;
    }
}
