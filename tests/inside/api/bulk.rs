//! `POST /api/users/bulk`: one change for many accounts, and its undo.

use crate::support::{Reply, TestApp, Tokens};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use vestibule::{
    clock::ManualClock,
    store::{CommitObserver, Effects},
};

async fn app_with_users(people: usize) -> (TestApp, Tokens) {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("admin").await;
    for number in 0..people {
        app.add(&format!("u{number:03}"), "").await;
    }
    (app, admin)
}

async fn bulk(app: &TestApp, admin: &Tokens, body: &Value) -> Reply {
    app.post("/api/users/bulk").bearer(&admin.access).json(body).send().await
}

async fn total(app: &TestApp, admin: &Tokens, query: &str) -> u64 {
    let reply = app.get(&format!("/api/users?{query}")).bearer(&admin.access).send().await;
    reply.json()["pagination"]["total"].as_u64().expect("a total")
}

#[tokio::test]
async fn a_bulk_change_applies_to_all_matches_and_its_undo_restores_each() {
    let (app, admin) = app_with_users(230).await;
    app.change("u001", "disable").await;
    let reply = bulk(&app, &admin, &json!({"action": "delete", "filter": {"q": "u"}})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let report = reply.json();
    assert_eq!((&report["changed"], &report["skipped"]), (&230.into(), &0.into()));
    assert_eq!((total(&app, &admin, "").await, total(&app, &admin, "status=deleted").await), (1, 230));

    // One account is restored separately: the undo skips it.
    app.change("u002", "restore").await;
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    let undone = app.post(&undo).bearer(&admin.access).send().await.json();
    assert_eq!(undone["changed"], 229);
    assert_eq!((total(&app, &admin, "").await, total(&app, &admin, "status=disabled").await), (231, 1));
    assert_eq!(app.post(&undo).bearer(&admin.access).send().await.json()["changed"], 0);
}

#[tokio::test]
async fn a_bulk_change_of_a_group_leaves_everyone_else_alone() {
    let (app, admin) = app_with_users(6).await;
    app.group("staff", &["u000", "u001", "u002"]).await;
    app.group("staff-2", &["u003"]).await;
    app.change("u002", "disable").await;
    let filter = json!({"group": "staff", "q": "u", "status": "active"});
    let report = bulk(&app, &admin, &json!({"action": "disable", "filter": filter})).await.json();
    assert_eq!((&report["changed"], &report["skipped"]), (&2.into(), &0.into()));
    assert_eq!(total(&app, &admin, "status=disabled").await, 3);
    let none = bulk(&app, &admin, &json!({"action": "delete", "filter": {"group": "nobody"}})).await.json();
    assert_eq!(none["changed"], 0);
}

#[tokio::test]
async fn a_bulk_change_by_ids_skips_its_actor() {
    let (app, admin) = app_with_users(3).await;
    let (one, two, own) = (app.id_of("u000").await, app.id_of("u001").await, app.id_of("admin").await);
    let reply = bulk(&app, &admin, &json!({"action": "disable", "ids": [one, two, own]})).await.json();
    assert_eq!((&reply["changed"], &reply["skipped"]), (&2.into(), &1.into()));
    let reply = bulk(&app, &admin, &json!({"action": "disable", "filter": {}})).await.json();
    assert_eq!((&reply["changed"], &reply["skipped"]), (&1.into(), &1.into()));
    assert_eq!(total(&app, &admin, "status=active").await, 1);
    let reply = bulk(&app, &admin, &json!({"action": "enable", "filter": {"status": "disabled"}})).await.json();
    assert_eq!(reply["changed"], 3);
}

#[tokio::test]
async fn a_bulk_change_of_roles_can_be_undone() {
    let (app, admin) = app_with_users(3).await;
    let request = json!({"action": "set_role", "role": "admin", "filter": {"q": "u00"}});
    let report = bulk(&app, &admin, &request).await.json();
    assert_eq!((&report["changed"], total(&app, &admin, "role=admin").await), (&3.into(), 4));
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    app.post(&undo).bearer(&admin.access).send().await;
    assert_eq!(total(&app, &admin, "role=admin").await, 1);
}

#[tokio::test]
async fn an_invalid_bulk_request_changes_nothing() {
    let (app, admin) = app_with_users(1).await;
    let id = app.id_of("u000").await;
    for (body, field) in [
        (json!({"action": "explode", "ids": [id]}), "action"),
        (json!({"action": "set_role", "ids": [id]}), "action"),
        (json!({"action": "disable"}), "ids"),
        (json!({"action": "disable", "ids": [id], "filter": {}}), "ids"),
        (json!({"action": "disable", "ids": []}), "ids"),
        (json!({"action": "disable", "ids": ["x"]}), "ids"),
        (json!({"action": "disable", "ids": vec![id.clone(); 1001]}), "ids"),
        (json!({"action": "disable", "filter": {"role": "god"}}), "filter.role"),
        (json!({"action": "disable", "filter": {"group": "No Group"}}), "filter.group"),
        (json!({"action": "disable", "filter": {}, "rest": "x"}), "rest"),
    ] {
        let reply = bulk(&app, &admin, &body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field, "{body}");
    }
    assert_eq!(total(&app, &admin, "status=active").await, 2);
    let (_, maren) = app.member("maren").await;
    assert_eq!(bulk(&app, &maren, &json!({"action": "delete", "filter": {}})).await.code(), "forbidden");
}

/// If these filters were not rejected, each of them would match every account.
#[tokio::test]
async fn a_value_of_a_wrong_type_is_rejected_at_any_depth() {
    let (app, admin) = app_with_users(1).await;
    let id = app.id_of("u000").await;
    for (body, field) in [
        (json!({"action": "delete", "filter": []}), "filter"),
        (json!({"action": "delete", "filter": ["u"]}), "filter"),
        (json!({"action": "delete", "filter": "u"}), "filter"),
        (json!({"action": "delete", "filter": true}), "filter"),
        (json!({"action": "delete", "filter": {"q": 5}}), "filter.q"),
        (json!({"action": "delete", "filter": {"q": null}}), "filter.q"),
        (json!({"action": "delete", "filter": {"q": ["u"]}}), "filter.q"),
        (json!({"action": "delete", "filter": {"role": {}}}), "filter.role"),
        (json!({"action": "delete", "filter": {"status": false}}), "filter.status"),
        (json!({"action": "delete", "filter": {"group": null}}), "filter.group"),
        (json!({"action": "delete", "ids": {}}), "ids"),
        (json!({"action": "delete", "ids": id}), "ids"),
        (json!({"action": "delete", "ids": [5]}), "ids"),
        (json!({"action": "delete", "ids": [[id]]}), "ids"),
        (json!({"action": "delete", "ids": {}, "filter": {}}), "ids"),
        (json!({"action": ["delete"], "ids": [id]}), "action"),
        (json!({"action": "set_role", "role": 1, "ids": [id]}), "role"),
        (json!({"action": "delete", "role": {}, "ids": [id]}), "role"),
        (json!({"action": "delete", "filter": {}, "rest": 7}), "rest"),
        (json!({"action": "delete", "ids": [id], "rest": {}}), "rest"),
    ] {
        let reply = bulk(&app, &admin, &body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field, "{body}");
    }
    assert_eq!(total(&app, &admin, "status=active").await, 2);
}

/// If unknown keys were ignored, a misspelt or misplaced filter would silently match more accounts.
#[tokio::test]
async fn a_bulk_request_with_unknown_keys_is_rejected() {
    let (app, admin) = app_with_users(1).await;
    let id = app.id_of("u000").await;
    for (body, field) in [
        (json!({"action": "delete", "filter": {"query": "u"}}), "filter.query"),
        (json!({"action": "delete", "filter": {}, "q": "u"}), "q"),
        (json!({"action": "delete", "ids": [id], "dry_run": true}), "dry_run"),
        (json!({"action": "delete", "filter": {}, "role": "user"}), "role"),
    ] {
        let reply = bulk(&app, &admin, &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"), "{body}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field, "{body}");
    }
    let reply = app.post("/api/users/bulk?dry_run=true").bearer(&admin.access);
    let reply = reply.json(&json!({"action": "delete", "ids": [id]})).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"dry_run".into()), "{}", reply.text());
    assert_eq!(total(&app, &admin, "status=active").await, 2);

    let report = bulk(&app, &admin, &json!({"action": "disable", "ids": [id]})).await.json();
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    let reply = app.post(&undo).bearer(&admin.access).json(&json!({"ids": [id]})).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"ids".into()), "{}", reply.text());
    let reply = app.post(&format!("{undo}?only=one")).bearer(&admin.access).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"only".into()), "{}", reply.text());
    assert_eq!(total(&app, &admin, "status=active").await, 1, "nothing was undone");
    let reply = app.post(&undo).bearer(&admin.access).json(&json!({})).send().await;
    assert_eq!((reply.status, &reply.json()["changed"]), (200, &1.into()), "{}", reply.text());
}

