//! Factors: what somebody proves who they are with, beside the password. A passkey is two factors in one; the codes of an
//! authenticator app and recovery codes are second ones.
//!
//! Only their owner makes and removes them, after a recent proof. Each change is recorded, and announced to the owner by mail.
//!
//! Other nouns ask `Factors` for `of`, `passkey_challenge`, `remove_factor`, `seal_authenticator` and `verify_passkey`.

mod assertion;
mod attestation;
mod authenticator;
mod changes;
mod demand;
mod earlier_sessions;
mod last;
mod means;
mod passkeys;
mod providers;
mod recovery_codes;
mod registration;
mod relying_party;
mod setup_code;
mod typed;

pub use assertion::PasskeyChallengeView;
pub(super) use assertion::{IsHeld, VerifiedPasskey};
pub(super) use authenticator::imported_secret;
pub use demand::demand_problems;
pub(super) use means::{has_way_in_left, keeps_way_in, usable_means};
pub use passkeys::NewPasskeyRequest;
pub(super) use recovery_codes::spend as spend_recovery_code;
pub use relying_party::{NoPasskeys, RelyingParty, passkey_problems};

use super::error::no_such_account;
use super::policy::Action;
use super::throttle::{self, Counter};
use super::unit_of_work::UnitOfWork;
use super::ways_in::{Fate, Repair, Repairing, added};
use super::{Caller, Factors};
use crate::language::message;
use crate::mail::FactorChange;
use crate::shared::factor_kinds::{OwnAuthenticatorView, OwnFactorData, OwnPasskeyView, OwnRecoveryCodeView};
use crate::shared::possible::Means;
use crate::shared::{
    AppError, AuthenticatorView, ErrorCode, EventKind, FactorKind, FactorsView, Method, PasskeyId, PasskeyView,
    RecoveryCodesView, Text, Timestamp, UserId, WayInView,
};
use crate::store::factors::authenticators::{self, AuthenticatorRow};
use crate::store::factors::passkeys::PasskeyRow;
use crate::store::factors::recovery_codes::RecoveryCodeRow;
use crate::store::factors::{self, Contested, FactorOrigin, HeldFactors};
use crate::store::{AddedIn, Conn, StoreError};
use changes::{announce, gone, own_session, tell};
use std::time::Duration;
use typed::compact;

/// For how long a challenge, or a secret that is not confirmed yet, can be used.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// What somebody who has typed a code has proved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CodeOutcome {
    /// With where the factor comes from.
    Right(Method, FactorOrigin),
    Wrong,
    /// The code was right, and has been used before.
    Used,
    /// Codes of the authenticator app are not looked at, because too many were wrong in a row.
    Closed,
}

impl Factors {
    /// The factors of an account.
    pub async fn of(&self, caller: &Caller, id: UserId) -> Result<FactorsView, AppError> {
        caller.permit(Action::ReadFactors(id))?;
        let held = self.db().read(async move |mut conn| HeldFactors::of(&mut conn, id).await).await?;
        let HeldFactors { row, passkeys, authenticator, recovery_codes } = held.ok_or_else(no_such_account)?;
        Ok(FactorsView {
            passkeys: passkeys.into_iter().map(passkey_view).collect(),
            authenticator: authenticator.map(|row| AuthenticatorView {
                created_at: Timestamp(row.created_at),
                last_used_at: row.last_used_at.map(Timestamp),
            }),
            recovery_codes: RecoveryCodesView {
                left: row.recovery_codes_left.unsigned_abs(),
                total: recovery_codes.as_ref().map_or(0, |codes| codes.total.unsigned_abs()),
                created_at: recovery_codes.map(|codes| Timestamp(codes.created_at)),
            },
            has_password: row.has_password,
        })
    }

