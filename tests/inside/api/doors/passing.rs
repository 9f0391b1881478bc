//! The ways through the doors, from the page to which somebody is led who is not signed in, or has to prove again who they are.

use super::Door;
use super::walk::Walk;
use crate::support::*;

pub(super) async fn pass(door: Door, walk: &mut Walk<'_>) {
    match door {
        Door::Password | Door::SessionEnded | Door::Enforcement => password(walk).await,
        Door::PasswordAndCode => password_and_code(walk).await,
        Door::Passkey => walk.use_passkey().await,
        Door::PasswordAndRecoveryCode => password_and_recovery_code(walk).await,
        Door::RecoveryCodeAlone => recovery_code_alone(walk).await,
        Door::Registration => registration(walk).await,
        Door::Confirmation => registration_and_confirmation(walk).await,
        Door::ForgottenPassword => forgotten_password(walk).await,
        Door::Provider => walk.visit_provider().await,
        Door::ProviderFirstTime => provider_first_time(walk).await,
        Door::ProviderAndCode => provider_and_code(walk).await,
        Door::StepUp => walk.confirm().await,
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

async fn registration(walk: &mut Walk<'_>) {
    walk.press("/register").await;
    let (username, email) = (walk.person.username.clone(), walk.person.email.clone());
    let fields = [("username", username.as_str()), ("email", email.as_str()), ("password", PASSWORD)];
    walk.fill("/actions/register", &fields, "").await;
}

/// The link is opened in the browser that has asked for it.
async fn registration_and_confirmation(walk: &mut Walk<'_>) {
    registration(walk).await;
    let token = walk.mailed("/verify-email").await;
    walk.go(&format!("/verify-email?token={token}")).await;
    walk.fill("/actions/verify-email", &[], "/login").await;
    password(walk).await;
}

/// The same.
async fn forgotten_password(walk: &mut Walk<'_>) {
    walk.press("/forgot-password").await;
    let email = walk.person.email.clone();
    walk.fill("/actions/forgot-password", &[("email", &email)], "/check-mail").await;
    let token = walk.mailed("/reset-password").await;
    walk.go(&format!("/reset-password?token={token}")).await;
    let after = "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset";
    walk.fill("/actions/reset-password", &[("password", OTHER_PASSWORD)], after).await;
    OTHER_PASSWORD.clone_into(&mut walk.person.password);
    password(walk).await;
}

async fn provider_first_time(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    first_time(walk).await;
}

pub(super) async fn first_time(walk: &mut Walk<'_>) {
    let (username, email) = (walk.person.username.clone(), walk.person.email.clone());
    walk.fill("/actions/first_time", &[("username", &username), ("email", &email)], "").await;
}

async fn provider_and_code(walk: &mut Walk<'_>) {
    walk.visit_provider().await;
    code(walk).await;
}

async fn language_changed(walk: &mut Walk<'_>) {
    walk.change_language().await;
    password(walk).await;
}
