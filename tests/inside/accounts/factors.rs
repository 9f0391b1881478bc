//! Authenticator apps and recovery codes, and what a browser is asked for to make a passkey.

use crate::support::mailbox::{discard, waiting};
use crate::support::*;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use std::collections::HashSet;
use vestibule::accounts::{LogIn, NewPasskeyRequest};
use vestibule::shared::FactorsView;
use vestibule::shared::requests::{ConfirmAuthenticatorRequest, LoginRequest, SecondFactorRequest};

/// What an app shows for a secret, as the page shows that.
fn code_at(secret: &str, now: Timestamp) -> String {
    let values = secret.bytes().filter(|byte| *byte != b' ').map(|byte| match byte {
        b'A'..=b'Z' => byte - b'A',
        digit => digit - b'2' + 26,
    });
    let bits: Vec<_> = values.flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1)).collect();
    let key: Vec<_> = bits.chunks(8).map(|byte| byte.iter().fold(0_u8, |all, bit| all << 1 | bit)).collect();
    let mac = Hmac::<Sha1>::new_from_slice(&key).unwrap().chain_update((now.seconds() / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[start], digest[start + 1], digest[start + 2], digest[start + 3]]);
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// A new account, in whose session somebody acts.
async fn member(app: &TestApp, username: &str) -> (Caller, UserId) {
    let (_, tokens) = app.member(username).await;
    let caller = app.caller(&tokens.access).await;
    let id = caller.user_id().unwrap();
    (caller, id)
}

async fn factors(app: &TestApp, id: UserId) -> FactorsView {
    app.accounts.factors().of(&Caller::system(), id).await.unwrap()
}

/// Adds an authenticator app, and returns its secret.
async fn add_authenticator(app: &TestApp, caller: &Caller) -> String {
    let new = app.accounts.factors().begin_authenticator(caller).await.unwrap();
    let code = code_at(&new.secret, app.accounts.now());
    let request = ConfirmAuthenticatorRequest {
        setup: new.setup.into(),
        code: code.into(),
        ..ConfirmAuthenticatorRequest::default()
    };
    app.accounts.factors().confirm_authenticator(caller, request).await.unwrap();
    new.secret
}

/// The field and the code of the only error.
fn problem<T>(result: Result<T, AppError>) -> (String, String) {
    let errors = result.err().expect("a refusal").errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    (errors[0].field.clone().into_owned(), errors[0].code.clone().into_owned())
}

fn of(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

/// Signs in with the password, and then with this code.
async fn sign_in_with(app: &TestApp, username: &str, code: &str) -> Result<(), AppError> {
    let request = LoginRequest { login: username.into(), password: PASSWORD.into(), ..LoginRequest::default() };
    let LogIn::SecondFactor(pending) = app.accounts.sessions().log_in(&Caller::default(), request).await.unwrap()
    else {
        panic!("{username} has no second factor");
    };
    let request = SecondFactorRequest {
        pending_token: pending.pending_token.into(),
        code: code.into(),
        ..SecondFactorRequest::default()
    };
    let browser = vestibule::accounts::Browser::default();
    app.accounts.sessions().log_in_with_code(&Caller::default(), browser, request).await.map(drop)
}

#[tokio::test]
async fn an_authenticator_app_counts_from_its_first_right_code_on() {
    let app = TestApp::new().await;
    let (caller, id) = member(&app, "maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    let new = app.accounts.factors().begin_authenticator(&caller).await.unwrap();
    assert!(new.uri.starts_with("otpauth://totp/Vestibule:maren?secret="), "{}", new.uri);
    assert!(new.uri.contains(&new.secret), "{}", new.uri);
    assert!(
        new.secret.len() == 32 && new.secret.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "as programs read it"
    );
    assert!(new.qr_svg.starts_with("<svg ") && !new.qr_svg.contains("script"), "{}", new.qr_svg);
    let handle = app.accounts.factors();
    let confirm = |code: &str| {
        let request = ConfirmAuthenticatorRequest {
            setup: new.setup.as_str().into(),
            code: code.into(),
            ..ConfirmAuthenticatorRequest::default()
        };
        handle.confirm_authenticator(&caller, request)
    };
    let right = code_at(&new.secret, app.accounts.now());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    assert_eq!(problem(confirm(wrong).await), of("code", "wrong"));
    for text in ["", "12345", "1234567", "abcdef"] {
        assert_eq!(problem(confirm(text).await), of("code", "invalid"), "{text}");
    }
    assert!(factors(&app, id).await.authenticator.is_none());
    assert!(waiting(&app).await.is_empty());

    confirm(&format!("{} {}", &right[..3], &right[3..])).await.unwrap();
    assert!(factors(&app, id).await.authenticator.is_some());
    let events = app.events("factor.add").await;
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].target_id, events[0].detail.as_deref()), (Some(id), Some("authenticator")));
    assert_eq!(waiting(&app).await, ["factor_changed maren@example.org"]);
}

