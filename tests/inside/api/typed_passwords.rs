//! A password is the same on every keyboard: `é` as one character, and as `e` with an accent.

use crate::support::*;

/// As most systems send it.
const COMPOSED: &str = "Gr\u{fc}n-K\u{e4}se-\u{d6}l-42\u{e9}";
/// As Firefox on macOS has sent it.
const DECOMPOSED: &str = "Gru\u{308}n-Ka\u{308}se-O\u{308}l-42e\u{301}";
/// A second password.
const OTHER_COMPOSED: &str = "Br\u{fc}cken-\u{d6}fen-77";
const OTHER_DECOMPOSED: &str = "Bru\u{308}cken-O\u{308}fen-77";

/// Hashes of [`DECOMPOSED`] as it is: by Argon2 with the cost of the tests, and in the format of Werkzeug. Created with `argon2-cffi`
/// and `hashlib` of Python.
const ARGON2: &str = "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$PPHQRFrGhso4+CosnX0FpSj27dk9uev59a3FcvqE8wA";
const WERKZEUG: &str =
    "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$7dcf6c27b6b1bb0b7f15ce9f6be2b9440aa9ae859032dd31739ae41eb6fb5f89";
/// The same of [`COMPOSED`].
const WERKZEUG_COMPOSED: &str =
    "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$92dca91d1a01f3f870f4a61f41c9acda7fcd59a48ea6c12b712be538d64d6065";

async fn register(app: &TestApp, username: &str, password: &str) -> Value {
    let body = json!({"username": username, "email": format!("{username}@example.org"), "password": password});
    app.post("/api/users/register").json(&body).expect_status(201).await.json()
}

async fn stored_hash(app: &TestApp, username: &str) -> String {
    let sql = format!("SELECT password_hash FROM users WHERE username_key = '{username}'");
    app.database.run(&sql).await.remove(0)
}

#[tokio::test]
async fn a_password_signs_in_however_its_letters_are_typed() {
    let app = TestApp::new().await;
    for (username, chosen) in [("maren", COMPOSED), ("jonas", DECOMPOSED)] {
        register(&app, username, chosen).await;
        let hash = stored_hash(&app, username).await;
        for typed in [COMPOSED, DECOMPOSED] {
            app.sign_in(username, typed).expect_status(200).await;
        }
        assert_eq!(stored_hash(&app, username).await, hash, "it is as it should be");
        for wrong in ["Grun-Kase-Ol-42e", OTHER_DECOMPOSED] {
            app.sign_in(username, wrong).send().await.assert_refused(401, "invalid_credentials");
        }
    }
    app.sign_in("nobody", DECOMPOSED).send().await.assert_refused(401, "invalid_credentials");
}

/// Passwords of earlier versions, and of other programs.
#[tokio::test]
async fn a_hash_of_what_was_sent_signs_in_and_then_every_form_does() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    register(&app, "maren", OTHER_COMPOSED).await;
    app.database.run(&format!("UPDATE users SET password_hash = '{ARGON2}' WHERE username_key = 'maren'")).await;
    let file = format!(
        "email,username,password_hash\r\n\
         jonas@example.org,jonas,{WERKZEUG}\r\n\
         ines@example.org,ines,{WERKZEUG_COMPOSED}\r\n"
    );
    app.import(&admin, "", file).await.expect_status(200);

    for (username, before) in [("maren", ARGON2), ("jonas", WERKZEUG)] {
        app.sign_in(username, OTHER_DECOMPOSED).expect_status(401).await;
        app.sign_in(username, COMPOSED).expect_status(401).await;
        assert_eq!(stored_hash(&app, username).await, before, "a failure replaces nothing");
        app.sign_in(username, DECOMPOSED).expect_status(200).await;
        let after = stored_hash(&app, username).await;
        assert!(after != before && after.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{username}: {after}");
        app.sign_in(username, COMPOSED).expect_status(200).await;
        app.sign_in(username, DECOMPOSED).expect_status(200).await;
        assert_eq!(stored_hash(&app, username).await, after, "{username}: it is replaced once");
    }
    app.sign_in("ines", DECOMPOSED).expect_status(200).await;
    app.sign_in("ines", COMPOSED).expect_status(200).await;
}

