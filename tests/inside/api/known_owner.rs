//! By which address the owner of an account is known: by the present one alone, once it was confirmed or an administrator has handed a
//! link over.

use crate::support::mailbox::{deliver, discard, find, wait_for};
use crate::support::*;
use vestibule::config::SmtpUrl;

/// The address of a colleague who has no account.
const IDA: &str = "ida@example.org";
const CONFIRM: &str = "Confirm your new email address";

/// How an account has come to an owner who is known, and whose address was never confirmed.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// An administrator has opened it, and handed a link over.
    Opened,
    /// It was imported, and an administrator has handed a link over.
    Imported,
}

/// The path of the account of Lew, and a session of his.
async fn account(app: &TestApp, origin: Origin) -> (String, Tokens) {
    match origin {
        Origin::Opened => {
            let (_, boss) = app.administrator("boss").await;
            app.send(&boss, Method::POST, "/api/users", &json!({"username": "lew", "email": "lew@example.org"}))
                .await
                .expect_status(201);
        }
        Origin::Imported => {
            let (_, boss) = app.administrator("boss").await;
            app.import(&boss, "", "username,email\nlew,lew@example.org\n").await.expect_status(200);
        }
    }
    let verified = app.database.run("SELECT username FROM users WHERE username = 'lew' AND email_verified").await;
    assert!(verified.is_empty(), "no one has confirmed the address: {origin:?}");
    let id = app.id_of("lew").await;
    let user = id.parse().expect("an id");
    let link = app.accounts.passwords().issue_password_link(&Caller::system(), user).await.expect("a link");
    let url = link.url;
    app.choose_password(url.rsplit_once("token=").expect("a token").1, PASSWORD).expect_status(204).await;
    (format!("/api/users/{id}"), app.log_in("lew").await)
}

/// Lew asks for the address of Ida.
async fn take_address(app: &TestApp, path: &str, lew: &Tokens) -> Value {
    let body = json!({"email": IDA, "current_password": PASSWORD});
    app.send(lew, Method::PATCH, path, &body).await.expect_status(200).json()
}

/// Ida chooses a password with a message to her address.
async fn choose_by_mail(app: &TestApp) {
    choose_by_mail_at(app, IDA).await;
}

