//! Ends one row of the list of ways in, or all rows except the password, the factors and the linked identities.

use super::list::{FormerId, MAX};
use super::{Repair, Repairing};
use crate::accounts::users::cancel_pending;
use crate::accounts::{Action, Caller, UnitOfWork, WaysIn, no_such_account};
use crate::shared::ways_in::Definition;
use crate::shared::{AppError, EventKind, Identifier, Role, Text, UserAction, UserId, Way, WayKind};
use crate::store::Purpose;
use crate::store::former_values;
use crate::store::one_time_tokens;
use std::iter;
use std::str::FromStr;

impl WaysIn {
    /// Ends one way into an account, with the use case that is there for it. `way`: as `WayInView::in_form` writes it. `password`: for
    /// the last second factor, by the rules of NIST.
    ///
    /// # Errors
    /// “Not found” if there is no such thing, or if the caller cannot end it one by one: administrators reset all factors at once.
    pub async fn end_way_in(
        &self,
        caller: &Caller,
        id: UserId,
        way: &str,
        password: &Text,
    ) -> Result<WayKind, AppError> {
        let (kind, what) = way.split_once(':').ok_or_else(no_such_account)?;
        let kind: WayKind = kind.parse().map_err(|_| no_such_account())?;
        let is_own = caller.user_id() == Some(id);
        match kind.way() {
            Way::Session => self.sessions().end_session_of(caller, id, parsed(what)?).await?,
            Way::TrustedBrowser if is_own => self.sessions().forget_trusted_browser(caller, parsed(what)?).await?,
            Way::Factor(factor) if is_own => self.factors().remove_factor(caller, id, (factor, what), password).await?,
            Way::Identity => self.identities().unlink_identity(caller, id, parsed(what)?).await?,
            Way::ApiToken => self.api_tokens().revoke_api_token(caller, id, parsed(what)?).await?,
            Way::TokenForOthers => {
                let (account, token) = what.split_once('/').ok_or_else(no_such_account)?;
                self.api_tokens().revoke_api_token(caller, parsed(account)?, parsed(token)?).await?;
            }
            Way::Client => self.openid().revoke_client_access(caller, id, what).await?,
            Way::Invitation => self.invitations().revoke_invitation(caller, id).await?,
            Way::HandedLink => self.revoke_handed_links(caller, id).await?,
            Way::Defined(Definition::Provider { is_new: true }) => self.providers().delete_provider(caller, what).await?,
            Way::Defined(Definition::Client) => _ = self.clients().close_client(caller, what).await?,
            Way::Defined(Definition::Administrator) => {
                // It has no id of its own.
                let account = parsed(what.trim_end_matches('/'))?;
                self.users().change_status(caller, account, UserAction::SetRole(Role::User)).await?;
            }
            Way::Former(former) if !is_own => self.release(caller, id, former, what).await?,
            Way::PendingEmail if is_own => self.cancel_new_email(caller, id).await?,
            Way::TrustedBrowser
            | Way::Factor(_)
            | Way::PendingEmail
            // They end by themselves.
            | Way::Undo
            | Way::Former(_)
            // It is corrected on its page.
            | Way::Defined(Definition::Provider { is_new: false })
            // They are changed, not ended.
            | Way::Password
            | Way::Email => return Err(no_such_account()),
        }
        Ok(kind)
    }

    /// Makes the open password links of an account invalid that were handed over, and not sent to its address.
    async fn revoke_handed_links(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let open = one_time_tokens::open_of_user(&mut tx, id, now, MAX).await?;
            if !open.iter().any(|row| row.purpose == Purpose::Password && row.email_key.is_none()) {
                return Err(no_such_account());
            }
            one_time_tokens::delete_unused(&mut tx, id, iter::empty(), true).await?;
            tx.record(tx.event(EventKind::PasswordLinkRevoked).on(id));
            Ok(())
        };
        self.change(caller, Action::RevokeLinks(id), job).await
    }

    /// Lets other accounts have a value that is reserved for this one. `what`: the [`FormerId`] of its row.
    async fn release(&self, caller: &Caller, id: UserId, kind: Identifier, what: &str) -> Result<(), AppError> {
        let FormerId { field, key } = parsed(what)?;
        let job = async move |mut tx: UnitOfWork| {
            if !former_values::release(&mut tx, id, kind, field, &key).await? {
                return Err(no_such_account());
            }
            tx.record(tx.event(EventKind::UserReleaseValue).on(id).detail(kind));
            Ok(())
        };
        self.change(caller, Action::ReleaseValue(id), job).await
    }

    /// Cancels the change of the address that waits for its confirmation.
    async fn cancel_new_email(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            if !cancel_pending(&mut tx, id).await? {
                return Err(no_such_account());
            }
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail("pending_email"));
            Ok(())
        };
        self.change(caller, Action::CancelEmailChange(id), job).await
    }

    /// Ends the other sessions of an account, the browsers that it trusts, the access of clients, and its API tokens. Keeps what its
    /// owner proves who they are with.
    pub async fn end_everything_else(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        let session = if caller.user_id() == Some(id) { caller.who.session_id() } else { None };
        let job = async move |mut tx: UnitOfWork| {
            tx.repair(id, Repairing { session, ..Repairing::of(Repair::EndedOthers) }).await?;
            tx.record(tx.event(EventKind::SessionEndOthers).on(id));
            Ok(())
        };
        self.change(caller, Action::ManageSessions(id), job).await
    }
}

fn parsed<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| no_such_account())
}
