//! The list of open invitations, and changes of many of them: by API and on the page.

use super::invitations::invite;
use crate::support::*;
use std::collections::BTreeSet;
use vestibule::shared::requests::InviteUserRequest;

const PAGE: &str = "/users/invitations";

/// Invites this user as the operator; returns the id.
async fn invited(app: &TestApp, username: &str) -> String {
    let request = InviteUserRequest {
        username: username.into(),
        email: format!("{username}@example.org").into(),
        invite: Expected::Given(true),
        ..InviteUserRequest::default()
    };
    app.accounts.users().invite_user(&Caller::system(), request).await.expect("an account").0.id.to_string()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

#[tokio::test]
async fn a_long_list_continues_with_a_cursor() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    // All at the same time.
    for number in 0..101 {
        invited(&app, &format!("user{number}")).await;
    }
    let first = app.read(&boss, "/api/invitations").await.json();
    let cursor = first["next"].as_str().expect("a cursor");
    let second = app.read(&boss, &format!("/api/invitations?cursor={cursor}")).await.json();
    assert_eq!(second.get("next"), None);
    let rows = |list: &Value| list["invitations"].as_array().expect("a list").clone();
    assert_eq!((rows(&first).len(), rows(&second).len()), (100, 1));
    let all = rows(&first).into_iter().chain(rows(&second));
    let names: BTreeSet<_> = all.map(|row| row["user"]["username"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(names.len(), 101);
    app.read(&boss, "/api/invitations?cursor=forged").await.assert_refused(400, "malformed");
}

#[tokio::test]
async fn many_accounts_are_invited_again_and_many_invitations_are_revoked() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let maren = app.register("maren").await;
    let own = app.id_of("boss").await;
    let (jonas, token) = invite(&app, &boss, "jonas").await;
    let (ida, _) = invite(&app, &boss, "ida").await;
    let bulk = async |action: &str| {
        let body = json!({"action": action, "ids": [last(&jonas), last(&ida), id_of(&maren), own]});
        let report = app.send(&boss, Method::POST, "/api/users/bulk", &body).await.expect_status(200).json();
        ["changed", "skipped", "is_final"].map(|member| report[member].clone())
    };
    // One has a password, and one is the own account.
    assert_eq!(bulk("invite").await, [json!(2), json!(2), json!(true)]);
    assert_eq!(app.choose_password(&token, PASSWORD).send().await.status, 404, "the earlier link");
    assert_eq!(app.events("user.invite").await.len(), 4);

    assert_eq!(bulk("revoke_invitation").await, [json!(2), json!(2), json!(true)]);
    assert_eq!(app.read(&boss, "/api/invitations").await.json(), json!({"invitations": []}));
    assert_eq!(app.events("user.revoke_invitation").await.len(), 2);
    assert_eq!(bulk("revoke_invitation").await[0], 0);
}

#[tokio::test]
async fn invitations_that_match_a_filter_are_revoked_but_not_sent() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    invited(&app, "jonas").await;
    let bulk = async |action: &str| {
        app.send(&boss, Method::POST, "/api/users/bulk", &json!({"action": action, "filter": {"q": "jonas"}})).await
    };
    let refused = bulk("invite").await;
    assert_eq!((refused.status, refused.errors().as_str()), (422, "filter not_with_action"));
    assert_eq!(bulk("revoke_invitation").await.json()["changed"], 1);
}

#[tokio::test]
async fn an_address_gets_five_invitations_in_an_hour() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (jonas, _) = invite(&app, &boss, "jonas").await;
    let body = json!({"action": "invite", "ids": [last(&jonas)]});
    let mut changed = Vec::new();
    for _ in 0..6 {
        changed.push(app.send(&boss, Method::POST, "/api/users/bulk", &body).await.json()["changed"].clone());
    }
    assert_eq!(changed, [1, 1, 1, 1, 0, 0]);
}

#[tokio::test]
async fn the_page_sends_invitations_again_and_revokes_them() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    assert!(boss.open("/users").await.links_to(PAGE));
    boss.open(PAGE).await.assert_shows(&["<title>Invitations · Vestibule</title>", "No open invitations"]);
    let (jonas, ida) = (invited(&app, "jonas").await, invited(&app, "ida").await);
    let page = boss.open(PAGE).await;
    page.assert_shows(&["jonas@example.org", "ida@example.org", "8 Nov 2026", "Send again", "Revoke"]);
    page.assert_hides(&["Select all 2"]);
    assert!(page.links_to("/users/awaiting-password"));

    let fields = [("action", "invite"), ("ids[]", &*jonas), ("ids[]", &*ida), ("back", PAGE)];
    let sent = boss.submit("/actions/users/bulk", &fields).await;
    assert_eq!(sent.location(), PAGE);
    let page = boss.follow(&sent).await;
    page.assert_shows(&["2 accounts changed."]);
    page.assert_hides(&["/actions/users/undo"]);
    let fields = [("action", "revoke_invitation"), ("ids[]", &*ida), ("back", PAGE)];
    let question = boss.submit_and_follow("/actions/users/bulk", &fields).await;
    question.assert_shows(&["ida@example.org", "name=\"confirmed\" value=\"1\""]);
    let fields = [&fields[..], &[("confirmed", "1")]].concat();
    let page = boss.submit_and_follow("/actions/users/bulk", &fields).await;
    page.assert_shows(&["1 account changed.", "jonas@example.org"]);
    page.assert_hides(&["ida@example.org"]);
    assert_eq!(boss.open(&format!("{PAGE}?cursor=forged")).await.status, 400);
}