#[tokio::test]
async fn a_new_secret_is_for_its_session_and_for_ten_minutes() {
    let app = TestApp::new().await;
    let (caller, _) = member(&app, "maren").await;
    let (stranger, _) = member(&app, "jonas").await;
    let other_session = app.caller(&app.log_in("maren").await.access).await;
    let new = app.accounts.factors().begin_authenticator(&caller).await.unwrap();
    let request = |setup: &str| ConfirmAuthenticatorRequest {
        setup: setup.into(),
        code: code_at(&new.secret, app.accounts.now()).into(),
        ..ConfirmAuthenticatorRequest::default()
    };
    for who in [&stranger, &other_session] {
        let refused = app.accounts.factors().confirm_authenticator(who, request(&new.setup)).await;
        assert_eq!(problem(refused), of("setup", "expired"));
    }
    assert_eq!(
        problem(app.accounts.factors().confirm_authenticator(&caller, request("made up")).await),
        of("setup", "expired")
    );
    app.wait(10 * 60);
    assert_eq!(
        problem(app.accounts.factors().confirm_authenticator(&caller, request(&new.setup)).await),
        of("setup", "expired")
    );
}

#[tokio::test]
async fn no_code_of_an_app_works_twice() {
    let app = TestApp::new().await;
    let (caller, _) = member(&app, "maren").await;
    let secret = add_authenticator(&app, &caller).await;
    let first = code_at(&secret, app.accounts.now());
    assert_eq!(code(sign_in_with(&app, "maren", &first).await), ErrorCode::InvalidCode, "it has confirmed the app");
    app.wait(30);
    let second = code_at(&secret, app.accounts.now());
    sign_in_with(&app, "maren", &second).await.unwrap();
    assert_eq!(code(sign_in_with(&app, "maren", &second).await), ErrorCode::InvalidCode);
    assert_eq!(code(sign_in_with(&app, "maren", &first).await), ErrorCode::InvalidCode, "of an earlier step");
    app.wait(30);
    sign_in_with(&app, "maren", &code_at(&secret, app.accounts.now())).await.unwrap();
}

