//! `/api/users/{id}` and `/api/auth/password`: accounts of oneself and, for administrators, of others.

mod language;
mod lost_race;
mod own_data;
mod usernames;

use crate::support::*;
use vestibule::shared::audit::Outcome;

#[tokio::test]
async fn other_accounts_and_unknown_ids_are_not_found() {
    let app = TestApp::new().await;
    let other = app.register("bob").await;
    let (_, tokens) = app.member("ada").await;
    for id in [id_of(&other), "0198c5a0-0000-7000-8000-000000000000", "nonsense"] {
        for method in [Method::GET, Method::PATCH, Method::PUT, Method::DELETE] {
            let body = json!({"name": "x", "username": "xyz", "email": "x@example.org", "password": PASSWORD});
            let call = app.call(method.clone(), &format!("/api/users/{id}")).bearer(&tokens.access);
            let reply = if method == Method::GET { call.send().await } else { call.json(&body).send().await };
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{method} {id}");
        }
        for action in ["restore", "purge", "password-reset"] {
            let reply = app.post(&format!("/api/users/{id}/{action}")).bearer(&tokens.access).send().await;
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{action} {id}");
        }
    }
}

#[tokio::test]
async fn patch_changes_the_given_fields_and_put_all_unless_the_version_is_stale_or_a_name_is_taken() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let patch = |body: Value| app.patch(&path_of(&user)).bearer(&tokens.access).json(&body).send();

    let reply = patch(json!({"name": "Ada L."})).await.expect_status(200);
    assert_eq!((&reply.json()["name"], &reply.json()["username"]), (&json!("Ada L."), &json!("ada")));
    assert_eq!(patch(json!({})).await.json()["name"], "Ada L.");
    assert_eq!(patch(json!({"name": null})).await.json()["name"], Value::Null);
    assert_eq!(patch(json!({"username": "ada2"})).await.json()["username"], "ada2");
    let put = |body: Value| app.put(&path_of(&user)).bearer(&tokens.access).json(&body).send();

    let reply = put(json!({"username": "ada", "email": "ada@example.org", "name": "Ada"})).await;
    assert_eq!(reply.json()["name"], "Ada", "{}", reply.text());
    let reply = put(json!({"username": "ada", "email": "ada@example.org"})).await;
    assert_eq!(reply.json()["name"], Value::Null);
    let reply = put(json!({"name": "Ada"})).await;
    assert_eq!(reply.code(), "validation_failed");
    let fields = reply.invalid_fields();
    assert!(fields.contains(&"username".to_owned()) && fields.contains(&"email".to_owned()), "{fields:?}");

    let patch = |tag: &str, name: &str| {
        let call = app.patch(&path_of(&user)).bearer(&tokens.access).header("if-match", tag);
        call.json(&json!({"name": name})).send()
    };
    let first = app.get(&path_of(&user)).bearer(&tokens.access).send().await;
    let changed = patch(first.header("etag"), "One").await.expect_status(200);
    assert_ne!(changed.header("etag"), first.header("etag"));

    patch(first.header("etag"), "Two").await.assert_refused(412, "precondition_failed");
    assert_eq!(patch("*", "Three").await.status, 200);
    assert_eq!(app.get(&path_of(&user)).bearer(&tokens.access).send().await.json()["name"], "Three");

    app.register("bob").await;
    let body = json!({"username": "Bob", "email": "BOB@example.org", "current_password": PASSWORD});
    let reply = app.patch(&path_of(&user)).bearer(&tokens.access).json(&body).send().await;
    reply.assert_refused(409, "username_taken");
    assert_eq!(reply.fields().len(), 2);
}

