//! Signing in with a code after the right password.

mod dropped;
mod earlier_sessions;
mod fresh;
mod imported;
mod step_up;
mod trusted;
mod without_password;

use crate::support::mailbox::{discard, waiting};
use crate::support::totp::{totp, wrong_totp};
use crate::support::*;

const MINUTE: u64 = 60;
const AUTHENTICATOR: &str = "/api/account/factors/authenticator";
const RECOVERY_CODES: &str = "/api/account/factors/recovery-codes";

/// Somebody with an authenticator app.
struct Owner<'a> {
    app: &'a TestApp,
    username: &'static str,
    secret: String,
    /// Of the session that has added it.
    tokens: Tokens,
}

impl<'a> Owner<'a> {
    /// Registers, and adds the app. The code of the present step has been used then, so time passes.
    async fn new(app: &'a TestApp, username: &'static str) -> Self {
        let (_, tokens) = app.member(username).await;
        let secret = add_authenticator(app, &tokens).await;
        Self { app, username, secret, tokens }
    }

    /// The code that the app shows now.
    fn code(&self) -> String {
        totp(&self.secret, self.app.accounts.now())
    }

    fn wrong_code(&self) -> String {
        wrong_totp(&self.secret, self.app.accounts.now())
    }

    /// The next code of the app, which was not used.
    fn next_code(&self) -> String {
        self.app.wait(30);
        self.code()
    }

    /// Sends the right password; returns the token with which the sign-in goes on.
    async fn pending(&self) -> String {
        let reply = self.app.sign_in(self.username, PASSWORD).send().await;
        reply.assert_refused(401, "second_factor_required");
        reply.json()["pending_token"].as_str().expect("a token").to_owned()
    }

    async fn recovery_codes(&self) -> Vec<String> {
        let new = self.app.post(RECOVERY_CODES).bearer(&self.tokens.access).expect_status(201).await.json();
        let codes = new["codes"].as_array().expect("codes").iter();
        codes.map(|code| code.as_str().expect("a code").to_owned()).collect()
    }
}

/// Adds an authenticator app to the account of a session; returns its secret.
pub async fn add_authenticator(app: &TestApp, tokens: &Tokens) -> String {
    let new = app.post(&format!("{AUTHENTICATOR}/begin")).bearer(&tokens.access).expect_status(200).await.json();
    let secret = new["secret"].as_str().expect("a secret").to_owned();
    let body = json!({"setup": new["setup"], "code": totp(&secret, app.accounts.now())});
    app.send(tokens, Method::POST, &format!("{AUTHENTICATOR}/confirm"), &body).await.expect_status(200);
    app.wait(30);
    secret
}

/// Completes a sign-in with a code.
async fn complete(app: &TestApp, pending: &str, code: &str) -> Reply {
    app.post("/api/auth/login/code").json(&json!({"pending_token": pending, "code": code})).send().await
}

#[tokio::test]
async fn the_page_of_the_second_step_says_whose_sign_in_it_completes() {
    let app = TestApp::new().await;
    Owner::new(&app, "maren").await;
    let mut browser = app.browser();
    let reply = browser.log_in("maren").await;
    browser.follow(&reply).await.assert_shows(&["protects the account maren."]);
}

#[tokio::test]
async fn the_right_password_and_then_the_right_code_sign_in() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let reply = app.sign_in("maren", PASSWORD).send().await;
    reply.assert_refused(401, "second_factor_required");
    let problem = reply.json();
    assert_eq!((&problem["methods"], &problem["expires_in"]), (&json!(["code"]), &json!(600)));
    assert!(problem.get("access_token").is_none() && problem.get("extension").is_none(), "{problem}");
    assert!(reply.header("www-authenticate").starts_with("Bearer "));
    let before = app.events("session.start").await.len();

    let tokens = Tokens::of(&complete(&app, &maren.pending().await, &maren.code()).await.expect_status(200).json());
    assert_eq!(app.me(&tokens.access).expect_status(200).await.json()["username"], "maren");
    let claims = part_of_jwt(&tokens.access, 1);
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]));
    assert_eq!(claims["acr"], "urn:vestibule:acr:second-factor");
    assert_eq!(claims["auth_time"], app.accounts.now().seconds() - 30);
    let renewed = Tokens::of(&app.refresh(&tokens).await.expect_status(200).json());
    assert_eq!(part_of_jwt(&renewed.access, 1)["acr"], claims["acr"], "renewing changes nothing");
    assert_eq!(app.events("session.start").await.len(), before + 1, "the right password alone is no sign-in");
}

