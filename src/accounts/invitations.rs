//! Invitations: a message to the address of an account without a password, with a link to choose one. A person who uses it
//! has received mail at the address, so this also confirms the address (`LinkPages::reset_password`).
//!
//! Other nouns ask `Invitations` for `new_invitation` and `revoke_invitation`.

use super::one_time::{Issued, NewToken};
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Invitations, Recipient, User, error};
use crate::language::message;
use crate::mail::Mail;
use crate::shared::{
    AppError, ErrorCode, EventKind, InvitationListView, InvitationView, InvitedAccountView, ListInvitationsRequest,
    ListedInvitationView, Status, Timestamp, UserId,
};
use crate::store::factors;
use crate::store::invitations::{self, InvitationRow, ListedInvitationRow};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{Conn, CredentialRow, FactorsRow, NewOneTimeToken, Purpose, StoreError, locks};
use crate::{identity, passwords};
use std::time::Duration;
use uuid::Uuid;

/// Lifetime of an invitation, in minutes: long enough for a week of absence.
const MINUTES: u32 = 7 * 24 * 60;
const LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);
const MESSAGE: Mail = Mail::Invitation { minutes: MINUTES };
/// Maximum number of invitations in a list.
const MAX_LISTED: usize = 100;
/// The purpose for which the place of a list is sealed.
const CURSOR: &str = "invitations 1";

impl Invitations {
    /// Sends an invitation to the address of an account without a password. It replaces the previous one.
    pub async fn send_invitation(&self, caller: &Caller, id: UserId) -> Result<InvitationView, AppError> {
        let issued = self.new_invitation(caller.user_id(), id);
        let sent = self.change_once(caller, Action::Invite(id), move |tx| {
            Box::pin(async move {
                // `change_once` holds a lock on the account, so it is the same at the commit.
                let user = check_invitable(invited(tx, id).await?)?;
                tx.invite(&user, &issued).await?;
                Ok(issued.invitation())
            })
        });
        sent.await
    }

    /// The open invitation of an account.
    pub async fn find_invitation(&self, caller: &Caller, id: UserId) -> Result<InvitationView, AppError> {
        caller.permit(Action::ReadInvitation(id))?;
        let now = self.now();
        let found = self.db().read(async move |mut conn| invitations::of_user(&mut conn, id, now).await).await?;
        found.map(InvitationView::from).ok_or_else(not_invited)
    }

    /// Open invitations of all accounts, the newest first.
    ///
    /// # Errors
    /// Also if the cursor is none of an earlier list.
    pub async fn list_invitations(
        &self,
        caller: &Caller,
        request: &ListInvitationsRequest,
    ) -> Result<InvitationListView, AppError> {
        caller.permit(Action::ListUsers)?;
        let before = match request.cursor.as_str() {
            "" => None,
            cursor => Some(self.open_sealed(CURSOR, cursor).ok_or_else(invalid_cursor)?),
        };
        // One more than the list has shows whether it continues.
        let (now, limit) = (self.now(), MAX_LISTED as i64 + 1);
        let read =
            self.db().read_report(async move |mut conn| invitations::newest(&mut conn, now, before, limit).await);
        let mut rows = read.await?;
        let continues = rows.len() > MAX_LISTED;
        rows.truncate(MAX_LISTED);
        let next = rows.last().filter(|_| continues).map(|row| self.seal(CURSOR, &row.place()));
        Ok(InvitationListView { invitations: rows.into_iter().map(ListedInvitationView::from).collect(), next })
    }

    /// Makes the open invitation of an account invalid.
    pub async fn revoke_invitation(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            if tx.revoke_invitation(id).await? { Ok(()) } else { Err(not_invited()) }
        };
        self.change(caller, Action::RevokeInvitation(id), job).await
    }

    /// Generates the link of an invitation by `created_by`, an administrator, or by the operator if that is None. It is neither
    /// stored nor sent yet: [`UnitOfWork::invite`].
    pub(super) fn new_invitation(&self, created_by: Option<UserId>, user: UserId) -> Issued {
        self.links().new_token(NewToken { created_by, ..NewToken::of(user, Purpose::Invitation, LIFETIME) })
    }
}

impl UnitOfWork {
    /// Sends an invitation to the address of `user`, and revokes all other links to choose a password.
    pub(super) async fn invite(&mut self, user: &User, issued: &Issued) -> Result<(), AppError> {
        // Here and not before, so that a repeated request is not charged.
        self.accounts().outbox().charge_recipient(&MESSAGE, &user.email)?;
        Ok(self.queue_invitation(None, user, issued).await?)
    }

