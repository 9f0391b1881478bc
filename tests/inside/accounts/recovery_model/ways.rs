//! The thief tries each way in.

use super::case::{Case, caller};
use super::keys::Keys;
use super::state::Password;
use super::world::THIEF;
use crate::support::*;
use vestibule::accounts::ways_in::WayIn;
use vestibule::accounts::{Arrived, LinkHolder, LogIn};
use vestibule::shared::FactorKind;

impl Case<'_> {
    /// Tries everything of this kind that the thief has ever had; returns whether something of it works. No row has a wildcard: a new
    /// way in does not compile before the thief tries it.
    pub(super) async fn thief_enters(&mut self, way: WayIn) -> bool {
        match way {
            WayIn::Password => self.tries_passwords().await,
            WayIn::Session => self.tries_sessions().await,
            WayIn::PendingSignIn => self.tries_pending().await,
            WayIn::TrustedBrowser => self.tries_trusted_browser().await,
            WayIn::Factor(FactorKind::Passkey) => {
                let entered = self.thief.keys.enter_with_passkey(self.world, &caller(THIEF), None).await;
                entered.is_some() || self.tries_second_factor(|keys| &mut keys.passkeys).await
            }
            WayIn::Factor(FactorKind::Authenticator) => self.tries_second_factor(|keys| &mut keys.apps).await,
            WayIn::Factor(FactorKind::RecoveryCodes) => {
                self.tries_codes().await || self.tries_second_factor(|keys| &mut keys.codes).await
            }
            WayIn::Identity => {
                let arrived = self.thief.keys.arrive(self.world, &caller(THIEF)).await;
                matches!(arrived, Some(Arrived::SignedIn(_) | Arrived::SecondFactor(_) | Arrived::TakeOver(_)))
            }
            WayIn::ApiToken => {
                let accounts = &self.world.app.accounts;
                let sessions = accounts.sessions();
                join_all(self.thief.api_tokens.iter().map(|token| sessions.authenticate(token)))
                    .await
                    .iter()
                    .any(Result::is_ok)
            }
            WayIn::ClientGrant => {
                let (client, app) = (&self.world.wiki, &self.world.app);
                let tried = self.thief.grants.iter().map(|token| client.refresh(app, token));
                join_all(tried).await.iter().any(|reply| reply.status == 200)
            }
            WayIn::DeviceCode => {
                let (device, app) = (&self.world.tv, &self.world.app);
                join_all(self.thief.devices.iter().map(|begun| device.poll(app, begun))).await.contains(&true)
            }
            WayIn::MailedLink | WayIn::HandedLink | WayIn::Invitation => self.tries_links("password").await,
            WayIn::Confirmation => self.tries_links("confirm_email").await,
            WayIn::PendingEmail => self.tries_links("change_email").await,
            WayIn::ReportLink => self.tries_links("report_sign_in").await,
            WayIn::Undo => self.tries_links("undo_email_change").await,
            WayIn::Username => self.look().await.username != self.username,
            // They let somebody into other accounts: only administrators make them, and this account is none.
            WayIn::TokenForOthers | WayIn::LinkForOthers => false,
            // With it a client asks for nothing, but somebody has to sign in first.
            WayIn::Consent => false,
            // They bar the owner, who has signed in.
            WayIn::Lockout | WayIn::FactorLockout => false,
        }
    }

    async fn tries_passwords(&mut self) -> bool {
        let (world, thief) = (self.world, caller(THIEF));
        for password in self.thief.passwords.clone() {
            let (keys, stolen) = (&mut self.thief.keys, &mut self.thief.stolen);
            if keys.log_in(world, &thief, &self.login, password).await.is_some()
                || (!stolen.apps.is_empty() && stolen.log_in(world, &thief, &self.login, password).await.is_some())
            {
                return true;
            }
        }
        false
    }

    async fn tries_sessions(&self) -> bool {
        let accounts = &self.world.app.accounts;
        for session in &self.thief.sessions {
            if accounts.sessions().authenticate(&session.access_token).await.is_ok() {
                return true;
            }
            if let Some(token) = &session.refresh_token
                && accounts.sessions().refresh(&caller(THIEF), token).await.is_ok()
            {
                return true;
            }
        }
        false
    }

    async fn tries_pending(&mut self) -> bool {
        for pending in self.thief.pending.clone() {
            if self.thief.keys.complete(self.world, &caller(THIEF), &pending).await.is_some() {
                return true;
            }
        }
        false
    }

    /// Whether the browser needs no second factor, for somebody who has got to know the password as well.
    async fn tries_trusted_browser(&self) -> bool {
        if self.thief.keys.trusted.is_none() {
            return false;
        }
        let (thief, password, nobody) = (caller(THIEF), self.password.text(), Keys::default());
        let with = self.thief.keys.begin(self.world, &thief, &self.login, password).await;
        let without = nobody.begin(self.world, &thief, &self.login, password).await;
        let asks = |begun: Option<LogIn>| matches!(begun, Some(LogIn::SecondFactor(_)));
        asks(without) && !asks(with)
    }

    /// Whether a factor completes a sign-in, for somebody who has got to know the password as well.
    async fn tries_second_factor<T>(&mut self, of: impl Fn(&mut Keys) -> &mut Vec<T>) -> bool {
        let (world, thief) = (self.world, caller(THIEF));
        let factors = std::mem::take(of(&mut self.thief.keys));
        if factors.is_empty() {
            return false;
        }
        let mut keys = Keys::default();
        *of(&mut keys) = factors;
        let begun = keys.begin(world, &thief, &self.login, self.password.text()).await;
        match begun {
            // Without a second factor the account asks for none: then none of the thief's is left.
            Some(LogIn::SecondFactor(pending)) => keys.complete(world, &thief, &pending.pending_token).await.is_some(),
            _ => false,
        }
    }

    /// Codes sign in to an account whose owner does without a password.
    async fn tries_codes(&mut self) -> bool {
        let (world, thief) = (self.world, caller(THIEF));
        let (keys, stolen) = (&mut self.thief.keys, &mut self.thief.stolen);
        keys.enter_with_code(world, &thief, &self.login).await.is_some()
            || stolen.enter_with_code(world, &thief, &self.login).await.is_some()
    }

    async fn tries_links(&mut self, purpose: &str) -> bool {
        for (of, token) in self.thief.links.clone() {
            if of == purpose && self.use_link(purpose, &token).await {
                return true;
            }
        }
        false
    }

    /// Uses a link that was received; returns whether that is possible.
    pub(super) async fn use_link(&mut self, purpose: &str, token: &str) -> bool {
        let (accounts, thief) = (&self.world.app.accounts, caller(THIEF));
        match purpose {
            "password" => self.choose(token, Password::Thief).await,
            "confirm_email" | "change_email" => {
                accounts.emails().confirm_email(&thief, token, LinkHolder::Api).await.is_ok()
            }
            "report_sign_in" => accounts.sessions().report_sign_in(&thief, token, LinkHolder::Api).await.is_ok(),
            "undo_email_change" => accounts.emails().undo_email_change(&thief, token, LinkHolder::Api).await.is_ok(),
            _ => panic!("{purpose}"),
        }
    }
}
