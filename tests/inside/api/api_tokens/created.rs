//! What administrators have created for programs: who sees it, and what revokes it when they are no longer trusted.

use crate::support::*;
use vestibule::shared::api_tokens::CreateApiTokenRequest;

async fn get(app: &TestApp, who: &Tokens, path: &str) -> Value {
    app.read(who, path).await.expect_status(200).json()
}

async fn status(app: &TestApp, bearer: &str) -> u16 {
    app.me(bearer).send().await.status
}

fn text(view: &Value, name: &str) -> String {
    view[name].as_str().unwrap_or_else(|| panic!("{name}: {view}")).to_owned()
}

/// Creates a service account; returns its id.
async fn service_account(app: &TestApp, who: &Tokens, username: &str) -> String {
    let body = json!({"username": username, "role": "admin"});
    text(&app.send(&who.access, Method::POST, "/api/service-accounts", &body).await.json(), "id")
}

/// Creates a token with the scopes that the account can have; returns its secret.
async fn token(app: &TestApp, who: &Tokens, id: &str, name: &str) -> String {
    let body = json!({"name": name, "scopes": ["self", "users:write"], "expires_in_days": 366});
    let reply = app.send(&who.access, Method::POST, &format!("/api/users/{id}/tokens"), &body).await.expect_status(201);
    text(&reply.json(), "secret")
}

/// A service account in the list of all.
async fn account(app: &TestApp, who: &Tokens, username: &str) -> Value {
    let list = get(app, who, "/api/service-accounts").await["service_accounts"].clone();
    let found = list.as_array().expect("a list").iter().find(|account| account["username"] == username);
    found.expect("the account").clone()
}

/// Two administrators, each with a service account, and a token of each for that of `rogue`.
struct Scene {
    rogue_id: String,
    rogue: Tokens,
    boss: Tokens,
    robot: String,
    by_rogue: String,
    by_boss: String,
    own: String,
}

async fn scene(app: &TestApp) -> Scene {
    let (user, rogue) = app.administrator("rogue").await;
    let (_, boss) = app.administrator("boss").await;
    let (rogue_id, robot) = (user.id.to_string(), service_account(app, &rogue, "robot").await);
    service_account(app, &boss, "backup").await;
    let by_rogue = token(app, &rogue, &robot, "Backdoor").await;
    let by_boss = token(app, &boss, &robot, "Backup").await;
    let own = token(app, &rogue, &rogue_id, "Own").await;
    Scene { rogue_id, rogue, boss, robot, by_rogue, by_boss, own }
}

#[tokio::test]
async fn lists_say_who_has_created_a_service_account_and_a_token_and_its_last_use() {
    let app = TestApp::new().await;
    let Scene { rogue_id, boss, robot, by_rogue, .. } = scene(&app).await;
    app.wait(90);
    assert_eq!(status(&app, &by_rogue).await, 200);
    app.accounts.sessions().write_last_seen().await.expect("a write");
    let (name, scopes) = ("By hand".into(), texts(&["self"]));
    let request = CreateApiTokenRequest { name, scopes, ..CreateApiTokenRequest::default() };
    let id = robot.parse().expect("an id");
    app.accounts.api_tokens().create_api_token(&Caller::system(), id, request).await.expect("a token");

    let creator =
        |is_administrator: bool| json!({"id": rogue_id, "username": "rogue", "is_administrator": is_administrator});
    assert_eq!(account(&app, &boss, "robot").await["created_by"], creator(true));
    assert_eq!(account(&app, &boss, "backup").await["created_by"]["username"], "boss");
    let tokens = get(&app, &boss, &format!("/api/users/{robot}/tokens")).await["tokens"].clone();
    let token = |name: &str| {
        let found = tokens.as_array().expect("a list").iter().find(|token| token["name"] == name);
        found.expect("a token").clone()
    };
    assert_eq!(token("Backdoor")["created_by"], creator(true));
    assert_eq!(token("Backup")["created_by"]["username"], "boss");
    assert_eq!(token("By hand")["created_by"], Value::Null, "the command line");
    assert_ne!(token("Backdoor")["last_used_at"], Value::Null);
    assert_eq!(account(&app, &boss, "robot").await["last_used_at"], token("Backdoor")["last_used_at"]);
    assert_eq!(account(&app, &boss, "backup").await["last_used_at"], Value::Null);

    app.change("rogue", "disable").await;
    assert_eq!(account(&app, &boss, "robot").await["created_by"], creator(false), "no longer an administrator");
    app.change("rogue", "delete").await;
    app.accounts.users().purge_user(&Caller::system(), rogue_id.parse().expect("an id")).await.expect("gone");
    let unknown = json!({"id": rogue_id, "username": null, "is_administrator": false});
    assert_eq!(account(&app, &boss, "robot").await["created_by"], unknown);
}

