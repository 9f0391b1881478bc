//! Links to a password: whose they are, how long they are good, and who sees them.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use futures::{channel::oneshot, future::join_all};
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::{
    accounts::{Caller, Principal},
    shared::{ids::UserId, views::Role},
    store::{
        StoreError, Tx, account_status,
        advisory_locks::{self, AdvisoryLock},
    },
};

/// An application with two administrators and Maren: those two and her id.
async fn house() -> (TestApp, Tokens, Tokens, String) {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let (_, maker) = app.administrator("maker").await;
    let maren = app.register("maren").await;
    (app, boss, maker, maren["id"].as_str().expect("an id").to_owned())
}

async fn send(app: &TestApp, who: &Tokens, method: Method, path: &str, body: &Value) -> Reply {
    app.call(method, path).bearer(&who.access).json(body).send().await
}

/// What the link of an answer carries.
fn token_of(url: &Value) -> String {
    url.as_str().expect("a link").split_once("token=").expect("a token").1.to_owned()
}

/// The token of a new link to the password of `id`, made by `who`.
async fn link(app: &TestApp, who: &Tokens, id: &str) -> String {
    let reply = send(app, who, Method::POST, &format!("/api/users/{id}/password-reset"), &json!({})).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    token_of(&reply.json()["reset_url"])
}

/// The token of the link of a new account, made by `who`.
async fn invitation(app: &TestApp, who: &Tokens, username: &str, role: &str) -> String {
    let body = json!({"username": username, "email": format!("{username}@example.org"), "role": role});
    let reply = send(app, who, Method::POST, "/api/users", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    token_of(&reply.json()["setup_url"])
}

/// The statuses of the page of a link and of choosing a password by it.
async fn opens(app: &TestApp, token: &str) -> (u16, u16) {
    let page = app.get(&format!("/reset-password?token={token}")).html().send().await.status;
    (page, choose(app, token).await)
}

async fn choose(app: &TestApp, token: &str) -> u16 {
    let body = json!({"token": token, "password": OTHER_PASSWORD});
    app.post("/api/auth/password/reset").json(&body).send().await.status
}

#[tokio::test]
async fn a_link_dies_with_the_authority_of_its_maker_and_stays_dead() {
    for (taken, given_back) in [
        (json!({"status": "disabled"}), json!({"status": "active"})),
        (json!({"role": "user"}), json!({"role": "admin"})),
    ] {
        let (app, boss, maker, maren) = house().await;
        let (reset, invited) = (link(&app, &maker, &maren).await, invitation(&app, &maker, "jonas", "user").await);
        let maker = format!("/api/users/{}", app.id_of("maker").await);
        assert_eq!(send(&app, &boss, Method::PATCH, &maker, &taken).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, (404, 404), "{taken}");
        }
        assert_eq!(send(&app, &boss, Method::PATCH, &maker, &given_back).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, (404, 404), "{given_back}");
        }
        app.log_in("maren").await;
    }
}

#[tokio::test]
async fn a_link_dies_when_its_maker_is_deleted_restored_or_purged() {
    let (app, boss, maker, maren) = house().await;
    let token = link(&app, &maker, &maren).await;
    let maker = format!("/api/users/{}", app.id_of("maker").await);
    assert_eq!(app.call(Method::DELETE, &maker).bearer(&boss.access).send().await.status, 204);
    assert_eq!(opens(&app, &token).await, (404, 404));
    app.change("maker", "restore").await;
    assert_eq!(opens(&app, &token).await, (404, 404));

    let maker_again = app.log_in("maker").await;
    let token = link(&app, &maker_again, &maren).await;
    app.change("maker", "delete").await;
    let id = maker.rsplit('/').next().unwrap().parse().unwrap();
    app.accounts.purge_user(&Principal::System, &Caller::local(), id).await.unwrap();
    assert_eq!(opens(&app, &token).await, (404, 404));
}

