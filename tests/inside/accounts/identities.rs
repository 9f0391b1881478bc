//! Identities at providers: what they lead to when several things happen at once, and what ends with them. Which account one leads to
//! is tried through the router, with a provider.

use crate::support::company::{arrive, company, identity, link};
use crate::support::mailbox::{deliver, discard, wait_for};
use crate::support::totp::totp;
use crate::support::*;
use vestibule::accounts::{self, Arrived, FirstTime, LinkHolder, ProvenIdentity, ProviderOutcome, Purpose};
use vestibule::applications::upstream::ProviderFailure;
use vestibule::shared::bulk::UserAction;
use vestibule::shared::identity_requests::FirstTimeRequest;
use vestibule::shared::own_fields::{FieldValue, OwnFieldRequest};
use vestibule::shared::providers::{IdentityView, ProviderDefinition};
use vestibule::shared::requests::{ConfirmAuthenticatorRequest, ForgotPasswordRequest, SecondFactorRequest};

async fn app() -> TestApp {
    TestApp::with(|config| config.providers.push(company(ProviderDefinition::default()))).await
}

async fn sign_in(app: &TestApp, identity: &ProvenIdentity) -> Result<Arrived, ProviderOutcome> {
    arrive(app, &Caller::default(), identity, Purpose::SignIn { remember: false }).await
}

/// Opens an account with an identity.
async fn open_account(app: &TestApp, username: &str, identity: &ProvenIdentity) -> (Caller, UserId) {
    let Ok(Arrived::FirstTime(arrival)) = sign_in(app, identity).await else { panic!("no first time") };
    let email = identity.email.clone().unwrap().into();
    let shown = app.accounts.identities().show_arrival(&arrival.text).await.unwrap().mark;
    let request = FirstTimeRequest { shown, username: username.into(), email, ..FirstTimeRequest::default() };
    let browser = accounts::Browser::default();
    let opened = app
        .accounts
        .identities()
        .register_with_identity(&Caller::default(), browser, &arrival.text, request)
        .await
        .unwrap();
    let FirstTime::SignedIn(begun) = opened else { panic!("{opened:?}") };
    let id = begun.who.user.id;
    (app.caller(&begun.access_token).await, id)
}

async fn linked(app: &TestApp, id: UserId) -> Vec<IdentityView> {
    app.accounts.identities().list_identities(&Caller::system(), id).await.unwrap().identities
}

#[tokio::test]
async fn fields_of_a_new_account_begin_with_what_the_provider_says() {
    let app = app().await;
    for (name, changed_by) in [("department", "owner"), ("level", "administrators"), ("hobby", "owner")] {
        let request =
            OwnFieldRequest { name: name.into(), changed_by: texts(&[changed_by]), ..OwnFieldRequest::default() };
        app.accounts.own_fields().create_field(&Caller::system(), request).await.expect("a field");
    }
    let says = [("department", "Sales"), ("level", "7"), ("hobby", "a\nb"), ("unknown", "x")];
    let fields = says.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let maren = ProvenIdentity { fields, ..identity("248", "maren@example.org", true) };
    let Ok(Arrived::FirstTime(arrival)) = sign_in(&app, &maren).await else { panic!("no first time") };
    let shown = app.accounts.identities().show_arrival(&arrival.text).await.unwrap().fields;
    let inputs: Vec<_> = shown.iter().map(|input| (input.field.name.to_string(), input.value.clone())).collect();
    let department = Some(FieldValue::Text("Sales".to_owned()));
    assert_eq!(inputs, [("department".to_owned(), department)], "what its owner may set, and an account can have");
}

#[tokio::test]
async fn an_identity_that_comes_several_times_at_once_is_linked_once() {
    let app = app().await;
    let (user, _) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let maren = identity("248", "maren@example.org", true);
    let outcomes = join_all((0..4).map(|_| sign_in(&app, &maren))).await;
    let is_expected = |outcome: &Result<Arrived, ProviderOutcome>| {
        matches!(outcome, Ok(Arrived::SignedIn(_)) | Err(ProviderOutcome::Failed(ProviderFailure::State)))
    };
    assert!(outcomes.iter().all(is_expected), "{outcomes:?}");
    assert!(outcomes.iter().any(Result::is_ok), "{outcomes:?}");
    assert_eq!(linked(&app, id_of(&user).parse().unwrap()).await.len(), 1);
    assert_eq!(app.events("identity.link").await.len(), 1);
}

