//! Password links: who may create them, when they become invalid, and who sees them.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use futures::{channel::oneshot, future::join_all};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::{
    accounts::Caller,
    shared::{ids::UserId, views::Role},
    store::{
        StoreError, Tx, account_status,
        locks::{self, AdvisoryLock},
    },
};

/// An application, the tokens of two administrators, and the id of the user Maren.
async fn app_with_two_administrators() -> (TestApp, Tokens, Tokens, String) {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let (_, creator) = app.administrator("maker").await;
    let maren = app.register("maren").await;
    (app, boss, creator, maren["id"].as_str().expect("an id").to_owned())
}

async fn send(app: &TestApp, who: &Tokens, method: Method, path: &str, body: &Value) -> Reply {
    app.call(method, path).bearer(&who.access).json(body).send().await
}

/// The token in a link.
fn token_of(url: &Value) -> String {
    url.as_str().expect("a link").split_once("token=").expect("a token").1.to_owned()
}

/// The token of a new password link for `id`, created by `who`.
async fn link(app: &TestApp, who: &Tokens, id: &str) -> String {
    let reply = send(app, who, Method::POST, &format!("/api/users/{id}/password-reset"), &json!({})).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    token_of(&reply.json()["reset_url"])
}

/// The token of the setup link of a new account, created by `who`.
async fn invitation(app: &TestApp, who: &Tokens, username: &str, role: &str) -> String {
    let body = json!({"username": username, "email": format!("{username}@example.org"), "role": role});
    let reply = send(app, who, Method::POST, "/api/users", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    token_of(&reply.json()["setup_url"])
}

/// The statuses of opening the page of a link, and of choosing a password with it.
async fn opens(app: &TestApp, token: &str) -> (u16, u16) {
    let page = app.get(&format!("/reset-password?token={token}")).html().send().await.status;
    (page, choose(app, token).await)
}

async fn choose(app: &TestApp, token: &str) -> u16 {
    let body = json!({"token": token, "password": OTHER_PASSWORD});
    app.post("/api/auth/password/reset").json(&body).send().await.status
}

#[tokio::test]
async fn a_link_becomes_invalid_for_good_when_its_creator_loses_the_permission() {
    for (taken, given_back) in [
        (json!({"status": "disabled"}), json!({"status": "active"})),
        (json!({"role": "user"}), json!({"role": "admin"})),
    ] {
        let (app, boss, creator, maren) = app_with_two_administrators().await;
        let (reset, invited) = (link(&app, &creator, &maren).await, invitation(&app, &creator, "jonas", "user").await);
        let creator = format!("/api/users/{}", app.id_of("maker").await);
        assert_eq!(send(&app, &boss, Method::PATCH, &creator, &taken).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, (404, 404), "{taken}");
        }
        assert_eq!(send(&app, &boss, Method::PATCH, &creator, &given_back).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, (404, 404), "{given_back}");
        }
        app.log_in("maren").await;
    }
}

#[tokio::test]
async fn a_link_becomes_invalid_when_its_creator_is_deleted_restored_or_purged() {
    let (app, boss, creator, maren) = app_with_two_administrators().await;
    let token = link(&app, &creator, &maren).await;
    let creator = format!("/api/users/{}", app.id_of("maker").await);
    assert_eq!(app.call(Method::DELETE, &creator).bearer(&boss.access).send().await.status, 204);
    assert_eq!(opens(&app, &token).await, (404, 404));
    app.change("maker", "restore").await;
    assert_eq!(opens(&app, &token).await, (404, 404));

    let creator_again = app.log_in("maker").await;
    let token = link(&app, &creator_again, &maren).await;
    app.change("maker", "delete").await;
    let id = creator.rsplit('/').next().unwrap().parse().unwrap();
    app.accounts.purge_user(&Caller::system(), id).await.unwrap();
    assert_eq!(opens(&app, &token).await, (404, 404));
}

/// The creator loses the role while the new password is hashed: after the first check of the link, but before the transaction
/// that uses it.
#[tokio::test]
async fn the_transaction_that_uses_a_link_checks_the_permission_of_its_creator_again() {
    let (app, _, creator, maren) = app_with_two_administrators().await;
    let token = link(&app, &creator, &maren).await;
    let (id, now) = (app.id_of("maker").await.parse::<UserId>().unwrap(), app.accounts.now());
    let (entered, inside) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let db = app.db.clone();
    let demotion = tokio::spawn(async move {
        db.write(async move |mut tx: Tx| {
            locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            account_status::set_role(&mut tx, id, (Role::Admin, Role::User), None, now).await?;
            let _ = entered.send(());
            let _ = released.await;
            Ok::<_, StoreError>(())
        })
        .await
    });
    inside.await.unwrap();
    let body = json!({"token": token, "password": OTHER_PASSWORD});
    let (reply, ()) = tokio::join!(app.post("/api/auth/password/reset").json(&body).send(), async {
        // Long enough for the request to start its transaction. On a slower machine the first check rejects it instead.
        tokio::time::sleep(Duration::from_millis(500)).await;
        release.send(()).unwrap();
    });
    demotion.await.unwrap().unwrap();
    assert_eq!(reply.status, 404, "{}", reply.text());
    app.log_in("maren").await;
}

