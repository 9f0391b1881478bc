//! Invitations by mail: who sends them, what accepting one does, and when they become invalid.

use crate::support::mailbox;
use crate::support::*;

const WEEK: u64 = 7 * 24 * 60 * 60;

/// Creates an account with `more` fields.
async fn create(app: &TestApp, who: &Tokens, username: &str, more: &Value) -> Reply {
    let mut body = json!({"username": username, "email": format!("{username}@example.org")});
    let fields = more.as_object().expect("fields").clone();
    body.as_object_mut().expect("an object").extend(fields);
    app.send(who, Method::POST, "/api/users", &body).await
}

/// Invites somebody and delivers the message; returns the path of the account, and the token in the message.
pub async fn invite(app: &TestApp, who: &Tokens, username: &str) -> (String, String) {
    let reply = create(app, who, username, &json!({"invite": true})).await.expect_status(201);
    let path = format!("/api/users/{}", reply.json()["user"]["id"].as_str().expect("an id"));
    (path, token_in(&deliver(app).await))
}

/// The token of a link that is passed on.
async fn setup_link(app: &TestApp, who: &Tokens, username: &str) -> String {
    token_in(&create(app, who, username, &json!({})).await.text())
}

async fn waiting(app: &TestApp) -> Vec<String> {
    let sql = "SELECT kind || ' ' || recipient FROM outbox WHERE kind IN ('invitation', 'password_changed') \
        ORDER BY created_at, recipient";
    app.database.run(sql).await
}

/// Sends what is waiting; returns the last message with a link to choose a password.
async fn deliver(app: &TestApp) -> String {
    let messages = mailbox::deliver(app).await.into_iter().rev();
    let found = messages.map(|message| message.text).find(|text| text.contains("/reset-password?token="));
    found.expect("a message with a link")
}

async fn choose(app: &TestApp, token: &str) -> u16 {
    app.choose_password(token, PASSWORD).send().await.status
}

/// Accepts an invitation on the page, in a new browser.
pub async fn accept(app: &TestApp, token: &str) -> Reply {
    app.browser().run("/actions/reset-password", &[("token", token), ("password", PASSWORD)]).await
}

async fn opens(app: &TestApp, token: &str) -> bool {
    app.get(&format!("/reset-password?token={token}")).html().send().await.status == 200
}

async fn is_confirmed(app: &TestApp, username: &str) -> bool {
    let sql =
        format!("SELECT CASE WHEN email_verified THEN 'yes' ELSE 'no' END FROM users WHERE username = '{username}'");
    app.database.run(&sql).await == ["yes"]
}

fn signs_in(reply: &Reply) -> bool {
    reply.cookies().iter().any(|line| line.starts_with("vestibule_access=ey"))
}

#[tokio::test]
async fn an_invitation_is_mailed_and_the_administrator_does_not_learn_its_link() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let reply =
        create(&app, &boss, "jonas", &json!({"invite": true, "name": "Claim your prize"})).await.expect_status(201);
    assert!(!reply.text().contains("token="), "{}", reply.text());
    let created = reply.json();
    assert_eq!(created.get("setup_url"), None);
    assert_eq!(created["invitation"]["expires_at"], "2026-11-08T12:00:00.000Z");
    let id = created["user"]["id"].as_str().expect("an id");
    assert_eq!(reply.header("location"), format!("/api/users/{id}"));
    assert_eq!(waiting(&app).await, ["invitation jonas@example.org"]);
    assert_eq!(app.events("user.invite").await.len(), 1);

    let message = deliver(&app).await;
    assert!(message.contains("within 7 days"), "{message}");
    assert!(!message.contains("prize"), "a name that somebody typed goes to confirmed addresses only: {message}");
    assert!(opens(&app, &token_in(&message)).await);
}

