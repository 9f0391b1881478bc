//! `/api/users/{id}` and `/api/auth/password` for one's own account.

use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};
use vestibule::shared::audit::Outcome;

fn path(user: &Value) -> String {
    format!("/api/users/{}", user["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn own_account_is_returned_with_an_etag() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let reply = app.get(&path(&user)).bearer(&tokens.access).send().await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["username"], "ada");
    let tag = reply.header("etag");
    assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
}

#[tokio::test]
async fn other_accounts_and_unknown_ids_are_not_found() {
    let app = TestApp::new().await;
    let other = app.register("bob").await;
    let (_, tokens) = app.member("ada").await;
    for id in [
        other["id"].as_str().unwrap(),
        "0198c5a0-0000-7000-8000-000000000000",
        "nonsense",
        "0198c5a0000070008000000000000000",
    ] {
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
async fn a_patch_changes_only_the_given_fields() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let patch = |body: Value| app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send();

    let reply = patch(json!({"name": "Ada L."})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!((&reply.json()["name"], &reply.json()["username"]), (&json!("Ada L."), &json!("ada")));
    assert_eq!(patch(json!({})).await.json()["name"], "Ada L.");
    assert_eq!(patch(json!({"name": null})).await.json()["name"], Value::Null);
    assert_eq!(patch(json!({"username": "ada2"})).await.json()["username"], "ada2");
}

#[tokio::test]
async fn changing_the_email_requires_the_current_password() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let patch = |body: Value| app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send();

    for body in
        [json!({"email": "new@example.org"}), json!({"email": "new@example.org", "current_password": OTHER_PASSWORD})]
    {
        let reply = patch(body).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"));
        assert_eq!(reply.fields()[0].0, "current_password");
    }
    let reply = patch(json!({"email": "new@example.org", "current_password": PASSWORD})).await;
    assert_eq!((&reply.json()["email"], &reply.json()["email_verified"]), (&json!("new@example.org"), &json!(false)));
}

#[tokio::test]
async fn a_put_sets_every_field_and_rejects_missing_required_ones() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let put = |body: Value| app.call(Method::PUT, &path(&user)).bearer(&tokens.access).json(&body).send();

    let reply = put(json!({"username": "ada", "email": "ada@example.org", "name": "Ada"})).await;
    assert_eq!(reply.json()["name"], "Ada", "{}", reply.text());
    let reply = put(json!({"username": "ada", "email": "ada@example.org"})).await;
    assert_eq!(reply.json()["name"], Value::Null);
    let reply = put(json!({"name": "Ada"})).await;
    assert_eq!(reply.code(), "validation_failed");
    let fields: Vec<_> = reply.fields().into_iter().map(|(field, _)| field).collect();
    assert!(fields.contains(&"username".to_owned()) && fields.contains(&"email".to_owned()), "{fields:?}");
}

#[tokio::test]
async fn users_cannot_change_their_own_role_or_status() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    for body in [json!({"role": "admin"}), json!({"status": "disabled"})] {
        let reply = app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"), "{body}");
    }
    assert_eq!(app.get(&path(&user)).bearer(&tokens.access).send().await.json()["role"], "user");
}

#[tokio::test]
async fn changing_a_stale_version_fails_the_precondition() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let patch = |tag: &str, name: &str| {
        let call = app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).header("if-match", tag);
        call.json(&json!({"name": name})).send()
    };
    let first = app.get(&path(&user)).bearer(&tokens.access).send().await;
    let changed = patch(first.header("etag"), "One").await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), first.header("etag"));

    let lost = patch(first.header("etag"), "Two").await;
    assert_eq!((lost.status, lost.code().as_str()), (412, "precondition_failed"));
    assert_eq!(patch("*", "Three").await.status, 200);
    assert_eq!(app.get(&path(&user)).bearer(&tokens.access).send().await.json()["name"], "Three");
}

#[tokio::test]
async fn changing_to_a_taken_name_is_a_conflict() {
    let app = TestApp::new().await;
    app.register("bob").await;
    let (user, tokens) = app.member("ada").await;
    let body = json!({"username": "Bob", "email": "BOB@example.org", "current_password": PASSWORD});
    let reply = app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send().await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "username_taken"));
    assert_eq!(reply.fields().len(), 2);
}

#[tokio::test]
async fn changing_the_password_requires_the_current_one_and_ends_other_sessions() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("ada").await;
    let other = app.log_in("ada").await;
    let put = |body: Value| app.call(Method::PUT, "/api/auth/password").bearer(&tokens.access).json(&body).send();

    let wrong = put(json!({"current_password": OTHER_PASSWORD, "new_password": OTHER_PASSWORD})).await;
    assert_eq!((wrong.status, wrong.fields()[0].0.as_str()), (422, "current_password"));
    let weak = put(json!({"current_password": PASSWORD, "new_password": "weak"})).await;
    assert_eq!((weak.status, weak.fields()[0].0.as_str()), (422, "new_password"));

    let changed = put(json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD})).await;
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!(app.get("/api/auth/me").bearer(&tokens.access).send().await.status, 200);
    assert_eq!(app.get("/api/auth/me").bearer(&other.access).send().await.code(), "token_revoked");
    let old = app.post("/api/auth/login").json(&json!({"login": "ada", "password": PASSWORD})).send().await;
    assert_eq!(old.code(), "invalid_credentials");
    let new = app.post("/api/auth/login").json(&json!({"login": "ada", "password": OTHER_PASSWORD})).send().await;
    assert_eq!(new.status, 200);
}