#[tokio::test]
async fn codes_of_the_neighbouring_steps_are_right_and_others_are_not() {
    let app = TestApp::new().await;
    let (caller, _) = member(&app, "maren").await;
    let secret = add_authenticator(&app, &caller).await;
    app.wait(10 * 60);
    let now = app.accounts.now();
    for (code, is_right) in [
        (code_at(&secret, now.minus(Duration::from_secs(60))), false),
        (code_at(&secret, now.plus(Duration::from_secs(60))), false),
        (code_at(&secret, now.minus(Duration::from_secs(24 * 60 * 60))), false),
        (code_at(&secret, now.minus(Duration::from_secs(30))), true),
        (code_at(&secret, now.plus(Duration::from_secs(30))), true),
    ] {
        assert_eq!(sign_in_with(&app, "maren", &code).await.is_ok(), is_right);
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_in_any_notation_and_new_ones_replace_the_others() {
    let app = TestApp::new().await;
    let (caller, id) = member(&app, "maren").await;
    add_authenticator(&app, &caller).await;
    let codes = app.accounts.factors().new_recovery_codes(&caller).await.unwrap().codes;
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10);
    assert!(codes.iter().all(|code| code.len() == 29 && code.split('-').all(|group| group.len() == 4)), "{codes:?}");

    let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    sign_in_with(&app, "maren", &typed).await.unwrap();
    assert_eq!(code(sign_in_with(&app, "maren", &codes[0]).await), ErrorCode::InvalidCode);
    let left = factors(&app, id).await.recovery_codes;
    assert_eq!((left.left, left.total), (9, 10));
    let used = app.events("recovery_code.use").await;
    assert_eq!((used.len(), used[0].detail.as_deref()), (1, Some("9")));

    let new = app.accounts.factors().new_recovery_codes(&caller).await.unwrap().codes;
    assert_eq!(code(sign_in_with(&app, "maren", &codes[1]).await), ErrorCode::InvalidCode);
    sign_in_with(&app, "maren", &new[1]).await.unwrap();
    assert_eq!(app.events("recovery_codes.create").await.len(), 2);
}

#[tokio::test]
async fn codes_of_another_account_are_wrong() {
    let app = TestApp::new().await;
    let (maren, _) = member(&app, "maren").await;
    let (jonas, _) = member(&app, "jonas").await;
    add_authenticator(&app, &maren).await;
    let secret = add_authenticator(&app, &jonas).await;
    let codes = app.accounts.factors().new_recovery_codes(&jonas).await.unwrap().codes;
    app.wait(30);
    for wrong in [code_at(&secret, app.accounts.now()), codes[0].clone()] {
        assert_eq!(code(sign_in_with(&app, "maren", &wrong).await), ErrorCode::InvalidCode);
        sign_in_with(&app, "jonas", &wrong).await.unwrap();
    }
}

#[tokio::test]
async fn only_the_owner_makes_and_removes_factors_after_a_recent_proof() {
    let app = TestApp::new().await;
    let (caller, id) = member(&app, "maren").await;
    let (stranger, _) = member(&app, "jonas").await;
    let (_, boss) = app.administrator("boss").await;
    let boss = app.caller(&boss.access).await;
    add_authenticator(&app, &caller).await;
    assert_eq!(
        code(app.accounts.factors().remove_authenticator(&stranger, id, &Text::Missing).await),
        ErrorCode::NotFound
    );
    assert_eq!(
        code(app.accounts.factors().remove_authenticator(&boss, id, &Text::Missing).await),
        ErrorCode::Forbidden
    );
    assert_eq!(code(app.accounts.factors().of(&stranger, id).await), ErrorCode::NotFound);
    assert!(app.accounts.factors().of(&boss, id).await.unwrap().authenticator.is_some());
    assert_eq!(code(app.accounts.factors().begin_authenticator(&Caller::system()).await), ErrorCode::Forbidden);

    let tokens = app.log_in("jonas").await;
    let (_, secret) = app.api_token(&tokens, &app.id_of("jonas").await, &["self"]).await;
    let program = app.caller(&secret).await;
    assert_eq!(code(app.accounts.factors().begin_authenticator(&program).await), ErrorCode::TokenScope);
    assert_eq!(code(app.accounts.factors().new_recovery_codes(&program).await), ErrorCode::TokenScope);

    app.wait(10 * 60);
    for refused in [
        code(app.accounts.factors().begin_authenticator(&caller).await),
        code(app.accounts.factors().new_recovery_codes(&caller).await),
        code(app.accounts.factors().remove_authenticator(&caller, id, &Text::Missing).await),
        code(app.accounts.factors().begin_passkey_registration(&caller).await),
    ] {
        assert_eq!(refused, ErrorCode::StepUpRequired);
    }
}

#[tokio::test]
async fn an_authenticator_app_is_removed_once() {
    let app = TestApp::new().await;
    let (caller, id) = member(&app, "maren").await;
    add_authenticator(&app, &caller).await;
    app.accounts.factors().remove_authenticator(&caller, id, &Text::Missing).await.unwrap();
    assert!(factors(&app, id).await.authenticator.is_none());
    assert_eq!(
        code(app.accounts.factors().remove_authenticator(&caller, id, &Text::Missing).await),
        ErrorCode::NotFound
    );
    let events = app.events("factor.remove").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some("authenticator")));
    app.log_in("maren").await;
}