#[tokio::test]
async fn the_current_password_is_right_however_it_is_typed() {
    let app = TestApp::new().await;
    let maren = register(&app, "maren", COMPOSED).await;
    let tokens = Tokens::of(&app.sign_in("maren", COMPOSED).expect_status(200).await.json());
    let send = async |method: Method, path: &str, body: Value| app.send(&tokens, method, path, &body).await.outcome();
    let path = path_of(&maren);
    assert_eq!(send(Method::POST, "/api/auth/step-up", json!({"password": DECOMPOSED})).await, "200");
    let email = json!({"email": "new@example.org", "current_password": DECOMPOSED});
    assert_eq!(send(Method::PATCH, &path, email).await, "200");
    let change = json!({"current_password": DECOMPOSED, "new_password": OTHER_DECOMPOSED});
    assert_eq!(send(Method::PUT, "/api/auth/password", change).await, "204");
    app.sign_in("maren", OTHER_COMPOSED).expect_status(200).await;
    assert_eq!(send(Method::DELETE, &path, json!({"password": DECOMPOSED})).await, "422 validation_failed");
    assert_eq!(send(Method::DELETE, &path, json!({"password": OTHER_COMPOSED})).await, "204");
}

#[tokio::test]
async fn a_password_that_was_set_otherwise_is_the_same_as_well() {
    let app = TestApp::with(|config| config.test_mode = true).await;
    let (_, admin) = app.administrator("admin").await;
    // As `vestibule user set-password` does.
    register(&app, "maren", OTHER_COMPOSED).await;
    let id = app.id_of("maren").await.parse().expect("an id");
    app.accounts.passwords().set_password(&Caller::system(), id, &DECOMPOSED.into()).await.expect("a password");
    app.sign_in("maren", COMPOSED).expect_status(200).await;
    // An import of plain passwords.
    let file = format!("email,username,password\r\njonas@example.org,jonas,{DECOMPOSED}\r\n");
    app.import(&admin, "", file).await.expect_status(200);
    app.sign_in("jonas", COMPOSED).expect_status(200).await;
}

#[tokio::test]
async fn a_password_that_is_repeated_in_another_form_is_repeated() {
    let app = TestApp::new().await;
    let send = async |username: &str, confirmed: &str| {
        let email = format!("{username}@example.org");
        let body = json!({"username": username, "email": email, "password": COMPOSED, "confirm_password": confirmed});
        app.post("/api/users/register").json(&body).send().await
    };
    assert_eq!(send("maren", DECOMPOSED).await.outcome(), "201");
    assert_eq!(send("jonas", OTHER_DECOMPOSED).await.errors(), "confirm_password mismatch");
}

/// The length of a password is that of what is hashed.
#[tokio::test]
async fn an_accent_that_is_typed_apart_makes_no_password_longer() {
    let app = TestApp::new().await;
    let body = json!({"email": "maren@example.org", "password": "kettle-lante\u{301}rn"});
    let reply = app.post("/api/users/register").json(&body).expect_status(422).await;
    assert_eq!(reply.errors(), "password too_simple");
}

mod pages {
    use super::*;
    use crate::support::mailbox::{deliver, wait_for};

    #[tokio::test]
    async fn forms_compare_passwords_as_people_type_them() {
        let app = TestApp::new().await;
        register(&app, "maren", COMPOSED).await;
        let mut browser = app.browser();
        let entered = browser.submit("/actions/login", &[("login", "maren"), ("password", DECOMPOSED)]).await;
        assert_eq!(entered.location(), "/account");
        let fields = [("current_password", DECOMPOSED), ("new_password", OTHER_DECOMPOSED)];
        browser.submit("/actions/password", &fields).await.expect_status(303);
        app.sign_in("maren", OTHER_COMPOSED).expect_status(200).await;
    }

    #[tokio::test]
    async fn the_link_of_a_registration_takes_its_password_however_it_is_typed() {
        let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
        let (mut browser, mut phone) = (app.browser(), app.browser());
        let fields = [("username", "maren"), ("email", "maren@example.org"), ("password", COMPOSED)];
        assert_eq!(browser.submit("/actions/register", &fields).await.location(), "/check-mail");
        wait_for(&app, &["confirm_email maren@example.org"]).await;
        let token = deliver(&app).await[0].token("/verify-email");
        let fields = [("token", token.as_str()), ("password", DECOMPOSED)];
        assert_eq!(phone.submit("/actions/verify-email", &fields).await.location(), "/login");
        app.sign_in("maren", COMPOSED).expect_status(200).await;
    }
}
