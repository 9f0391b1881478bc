//! Carries a repair out, in the transaction that it belongs to.

use super::fate::accepted_terms;
use super::{Fate, Repair, WayIn, fate};
use crate::accounts::UnitOfWork;
use crate::accounts::emails::UNDO_LIFETIME;
use crate::accounts::openid::revoke_unadmitted;
use crate::accounts::throttle::{self, Counter};
use crate::passwords;
use crate::shared::possible::Means;
use crate::shared::{EndReason, EventKind, FactorKind, SessionId, Timestamp, UserId};
use crate::store::clients::{consents, device_codes, grants};
use crate::store::factors::{self, Contested, replaced, trusted_browsers};
use crate::store::terms;
use crate::store::{
    IdentityRow, Purpose, StoreError, api_tokens, created_tokens, identities, one_time_tokens, recovery, sessions,
    users,
};
use std::time::Duration;

/// Tokens that are revoked at once.
const BATCH: i64 = 1_000;

/// How long before a reset by mail an identity must have been linked to sign in afterwards: as long as a change can be undone.
const HELD: Duration = UNDO_LIFETIME;

/// What a password becomes that ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) enum NewPassword<'a> {
    /// The hash of the next one.
    Hash(&'a str),
    /// The account has none from now on, as its owner wants it.
    None,
    /// Its owner chooses the next one with a link.
    Invalid,
}

/// A repair, with what it depends on.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) struct Repairing<'a> {
    pub repair: Repair,
    pub password: NewPassword<'a>,
    /// The session that asks for it, and stays.
    pub session: Option<SessionId>,
    /// From when on the account is contested.
    pub contested: Contested,
    /// When the change was made that is undone.
    pub changed_at: Timestamp,
    /// The identity that is unlinked.
    pub identity: Option<&'a IdentityRow>,
}

impl Repairing<'_> {
    /// Of which a password becomes invalid, and no session stays.
    pub(in crate::accounts) fn of(repair: Repair) -> Self {
        let (session, contested, changed_at) = (None, Contested::default(), Timestamp(0));
        Self { repair, password: NewPassword::Invalid, session, contested, changed_at, identity: None }
    }

    /// From when on a credential must have been added to end. None: it does not end.
    fn ends_since(&self, fate: Fate) -> Option<Contested> {
        match fate {
            Fate::Keep | Fate::Ask => None,
            Fate::End | Fate::EndOthers | Fate::EndDependent => Some(Contested::default()),
            Fate::EndSince | Fate::GiveBack | Fate::Hold => Some(self.contested),
        }
    }

    /// Why sessions end, as their devices show it.
    fn end_reason(&self, is_by_owner: bool) -> EndReason {
        match self.repair {
            // The one that is reported has ended before.
            Repair::Reported => EndReason::OtherReported,
            Repair::EmailUndone | Repair::DeletionUndone | Repair::RemovalUndone => EndReason::EmailChangeUndone,
            Repair::Disabled => EndReason::AccountDisabled,
            Repair::Closed | Repair::Deleted => EndReason::AccountDeleted,
            Repair::Unlinked | Repair::SignedOut | Repair::EndedOthers if is_by_owner => EndReason::SignedOut,
            Repair::Unlinked | Repair::SignedOut | Repair::EndedOthers | Repair::StartedOver => EndReason::Administrator,
            Repair::PasswordChanged
            | Repair::PasswordSet
            | Repair::ResetByMail
            | Repair::ResetByAdministrator
            | Repair::InvitationAccepted
            | Repair::FirstProof
            | Repair::TakenOver
            | Repair::PasswordRemoved
            // These end no sessions.
            | Repair::FactorsReset
            | Repair::EmailChanged
            | Repair::EmailVouched
            | Repair::AddressProven
            | Repair::Enabled
            | Repair::Restored
            | Repair::RoleLost
            | Repair::GroupLost => EndReason::PasswordChanged,
        }
    }
}

