//! The ways through the doors, from the page to which somebody is led who is not signed in, or has to prove again who they are.

use super::Door;
use super::walk::Walk;
use crate::support::*;

/// With this, scripts say that they go where the answer says. Plain forms need not.
pub(super) const LED_ON: (&str, &str) = ("led_on", "on");

pub(super) async fn pass(door: Door, walk: &mut Walk<'_>) {
    match door {
        Door::Password | Door::SessionEnded | Door::Enforcement | Door::TrustedBrowser => password(walk).await,
        Door::PasswordAndCode => password_and_code(walk).await,
        Door::Passkey => walk.use_passkey().await,
        Door::SecondFactorByPasskey => password_and_passkey(walk).await,
        Door::PasswordAndRecoveryCode => password_and_recovery_code(walk).await,
        Door::RecoveryCodeAlone => recovery_code_alone(walk).await,
        Door::Registration => registration(walk).await,
        Door::Confirmation | Door::StrictRegistration => registration_and_confirmation(walk).await,
        Door::ForgottenPassword => forgotten_password(walk).await,
        Door::Invitation => invitation(walk).await,
        Door::AdministratorsLink => administrators_link(walk).await,
        Door::Provider => walk.visit_provider().await,
        Door::ProviderFirstTime => provider_first_time(walk).await,
        Door::FirstTimeConfirmed => provider_first_time_confirmed(walk).await,
        Door::ProviderAndCode => provider_and_code(walk).await,
        Door::LinkedAfterSignIn => linked_after_sign_in(walk).await,
        Door::TakenOver => taken_over(walk).await,
        Door::StepUp | Door::MailedProofCode | Door::StepUpAtProvider => walk.confirm().await,
        Door::OtherAccount => other_account(walk).await,
        Door::SwitchAtConsent => switch_at_consent(walk).await,
        Door::Language => language_changed(walk).await,
    }
}

pub(super) async fn password(walk: &mut Walk<'_>) {
    let (username, password) = (walk.person.username.clone(), walk.person.password.clone());
    walk.fill("/actions/login", &[("login", &username), ("password", &password)], "").await;
}

pub(super) async fn password_and_code(walk: &mut Walk<'_>) {
    password(walk).await;
    code(walk).await;
}

pub(super) async fn code(walk: &mut Walk<'_>) {
    let code = walk.code().expect("an app");
    walk.fill("/actions/second-factor", &[("code", &code)], "").await;
}

async fn password_and_passkey(walk: &mut Walk<'_>) {
    password(walk).await;
    walk.use_passkey().await;
}

async fn password_and_recovery_code(walk: &mut Walk<'_>) {
    password(walk).await;
    let code = walk.person.recovery_codes.pop().expect("a code");
    walk.fill("/actions/second-factor", &[("code", &code), ("recovery", "on")], "").await;
}

async fn recovery_code_alone(walk: &mut Walk<'_>) {
    walk.press("/login/recovery").await;
    let (username, code) = (walk.person.username.clone(), walk.person.recovery_codes.pop().expect("a code"));
    walk.fill("/actions/recovery-sign-in", &[("login", &username), ("recovery_code", &code)], "").await;
}

pub(super) async fn registration(walk: &mut Walk<'_>) {
    walk.press("/register").await;
    let (username, email) = (walk.person.username.clone(), walk.person.email.clone());
    let fields = [("username", username.as_str()), ("email", email.as_str()), ("password", PASSWORD)];
    walk.fill("/actions/register", &fields, "").await;
}

async fn registration_and_confirmation(walk: &mut Walk<'_>) {
    registration(walk).await;
    confirm_address(walk).await;
    password(walk).await;
}

/// The link is opened in the browser that has asked for it.
async fn confirm_address(walk: &mut Walk<'_>) {
    let token = walk.mailed("/verify-email").await;
    walk.go(&format!("/verify-email?token={token}")).await;
    walk.fill("/actions/verify-email", &[LED_ON], "").await;
}

/// The same.
async fn forgotten_password(walk: &mut Walk<'_>) {
    ask_for_link(walk).await;
    let token = walk.mailed("/reset-password").await;
    choose_password(walk, &token, OTHER_PASSWORD).await;
    password(walk).await;
}

pub(super) async fn ask_for_link(walk: &mut Walk<'_>) {
    walk.press("/forgot-password").await;
    let email = walk.person.email.clone();
    walk.fill("/actions/forgot-password", &[("email", &email)], "/check-mail").await;
}

pub(super) async fn choose_password(walk: &mut Walk<'_>, token: &str, password: &str) {
    walk.go(&format!("/reset-password?token={token}")).await;
    walk.fill("/actions/reset-password", &[("password", password), LED_ON], "").await;
    password.clone_into(&mut walk.person.password);
}

/// The message was there before somebody set out, and is opened in the same browser. Accepting it signs in.
async fn invitation(walk: &mut Walk<'_>) {
    let token = walk.person.link.clone();
    choose_password(walk, &token, PASSWORD).await;
}

/// The same with a link that an administrator has passed on.
async fn administrators_link(walk: &mut Walk<'_>) {
    let token = walk.person.link.clone();
    choose_password(walk, &token, OTHER_PASSWORD).await;
    password(walk).await;
}

pub(super) async fn provider_first_time(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    first_time(walk).await;
}

pub(super) async fn first_time(walk: &mut Walk<'_>) {
    let (username, email) = (walk.person.username.clone(), walk.person.email.clone());
    walk.fill("/actions/first_time", &[("username", &username), ("email", &email)], "").await;
}

/// The provider vouches for no address.
async fn provider_first_time_confirmed(walk: &mut Walk<'_>) {
    provider_first_time(walk).await;
    confirm_address(walk).await;
    walk.visit_provider().await;
}

/// The account with the address has an owner, who signs in before theirs at the provider is linked.
async fn linked_after_sign_in(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    walk.press("/login").await;
    password(walk).await;
    walk.fill("/actions/link_identity", &[], "").await;
}

/// The account with the address was never confirmed.
async fn taken_over(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    walk.fill("/actions/take_over", &[], "").await;
}

async fn provider_and_code(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    code(walk).await;
}

/// From the page on which the other one would confirm who they are.
async fn other_account(walk: &mut Walk<'_>) {
    walk.fill_plain("/actions/other-account", &[]).await;
    password(walk).await;
}

/// From the page with the question, which is asked again then.
async fn switch_at_consent(walk: &mut Walk<'_>) {
    walk.fill_plain("/oauth/consent/answer", &[("answer", "switch")]).await;
    password(walk).await;
    walk.fill_plain("/oauth/consent/answer", &[("answer", "allow")]).await;
}

async fn language_changed(walk: &mut Walk<'_>) {
    walk.change_language().await;
    password(walk).await;
}
