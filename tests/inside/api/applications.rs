//! `/api/applications`: definitions of applications. Who may call it is in the access matrix.

use crate::support::{Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};

const ALL: &str = "/api/applications";

async fn send(app: &TestApp, who: &Tokens, method: Method, path: &str, body: &Value) -> Reply {
    app.call(method, path).bearer(&who.access).json(body).send().await
}

async fn get(app: &TestApp, who: &Tokens, path: &str) -> Reply {
    app.get(path).bearer(&who.access).send().await
}

async fn app_with_administrator() -> (TestApp, Tokens) {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    (app, boss)
}

/// Creates an application at an origin of its own.
async fn create(app: &TestApp, who: &Tokens, name: &str) -> Reply {
    let body = json!({"name": name, "locations": [format!("https://{name}.example.com")]});
    send(app, who, Method::POST, ALL, &body).await
}

/// The details of all events of a kind.
async fn details(app: &TestApp, kind: &str) -> Vec<Option<String>> {
    let events = app.audit_events().await.into_iter().filter(|event| event.event == kind);
    events.map(|event| event.detail).collect()
}

#[tokio::test]
async fn an_application_is_created_read_replaced_and_deleted() {
    let (app, boss) = app_with_administrator().await;
    assert_eq!(get(&app, &boss, ALL).await.json(), json!({"applications": []}));
    let created = create(&app, &boss, "journal").await;
    assert_eq!(created.status, 201, "{}", created.text());
    let path = created.header("location").to_owned();
    assert_eq!(path, "/api/applications/journal");
    let journal = created.json();
    let now = json!(app.accounts.now());
    let expected = json!({
        "name": "journal", "title": "journal", "locations": ["https://journal.example.com/"], "everyone": false,
        "groups": [], "claims": ["name", "email", "groups"], "remote_user": "username", "after_sign_out": null,
        "source": "database", "problems": [], "created_at": now, "updated_at": now,
    });
    assert_eq!(journal, expected);
    assert_eq!(get(&app, &boss, &path).await.json(), journal);
    assert_eq!(get(&app, &boss, ALL).await.json(), json!({"applications": [journal]}));

    app.wait(60);
    let locations = json!(["https://posts.example.com/", "https://example.com/posts"]);
    let body = json!({
        "title": "The Journal", "locations": locations, "everyone": true, "claims": [], "remote_user": "id",
        "after_sign_out": "https://Example.com",
    });
    let replaced = send(&app, &boss, Method::PUT, &path, &body).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let view = replaced.json();
    assert_eq!((&view["name"], &view["title"], &view["locations"]), (&json!("journal"), &body["title"], &locations));
    assert_eq!((&view["everyone"], &view["claims"], &view["created_at"]), (&json!(true), &json!([]), &now));
    assert_eq!((&view["remote_user"], &view["updated_at"]), (&json!("id"), &json!(app.accounts.now())));
    assert_eq!(view["after_sign_out"], "https://example.com/");

    for status in [204, 404] {
        assert_eq!(app.call(Method::DELETE, &path).bearer(&boss.access).send().await.status, status);
    }
    assert_eq!(get(&app, &boss, &path).await.code(), "not_found");
    assert_eq!(send(&app, &boss, Method::PUT, &path, &body).await.code(), "not_found");
    for kind in ["application.create", "application.update", "application.delete"] {
        assert_eq!(details(&app, kind).await, [Some("journal".to_owned())], "{kind}");
    }
}

#[tokio::test]
async fn members_of_its_groups_may_enter_and_nobody_else() {
    let (app, boss) = app_with_administrator().await;
    let body = json!({"name": "editors", "description": "Write posts."});
    assert_eq!(send(&app, &boss, Method::POST, "/api/groups", &body).await.status, 201);
    create(&app, &boss, "wiki").await;
    for (name, field, value) in [("shop", "everyone", json!(true)), ("journal", "groups", json!(["editors"]))] {
        let mut body = json!({"name": name, "locations": [format!("https://{name}.example.com/")]});
        body[field] = value;
        assert_eq!(send(&app, &boss, Method::POST, ALL, &body).await.status, 201, "{name}");
    }
    let ada = app.add("ada", "Ada").await;
    let open = async || {
        let mut browser = app.browser();
        browser.log_in("ada").await;
        browser.run("/actions/applications/open", &[]).await.json()
    };
    let shop = json!({"title": "shop", "url": "https://shop.example.com/"});
    assert_eq!(open().await, json!([shop]));
    let member = format!("/api/groups/editors/members/{}", ada.id);
    assert_eq!(app.call(Method::PUT, &member).bearer(&boss.access).send().await.status, 204);
    assert_eq!(open().await, json!([{"title": "journal", "url": "https://journal.example.com/"}, shop]));
}

#[tokio::test]
async fn all_errors_are_returned_at_once() {
    let (app, boss) = app_with_administrator().await;
    let body = json!({
        "name": "Journal", "title": "x".repeat(81), "locations": ["ftp://a.example"], "everyone": "yes",
        "groups": ["nobody-knows-it"], "claims": ["phone"], "remote_user": "email", "after_sign_out": "/goodbye",
    });
    let reply = send(&app, &boss, Method::POST, ALL, &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"));
    let fields: Vec<_> = reply.fields().into_iter().map(|(field, _)| field).collect();
    let all = ["name", "title", "locations", "everyone", "groups", "claims", "remote_user", "after_sign_out"];
    assert_eq!(fields, all);
    assert!(reply.text().contains("/goodbye: use http or https. Enter an absolute URL, such as"), "{}", reply.text());

    create(&app, &boss, "journal").await;
    let taken = create(&app, &boss, "journal").await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "application_taken"));
    for name in ["Journal", "%FF", "a%2Fb", "nothing"] {
        let path = format!("{ALL}/{name}");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let reply = send(&app, &boss, method.clone(), &path, &json!({"locations": ["https://a.example/"]})).await;
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{method} {name}");
        }
    }
}

#[tokio::test]
async fn a_creation_that_is_repeated_creates_one_application() {
    let (app, boss) = app_with_administrator().await;
    let body = json!({"name": "journal", "locations": ["https://journal.example.com/"]});
    let repeat = async || {
        let call = app.post(ALL).bearer(&boss.access).header("idempotency-key", "key-1");
        call.json(&body).send().await
    };
    let (first, second) = (repeat().await, repeat().await);
    assert_eq!((first.status, second.status), (201, 201), "{}", second.text());
    assert_eq!((second.text(), second.header("location")), (first.text(), first.header("location")));
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(details(&app, "application.create").await.len(), 1);
}
