//! What owner and thief sign in with beside the password.

use super::world::World;
use crate::support::authenticator::Authenticator;
use crate::support::totp::totp;
use crate::support::*;
use vestibule::accounts::{Arrived, Browser, LogIn, NewPasskeyRequest, PasskeyAnswer, ProvenIdentity, Purpose, SignIn};
use vestibule::shared::providers::ProviderName;
use vestibule::shared::requests::{ConfirmAuthenticatorRequest, LoginRequest, SecondFactorRequest};

pub const ISSUER: &str = "https://id.example.org";

/// All that somebody has ever had.
#[derive(Default)]
pub struct Keys {
    pub passkeys: Vec<Authenticator>,
    /// Secrets of authenticator apps, the newest last.
    pub apps: Vec<String>,
    pub codes: Vec<String>,
    pub identity: Option<String>,
}

impl Keys {
    /// Signs in with the password, and with whatever completes that.
    pub async fn log_in(&mut self, world: &World, who: &Caller, username: &str, password: &str) -> Option<SignIn> {
        let accounts = &world.app.accounts;
        let request = LoginRequest { login: username.into(), password: password.into(), ..LoginRequest::default() };
        let pending = match accounts.log_in(who, request).await.ok()? {
            LogIn::Done(sign_in) => return Some(*sign_in),
            LogIn::SecondFactor(pending) => pending.pending_token,
        };
        if let Some(entered) = self.enter_with_passkey(world, who, Some(&pending)).await {
            return Some(entered);
        }
        let now = world.now();
        // A code of the next step is right as well: that of the present one may have been used.
        let shown =
            self.apps.iter().rev().flat_map(|app| [now, now.plus(Duration::from_secs(30))].map(|at| totp(app, at)));
        let codes: Vec<String> = shown.chain(self.codes.iter().cloned()).collect();
        for code in codes {
            let request = SecondFactorRequest {
                pending_token: pending.as_str().into(),
                code: code.as_str().into(),
                ..SecondFactorRequest::default()
            };
            if let Ok(entered) = accounts.log_in_with_code(who, Browser::default(), request).await {
                return Some(entered);
            }
        }
        None
    }

    /// Signs in with a passkey, or completes a sign-in with it.
    pub async fn enter_with_passkey(&mut self, world: &World, who: &Caller, pending: Option<&str>) -> Option<SignIn> {
        let accounts = &world.app.accounts;
        for passkey in &mut self.passkeys {
            let begun = accounts.begin_passkey(who, pending).await.ok()?;
            let answer = PasskeyAnswer {
                challenge: begun.challenge.as_str().into(),
                credential: passkey.get(&begun.options),
                ..PasskeyAnswer::default()
            };
            if let Ok(entered) = accounts.log_in_with_passkey(who, Browser::default(), answer).await {
                return Some(entered);
            }
        }
        None
    }

    /// Signs in at the provider.
    pub async fn enter_with_identity(&self, world: &World, who: &Caller) -> bool {
        let Some(subject) = &self.identity else { return false };
        let purpose = Purpose::SignIn { remember: false };
        let arrived = world.app.accounts.arrive(who, Browser::default(), identity(subject), purpose, None).await;
        matches!(arrived, Ok(Arrived::SignedIn(_)))
    }

    pub async fn add_passkey(&mut self, world: &World, who: &Caller) -> bool {
        let accounts = &world.app.accounts;
        let Ok(begun) = accounts.begin_passkey_registration(who).await else { return false };
        let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
        let request = NewPasskeyRequest {
            challenge: begun.challenge.as_str().into(),
            credential: passkey.create(&begun.options),
            ..NewPasskeyRequest::default()
        };
        let is_added = accounts.register_passkey(who, request).await.is_ok();
        if is_added {
            self.passkeys.push(passkey);
        }
        is_added
    }

    pub async fn add_app(&mut self, world: &World, who: &Caller) -> bool {
        let accounts = &world.app.accounts;
        let Ok(new) = accounts.begin_authenticator(who).await else { return false };
        let code = totp(&new.secret, world.now());
        let request = ConfirmAuthenticatorRequest {
            setup: new.setup.as_str().into(),
            code: code.as_str().into(),
            ..ConfirmAuthenticatorRequest::default()
        };
        let is_added = accounts.confirm_authenticator(who, request).await.is_ok();
        if is_added {
            self.apps.push(new.secret.clone());
        }
        is_added
    }

    pub async fn make_codes(&mut self, world: &World, who: &Caller) -> bool {
        let Ok(made) = world.app.accounts.new_recovery_codes(who).await else { return false };
        self.codes.extend(made.codes);
        true
    }

    pub async fn link(&mut self, world: &World, who: &Caller, subject: String) -> bool {
        let (Some(user), Some(session)) = (who.user_id(), who.who.session_id()) else { return false };
        let accounts = &world.app.accounts;
        let purpose = Purpose::Link { user, session };
        let arrived = accounts.arrive(who, Browser::default(), identity(&subject), purpose, None).await;
        let Ok(Arrived::ConfirmLink(arrival)) = arrived else { return false };
        let Ok(shown) = accounts.show_arrival(&arrival).await else { return false };
        let is_linked = accounts.link_identity(who, &arrival, &shown.mark).await.is_ok();
        if is_linked {
            self.identity = Some(subject);
        }
        is_linked
    }
}

fn identity(subject: &str) -> ProvenIdentity {
    ProvenIdentity {
        provider: ProviderName::parse("company").expect("a name"),
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(format!("{subject}@lair.example")),
        is_vouched: false,
        organisation: None,
        name: None,
        username: None,
        groups: None,
        sid: None,
        auth_time: None,
        has_second_factor: false,
    }
}
