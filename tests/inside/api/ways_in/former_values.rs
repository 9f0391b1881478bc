//! Usernames, addresses and unique values of custom fields that an account has lost: applications recognise people by them, so no other
//! account gets them for seven days, and account recovery gives back what a thief has changed.

use super::*;

const TAKEN: &str = "username taken";

/// Renames an account in a session of it, or of an administrator.
async fn rename(app: &TestApp, who: &Tokens, path: &str, username: &str) -> Reply {
    app.send(who, Method::PATCH, path, &json!({"username": username})).await
}

fn registration(username: &str, email: &str) -> Value {
    json!({"username": username, "email": email, "password": PASSWORD})
}

async fn register(app: &TestApp, username: &str, email: &str) -> Reply {
    app.post("/api/users/register").json(&registration(username, email)).send().await
}

async fn username_of(app: &TestApp, path: &str) -> String {
    let id = path.rsplit_once('/').expect("an id").1.parse().expect("an id");
    app.accounts.users().find_user(&Caller::system(), id).await.expect("an account").username.clone()
}

#[tokio::test]
async fn a_report_gives_the_username_back_that_another_account_could_not_get() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.thief, &scene.path, "x76a202").await.expect_status(200);
    let refused = register(app, "maren", "lair@example.net").await;
    assert_eq!((refused.status, &*refused.errors()), (409, TAKEN), "{}", refused.text());
    let (second, tokens) = app.member("second").await;
    let refused = rename(app, &tokens, &path_of(&second), "Maren").await;
    assert_eq!((refused.status, &*refused.errors()), (409, TAKEN), "{}", refused.text());
    scene.report().await;
    assert_eq!(username_of(app, &scene.path).await, "maren");
    scene.choose().await;
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
}

/// However often the thief has changed it.
#[tokio::test]
async fn an_undo_and_a_new_start_give_the_username_back() {
    for is_undo in [true, false] {
        let scene = Scene::new().await;
        let app = &scene.app;
        for name in ["first", "maren", "second", "first"] {
            rename(app, &scene.thief, &scene.path, name).await.expect_status(200);
            app.wait(1);
        }
        if is_undo {
            discard(app).await;
            let asked = scene.ask_for_address(&scene.thief).await;
            let undo = scene.confirm_address(&asked).await;
            scene.undo(&undo).await;
        } else {
            let (_, boss) = app.administrator("boss").await;
            let path = format!("{}/start-over", scene.path);
            app.send(&boss, Method::POST, &path, &json!({})).await.expect_status(204);
        }
        assert_eq!(username_of(app, &scene.path).await, "maren", "undo: {is_undo}");
    }
}

/// Not what the owner has chosen before, and not what an administrator has chosen.
#[tokio::test]
async fn a_report_gives_back_what_a_thief_has_taken_and_nothing_else() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.owner, &scene.path, "maren2").await.expect_status(200);
    scene.report().await;
    assert_eq!(username_of(app, &scene.path).await, "maren2", "the owner's older session has changed it");

    let scene = Scene::new().await;
    let (_, boss) = scene.app.administrator("boss").await;
    rename(&scene.app, &scene.thief, &scene.path, "thief").await.expect_status(200);
    scene.app.wait(60);
    rename(&scene.app, &boss, &scene.path, "m.holt").await.expect_status(200);
    scene.report().await;
    assert_eq!(username_of(&scene.app, &scene.path).await, "m.holt");
}

#[tokio::test]
async fn a_former_username_is_free_after_seven_days() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.owner, &scene.path, "holt").await.expect_status(200);
    app.wait(7 * DAY - 60);
    assert_eq!(register(app, "maren", "other@example.org").await.status, 409);
    app.wait(120);
    register(app, "maren", "other@example.org").await.expect_status(201);
}

#[tokio::test]
async fn its_owner_takes_it_back() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.owner, &scene.path, "holt").await.expect_status(200);
    app.wait(1);
    rename(app, &scene.owner, &scene.path, "maren").await.expect_status(200);
    let listed =
        app.get(&format!("{}/ways-in", scene.path)).bearer(&scene.owner.access).expect_status(200).await.json();
    let kinds: Vec<_> = listed["ways_in"].as_array().expect("a list").iter().map(|way| way["kind"].clone()).collect();
    let former = listed["ways_in"].as_array().expect("a list").iter().find(|way| way["kind"] == "former_username");
    assert_eq!(former.map(|way| &way["name"]), Some(&"holt".into()), "{kinds:?}");
}

