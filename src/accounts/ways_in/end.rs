//! Ending what the list of ways in shows: one of them, or everything but what its owner proves who they are with.

use super::{Repair, Repairing};
use crate::accounts::error::no_such_account;
use crate::accounts::policy::Action;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller};
use crate::shared::audit::EventKind;
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use crate::shared::requests::UpdateUserRequest;
use crate::shared::values::Text;
use crate::shared::ways_in::WayKind;
use std::str::FromStr;

impl Accounts {
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
        match kind {
            WayKind::Session => self.end_session_of(caller, id, parsed(what)?).await?,
            WayKind::TrustedBrowser if is_own => self.forget_trusted_browser(caller, parsed(what)?).await?,
            WayKind::Passkey if is_own => self.remove_passkey(caller, parsed(what)?, password).await?,
            WayKind::Authenticator if is_own => self.remove_authenticator(caller, id, password).await?,
            WayKind::Identity => self.unlink_identity(caller, id, parsed(what)?).await?,
            WayKind::ApiToken => self.revoke_api_token(caller, id, parsed(what)?).await?,
            WayKind::TokenForOthers => {
                let (account, token) = what.split_once('/').ok_or_else(no_such_account)?;
                self.revoke_api_token(caller, parsed(account)?, parsed(token)?).await?;
            }
            WayKind::Client => self.revoke_client_access(caller, id, what).await?,
            WayKind::Invitation => self.revoke_invitation(caller, id).await?,
            WayKind::PendingEmail if is_own => {
                let email = self.find_user(caller, id).await?.email.as_str().into();
                let request = UpdateUserRequest { email, ..UpdateUserRequest::default() };
                self.update_profile(caller, id, request, None).await?;
            }
            WayKind::TrustedBrowser
            | WayKind::Passkey
            | WayKind::Authenticator
            | WayKind::PendingEmail
            // They are replaced by new ones.
            | WayKind::RecoveryCodes
            // They end by themselves.
            | WayKind::HandedLink
            | WayKind::Undo
            // They are changed, not ended.
            | WayKind::Password
            | WayKind::Email => return Err(no_such_account()),
        }
        Ok(kind)
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
