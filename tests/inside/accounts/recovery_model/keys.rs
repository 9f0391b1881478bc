//! What owner and thief sign in with.

use super::world::World;
use crate::support::authenticator::Authenticator;
use crate::support::company::{arrive, identity, link};
use crate::support::totp::totp;
use crate::support::*;
use std::collections::VecDeque;
use vestibule::accounts::{
    Arrived, Browser, LogIn, NewPasskeyRequest, PasskeyAnswer, ProvenIdentity, Purpose, SignIn, StepUpRequest,
};
use vestibule::shared::requests::{
    ConfirmAuthenticatorRequest, LoginRequest, RecoveryLoginRequest, SecondFactorRequest,
};

/// All that somebody has ever had beside the password.
#[derive(Clone, Default)]
pub struct Keys {
    pub passkeys: Vec<Authenticator>,
    /// Secrets of authenticator apps, the newest last.
    pub apps: Vec<String>,
    /// Sets of recovery codes, the newest last. One that was used is taken away.
    pub codes: Vec<VecDeque<String>>,
    pub identity: Option<ProvenIdentity>,
    /// The cookie of a browser that the account trusts.
    pub trusted: Option<String>,
}

impl Keys {
    /// Signs in with the password, in the browser that may be trusted.
    pub async fn begin(&self, world: &World, who: &Caller, username: &str, password: &str) -> Option<LogIn> {
        let browser = Browser { trusted: self.trusted.as_deref(), ..Browser::default() };
        let request = LoginRequest {
            login: username.into(),
            password: password.into(),
            remember_me: Expected::Given(true),
            ..LoginRequest::default()
        };
        world.app.accounts.sessions().log_in_from(who, browser, request).await.ok()
    }

    /// Signs in with the password, and with whatever completes that.
    pub async fn log_in(&mut self, world: &World, who: &Caller, username: &str, password: &str) -> Option<SignIn> {
        match self.begin(world, who, username, password).await? {
            LogIn::Done(sign_in) => Some(*sign_in),
            LogIn::SecondFactor(pending) => self.complete(world, who, &pending.pending_token).await,
        }
    }

    /// Completes a sign-in.
    pub async fn complete(&mut self, world: &World, who: &Caller, pending: &str) -> Option<SignIn> {
        let codes = self.shown(world);
        for code in codes {
            if let Some(entered) = self.complete_with_code(world, who, pending, code).await {
                return Some(entered);
            }
        }
        if let Some(entered) = self.enter_with_passkey(world, who, Some(pending)).await {
            return Some(entered);
        }
        for at in (0..self.codes.len()).rev() {
            let Some(code) = self.codes[at].front().cloned() else { continue };
            if let Some(entered) = self.complete_with_code(world, who, pending, code).await {
                self.codes[at].pop_front();
                return Some(entered);
            }
        }
        None
    }

    /// What the apps show, and what they show next: a code works once.
    fn shown(&self, world: &World) -> Vec<String> {
        let now = world.now();
        let times = [now, now.plus(Duration::from_secs(30))];
        self.apps.iter().rev().flat_map(|app| times.map(|at| totp(app, at))).collect()
    }

    /// Completes a sign-in with a code.
    async fn complete_with_code(&self, world: &World, who: &Caller, pending: &str, code: String) -> Option<SignIn> {
        let request =
            SecondFactorRequest { pending_token: pending.into(), code: code.into(), ..SecondFactorRequest::default() };
        world.app.accounts.sessions().log_in_with_code(who, Browser::default(), request).await.ok()
    }

    /// Signs in with a passkey, or completes a sign-in with it.
    pub async fn enter_with_passkey(&mut self, world: &World, who: &Caller, pending: Option<&str>) -> Option<SignIn> {
        let accounts = &world.app.accounts;
        for passkey in &mut self.passkeys {
            let begun = accounts.sessions().begin_passkey(who, pending).await.ok()?;
            let answer = PasskeyAnswer {
                challenge: begun.challenge.as_str().into(),
                credential: passkey.get(&begun.options),
                remember_me: Expected::Given(true),
            };
            if let Ok(entered) = accounts.sessions().log_in_with_passkey(who, Browser::default(), answer).await {
                return Some(entered);
            }
        }
        None
    }