    /// Removes one of one's own factors, as its use case does. `what`: which one, if there are several. `password`: for the last second
    /// factor, by the rules of NIST.
    ///
    /// # Errors
    /// “Not found” also for those that are replaced, and not removed.
    pub(super) async fn remove_factor(
        &self,
        caller: &Caller,
        id: UserId,
        (kind, what): (FactorKind, &str),
        password: &Text,
    ) -> Result<(), AppError> {
        match kind {
            FactorKind::Passkey => {
                let passkey = what.parse::<PasskeyId>().map_err(|_| no_such_account())?;
                self.remove_passkey(caller, passkey, password).await
            }
            FactorKind::Authenticator => self.remove_authenticator(caller, id, password).await,
            FactorKind::RecoveryCodes => Err(no_such_account()),
        }
    }

    /// Removes all factors of an account but its password, for somebody who has lost them.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if its owner has chosen to have no password, and it has no identity: they could not sign in any more.
    pub async fn reset_factors(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ResetFactors(id))?;
        let job = async move |mut tx: UnitOfWork| {
            let before = factors::of(&mut tx, id).await?.ok_or_else(no_such_account)?;
            let has_some = FactorKind::ALL.into_iter().any(|kind| before.usable(kind) > 0);
            if !has_some && before.passkeys_elsewhere == 0 {
                return Ok(());
            }
            // Whose password was made invalid gets a link for a new one.
            if before.needs_no_password() && tx.accounts().providers().usable_identities(&mut tx, id).await? == 0 {
                return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_reset_needs_password()));
            }
            tx.repair(id, Repairing::of(Repair::FactorsReset)).await?;
            announce(&mut tx, id, EventKind::FactorReset, None, FactorChange::Reset).await?;
            Ok(())
        };
        self.change(caller, Action::ResetFactors(id), job).await
    }
}

/// The rows of one kind in the list of what can sign in.
pub(super) fn listed(held: &HeldFactors, kind: FactorKind) -> Vec<WayInView> {
    let row = |created_at: i64, from: &AddedIn| added(kind.into(), created_at, from);
    match kind {
        FactorKind::Passkey => {
            let passkey = |passkey: &PasskeyRow| WayInView {
                id: Some(passkey.id.to_string()),
                name: Some(passkey.name.clone()),
                last_used_at: passkey.last_used_at.map(Timestamp),
                is_usable: passkey.is_usable,
                is_held: passkey.is_held,
                ..row(passkey.created_at, &passkey.added)
            };
            held.passkeys.iter().map(passkey).collect()
        }
        FactorKind::Authenticator => {
            let app = |app: &AuthenticatorRow| {
                let last_used_at = app.last_used_at.map(Timestamp);
                WayInView { last_used_at, ..row(app.created_at, &app.added) }
            };
            held.authenticator.iter().map(app).collect()
        }
        FactorKind::RecoveryCodes => {
            let codes = held.recovery_codes.iter().filter(|_| held.row.recovery_codes_left > 0);
            codes.map(|codes| row(codes.created_at, &codes.added)).collect()
        }
    }
}

/// What the download of all data has of the factors.
pub(super) async fn own_data(conn: &mut Conn, id: UserId) -> Result<OwnFactorData, StoreError> {
    let passkey = |row: PasskeyRow| OwnPasskeyView {
        id: PasskeyId(row.id),
        name: row.name,
        domain: row.rp_id,
        aaguid: row.aaguid,
        is_synced: row.is_synced,
        is_backed_up: row.is_backed_up,
        added_from: row.added.into(),
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    };
    let app = |row: AuthenticatorRow| OwnAuthenticatorView {
        added_from: row.added.into(),
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    };
    let code = |row: RecoveryCodeRow| OwnRecoveryCodeView {
        added_from: row.added.into(),
        created_at: Timestamp(row.created_at),
        used_at: row.used_at.map(Timestamp),
    };
    Ok(OwnFactorData {
        passkeys: factors::passkeys::of_user(conn, id).await?.into_iter().map(passkey).collect(),
        authenticator: authenticators::of(conn, id).await?.map(app),
        recovery_codes: factors::recovery_codes::stored(conn, id).await?.into_iter().map(code).collect(),
    })
}