#[tokio::test]
async fn administrators_and_the_operator_reset_factors_unless_the_account_has_no_password() {
    // More messages than an address gets in an hour.
    let app = TestApp::with_limits("mail=1000000/s", |_| {}).await;
    let (caller, id) = member(&app, "maren").await;
    app.set_confirmed("maren").await;
    let (administrator, tokens) = app.administrator("boss").await;
    let boss = app.caller(&tokens.access).await;
    assert_eq!(code(app.accounts.factors().reset_factors(&caller, id).await), ErrorCode::Forbidden);
    assert_eq!(code(app.accounts.factors().reset_factors(&boss, administrator.id).await), ErrorCode::Forbidden);
    app.accounts.factors().reset_factors(&boss, id).await.unwrap();
    assert!(app.events("factor.reset").await.is_empty(), "there was nothing to reset");

    for who in [&boss, &Caller::system()] {
        add_authenticator(&app, &caller).await;
        app.accounts.factors().new_recovery_codes(&caller).await.unwrap();
        discard(&app).await;
        app.accounts.factors().reset_factors(who, id).await.unwrap();
        let left = factors(&app, id).await;
        assert_eq!((left.authenticator.is_none(), left.recovery_codes.left), (true, 0));
        assert_eq!(waiting(&app).await, ["factor_changed maren@example.org"]);
        app.log_in("maren").await;
    }
    assert_eq!(app.events("factor.reset").await.len(), 2);

    app.accounts.factors().new_recovery_codes(&caller).await.unwrap();
    app.database.run("UPDATE users SET password_hash = '!' WHERE username = 'maren'").await;
    assert_eq!(code(app.accounts.factors().reset_factors(&Caller::system(), id).await), ErrorCode::FactorNeeded);
    assert_eq!(factors(&app, id).await.recovery_codes.left, 10);
}

#[tokio::test]
async fn a_passkey_is_to_be_found_by_its_device_and_to_verify_its_user() {
    let app = TestApp::new().await;
    let (caller, id) = member(&app, "maren").await;
    let begun = app.accounts.factors().begin_passkey_registration(&caller).await.unwrap();
    assert_eq!(begun.expires_in, 600);
    let selection = &begun.options["authenticatorSelection"];
    assert_eq!((&selection["residentKey"], &selection["requireResidentKey"]), (&json!("required"), &json!(true)));
    assert_eq!(selection["userVerification"], "required");
    assert_eq!((&begun.options["rp"]["id"], &begun.options["rp"]["name"]), (&json!("localhost"), &json!("Vestibule")));
    assert_eq!(begun.options["excludeCredentials"], json!([]));
    let user = &begun.options["user"];
    assert_eq!((&user["name"], user["id"].as_str().map(str::len)), (&json!("maren"), Some(22)), "16 random bytes");
    let again = app.accounts.factors().begin_passkey_registration(&caller).await.unwrap();
    assert_eq!(&again.options["user"]["id"], &user["id"], "the handle stays");
    assert_ne!(again.options["challenge"], begun.options["challenge"]);

    for credential in [json!({}), json!(null), json!({"id": "a", "rawId": "a", "type": "public-key", "response": {}})] {
        let request = NewPasskeyRequest {
            challenge: begun.challenge.as_str().into(),
            credential,
            ..NewPasskeyRequest::default()
        };
        assert_eq!(code(app.accounts.factors().register_passkey(&caller, request).await), ErrorCode::PasskeyRefused);
    }
    assert!(factors(&app, id).await.passkeys.is_empty());
}

#[tokio::test]
async fn there_are_no_passkeys_at_an_ip_address() {
    let app = TestApp::with(|config| config.base_url = "http://127.0.0.1:3000".to_owned()).await;
    let (caller, _) = member(&app, "maren").await;
    assert_eq!(code(app.accounts.factors().begin_passkey_registration(&caller).await), ErrorCode::PasskeysUnavailable);
    assert!(app.accounts.factors().signal_details(&caller).await.unwrap().is_none());
}