#[tokio::test]
async fn changing_the_password_requires_the_current_one_and_ends_other_sessions() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    let other = app.log_in("ada").await;
    let put = |body: Value| app.put("/api/auth/password").bearer(&tokens.access).json(&body).send();

    let wrong = put(json!({"current_password": OTHER_PASSWORD, "new_password": OTHER_PASSWORD})).await;
    assert_eq!((wrong.status, wrong.fields()[0].0.as_str()), (422, "current_password"));
    let weak = put(json!({"current_password": PASSWORD, "new_password": "weak"})).await;
    assert_eq!((weak.status, weak.fields()[0].0.as_str()), (422, "new_password"));

    put(json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD})).await.expect_status(204);
    assert_eq!(app.me(&tokens.access).send().await.status, 200);
    assert_eq!(app.me(&other.access).send().await.code(), "token_revoked");
    assert_eq!(app.sign_in("ada", PASSWORD).send().await.code(), "invalid_credentials");
    app.sign_in("ada", OTHER_PASSWORD).expect_status(200).await;
}

#[tokio::test]
async fn deleting_ones_own_account_requires_the_password_and_keeps_its_names_taken() {
    let (app, user, tokens) = TestApp::with_member("ada").await;
    let delete = |body: Value| app.delete(&path_of(&user)).bearer(&tokens.access).json(&body).send();

    let without_body = app.delete(&path_of(&user)).bearer(&tokens.access).send().await;
    assert_eq!((without_body.status, without_body.fields()[0].0.as_str()), (422, "password"));
    assert_eq!(delete(json!({})).await.fields()[0].0, "password");
    assert_eq!(delete(json!({"password": OTHER_PASSWORD})).await.fields()[0].0, "password");
    assert_eq!(delete(json!({"password": PASSWORD})).await.status, 204);

    assert_eq!(app.me(&tokens.access).send().await.code(), "token_revoked");
    assert_eq!(app.sign_in("ada", PASSWORD).send().await.code(), "invalid_credentials");
    assert_eq!(app.sign_up("ada", "ada@example.org").send().await.code(), "username_taken");
}

/// Without `If-Match`, a patch that conflicts with another one is retried on the new version until it succeeds.
#[tokio::test]
async fn concurrent_patches_without_if_match_all_succeed() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let (_, admin) = app.administrator("admin").await;
    let (maren, owner) = app.member("maren").await;
    let path = path_of(&maren);
    let patches = (0..200).map(|number| {
        let who = if number % 4 < 2 { &admin } else { &owner };
        let body = match number % 4 {
            1 => json!({"username": format!("username{number}")}),
            // Its owner changes the username five times a week at most.
            3 => json!({"language": if number % 8 == 3 { "de" } else { "en" }}),
            _ => json!({"name": format!("Name {number}")}),
        };
        app.patch(&path).bearer(&who.access).json(&body).send()
    });
    let replies = futures::future::join_all(patches).await;
    let refused: Vec<_> = replies.iter().map(|reply| reply.status).filter(|status| *status != 200).collect();
    assert!(refused.is_empty(), "{} of {} were refused: {refused:?}", refused.len(), replies.len());

    let merged = app.get(&path).bearer(&admin.access).send().await.json();
    let starts = |field: &str, with: &str| merged[field].as_str().is_some_and(|text| text.starts_with(with));
    assert!(starts("name", "Name ") && starts("username", "username"), "{merged}");
}

#[tokio::test]
async fn of_two_concurrent_password_changes_exactly_one_succeeds() {
    // The second request finds that the password has changed, or that its own session was ended by the first one.
    for in_one_session in [true, false] {
        let (app, _, current) = TestApp::with_member("ada").await;
        let other = if in_one_session { current.clone() } else { app.log_in("ada").await };
        let change = |who: &Tokens, new: &str| {
            let body = json!({"current_password": PASSWORD, "new_password": new});
            app.put("/api/auth/password").bearer(&who.access).json(&body).send()
        };
        let passwords = ["Brisk-Meadow-77", "Amber-Orchard-18"];
        let (one, two) = tokio::join!(change(&current, passwords[0]), change(&other, passwords[1]));
        let (won, lost) = if one.status == 204 { (0, two) } else { (1, one) };
        match lost.status {
            401 if !in_one_session => assert_eq!(lost.code(), "token_revoked"),
            status => {
                let wrong = [("current_password".to_owned(), "wrong_password".to_owned())];
                assert_eq!((status, lost.fields()), (422, wrong.to_vec()), "{}", lost.text());
            }
        }
        for (place, password) in passwords.iter().enumerate() {
            let status = app.sign_in("ada", password).send().await.status;
            assert_eq!(status, if place == won { 200 } else { 401 }, "{password}");
        }
        let changes = app.events("password.change").await;
        assert_eq!(changes.iter().filter(|event| event.result == Outcome::Success).count(), 1);
    }
}