#[tokio::test]
async fn only_the_right_password_shows_that_there_is_a_second_factor() {
    let app = TestApp::new().await;
    Owner::new(&app, "maren").await;
    app.register("jonas").await;
    let (with, without) = (app.sign_in("maren", "wrong").send().await, app.sign_in("jonas", "wrong").send().await);
    with.assert_refused(401, "invalid_credentials");
    let unknown = app.sign_in("ida", "wrong").send().await;
    for other in [without, unknown] {
        assert_eq!((other.status, &other.json()["detail"]), (with.status, &with.json()["detail"]));
    }
}

#[tokio::test]
async fn a_code_is_read_with_spaces_and_full_width_digits() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let spellings: [fn(&str) -> String; 3] =
        [|code| format!("{} {}", &code[..3], &code[3..]), |code| format!(" {code}\n"), |code| code.to_owned()];
    for spelling in spellings {
        complete(&app, &maren.pending().await, &spelling(&maren.next_code())).await.expect_status(200);
    }
    // As a keyboard for Japanese types it.
    let code = maren.next_code();
    let wide = code.bytes().map(|digit| char::from_u32(0xff10 + u32::from(digit - b'0')));
    let wide: String = wide.map(|digit| digit.expect("a digit")).collect();
    complete(&app, &maren.pending().await, &wide).await.expect_status(200);
    for missing in [json!({}), json!({"pending_token": "x", "code": " "})] {
        let reply = app.post("/api/auth/login/code").json(&missing).send().await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, "code required"));
    }
}

#[tokio::test]
async fn codes_of_others_and_of_other_times_are_wrong_and_each_works_once() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let jonas = Owner::new(&app, "jonas").await;
    let yesterday = totp(&maren.secret, app.accounts.now().minus(Duration::from_secs(24 * 60 * 60)));
    let pending = maren.pending().await;
    for wrong in [maren.wrong_code(), jonas.code(), yesterday, "000".to_owned()] {
        // Rarely, the code of somebody else is right by chance.
        if wrong != maren.code() {
            complete(&app, &pending, &wrong).await.assert_refused(401, "invalid_code");
        }
    }
    let refused: Vec<_> = app.events("session.start").await.into_iter().filter_map(|event| event.detail).collect();
    assert!(refused.iter().any(|detail| detail == "wrong_code"), "{refused:?}");

    let code = maren.code();
    complete(&app, &pending, &code).await.expect_status(200);
    complete(&app, &maren.pending().await, &code).await.assert_refused(401, "invalid_code");
    app.wait(30);
    complete(&app, &maren.pending().await, &code).await.assert_refused(401, "invalid_code");
}

#[tokio::test]
async fn a_code_is_used_once_also_by_two_sign_ins_at_the_same_time() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let (one, other, code) = (maren.pending().await, maren.pending().await, maren.code());
    let replies = futures::future::join(complete(&app, &one, &code), complete(&app, &other, &code)).await;
    let mut statuses = [replies.0.status, replies.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn five_wrong_codes_end_a_sign_in() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let pending = maren.pending().await;
    for _ in 0..4 {
        complete(&app, &pending, &maren.wrong_code()).await.assert_refused(401, "invalid_code");
    }
    complete(&app, &pending, &maren.wrong_code()).await.assert_refused(401, "pending_expired");
    complete(&app, &pending, &maren.code()).await.assert_refused(401, "pending_expired");
    complete(&app, &maren.pending().await, &maren.code()).await.expect_status(200);
}

#[tokio::test]
async fn a_sign_in_waits_for_ten_minutes_and_is_completed_once() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let (late, in_time) = (maren.pending().await, maren.pending().await);
    app.wait(10 * MINUTE - 1);
    complete(&app, &in_time, &maren.code()).await.expect_status(200);
    app.wait(1);
    complete(&app, &late, &maren.next_code()).await.assert_refused(401, "pending_expired");

    let pending = maren.pending().await;
    complete(&app, &pending, &maren.next_code()).await.expect_status(200);
    complete(&app, &pending, &maren.next_code()).await.assert_refused(401, "pending_expired");
    for made_up in ["", "made up", "q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU"] {
        complete(&app, made_up, &maren.code()).await.assert_refused(401, "pending_expired");
    }
}

#[tokio::test]
async fn a_sign_in_is_over_when_the_password_the_account_or_the_factors_change() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let pending = maren.pending().await;
    app.change("maren", "disable").await;
    complete(&app, &pending, &maren.code()).await.assert_refused(401, "pending_expired");
    app.change("maren", "enable").await;
    complete(&app, &pending, &maren.code()).await.assert_refused(401, "pending_expired");
    complete(&app, &maren.pending().await, &maren.code()).await.expect_status(200);

    let jonas = Owner::new(&app, "jonas").await;
    let pending = jonas.pending().await;
    app.delete(AUTHENTICATOR).bearer(&jonas.tokens.access).expect_status(204).await;
    complete(&app, &pending, &jonas.code()).await.assert_refused(401, "pending_expired");
    app.sign_in("jonas", PASSWORD).expect_status(200).await;

    let ida = Owner::new(&app, "ida").await;
    let pending = ida.pending().await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.send(&ida.tokens, Method::PUT, "/api/auth/password", &body).await.expect_status(204);
    complete(&app, &pending, &ida.code()).await.assert_refused(401, "pending_expired");
}

