//! What the owner does, and the administrator.

use super::case::{Case, caller, signed_in};
use super::state::Password;
use super::stored::{Link, Stored};
use super::world::{Mailbox, OTHER_OF_OWNER, OWNER};
use crate::support::*;
use vestibule::accounts::{Principal, SignIn};
use vestibule::shared::requests::{DeleteAccountRequest, UpdateUserRequest};

impl Case<'_> {
    pub fn known_to_owner(&self) -> Option<&'static str> {
        let is_known = matches!(self.password, Password::Both | Password::Owner | Password::First);
        is_known.then(|| self.password.text())
    }

    /// The owner in the session of which the mailbox was told, or in a new one.
    async fn owner(&mut self) -> Option<Caller> {
        if let Some(session) = &self.owner {
            let who = signed_in(OTHER_OF_OWNER, &session.who);
            if self.world.app.accounts.sessions().authenticate(&session.access_token).await.is_ok() {
                return Some(who);
            }
        }
        self.sign_in_as_owner().await.map(|entered| signed_in(OWNER, &entered.who))
    }

    pub async fn sign_in_as_owner(&mut self) -> Option<SignIn> {
        let (world, owner) = (self.world, caller(OWNER));
        match self.known_to_owner() {
            Some(known) => self.owners.log_in(world, &owner, &self.login, known).await,
            None => self.owners.enter_with_passkey(world, &owner, None).await,
        }
    }

    /// The owner uses the oldest undo, which goes back the furthest.
    pub async fn undo(&mut self, stored: &Stored) -> bool {
        let is_undo = |link: &&Link| link.purpose == "undo_email_change" && !link.mailbox.is_thiefs();
        let Some(link) = stored.links.iter().find(is_undo) else { return false };
        self.use_undo(link, Password::Owner).await
    }

    /// Asks for a password link, and uses it.
    pub async fn forget(&mut self, mailbox: Mailbox) -> bool {
        let Some(link) = self.ask_for_link(mailbox).await else { return false };
        self.choose(&link, Password::Owner).await
    }

    pub(super) async fn change_back(&mut self) -> bool {
        let Some(known) = self.known_to_owner() else { return false };
        let Some(who) = self.owner().await else { return false };
        if !self.ask_for(&who, Mailbox::Owner, known).await {
            return false;
        }
        let stored = self.look().await;
        self.confirm(&stored, |_, mailbox| !mailbox.is_thiefs()).await
    }

    pub(super) async fn enter_with_code(&mut self) -> bool {
        let (world, owner) = (self.world, caller(OWNER));
        let entered = match self.known_to_owner() {
            Some(known) => {
                // The phone is lost.
                let apps = std::mem::take(&mut self.owners.apps);
                let passkeys = std::mem::take(&mut self.owners.passkeys);
                let entered = self.owners.log_in(world, &owner, &self.login, known).await;
                (self.owners.apps, self.owners.passkeys) = (apps, passkeys);
                entered
            }
            None => self.owners.enter_with_code(world, &owner, &self.login).await,
        };
        self.end_everything_else(entered).await
    }

    pub(super) async fn enter_by_provider(&mut self) -> bool {
        let entered = self.owners.enter_with_identity(self.world, &caller(OWNER)).await;
        self.end_everything_else(entered).await
    }

    pub async fn end_everything_else(&self, entered: Option<SignIn>) -> bool {
        let Some(entered) = entered else { return false };
        let who = signed_in(OWNER, &entered.who);
        self.world.app.accounts.ways_in().end_everything_else(&who, self.id).await.expect("an end of everything else");
        true
    }

    pub(super) async fn move_on(&mut self) -> bool {
        let Some(known) = self.known_to_owner() else { return false };
        let Some(who) = self.owner().await else { return false };
        if !self.ask_for(&who, Mailbox::NextOfOwner, known).await {
            return false;
        }
        let stored = self.look().await;
        self.confirm(&stored, |_, mailbox| mailbox == Mailbox::NextOfOwner).await
    }

    pub(super) async fn do_without_password(&mut self) -> bool {
        let entered = self.owners.enter_with_passkey(self.world, &caller(OWNER), None).await;
        let Some(entered) = entered else { return false };
        let removed =
            self.world.app.accounts.passwords().remove_password(&signed_in(OWNER, &entered.who)).await.is_ok();
        if removed {
            self.password = Password::Nobody;
        }
        removed
    }

    pub(super) async fn close(&mut self) -> bool {
        let Some(known) = self.known_to_owner() else { return false };
        let Some(who) = self.owner().await else { return false };
        let Principal::User(current) = &who.who else { return false };
        let request = DeleteAccountRequest { password: known.into() };
        self.world.app.accounts.users().delete_account(current, &who, request).await.is_ok()
    }

    pub(super) async fn renew_app(&mut self) -> bool {
        let Some(who) = self.owner().await else { return false };
        self.owners.add_app(self.world, &who).await
    }

    pub(super) async fn renew_codes(&mut self) -> bool {
        let Some(who) = self.owner().await else { return false };
        self.owners.make_codes(self.world, &who).await
    }

    pub(super) async fn vouch(&self) -> bool {
        self.world.app.accounts.emails().mark_confirmed(&Caller::system(), self.id).await.is_ok()
    }

    pub(super) async fn set_address(&self, email_verified: Expected<bool>) -> bool {
        let request = UpdateUserRequest {
            email: Mailbox::Owner.address(&self.username).into(),
            email_verified,
            ..UpdateUserRequest::default()
        };
        self.world.app.accounts.users().update_profile(&Caller::system(), self.id, request, None).await.is_ok()
    }

    pub async fn pass_link_on(&mut self) -> bool {
        let made = self.world.app.accounts.passwords().issue_password_link(&Caller::system(), self.id).await;
        let Ok(link) = made else { return false };
        assert!(self.choose(&token_in(&link.url), Password::Owner).await, "a new password");
        true
    }

    pub async fn reset_factors(&self) -> bool {
        self.world.app.accounts.factors().reset_factors(&Caller::system(), self.id).await.is_ok()
    }

    pub(super) async fn start_over(&mut self) -> bool {
        let is_begun = self.world.app.accounts.ways_in().start_over(&Caller::system(), self.id).await.is_ok();
        if is_begun {
            self.password = Password::Nobody;
        }
        is_begun
    }
}
