//! Accounts without a password: how it is removed and set again, and a recovery code when the passkeys are lost.

use super::{AUTHENTICATOR, Owner, RECOVERY_CODES};
use crate::support::mailbox::{discard, wait_for, waiting};
use crate::support::*;
use std::sync::atomic::{AtomicU64, Ordering};
use vestibule::shared::ids::PasskeyId;
use vestibule::shared::next::with_parameter;
use vestibule::store::added_in::AddedIn;
use vestibule::store::factors::passkeys::{self, NewPasskey};
use vestibule::store::sessions;

const OWN_PASSWORD: &str = "/api/auth/password";
const PASSKEYS: &str = "/api/account/factors/passkeys";

/// Somebody with passkeys, which a test cannot use: it stores what they prove.
struct Person<'a> {
    app: &'a TestApp,
    id: UserId,
    tokens: Tokens,
}

impl<'a> Person<'a> {
    /// With as many passkeys, and a session with a proof by one of them.
    async fn new(app: &'a TestApp, username: &str, count: u128) -> Self {
        let (user, tokens) = app.member(username).await;
        app.set_confirmed(username).await;
        let person = Self { app, id: id_of(&user).parse().expect("an id"), tokens };
        for _ in 0..count {
            person.add_passkey("localhost").await;
        }
        person.prove("hwk").await;
        person
    }

    async fn add_passkey(&self, domain: &str) {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let id = Uuid::from_u128(NUMBER.fetch_add(1, Ordering::Relaxed).into());
        let new = NewPasskey {
            id: PasskeyId(id),
            user: self.id,
            rp_id: domain.to_owned(),
            credential_id: id.as_bytes().to_vec(),
            credential: "{}".to_owned(),
            name: "Phone".to_owned(),
            aaguid: None,
            is_synced: true,
            is_backed_up: true,
            sign_count: 0,
            added: AddedIn::default(),
            created_at: self.app.accounts.now(),
        };
        let added = self.app.db.write(async move |mut tx: Tx| passkeys::insert(&mut tx, &new).await);
        added.await.expect("a passkey");
    }

    /// Stores that the session has been proved now by these methods.
    async fn prove(&self, methods: &'static str) {
        let current = self.app.accounts.sessions().authenticate(&self.tokens.access).await.expect("a session");
        let (session, at) = (current.session_id().expect("a session"), self.app.accounts.now());
        let proved = self.app.db.write(async move |mut tx: Tx| sessions::prove(&mut tx, session, methods, at).await);
        assert!(proved.await.expect("an answer"));
    }

    async fn remove_password(&self) -> Reply {
        self.app.delete(OWN_PASSWORD).bearer(&self.tokens.access).send().await
    }

    async fn recovery_codes(&self) -> Vec<String> {
        let new = self.app.post(RECOVERY_CODES).bearer(&self.tokens.access).expect_status(201).await.json();
        let codes = new["codes"].as_array().expect("codes").iter();
        codes.map(|code| code.as_str().expect("a code").to_owned()).collect()
    }

    async fn has_password(&self) -> bool {
        let factors = self.app.read(&self.tokens, "/api/account/factors").await.json();
        factors["has_password"].as_bool().expect("a flag")
    }
}

async fn recover(app: &TestApp, login: &str, code: &str) -> Reply {
    app.post("/api/auth/login/recovery").json(&json!({"login": login, "recovery_code": code})).send().await
}

#[tokio::test]
async fn a_password_is_removed_after_a_proof_by_passkey() {
    let app = TestApp::new().await;
    let (user, tokens) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let other = app.log_in("maren").await;
    let maren = Person { app: &app, id: id_of(&user).parse().expect("an id"), tokens };
    maren.add_passkey("localhost").await;
    maren.add_passkey("localhost").await;
    let refused = maren.remove_password().await;
    refused.assert_refused(401, "step_up_required");
    let challenge = refused.header("www-authenticate");
    assert!(challenge.contains("urn:vestibule:acr:second-factor"), "the password alone proves nothing: {challenge}");
    maren.prove("pwd otp").await;
    let challenge = maren.remove_password().await.header("www-authenticate").to_owned();
    assert!(challenge.contains("urn:vestibule:acr:passkey"), "a code proves too little: {challenge}");

    maren.prove("hwk").await;
    discard(&app).await;
    maren.remove_password().await.expect_status(204);
    assert!(!maren.has_password().await);
    assert_eq!(waiting(&app).await, ["password_removed maren@example.org"]);
    assert_eq!(app.events("factor.remove").await[0].detail.as_deref(), Some("password"));
    app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    app.me(&other.access).expect_status(401).await;
    maren.remove_password().await.expect_status(204);

    app.wait(10 * 60);
    maren.remove_password().await.assert_refused(401, "step_up_required");
}

