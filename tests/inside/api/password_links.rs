//! Links to choose a password: who gets one, who may create one, when they become invalid, and who sees them.

use crate::support::mailbox::{self, wait_for, waiting};
use crate::support::*;
use futures::channel::oneshot;
use vestibule::store::account_status;
use vestibule::store::locks::{self, AdvisoryLock};

const DONE: &str = "204";
const INVALID: &str = "404 link_invalid";

async fn forget(app: &TestApp, email: &str) -> Reply {
    app.post("/api/auth/password/forgot").json(&json!({"email": email})).send().await
}

async fn choose(app: &TestApp, token: &str) -> String {
    app.choose_password(token, OTHER_PASSWORD).send().await.outcome()
}

/// Sends what is waiting; returns the token in the link of the last message that has one.
async fn deliver(app: &TestApp) -> String {
    let messages = mailbox::deliver(app).await;
    let with_link = messages.iter().rev().find(|message| message.contains("/reset-password?token="));
    with_link.expect("a link").token("/reset-password")
}

#[tokio::test]
async fn the_link_sets_a_password_once_and_ends_all_sessions() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    let tokens = app.log_in("maren").await;
    assert_eq!(forget(&app, " MAREN@example.org ").await.status, 202);
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let token = deliver(&app).await;

    assert_eq!(choose(&app, &token).await, DONE);
    assert_eq!(app.me(&tokens.access).send().await.status, 401);
    let log_in = |password: &'static str| app.sign_in("maren", password).send();
    assert_eq!((log_in(PASSWORD).await.status, log_in(OTHER_PASSWORD).await.status), (401, 200));
    assert_eq!(waiting(&app).await, ["password_changed maren@example.org"]);

    assert_eq!(choose(&app, &token).await, INVALID);
    let page = app.get(&format!("/reset-password?token={token}")).html().send().await;
    assert!(page.status == 404 && page.text().contains("/forgot-password"), "the page offers a new link");
}

#[tokio::test]
async fn the_answer_is_the_same_for_addresses_without_an_active_account() {
    let app = TestApp::new().await;
    for username in ["maren", "jonas", "disabled", "deleted"] {
        app.register(username).await;
    }
    app.change("disabled", "disable").await;
    app.change("deleted", "delete").await;
    app.database.run("DELETE FROM outbox").await;
    let mut answers = Vec::new();
    for address in [
        "nobody@example.org",
        "disabled@example.org",
        "deleted@example.org",
        // Look-alikes of Maren's address, with a Cyrillic letter.
        "m\u{430}ren@example.org",
        "maren@ex\u{430}mple.org",
        "maren@example.org",
    ] {
        let reply = forget(&app, address).await;
        answers.push((reply.status, reply.text()));
    }
    assert!(answers.iter().all(|answer| *answer == (202, String::new())), "{answers:?}");
    // The last one is added after the others were looked up.
    wait_for(&app, &["password_reset maren@example.org"]).await;
}

#[tokio::test]
async fn a_link_works_once_under_fifty_parallel_attempts() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    forget(&app, "maren@example.org").await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let token = deliver(&app).await;
    let outcomes = join_all((0..50).map(|_| choose(&app, &token))).await;
    // With a full queue of password hashes, the answer is 503 and nothing has changed.
    let count = |wanted: &str| outcomes.iter().filter(|outcome| outcome.starts_with(wanted)).count();
    assert_eq!((count("204"), count("204") + count("404") + count("503")), (1, 50), "{outcomes:?}");
}

#[tokio::test]
async fn a_source_may_ask_thirty_times_an_hour_and_what_is_no_address_is_an_error_of_the_field() {
    let app = TestApp::new().await;
    let ask = |number: u32| {
        let body = json!({"email": format!("person{number}@example.org")});
        app.post("/api/auth/password/forgot").json(&body).seen_from("192.0.2.9").send()
    };
    for number in 0..30 {
        assert_eq!(ask(number).await.status, 202);
    }
    let refused = ask(30).await;
    refused.assert_refused(429, "too_many_requests");
    assert!(!refused.header("retry-after").is_empty());

    for wrong in ["", "maren", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "a\0@example.org"]
    {
        let reply = forget(&app, wrong).await;
        assert_eq!(reply.status, 422, "{wrong:?}");
        assert_eq!(reply.fields()[0].0, "email", "{wrong:?}");
    }
}

#[tokio::test]
async fn the_owner_is_told_of_a_disabled_and_of_a_deleted_account() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.change("maren", "disable").await;
    assert_eq!(waiting(&app).await, ["account_disabled maren@example.org"]);
    app.database.run("DELETE FROM outbox").await;
    app.change("maren", "delete").await;
    assert_eq!(waiting(&app).await, ["account_deleted maren@example.org"]);
}

