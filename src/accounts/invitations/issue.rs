//! The link of an invitation and its message, for new and for existing accounts.

use crate::{
    accounts::{
        Accounts, ManageError, Recipient, User,
        one_time::{Issued, NewToken},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    shared::{audit::EventKind, ids::UserId, invitations::InvitationView},
    store::{
        StoreError,
        one_time_tokens::{NewOneTimeToken, Purpose},
    },
};
use std::time::Duration;
use uuid::Uuid;

/// Lifetime of an invitation, in minutes: long enough for a week of absence.
const MINUTES: u32 = 7 * 24 * 60;
const LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);
const MESSAGE: Mail = Mail::Invitation { minutes: MINUTES };

impl Accounts {
    /// Generates the link of an invitation by `created_by`, an administrator, or by the operator if that is None. It is neither
    /// stored nor sent yet: [`UnitOfWork::invite`].
    pub(in crate::accounts) fn new_invitation(&self, created_by: Option<UserId>, user: UserId) -> Issued {
        self.new_token(NewToken { created_by, ..NewToken::of(user, Purpose::Invitation, LIFETIME) })
    }
}

impl UnitOfWork {
    /// Sends an invitation to the address of `user`, and revokes all other links to choose a password.
    pub(in crate::accounts) async fn invite(&mut self, user: &User, issued: &Issued) -> Result<(), ManageError> {
        // Here and not before, so that a repeated request is not charged.
        self.accounts().charge_recipient(&MESSAGE, &user.email).map_err(ManageError::Exceeded)?;
        Ok(self.send_link(None, user, issued).await?)
    }

    /// Like [`Self::invite`], for a mailing. Does nothing and returns false if the address has received too many invitations.
    pub(in crate::accounts) async fn invite_in(
        &mut self,
        mailing: Uuid,
        user: &User,
        issued: &Issued,
    ) -> Result<bool, StoreError> {
        if self.accounts().charge_recipient(&MESSAGE, &user.email).is_err() {
            return Ok(false);
        }
        self.send_link(Some(mailing), user, issued).await?;
        Ok(true)
    }

    async fn send_link(&mut self, mailing: Option<Uuid>, user: &User, issued: &Issued) -> Result<(), StoreError> {
        // Using the link confirms the address.
        let stored = NewOneTimeToken { email_key: Some(identity::key(&user.email)), ..issued.stored.clone() };
        self.store_token(&stored).await?;
        self.record(self.event(EventKind::UserInvite).on(user.id));
        self.send_in(mailing, &MESSAGE, &Recipient::owner(user), Some(&issued.secret));
        Ok(())
    }
}

impl Issued {
    /// An invitation, without its link.
    pub(in crate::accounts) fn invitation(&self) -> InvitationView {
        InvitationView { created_at: self.stored.created_at, expires_at: self.stored.expires_at }
    }
}