#[tokio::test]
async fn without_the_flag_the_link_is_returned_and_nothing_is_mailed() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for (username, more) in
        [("jonas", json!({})), ("ida", json!({"invite": false})), ("maren", json!({"invite": null}))]
    {
        let created = create(&app, &boss, username, &more).await.json();
        assert!(created["setup_url"].is_string() && created.get("invitation").is_none(), "{created}");
    }
    assert!(waiting(&app).await.is_empty());
    for wrong in [json!("true"), json!(1), json!([true]), json!({})] {
        let reply = create(&app, &boss, "lena", &json!({"invite": wrong})).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert_eq!(reply.errors(), "invite wrong_type", "{wrong}");
    }
}

#[tokio::test]
async fn accepting_through_the_api_confirms_the_address_and_signs_nobody_in() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (path, token) = invite(&app, &boss, "jonas").await;
    let before = app.get(&path).bearer(&boss.access).send().await;
    assert_eq!(before.json()["email_verified"], false);
    let reply = app.post("/api/auth/password/reset").json(&json!({"token": token, "password": PASSWORD})).send().await;
    assert_eq!((reply.status, reply.cookies().len()), (204, 0));
    let after = app.get(&path).bearer(&boss.access).send().await;
    assert_eq!(after.json()["email_verified"], true);
    assert_ne!(after.header("etag"), before.header("etag"));
    let sessions = app.get(&format!("{path}/sessions")).bearer(&boss.access).send().await;
    assert_eq!(sessions.json()["sessions"], json!([]));
    assert!(waiting(&app).await.is_empty(), "a first password is no news");
    assert_eq!(app.events("password.reset").await[0].detail.as_deref(), Some("invitation"));

    app.log_in("jonas").await;
    assert_eq!(choose(&app, &token).await, 404);
}

#[tokio::test]
async fn accepting_on_the_page_signs_in_with_and_without_javascript() {
    let (app, boss) = TestApp::with_administrator("boss").await;

    let (_, token) = invite(&app, &boss, "jonas").await;
    let mut browser = app.browser();
    let weak = browser.submit("/actions/reset-password", &[("token", &token), ("password", "short")]).await;
    assert!(weak.location().starts_with("/reset-password?token=") && !signs_in(&weak));
    let fields = [("token", token.as_str()), ("password", PASSWORD)];
    let reply = browser.submit("/actions/reset-password", &fields).await;
    assert_eq!(reply.location(), "/account");
    assert!(signs_in(&reply));
    browser.follow(&reply).await.assert_shows(&["jonas@example.org", "You are signed in."]);
    assert!(is_confirmed(&app, "jonas").await);

    let (_, token) = invite(&app, &boss, "ida").await;
    let mut browser = app.browser();
    let fields = [("token", token.as_str()), ("password", PASSWORD)];
    let reply = browser.run("/actions/reset-password", &fields).await;
    assert!(reply.status == 200 && signs_in(&reply), "{}", reply.text());
    assert_eq!(reply.json()["Accepted"]["user"]["username"], "ida");
    assert_eq!(browser.open("/account").await.status, 200);
}

#[tokio::test]
async fn a_password_link_neither_confirms_the_address_nor_signs_in() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for (username, javascript) in [("jonas", false), ("ida", true)] {
        let token = setup_link(&app, &boss, username).await;
        let fields = [("token", token.as_str()), ("password", PASSWORD)];
        let mut browser = app.browser();
        let reply = match javascript {
            true => browser.run("/actions/reset-password", &fields).await,
            false => browser.submit("/actions/reset-password", &fields).await,
        };
        if javascript {
            assert_eq!(reply.json(), json!({"Accepted": null}));
        } else {
            assert_eq!(reply.location(), "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset");
        }
        assert!(!signs_in(&reply) && !is_confirmed(&app, username).await, "{username}");
        assert_eq!(browser.open("/account").await.location(), "/login?next=%2Faccount");
        app.log_in(username).await;
    }
}