/// An application, the tokens of two administrators, and the id of the user Maren.
async fn app_with_two_administrators() -> (TestApp, Tokens, Tokens, String) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, creator) = app.administrator("maker").await;
    let maren = app.register("maren").await;
    (app, boss, creator, id_of(&maren).to_owned())
}

/// The token of a new password link for `id`, created by `who`.
async fn link(app: &TestApp, who: &Tokens, id: &str) -> String {
    let reply =
        app.send(who, Method::POST, &format!("/api/users/{id}/password-reset"), &json!({})).await.expect_status(201);
    token_in(&reply.text())
}

/// The token of the setup link of a new account, created by `who`.
async fn invitation(app: &TestApp, who: &Tokens, username: &str, role: &str) -> String {
    let body = json!({"username": username, "email": format!("{username}@example.org"), "role": role});
    let reply = app.send(who, Method::POST, "/api/users", &body).await.expect_status(201);
    token_in(&reply.text())
}

/// What [`opens`] returns for a link that is not valid.
fn gone() -> (u16, String) {
    (404, INVALID.to_owned())
}

/// What opening the page of a link leads to, and what choosing a password with it does.
async fn opens(app: &TestApp, token: &str) -> (u16, String) {
    let page = app.get(&format!("/reset-password?token={token}")).html().send().await.status;
    (page, choose(app, token).await)
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
        assert_eq!(app.send(&boss, Method::PATCH, &creator, &taken).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, gone(), "{taken}");
        }
        assert_eq!(app.send(&boss, Method::PATCH, &creator, &given_back).await.status, 200);
        for token in [&reset, &invited] {
            assert_eq!(opens(&app, token).await, gone(), "{given_back}");
        }
        app.log_in("maren").await;
    }
}

#[tokio::test]
async fn a_link_becomes_invalid_when_its_creator_is_deleted_restored_or_purged_and_one_of_the_operator_does_not() {
    let (app, boss, creator, maren) = app_with_two_administrators().await;
    let token = link(&app, &creator, &maren).await;
    let of_operator = app.id_of("boss").await.parse().unwrap();
    let of_operator = app.accounts.passwords().issue_password_link(&Caller::system(), of_operator).await.unwrap();
    let creator = format!("/api/users/{}", app.id_of("maker").await);
    assert_eq!(app.delete(&creator).bearer(&boss.access).send().await.status, 204);
    assert_eq!(opens(&app, &token).await, gone());
    app.change("maker", "restore").await;
    assert_eq!(opens(&app, &token).await, gone());

    let creator_again = app.log_in("maker").await;
    let token = link(&app, &creator_again, &maren).await;
    app.change("maker", "delete").await;
    let id = creator.rsplit('/').next().unwrap().parse().unwrap();
    app.accounts.users().purge_user(&Caller::system(), id).await.unwrap();
    assert_eq!(opens(&app, &token).await, gone());
    assert_eq!(opens(&app, &token_in(&of_operator.url)).await, (200, DONE.to_owned()));
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
    let (reply, ()) = tokio::join!(app.choose_password(&token, OTHER_PASSWORD).send(), async {
        // Long enough for the request to start its transaction. On a slower machine the first check rejects it instead.
        tokio::time::sleep(Duration::from_millis(500)).await;
        release.send(()).unwrap();
    });
    demotion.await.unwrap().unwrap();
    assert_eq!(reply.status, 404, "{}", reply.text());
    app.log_in("maren").await;
}

#[tokio::test]
async fn administrators_cannot_create_links_for_themselves() {
    let (app, boss, creator, _) = app_with_two_administrators().await;
    let own = app.id_of("maker").await;
    let existing = link(&app, &boss, &own).await;
    let reply = app.send(&creator, Method::POST, &format!("/api/users/{own}/password-reset"), &json!({})).await;
    reply.assert_refused(403, "forbidden");
    assert!(reply.json()["detail"].as_str().unwrap().contains("account page"), "{}", reply.text());

    let mut browser = app.browser_of("maker").await;
    let reply = browser.run("/actions/users/password-link", &[("id", &own)]).await;
    assert_eq!(reply.code(), "forbidden");
    let page = browser.submit_and_follow("/actions/users/password-link", &[("id", &own)]).await;
    page.assert_shows(&["account page"]);
    page.assert_hides(&["token="]);

    assert_eq!(app.events("password.reset_issued").await.len(), 1, "the other administrator's");
    assert_eq!(choose(&app, &existing).await, DONE, "and that link is still valid");
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
    let (app, boss) = TestApp::with_administrator("boss").await;
    let token = invitation(&app, &boss, "jonas", "admin").await;
    let own = format!("/api/users/{}", app.id_of("boss").await);
    for change in [json!({"role": "user"}), json!({"status": "disabled"})] {
        assert_eq!(app.send(&boss, Method::PATCH, &own, &change).await.code(), "forbidden", "{change}");
    }
    let reply = app.send(&boss, Method::DELETE, &own, &json!({"password": PASSWORD})).await;
    assert_eq!(reply.code(), "forbidden");
    assert_eq!(choose(&app, &token).await, DONE);
    assert_eq!(app.send(&boss, Method::PATCH, &own, &json!({"role": "user"})).await.status, 200);
}

