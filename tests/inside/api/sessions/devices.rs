//! "Where you're signed in": devices in words, and signing them out: by API, forms and commands.

use crate::api::invitations::{accept, invite};
use crate::binary::{self, Place, Server};
use crate::support::*;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/18.1 Mobile/15E148 Safari/604.1";

/// Signs in with a `User-Agent`, from an address of its own.
async fn log_in_with(app: &TestApp, agent: &str) -> Tokens {
    let call = app.sign_in("maren", PASSWORD).raw_header("user-agent", agent.as_bytes());
    Tokens::of(&call.seen_from("203.0.113.24").send().await.json())
}

async fn sessions(app: &TestApp, who: &Tokens) -> Vec<Value> {
    let reply = app.get("/api/auth/sessions").bearer(&who.access).send().await;
    reply.json()["sessions"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn sessions_name_the_device_in_words_and_the_download_of_own_data_has_it_as_it_is_stored() {
    let app = TestApp::new().await;
    let user = app.register("maren").await;
    let phone = log_in_with(&app, IPHONE).await;
    let [session]: [Value; 1] = sessions(&app, &phone).await.try_into().expect("one session");
    assert_eq!((&session["device"], &session["kind"]), (&json!("Safari on iPhone"), &json!("phone")));
    assert_eq!(session["address"], "203.0.113.24");
    assert!(!session.to_string().contains("AppleWebKit"), "the header itself is not shown: {session}");
    let data = app.read(&phone, &format!("{}/data", path_of(&user))).await.json();
    let stored = &data["sessions"][0];
    assert_eq!((&stored["device"], &stored["address"]), (&json!(IPHONE), &json!("203.0.113.24")));
    assert_eq!(stored["end_reason"], Value::Null);

    let forged = format!("<script>\u{202e}{}", "x".repeat(5_000));
    log_in_with(&app, &forged).await;
    let list = sessions(&app, &phone).await;
    let other = list.iter().find(|session| session["current"] == false).expect("the other session");
    assert_eq!((&other["device"], &other["kind"]), (&json!("Unknown device"), &json!("unknown")));
}

#[tokio::test]
async fn the_page_of_devices_signs_them_out_without_javascript() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("maren").await;
    let phone = log_in_with(&app, IPHONE).await;
    let tablet = log_in_with(&app, "curl/8.5.0").await;
    browser.open("/account/devices").await.assert_shows(&[
        "re signed in",
        "Safari on iPhone",
        "Phone · 203.0.113.24",
        "This device",
        "3 devices",
    ]);

    let id = sessions(&app, &phone).await.into_iter().find(|session| session["current"] == true);
    let id = id.expect("the session of the phone")["id"].as_str().expect("an id").to_owned();
    let reply = browser.submit("/actions/end-session", &[("session", &id)]).await;
    assert_eq!((reply.status, reply.location()), (303, "/account/devices"));
    browser.follow(&reply).await.assert_shows(&["Device signed out."]);
    assert_eq!(app.me(&phone.access).send().await.code(), "token_revoked");

    let page = browser.submit_and_follow("/actions/end-session", &[("session", "")]).await;
    page.assert_shows(&["All other devices signed out.", "1 device<"]);
    assert_eq!(app.me(&tablet.access).send().await.code(), "token_revoked");
    assert_eq!(browser.open("/account").await.status, 200, "the own session continues");
}

#[tokio::test]
async fn administrators_see_devices_and_are_told_what_they_have_ended() {
    let app = TestApp::new().await;
    app.administrator("ada").await;
    let user = app.register("maren").await;
    let id = id_of(&user);
    log_in_with(&app, IPHONE).await;
    log_in_with(&app, IPHONE).await;
    let mut browser = app.browser_of("ada").await;
    browser.open(&format!("/users/{id}")).await.assert_shows(&["Safari on iPhone", "Phone · 203.0.113.24"]);
    let page = browser.submit_and_follow("/actions/users/end-session", &[("id", id), ("session", "")]).await;
    page.assert_shows(&["All devices signed out."]);
    // An empty list would be of no use.
    assert!(!page.has_text("Devices"), "{}", page.text());

    let own = app.id_of("ada").await;
    let page = browser.submit_and_follow("/actions/users/end-session", &[("id", &own), ("session", "")]).await;
    page.assert_shows(&["All other devices signed out."]);
}

#[test]
fn the_command_lists_sessions_and_ends_one_or_all() {
    let place = Place::new();
    place.create("maren", &[]);
    let server = Server::start(&place);
    for _ in 0..3 {
        assert_eq!(server.log_in("maren", binary::PASSWORD).0, 200);
    }
    let sessions =
        || place.run(&["session", "list", "maren", "--json"]).json()["sessions"].as_array().cloned().unwrap();
    let found = sessions();
    assert_eq!(found.len(), 3);
    let printed = place.run(&["session", "list", "maren@example.org"]).stdout;
    assert!(printed.starts_with("ID") && printed.lines().next().unwrap().contains("LAST USED"), "{printed}");
    assert_eq!(printed.lines().count(), 4);

    let id = found[0]["id"].as_str().expect("an id");
    assert_eq!(place.run(&["session", "end", "maren", id]).code, 0);
    assert_eq!(sessions().len(), 2);
    place
        .run(&["session", "end", "maren", id])
        .failed(1, "error: maren has no such session: it may have ended already");
    assert_eq!(place.run(&["session", "end", "maren", "no-id"]).code, 2);
    assert_eq!(place.run(&["session", "end-all", "maren"]).stdout, "Ended all sessions of maren.\n");
    assert_eq!(sessions().len(), 0);
}

#[tokio::test]
async fn one_session_too_many_ends_the_oldest_which_is_recorded() {
    let app = TestApp::new().await;
    let maren = app.add("maren", "").await;
    let mut started = Vec::new();
    for _ in 0..=100 {
        app.wait(1);
        let sign_in =
            app.accounts.sessions().sign_in_new(&Caller::default(), maren.clone(), None).await.expect("a session");
        started.push(sign_in.who.session_id().expect("a session").0.to_string());
    }
    let active = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM sessions WHERE ended_at IS NULL").await;
    assert_eq!(active, ["100"]);
    let events = app.audit_events().await;
    let ended: Vec<_> = events.iter().filter(|event| event.event == "session.end").collect();
    let [event] = ended.as_slice() else { panic!("{ended:?}") };
    assert_eq!((event.detail.as_deref(), event.target_id), (Some(started[0].as_str()), Some(maren.id)));
}

/// In milliseconds; 0 if the account was never signed in to.
async fn last_login_at(app: &TestApp, username: &str) -> String {
    let sql = format!("SELECT CAST(last_login_at AS TEXT) FROM users WHERE username = '{username}'");
    app.database.run(&sql).await.remove(0)
}

/// Each way is a `session.start` in the audit log.
#[tokio::test]
async fn every_way_to_sign_in_stores_its_time() {
    let app = TestApp::new().await;
    let now = || app.accounts.now().0.to_string();
    let link = app.accounts.users().issue_setup_token().await.expect("an answer").expect("a token").0;
    let setup = [("token", &*link), ("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let mut browser = app.browser();
    assert_eq!(browser.submit("/actions/setup", &setup).await.location(), "/first-steps");
    assert_eq!(last_login_at(&app, "ada").await, now(), "with the setup link");

    app.wait(60);
    let registration = [("username", "maren"), ("email", "maren@example.org"), ("password", PASSWORD)];
    assert_eq!(app.browser().submit("/actions/register", &registration).await.location(), "/account");
    assert_eq!(last_login_at(&app, "maren").await, now(), "by registering");

    app.wait(60);
    let [access, refresh] = ["vestibule_access", "vestibule_refresh"].map(|name| browser.jar[name].clone());
    let (_, token) = invite(&app, &Tokens { access, refresh }, "jonas").await;
    assert_eq!(last_login_at(&app, "jonas").await, "0");
    assert_eq!(accept(&app, &token).await.status, 200);
    assert_eq!(last_login_at(&app, "jonas").await, now(), "by accepting an invitation");

    app.wait(60);
    app.log_in("maren").await;
    assert_eq!(last_login_at(&app, "maren").await, now(), "with a password");
    let signed_in = app.audit_events().await.into_iter().filter(|event| event.event == "session.start").count();
    assert_eq!(signed_in, 4);
}