async fn choose_by_mail_at(app: &TestApp, address: &str) {
    discard(app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": address})).expect_status(202).await;
    wait_for(app, &[&format!("password_reset {address}")]).await;
    let link = deliver(app).await.remove(0).token("/reset-password");
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
}

/// Ida has the account of this address, and no one else gets in.
async fn assert_alone(app: &TestApp, lew: &Tokens, passkey: &mut Authenticator) {
    app.me(&lew.access).send().await.assert_refused(401, "token_revoked");
    passkey.sign_in(app).await.assert_refused(401, "passkey_refused");
    app.sign_in(IDA, PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    app.sign_in(IDA, OTHER_PASSWORD).expect_status(200).await;
}

/// Pre-hijacking by a person who was let in: the colleague chooses a password by mail, and must be alone with it.
#[tokio::test]
async fn nobody_is_known_by_an_address_that_they_have_entered() {
    for origin in [Origin::Opened, Origin::Imported] {
        for passkey_first in [true, false] {
            let app = TestApp::new().await;
            let (path, lew) = account(&app, origin).await;
            let mut passkey = Authenticator::new();
            if passkey_first {
                passkey.register(&app, &lew).await.expect_status(201);
                take_address(&app, &path, &lew).await;
            } else {
                take_address(&app, &path, &lew).await;
                passkey.register(&app, &lew).await.expect_status(201);
            }
            choose_by_mail(&app).await;
            assert_alone(&app, &lew, &mut passkey).await;
        }
    }
}

/// An address that is not confirmed is told of no change, so its mailbox has no button to press.
#[tokio::test]
async fn a_reset_by_mail_takes_back_what_was_added_before_the_address_was_confirmed() {
    for origin in [Origin::Opened, Origin::Imported] {
        let app = TestApp::new().await;
        let (_, thief) = account(&app, origin).await;
        let mut passkey = Authenticator::added(&app, &thief).await;
        assert!(deliver(&app).await.is_empty(), "it may be the address of a stranger: {origin:?}");
        choose_by_mail_at(&app, "lew@example.org").await;
        app.me(&thief.access).send().await.assert_refused(401, "token_revoked");
        passkey.sign_in(&app).await.assert_refused(401, "passkey_refused");
        let owner = app.sign_in("lew", OTHER_PASSWORD).expect_status(200).await.json();
        assert_eq!(owner["user"]["email_verified"], true);
    }
}

/// The mailbox may be that of another person.
#[tokio::test]
async fn a_reset_by_mail_gets_past_no_older_factor_and_confirms_nothing_then() {
    let app = TestApp::new().await;
    let (_, lew) = account(&app, Origin::Opened).await;
    let mut passkey = Authenticator::added(&app, &lew).await;
    app.wait(8 * 24 * 60 * 60);
    choose_by_mail_at(&app, "lew@example.org").await;
    app.sign_in("lew", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
    let signed_in = passkey.sign_in(&app).await.expect_status(200).json();
    assert_eq!(signed_in["user"]["email_verified"], false, "{signed_in}");
}

/// The administrator has mistyped it.
#[tokio::test]
async fn the_mailbox_of_an_address_without_a_voucher_ends_no_undo() {
    for by_report in [false, true] {
        let app = TestApp::new().await;
        let user = app.register("maren").await;
        app.set_confirmed("maren").await;
        let maren = app.log_in("maren").await;
        discard(&app).await;
        Authenticator::added(&app, &maren).await;
        let report = deliver(&app).await.remove(0).token("/report-sign-in");
        let (_, boss) = app.administrator("boss").await;
        app.send(&boss, Method::PATCH, &path_of(&user), &json!({"email": IDA})).await.expect_status(200);
        let messages = deliver(&app).await;
        let undo = messages.iter().find(|message| message.to == "maren@example.org").expect("an undo");
        let undo = undo.token("/undo-email-change");
        choose_by_mail(&app).await;
        discard(&app).await;
        let (path, token) =
            if by_report { ("/api/auth/sessions/report", report) } else { ("/api/auth/email/undo", undo) };
        app.post(path).json(&json!({"token": token})).expect_status(204).await;
        let messages = deliver(&app).await;
        let link = messages.iter().find(|message| message.contains("/reset-password?token=")).expect("a link");
        assert_eq!(link.to, "maren@example.org", "{by_report}");
        app.choose_password(&link.token("/reset-password"), PASSWORD).expect_status(204).await;
        app.sign_in(IDA, OTHER_PASSWORD).send().await.assert_refused(401, "invalid_credentials");
        app.sign_in("maren@example.org", PASSWORD).expect_status(200).await;
    }
}

#[tokio::test]
async fn nobody_is_known_by_an_address_that_an_administrator_does_not_vouch_for() {
    for vouches in [false, true] {
        let app = TestApp::new().await;
        let (path, lew) = account(&app, Origin::Opened).await;
        let mut passkey = Authenticator::added(&app, &lew).await;
        let (_, boss) = app.administrator("chief").await;
        let mut body = json!({"email": IDA});
        if vouches {
            body["email_verified"] = true.into();
        }
        app.send(&boss, Method::PATCH, &path, &body).await.expect_status(200);
        choose_by_mail(&app).await;
        if vouches {
            app.sign_in(IDA, OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
            passkey.sign_in(&app).await.expect_status(200);
        } else {
            assert_alone(&app, &lew, &mut passkey).await;
        }
    }
}

#[tokio::test]
async fn an_address_waits_for_its_confirmation_also_where_the_present_one_was_never_confirmed() {
    let smtp = SmtpUrl::parse("smtp://mail.example.org:587").expect("a URL");
    let app = TestApp::with(|config| config.smtp = Some(smtp)).await;
    let (path, lew) = account(&app, Origin::Opened).await;
    discard(&app).await;
    let reply = take_address(&app, &path, &lew).await;
    assert_eq!((&reply["email"], &reply["pending_email"]), (&"lew@example.org".into(), &IDA.into()));
    let link = find(&deliver(&app).await, IDA, CONFIRM).expect("a message").token("/verify-email");

    app.sign_up("ida", IDA).expect_status(201).await;
    let body = json!({"token": link});
    app.post("/api/auth/email/verify").json(&body).send().await.assert_refused(409, "email_taken");
}

/// The owner need not be known for that: a person who has mistyped the address can correct it.
#[tokio::test]
async fn a_mistyped_address_is_corrected_with_the_message_to_the_right_one() {
    let smtp = SmtpUrl::parse("smtp://mail.example.org:587").expect("a URL");
    let app = TestApp::with(|config| config.smtp = Some(smtp)).await;
    let (user, lew) = app.member("lew").await;
    discard(&app).await;
    take_address(&app, &path_of(&user), &lew).await;
    let link = find(&deliver(&app).await, IDA, CONFIRM).expect("a message").token("/verify-email");
    app.post("/api/auth/email/verify").json(&json!({"token": link})).expect_status(204).await;
    let seen = app.me(&lew.access).expect_status(200).await.json();
    assert_eq!((&seen["email"], &seen["email_verified"]), (&IDA.into(), &true.into()));
}