#[tokio::test]
async fn what_a_former_administrator_has_created_is_listed_and_revoked_at_once() {
    for leave in ["disable", "set_role:user", "delete"] {
        let app = TestApp::new().await;
        let Scene { rogue_id, boss, robot, by_rogue, by_boss, own, .. } = scene(&app).await;
        // In the cache.
        assert_eq!((status(&app, &by_rogue).await, status(&app, &by_boss).await), (200, 200));
        app.change("rogue", leave).await;
        assert_eq!(status(&app, &by_rogue).await, 200, "programs go on until somebody decides");

        let path = format!("/api/users/{rogue_id}/created-tokens");
        let created = get(&app, &boss, &path).await;
        let names = |list: &str| created[list].as_array().expect("a list").clone();
        let [account] = names("service_accounts").try_into().expect("one account");
        assert_eq!((&account["id"], &account["tokens"]), (&json!(robot), &json!(2)));
        let [token] = names("tokens").try_into().expect("one token");
        assert_eq!((&token["account_id"], &token["username"]), (&json!(robot), &json!("robot")));
        let token = &token["token"];
        assert_eq!((&token["name"], &token["created_by"]["username"]), (&json!("Backdoor"), &json!("rogue")));

        assert_eq!(app.send(&boss.access, Method::DELETE, &path, &json!({})).await.status, 204);
        assert_eq!((status(&app, &by_rogue).await, status(&app, &by_boss).await), (401, 200), "{leave}");
        assert_eq!(get(&app, &boss, &path).await["tokens"], json!([]));
        let revoked = app.events("api_token.revoke").await;
        let revoked: Vec<_> = revoked.into_iter().map(|event| (event.target_id, event.detail)).collect();
        assert_eq!(revoked, [(robot.parse().ok(), Some(text(token, "id")))], "{leave}");
        // Deleting an account revokes its own tokens.
        if leave == "set_role:user" {
            assert_eq!(status(&app, &own).await, 200, "tokens of their own account are not meant");
        }
    }
}

#[tokio::test]
async fn the_answer_to_the_change_says_what_is_left() {
    let app = TestApp::new().await;
    let Scene { rogue_id, boss, .. } = scene(&app).await;
    let (path, created) = (format!("/api/users/{rogue_id}"), format!("/api/users/{rogue_id}/created-tokens"));
    let link = format!("<{created}>; rel=\"related\"; title=\"API tokens: 1\"");
    let change = async |method: Method, body: Value| {
        let reply = app.send(&boss.access, method, &path, &body).await;
        assert!(reply.status < 300, "{}", reply.text());
        reply.headers.get("link").map(|link| link.to_str().expect("a text").to_owned())
    };
    assert_eq!(change(Method::PATCH, json!({"name": "Rogue"})).await, None);
    let same = json!({"status": "active", "role": "admin"});
    assert_eq!(change(Method::PATCH, same).await, None, "still an administrator");
    for body in [json!({"role": "user"}), json!({"role": "admin", "status": "disabled"})] {
        assert_eq!(change(Method::PATCH, body.clone()).await, Some(link.clone()), "{body}");
    }
    assert_eq!(change(Method::DELETE, json!({})).await, Some(link));
    app.change("rogue", "restore").await;
    app.send(&boss.access, Method::DELETE, &created, &json!({})).await;
    assert_eq!(change(Method::DELETE, json!({})).await, None, "nothing is left");
}

