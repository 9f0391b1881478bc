//! Who gets messages and who is charged for them: nobody can be made to receive many, and nobody can use up those that others need.

use crate::support::mailbox::{discard, wait_for, waiting};
use crate::support::*;
use vestibule::config::Config;

const HOUR: u64 = 60 * 60;
const PASSWORDS: [&str; 2] = [PASSWORD, OTHER_PASSWORD];

/// A signed-in user.
struct Member {
    path: String,
    tokens: Tokens,
}

impl Member {
    async fn new(app: &TestApp, username: &str) -> Self {
        let (user, tokens) = app.member(username).await;
        discard(app).await;
        Self { path: path_of(&user), tokens }
    }

    /// Does everything that is announced to the owner of an account, eight times.
    async fn cause_notices(&self, app: &TestApp) {
        for number in 0..8 {
            let (old, new) = (PASSWORDS[number % 2], PASSWORDS[(number + 1) % 2]);
            let body = json!({"current_password": old, "new_password": new});
            assert_eq!(app.send(&self.tokens, Method::PUT, "/api/auth/password", &body).await.status, 204);
            let (id, _) = app.api_token(&self.tokens, self.path.trim_start_matches("/api/users/"), &["self"]).await;
            let token = format!("{}/tokens/{id}", self.path);
            app.delete(&token).bearer(&self.tokens.access).expect_status(204).await;
        }
    }

    /// Asks for another address.
    async fn request(&self, app: &TestApp, email: &str) -> Reply {
        let body = json!({"email": email, "current_password": PASSWORD});
        app.send(&self.tokens, Method::PATCH, &self.path, &body).await
    }
}

async fn disable_eight_times(app: &TestApp, username: &str) {
    for _ in 0..8 {
        app.change(username, "disable").await;
        app.change(username, "enable").await;
    }
    app.change(username, "delete").await;
}

async fn forget(app: &TestApp, email: &str) {
    app.post("/api/auth/password/forgot").json(&json!({"email": email})).expect_status(202).await;
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_gets_no_notices() {
    let app = TestApp::new().await;
    let maren = Member::new(&app, "maren").await;
    maren.cause_notices(&app).await;
    disable_eight_times(&app, "maren").await;
    assert_eq!(waiting(&app).await, [""; 0]);
}

#[tokio::test]
async fn an_account_gets_five_notices_of_each_kind_an_hour_and_all_of_new_ways_in() {
    let app = TestApp::new().await;
    let mut maren = Member::new(&app, "maren").await;
    app.set_confirmed("maren").await;
    maren.cause_notices(&app).await;
    let expected = |kind: &str, number: usize| vec![format!("{kind} maren@example.org"); number];
    // What tells of a new way in is never dropped.
    let all = [expected("api_token_created", 8), expected("password_changed", 8)].concat();
    assert_eq!(waiting(&app).await, all);
    app.wait(HOUR);
    discard(&app).await;
    maren.tokens = app.log_in("maren").await;
    maren.cause_notices(&app).await;
    assert_eq!(waiting(&app).await, all);

    discard(&app).await;
    disable_eight_times(&app, "maren").await;
    assert_eq!(waiting(&app).await, [expected("account_deleted", 1), expected("account_disabled", 5)].concat());
}

#[tokio::test]
async fn new_recovery_codes_again_and_again_are_all_announced_and_hide_no_new_app() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    for _ in 0..8 {
        app.post("/api/account/factors/recovery-codes").bearer(&maren.access).expect_status(201).await;
    }
    assert_eq!(waiting(&app).await.len(), 8);
    for _ in 0..8 {
        Authenticator::added(&app, &maren).await;
    }
    assert_eq!(waiting(&app).await, ["factor_changed maren@example.org"; 16]);
}

#[tokio::test]
async fn one_account_reaches_five_strangers_an_hour() {
    for (is_confirmed, kind) in [(false, "confirm_email"), (true, "email_change_confirm")] {
        let app = TestApp::new().await;
        let eve = Member::new(&app, "eve").await;
        if is_confirmed {
            app.set_confirmed("eve").await;
        }
        for number in 0..100 {
            // From everywhere: the source alone would not stop it.
            let body = json!({"email": format!("stranger{number}@example.net"), "current_password": PASSWORD});
            let call = app.patch(&eve.path).bearer(&eve.tokens.access).json(&body);
            let reply = call.seen_from(&format!("192.0.2.{number}")).send().await;
            let allowed = if number < 5 { (200, String::new()) } else { (429, "too_many_requests".to_owned()) };
            let code = if reply.status == 200 { String::new() } else { reply.code() };
            assert_eq!((reply.status, code), allowed, "{number}: {}", reply.text());
        }
        let sent = waiting(&app).await;
        assert!(sent.len() == 5 && sent.iter().all(|message| message.starts_with(kind)), "{sent:?}");
    }
}

