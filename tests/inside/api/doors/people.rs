//! Whoever comes through a door, with all that they may prove themselves with.

use super::Door;
use super::walk::Walk;
use crate::api::invitations::invite;
use crate::api::second_factor::add_authenticator;
use crate::api::upstream::person;
use crate::support::mailbox::discard;
use crate::support::*;

/// With what somebody proves again who they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Proof {
    /// A code of their app, or the password.
    #[default]
    Own,
    /// A code in a message.
    Mail,
    /// A new sign-in at their provider.
    Provider,
}

#[derive(Default)]
pub(super) struct Person {
    pub(super) username: String,
    pub(super) email: String,
    pub(super) password: String,
    /// Of their authenticator app.
    pub(super) secret: Option<String>,
    pub(super) passkey: Option<Authenticator>,
    pub(super) recovery_codes: Vec<String>,
    pub(super) proof: Proof,
    /// The provider does not vouch for their address.
    pub(super) is_unconfirmed: bool,
    /// The token of a link that somebody else has made for them.
    pub(super) link: String,
}

impl Person {
    pub(super) fn new(number: usize) -> Self {
        let username = format!("maren-{number}");
        Self { email: format!("{username}@example.org"), username, password: PASSWORD.to_owned(), ..Self::default() }
    }

    /// What their provider says of them.
    pub(super) fn claims(&self) -> Value {
        let mut claims = person(&self.username, &self.email);
        claims["email_verified"] = json!(!self.is_unconfirmed);
        claims
    }
}

/// Makes what there is before somebody sets out.
pub(super) async fn prepare(door: Door, walk: &mut Walk<'_>) {
    let (setting, name) = (walk.setting, walk.person.username.clone());
    let (world, app) = (&setting.world, &setting.world.app);
    match door {
        // They have no account yet.
        Door::Registration | Door::Confirmation | Door::StrictRegistration | Door::ProviderFirstTime => {}
        Door::FirstTimeConfirmed => walk.person.is_unconfirmed = true,
        Door::Password | Door::Enforcement | Door::Language | Door::TakenOver => {
            app.register(&name).await;
        }
        Door::LinkedAfterSignIn => {
            app.register(&name).await;
            app.set_confirmed(&name).await;
            walk.person.is_unconfirmed = true;
        }
        Door::TrustedBrowser => trusted_browser(walk).await,
        Door::Invitation | Door::AdministratorsLink => linked_by_administrator(door, walk).await,
        Door::MailedProofCode => known_by_provider(walk, Proof::Mail).await,
        Door::StepUpAtProvider => known_by_provider(walk, Proof::Provider).await,
        Door::OtherAccount | Door::SwitchAtConsent => signed_in_as_another(door, walk).await,
        Door::ForgottenPassword => {
            app.register(&name).await;
            app.set_confirmed(&name).await;
        }
        Door::PasswordAndCode | Door::PasswordAndRecoveryCode => {
            let (_, tokens) = app.member(&name).await;
            walk.person.secret = Some(add_authenticator(app, &tokens).await);
            walk.person.recovery_codes = recovery_codes(app, &tokens).await;
        }
        Door::Passkey | Door::SecondFactorByPasskey => {
            let (_, tokens) = app.member(&name).await;
            walk.person.passkey = Some(Authenticator::added(app, &tokens).await);
        }
        Door::RecoveryCodeAlone => {
            let (passkey, codes) = without_password(app, &name).await;
            (walk.person.passkey, walk.person.recovery_codes) = (Some(passkey), codes);
        }
        Door::Provider => drop(world.open_account(&name, &walk.person.claims()).await),
        Door::ProviderAndCode => {
            let browser = world.open_account(&name, &walk.person.claims()).await;
            let tokens = Tokens { access: browser.jar["vestibule_access"].clone(), refresh: String::new() };
            walk.person.secret = Some(add_authenticator(app, &tokens).await);
        }
        Door::StepUp => {
            app.register(&name).await;
            walk.browser.log_in(&name).await;
            app.wait(60 * 60);
        }
        Door::SessionEnded => {
            app.register(&name).await;
            walk.browser.log_in(&name).await;
            let id = app.id_of(&name).await.parse().expect("an id");
            app.accounts.sessions().end_sessions_of(&Caller::system(), id).await.expect("a change");
        }
    }
    discard(app).await;
}

/// Somebody with an app, whose browser needs no second factor. They have closed it since, which ends the session.
async fn trusted_browser(walk: &mut Walk<'_>) {
    let (app, name) = (&walk.setting.world.app, walk.person.username.clone());
    let (_, tokens) = app.member(&name).await;
    walk.person.secret = Some(add_authenticator(app, &tokens).await);
    let fields = [("login", name.as_str()), ("password", PASSWORD)];
    walk.browser.submit("/actions/login", &fields).await.expect_status(303);
    let code = walk.code().expect("an app");
    let fields = [("code", code.as_str()), ("trust", "on")];
    walk.browser.submit("/actions/second-factor", &fields).await.expect_status(303);
    assert!(walk.browser.jar.contains_key("vestibule_trusted"), "{:?}", walk.browser.jar);
    walk.sign_out_by_closing();
}

/// Somebody who has an account and no password yet, or who has lost it.
async fn linked_by_administrator(door: Door, walk: &mut Walk<'_>) {
    let (app, name) = (&walk.setting.world.app, walk.person.username.clone());
    let (_, boss) = app.administrator(&format!("boss-of-{name}")).await;
    walk.person.link = if door == Door::Invitation {
        invite(app, &boss, &name).await.1
    } else {
        let path = format!("{}/password-reset", path_of(&app.register(&name).await));
        let made = app.send(&boss, Method::POST, &path, &json!({})).await.expect_status(201);
        token_in(&made.text())
    };
}

/// Somebody in an old session whose account has neither a password nor a factor.
async fn known_by_provider(walk: &mut Walk<'_>, proof: Proof) {
    let world = &walk.setting.world;
    let opened = world.open_account(&walk.person.username, &walk.person.claims()).await;
    walk.browser.jar = opened.jar;
    walk.person.proof = proof;
    world.app.wait(60 * 60);
}

/// Somebody in whose browser another account is signed in.
async fn signed_in_as_another(door: Door, walk: &mut Walk<'_>) {
    let (app, name) = (&walk.setting.world.app, walk.person.username.clone());
    app.register(&name).await;
    let other = format!("{name}-other");
    app.register(&other).await;
    walk.browser.log_in(&other).await;
    if door == Door::OtherAccount {
        app.wait(60 * 60);
    }
}

async fn recovery_codes(app: &TestApp, who: &Tokens) -> Vec<String> {
    let call = app.post("/api/account/factors/recovery-codes").bearer(&who.access);
    let new = call.expect_status(201).await.json();
    let codes = new["codes"].as_array().expect("codes").iter();
    codes.map(|code| code.as_str().expect("a code").to_owned()).collect()
}

/// An account with a passkey and recovery codes, whose password is removed.
async fn without_password(app: &TestApp, name: &str) -> (Authenticator, Vec<String>) {
    let (_, tokens) = app.member(name).await;
    app.set_confirmed(name).await;
    let mut passkey = Authenticator::added(app, &tokens).await;
    let proven = Tokens::of(&passkey.sign_in(app).await.expect_status(200).json());
    let codes = recovery_codes(app, &proven).await;
    app.delete("/api/auth/password").bearer(&proven.access).expect_status(204).await;
    (passkey, codes)
}