/// Moves the clock by three seconds at each commit, so that a request reaches its limit of five seconds in the second batch.
struct Slow(Arc<ManualClock>);

impl CommitObserver for Slow {
    fn committed(&self, _: &Effects) {
        self.0.advance(Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_bulk_change_that_takes_too_long_is_continued_by_the_next_request() {
    let (app, admin) = app_with_users(230).await;
    let slow: Arc<dyn CommitObserver> = Arc::new(Slow(Arc::clone(&app.clock)));
    app.db.observe(Arc::downgrade(&slow));
    let wanted = json!({"action": "disable", "filter": {"q": "u"}});
    let first = bulk(&app, &admin, &wanted).await.json();
    assert_eq!(first["changed"], 200);
    assert_eq!(total(&app, &admin, "status=disabled").await, 200);

    // One account is changed back separately: the continued request does not change it again.
    let disabled = app.get("/api/users?status=disabled&per_page=1").bearer(&admin.access).send().await.json();
    let back = disabled["users"][0]["username"].as_str().unwrap().to_owned();
    app.change(&back, "enable").await;
    let mut further = wanted.clone();
    further["rest"] = first["rest"].clone();
    let mut other = further.clone();
    other["action"] = "delete".into();
    let reply = bulk(&app, &admin, &other).await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"rest".into()), "it is for this work alone");
    let second = bulk(&app, &admin, &further).await.json();
    assert_eq!((&second["changed"], &second["bulk_id"]), (&30.into(), &first["bulk_id"]));
    assert!(second["rest"].is_null(), "{second}");
    assert_eq!(total(&app, &admin, "status=disabled").await, 229);

    // One undo covers both requests, and takes two requests as well.
    let undo = format!("/api/users/bulk/{}/undo", first["bulk_id"].as_str().unwrap());
    let first = app.post(&undo).bearer(&admin.access).send().await.json();
    assert_eq!((&first["changed"], first["rest"].is_null()), (&200.into(), false), "{first}");
    let second = app.post(&undo).bearer(&admin.access).send().await.json();
    assert_eq!((&second["changed"], second["rest"].is_null()), (&29.into(), true), "{second}");
    assert_eq!(total(&app, &admin, "status=disabled").await, 0);
}
