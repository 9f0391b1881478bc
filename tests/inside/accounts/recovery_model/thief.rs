//! What the thief does.

use super::case::{Case, Kit, caller, signed_in};
use super::keys::Keys;
use super::state::Password;
use super::stored::{Link, Stored};
use super::world::{Mailbox, THIEF};
use crate::support::company::identity;
use crate::support::*;
use std::collections::BTreeSet;
use vestibule::accounts::{LogIn, Principal, SignIn};
use vestibule::language::Language;
use vestibule::shared::api_tokens::CreateApiTokenRequest;
use vestibule::shared::requests::{ChangePasswordRequest, DeleteAccountRequest, UpdateUserRequest};

/// All that the thief has ever had.
#[derive(Default)]
pub struct Thief {
    /// The last one is used.
    pub sessions: Vec<SignIn>,
    pub keys: Keys,
    /// What is the owner's.
    pub stolen: Keys,
    pub api_tokens: Vec<String>,
    /// The refresh tokens of a client.
    pub grants: Vec<String>,
    /// What a device has begun with.
    pub devices: Vec<Value>,
    /// Sign-ins that wait for their second factor.
    pub pending: Vec<String>,
    pub pending_since: Option<Timestamp>,
    /// The purposes and tokens of all links that were received.
    pub links: BTreeSet<(String, String)>,
    /// What was the password when it was known.
    pub passwords: BTreeSet<&'static str>,
}

impl Thief {
    pub fn of(kit: Kit, username: &str, owners: &Keys) -> Self {
        let (mut keys, mut stolen) = (Keys::default(), Keys::default());
        match kit {
            Kit::Password | Kit::Session | Kit::Mailbox => {}
            Kit::OneFactor => {
                // The owner uses the codes from the other end.
                let codes = owners.codes.iter().map(|codes| codes.iter().rev().cloned().collect());
                stolen = Keys { apps: owners.apps.clone(), codes: codes.collect(), ..Keys::default() };
            }
            Kit::Provider => {
                let email = Mailbox::Owner.address(username);
                keys.identity = Some(identity(&format!("claims {username}"), &email, false));
            }
        }
        Self { keys, stolen, ..Self::default() }
    }

    /// When the thief last proved whose the session is.
    pub fn proved_at(&self) -> Option<Timestamp> {
        self.sessions.last().map(|session| session.who.proof.at)
    }
}