async fn app_with_user() -> (TestApp, Tokens, String, Tokens) {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    let id = id_of(&maren).to_owned();
    (app, admin, id, tokens)
}

async fn me(app: &TestApp, who: &Tokens) -> u16 {
    app.me(&who.access).send().await.status
}

#[tokio::test]
async fn changes_by_an_administrator_take_effect_immediately() {
    let (app, admin, id, maren) = app_with_user().await;
    let path = format!("/api/users/{id}");
    let change = json!({"name": "Maren Holt", "email": "holt@example.org", "role": "admin"});
    let reply = app.send(&admin, Method::PATCH, &path, &change).await.expect_status(200);
    assert_eq!((&reply.json()["name"], &reply.json()["role"]), (&"Maren Holt".into(), &"admin".into()));
    assert_eq!(app.get("/api/users").bearer(&maren.access).send().await.status, 200);
    app.send(&admin, Method::PATCH, &path, &json!({"role": "user"})).await;
    assert_eq!(app.get("/api/users").bearer(&maren.access).send().await.status, 403);
    let reply = app.send(&admin, Method::PATCH, &path, &json!({"status": "disabled"})).await;
    assert_eq!(reply.json()["status"], "disabled");
    assert_eq!(me(&app, &maren).await, 401);
    for (change, field) in [(json!({"role": "god"}), "role"), (json!({"status": "deleted"}), "status")] {
        let reply = app.send(&admin, Method::PATCH, &path, &change).await;
        assert_eq!((reply.status, reply.json()["errors"][0]["field"].as_str().unwrap()), (422, field));
    }
}

/// With a stolen session that would suspend the links with which the owner gets the account back.
#[tokio::test]
async fn a_change_without_javascript_can_be_undone_on_the_page_of_the_account() {
    let (app, _, id, _) = app_with_user().await;
    let mut browser = app.browser_of("admin").await;
    for (action, undo) in [("disable", "enable"), ("enable", "disable")] {
        let page = browser.submit_and_follow("/actions/users/change", &[("id", &id), ("action", action)]).await;
        let (_, toast) =
            page.text().split_once("class=\"toast\"").map(|(a, b)| (a.len(), b.to_owned())).expect("a toast");
        let toast = toast.split("</form>").next().unwrap_or_default().to_owned();
        assert!(toast.contains(&format!("value=\"{id}\"")) && toast.contains(&format!("value=\"{undo}\"")), "{toast}");
    }
}

#[tokio::test]
async fn administrators_disable_and_delete_their_own_account_neither_by_request_nor_on_the_page() {
    let (app, admin, id, _) = app_with_user().await;
    app.change("maren", "set_role:admin").await;
    let own = app.id_of("admin").await;
    let reply = app.send(&admin, Method::PATCH, &format!("/api/users/{own}"), &json!({"status": "disabled"})).await;
    reply.assert_refused(403, "forbidden");
    assert!(reply.text().contains("You cannot disable your own account."), "{}", reply.text());
    let mut browser = app.browser_of("admin").await;
    for action in ["disable", "delete"] {
        let reply = browser.run("/actions/users/change", &[("id", own.as_str()), ("action", action)]).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"), "{action}");
    }
    assert_eq!(me(&app, &admin).await, 200);
    let reply = app.send(&admin, Method::PATCH, &format!("/api/users/{id}"), &json!({"status": "disabled"})).await;
    assert_eq!(reply.status, 200, "others can be disabled");
}