#[tokio::test]
async fn the_answer_to_the_deletion_of_ones_own_account_says_what_is_left() {
    let app = TestApp::new().await;
    let Scene { rogue_id, rogue, boss, .. } = scene(&app).await;
    let (path, body) = (format!("/api/users/{rogue_id}"), json!({"password": PASSWORD}));
    let left = app.send(&rogue.access, Method::DELETE, &path, &body).await;
    let link = format!("<{path}/created-tokens>; rel=\"related\"; title=\"API tokens: 1\"");
    assert_eq!((left.status, left.header("link")), (204, link.as_str()), "{}", left.text());
    let (user, maren) = app.member("maren").await;
    let left = app.send(&maren.access, Method::DELETE, &format!("/api/users/{}", text(&user, "id")), &body).await;
    assert_eq!((left.status, left.header("link")), (204, ""), "who has created nothing");
    assert_eq!(status(&app, &boss.access).await, 200);
}

#[tokio::test]
async fn what_a_purged_administrator_has_created_is_listed_and_revoked_until_nothing_is_left() {
    let app = TestApp::new().await;
    let Scene { rogue_id, rogue, boss, robot, by_rogue, .. } = scene(&app).await;
    let backup = text(&account(&app, &boss, "backup").await, "id");
    // The newest one is listed first.
    app.wait(1);
    let for_backup = token(&app, &rogue, &backup, "For the account of another").await;
    app.change("rogue", "delete").await;
    let created = format!("/api/users/{rogue_id}/created-tokens");
    let purged = app.post(&format!("/api/users/{rogue_id}/purge")).bearer(&boss.access).send().await;
    let link = format!("<{created}>; rel=\"related\"; title=\"API tokens: 2\"");
    assert_eq!((purged.status, purged.header("link")), (204, link.as_str()));
    assert_eq!(status(&app, &by_rogue).await, 200, "programs go on until somebody decides");

    let left = get(&app, &boss, &created).await;
    let unknown = json!({"id": rogue_id, "username": null, "is_administrator": false});
    let (account, newest) = (&left["service_accounts"][0], &left["tokens"][0]);
    assert_eq!((&account["id"], &account["created_by"]), (&json!(robot), &unknown));
    assert_eq!((&newest["username"], &newest["token"]["created_by"]), (&json!("backup"), &unknown));

    // Then only a token for the account of another refers to the purged account.
    app.change("robot", "delete").await;
    let left = get(&app, &boss, &created).await;
    assert_eq!((&left["service_accounts"], left["tokens"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    assert_eq!(app.send(&boss.access, Method::DELETE, &created, &json!({})).await.status, 204);
    assert_eq!(status(&app, &for_backup).await, 401);
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(app.call(method, &created).bearer(&boss.access).send().await.status, 404);
    }
}

#[tokio::test]
async fn revoking_what_a_purged_administrator_has_created_can_be_repeated() {
    let app = TestApp::new().await;
    let Scene { rogue_id, boss, by_rogue, by_boss, .. } = scene(&app).await;
    app.change("rogue", "delete").await;
    let id = rogue_id.parse().expect("an id");
    app.accounts.users().purge_user(&Caller::system(), id).await.expect("gone");
    let created = format!("/api/users/{rogue_id}/created-tokens");
    for _ in 0..2 {
        assert_eq!(app.send(&boss.access, Method::DELETE, &created, &json!({})).await.status, 204);
    }
    assert_eq!((status(&app, &by_rogue).await, status(&app, &by_boss).await), (401, 200));
    assert_eq!(get(&app, &boss, &created).await["tokens"], json!([]));
}

#[tokio::test]
async fn a_change_of_many_says_what_is_left() {
    let app = TestApp::new().await;
    let Scene { rogue_id, boss, .. } = scene(&app).await;
    let bulk = async |body: Value| app.send(&boss.access, Method::POST, "/api/users/bulk", &body).await.json();
    for action in ["disable", "delete", "set_role"] {
        let role = (action == "set_role").then_some("user");
        let report = bulk(json!({"action": action, "role": role, "ids": [rogue_id]})).await;
        assert_eq!((&report["changed"], &report["created_tokens"]), (&json!(1), &json!(1)), "{action}: {report}");
        let undo = format!("/api/users/bulk/{}/undo", text(&report, "bulk_id"));
        let undone = app.send(&boss.access, Method::POST, &undo, &json!({})).await.json();
        assert_eq!((&undone["changed"], undone.get("created_tokens")), (&json!(1), None), "{action}: {undone}");
    }
    let mut browser = app.browser_of("boss").await;
    let fields = [("action", "set_role:user"), ("ids[]", rogue_id.as_str()), ("back", "/users")];
    let page = browser.submit_and_follow("/actions/users/bulk", &fields).await;
    page.assert_shows(&["1 API token that they created still works: look at the service accounts."]);
}

#[tokio::test]
async fn every_token_is_revoked_however_many_there_are() {
    let app = TestApp::new().await;
    let Scene { rogue_id, boss, robot, .. } = scene(&app).await;
    let now = app.accounts.now().plus(Duration::from_secs(3600)).0;
    let hash = if app.database.is_postgres() {
        "decode(lpad(to_hex(n), 64, '0'), 'hex')"
    } else {
        "CAST(printf('%032d', n) AS BLOB)"
    };
    let (id, rogue, robot) = if app.database.is_postgres() {
        ("gen_random_uuid()".to_owned(), format!("'{rogue_id}'::uuid"), format!("'{robot}'::uuid"))
    } else {
        let blob = |id: &str| format!("X'{}'", id.replace('-', ""));
        ("randomblob(16)".to_owned(), blob(&rogue_id), blob(&robot))
    };
    app.database
        .run(&format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1500) \
             INSERT INTO api_tokens (id, token_hash, user_id, name, scopes, created_by, created_at, expires_at) \
             SELECT {id}, {hash}, {robot}, 'x', 'self', {rogue}, 0, {now} FROM numbers RETURNING 'x'"
        ))
        .await;
    let path = format!("/api/users/{rogue_id}/created-tokens");
    assert_eq!(app.send(&boss.access, Method::DELETE, &path, &json!({})).await.status, 204);
    let left = app.database.run("SELECT name FROM api_tokens WHERE revoked_at IS NULL ORDER BY name").await;
    assert_eq!(left, ["Backup", "Own"]);
}