#[tokio::test]
async fn the_new_session_replaces_the_one_of_somebody_else_in_the_same_browser() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, token) = invite(&app, &boss, "jonas").await;
    let mut browser = app.browser_of("boss").await;
    let previous = browser.jar["vestibule_access"].clone();
    assert_eq!(app.me(&previous).send().await.status, 200);
    browser.submit("/actions/reset-password", &[("token", &token), ("password", PASSWORD)]).await;
    browser.open("/account").await.assert_shows(&["jonas@example.org"]);
    assert_eq!(app.me(&previous).send().await.status, 401);
    assert_eq!(app.me(&boss.access).send().await.status, 200, "in another browser");
}

#[tokio::test]
async fn an_invitation_works_once_under_twenty_parallel_attempts() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (path, token) = invite(&app, &boss, "jonas").await;
    let replies = join_all((0..20).map(|_| accept(&app, &token))).await;
    let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    // With a full queue of password hashes, the answer is 503 and nothing has changed.
    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(200), count(200) + count(404) + count(503)), (1, 20), "{statuses:?}");
    assert_eq!(replies.iter().filter(|reply| signs_in(reply)).count(), 1);
    let sessions = app.get(&format!("{path}/sessions")).bearer(&boss.access).send().await.json();
    assert_eq!(sessions["sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_invitation_is_valid_for_seven_days() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, early) = invite(&app, &boss, "jonas").await;
    let (path, late) = invite(&app, &boss, "ida").await;
    app.wait(WEEK - 1);
    assert_eq!(choose(&app, &early).await, 204);
    app.wait(1);
    assert!(!opens(&app, &late).await);
    assert_eq!(choose(&app, &late).await, 404);
    let boss = app.log_in("boss").await;
    assert_eq!(app.get(&format!("{path}/invitation")).bearer(&boss.access).send().await.status, 404);
}

#[tokio::test]
async fn an_invitation_becomes_invalid_with_a_new_one_a_revocation_and_a_change_of_the_account() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (path, first) = invite(&app, &boss, "jonas").await;
    let invitation = format!("{path}/invitation");
    let again = async || {
        app.send(&boss, Method::POST, &invitation, &json!({})).await.expect_status(202);
        token_in(&deliver(&app).await)
    };
    let second = again().await;
    assert_eq!(choose(&app, &first).await, 404);
    assert!(opens(&app, &second).await);
    assert_eq!(app.send(&boss, Method::DELETE, &invitation, &json!({})).await.status, 204);
    assert_eq!(choose(&app, &second).await, 404);
    assert_eq!(app.send(&boss, Method::DELETE, &invitation, &json!({})).await.status, 404);

    let third = again().await;
    let address = json!({"email": "jonas.weber@example.org"});
    assert_eq!(app.send(&boss, Method::PATCH, &path, &address).await.status, 200);
    assert_eq!(choose(&app, &third).await, 404);
    assert!(!is_confirmed(&app, "jonas").await);

    let fourth = again().await;
    app.change("jonas", "disable").await;
    app.change("jonas", "enable").await;
    assert_eq!(choose(&app, &fourth).await, 404);
}

#[tokio::test]
async fn an_invitation_becomes_invalid_when_its_creator_loses_the_role() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, maker) = app.administrator("maker").await;
    let (path, token) = invite(&app, &maker, "jonas").await;
    let maker = format!("/api/users/{}", app.id_of("maker").await);
    assert_eq!(app.send(&boss, Method::PATCH, &maker, &json!({"role": "user"})).await.status, 200);
    assert!(!opens(&app, &token).await);
    assert_eq!(choose(&app, &token).await, 404);
    let list = app.get("/api/invitations").bearer(&boss.access).send().await;
    assert_eq!(list.json(), json!({"invitations": []}));
    app.send(&boss, Method::POST, &format!("{path}/invitation"), &json!({})).await.expect_status(202);
}