    /// Signs in with a recovery code in place of the password.
    pub async fn enter_with_code(&mut self, world: &World, who: &Caller, username: &str) -> Option<SignIn> {
        for codes in self.codes.iter_mut().rev() {
            let Some(code) = codes.front() else { continue };
            let request = RecoveryLoginRequest {
                login: username.into(),
                recovery_code: code.as_str().into(),
                remember_me: Expected::Given(true),
            };
            if let Ok(entered) =
                world.app.accounts.sessions().log_in_with_recovery_code(who, Browser::default(), request).await
            {
                codes.pop_front();
                return Some(entered);
            }
        }
        None
    }

    /// Signs in at the provider, as far as that leads.
    pub async fn arrive(&self, world: &World, who: &Caller) -> Option<Arrived> {
        let purpose = Purpose::SignIn { remember: true };
        arrive(&world.app, who, self.identity.as_ref()?, purpose).await.ok()
    }

    /// Signs in at the provider, and completes that.
    pub async fn enter_with_identity(&mut self, world: &World, who: &Caller) -> Option<SignIn> {
        match self.arrive(world, who).await? {
            Arrived::SignedIn(entered) => Some(*entered),
            Arrived::SecondFactor(pending) => self.complete(world, who, &pending.pending_token).await,
            _ => None,
        }
    }

    /// Proves again, in a session, whose it is.
    pub async fn step_up(&mut self, world: &World, who: &Caller, password: &str) -> Option<SignIn> {
        let accounts = &world.app.accounts;
        let codes = self.shown(world).into_iter().map(|code| StepUpRequest { code: code.into(), ..<_>::default() });
        let password = StepUpRequest { password: password.into(), ..StepUpRequest::default() };
        for request in codes.chain([password]) {
            if let Ok(proved) = accounts.sessions().step_up(who, request).await {
                return Some(proved);
            }
        }
        for passkey in &mut self.passkeys {
            let begun = accounts.sessions().begin_passkey(who, None).await.ok()?;
            let request = StepUpRequest {
                challenge: begun.challenge.as_str().into(),
                credential: Some(passkey.get(&begun.options)),
                ..StepUpRequest::default()
            };
            if let Ok(proved) = accounts.sessions().step_up(who, request).await {
                return Some(proved);
            }
        }
        None
    }

    pub async fn add_passkey(&mut self, world: &World, who: &Caller) -> bool {
        let accounts = &world.app.accounts;
        let Ok(begun) = accounts.factors().begin_passkey_registration(who).await else { return false };
        let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
        let request = NewPasskeyRequest {
            challenge: begun.challenge.as_str().into(),
            credential: passkey.create(&begun.options),
            ..NewPasskeyRequest::default()
        };
        let is_added = accounts.factors().register_passkey(who, request).await.is_ok();
        if is_added {
            self.passkeys.push(passkey);
        }
        is_added
    }

    pub async fn add_app(&mut self, world: &World, who: &Caller) -> bool {
        let accounts = &world.app.accounts;
        let Ok(new) = accounts.factors().begin_authenticator(who).await else { return false };
        let code = totp(&new.secret, world.now());
        let request = ConfirmAuthenticatorRequest {
            setup: new.setup.as_str().into(),
            code: code.as_str().into(),
            ..ConfirmAuthenticatorRequest::default()
        };
        let is_added = accounts.factors().confirm_authenticator(who, request).await.is_ok();
        if is_added {
            self.apps.push(new.secret.clone());
        }
        is_added
    }

    pub async fn make_codes(&mut self, world: &World, who: &Caller) -> bool {
        let Ok(made) = world.app.accounts.factors().new_recovery_codes(who).await else { return false };
        self.codes.push(made.codes.into());
        true
    }

    /// Links an account at the provider.
    pub async fn link(&mut self, world: &World, who: &Caller, subject: &str, email: &str) -> bool {
        let identity = identity(subject, email, false);
        let is_linked = link(&world.app, who, &identity).await;
        if is_linked {
            self.identity = Some(identity);
        }
        is_linked
    }

    /// Makes the account trust the browser.
    pub async fn trust(&mut self, world: &World, who: &Caller, username: &str, password: &str) -> bool {
        let Some(LogIn::SecondFactor(pending)) = self.begin(world, who, username, password).await else {
            return false;
        };
        for code in self.shown(world) {
            let request = SecondFactorRequest {
                pending_token: pending.pending_token.as_str().into(),
                code: code.into(),
                trust: Expected::Given(true),
            };
            let entered = world.app.accounts.sessions().log_in_with_code(who, Browser::default(), request).await;
            if let Ok(SignIn { trusted: Some(trusted), .. }) = entered {
                self.trusted = Some(trusted);
                return true;
            }
        }
        false
    }
}
