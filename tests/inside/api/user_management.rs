//! Management of one account by administrators, and password links.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};

async fn app_with_user() -> (TestApp, Tokens, String, Tokens) {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    let id = maren["id"].as_str().expect("an id").to_owned();
    (app, admin, id, tokens)
}

async fn send(app: &TestApp, who: &Tokens, method: Method, path: &str, body: &Value) -> Reply {
    app.call(method, path).bearer(&who.access).json(body).send().await
}

async fn me(app: &TestApp, who: &Tokens) -> u16 {
    app.get("/api/auth/me").bearer(&who.access).send().await.status
}

#[tokio::test]
async fn changes_by_an_administrator_take_effect_immediately() {
    let (app, admin, id, maren) = app_with_user().await;
    let path = format!("/api/users/{id}");
    let change = json!({"name": "Maren Holt", "email": "holt@example.org", "role": "admin"});
    let reply = send(&app, &admin, Method::PATCH, &path, &change).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!((&reply.json()["name"], &reply.json()["role"]), (&"Maren Holt".into(), &"admin".into()));
    assert_eq!(app.get("/api/users").bearer(&maren.access).send().await.status, 200);
    send(&app, &admin, Method::PATCH, &path, &json!({"role": "user"})).await;
    assert_eq!(app.get("/api/users").bearer(&maren.access).send().await.status, 403);
    let reply = send(&app, &admin, Method::PATCH, &path, &json!({"status": "disabled"})).await;
    assert_eq!(reply.json()["status"], "disabled");
    assert_eq!(me(&app, &maren).await, 401);
    for (change, field) in [(json!({"role": "god"}), "role"), (json!({"status": "deleted"}), "status")] {
        let reply = send(&app, &admin, Method::PATCH, &path, &change).await;
        assert_eq!((reply.status, reply.json()["errors"][0]["field"].as_str().unwrap()), (422, field));
    }
}

#[tokio::test]
async fn a_change_of_a_stale_version_changes_nothing() {
    let (app, admin, id, _) = app_with_user().await;
    let path = format!("/api/users/{id}");
    let tag = app.get(&path).bearer(&admin.access).send().await.headers["etag"].to_str().unwrap().to_owned();
    let change = |role: &str| {
        app.call(Method::PATCH, &path).bearer(&admin.access).header("if-match", &tag).json(&json!({"role": role}))
    };
    assert_eq!(change("admin").send().await.status, 200);
    assert_eq!(change("user").send().await.code(), "precondition_failed");
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.json()["role"], "admin");
}

/// With a stolen session that would suspend the links with which the owner gets the account back.
#[tokio::test]
async fn administrators_disable_and_delete_their_own_account_neither_by_request_nor_on_the_page() {
    let (app, admin, id, _) = app_with_user().await;
    app.change("maren", "set_role:admin").await;
    let own = app.id_of("admin").await;
    let reply = send(&app, &admin, Method::PATCH, &format!("/api/users/{own}"), &json!({"status": "disabled"})).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"));
    assert!(reply.text().contains("You cannot disable your own account."), "{}", reply.text());
    let mut browser = app.browser();
    browser.log_in("admin").await;
    for action in ["disable", "delete"] {
        let reply = browser.run("/actions/users/change", &[("id", own.as_str()), ("action", action)]).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"), "{action}");
    }
    assert_eq!(me(&app, &admin).await, 200);
    let reply = send(&app, &admin, Method::PATCH, &format!("/api/users/{id}"), &json!({"status": "disabled"})).await;
    assert_eq!(reply.status, 200, "others can be disabled");
}