impl Case<'_> {
    pub(super) fn known_to_thief(&self) -> Option<&'static str> {
        matches!(self.password, Password::Both | Password::Thief).then(|| self.password.text())
    }

    /// The thief in the last session, in a new one if that has ended, with a proof of a moment ago if that is possible.
    async fn thief(&mut self) -> Option<Caller> {
        let (world, accounts) = (self.world, &self.world.app.accounts);
        let last = self.thief.sessions.last()?;
        if accounts.sessions().authenticate(&last.access_token).await.is_err() {
            let renewed = match last.refresh_token.as_deref() {
                Some(token) => accounts.sessions().refresh(&caller(THIEF), token).await.ok(),
                None => None,
            };
            let session = match renewed {
                Some(renewed) => renewed,
                None => self.enter_anew().await?,
            };
            *self.thief.sessions.last_mut()? = session;
        }
        let last = self.thief.sessions.last_mut()?;
        let who = signed_in(THIEF, &last.who);
        if world.now() < last.who.proof.at.plus(Duration::from_secs(9 * 60)) {
            return Some(who);
        }
        let known = self.known_to_thief().unwrap_or_default();
        let Some(proved) = self.thief.keys.step_up(world, &who, known).await else { return Some(who) };
        let who = signed_in(THIEF, &proved.who);
        let last = self.thief.sessions.last_mut()?;
        *last = SignIn { refresh_token: last.refresh_token.take(), ..proved };
        Some(who)
    }

    /// The thief signs in, with whatever does it.
    async fn enter_anew(&mut self) -> Option<SignIn> {
        let (world, thief) = (self.world, caller(THIEF));
        if let Some(known) = self.known_to_thief() {
            let entered = self.thief.keys.log_in(world, &thief, &self.login, known).await;
            if entered.is_some() {
                return entered;
            }
        }
        match self.thief.keys.enter_with_passkey(world, &thief, None).await {
            None => self.thief.keys.enter_with_identity(world, &thief).await,
            entered => entered,
        }
    }

    pub(super) async fn sign_in_again(&mut self) -> bool {
        let Some(entered) = self.enter_anew().await else { return false };
        self.thief.sessions.push(entered);
        true
    }

    /// The thief knows a factor of the owner, and nothing else.
    pub(super) async fn enter_with_factor(&mut self) -> bool {
        let entered = self.thief.stolen.enter_with_code(self.world, &caller(THIEF), &self.login).await;
        let is_in = entered.is_some();
        self.thief.sessions.extend(entered);
        is_in
    }

    pub(super) async fn request(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let now_at = self.look().await.mailbox;
        let next = if now_at == Mailbox::Thief { Mailbox::OtherOfThief } else { Mailbox::Thief };
        self.ask_for(&who, next, self.known_to_thief().unwrap_or_default()).await
    }

    pub(super) async fn change_password(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let Principal::User(current) = &who.who else { return false };
        let request = ChangePasswordRequest {
            current_password: self.known_to_thief().unwrap_or_default().into(),
            new_password: Password::Thief.text().into(),
            ..ChangePasswordRequest::default()
        };
        let changed = self.world.app.accounts.passwords().change_password(current, &who, request).await.is_ok();
        if changed {
            self.password = Password::Thief;
        }
        changed
    }

    /// The thief uses the newest undo, which the oldest has not been able to delete yet.
    pub(super) async fn undo_as_thief(&mut self, stored: &Stored) -> bool {
        let is_undo = |link: &&Link| link.purpose == "undo_email_change" && self.kit.reads(link.mailbox);
        let Some(link) = stored.links.iter().rfind(is_undo) else { return false };
        self.use_undo(link, Password::Thief).await
    }

    pub(super) async fn choose_as_thief(&mut self, stored: &Stored) -> bool {
        let is_link = |link: &&Link| link.purpose == "password" && self.kit.reads(link.mailbox);
        let Some(link) = stored.links.iter().find(is_link) else { return false };
        self.choose(&link.token, Password::Thief).await
    }

    pub(super) async fn delete(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let Principal::User(current) = &who.who else { return false };
        let request = DeleteAccountRequest { password: self.known_to_thief().unwrap_or_default().into() };
        self.world.app.accounts.users().delete_account(current, &who, request).await.is_ok()
    }

    pub(super) async fn create_token(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let request = CreateApiTokenRequest {
            name: "a way back in".into(),
            scopes: texts(&["self"]),
            current_password: self.known_to_thief().unwrap_or_default().into(),
            ..CreateApiTokenRequest::default()
        };
        let Ok(created) = self.world.app.accounts.api_tokens().create_api_token(&who, self.id, request).await else {
            return false;
        };
        self.thief.api_tokens.push(created.secret);
        true
    }

    /// The access token of the session that the thief is in.
    async fn access_token(&mut self) -> Option<String> {
        self.thief().await?;
        self.thief.sessions.last().map(|session| session.access_token.clone())
    }

    pub(super) async fn grant_client(&mut self) -> bool {
        let Some(access) = self.access_token().await else { return false };
        self.thief.grants.push(self.world.wiki.offline_access(&self.world.app, &access).await);
        true
    }

    pub(super) async fn allow_device(&mut self) -> bool {
        let Some(access) = self.access_token().await else { return false };
        self.thief.devices.push(self.world.tv.allowed_device(&self.world.app, &access).await);
        true
    }

    pub(super) async fn leave_sign_in(&mut self) -> bool {
        let Some(known) = self.known_to_thief() else { return false };
        let begun = self.thief.keys.begin(self.world, &caller(THIEF), &self.login, known).await;
        let Some(LogIn::SecondFactor(pending)) = begun else { return false };
        self.thief.pending.push(pending.pending_token);
        self.thief.pending_since = Some(self.world.now());
        true
    }

    pub(super) async fn leave_access(&mut self) -> bool {
        let token = self.create_token().await;
        let grant = self.grant_client().await;
        let device = self.allow_device().await;
        let sign_in = self.leave_sign_in().await;
        token || grant || device || sign_in
    }

    pub(super) async fn add_passkey(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        self.thief.keys.add_passkey(self.world, &who).await
    }

    pub(super) async fn replace_app(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        self.thief.keys.add_app(self.world, &who).await
    }

    pub(super) async fn make_codes(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        self.thief.keys.make_codes(self.world, &who).await
    }

    pub(super) async fn link_identity(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let (subject, email) = (format!("thief of {}", self.username), Mailbox::OtherOfThief.address(&self.username));
        self.thief.keys.link(self.world, &who, &subject, &email).await
    }

    pub(super) async fn trust_browser(&mut self) -> bool {
        let Some(known) = self.known_to_thief() else { return false };
        self.thief.keys.trust(self.world, &caller(THIEF), &self.login, known).await
    }

    pub(super) async fn add_quietly(&mut self, before: &Stored) -> bool {
        let access = self.leave_access().await;
        let codes = !before.has("recovery_codes", true) && self.make_codes().await;
        let identity = !before.has("identity", true) && self.link_identity().await;
        access || codes || identity
    }

    pub(super) async fn add_factors(&mut self, before: &Stored) -> bool {
        let passkey = self.add_passkey().await;
        let app = !before.has("authenticator", true) && self.replace_app().await;
        let browser = self.trust_browser().await;
        let session = before.sessions.len() < 2 && self.sign_in_again().await;
        passkey || app || browser || session
    }

    pub(super) async fn remove_app(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        self.world.app.accounts.factors().remove_authenticator(&who, self.id, &Text::Missing).await.is_ok()
    }

    pub(super) async fn rename(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let accounts = &self.world.app.accounts;
        let username = format!("thief-of-{}", self.username).into();
        let request = UpdateUserRequest { username, ..UpdateUserRequest::default() };
        let renamed = accounts.users().update_profile(&who, self.id, request, None).await.is_ok();
        let accepted = accounts.terms().accept_terms(&who, vec![self.world.terms], Language::English).await.is_ok();
        renamed || accepted
    }

    /// The thief shows with a passkey that they can do without the password, and removes it.
    pub(super) async fn remove_password(&mut self) -> bool {
        let entered = self.thief.keys.enter_with_passkey(self.world, &caller(THIEF), None).await;
        let Some(entered) = entered else { return false };
        let removed =
            self.world.app.accounts.passwords().remove_password(&signed_in(THIEF, &entered.who)).await.is_ok();
        if removed {
            self.thief.sessions.push(entered);
            self.password = Password::Nobody;
        }
        removed
    }
}