impl UnitOfWork {
    /// Does to everything that lets somebody into the account what the [table](fate) says. The account is locked. Returns how many
    /// sessions have ended that were active.
    pub(in crate::accounts) async fn repair(
        &mut self,
        id: UserId,
        repairing: Repairing<'_>,
    ) -> Result<u64, StoreError> {
        let (mut ended, mut factors, now) = (0, 0, self.now());
        // Of all one-time links in one statement.
        let (mut links, mut are_reports_left) = (Vec::new(), false);
        for way in WayIn::all() {
            let fate = fate(way, repairing.repair);
            let Some(contested) = repairing.ends_since(fate) else { continue };
            let since = contested.since;
            match way {
                WayIn::Password => self.end_password(id, repairing.password).await?,
                WayIn::Session => ended = self.end_sessions(id, fate, &repairing).await?,
                // It is sealed and kept by the client, names the password and how often the account was suspended, and asks for the
                // factor, the status and the identity.
                WayIn::PendingSignIn => {}
                WayIn::TrustedBrowser => _ = trusted_browsers::delete_all(self, id).await?,
                WayIn::Factor(kind) => factors += self.end_factor(id, kind, fate, contested).await?,
                WayIn::Identity if fate == Fate::Hold => identities::hold_since(self, id, now.minus(HELD)).await?,
                WayIn::Identity => self.unlink_some(id, since, repairing.identity).await?,
                WayIn::ApiToken => api_tokens::revoke_all(self, id, now).await?,
                WayIn::TokenForOthers => self.revoke_for_others(id, since).await?,
                WayIn::LinkForOthers => one_time_tokens::delete_made_by(self, id).await?,
                WayIn::ClientGrant if fate == Fate::EndDependent => revoke_unadmitted(self, id).await?,
                WayIn::ClientGrant => _ = grants::revoke_of_user(self, id, now).await?,
                WayIn::Consent => consents::delete_since(self, id, since).await?,
                // Together with the grants, and with the session in which it was allowed.
                WayIn::DeviceCode if fate == Fate::EndDependent => {}
                WayIn::DeviceCode => device_codes::delete_allowed_by(self, id).await?,
                // After the undos, which say to which mailboxes it can be given back.
                WayIn::ReportLink if fate == Fate::EndDependent => are_reports_left = true,
                WayIn::MailedLink
                | WayIn::HandedLink
                | WayIn::Invitation
                | WayIn::Confirmation
                | WayIn::ReportLink
                | WayIn::PendingEmail => links.push(way),
                WayIn::Undo if matches!(fate, Fate::EndSince | Fate::EndDependent) => {
                    let since = if fate == Fate::EndSince { repairing.changed_at } else { Timestamp(0) };
                    recovery::delete_undos_since(self, id, since).await?;
                }
                WayIn::Undo => links.push(way),
                WayIn::Lockout => throttle::unlock_account(self, id).await?,
                WayIn::FactorLockout => throttle::clear(self, &Counter::failures_of_factor(id)).await?,
                WayIn::Username => Box::pin(self.give_back_former(id, since)).await?,
            }
        }
        if fate(WayIn::Factor(FactorKind::Passkey), repairing.repair) == Fate::GiveBack {
            self.keep_second_factor(id, repairing.contested.since).await?;
        }
        self.end_links(id, &links).await?;
        if let Some(contested) = repairing.ends_since(accepted_terms(repairing.repair)) {
            terms::forget_since(self, id, contested.since).await?;
        }
        if are_reports_left {
            recovery::delete_stray_reports(self, id, now).await?;
        }
        if factors > 0 && repairing.repair != Repair::FactorsReset {
            // Its name says whether all were removed, or those that were added since.
            self.record(self.event(EventKind::FactorReset).on(id).detail(repairing.repair));
        }
        Ok(ended)
    }

    /// Gives a second factor back that the account had when the contested session began, if it would have none. An owner may have added
    /// the next one in that session, and removed the previous one in an earlier one.
    async fn keep_second_factor(&mut self, id: UserId, since: Timestamp) -> Result<(), StoreError> {
        let left = factors::of(self, id).await?;
        if left.is_some_and(|left| !Means::from(left).has_second_factor()) {
            replaced::give_back_older(self, id, since).await?;
        }
        Ok(())
    }

    /// Revokes the API tokens of an account, where the table asks and the answer is to end them.
    pub(in crate::accounts) async fn revoke_api_tokens(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        api_tokens::revoke_all(self, id, now).await
    }

    async fn end_password(&mut self, id: UserId, new: NewPassword<'_>) -> Result<(), StoreError> {
        let now = self.now();
        let invalid;
        let stored = match new {
            NewPassword::Hash(hash) => hash,
            NewPassword::None => passwords::NONE,
            NewPassword::Invalid => {
                invalid = passwords::invalidated(self.accounts().entropy());
                &invalid
            }
        };
        users::set_password(self, id, stored, now).await.map(drop)
    }

    async fn end_sessions(&mut self, id: UserId, fate: Fate, repairing: &Repairing<'_>) -> Result<u64, StoreError> {
        let (now, why) = (self.now(), repairing.end_reason(self.is_by_owner(id)));
        match (fate, repairing.session, repairing.identity) {
            (Fate::EndDependent, kept, Some(identity)) => self.end_sessions_of_identity(id, identity, kept, why).await,
            (Fate::EndOthers, Some(kept), _) => sessions::end_all_but(self, id, kept, why, now).await,
            _ => sessions::end_all(self, id, why, now).await,
        }
    }

    /// Unlinks one identity, or those that were linked since then.
    async fn unlink_some(&mut self, id: UserId, since: Timestamp, one: Option<&IdentityRow>) -> Result<(), StoreError> {
        match one {
            Some(row) => self.unlink(id, row).await,
            None => self.unlink_since(id, since).await,
        }
    }

    async fn revoke_for_others(&mut self, id: UserId, since: Timestamp) -> Result<(), StoreError> {
        let now = self.now();
        loop {
            let revoked = created_tokens::revoke(self, id, since, now, BATCH).await?;
            for (token, account) in &revoked {
                self.record(self.event(EventKind::ApiTokenRevoke).on(*account).detail(token));
            }
            if revoked.len() < BATCH as usize {
                return Ok(());
            }
        }
    }

    async fn end_links(&mut self, id: UserId, links: &[WayIn]) -> Result<(), StoreError> {
        if links.is_empty() {
            return Ok(());
        }
        let is_void = |purpose: &Purpose| way_of_link(*purpose, true).is_some_and(|way| links.contains(&way));
        let purposes = Purpose::ALL.into_iter().filter(is_void);
        one_time_tokens::delete_unused(self, id, purposes, links.contains(&WayIn::HandedLink)).await
    }
}

/// The way in that a link is. `is_mailed`: it was sent, and not handed over. None: it belongs to no account.
pub(super) fn way_of_link(purpose: Purpose, is_mailed: bool) -> Option<WayIn> {
    match purpose {
        Purpose::Password if is_mailed => Some(WayIn::MailedLink),
        Purpose::Password => Some(WayIn::HandedLink),
        Purpose::Invitation => Some(WayIn::Invitation),
        Purpose::ConfirmEmail => Some(WayIn::Confirmation),
        Purpose::ChangeEmail => Some(WayIn::PendingEmail),
        Purpose::UndoEmailChange => Some(WayIn::Undo),
        Purpose::ReportSignIn => Some(WayIn::ReportLink),
        Purpose::Registration => None,
    }
}