#[tokio::test]
async fn the_last_administrator_cannot_be_removed_in_any_way() {
    let (app, admin, id, _) = app_with_user().await;
    let own = app.id_of("admin").await;
    let path = format!("/api/users/{own}");
    for change in [json!({"role": "user"}), json!({"status": "disabled"}), json!({"role": "user", "name": "Gone"})] {
        let reply = send(&app, &admin, Method::PATCH, &path, &change).await;
        assert_eq!(reply.code(), "forbidden", "{change}");
    }
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.json()["name"], Value::Null);
    let reply = send(&app, &admin, Method::DELETE, &path, &json!({"password": PASSWORD})).await;
    assert_eq!(reply.code(), "forbidden");
    // Two administrators demote each other concurrently: one of them remains.
    for _ in 0..10 {
        send(&app, &admin, Method::PATCH, &format!("/api/users/{id}"), &json!({"role": "admin"})).await;
        let maren = app.log_in("maren").await;
        let (other_path, demotion) = (format!("/api/users/{id}"), json!({"role": "user"}));
        tokio::join!(
            send(&app, &admin, Method::PATCH, &other_path, &demotion),
            send(&app, &maren, Method::PATCH, &path, &demotion),
        );
        let roles = [&admin, &maren].map(|who| app.get("/api/users?role=admin").bearer(&who.access).send());
        let statuses: Vec<_> = futures::future::join_all(roles).await.iter().map(|reply| reply.status).collect();
        assert!(statuses == [200, 403] || statuses == [403, 200], "{statuses:?}");
        if statuses[0] == 403 {
            send(&app, &maren, Method::PATCH, &path, &json!({"role": "admin"})).await;
            send(&app, &admin, Method::PATCH, &other_path, &demotion).await;
        }
    }
}

#[tokio::test]
async fn an_account_can_be_deleted_restored_and_purged() {
    let (app, admin, id, maren) = app_with_user().await;
    let path = format!("/api/users/{id}");
    let purge = || app.post(&format!("{path}/purge")).bearer(&admin.access).send();
    assert_eq!(purge().await.code(), "not_deleted");
    assert_eq!(app.call(Method::DELETE, &path).bearer(&admin.access).send().await.status, 204);
    assert_eq!(me(&app, &maren).await, 401);
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.json()["status"], "deleted");
    assert_eq!(app.call(Method::DELETE, &path).bearer(&admin.access).send().await.status, 404);
    let reply = send(&app, &admin, Method::POST, &(path.clone() + "/restore"), &json!({})).await;
    assert_eq!((reply.status, reply.json()["status"].as_str().unwrap()), (200, "active"));
    app.log_in("maren").await;

    // An account that was disabled before its deletion is disabled after it is restored.
    send(&app, &admin, Method::PATCH, &path, &json!({"status": "disabled"})).await;
    app.call(Method::DELETE, &path).bearer(&admin.access).send().await;
    let reply = send(&app, &admin, Method::POST, &(path.clone() + "/restore"), &json!({})).await;
    assert_eq!(reply.json()["status"], "disabled");

    app.call(Method::DELETE, &path).bearer(&admin.access).send().await;
    assert_eq!(purge().await.status, 204);
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.status, 404);
    assert_eq!(purge().await.status, 404);
    // The name is available again, and the sessions are deleted.
    app.register("maren").await;
    let left = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM sessions").await;
    assert_eq!(left, ["1"], "the administrator's own");
}

#[tokio::test]
async fn a_new_user_chooses_a_password_with_a_link_that_works_once() {
    let (app, admin, _, _) = app_with_user().await;
    let request = json!({"username": "jonas", "email": "jonas@example.org", "role": "admin", "password": PASSWORD});
    let reply = send(&app, &admin, Method::POST, "/api/users", &request).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json()["user"]["role"], "admin");
    let url = reply.json()["setup_url"].as_str().unwrap().to_owned();
    let token = url.strip_prefix("http://localhost:3000/reset-password?token=").expect("a link");

    let log_in =
        |password: &str| app.post("/api/auth/login").json(&json!({"login": "jonas", "password": password})).send();
    for password in [PASSWORD, "", "!"] {
        assert_ne!(log_in(password).await.status, 200, "{password}");
    }
    let choose = |token: &str, password: &str| {
        app.post("/api/auth/password/reset").json(&json!({"token": token, "password": password})).send()
    };
    assert_eq!(choose(token, "short").await.status, 422);
    assert_eq!(choose("x", OTHER_PASSWORD).await.status, 404);
    let (one, other) = tokio::join!(choose(token, OTHER_PASSWORD), choose(token, PASSWORD));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404]);
    let chosen = if one.status == 204 { OTHER_PASSWORD } else { PASSWORD };
    assert_eq!(log_in(chosen).await.status, 200);
    assert_eq!(choose(token, OTHER_PASSWORD).await.status, 404);
}

