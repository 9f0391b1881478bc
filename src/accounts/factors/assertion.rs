//! Assertions: what a passkey answers to a challenge (WebAuthn Level 3, 7.2), at a sign-in or in place of another proof.
//!
//! A challenge is sealed and kept by the client: strangers could fill the database with challenges. Only one that was used is
//! stored, until it expires. A challenge is for any account, because the passkey names its own.

use super::attestation::FLAGS;
use super::relying_party::{RelyingParty, internal};
use super::{LIFETIME, announce, tell};
use crate::accounts::sealed::UsedMark;
use crate::accounts::{Caller, Factors, Sealed, SealedOnce, UnitOfWork};
use crate::keys::fingerprint;
use crate::language::message;
use crate::mail::{Factor, FactorChange};
use crate::shared::{AppError, ErrorCode, EventKind, PasskeyId, Problem, Reason, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::factors::FactorOrigin;
use crate::store::factors::passkeys::{self, KnownPasskeyRow, PasskeyRow, UsedPasskey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;
use webauthn_rs::prelude::{Credential, DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

/// The flag of an answer that says that the passkey can be on several devices (WebAuthn Level 3, 6.1.3).
const CAN_BE_SYNCED: u8 = 1 << 3;

/// A challenge for a passkey.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PasskeyChallengeView {
    /// Is sent back with the answer. Works once.
    pub challenge: String,
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`, or `parseCreationOptionsFromJSON` for a new passkey.
    pub options: Value,
    /// In how many seconds the challenge expires.
    pub expires_in: u64,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Challenge {
    id: Uuid,
    state: DiscoverableAuthentication,
    began_at: Timestamp,
}

impl Sealed for Challenge {
    const PURPOSE: &'static str = "passkey-sign-in";
    const LIFETIME: Duration = LIFETIME;

    fn ends_at(&self) -> Timestamp {
        self.began_at.plus(Self::LIFETIME)
    }
}

impl SealedOnce for Challenge {
    fn unique(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

/// Whether a passkey is a second factor only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) struct IsHeld(pub bool);

/// A passkey that has answered a challenge rightly. The answer counts when it is [spent](Self::spend).
pub(in crate::accounts) struct VerifiedPasskey {
    /// Whose it is. Whether the account can be used is not checked.
    pub(in crate::accounts) user: UserId,
    id: PasskeyId,
    /// What its owner calls it.
    name: String,
    /// Of the row that the answer was checked against.
    version: i64,
    /// Whether the row says that it can be on several devices.
    was_synced: bool,
    pub(in crate::accounts) origin: FactorOrigin,
    /// Of the challenge.
    mark: UsedMark,
    used: UsedPasskey,
}

impl VerifiedPasskey {
    /// Uses the challenge up, and stores what the passkey has said about itself. To be called in the transaction that relies on
    /// it, which has locked the account. Returns whether the passkey is a second factor only, which a report may have decided since the
    /// answer was checked.
    ///
    /// # Errors
    /// If the challenge was used before, the passkey was removed, or another use at the same time has made the counter of this one
    /// too low.
    pub(in crate::accounts) async fn spend(&self, tx: &mut UnitOfWork) -> Result<IsHeld, AppError> {
        if !tx.spend(self.mark).await? {
            return Err(refused());
        }
        // As it usually is, so that nothing has to be read again: each call costs two thread switches on SQLite, or a round trip.
        if let Some(is_held) = passkeys::record_use(tx, self.id, self.version, &self.used).await? {
            self.announce_sync(tx, self.was_synced).await?;
            return Ok(IsHeld(is_held));
        }
        let row = passkeys::by_id(tx, self.id).await?.ok_or_else(refused)?;
        let grows = is_growing(row.sign_count, self.used.sign_count);
        let stays_synced = self.used.is_synced || !row.is_synced;
        if grows
            && stays_synced
            && let Some(is_held) = passkeys::record_use(tx, self.id, row.version, &self.used).await?
        {
            self.announce_sync(tx, row.is_synced).await?;
            return Ok(IsHeld(is_held));
        }
        // A message would be rolled back with everything else.
        let event = tx.event(EventKind::FactorUse).on(self.user);
        tx.refuse(event, Reason::PasskeyRefused);
        Err(refused())
    }

    /// Lets the passkey sign in alone again, after its owner has used it with their password.
    pub(in crate::accounts) async fn release(&self, tx: &mut UnitOfWork) -> Result<(), StoreError> {
        passkeys::release(tx, self.id).await
    }

    /// Records that a passkey can be on several devices from now on, and tells its owner. `was_synced`: before this use.
    async fn announce_sync(&self, tx: &mut UnitOfWork, was_synced: bool) -> Result<(), AppError> {
        if self.used.is_synced && !was_synced {
            let factor = Some(Factor::Passkey(self.name.clone()));
            announce(tx, self.user, EventKind::FactorSync, factor, FactorChange::Synced).await?;
        }
        Ok(())
    }
}

impl Factors {
    /// A challenge that any passkey may answer. Who calls this charges the source.
    pub(in crate::accounts) fn passkey_challenge(&self) -> Result<PasskeyChallengeView, AppError> {
        let webauthn = self.relying_party()?.webauthn(self.settings().name.as_str())?;
        let (response, state) = webauthn.start_discoverable_authentication().map_err(internal)?;
        let challenge = Challenge { id: self.new_id(), state, began_at: self.now() };
        let sealed = self.seal_as(&challenge);
        Ok(PasskeyChallengeView {
            challenge: sealed.text,
            options: serde_json::to_value(&response.public_key).map_err(AppError::internal)?,
            expires_in: sealed.lifetime.as_secs(),
        })
    }

    /// Checks the answer to a challenge. `expected`: the account that the passkey has to belong to, if it is known.
    ///
    /// # Errors
    /// [`ErrorCode::PasskeyRefused`]. The error of a passkey that is not known here has the field `credential`. What may be the
    /// work of somebody with a copy of the passkey is recorded, and its owner gets a message.
    pub(in crate::accounts) async fn verify_passkey(
        &self,
        caller: &Caller,
        challenge: &str,
        credential: Value,
        expected: Option<UserId>,
    ) -> Result<VerifiedPasskey, AppError> {
        let party = self.relying_party()?;
        let challenge = self.open_as::<Challenge>(challenge).map_err(|_| refused())?;
        let answer: PublicKeyCredential = serde_json::from_value(credential).map_err(|_| refused())?;
        let credential_id = answer.raw_id.clone();
        let known =
            self.db().read(async move |mut conn| passkeys::by_credential(&mut conn, &credential_id).await).await?;
        let KnownPasskeyRow { passkey: row, handle } = known.ok_or_else(unknown)?;
        let (id, user) = (PasskeyId(row.id), UserId(row.user_id));
        // The handle is a part of the answer that no signature protects, but the standard requires to compare it.
        let is_own = handle.is_some() && handle.as_deref() == answer.get_user_unique_id();
        if !is_own || expected.is_some_and(|expected| expected != user) {
            return Err(refused());
        }
        let mark = challenge.mark();
        let used = self.check(caller, &party, challenge, &answer, &row).await?;
        let origin = row.origin();
        let PasskeyRow { name, version, is_synced: was_synced, .. } = row;
        Ok(VerifiedPasskey { user, id, name, version, was_synced, origin, mark, used })
    }

    async fn check(
        &self,
        caller: &Caller,
        party: &RelyingParty,
        challenge: Challenge,
        answer: &PublicKeyCredential,
        row: &PasskeyRow,
    ) -> Result<UsedPasskey, AppError> {
        // webauthn-rs looks at this in registrations only.
        if is_from_frame(&answer.response.client_data_json) {
            return Err(refused());
        }
        let mark = challenge.mark();
        let webauthn = party.webauthn(self.settings().name.as_str())?;
        let stored: Passkey = serde_json::from_str(&row.credential).map_err(AppError::internal)?;
        let mut passkey = if can_be_synced(answer) { synced(stored) } else { stored };
        let verified = webauthn.finish_discoverable_authentication_v2(answer, challenge.state, &passkey);
        let result = match verified.map_err(|error| suspicion(&error, &passkey, answer)) {
            Ok(result) => result,
            Err(None) => return Err(refused()),
            Err(Some(change)) => {
                self.report_passkey(caller, row, mark, change).await?;
                return Err(if change == FactorChange::PasskeyNotSynced { not_synced() } else { refused() });
            }
        };
        passkey.update_credential(&result);
        Ok(UsedPasskey {
            credential: serde_json::to_string(&passkey).map_err(AppError::internal)?,
            sign_count: i64::from(result.counter()),
            is_synced: result.backup_eligible(),
            is_backed_up: result.backup_state(),
            at: self.now(),
        })
    }

    /// Records that a passkey was refused, and tells its owner why. Does so once for a challenge: the same answer again, also one that
    /// was right the first time, is no news.
    async fn report_passkey(
        &self,
        caller: &Caller,
        row: &PasskeyRow,
        challenge: UsedMark,
        change: FactorChange,
    ) -> Result<(), AppError> {
        let (user, name) = (UserId(row.user_id), row.name.clone());
        let job = async move |mut tx: UnitOfWork| {
            if !tx.spend(challenge).await? {
                return Ok(());
            }
            let event = tx.event(EventKind::FactorUse).on(user);
            tx.refuse(event, Reason::PasskeyRefused);
            tell(&mut tx, user, Some(Factor::Passkey(name)), change).await?;
            Ok(())
        };
        self.transact(caller, caller, job).await
    }
}

/// What the owner is told of a refused answer that the passkey has signed, but with a counter that does not grow, or with other
/// properties than it had. None for one of another site, of another challenge, or forged.
fn suspicion(error: &WebauthnError, passkey: &Passkey, answer: &PublicKeyCredential) -> Option<FactorChange> {
    use WebauthnError::{
        CredentialBackupEligibilityInconsistent, CredentialMayNotBeHardwareBound, CredentialPossibleCompromise,
    };
    // A stranger who knows the id of a passkey must not be able to send its owner messages.
    let if_signed = |change| is_signed(passkey, answer).then_some(change);
    match error {
        // Found after the signature was verified.
        CredentialPossibleCompromise => Some(FactorChange::PasskeyRefused),
        // Found before, like the next one. It cannot be that it has begun to be synced, which is taken.
        CredentialBackupEligibilityInconsistent => if_signed(FactorChange::PasskeyNotSynced),
        CredentialMayNotBeHardwareBound => if_signed(FactorChange::PasskeyRefused),
        _ => None,
    }
}

/// Whether an answer says that the passkey can be on several devices. The passkey signs that.
fn can_be_synced(answer: &PublicKeyCredential) -> bool {
    let flags = answer.response.authenticator_data.as_slice().get(FLAGS);
    flags.is_some_and(|flags| flags & CAN_BE_SYNCED != 0)
}

/// The passkey as one that can be on several devices: key stores say so only when they have synced one for the first time, and
/// webauthn-rs would refuse it for ever.
fn synced(passkey: Passkey) -> Passkey {
    let mut credential = Credential::from(passkey);
    credential.backup_eligible = true;
    credential.into()
}

/// Whether the passkey has signed the answer (WebAuthn Level 3, 7.2, step 21).
fn is_signed(passkey: &Passkey, answer: &PublicKeyCredential) -> bool {
    let response = &answer.response;
    let hash = fingerprint(&response.client_data_json);
    let signed = [response.authenticator_data.as_slice(), hash.as_slice()].concat();
    passkey.get_public_key().verify_signature(&response.signature, &signed).unwrap_or(false)
}

/// Whether the passkey was used in a frame of another site, which no page of ours may be in.
fn is_from_frame(client_data: &[u8]) -> bool {
    serde_json::from_slice::<Value>(client_data).is_ok_and(|data| data["crossOrigin"] == true)
}

/// Whether a counter may follow the one that is stored. A passkey without a counter always says 0.
fn is_growing(stored: i64, new: i64) -> bool {
    new > stored || (new == 0 && stored == 0)
}

/// The answer is not accepted. Strangers do not learn why.
pub(super) fn refused() -> AppError {
    AppError::new(ErrorCode::PasskeyRefused, message::factors_passkey_refused())
}

/// The passkey was synced before. Who has signed the answer has the passkey, and so is no stranger who learns something.
fn not_synced() -> AppError {
    AppError::new(ErrorCode::PasskeyRefused, message::factors_passkey_not_synced())
}

/// The passkey is not known here. The page says so to the browser, which then no longer offers it.
fn unknown() -> AppError {
    let problem = Problem::new("unknown_credential", message::factors_passkey_unknown());
    AppError::fields(ErrorCode::PasskeyRefused, vec![problem.of("credential")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_grows_or_is_always_zero() {
        for (stored, new, expected) in
            [(0, 0, true), (0, 1, true), (7, 8, true), (7, 7, false), (7, 6, false), (7, 0, false)]
        {
            assert_eq!(is_growing(stored, new), expected, "{stored} {new}");
        }
    }

    #[test]
    fn answers_out_of_frames_of_other_sites_are_recognized() {
        for (client_data, expected) in [
            (r#"{"type":"webauthn.get","crossOrigin":true}"#, true),
            (r#"{"type":"webauthn.get","crossOrigin":false}"#, false),
            (r#"{"type":"webauthn.get"}"#, false),
            (r#"["crossOrigin"]"#, false),
            ("", false),
        ] {
            assert_eq!(is_from_frame(client_data.as_bytes()), expected, "{client_data}");
        }
    }
}