#[tokio::test]
async fn a_recovery_code_takes_the_place_of_a_code_once() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let codes = maren.recovery_codes().await;
    assert_eq!(codes.len(), 10);
    let methods = app.sign_in("maren", PASSWORD).send().await.json()["methods"].clone();
    assert_eq!(methods, json!(["code", "recovery_code"]));

    let spelt = codes[0].to_lowercase().replace('-', " ");
    let tokens = Tokens::of(&complete(&app, &maren.pending().await, &spelt).await.expect_status(200).json());
    assert_eq!(part_of_jwt(&tokens.access, 1)["amr"], json!(["pwd", "recovery", "mfa"]));
    complete(&app, &maren.pending().await, &codes[0]).await.assert_refused(401, "invalid_code");
    complete(&app, &maren.pending().await, &codes[1]).await.expect_status(200);
    let factors = app.read(&tokens, "/api/account/factors").await.expect_status(200).json();
    assert_eq!((&factors["recovery_codes"]["left"], &factors["recovery_codes"]["total"]), (&json!(8), &json!(10)));
    assert_eq!(app.events("recovery_code.use").await.len(), 2);
}

#[tokio::test]
async fn the_right_password_alone_is_neither_a_failure_nor_a_success() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let wrong = async |address: &str| app.sign_in("maren", "wrong").seen_from(address).send().await.outcome();
    for number in 0..9 {
        assert_eq!(wrong(&format!("192.0.2.{number}")).await, "401 invalid_credentials");
    }
    maren.pending().await;
    assert_eq!(wrong("198.51.100.1").await, "401 invalid_credentials", "the tenth");
    assert_eq!(wrong("198.51.100.2").await, "429 too_many_attempts");

    app.wait(30);
    complete(&app, &maren.pending().await, &maren.next_code()).await.expect_status(200);
    assert_eq!(wrong("198.51.100.3").await, "401 invalid_credentials", "the first since the complete sign-in");
    maren.pending().await;
}

#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_close_the_app_until_its_owner_signs_in_another_way() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let recovery = maren.recovery_codes().await;
    for codes in [[5; 19].as_slice(), &[4]].concat() {
        let pending = maren.pending().await;
        for _ in 0..codes {
            complete(&app, &pending, &maren.wrong_code()).await.expect_status(401);
        }
    }
    complete(&app, &maren.pending().await, &maren.wrong_code()).await.assert_refused(401, "invalid_code");
    let closed = complete(&app, &maren.pending().await, &maren.next_code()).await;
    closed.assert_refused(401, "invalid_code");
    assert!(closed.text().contains("are closed"), "{}", closed.text());

    complete(&app, &maren.pending().await, &recovery[0]).await.expect_status(200);
    complete(&app, &maren.pending().await, &maren.next_code()).await.expect_status(200);
}

#[tokio::test]
async fn the_notice_of_a_new_browser_is_sent_when_the_sign_in_is_complete() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    let reply = app.sign_in("maren", PASSWORD).header("user-agent", "curl/8.5.0").seen_from("203.0.113.9").send().await;
    let pending = reply.json()["pending_token"].clone();
    assert!(waiting(&app).await.is_empty(), "{:?}", waiting(&app).await);
    let call = app.post("/api/auth/login/code").header("user-agent", "curl/8.5.0").seen_from("203.0.113.9");
    call.json(&json!({"pending_token": pending, "code": maren.code()})).expect_status(200).await;
    assert_eq!(waiting(&app).await, ["new_sign_in maren@example.org"]);
}

#[tokio::test]
async fn an_unconfirmed_address_is_confirmed_before_the_second_factor() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let strict = app.replica(|config| config.require_verified_email = true).await;
    strict.sign_in("maren", PASSWORD).send().await.assert_refused(403, "email_unconfirmed");
    // One that began before.
    let pending = maren.pending().await;
    complete(&strict, &pending, &maren.code()).await.assert_refused(403, "email_unconfirmed");
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_although_the_sign_in_is_not_complete() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let hash = async |app: &TestApp| app.database.run("SELECT password_hash FROM users WHERE username = 'maren'").await;
    let before = hash(&app).await;
    let stricter = app.replica(|config| config.argon2.memory = 16).await;
    let reply = stricter.sign_in("maren", PASSWORD).send().await;
    reply.assert_refused(401, "second_factor_required");
    assert_ne!(hash(&app).await, before);
    let pending = reply.json()["pending_token"].as_str().expect("a token").to_owned();
    complete(&stricter, &pending, &maren.code()).await.expect_status(200);
}
