//! `/api/applications`: definitions of applications. Who may call it is in the access matrix.

use crate::support::*;

const ALL: &str = "/api/applications";

/// Creates an application at an origin of its own.
async fn create(app: &TestApp, who: &Tokens, name: &str) -> Reply {
    let body = json!({"name": name, "locations": [format!("https://{name}.example.com")]});
    app.send(who, Method::POST, ALL, &body).await
}

#[tokio::test]
async fn an_application_is_created_read_replaced_and_deleted() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    assert_eq!(app.read(&boss, ALL).await.json(), json!({"applications": []}));
    let created = create(&app, &boss, "journal").await.expect_status(201);
    let path = created.header("location").to_owned();
    assert_eq!(path, "/api/applications/journal");
    let journal = created.json();
    let now = json!(app.accounts.now());
    let expected = json!({
        "name": "journal", "title": "journal", "locations": ["https://journal.example.com/"], "everyone": false,
        "groups": [], "claims": ["name", "email", "groups"], "fields": [], "remote_user": "username", "after_sign_out": null,
        "link": null, "second_factor": false, "max_age": null,
        "source": "database", "problems": [], "created_at": now, "updated_at": now,
    });
    assert_eq!(journal, expected);
    assert_eq!(app.read(&boss, &path).await.json(), journal);
    assert_eq!(app.read(&boss, ALL).await.json(), json!({"applications": [journal]}));

    app.wait(60);
    let locations = json!(["https://posts.example.com/", "https://example.com/posts"]);
    let body = json!({
        "title": "The Journal", "locations": locations, "everyone": true, "claims": [], "remote_user": "id",
        "after_sign_out": "https://Example.com", "link": "https://Example.com/tile", "second_factor": true, "max_age": "15m",
    });
    let replaced = app.send(&boss, Method::PUT, &path, &body).await.expect_status(200);
    let view = replaced.json();
    assert_eq!((&view["name"], &view["title"], &view["locations"]), (&json!("journal"), &body["title"], &locations));
    assert_eq!((&view["everyone"], &view["claims"], &view["created_at"]), (&json!(true), &json!([]), &now));
    assert_eq!((&view["remote_user"], &view["updated_at"]), (&json!("id"), &json!(app.accounts.now())));
    assert_eq!(view["after_sign_out"], "https://example.com/");
    assert_eq!(view["link"], "https://example.com/tile");
    assert_eq!((&view["second_factor"], &view["max_age"]), (&json!(true), &json!(900)));
    app.wait(60);
    assert_eq!(app.send(&boss, Method::PUT, &path, &body).await.json(), view, "nothing changes");

    for status in [204, 404] {
        assert_eq!(app.call(Method::DELETE, &path).bearer(&boss.access).send().await.status, status);
    }
    assert_eq!(app.read(&boss, &path).await.code(), "not_found");
    assert_eq!(app.send(&boss, Method::PUT, &path, &body).await.code(), "not_found");
    for kind in ["application.create", "application.update", "application.delete"] {
        let details: Vec<_> = app.events(kind).await.into_iter().filter_map(|event| event.detail).collect();
        assert_eq!(details, ["journal"], "{kind}");
    }
}

#[tokio::test]
async fn members_of_its_groups_may_enter_and_nobody_else() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.group("editors", &[]).await;
    create(&app, &boss, "wiki").await;
    for (name, field, value) in [("shop", "everyone", json!(true)), ("journal", "groups", json!(["editors"]))] {
        let mut body = json!({"name": name, "locations": [format!("https://{name}.example.com/")]});
        body[field] = value;
        assert_eq!(app.send(&boss, Method::POST, ALL, &body).await.status, 201, "{name}");
    }
    let ada = app.add("ada", "Ada").await;
    let open = async || app.browser_of("ada").await.run("/actions/applications/open", &[]).await.json();
    let shop = json!({"title": "shop", "url": "https://shop.example.com/", "description": null, "logo": null});
    assert_eq!(open().await, json!([shop]));
    let member = format!("/api/groups/editors/members/{}", ada.id);
    assert_eq!(app.call(Method::PUT, &member).bearer(&boss.access).send().await.status, 204);
    let journal = json!({"title": "journal", "url": "https://journal.example.com/", "description": null, "logo": null});
    assert_eq!(open().await, json!([journal, shop]));
}

#[tokio::test]
async fn all_errors_are_returned_at_once() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let body = json!({
        "name": "Journal", "title": "x".repeat(81), "locations": ["ftp://a.example"], "everyone": "yes",
        "groups": ["nobody-knows-it"], "claims": ["phone"], "remote_user": "email", "after_sign_out": "/goodbye",
        "second_factor": "yes", "max_age": 59,
    });
    let reply = app.send(&boss, Method::POST, ALL, &body).await;
    reply.assert_refused(422, "validation_failed");
    let all = ["name", "title", "locations", "everyone", "groups", "claims", "remote_user", "after_sign_out"];
    assert_eq!(reply.invalid_fields(), [&all[..], &["second_factor", "max_age"]].concat());
    assert!(reply.text().contains("/goodbye: use http or https. Enter an absolute URL, such as"), "{}", reply.text());

    create(&app, &boss, "journal").await;
    create(&app, &boss, "journal").await.assert_refused(409, "application_taken");
    for name in ["Journal", "%FF", "a%2Fb", "nothing"] {
        let path = format!("{ALL}/{name}");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let reply = app.send(&boss, method.clone(), &path, &json!({"locations": ["https://a.example/"]})).await;
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{method} {name}");
        }
    }
}