#[tokio::test]
async fn the_page_of_a_former_administrator_names_it_and_revokes_it_with_one_button() {
    let app = TestApp::new().await;
    let Scene { rogue_id, robot, by_rogue, .. } = scene(&app).await;
    let mut boss = app.browser_of("boss").await;
    let page = format!("/users/{rogue_id}");
    let shown = boss.open(&page).await;
    shown.assert_shows(&["Created for programs", "Backdoor"]);
    shown.assert_hides(&["is no longer an active administrator"]);
    app.change("rogue", "set_role:user").await;
    let shown = boss.open(&page).await;
    shown.assert_shows(&["rogue is no longer an active administrator", "/actions/tokens/revoke-created"]);
    for page in [format!("/users/{robot}"), "/users/service-accounts".to_owned()] {
        boss.open(&page).await.assert_shows(&[">rogue</a>, no longer an active administrator"]);
    }
    let revoked = boss.submit("/actions/tokens/revoke-created", &[("id", &rogue_id)]).await;
    assert_eq!((revoked.status, revoked.location()), (303, &*page));
    let shown = boss.follow(&revoked).await;
    shown.assert_shows(&["Tokens revoked."]);
    shown.assert_hides(&["Backdoor"]);
    assert_eq!(status(&app, &by_rogue).await, 401);
}
