//! Groups: who is in which, and what else a change of it changes. Who may call which route is in the access matrix.

use crate::support::{Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};

/// An application with an administrator, and the user `maren`.
struct Scene {
    app: TestApp,
    boss: Tokens,
    maren: Tokens,
    id: String,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (_, boss) = app.administrator("boss").await;
        let (user, maren) = app.member("maren").await;
        let id = user["id"].as_str().expect("an id").to_owned();
        Self { app, boss, maren, id }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Reply {
        // Events of the same millisecond have no order.
        self.app.wait(1);
        self.app.call(method, path).bearer(&self.boss.access).json(&body).send().await
    }

    /// A request of the administrator without a body.
    async fn call(&self, method: Method, path: &str) -> Reply {
        self.app.wait(1);
        self.app.call(method, path).bearer(&self.boss.access).send().await
    }

    async fn create(&self, name: &str) {
        let reply = self.send(Method::POST, "/api/groups", json!({"name": name})).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }

    async fn member(&self, method: Method, group: &str) -> u16 {
        self.call(method, &format!("/api/groups/{group}/members/{}", self.id)).await.status
    }

    /// What the user reads about themselves.
    async fn me(&self) -> Reply {
        self.app.get("/api/auth/me").bearer(&self.maren.access).send().await
    }

    async fn events(&self) -> Vec<(String, Option<String>)> {
        let events = self.app.audit_events().await.into_iter();
        let events = events.filter(|event| event.event.starts_with("group."));
        events.map(|event| (event.event, event.detail)).collect()
    }
}

#[track_caller]
fn assert_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
}

fn recorded(event: &str, group: &str) -> (String, Option<String>) {
    (event.to_owned(), Some(group.to_owned()))
}

#[tokio::test]
async fn a_group_is_created_read_described_and_deleted() {
    let scene = Scene::new().await;
    let body = json!({"name": "editors", "description": " Write articles. "});
    let created = scene.send(Method::POST, "/api/groups", body).await;
    assert_eq!((created.status, created.header("location")), (201, "/api/groups/editors"), "{}", created.text());
    let mut group = json!({
        "name": "editors", "description": "Write articles.", "members": 0, "created_at": scene.app.accounts.now(),
    });
    assert_eq!(created.json(), group);
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json(), group);

    let changed = scene.send(Method::PATCH, "/api/groups/editors", json!({"description": "Write."})).await;
    group["description"] = json!("Write.");
    assert_eq!((changed.status, changed.json()), (200, group.clone()));
    scene.create("admins").await;
    let list = scene.call(Method::GET, "/api/groups").await.json();
    assert_eq!(list["groups"][0]["name"], "admins", "by name");
    assert_eq!(list["groups"][1], group);

    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
    assert_refused(&scene.call(Method::DELETE, "/api/groups/editors").await, 404, "not_found");
    let expected = [("group.create", "editors"), ("group.update", "editors"), ("group.create", "admins")];
    let mut expected: Vec<_> = expected.iter().map(|(event, group)| recorded(event, group)).collect();
    expected.push(recorded("group.delete", "editors"));
    assert_eq!(scene.events().await, expected);
}

#[tokio::test]
async fn a_group_that_an_application_admits_is_not_deleted() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    assert_eq!(scene.member(Method::PUT, "editors").await, 204);
    let journal = json!({"name": "journal", "locations": ["https://journal.example.com"], "groups": ["editors"]});
    assert_eq!(scene.send(Method::POST, "/api/applications", journal).await.status, 201);

    let refused = scene.call(Method::DELETE, "/api/groups/editors").await;
    assert_refused(&refused, 409, "group_in_use");
    assert!(refused.text().contains("these applications: journal."), "{}", refused.text());
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json()["members"], 1, "nothing has changed");

    assert_eq!(scene.call(Method::DELETE, "/api/applications/journal").await.status, 204);
    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    let again = scene.send(Method::POST, "/api/groups", json!({"name": "editors", "description": "Others"})).await;
    assert_refused(&again, 409, "group_taken");
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json()["description"], "");
    assert_eq!(scene.events().await.len(), 1);
}