/// An administrator without a password still counts as one, so no setup link is issued.
#[tokio::test]
async fn no_setup_link_is_issued_if_the_only_administrator_has_no_password() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    assert!(app.accounts.users().issue_setup_token().await.unwrap().is_none());
    invitation(&app, &boss, "jonas", "admin").await;
    app.database.run("DELETE FROM users WHERE username = 'boss'").await;
    assert!(app.accounts.users().issue_setup_token().await.unwrap().is_none());
}

/// Two tabs: the link for Maren is created in one and the link for Jonas in the other, before the first tab opens its page.
#[tokio::test]
async fn a_link_is_shown_only_on_the_page_of_its_account() {
    let (app, _, _, maren) = app_with_two_administrators().await;
    let jonas = app.register("jonas").await["id"].as_str().unwrap().to_owned();
    let mut browser = app.browser_of("boss").await;
    let make = "/actions/users/password-link";
    let for_maren = browser.submit(make, &[("id", &maren)]).await;
    let for_jonas = browser.submit(make, &[("id", &jonas)]).await;
    for page in [for_maren.location(), "/users", "/account"] {
        let page = browser.open(page).await.expect_status(200);
        assert!(!page.text().contains("reset-password?token="), "{}", page.text());
    }
    browser.open(for_jonas.location()).await.assert_shows(&["reset-password?token="]);
    let again = browser.open(for_jonas.location()).await;
    // It is shown once.
    again.assert_hides(&["reset-password?token="]);
}

const REPLACE_PASSWORD: &str = "UPDATE users SET password_hash = 'replaced' WHERE username = 'maren'";

#[tokio::test]
async fn a_password_that_was_replaced_since_it_was_confirmed_confirms_nothing() {
    for (field, method, path, body) in [
        ("password", Method::DELETE, "", json!({"password": PASSWORD})),
        ("current_password", Method::PATCH, "", json!({"email": "new@example.org", "current_password": PASSWORD})),
        (
            "current_password",
            Method::POST,
            "/tokens",
            json!({"name": "Backup", "scopes": ["self"], "current_password": PASSWORD}),
        ),
        (
            "current_password",
            Method::PUT,
            "/api/auth/password",
            json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD}),
        ),
    ] {
        let (app, user, tokens) = TestApp::with_member("maren").await;
        let path =
            if path.starts_with("/api") { path.to_owned() } else { format!("/api/users/{}{path}", id_of(&user)) };
        // The counters of failures are reset when the password has been confirmed.
        app.database.after("DELETE ON throttles", REPLACE_PASSWORD).await;
        let reply = app.call(method, &path).bearer(&tokens.access).json(&body).send().await;
        assert_eq!(reply.fields(), [(field.to_owned(), "wrong_password".to_owned())], "{path}: {}", reply.text());
        assert!(reply.text().contains("no longer your current password"), "{path}: {}", reply.text());
        let stored = app.database.run("SELECT status || ' ' || password_hash || ' ' || email FROM users").await;
        assert_eq!(stored, ["active replaced maren@example.org"], "{path}");
        assert_eq!(app.database.run("SELECT name FROM api_tokens").await, [""; 0], "{path}");
    }
}

/// Otherwise somebody who knows the password and keeps changing it would keep the owner out.
#[tokio::test]
async fn a_link_sets_the_password_also_if_it_is_replaced_meanwhile() {
    let app = TestApp::new().await;
    let id = app.add("maren", "").await.id;
    let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.expect("a link");
    app.database.after("UPDATE OF used_at ON one_time_tokens", REPLACE_PASSWORD).await;
    assert_eq!(choose(&app, &token_in(&link.url)).await, DONE);
    assert_eq!(app.sign_in("maren", OTHER_PASSWORD).send().await.status, 200);
}