#[tokio::test]
async fn deleting_ones_own_account_requires_the_password_and_keeps_its_names_taken() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let delete = |body: Value| app.call(Method::DELETE, &path(&user)).bearer(&tokens.access).json(&body).send();

    let without_body = app.call(Method::DELETE, &path(&user)).bearer(&tokens.access).send().await;
    assert_eq!((without_body.status, without_body.fields()[0].0.as_str()), (422, "password"));
    assert_eq!(delete(json!({})).await.fields()[0].0, "password");
    assert_eq!(delete(json!({"password": OTHER_PASSWORD})).await.fields()[0].0, "password");
    assert_eq!(delete(json!({"password": PASSWORD})).await.status, 204);

    assert_eq!(app.get("/api/auth/me").bearer(&tokens.access).send().await.code(), "token_revoked");
    let login = app.post("/api/auth/login").json(&json!({"login": "ada", "password": PASSWORD})).send().await;
    assert_eq!(login.code(), "invalid_credentials");
    let again = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    assert_eq!(app.post("/api/users/register").json(&again).send().await.code(), "username_taken");
}

#[tokio::test]
async fn concurrent_patches_of_different_fields_are_merged() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let bodies = [json!({"name": "Ada"}), json!({"username": "ada2"})];
    let calls =
        (0..10).map(|n| app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&bodies[n % 2]).send());
    for reply in futures::future::join_all(calls).await {
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    let now = app.get(&path(&user)).bearer(&tokens.access).send().await.json();
    assert_eq!((&now["name"], &now["username"]), (&json!("Ada"), &json!("ada2")));
}

/// Without `If-Match`, a patch that conflicts with another one is retried on the new version until it succeeds.
#[tokio::test]
async fn concurrent_patches_without_if_match_all_succeed() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    let (_, admin) = app.administrator("admin").await;
    app.add("maren", "").await;
    let path = format!("/api/users/{}", app.id_of("maren").await);
    let patches = (0..200).map(|number| {
        let body = match number % 2 {
            0 => json!({"name": format!("Name {number}")}),
            _ => json!({"username": format!("username{number}")}),
        };
        app.call(Method::PATCH, &path).bearer(&admin.access).json(&body).send()
    });
    let replies = futures::future::join_all(patches).await;
    let refused: Vec<_> = replies.iter().map(|reply| reply.status).filter(|status| *status != 200).collect();
    assert!(refused.is_empty(), "{} of {} were refused: {refused:?}", refused.len(), replies.len());

    let merged = app.get(&path).bearer(&admin.access).send().await.json();
    let starts = |field: &str, with: &str| merged[field].as_str().is_some_and(|text| text.starts_with(with));
    assert!(starts("name", "Name ") && starts("username", "username"), "{merged}");
}

#[tokio::test]
async fn an_administrator_who_changes_the_email_address_resets_its_verification() {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("admin").await;
    let (user, tokens) = app.member("ada").await;
    let verified = if app.database.is_postgres() { "true" } else { "1" };
    app.database.run(&format!("UPDATE users SET email_verified = {verified} WHERE username = 'ada'")).await;
    let patch = |body: Value| app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send();
    for kept in [json!({"name": "Ada L."}), json!({"email": "ada@example.org"})] {
        assert_eq!(patch(kept.clone()).await.json()["email_verified"], true, "{kept}");
    }
    let call = app.call(Method::PATCH, &path(&user)).bearer(&admin.access);
    let reply = call.json(&json!({"email": "lovelace@example.org"})).send().await;
    assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &false.into()), "{}", reply.text());
    // The previous address has to be verified again as well.
    let reply = patch(json!({"email": "ada@example.org", "current_password": PASSWORD})).await;
    assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &false.into()));
}

#[tokio::test]
async fn of_two_concurrent_password_changes_exactly_one_succeeds() {
    // The second request finds that the password has changed, or that its own session was ended by the first one.
    for in_one_session in [true, false] {
        let app = TestApp::new().await;
        let (_, current) = app.member("ada").await;
        let other = if in_one_session { current.clone() } else { app.log_in("ada").await };
        let change = |who: &Tokens, new: &str| {
            let body = json!({"current_password": PASSWORD, "new_password": new});
            app.call(Method::PUT, "/api/auth/password").bearer(&who.access).json(&body).send()
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
            let body = json!({"login": "ada", "password": password});
            let status = app.post("/api/auth/login").json(&body).send().await.status;
            assert_eq!(status, if place == won { 200 } else { 401 }, "{password}");
        }
        let events = app.audit_events().await;
        let changes =
            events.iter().filter(|event| event.event == "password.change" && event.result == Outcome::Success);
        assert_eq!(changes.count(), 1);
    }
}