#[tokio::test]
async fn repeating_a_creation_with_its_key_creates_one_group() {
    let scene = Scene::new().await;
    let create = async || {
        let call = scene.app.post("/api/groups").bearer(&scene.boss.access).header("idempotency-key", "key-1");
        call.json(&json!({"name": "editors"})).send().await
    };
    let (first, second) = (create().await, create().await);
    assert_eq!((first.status, second.status), (201, 201), "{}", second.text());
    assert_eq!((second.text(), second.header("location")), (first.text(), "/api/groups/editors"));
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(scene.events().await.len(), 1);
}

#[tokio::test]
async fn every_field_is_checked_and_all_errors_are_returned_at_once() {
    let scene = Scene::new().await;
    let long = "x".repeat(201);
    for (body, fields) in [
        (json!({}), &[("name", "required")][..]),
        (json!({"name": "", "description": long}), &[("name", "required"), ("description", "too_long")][..]),
        (json!({"name": "Editors"}), &[("name", "not_allowed")][..]),
        (json!({"name": "-a"}), &[("name", "not_allowed")][..]),
        (json!({"name": "a".repeat(64)}), &[("name", "not_allowed")][..]),
        (json!({"name": 7, "description": 7}), &[("name", "wrong_type"), ("description", "wrong_type")][..]),
        (
            json!({"name": "a b", "description": "a\u{0}b"}),
            &[("name", "not_allowed"), ("description", "not_allowed")][..],
        ),
    ] {
        let reply = scene.send(Method::POST, "/api/groups", body.clone()).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        let expected: Vec<_> = fields.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!(reply.fields(), expected, "{body}");
    }
    scene.create("editors").await;
    let reply = scene.send(Method::PATCH, "/api/groups/editors", json!({"description": long})).await;
    assert_eq!((reply.status, reply.fields()), (422, vec![("description".to_owned(), "too_long".to_owned())]));
}

#[tokio::test]
async fn what_is_no_group_or_no_account_is_not_found() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    for name in ["writers", "Editors", "-", "a%20b", "%ff", "editors%23", "%2e%2e"] {
        let group = format!("/api/groups/{name}");
        assert_refused(&scene.call(Method::GET, &group).await, 404, "not_found");
        assert_refused(&scene.send(Method::PATCH, &group, json!({"description": "x"})).await, 404, "not_found");
        assert_refused(&scene.call(Method::DELETE, &group).await, 404, "not_found");
        let member = format!("{group}/members/{}", scene.id);
        assert_refused(&scene.call(Method::PUT, &member).await, 404, "not_found");
        assert_refused(&scene.call(Method::DELETE, &member).await, 404, "not_found");
    }
    for id in ["maren", "01936f2a-7c1e-7b40-9d55-3f0a6f1c2e88"] {
        let member = format!("/api/groups/editors/members/{id}");
        assert_refused(&scene.call(Method::PUT, &member).await, 404, "not_found");
        assert_refused(&scene.call(Method::DELETE, &member).await, 404, "not_found");
    }
    assert_eq!(scene.me().await.json()["groups"], json!([]));
}

#[tokio::test]
async fn a_change_is_in_the_next_response_about_the_user() {
    let scene = Scene::new().await;
    assert_eq!(scene.me().await.json()["groups"], json!([]), "and the session is cached");
    for name in ["staff", "editors"] {
        scene.create(name).await;
        assert_eq!(scene.member(Method::PUT, name).await, 204);
    }
    assert_eq!(scene.me().await.json()["groups"], json!(["editors", "staff"]));
    let members =
        async |name: &str| scene.call(Method::GET, &format!("/api/groups/{name}")).await.json()["members"].clone();
    assert_eq!(members("staff").await, 1);

    assert_eq!(scene.member(Method::DELETE, "staff").await, 204);
    assert_eq!(scene.me().await.json()["groups"], json!(["editors"]));
    assert_eq!(members("staff").await, 0);
    assert_eq!(scene.call(Method::DELETE, "/api/groups/editors").await.status, 204);
    assert_eq!(scene.me().await.json()["groups"], json!([]), "the group was deleted");
}