#[tokio::test]
async fn the_last_administrator_cannot_be_removed_in_any_way() {
    let (app, admin, id, _) = app_with_user().await;
    let own = app.id_of("admin").await;
    let path = format!("/api/users/{own}");
    for change in [json!({"role": "user"}), json!({"status": "disabled"}), json!({"role": "user", "name": "Gone"})] {
        let reply = app.send(&admin, Method::PATCH, &path, &change).await;
        assert_eq!(reply.code(), "forbidden", "{change}");
    }
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.json()["name"], Value::Null);
    let reply = app.send(&admin, Method::DELETE, &path, &json!({"password": PASSWORD})).await;
    assert_eq!(reply.code(), "forbidden");
    // Two administrators demote each other concurrently: one of them remains.
    for _ in 0..10 {
        app.send(&admin, Method::PATCH, &format!("/api/users/{id}"), &json!({"role": "admin"})).await;
        let maren = app.log_in("maren").await;
        let (other_path, demotion) = (format!("/api/users/{id}"), json!({"role": "user"}));
        tokio::join!(
            app.send(&admin, Method::PATCH, &other_path, &demotion),
            app.send(&maren, Method::PATCH, &path, &demotion),
        );
        let roles = [&admin, &maren].map(|who| app.get("/api/users?role=admin").bearer(&who.access).send());
        let statuses: Vec<_> = futures::future::join_all(roles).await.iter().map(|reply| reply.status).collect();
        assert!(statuses == [200, 403] || statuses == [403, 200], "{statuses:?}");
        if statuses[0] == 403 {
            app.send(&maren, Method::PATCH, &path, &json!({"role": "admin"})).await;
            app.send(&admin, Method::PATCH, &other_path, &demotion).await;
        }
    }
}

#[tokio::test]
async fn an_account_can_be_deleted_restored_and_purged() {
    let (app, admin, id, maren) = app_with_user().await;
    let path = format!("/api/users/{id}");
    let purge = || app.post(&format!("{path}/purge")).bearer(&admin.access).send();
    assert_eq!(purge().await.code(), "not_deleted");
    assert_eq!(app.delete(&path).bearer(&admin.access).send().await.status, 204);
    assert_eq!(me(&app, &maren).await, 401);
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.json()["status"], "deleted");
    assert_eq!(app.delete(&path).bearer(&admin.access).send().await.status, 404);
    let reply = app.send(&admin, Method::POST, &(path.clone() + "/restore"), &json!({})).await;
    assert_eq!((reply.status, reply.json()["status"].as_str().unwrap()), (200, "active"));
    app.log_in("maren").await;

    // An account that was disabled before its deletion is disabled after it is restored.
    app.send(&admin, Method::PATCH, &path, &json!({"status": "disabled"})).await;
    app.delete(&path).bearer(&admin.access).send().await;
    let reply = app.send(&admin, Method::POST, &(path.clone() + "/restore"), &json!({})).await;
    assert_eq!(reply.json()["status"], "disabled");

    app.delete(&path).bearer(&admin.access).send().await;
    assert_eq!(purge().await.status, 204);
    assert_eq!(app.get(&path).bearer(&admin.access).send().await.status, 404);
    assert_eq!(purge().await.status, 404);
    // The name is available again, and the sessions are deleted.
    app.register("maren").await;
    let left = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM sessions").await;
    assert_eq!(left, ["1"], "the administrator's own");
}

#[tokio::test]
async fn only_the_newest_reset_link_is_valid_for_half_an_hour_and_it_ends_all_sessions() {
    let (app, _, id, _) = app_with_user().await;
    let path = format!("/api/users/{id}/password-reset");
    let link = async || {
        let admin = app.log_in("admin").await;
        token_in(&app.post(&path).bearer(&admin.access).expect_status(201).await.text())
    };
    let choose = |token: &str| app.choose_password(token, OTHER_PASSWORD).send();
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
    app.send(&admin, Method::PATCH, &format!("/api/users/{id}"), &change).await;
    assert_eq!(choose(&before_email).await.status, 404);
    let before_change = link().await;
    let own = Tokens::of(&app.sign_in("maren", OTHER_PASSWORD).send().await.json());
    let change = json!({"current_password": OTHER_PASSWORD, "new_password": PASSWORD});
    assert_eq!(app.send(&own, Method::PUT, "/api/auth/password", &change).await.status, 204);
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
    let end = |who: &Tokens, path: &str| app.delete(path).bearer(&who.access).send();
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