/// A thief may have used them up.
#[tokio::test]
async fn what_is_reserved_is_taken_back_however_often_it_was_changed() {
    let scene = Scene::new().await;
    let app = &scene.app;
    for at in 0..5 {
        rename(app, &scene.thief, &scene.path, &format!("name-{at}")).await.expect_status(200);
        app.wait(1);
    }
    rename(app, &scene.owner, &scene.path, "maren").await.expect_status(200);
    let refused = rename(app, &scene.owner, &scene.path, "one-more").await;
    assert_eq!(refused.errors(), "username changed_too_often");
    // Contested changes count no more.
    scene.report().await;
    scene.choose().await;
    let tokens = Tokens::of(&app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await.json());
    rename(app, &tokens, &scene.path, "one-more").await.expect_status(200);
}

/// The time of an undo stands still while the account is disabled, and so does what it gives back.
#[tokio::test]
async fn a_username_stays_reserved_as_long_as_an_undo_is_open() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.thief, &scene.path, "thief").await.expect_status(200);
    discard(app).await;
    let asked = scene.ask_for_address(&scene.thief).await;
    let undo = scene.confirm_address(&asked).await;
    app.change("thief", "disable").await;
    app.wait(9 * DAY);
    app.accounts.maintenance().sweep().await.expect("a sweep");
    assert_eq!(register(app, "maren", "other@example.org").await.status, 409);
    app.change("thief", "enable").await;
    scene.undo(&undo).await;
    assert_eq!(username_of(app, &scene.path).await, "maren");
}

/// Each change reserves a name that others cannot have.
#[tokio::test]
async fn a_username_changes_five_times_in_seven_days_at_most() {
    let scene = Scene::new().await;
    let app = &scene.app;
    for at in 0..5 {
        rename(app, &scene.owner, &scene.path, &format!("name-{at}")).await.expect_status(200);
        app.wait(1);
    }
    let refused = rename(app, &scene.owner, &scene.path, "one-more").await;
    assert_eq!((refused.status, &*refused.errors()), (422, "username changed_too_often"), "{}", refused.text());
    let (_, boss) = app.administrator("boss").await;
    rename(app, &boss, &scene.path, "one-more").await.expect_status(200);
}

#[tokio::test]
async fn a_rename_asks_for_a_recent_proof_and_is_told() {
    let scene = Scene::new().await;
    let app = &scene.app;
    app.wait(11 * 60);
    rename(app, &scene.owner, &scene.path, "holt").await.assert_refused(401, "step_up_required");
    // A username that stays as it is needs no proof.
    let body = json!({"username": "maren", "name": "Maren Holt"});
    app.send(&scene.owner, Method::PATCH, &scene.path, &body).await.expect_status(200);
    discard(app).await;
    let fresh = app.log_in("maren").await;
    rename(app, &fresh, &scene.path, "holt").await.expect_status(200);
    let messages = deliver(app).await;
    let told =
        messages.iter().find(|message| message.to == MAREN && message.contains("was changed from maren to holt"));
    assert!(told.is_some(), "{messages:?}");
    // The password that confirms another address confirms the username as well.
    app.wait(11 * 60);
    let body = json!({"username": "maren3", "email": LAIR, "current_password": PASSWORD});
    app.send(&fresh, Method::PATCH, &scene.path, &body).await.expect_status(200);
}

#[tokio::test]
async fn an_api_token_of_the_account_does_not_rename_it() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let token = app.post(&format!("{}/tokens", scene.path)).bearer(&scene.owner.access);
    let made = token.json(&json!({"name": "a", "scopes": ["self"], "current_password": PASSWORD}));
    let secret = made.expect_status(201).await.json()["secret"].as_str().expect("a secret").to_owned();
    let program = Tokens { access: secret, ..scene.owner.clone() };
    rename(app, &program, &scene.path, "robot").await.assert_refused(403, "token_scope");
    let body = json!({"username": "maren", "name": "Maren Holt"});
    app.send(&program, Method::PATCH, &scene.path, &body).await.expect_status(200);
}

#[tokio::test]
async fn an_administrator_learns_for_whom_a_username_is_reserved_and_releases_it() {
    let scene = Scene::new().await;
    let app = &scene.app;
    rename(app, &scene.owner, &scene.path, "holt").await.expect_status(200);
    let (second, _) = app.member("second").await;
    let (_, boss) = app.administrator("boss").await;
    let refused = rename(app, &boss, &path_of(&second), "maren").await;
    let body = json!({"username": "maren", "email": "another@example.org"});
    let created = app.send(&boss, Method::POST, "/api/users", &body).await;
    for refused in [refused, created] {
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("“maren” was the username of “holt” until recently"), "{}", refused.text());
    }
    let release = [("user", id_in(&scene.path)), ("after", ""), ("way", "former_username:0/maren")];
    let mut browser = app.browser_of("maren2").await;
    browser.submit("/actions/ways-in/end", &release).await;
    assert!(app.events("user.release_value").await.is_empty(), "only administrators release it");
    app.browser_of("boss").await.submit("/actions/ways-in/end", &release).await.expect_status(303);
    let events = app.events("user.release_value").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some("username")));
    rename(app, &boss, &path_of(&second), "maren").await.expect_status(200);
    // The report of the former owner leaves the name to the one who has it now.
    scene.report().await;
    assert_eq!(username_of(app, &scene.path).await, "holt");
}

