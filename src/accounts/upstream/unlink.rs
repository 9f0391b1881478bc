//! Unlinking an identity, and which identities are a way in.

use crate::accounts::{
    Action, Caller, Identities, NotAllowed, Principal, Providers, Repair, Repairing, UnitOfWork, User, factors as ways,
    invitations,
};
use crate::applications::Provider;
use crate::language::message;
use crate::mail::Mail;
use crate::shared::{AppError, EndReason, ErrorCode, EventKind, IdentityId, Method, SessionId, Timestamp, UserId};
use crate::store::identities;
use crate::store::identities::sessions as began;
use crate::store::{Conn, IdentityRow, StoreError, factors, sessions, users};

/// How many sessions are ended at once.
const BATCH: u32 = 200;

impl Identities {
    /// Unlinks an identity from an account, which stays so until its owner links it again. Sessions that began with it end, except
    /// the one that asks for this.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if it is the last way in of its owner. An administrator can remove that as well, if the account
    /// can be invited again.
    pub async fn unlink_identity(&self, caller: &Caller, user: UserId, identity: IdentityId) -> Result<(), AppError> {
        let own_session = caller.who.session_id();
        let job = async move |mut tx: UnitOfWork| {
            let linked = identities::of_user(&mut tx, user).await?;
            let row = linked.into_iter().find(|row| row.id == identity.0).ok_or_else(gone)?;
            let repairing = Repairing { identity: Some(&row), session: own_session, ..Repairing::of(Repair::Unlinked) };
            tx.repair(user, repairing).await?;
            check_way_in(&mut tx, user).await?;
            let providers = tx.accounts().providers().providers_in(&mut tx).await?;
            let title = providers.find(&row.provider).map_or(row.provider, |found| found.title().to_owned());
            tx.tell_unlinked(user, title).await
        };
        self.change(caller, Action::UnlinkIdentity(user), job).await
    }

    /// Keeps an identity that was linked shortly before the password was reset by mail: it signs in again. Who has reset the password
    /// reads the mailbox, and may keep what a thief has linked only by mistake; the thief does not know the password.
    ///
    /// # Errors
    /// Also if the caller has not proved with the password who they are.
    pub async fn keep_identity(&self, caller: &Caller, user: UserId, identity: IdentityId) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let linked = identities::of_user(&mut tx, user).await?;
            let row = linked.into_iter().find(|row| row.id == identity.0).ok_or_else(gone)?;
            if identities::keep(&mut tx, identity, user).await? {
                tx.record(tx.event(EventKind::IdentityKeep).on(user).detail(row.provider));
            }
            Ok(())
        };
        self.permit_recent(caller, Action::LinkIdentity(user))?;
        let Principal::User(current) = &caller.who else { return Err(NotAllowed::Forbidden.into()) };
        if !current.proof.methods.contains(Method::Password) {
            return Err(AppError::forbidden(message::identity_keep_with_password()));
        }
        self.change(caller, Action::LinkIdentity(user), job).await
    }
}

impl Providers {
    /// How many identities of an account are a way in: their providers are open, and still have their issuers.
    pub(in crate::accounts) async fn usable_identities(&self, conn: &mut Conn, id: UserId) -> Result<i64, StoreError> {
        let rows = identities::of_user(conn, id).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let providers = self.providers_in(conn).await?;
        let is_usable = |row: &&IdentityRow| providers.iter().any(|provider| signs_in_with(provider, row));
        Ok(rows.iter().filter(is_usable).count() as i64)
    }

    /// The names of the providers at which people can sign in.
    pub(in crate::accounts) async fn usable_providers(&self, conn: &mut Conn) -> Result<Vec<String>, StoreError> {
        let providers = self.providers_in(conn).await?;
        let usable = providers.iter().filter(|provider| provider.is_usable());
        Ok(usable.map(|provider| provider.name.to_string()).collect())
    }
}

impl UnitOfWork {
    /// Unlinks the identities of an account that were linked since then, in a session that began then or later: somebody else may have
    /// done so.
    pub(in crate::accounts) async fn unlink_since(&mut self, id: UserId, since: Timestamp) -> Result<(), StoreError> {
        for row in identities::added_since(self, id, since).await? {
            self.unlink(id, &row).await?;
        }
        Ok(())
    }

    /// Tells the owner of an account that an identity was unlinked. If it was the last one, and the account has no password, with an undo: a
    /// thief with passkeys of their own would otherwise keep out an owner who has signed in at the provider only.
    async fn tell_unlinked(&mut self, id: UserId, provider: String) -> Result<(), AppError> {
        let at = self.now();
        let left = factors::of(self, id).await?.ok_or_else(gone)?;
        let owner = users::find(self, id).await?.map(User::from).filter(|owner| owner.email_verified);
        if let Some(owner) = owner.filter(|_| left.identities == 0 && !left.has_password && self.is_by_owner(id)) {
            let (contested, name) = (self.contested(id).await?, owner.greeting());
            let mail = |minutes| Mail::LastIdentityUnlinked { name, provider, at, minutes };
            return Ok(self.offer_undo(&owner, contested, mail).await?);
        }
        Ok(self.tell_of_identity(id, |name| Mail::IdentityUnlinked { name, provider, at }).await?)
    }

    /// Unlinks an identity of an account, and records it.
    pub(in crate::accounts) async fn unlink(&mut self, id: UserId, row: &IdentityRow) -> Result<(), StoreError> {
        let now = self.now();
        if identities::delete(self, IdentityId(row.id), id, now).await? {
            self.record(self.event(EventKind::IdentityUnlink).on(id).detail(&row.provider));
        }
        Ok(())
    }

    /// Ends the sessions of an account that began with an identity, except `kept`. Returns how many that were.
    pub(in crate::accounts) async fn end_sessions_of_identity(
        &mut self,
        user: UserId,
        row: &IdentityRow,
        kept: Option<SessionId>,
        why: EndReason,
    ) -> Result<u64, StoreError> {
        let now = self.now();
        let mut total = 0;
        loop {
            let rows = began::of_subject(self, &row.issuer, &row.subject, now, BATCH).await?;
            let ids = rows.iter().filter(|found| found.user_id == user.0).map(|found| SessionId(found.session_id));
            let before = total;
            for session in ids.filter(|session| Some(*session) != kept) {
                if sessions::end(self, session, why, now).await? {
                    total += 1;
                    self.record(self.event(EventKind::SessionEnd).on(user).detail(session));
                }
            }
            // An account has at most a hundred sessions, so the second round usually finds none.
            if total == before {
                return Ok(total);
            }
        }
    }
}

/// Whether an identity signs in at a provider: it is not held, and the provider is open and still has its issuer.
pub(super) fn signs_in_with(provider: &Provider, row: &IdentityRow) -> bool {
    !row.is_held
        && provider.is_usable()
        && provider.name.as_str() == row.provider
        && provider.issuer.admits(&row.issuer)
}

/// Fails if an account has no way in any more, after an identity was unlinked.
async fn check_way_in(tx: &mut UnitOfWork, id: UserId) -> Result<(), AppError> {
    if ways::has_way_in_left(tx, id).await? {
        return Ok(());
    }
    if tx.is_by_owner(id) {
        return Err(AppError::new(ErrorCode::FactorNeeded, message::identity_last_way_in()));
    }
    let invitable = invitations::invitable(tx, id).await?.map(drop);
    invitable.ok_or_else(|| AppError::new(ErrorCode::FactorNeeded, message::identity_last_way_in_of_other()))
}

/// Somebody else may have unlinked it.
fn gone() -> AppError {
    AppError::not_found(message::identity_gone())
}