#[tokio::test]
async fn a_link_of_the_command_line_does_not_depend_on_an_account() {
    let (app, ..) = app_with_two_administrators().await;
    let id = app.id_of("boss").await.parse().unwrap();
    let link = app.accounts.issue_password_link(&Caller::system(), id).await.unwrap();
    let token = link.url.split_once("token=").unwrap().1;
    app.change("maker", "delete").await;
    assert_eq!(opens(&app, token).await, (200, 204));
}

#[tokio::test]
async fn administrators_cannot_create_links_for_themselves() {
    let (app, boss, creator, _) = app_with_two_administrators().await;
    let own = app.id_of("maker").await;
    let existing = link(&app, &boss, &own).await;
    let reply = send(&app, &creator, Method::POST, &format!("/api/users/{own}/password-reset"), &json!({})).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"));
    assert!(reply.json()["detail"].as_str().unwrap().contains("account page"), "{}", reply.text());

    let mut browser = app.browser();
    browser.log_in("maker").await;
    let reply = browser.run("/actions/users/password-link", &[("id", &own)]).await;
    assert_eq!(reply.code(), "forbidden");
    let reply = browser.submit("/actions/users/password-link", &[("id", &own)]).await;
    let page = browser.follow(&reply).await.text();
    assert!(page.contains("account page") && !page.contains("token="), "{page}");

    let issued = app.audit_events().await.iter().filter(|event| event.event == "password.reset_issued").count();
    assert_eq!(issued, 1, "the other administrator's");
    assert_eq!(choose(&app, &existing).await, 204, "and that link is still valid");
}

#[tokio::test]
async fn of_concurrently_created_links_one_is_valid() {
    let (app, boss, creator, maren) = app_with_two_administrators().await;
    let creators = [&boss, &creator].into_iter().cycle().take(12);
    let tokens = join_all(creators.map(|who| link(&app, who, &maren))).await;
    let pages = tokens.iter().map(|token| app.get(&format!("/reset-password?token={token}")).html().send());
    let good = join_all(pages).await.iter().filter(|page| page.status == 200).count();
    assert_eq!(good, 1);
    let stored =
        app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM one_time_tokens WHERE purpose = 'password'").await;
    assert_eq!(stored, ["1"]);
}

#[tokio::test]
async fn an_invited_administrator_without_a_password_does_not_count_as_another_administrator() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let token = invitation(&app, &boss, "jonas", "admin").await;
    let own = format!("/api/users/{}", app.id_of("boss").await);
    for change in [json!({"role": "user"}), json!({"status": "disabled"})] {
        assert_eq!(send(&app, &boss, Method::PATCH, &own, &change).await.code(), "forbidden", "{change}");
    }
    let reply = send(&app, &boss, Method::DELETE, &own, &json!({"password": PASSWORD})).await;
    assert_eq!(reply.code(), "forbidden");
    assert_eq!(choose(&app, &token).await, 204);
    assert_eq!(send(&app, &boss, Method::PATCH, &own, &json!({"role": "user"})).await.status, 200);
}

/// An administrator without a password still counts as one, so no setup link is issued.
#[tokio::test]
async fn no_setup_link_is_issued_if_the_only_administrator_has_no_password() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let link = app.accounts.issue_setup_token().await.unwrap();
    assert!(link.is_none());
    invitation(&app, &boss, "jonas", "admin").await;
    app.database.run("DELETE FROM users WHERE username = 'boss'").await;
    assert!(app.accounts.issue_setup_token().await.unwrap().is_none());
}

/// Two tabs: the link for Maren is created in one and the link for Jonas in the other, before the first tab opens its page.
#[tokio::test]
async fn a_link_is_shown_only_on_the_page_of_its_account() {
    let (app, _, _, maren) = app_with_two_administrators().await;
    let jonas = app.register("jonas").await["id"].as_str().unwrap().to_owned();
    let mut browser = app.browser();
    browser.log_in("boss").await;
    let make = "/actions/users/password-link";
    let for_maren = browser.submit(make, &[("id", &maren)]).await;
    let for_jonas = browser.submit(make, &[("id", &jonas)]).await;
    for page in [for_maren.location(), "/users", "/account"] {
        let page = browser.open(page).await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("reset-password?token="), "{}", page.text());
    }
    let page = browser.open(for_jonas.location()).await.text();
    assert!(page.contains("reset-password?token="), "{page}");
    let again = browser.open(for_jonas.location()).await.text();
    assert!(!again.contains("reset-password?token="), "it is shown once");
}