/// The maker loses the role while the new password is hashed: after the first look at the link, before the transaction that
/// uses it up.
#[tokio::test]
async fn the_transaction_that_uses_a_link_up_asks_again_whether_its_maker_may_make_it() {
    let (app, _, maker, maren) = house().await;
    let token = link(&app, &maker, &maren).await;
    let (id, now) = (app.id_of("maker").await.parse::<UserId>().unwrap(), app.accounts.now());
    let (entered, inside) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let db = app.db.clone();
    let demotion = tokio::spawn(async move {
        db.write(async move |mut tx: Tx| {
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
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
        // Long enough for the request to come to its transaction; were it slower, the first look would refuse it.
        tokio::time::sleep(Duration::from_millis(500)).await;
        release.send(()).unwrap();
    });
    demotion.await.unwrap().unwrap();
    assert_eq!(reply.status, 404, "{}", reply.text());
    app.log_in("maren").await;
}

#[tokio::test]
async fn a_link_of_the_command_line_needs_no_maker() {
    let (app, ..) = house().await;
    let id = app.id_of("boss").await.parse().unwrap();
    let link = app.accounts.issue_password_link(&Principal::System, &Caller::local(), id).await.unwrap();
    let token = link.url.split_once("token=").unwrap().1;
    app.change("maker", "delete").await;
    assert_eq!(opens(&app, token).await, (200, 204));
}

#[tokio::test]
async fn nobody_makes_a_link_for_themselves() {
    let (app, boss, maker, _) = house().await;
    let own = app.id_of("maker").await;
    let standing = link(&app, &boss, &own).await;
    let reply = send(&app, &maker, Method::POST, &format!("/api/users/{own}/password-reset"), &json!({})).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"));
    assert!(reply.json()["detail"].as_str().unwrap().contains("account page"), "{}", reply.text());

    let mut browser = app.browser();
    browser.log_in("maker").await;
    let reply = browser.run("/actions/users/password-link", &[("id", &own)]).await;
    assert_eq!(reply.code(), "forbidden");
    let reply = browser.submit("/actions/users/password-link", &[("id", &own)]).await;
    let page = browser.follow(&reply).await.text();
    assert!(page.contains("account page") && !page.contains("token="), "{page}");

    let issued = app.trail().await.iter().filter(|event| event.event == "password.reset_issued").count();
    assert_eq!(issued, 1, "the other administrator's");
    assert_eq!(choose(&app, &standing).await, 204, "and that one is still good");
}

#[tokio::test]
async fn of_links_that_are_made_at_the_same_time_one_is_good() {
    let (app, boss, maker, maren) = house().await;
    let makers = [&boss, &maker].into_iter().cycle().take(12);
    let tokens = join_all(makers.map(|who| link(&app, who, &maren))).await;
    let pages = tokens.iter().map(|token| app.get(&format!("/reset-password?token={token}")).html().send());
    let good = join_all(pages).await.iter().filter(|page| page.status == 200).count();
    assert_eq!(good, 1);
    let stored = app.database.run("SELECT CAST(COUNT(*) AS TEXT) FROM password_links").await;
    assert_eq!(stored, ["1"]);
}

#[tokio::test]
async fn an_invited_administrator_without_a_password_is_not_another_administrator() {
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

/// An account that cannot sign in is an administrator all the same: the door to the first one stays shut.
#[tokio::test]
async fn there_is_no_set_up_link_beside_an_administrator_without_a_password() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let link = app.accounts.issue_setup_token().await.unwrap();
    assert!(link.is_none());
    invitation(&app, &boss, "jonas", "admin").await;
    app.database.run("DELETE FROM users WHERE username = 'boss'").await;
    assert!(app.accounts.issue_setup_token().await.unwrap().is_none());
}

/// Two tabs: the link for Maren is made in one, that for Jonas in the other, before the first comes to its page.
#[tokio::test]
async fn the_page_of_another_account_never_shows_a_link() {
    let (app, _, _, maren) = house().await;
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
