//! The link of an invitation and its message, for new and for existing accounts.

use crate::{
    accounts::{
        Accounts, ManageError, Principal, Recipient, User,
        one_time::{Issued, NewToken},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    shared::{audit::EventKind, ids::UserId, invitations::InvitationView},
    store::one_time_tokens::{NewOneTimeToken, Purpose},
};
use std::time::Duration;

/// Lifetime of an invitation, in minutes: long enough for a week of absence.
const MINUTES: u32 = 7 * 24 * 60;
const LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);

impl Accounts {
    /// Generates the link of an invitation. It is neither stored nor sent yet: [`UnitOfWork::invite`].
    pub(in crate::accounts) fn new_invitation(&self, who: &Principal, user: UserId) -> Issued {
        let created_by = who.user_id();
        self.new_token(NewToken { created_by, ..NewToken::of(user, Purpose::Invitation, LIFETIME) })
    }
}

impl UnitOfWork {
    /// Sends an invitation to the address of `user`, and revokes all other links to choose a password.
    pub(in crate::accounts) async fn invite(&mut self, user: &User, issued: &Issued) -> Result<(), ManageError> {
        let mail = Mail::Invitation { minutes: MINUTES };
        // Here and not before, so that a repeated request is not charged.
        self.accounts().charge_recipient(&mail, &user.email).map_err(ManageError::Exceeded)?;
        // Using the link confirms the address.
        let stored = NewOneTimeToken { email_key: Some(identity::key(&user.email)), ..issued.stored.clone() };
        self.store_token(&stored).await?;
        self.record(self.event(EventKind::UserInvite).on(user.id));
        self.send(&mail, &Recipient::owner(user), Some(&issued.secret));
        Ok(())
    }
}

impl Issued {
    /// An invitation, without its link.
    pub(in crate::accounts) fn invitation(&self) -> InvitationView {
        InvitationView { created_at: self.stored.created_at, expires_at: self.stored.expires_at }
    }
}
