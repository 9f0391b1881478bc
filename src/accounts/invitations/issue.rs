//! The link of an invitation and its message, for new and for existing accounts.

use crate::{
    accounts::{
        Accounts, Principal, Recipient, User,
        one_time::{Issued, NewToken},
        unit_of_work::UnitOfWork,
    },
    mail::Mail,
    shared::{audit::EventKind, ids::UserId, invitations::InvitationView},
    store::{StoreError, one_time_tokens::Purpose},
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
    pub(in crate::accounts) async fn invite(&mut self, user: &User, issued: &Issued) -> Result<(), StoreError> {
        self.store_token(&issued.stored).await?;
        self.record(self.event(EventKind::UserInvite).on(user.id));
        self.send(&Mail::Invitation { minutes: MINUTES }, &Recipient::owner(user), Some(&issued.secret)).await
    }
}

impl Issued {
    /// An invitation, without its link.
    pub(in crate::accounts) fn invitation(&self) -> InvitationView {
        InvitationView { created_at: self.stored.created_at, expires_at: self.stored.expires_at }
    }
}
