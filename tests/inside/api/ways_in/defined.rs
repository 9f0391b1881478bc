//! Definitions that a thief makes with the session of an administrator: the other administrators are told, and after the recovery of the
//! account each is listed, with a button that takes it back.

use super::*;

/// An administrator whose session a thief has, and a colleague.
async fn scene() -> (Scene, Tokens) {
    let scene = Scene::new().await;
    let (_, boss) = scene.app.administrator("boss").await;
    scene.app.set_confirmed("boss").await;
    let id = scene.path.rsplit_once('/').expect("an id").1;
    let path = format!("/api/users/{id}");
    scene.app.send(&boss, Method::PATCH, &path, &json!({"role": "admin"})).await.expect_status(200);
    discard(&scene.app).await;
    (scene, boss)
}

fn provider() -> Value {
    json!({
        "name": "lair", "title": "The Lair", "issuer": "https://lair.example.net", "client_id": "vestibule",
        "client_secret": "a-secret-of-the-lair", "trusted_domains": ["*"]
    })
}

async fn listed(app: &TestApp, path: &str, who: &Tokens) -> Vec<(String, String)> {
    let list = app.get(&format!("{path}/ways-in")).bearer(&who.access).expect_status(200).await.json();
    let defined = ["defined_provider", "changed_provider", "defined_client", "made_administrator"];
    let rows = list["ways_in"].as_array().expect("a list").iter();
    let rows = rows.filter(|way| defined.contains(&way["kind"].as_str().expect("a kind")));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.map(|way| (text(&way["kind"]), text(&way["name"]))).collect()
}

#[tokio::test]
async fn other_administrators_are_told_of_a_new_one_and_of_a_provider_for_every_address() {
    let (scene, _) = scene().await;
    let app = &scene.app;
    let (second, _) = app.member("second").await;
    discard(app).await;
    app.send(&scene.thief, Method::PATCH, &path_of(&second), &json!({"role": "admin"})).await.expect_status(200);
    let created = app.send(&scene.thief, Method::POST, "/api/providers", &provider()).await;
    assert_eq!(created.status, 201, "{}", created.text());
    // Again without a change of what it vouches for.
    let mut body = provider();
    body["title"] = "Another name".into();
    app.send(&scene.thief, Method::PUT, "/api/providers/lair", &body).await.expect_status(200);
    let messages = deliver(app).await;
    let to_boss: Vec<_> = messages.iter().filter(|message| message.to == "boss@example.org").collect();
    assert_eq!(to_boss.len(), 2, "{messages:?}");
    assert!(to_boss.iter().any(|message| message.contains("second")), "{to_boss:?}");
    assert!(to_boss.iter().any(|message| message.contains("The Lair vouches for every email")), "{to_boss:?}");
    assert!(to_boss.iter().all(|message| message.contains("was made by maren")), "{to_boss:?}");
}

#[tokio::test]
async fn after_a_recovery_the_list_names_what_the_thief_has_defined_and_takes_it_back() {
    for is_report in [true, false] {
        let (scene, boss) = scene().await;
        let app = &scene.app;
        let (second, _) = app.member("second").await;
        app.send(
            &boss,
            Method::POST,
            "/api/applications",
            &json!({"name": "wiki", "title": "Wiki", "urls": ["https://wiki.example.com/"]}),
        )
        .await
        .expect_status(201);
        app.send(&scene.thief, Method::POST, "/api/providers", &provider()).await.expect_status(201);
        app.send(&scene.thief, Method::PATCH, &path_of(&second), &json!({"role": "admin"})).await.expect_status(200);
        let client = json!({"client_id": "lair", "redirect_uris": ["https://lair.example.net/back"]});
        let created = app.send(&scene.thief, Method::POST, "/api/applications/wiki/clients", &client).await;
        assert_eq!(created.status, 201, "{}", created.text());
        assert!(listed(app, &scene.path, &boss).await.is_empty(), "nothing was recovered yet");
        app.wait(60);
        if is_report {
            scene.report().await;
        } else {
            let path = format!("{}/start-over", scene.path);
            let boss = app.log_in("boss").await;
            app.send(&boss, Method::POST, &path, &json!({})).await.expect_status(204);
        }
        let rows = listed(app, &scene.path, &app.log_in("boss").await).await;
        let expected = [("defined_client", "Wiki"), ("defined_provider", "The Lair"), ("made_administrator", "second")];
        let mut sorted = rows.clone();
        sorted.sort();
        assert_eq!(sorted, expected.map(|(kind, name)| (kind.to_owned(), name.to_owned())), "report: {is_report}");
        let account = scene.path.rsplit_once('/').expect("an id").1;
        let second_id = id_of(&second);
        let mut browser = app.browser_of("boss").await;
        for way in [
            "defined_client:lair".to_owned(),
            "defined_provider:lair".to_owned(),
            format!("made_administrator:{second_id}/"),
        ] {
            let fields = [("user", account), ("after", ""), ("way", &way)];
            browser.submit("/actions/ways-in/end", &fields).await.expect_status(303);
        }
        assert!(listed(app, &scene.path, &app.log_in("boss").await).await.is_empty());
        let admins = app.database.run("SELECT username FROM users WHERE role = 'admin' ORDER BY username").await;
        assert_eq!(admins, ["boss", "maren"]);
    }
}

/// A thief may act through an administrator that they have made, and take the role from the account that was robbed.
#[tokio::test]
async fn the_list_names_what_an_accomplice_has_defined_also_of_an_account_without_the_role() {
    let (scene, _) = scene().await;
    let app = &scene.app;
    let (second, _) = app.member("second").await;
    app.send(&scene.thief, Method::PATCH, &path_of(&second), &json!({"role": "admin"})).await.expect_status(200);
    // Events about other accounts hide nothing.
    for at in 0..3 {
        let body = json!({"username": format!("person-{at}"), "email": format!("person-{at}@example.net")});
        app.send(&scene.thief, Method::POST, "/api/users", &body).await.expect_status(201);
    }
    let accomplice = app.log_in("second").await;
    app.send(&accomplice, Method::POST, "/api/providers", &provider()).await.expect_status(201);
    app.send(&accomplice, Method::PATCH, &scene.path, &json!({"role": "user"})).await.expect_status(200);
    app.wait(60);
    scene.report().await;
    let mut rows = listed(app, &scene.path, &app.log_in("boss").await).await;
    rows.sort();
    let expected = [("defined_provider", "The Lair"), ("made_administrator", "second")];
    assert_eq!(rows, expected.map(|(kind, name)| (kind.to_owned(), name.to_owned())));
}

#[tokio::test]
async fn other_administrators_are_told_of_one_who_can_sign_in_again_and_of_another_issuer() {
    let (scene, boss) = scene().await;
    let app = &scene.app;
    app.send(&boss, Method::POST, "/api/providers", &provider()).await.expect_status(201);
    let (second, _) = app.member("second").await;
    app.send(&boss, Method::PATCH, &path_of(&second), &json!({"role": "admin"})).await.expect_status(200);
    app.send(&boss, Method::PATCH, &path_of(&second), &json!({"status": "disabled"})).await.expect_status(200);
    discard(app).await;
    app.send(&scene.thief, Method::PATCH, &path_of(&second), &json!({"status": "active"})).await.expect_status(200);
    let mut body = provider();
    body["issuer"] = "https://other.example.net".into();
    app.send(&scene.thief, Method::PUT, "/api/providers/lair", &body).await.expect_status(200);
    let messages = deliver(app).await;
    let to_boss = messages.iter().filter(|message| message.to == "boss@example.org").count();
    assert_eq!(to_boss, 2, "{messages:?}");
}