    /// Like [`Self::invite`], for a mailing. Does nothing and returns false if the address has received too many invitations.
    pub(super) async fn invite_in(&mut self, mailing: Uuid, user: &User, issued: &Issued) -> Result<bool, StoreError> {
        if self.accounts().outbox().charge_recipient(&MESSAGE, &user.email).is_err() {
            return Ok(false);
        }
        self.queue_invitation(Some(mailing), user, issued).await?;
        Ok(true)
    }

    /// Like [`Self::invite`], as a part of a bulk change. Does nothing and returns false if the account cannot be invited, or if
    /// its address has received too many invitations.
    pub(super) async fn invite_one_of_many(&mut self, id: UserId) -> Result<bool, StoreError> {
        // Otherwise its owner could choose a password after this has read that there is none.
        locks::lock_target(self, id).await?;
        let Some(user) = invitable(self, id).await? else { return Ok(false) };
        if self.accounts().outbox().charge_recipient(&MESSAGE, &user.email).is_err() {
            return Ok(false);
        }
        let issued = self.accounts().invitations().new_invitation(self.caller().user_id(), id);
        self.queue_invitation(None, &user, &issued).await?;
        Ok(true)
    }

    /// Makes the open invitation of an account invalid; returns false if there is none.
    pub(super) async fn revoke_invitation(&mut self, id: UserId) -> Result<bool, StoreError> {
        let now = self.now();
        if invitations::of_user(self, id, now).await?.is_none() {
            return Ok(false);
        }
        one_time_tokens::delete_of_purpose(self, id, Purpose::Invitation).await?;
        self.record(self.event(EventKind::UserRevokeInvitation).on(id));
        Ok(true)
    }

    async fn queue_invitation(
        &mut self,
        mailing: Option<Uuid>,
        user: &User,
        issued: &Issued,
    ) -> Result<(), StoreError> {
        // Using the link confirms the address.
        let stored = NewOneTimeToken { email_key: Some(identity::key(&user.email)), ..issued.stored.clone() };
        self.store_token(&stored).await?;
        self.record(self.event(EventKind::UserInvite).on(user.id));
        self.send_in(mailing, &MESSAGE, &Recipient::owner(user), Some(&issued.secret));
        Ok(())
    }
}

/// The account, if it can be invited: it is active and has no password, passkey or identity, and belongs to a person.
pub(super) async fn invitable(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    Ok(check_invitable(invited(conn, id).await?).ok())
}

async fn invited(conn: &mut Conn, id: UserId) -> Result<(Option<CredentialRow>, Option<FactorsRow>), StoreError> {
    Ok((users::credential(conn, id).await?, factors::of(conn, id).await?))
}

fn check_invitable((found, factors): (Option<CredentialRow>, Option<FactorsRow>)) -> Result<User, AppError> {
    let CredentialRow { user, password_hash } = found.ok_or_else(error::no_such_account)?;
    if identity::is_service_address(&user.email) {
        return Err(error::service_account());
    }
    match user.status {
        Status::Deleted => Err(error::no_such_account()),
        Status::Disabled => Err(error::account_disabled()),
        Status::Active if passwords::State::of(&password_hash) != passwords::State::None => {
            Err(AppError::new(ErrorCode::ValidationFailed, message::invitations_has_password()))
        }
        // Its owner has chosen to have no password, and somebody who reads the mailbox must not be able to give it one.
        Status::Active if factors.is_some_and(|factors| factors.passkeys > 0) => {
            Err(AppError::new(ErrorCode::ValidationFailed, message::invitations_has_passkey()))
        }
        // As above, with a provider.
        Status::Active if factors.is_some_and(|factors| factors.identities > 0) => {
            Err(AppError::new(ErrorCode::ValidationFailed, message::invitations_has_identity()))
        }
        Status::Active => Ok(User::from(user)),
    }
}

fn invalid_cursor() -> AppError {
    AppError::new(ErrorCode::Malformed, message::invitations_cursor_not_valid())
}

fn not_invited() -> AppError {
    AppError::not_found(message::invitations_not_invited())
}

impl Issued {
    /// An invitation, without its link.
    pub(super) fn invitation(&self) -> InvitationView {
        InvitationView { created_at: self.stored.created_at, expires_at: self.stored.expires_at }
    }
}

impl From<InvitationRow> for InvitationView {
    fn from(row: InvitationRow) -> Self {
        Self { created_at: Timestamp(row.created_at), expires_at: Timestamp(row.expires_at) }
    }
}

impl From<ListedInvitationRow> for ListedInvitationView {
    fn from(row: ListedInvitationRow) -> Self {
        let ListedInvitationRow { id, username, email, name, created_at, expires_at } = row;
        Self {
            user: InvitedAccountView { id: UserId(id), username, email, name },
            created_at: Timestamp(created_at),
            expires_at: Timestamp(expires_at),
        }
    }
}
