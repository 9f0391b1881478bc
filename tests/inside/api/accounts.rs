//! `/api/users/{id}` and `/api/auth/password`: one's own account

use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};
use vestibule::shared::audit::Outcome;

fn path(user: &Value) -> String {
    format!("/api/users/{}", user["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn one_sees_oneself_with_a_version() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let reply = app.get(&path(&user)).bearer(&tokens.access).send().await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["username"], "ada");
    let tag = reply.header("etag");
    assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
}

#[tokio::test]
async fn others_and_what_does_not_exist_are_not_found_alike() {
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
        for wish in ["restore", "purge", "password-reset"] {
            let reply = app.post(&format!("/api/users/{id}/{wish}")).bearer(&tokens.access).send().await;
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{wish} {id}");
        }
    }
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_nothing_else() {
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
async fn another_email_takes_the_current_password() {
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
async fn a_put_sets_every_field_and_misses_those_that_must_be() {
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
async fn nobody_makes_an_administrator_of_themselves() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    for body in [json!({"role": "admin"}), json!({"status": "disabled"})] {
        let reply = app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"), "{body}");
    }
    assert_eq!(app.get(&path(&user)).bearer(&tokens.access).send().await.json()["role"], "user");
}

#[tokio::test]
async fn whoever_changes_an_old_version_is_told_so() {
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
async fn taken_names_cannot_be_changed_to() {
    let app = TestApp::new().await;
    app.register("bob").await;
    let (user, tokens) = app.member("ada").await;
    let body = json!({"username": "Bob", "email": "BOB@example.org", "current_password": PASSWORD});
    let reply = app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send().await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "username_taken"));
    assert_eq!(reply.fields().len(), 2);
}

#[tokio::test]
async fn another_password_takes_the_current_one_and_ends_other_sessions() {
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
async fn deleting_oneself_takes_the_password_and_is_final() {
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
async fn of_many_changes_at_once_that_name_no_version_none_is_refused_and_none_undoes_another() {
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

/// Without `If-Match` a merge has no version to miss: it is repeated on what the others have left until it succeeds.
#[tokio::test]
async fn concurrent_merges_without_a_version_all_succeed() {
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
async fn another_address_is_not_verified_until_it_has_been() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("ada").await;
    let verified = if app.database.is_postgres() { "true" } else { "1" };
    app.database.run(&format!("UPDATE users SET email_verified = {verified} WHERE username = 'ada'")).await;
    let patch = |body: Value| app.call(Method::PATCH, &path(&user)).bearer(&tokens.access).json(&body).send();
    for kept in [json!({"name": "Ada L."}), json!({"email": "ada@example.org"})] {
        assert_eq!(patch(kept.clone()).await.json()["email_verified"], true, "{kept}");
    }
    let reply = patch(json!({"email": "lovelace@example.org", "current_password": PASSWORD})).await;
    assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &false.into()), "{}", reply.text());
    // Nor is the one before, when it comes back.
    let reply = patch(json!({"email": "ada@example.org", "current_password": PASSWORD})).await;
    assert_eq!((reply.status, &reply.json()["email_verified"]), (200, &false.into()));
}

#[tokio::test]
async fn of_two_changes_of_a_password_at_once_one_wins_and_the_other_says_why_not() {
    // What the second has checked, or is about to, is gone by then; where it is in another session, that may have ended before.
    for in_one_session in [true, false] {
        let app = TestApp::new().await;
        let (_, here) = app.member("ada").await;
        let other = if in_one_session { here.clone() } else { app.log_in("ada").await };
        let change = |who: &Tokens, new: &str| {
            let body = json!({"current_password": PASSWORD, "new_password": new});
            app.call(Method::PUT, "/api/auth/password").bearer(&who.access).json(&body).send()
        };
        let passwords = ["Brisk-Meadow-77", "Amber-Orchard-18"];
        let (one, two) = tokio::join!(change(&here, passwords[0]), change(&other, passwords[1]));
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
        let trail = app.trail().await;
        let changes = trail.iter().filter(|event| event.event == "password.change" && event.result == Outcome::Success);
        assert_eq!(changes.count(), 1);
    }
}