#[tokio::test]
async fn two_passkeys_or_one_and_recovery_codes_take_the_place_of_a_password() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 1).await;
    maren.remove_password().await.assert_refused(409, "factor_needed");
    // Of the host before: nobody can use it any more.
    maren.add_passkey("old.example.org").await;
    maren.remove_password().await.assert_refused(409, "factor_needed");
    maren.recovery_codes().await;
    maren.remove_password().await.expect_status(204);
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let maren = Person::new(&app, "maren", 1).await;
    let codes = maren.recovery_codes().await;
    maren.remove_password().await.expect_status(204);

    let factors = app.read(&maren.tokens, "/api/account/factors").await.json();
    let passkey = format!("{PASSKEYS}/{}", id_of(&factors["passkeys"][0]));
    let remove = async || app.delete(&passkey).bearer(&maren.tokens.access).send().await;
    remove().await.assert_refused(409, "factor_needed");
    let reset = app.delete(&format!("/api/users/{}/factors", maren.id)).bearer(&boss.access).send().await;
    reset.assert_refused(409, "factor_needed");
    let by_operator = app.accounts.factors().reset_factors(&Caller::system(), maren.id).await;
    assert_eq!(code(by_operator), ErrorCode::FactorNeeded);

    for code in &codes {
        recover(&app, "maren", code).await.expect_status(200);
    }
    let factors = app.read(&maren.tokens, "/api/account/factors").await.json();
    assert_eq!(factors["recovery_codes"]["left"], 0, "using the last one is no removal");
    maren.recovery_codes().await;
    maren.add_passkey("localhost").await;
    remove().await.expect_status(204);
}

#[tokio::test]
async fn a_recovery_code_signs_in_without_a_password() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 2).await;
    let codes = maren.recovery_codes().await;
    recover(&app, "maren", &codes[0]).await.assert_refused(401, "invalid_credentials");
    maren.remove_password().await.expect_status(204);
    discard(&app).await;

    let typed = codes[0].to_lowercase().replace('-', " ");
    let tokens = Tokens::of(&recover(&app, "maren@example.org", &typed).await.expect_status(200).json());
    let claims = part_of_jwt(&tokens.access, 1);
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["recovery"]), &json!("urn:vestibule:acr:password")));
    assert!(waiting(&app).await.contains(&"factor_changed maren@example.org".to_owned()));
    assert_eq!(app.events("recovery_code.use").await.len(), 1);
    recover(&app, "maren", &codes[0]).await.assert_refused(401, "invalid_credentials");
    // A new passkey needs no other proof.
    app.post(&format!("{PASSKEYS}/begin")).bearer(&tokens.access).expect_status(200).await;
}

#[tokio::test]
async fn a_recovery_code_alone_never_takes_the_place_of_a_password() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 2).await;
    let codes = maren.recovery_codes().await;
    let expected = recover(&app, "nobody", &codes[0]).await;
    expected.assert_refused(401, "invalid_credentials");
    for (login, code) in [("maren", codes[1].as_str()), ("maren", "0000-0000-0000-0000-0000-0000"), ("maren", "123456")]
    {
        let refused = recover(&app, login, code).await;
        refused.assert_refused(401, "invalid_credentials");
        assert_eq!(refused.json()["detail"], expected.json()["detail"], "{code}");
    }
    let factors = app.read(&maren.tokens, "/api/account/factors").await.json();
    assert_eq!(factors["recovery_codes"]["left"], 10, "none was used up");

    // The code of somebody else.
    maren.remove_password().await.expect_status(204);
    let jonas = Person::new(&app, "jonas", 2).await;
    let other = jonas.recovery_codes().await;
    recover(&app, "maren", &other[0]).await.assert_refused(401, "invalid_credentials");
}