#[tokio::test]
async fn a_sign_in_that_waits_for_its_second_factor_ends_with_the_link() {
    let app = app().await;
    let (_, tokens) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let caller = app.caller(&tokens.access).await;
    let new = app.accounts.factors().begin_authenticator(&caller).await.unwrap();
    let (secret, now) = (new.secret, app.accounts.now());
    let request = ConfirmAuthenticatorRequest {
        setup: new.setup.into(),
        code: totp(&secret, now).into(),
        ..ConfirmAuthenticatorRequest::default()
    };
    app.accounts.factors().confirm_authenticator(&caller, request).await.unwrap();
    let maren = identity("248", "maren@example.org", true);
    let complete = async |with: &str| {
        app.wait(30);
        let code = totp(&secret, app.accounts.now());
        let request =
            SecondFactorRequest { pending_token: with.into(), code: code.into(), ..SecondFactorRequest::default() };
        app.accounts.sessions().log_in_with_code(&Caller::default(), accounts::Browser::default(), request).await
    };
    let id = caller.user_id().unwrap();
    let Ok(Arrived::SecondFactor(pending)) = sign_in(&app, &maren).await else { panic!("no second factor") };
    let Ok(Arrived::SecondFactor(other)) = sign_in(&app, &maren).await else { panic!("no second factor") };
    assert!(linked(&app, id).await.is_empty(), "the address alone leaves no way in");
    let begun = complete(&pending.pending_token).await.unwrap();
    assert_eq!(begun.who.proof.methods.to_string(), "otp fed");
    assert_eq!(linked(&app, id).await.len(), 1);
    complete(&other.pending_token).await.expect("the same in another tab");
    assert_eq!(app.events("identity.link").await.len(), 1);
    let Ok(Arrived::SecondFactor(pending)) = sign_in(&app, &maren).await else { panic!("no second factor") };
    let link = linked(&app, id).await.remove(0);
    app.accounts.identities().unlink_identity(&caller, id, link.id).await.unwrap();
    assert_eq!(code(complete(&pending.pending_token).await), ErrorCode::PendingExpired);
    assert!(app.accounts.sessions().authenticate(&begun.access_token).await.is_err(), "the session that began with it");
}

#[tokio::test]
async fn what_waits_for_its_second_factor_is_not_linked_to_an_account_that_has_changed() {
    let app = app().await;
    let (user, tokens) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let caller = app.caller(&tokens.access).await;
    let new = app.accounts.factors().begin_authenticator(&caller).await.unwrap();
    let (secret, now) = (new.secret, app.accounts.now());
    let request = ConfirmAuthenticatorRequest {
        setup: new.setup.into(),
        code: totp(&secret, now).into(),
        ..ConfirmAuthenticatorRequest::default()
    };
    app.accounts.factors().confirm_authenticator(&caller, request).await.unwrap();
    let maren = identity("248", "maren@example.org", true);
    let Ok(Arrived::SecondFactor(pending)) = sign_in(&app, &maren).await else { panic!("no second factor") };
    let id: UserId = id_of(&user).parse().unwrap();
    app.accounts.users().change_status(&Caller::system(), id, UserAction::SetRole(Role::Admin)).await.unwrap();
    app.wait(30);
    let code_now = totp(&secret, app.accounts.now());
    let request = SecondFactorRequest {
        pending_token: pending.pending_token.into(),
        code: code_now.into(),
        ..SecondFactorRequest::default()
    };
    let completed =
        app.accounts.sessions().log_in_with_code(&Caller::default(), accounts::Browser::default(), request).await;
    assert_eq!(code(completed), ErrorCode::PendingExpired);
    assert!(linked(&app, id).await.is_empty());
}

#[tokio::test]
async fn an_undo_of_a_change_of_address_unlinks_what_was_linked_since() {
    let app = app().await;
    let (user, tokens) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let caller = app.caller(&tokens.access).await;
    let id = caller.user_id().unwrap();
    assert!(link(&app, &caller, &identity("before", "maren@example.org", true)).await);
    // Somebody else signs in.
    app.wait(1);
    let tokens = app.log_in("maren").await;
    let caller = app.caller(&tokens.access).await;
    discard(&app).await;
    let change = json!({"email": "thief@example.net", "current_password": PASSWORD});
    app.send(&tokens, Method::PATCH, &path_of(&user), &change).await.expect_status(200);
    let messages = deliver(&app).await;
    let confirming = messages.iter().find(|message| message.contains("/verify-email?token=")).expect("a message");
    let token = confirming.token("/verify-email");
    app.accounts.emails().confirm_email(&Caller::default(), &token, LinkHolder::Api).await.unwrap();
    app.wait(1);
    assert!(link(&app, &caller, &identity("since", "thief@example.net", true)).await);
    let messages = deliver(&app).await;
    let about: Vec<_> = messages.iter().filter(|message| message.contains("was linked")).collect();
    assert!(about.iter().any(|message| message.to.contains("maren@example.org")), "the earlier address: {about:?}");
    let undoing = messages.iter().find(|message| message.contains("/undo-email-change?token=")).expect("a message");
    let token = undoing.token("/undo-email-change");
    app.accounts.emails().undo_email_change(&Caller::default(), &token, LinkHolder::Api).await.unwrap();
    let subjects: Vec<_> = linked(&app, id).await.into_iter().map(|identity| identity.subject).collect();
    assert_eq!(subjects, ["before"]);
}