fn id_in(path: &str) -> &str {
    path.rsplit_once('/').expect("an id").1
}

/// Through each door that opens accounts.
#[tokio::test]
async fn no_door_gives_a_reserved_username_to_another_account() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let (_, boss) = app.administrator("boss").await;
    rename(app, &scene.owner, &scene.path, "holt").await.expect_status(200);
    // A derived username is numbered.
    let opened = app.send(&boss, Method::POST, "/api/users", &json!({"email": "maren@example.net"})).await;
    assert_ne!(opened.expect_status(201).json()["user"]["username"], "maren");
    let imported = app.import(&boss, "", "email\nmaren@example.com\n").await.expect_status(200).text();
    assert!(!imported.contains("\"taken\""), "{imported}");
    let invited =
        app.send(&boss, Method::POST, "/api/users", &json!({"username": "maren", "email": "m@example.net"})).await;
    assert_eq!(invited.status, 409);
    let refused = app.import(&boss, "", "username,email\nmaren,m2@example.net\n").await;
    assert!(refused.text().contains("taken"), "{}", refused.text());
    let holders = app.database.run("SELECT username FROM users WHERE username_key = 'maren'").await;
    assert!(holders.is_empty(), "{holders:?}");
}

#[tokio::test]
async fn a_confirmed_address_stays_reserved_where_no_undo_is_open() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let (_, boss) = app.administrator("boss").await;
    let body = json!({"email": "new@example.org", "email_verified": true});
    app.send(&boss, Method::PATCH, &scene.path, &body).await.expect_status(200);
    let refused = register(app, "lair", MAREN).await;
    assert_eq!((refused.status, &*refused.errors()), (409, "email taken"), "{}", refused.text());
    app.wait(7 * DAY + 60);
    register(app, "lair", MAREN).await.expect_status(201);
}

#[tokio::test]
async fn a_unique_value_of_a_custom_field_stays_reserved_and_comes_back() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let (_, boss) = app.administrator("boss").await;
    let number = json!({ "name": "number", "unique": true, "changed_by": ["owner", "administrators"] });
    let field = app.send(&boss, Method::POST, "/api/fields", &number).await;
    assert_eq!(field.status, 201, "{}", field.text());
    let set = |number: &'static str| json!({"fields": {"number": number}});
    app.send(&boss, Method::PATCH, &scene.path, &set("4711")).await.expect_status(200);
    app.wait(60);
    app.send(&scene.thief, Method::PATCH, &scene.path, &set("1")).await.expect_status(200);
    let mut body = registration("second", "second@example.org");
    body["fields"] = json!({"number": "4711"});
    let refused = app.post("/api/users/register").json(&body).send().await;
    assert_eq!(refused.errors(), "fields.number taken");
    let (_, third) = app.member("third").await;
    let own = format!("/api/users/{}", app.id_of("third").await);
    let refused = app.send(&third, Method::PATCH, &own, &set("4711")).await;
    assert_eq!(refused.errors(), "fields.number taken");
    let imported = app.import(&boss, "", "username,email,fields.number\nfour,four@example.org,4711\n").await;
    assert!(imported.text().contains("taken"), "{}", imported.text());
    scene.report().await;
    let values = app.database.run("SELECT value FROM own_field_values").await;
    assert_eq!(values, ["4711"]);
}

/// A thief has removed the value, and an administrator has entered another one since.
#[tokio::test]
async fn a_report_leaves_a_value_that_an_administrator_has_entered() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let (_, boss) = app.administrator("boss").await;
    let number = json!({ "name": "number", "unique": true, "changed_by": ["owner", "administrators"] });
    app.send(&boss, Method::POST, "/api/fields", &number).await.expect_status(201);
    let set = |number: Value| json!({"fields": {"number": number}});
    app.send(&boss, Method::PATCH, &scene.path, &set("4711".into())).await.expect_status(200);
    app.wait(60);
    app.send(&scene.thief, Method::PATCH, &scene.path, &set(Value::Null)).await.expect_status(200);
    app.wait(60);
    app.send(&boss, Method::PATCH, &scene.path, &set("12".into())).await.expect_status(200);
    scene.report().await;
    assert_eq!(app.database.run("SELECT value FROM own_field_values").await, ["12"]);
}