/// An undo of a change of address leaves the account without a password as well.
#[tokio::test]
async fn an_account_that_has_lost_its_password_otherwise_gets_a_link() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 0).await;
    let codes = maren.recovery_codes().await;
    app.database.run("UPDATE users SET password_hash = '!' WHERE username = 'maren'").await;
    recover(&app, "maren", &codes[0]).await.assert_refused(401, "invalid_credentials");
}

#[tokio::test]
async fn wrong_recovery_codes_count_like_wrong_passwords() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for _ in 0..10 {
        recover(&app, "maren", "0000-0000-0000-0000-0000-0000").await.assert_refused(401, "invalid_credentials");
    }
    app.sign_in("maren", PASSWORD).send().await.assert_refused(429, "too_many_attempts");
}

#[tokio::test]
async fn a_password_is_set_again_after_a_recent_proof() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 2).await;
    maren.remove_password().await.expect_status(204);
    let set = async || {
        let body = json!({"new_password": OTHER_PASSWORD});
        app.send(&maren.tokens, Method::PUT, OWN_PASSWORD, &body).await
    };
    app.wait(10 * 60);
    set().await.assert_refused(401, "step_up_required");
    maren.prove("hwk").await;
    set().await.expect_status(204);
    assert!(maren.has_password().await);
    app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
    assert_eq!(set().await.status, 422, "now it is asked for");
}

#[tokio::test]
async fn an_account_without_a_password_is_deleted_and_moved_after_a_recent_proof() {
    let app = TestApp::new().await;
    let maren = Person::new(&app, "maren", 2).await;
    maren.remove_password().await.expect_status(204);
    let path = format!("/api/users/{}", maren.id);
    let body = json!({"email": "holt@example.org"});
    app.wait(10 * 60);
    app.send(&maren.tokens, Method::PATCH, &path, &body).await.assert_refused(401, "step_up_required");
    maren.prove("hwk").await;
    app.send(&maren.tokens, Method::PATCH, &path, &body).await.expect_status(200);
    app.delete(&path).bearer(&maren.tokens.access).expect_status(204).await;
}

#[tokio::test]
async fn who_has_passkeys_waits_for_no_password_and_gets_no_link_by_mail() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let maren = Person::new(&app, "maren", 2).await;
    let forgot = async || {
        let body = json!({"email": "maren@example.org"});
        app.post("/api/auth/password/forgot").json(&body).expect_status(202).await;
    };
    discard(&app).await;
    forgot().await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    maren.remove_password().await.expect_status(204);
    let links = "SELECT purpose FROM one_time_tokens WHERE purpose = 'password' AND used_at IS NULL";
    assert_eq!(app.database.run(links).await.len(), 1, "somebody else may have removed it: one from before stays");

    discard(&app).await;
    forgot().await;
    wait_for(&app, &["how_to_sign_in maren@example.org"]).await;
    let counted = app.read(&boss, "/api/users/awaiting-password").await.json();
    assert_eq!((&counted["accounts"], &counted["uninvited"]), (&json!(0), &json!(0)), "{counted}");
    let invitation = format!("/api/users/{}/invitation", maren.id);
    app.send(&boss, Method::POST, &invitation, &json!({})).await.assert_refused(422, "validation_failed");
}