#[tokio::test]
async fn a_report_unlinks_what_the_reported_session_has_linked() {
    let app = app().await;
    let (_, owner) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let caller = app.caller(&owner.access).await;
    assert!(link(&app, &caller, &identity("before", "maren@example.org", true)).await);
    app.wait(60);
    discard(&app).await;
    let thief = app.sign_in("maren", PASSWORD).seen_from("198.51.100.7").expect_status(200).await;
    let token = deliver(&app).await.remove(0).token("/report-sign-in");
    let thief = app.caller(&Tokens::of(&thief.json()).access).await;
    let of_thief = identity("666", "thief@example.net", false);
    assert!(link(&app, &thief, &of_thief).await);
    app.accounts.sessions().report_sign_in(&Caller::default(), &token, LinkHolder::Api).await.unwrap();
    let subjects: Vec<_> =
        linked(&app, caller.user_id().unwrap()).await.into_iter().map(|identity| identity.subject).collect();
    assert_eq!(subjects, ["before"]);
    let outcome = sign_in(&app, &of_thief).await;
    assert!(matches!(outcome, Ok(Arrived::FirstTime(_))), "{outcome:?}");
}

#[tokio::test]
async fn the_owner_of_an_unconfirmed_address_who_chooses_a_password_is_alone_in_the_account() {
    let app = app().await;
    let stranger = identity("666", "maren@example.org", false);
    let (_, id) = open_account(&app, "maren", &stranger).await;
    discard(&app).await;
    let request = ForgotPasswordRequest { email: "maren@example.org".into() };
    app.accounts.passwords().forgot_password(&Caller::default(), &request).unwrap();
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let token = deliver(&app).await[0].token("/reset-password");
    app.choose_password(&token, PASSWORD).expect_status(204).await;
    assert!(linked(&app, id).await.is_empty());
    let outcome = sign_in(&app, &stranger).await;
    assert!(matches!(outcome, Ok(Arrived::SignInFirst(_))), "{outcome:?}");
}

#[tokio::test]
async fn the_last_way_in_stays_unless_an_administrator_can_invite_again() {
    let app = app().await;
    let (caller, id) = open_account(&app, "maren", &identity("248", "maren@example.org", true)).await;
    let link = linked(&app, id).await.remove(0);
    let refused = app.accounts.identities().unlink_identity(&caller, id, link.id).await;
    assert_eq!(code(refused), ErrorCode::FactorNeeded);
    assert_eq!(
        code(app.accounts.invitations().send_invitation(&Caller::system(), id).await),
        ErrorCode::ValidationFailed
    );
    app.accounts.identities().unlink_identity(&Caller::system(), id, link.id).await.unwrap();
    assert_eq!(app.events("session.end").await.len(), 1, "the session that began with it");
    app.accounts.invitations().send_invitation(&Caller::system(), id).await.unwrap();
}

#[tokio::test]
async fn an_administrator_who_signs_in_at_a_provider_can_be_the_last_one() {
    let app = app().await;
    let (boss, _) = app.administrator("boss").await;
    let (_, id) = open_account(&app, "ida", &identity("248", "ida@example.org", true)).await;
    let operator = Caller::system();
    app.accounts.users().change_status(&operator, id, UserAction::SetRole(Role::Admin)).await.unwrap();
    app.accounts.users().change_status(&operator, boss.id, UserAction::SetRole(Role::User)).await.unwrap();
    let refused = app.accounts.users().change_status(&operator, id, UserAction::SetRole(Role::User)).await;
    assert_eq!(code(refused), ErrorCode::Forbidden);
}

#[tokio::test]
async fn while_registration_is_closed_a_domain_can_be_open() {
    let definition =
        ProviderDefinition { registration_domains: vec!["example.org".to_owned()], ..ProviderDefinition::default() };
    let app = TestApp::with(|config| {
        config.registration_open = false;
        config.providers.push(company(definition));
    })
    .await;
    open_account(&app, "maren", &identity("1", "maren@example.org", true)).await;
    for other in [identity("2", "ida@example.net", true), identity("3", "ida@example.org", false)] {
        let outcome = sign_in(&app, &other).await;
        let is_closed = matches!(outcome, Err(ProviderOutcome::Failed(ProviderFailure::RegistrationClosed)));
        assert!(is_closed, "{outcome:?}");
    }
}