#[tokio::test]
async fn administrators_list_the_open_invitations() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (path, token) = invite(&app, &boss, "jonas").await;
    app.wait(60);
    invite(&app, &boss, "ida").await;
    let list = async || app.get("/api/invitations").bearer(&boss.access).send().await.json()["invitations"].clone();
    let listed = list().await;
    let names: Vec<_> = listed.as_array().expect("a list").iter().map(|entry| &entry["user"]["username"]).collect();
    assert_eq!(names, ["ida", "jonas"]);
    let user = json!({
        "id": path.rsplit('/').next(), "username": "jonas", "email": "jonas@example.org", "name": null
    });
    let times = json!({"created_at": "2026-11-01T12:00:00.000Z", "expires_at": "2026-11-08T12:00:00.000Z"});
    assert_eq!(listed[1]["user"], user);
    let shown = app.get(&format!("{path}/invitation")).bearer(&boss.access).send().await;
    assert_eq!((shown.status, shown.json()), (200, times.clone()));
    assert_eq!([&listed[1]["created_at"], &listed[1]["expires_at"]], [&times["created_at"], &times["expires_at"]]);

    assert_eq!(choose(&app, &token).await, 204);
    assert_eq!(list().await.as_array().map(Vec::len), Some(1), "an accepted invitation is not open");
    assert_eq!(app.get(&format!("{path}/invitation")).bearer(&boss.access).send().await.status, 404);
}

#[tokio::test]
async fn only_active_accounts_of_others_without_a_password_are_invited() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let maren = app.register("maren").await;
    let ask = async |path: &str| app.send(&boss, Method::POST, &format!("{path}/invitation"), &json!({})).await;
    let has_password = ask(&path_of(&maren)).await;
    has_password.assert_refused(422, "validation_failed");
    assert!(has_password.json()["detail"].as_str().expect("a text").contains("password link"));
    assert_eq!(ask(&format!("/api/users/{}", app.id_of("boss").await)).await.status, 403);

    let (path, _) = invite(&app, &boss, "jonas").await;
    app.change("jonas", "disable").await;
    assert_eq!(ask(&path).await.code(), "account_disabled");
    app.change("jonas", "delete").await;
    assert_eq!(ask(&path).await.status, 404);
    let sent = app.database.run("SELECT kind FROM outbox WHERE kind = 'invitation'").await;
    assert!(sent.is_empty(), "{sent:?}");
}

#[tokio::test]
async fn the_forms_of_the_pages_invite_send_again_and_revoke() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("boss").await;
    // There is no mail server.
    browser.open("/users/new").await.assert_shows(&["Send an invitation by email", "value=\"link\" checked"]);
    let fields = [("username", "jonas"), ("email", "jonas@example.org"), ("role", "user"), ("delivery", "mail")];
    let created = browser.submit("/actions/users/create", &fields).await;
    let id = app.id_of("jonas").await;
    assert_eq!(created.location(), format!("/users/{id}"));
    let page = browser.follow(&created).await;
    page.assert_shows(&["Invitation sent.", "Invited on"]);
    page.assert_hides(&["token="]);
    let first = token_in(&deliver(&app).await);

    let again = browser.submit("/actions/invitations/send", &[("id", &id)]).await;
    assert_eq!(again.location(), format!("/users/{id}"));
    let second = token_in(&deliver(&app).await);
    assert_eq!((opens(&app, &first).await, opens(&app, &second).await), (false, true));

    let revoked = browser.submit("/actions/invitations/revoke", &[("id", &id)]).await;
    let page = browser.follow(&revoked).await.text();
    assert!(page.contains("Invitation revoked.") && page.contains("Send invitation"), "{page}");
    assert!(!page.contains("Invited on") && !opens(&app, &second).await, "{page}");

    let link = setup_form_link(&mut browser, &app).await;
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
}

/// Creates an account with the other choice; returns the token in the link on its page.
async fn setup_form_link(browser: &mut Browser<'_>, app: &TestApp) -> String {
    let fields = [("username", "ida"), ("email", "ida@example.org"), ("role", "user"), ("delivery", "link")];
    let page = browser.submit_and_follow("/actions/users/create", &fields).await.text();
    assert!(waiting(app).await.is_empty(), "nothing is mailed");
    token_in(&page)
}