#[tokio::test]
async fn by_the_rules_of_nist_a_password_may_be_shorter_beside_a_second_factor() {
    const SHORT: &str = "qm7-vexol";
    let app = TestApp::with(|config| config.password_rules.nist = true).await;
    let maren = Owner::new(&app, "maren").await;
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        app.send(&maren.tokens, Method::PUT, OWN_PASSWORD, &body).await
    };
    let jonas = app.member("jonas").await.1;
    let alone = json!({"current_password": PASSWORD, "new_password": SHORT});
    let refused = app.send(&jonas, Method::PUT, OWN_PASSWORD, &alone).await;
    assert_eq!(refused.errors(), "new_password too_short");

    change(PASSWORD, SHORT).await.expect_status(204);
    let remove = async |body: Value| app.send(&maren.tokens, Method::DELETE, AUTHENTICATOR, &body).await;
    for (body, expected) in [
        (json!({}), "current_password required"),
        (json!({"current_password": PASSWORD}), "current_password wrong_password"),
        (json!({"current_password": SHORT}), "current_password too_short"),
    ] {
        assert_eq!(remove(body).await.errors(), expected);
    }
    change(SHORT, OTHER_PASSWORD).await.expect_status(204);
    remove(json!({"current_password": OTHER_PASSWORD})).await.expect_status(204);
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn a_form_signs_in_with_a_recovery_code_and_the_next_page_asks_for_a_passkey() {
        let app = TestApp::new().await;
        let maren = Person::new(&app, "maren", 2).await;
        let codes = maren.recovery_codes().await;
        maren.remove_password().await.expect_status(204);
        let mut browser = app.browser();
        assert!(browser.open("/login").await.links_to("/login/recovery"));
        browser.open("/login/recovery").await.expect_status(200).assert_shows(&["Sign in with a recovery code"]);
        let wrong = [("login", "maren"), ("recovery_code", "0000-0000-0000-0000-0000-0000")];
        let refused = browser.submit_and_follow("/actions/recovery-sign-in", &wrong).await;
        refused.assert_shows(&["Sign in with a recovery code", "username and recovery code do not match"]);
        refused.assert_hides(&["username and password do not match"]);
        let right = [("login", "maren"), ("recovery_code", codes[0].as_str())];
        let page = browser.submit_and_follow("/actions/recovery-sign-in", &right).await;
        page.assert_shows(&["Add a new passkey now", "You have no password", "Set a password"]);
    }

    #[tokio::test]
    async fn a_sign_in_with_a_recovery_code_keeps_the_page_that_was_requested() {
        let app = TestApp::new().await;
        let maren = Person::new(&app, "maren", 2).await;
        let codes = maren.recovery_codes().await;
        maren.remove_password().await.expect_status(204);
        let mut codes = codes.iter();
        for (goal, opener) in [("/account/devices?a=b", "same-origin"), ("/oauth/authorize?a=b", "unsafe-none")] {
            let mut browser = app.browser();
            let goal = &*browser.handle_for(goal).await;
            let on = |page: &str| with_parameter(page, "next", goal);
            assert!(browser.open(&on("/login")).await.links_to(&on("/login/recovery")), "{goal}");
            let page = browser.open(&on("/login/recovery")).await.expect_status(200);
            assert_eq!(page.header("cross-origin-opener-policy"), opener, "{goal}");
            assert!(page.links_to(&on("/login")) && page.hidden("next") == goal, "{}", page.text());
            let wrong = [("login", "maren"), ("recovery_code", "0000-0000-0000-0000-0000-0000"), ("next", goal)];
            let refused = browser.submit("/actions/recovery-sign-in", &wrong).await;
            assert_eq!(refused.location(), on("/login/recovery"));
            let code = codes.next().expect("a code");
            let right = [("login", "maren"), ("recovery_code", code.as_str()), ("next", goal)];
            let signed_in = browser.submit("/actions/recovery-sign-in", &right).await;
            assert_eq!(signed_in.location(), on("/account/security"));
            assert_eq!(signed_in.header("cross-origin-opener-policy"), opener, "{goal}");
            let page = browser.follow(&signed_in).await.expect_status(200);
            assert!(page.links_to(&crate::support::openid::go(goal)), "{}", page.text());
            page.assert_shows(&["Add a new passkey now"]);
        }
    }

    #[tokio::test]
    async fn the_page_about_security_removes_a_password() {
        let app = TestApp::new().await;
        let mut browser = app.member_in_browser("maren").await;
        browser.open("/account/security").await.assert_hides(&["/actions/password/remove"]);
        let id = app.id_of("maren").await.parse().expect("an id");
        let person = Person { app: &app, id, tokens: Tokens { access: String::new(), refresh: String::new() } };
        person.add_passkey("localhost").await;
        let page = browser.open("/account/security").await;
        page.assert_shows(&["you need a second passkey, or recovery codes"]);
        person.add_passkey("localhost").await;
        browser.open("/account/security").await.assert_shows(&["/actions/password/remove"]);
        let asked = browser.submit("/actions/password/remove", &[]).await;
        assert_eq!(asked.location(), "/confirm?next=%2Faccount%2Fsecurity", "the password alone proves too little");
    }
}