#[tokio::test]
async fn a_membership_changes_the_version_of_the_account_once() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    let path = format!("/api/users/{}", scene.id);
    let tag = async || scene.call(Method::GET, &path).await.header("etag").to_owned();
    let mut tags = vec![tag().await];
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(scene.member(method.clone(), "editors").await, 204);
        let after = tag().await;
        assert!(!tags.contains(&after), "{method}: {tags:?}, {after}");
        assert_eq!(scene.member(method.clone(), "editors").await, 204, "repeated");
        assert_eq!(tag().await, after, "{method}");
        tags.push(after);
    }
    let rename = scene.app.call(Method::PATCH, &path).bearer(&scene.boss.access).header("if-match", &tags[0]);
    assert_refused(&rename.json(&json!({"name": "Maren"})).send().await, 412, "precondition_failed");
    let known = scene.app.get(&path).bearer(&scene.boss.access).header("if-none-match", &tags[2]).send().await;
    assert_eq!(known.status, 304);
    let expected = [("group.create", "editors"), ("group.add", "editors"), ("group.remove", "editors")];
    assert_eq!(scene.events().await, expected.map(|(event, group)| recorded(event, group)));
}

#[tokio::test]
async fn members_are_listed_by_the_directory() {
    let scene = Scene::new().await;
    scene.app.add("jonas", "").await;
    scene.create("editors").await;
    scene.member(Method::PUT, "editors").await;
    let found = scene.call(Method::GET, "/api/users?group=editors").await.json();
    assert_eq!((&found["pagination"]["total"], &found["users"][0]["username"]), (&json!(1), &json!("maren")));
    assert_eq!(found["users"][0]["groups"], json!(["editors"]));
    scene.app.change("maren", "delete").await;
    assert_eq!(scene.call(Method::GET, "/api/users?group=editors").await.json()["users"], json!([]));
    assert_eq!(scene.call(Method::GET, "/api/groups/editors").await.json()["members"], 0);
}

#[tokio::test]
async fn the_groups_of_an_account_have_a_limit() {
    let scene = Scene::new().await;
    // Fourteen names of 63 bytes fit into 1,000 bytes however their separators are counted, and seventeen do not.
    let names: Vec<_> = (10..27).map(|number| format!("{number}{}", "x".repeat(61))).collect();
    let mut statuses = Vec::new();
    for name in &names {
        scene.create(name).await;
        statuses.push(scene.member(Method::PUT, name).await);
    }
    assert!(statuses[..14].iter().all(|status| *status == 204), "{statuses:?}");
    let refused = scene.call(Method::PUT, &format!("/api/groups/{}/members/{}", names[16], scene.id)).await;
    assert_refused(&refused, 422, "validation_failed");
    assert_eq!(refused.fields(), [("groups".to_owned(), "too_many_groups".to_owned())]);
    assert_eq!(scene.member(Method::PUT, &names[0]).await, 204, "the user is in it already");
}

#[tokio::test]
async fn a_token_needs_the_scope_for_groups() {
    let scene = Scene::new().await;
    scene.create("editors").await;
    let tokens = format!("/api/users/{}/tokens", scene.app.id_of("boss").await);
    let member = format!("/api/groups/editors/members/{}", scene.id);
    for (scope, reads, writes) in
        [("users:read", 200, 403), ("users:write", 403, 403), ("groups:write", 403, 204), ("audit:read", 403, 403)]
    {
        let new = scene.send(Method::POST, &tokens, json!({"name": "Sync", "scopes": [scope]})).await.json();
        let secret = new["secret"].as_str().expect("a secret");
        assert_eq!(scene.app.get("/api/groups").bearer(secret).send().await.status, reads, "{scope}");
        assert_eq!(scene.app.get("/api/groups/editors").bearer(secret).send().await.status, reads, "{scope}");
        let add = scene.app.call(Method::PUT, &member).bearer(secret).send().await;
        assert_eq!(add.status, writes, "{scope}: {}", add.text());
        if writes == 403 {
            assert_eq!(add.code(), "token_scope");
        }
    }
}