#[tokio::test]
async fn one_source_reaches_thirty_strangers_an_hour_with_many_accounts() {
    let app = TestApp::new().await;
    let mut statuses = Vec::new();
    for account in 0..8 {
        let eve = Member::new(&app, &format!("eve{account}")).await;
        for number in 0..4 {
            statuses.push(eve.request(&app, &format!("stranger{account}-{number}@example.net")).await.status);
        }
        let again = app.send(&eve.tokens, Method::POST, "/api/auth/email/verify/resend", &json!({})).await;
        assert_eq!(again.status, if account < 6 { 202 } else { 429 });
    }
    assert_eq!((statuses.iter().filter(|status| **status == 200).count(), statuses.len()), (24, 32));
    assert!(statuses[24..].iter().all(|status| *status == 429), "{statuses:?}");
}

#[tokio::test]
async fn what_changes_nothing_sends_nothing_and_costs_nothing() {
    let app = TestApp::new().await;
    let maren = Member::new(&app, "maren").await;
    let jonas = Member::new(&app, "jonas").await;
    for _ in 0..40 {
        assert_eq!(maren.request(&app, "jonas@example.org").await.code(), "email_taken");
        assert_eq!(maren.request(&app, "maren@example.org").await.status, 200);
    }
    app.set_confirmed("jonas").await;
    for _ in 0..40 {
        app.send(&jonas.tokens, Method::POST, "/api/auth/email/verify/resend", &json!({})).await.expect_status(202);
    }
    assert_eq!(waiting(&app).await, [""; 0]);
    assert_eq!(maren.request(&app, "holt@example.org").await.status, 200);
}

#[tokio::test]
async fn forgotten_passwords_use_up_no_other_messages() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let maren = Member::new(&app, "maren").await;
    let jonas = Member::new(&app, "jonas").await;
    let invited = json!({"username": "ida", "email": "ida@example.org"});
    let invited = app.post("/api/users").bearer(&boss.access).json(&invited).send().await.json();
    let invited = format!("/api/users/{}/invitation", invited["user"]["id"].as_str().expect("an id"));
    for address in ["maren@example.org", "ida@example.org", "holt@example.org"] {
        for _ in 0..6 {
            forget(&app, address).await;
        }
    }
    wait_for(&app, &[vec!["password_reset ida@example.org"; 5], vec!["password_reset maren@example.org"; 5]].concat())
        .await;
    discard(&app).await;

    app.send(&maren.tokens, Method::POST, "/api/auth/email/verify/resend", &json!({})).await.expect_status(202);
    assert_eq!(app.post(&invited).bearer(&boss.access).send().await.status, 202);
    assert_eq!(jonas.request(&app, "holt@example.org").await.status, 200);
    let expected = ["confirm_email holt@example.org", "confirm_email maren@example.org", "invitation ida@example.org"];
    assert_eq!(waiting(&app).await, expected);
}

#[tokio::test]
async fn forgotten_passwords_of_an_address_without_an_account_do_not_keep_it_from_registering() {
    let strict = |config: &mut Config| config.strict_registration_privacy = true;
    let app = TestApp::with(strict).await;
    for _ in 0..10 {
        forget(&app, "maren@example.org").await;
    }
    assert_eq!(app.sign_up("maren", "maren@example.org").send().await.status, 202);
    wait_for(&app, &["confirm_email maren@example.org"]).await;
}

#[tokio::test]
async fn the_sixth_forgotten_password_leaves_the_links_before_it_alone() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.add("jonas", "").await;
    for number in 1..=5 {
        forget(&app, "maren@example.org").await;
        wait_for(&app, &vec!["password_reset maren@example.org"; number]).await;
    }
    forget(&app, "maren@example.org").await;
    forget(&app, "jonas@example.org").await;
    let expected = ["password_reset jonas@example.org"].into_iter().chain(["password_reset maren@example.org"; 5]);
    wait_for(&app, &expected.collect::<Vec<_>>()).await;
    let links = "SELECT email_key FROM one_time_tokens WHERE purpose = 'password' ORDER BY email_key";
    assert_eq!(app.database.run(links).await, ["jonas@example.org", "maren@example.org"]);
}