#[tokio::test]
async fn only_the_newest_reset_link_is_valid_for_half_an_hour_and_it_ends_all_sessions() {
    let (app, _, id, _) = app_with_user().await;
    let path = format!("/api/users/{id}/password-reset");
    let link = async || {
        let admin = app.log_in("admin").await;
        let reply = app.post(&path).bearer(&admin.access).send().await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["reset_url"].as_str().unwrap().rsplit('=').next().unwrap().to_owned()
    };
    let choose = |token: &str| {
        app.post("/api/auth/password/reset").json(&json!({"token": token, "password": OTHER_PASSWORD})).send()
    };
    let late = link().await;
    app.wait(30 * 60);
    assert_eq!(choose(&late).await.status, 404);
    let (admin, maren) = (app.log_in("admin").await, app.log_in("maren").await);
    let older = link().await;
    let newest = link().await;
    assert_eq!(choose(&older).await.status, 404);
    // The page of an invalid link is a 404 as well.
    assert_eq!(app.get(&format!("/reset-password?token={older}")).html().send().await.status, 404);
    assert_eq!(choose(&newest).await.status, 204);
    assert_eq!(me(&app, &maren).await, 401);
    assert_eq!(app.refresh(&maren).await.status, 401);

    let before_email = link().await;
    let change = json!({"email": "other@example.org"});
    send(&app, &admin, Method::PATCH, &format!("/api/users/{id}"), &change).await;
    assert_eq!(choose(&before_email).await.status, 404);
    let before_change = link().await;
    let tokens = app.post("/api/auth/login").json(&json!({"login": "maren", "password": OTHER_PASSWORD})).send().await;
    let own = Tokens::of(&tokens.json());
    let change = json!({"current_password": OTHER_PASSWORD, "new_password": PASSWORD});
    assert_eq!(send(&app, &own, Method::PUT, "/api/auth/password", &change).await.status, 204);
    assert_eq!(choose(&before_change).await.status, 404, "a password change invalidates the link");
    let before_disabling = link().await;
    app.change("maren", "disable").await;
    assert_eq!(choose(&before_disabling).await.status, 404);
    assert_eq!(app.post(&path).bearer(&admin.access).send().await.code(), "account_disabled");
}

#[tokio::test]
async fn owners_and_administrators_list_and_end_sessions() {
    let (app, admin, id, maren) = app_with_user().await;
    let second = app.log_in("maren").await;
    let (_, stranger) = app.member("stranger").await;
    let sessions = async |who: &Tokens, path: &str| {
        let reply = app.get(path).bearer(&who.access).send().await;
        reply.json()["sessions"].as_array().cloned().unwrap_or_default()
    };
    let sessions_path = format!("/api/users/{id}/sessions");
    assert_eq!(sessions(&admin, &sessions_path).await.len(), 2);
    let own = sessions(&maren, "/api/auth/sessions").await;
    assert_eq!(own.iter().filter(|session| session["current"] == true).count(), 1);
    assert_eq!(app.get(&sessions_path).bearer(&stranger.access).send().await.status, 404);
    let current = own.iter().find(|session| session["current"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    let end = |who: &Tokens, path: &str| app.call(Method::DELETE, path).bearer(&who.access).send();
    assert_eq!(end(&stranger, &format!("/api/auth/sessions/{current}")).await.status, 404);
    assert_eq!(end(&stranger, &format!("{sessions_path}/{current}")).await.status, 404);
    assert_eq!(end(&second, &format!("/api/auth/sessions/{current}")).await.status, 204);
    assert_eq!((me(&app, &maren).await, me(&app, &second).await), (401, 200));
    let third = app.log_in("maren").await;
    assert_eq!(end(&second, "/api/auth/sessions").await.status, 204);
    assert_eq!((me(&app, &third).await, me(&app, &second).await), (401, 200));
    assert_eq!(end(&admin, &sessions_path).await.status, 204);
    assert_eq!(me(&app, &second).await, 401);
    assert!(sessions(&admin, &sessions_path).await.is_empty());
}