impl UnitOfWork {
    /// Ends the factors of a kind that were added since the account is contested, and gives back those that were replaced since, or forgets
    /// them. Returns how many were removed.
    pub(super) async fn end_factor(
        &mut self,
        id: UserId,
        kind: FactorKind,
        fate: Fate,
        contested: Contested,
    ) -> Result<u64, StoreError> {
        let gives_back = fate == Fate::GiveBack;
        match kind {
            FactorKind::Passkey => factors::passkeys::end(self, id, contested, gives_back).await,
            FactorKind::Authenticator => authenticators::end(self, id, contested, gives_back).await,
            FactorKind::RecoveryCodes => factors::recovery_codes::end(self, id, contested.since, gives_back).await,
        }
    }
}

/// Checks a code of an authenticator app or a recovery code, which differ in their form, and uses it up. The transaction has locked
/// the account. Who calls this counts wrong codes.
pub(super) async fn verify_code(tx: &mut UnitOfWork, id: UserId, code: &str) -> Result<CodeOutcome, StoreError> {
    let code = compact(code);
    if let Some(hash) = recovery_codes::hash_of(&code) {
        // Where there is no factor whose place it takes, it would be one.
        let row = factors::of(tx, id).await?;
        let counts = row.is_some_and(|row| Means::from(row).counts(Method::RecoveryCode));
        let spent = if counts { recovery_codes::spend(tx, id, &hash).await? } else { None };
        return Ok(spent.map_or(CodeOutcome::Wrong, |origin| CodeOutcome::Right(Method::RecoveryCode, origin)));
    }
    let Some(digits) = authenticator::digits(&code) else { return Ok(CodeOutcome::Wrong) };
    if throttle::is_locked(tx, &Counter::failures_of_factor(id)).await? {
        return Ok(CodeOutcome::Closed);
    }
    let Some(row) = authenticators::of(tx, id).await? else { return Ok(CodeOutcome::Wrong) };
    let Some(secret) = tx.accounts().factors().open_authenticator(id, &row.sealed_secret) else {
        tracing::error!(user.id = %id, "the secret of an authenticator app cannot be decrypted: its codes are refused");
        return Ok(CodeOutcome::Wrong);
    };
    let now = tx.now();
    let Some(step) = authenticator::matching_step(&secret, digits, now) else { return Ok(CodeOutcome::Wrong) };
    let last = authenticator::last_step(now);
    let is_first = authenticators::use_step(tx, id, step, last, now).await?;
    if is_first && row.last_step > last {
        tx.record(tx.event(EventKind::FactorClock).on(id));
    }
    Ok(if is_first { CodeOutcome::Right(Method::Code, row.origin()) } else { CodeOutcome::Used })
}

/// Counts a code that somebody may have guessed, wherever it was tried: a hundred in a row close the codes of the app. The
/// transaction has locked the account.
pub(super) async fn count_guess(tx: &mut UnitOfWork, id: UserId) -> Result<(), StoreError> {
    // Without limits there are no counters.
    if tx.accounts().settings().rate_limit {
        let now = tx.now();
        throttle::count_failure(tx, &Counter::failures_of_factor(id), now).await?;
    }
    Ok(())
}

/// The hash of a recovery code; None if the text is something else.
pub(super) fn recovery_code_hash(code: &str) -> Option<[u8; 32]> {
    recovery_codes::hash_of(&compact(code))
}

fn passkey_view(row: PasskeyRow) -> PasskeyView {
    PasskeyView {
        id: PasskeyId(row.id),
        name: row.name,
        is_synced: row.is_synced,
        is_backed_up: row.is_backed_up,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
        earlier_domain: (!row.is_usable).then_some(row.rp_id),
        is_held: row.is_held,
    }
}
