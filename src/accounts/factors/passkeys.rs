//! The passkeys of an account: registering (WebAuthn Level 3, 7.1), renaming and removing them.

use super::assertion::{PasskeyChallengeView, refused};
use super::attestation;
use super::demand::keep_demanded;
use super::earlier_sessions::Earlier;
use super::providers::proposed_name;
use super::registration::Registration;
use super::relying_party::{RelyingParty, internal};
use super::{announce, gone, keeps_way_in, own_session};
use crate::accounts::error::is_unique_violation;
use crate::accounts::{Action, Caller, Factors, SealedOnce, UnitOfWork, User};
use crate::language::message;
use crate::mail::{Factor, FactorChange};
use crate::shared::factors::MAX_PASSKEYS;
use crate::shared::fields::names::display_name;
use crate::shared::{
    AddedPasskeyView, AppError, ErrorCode, EventKind, Expected, Fields, Method, Methods, PasskeyId, PasskeyView,
    Problem, SignalView, Text, UserId,
};
use crate::store::factors::passkeys::{self, NewPasskey};
use crate::store::factors::{self, handles, replaced};
use crate::store::{AddedIn, FactorsRow};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::ops::Range;
use uuid::Uuid;
use webauthn_rs::prelude::{Credential, PasskeyRegistration, RegisterPublicKeyCredential};

/// Maximum number of characters of the name of a passkey.
const MAX_NAME_CHARS: usize = 80;
/// Where the authenticator data of a new passkey has the AAGUID: behind the hash of the domain, the flags and the counter (WebAuthn
/// Level 3, 6.1 and 6.5.1).
const AAGUID: Range<usize> = 37..53;

/// Add a passkey to the own account.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["challenge", "credential"]))]
pub struct NewPasskeyRequest {
    /// The one that the registration began with.
    #[schemars(with = "String")]
    pub challenge: Text,
    /// The `toJSON()` of the new `PublicKeyCredential`.
    #[schemars(with = "Map<String, Value>")]
    pub credential: Value,
    /// At most 80 characters. By default that of its provider, such as `iCloud Keychain`, or else of the browser that makes it.
    #[schemars(length(max = 80))]
    pub name: Text,
    /// Whether other sessions end that have begun without a second factor, before the account had one.
    pub end_other_sessions: Expected<bool>,
}

impl Factors {
    /// A challenge for a new passkey of the caller.
    pub async fn begin_passkey_registration(&self, caller: &Caller) -> Result<PasskeyChallengeView, AppError> {
        let (user, session) = own_session(caller)?;
        let id = user.id;
        self.permit_recent(caller, Action::ManageFactors(id))?;
        let party = self.relying_party()?;
        let drawn = self.entropy().bytes::<16>();
        let job = async move |mut tx: UnitOfWork| {
            let rows = passkeys::of_user(&mut tx, id).await?;
            if rows.len() >= MAX_PASSKEYS as usize {
                return Err(too_many());
            }
            let handle = handles::insert_if_missing(&mut tx, id, drawn).await?;
            Ok((handle, rows.into_iter().map(|row| row.credential_id).collect::<Vec<_>>()))
        };
        let (handle, existing) = self.change(caller, Action::ManageFactors(id), job).await?;
        let (options, state) = self.creation_options(&party, user, handle, &existing)?;
        let begun = Registration { id: self.new_id(), account: id, session, state, began_at: self.now() };
        let sealed = self.seal_as(&begun);
        Ok(PasskeyChallengeView { challenge: sealed.text, options, expires_in: sealed.lifetime.as_secs() })
    }

    /// What the browser makes a passkey with. `existing`: the ids of the passkeys of the account. A device that has one of them
    /// makes no second one.
    fn creation_options(
        &self,
        party: &RelyingParty,
        user: &User,
        handle: [u8; 16],
        existing: &[Vec<u8>],
    ) -> Result<(Value, PasskeyRegistration), AppError> {
        let webauthn = party.webauthn(self.settings().name.as_str())?;
        // Without the existing ones, because the sealed state is limited in length, and a unique index refuses them in any case.
        let begun =
            webauthn.start_passkey_registration(Uuid::from_bytes(handle), &user.username, user.display_name(), None);
        let (response, state) = begun.map_err(internal)?;
        let mut options = serde_json::to_value(&response.public_key).map_err(AppError::internal)?;
        // Only a passkey that its device finds by itself can sign in without a username. webauthn-rs discourages them.
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        let existing = existing.iter().map(|id| json!({"type": "public-key", "id": BASE64_URL_SAFE_NO_PAD.encode(id)}));
        options["excludeCredentials"] = existing.collect();
        Ok((options, state))
    }

    /// Stores a new passkey. The session that began the registration has shown a recent proof then.
    ///
    /// # Errors
    /// [`ErrorCode::PasskeyRefused`] if the answer is not valid, or the passkey is known already.
    pub async fn register_passkey(
        &self,
        caller: &Caller,
        request: NewPasskeyRequest,
    ) -> Result<AddedPasskeyView, AppError> {
        let (user, session) = own_session(caller)?;
        let id = user.id;
        caller.permit(Action::ManageFactors(id))?;
        let party = self.relying_party()?;
        let mut fields = Fields::default();
        fields.expect_text("challenge", &request.challenge);
        let name = fields.parse("name", &request.name, |text| display_name(text, MAX_NAME_CHARS));
        let earlier = Earlier::parse(&mut fields, &request.end_other_sessions);
        fields.finish().map_err(AppError::invalid)?;
        let begun = self.open_as::<Registration>(request.challenge.as_str()).ok();
        let own = begun.filter(|begun| begun.account == id && begun.session == session);
        let begun = own.ok_or_else(refused)?;
        let mark = begun.mark();
        let language = user.language().or(caller.language).unwrap_or(self.settings().language);
        let name = name
            .flatten()
            .unwrap_or_else(|| proposed_name(aaguid_of(&request.credential), caller.device.as_deref(), language));
        let new = self.new_passkey(&party, id, &begun.state, name, request.credential)?;
        let view = PasskeyView {
            id: new.id,
            name: new.name.clone(),
            is_synced: new.is_synced,
            is_backed_up: new.is_backed_up,
            created_at: new.created_at,
            last_used_at: None,
            earlier_domain: None,
            is_held: false,
        };
        let job = async move |mut tx: UnitOfWork| {
            if !tx.spend(mark).await? {
                return Err(refused());
            }
            // Others may have been added since the registration began.
            if passkeys::of_user(&mut tx, id).await?.len() >= MAX_PASSKEYS as usize {
                return Err(too_many());
            }
            // Otherwise a thief could take the place of a passkey that they have removed, so that it does not come back.
            if replaced::is_kept(&mut tx, &new.credential_id).await? {
                return Err(taken());
            }
            let new = NewPasskey { added: tx.present_session(id).await?, ..new };
            passkeys::insert(&mut tx, &new).await?;
            // The session has shown the factor that the account has from now on.
            tx.add_proof(session, Methods::from(Method::Passkey), None).await?;
            let factor = Some(Factor::Passkey(new.name));
            announce(&mut tx, id, EventKind::FactorAdd, factor, FactorChange::Added).await?;
            Ok(earlier.settle(&mut tx, id, session).await?)
        };
        // The sealed challenge shows that proof.
        let stored = self.change(&caller.proved(), Action::ManageFactors(id), job).await;
        let sessions_without_factor =
            stored.map_err(|error| if is_unique_violation(&error) { taken() } else { error })?;
        Ok(AddedPasskeyView { passkey: view, sessions_without_factor })
    }

    /// Checks the answer of a new passkey.
    fn new_passkey(
        &self,
        party: &RelyingParty,
        user: UserId,
        state: &PasskeyRegistration,
        name: String,
        credential: Value,
    ) -> Result<NewPasskey, AppError> {
        if !attestation::is_well_formed(&credential) {
            return Err(refused());
        }
        let aaguid = aaguid_of(&credential);
        let answer: RegisterPublicKeyCredential = serde_json::from_value(credential).map_err(|_| refused())?;
        let webauthn = party.webauthn(self.settings().name.as_str())?;
        let passkey = webauthn.finish_passkey_registration(&answer, state).map_err(|_| refused())?;
        let stored = serde_json::to_string(&passkey).map_err(AppError::internal)?;
        let Credential { cred_id, counter, backup_eligible, backup_state, .. } = passkey.into();
        Ok(NewPasskey {
            id: PasskeyId(self.new_id()),
            user,
            rp_id: party.id().to_owned(),
            credential_id: cred_id,
            credential: stored,
            name,
            aaguid,
            is_synced: backup_eligible,
            is_backed_up: backup_state,
            sign_count: i64::from(counter),
            // Known in the transaction.
            added: AddedIn::default(),
            created_at: self.now(),
        })
    }

    /// Changes the name under which the owner knows a passkey.
    pub async fn rename_passkey(&self, caller: &Caller, passkey: PasskeyId, name: &Text) -> Result<(), AppError> {
        let (user, _) = own_session(caller)?;
        let id = user.id;
        caller.permit(Action::ManageFactors(id))?;
        let mut fields = Fields::default();
        let name = fields.parse("name", name, |text| {
            let name = display_name(text, MAX_NAME_CHARS)?;
            name.ok_or_else(|| Problem::new("required", message::factors_passkey_name_required()))
        });
        fields.finish().map_err(AppError::invalid)?;
        let name = name.unwrap_or_default();
        let job = async move |mut tx: UnitOfWork| {
            if passkeys::rename(&mut tx, passkey, id, &name).await? { Ok(()) } else { Err(gone()) }
        };
        self.change(caller, Action::ManageFactors(id), job).await
    }

    /// Removes a passkey of the caller. `password`: needed for the last second factor by the rules of NIST.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if the account has no password, and what is left is not enough to sign in; or if a second factor
    /// is demanded of it, and this is the last one.
    pub async fn remove_passkey(&self, caller: &Caller, passkey: PasskeyId, password: &Text) -> Result<(), AppError> {
        let (user, _) = own_session(caller)?;
        let id = user.id;
        self.permit_recent(caller, Action::ManageFactors(id))?;
        let found = self.db().read(async move |mut conn| passkeys::by_id(&mut conn, passkey).await).await?;
        let counts = found.is_some_and(|row| row.user_id == id.0 && row.is_usable);
        let without = |row: FactorsRow| FactorsRow { passkeys: row.passkeys - i64::from(counts), ..row };
        let long_enough = self.check_without_factor(caller, id, password, without).await?;
        let job = async move |mut tx: UnitOfWork| {
            let row = passkeys::by_id(&mut tx, passkey).await?.ok_or_else(gone)?;
            let (by, now) = (tx.present_session(id).await?, tx.now());
            // The id comes from the client: it may be anyone's.
            if !passkeys::remove(&mut tx, passkey, id, &by, now).await? {
                return Err(gone());
            }
            // One that counts for nothing takes nothing away.
            if row.is_usable {
                let left = factors::of(&mut tx, id).await?.ok_or_else(gone)?;
                if !keeps_way_in(&mut tx, id, left).await? {
                    return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_last_way_in()));
                }
                keep_demanded(&mut tx, id).await?;
                long_enough.check(&mut tx, id).await?;
            }
            let factor = Some(Factor::Passkey(row.name));
            announce(&mut tx, id, EventKind::FactorRemove, factor, FactorChange::Removed).await?;
            Ok(())
        };
        self.change(caller, Action::ManageFactors(id), job).await
    }

    /// What a browser is to know about the passkeys of the caller (WebAuthn Level 3, 5.1.10). None if the account never had any.
    pub async fn signal_details(&self, caller: &Caller) -> Result<Option<SignalView>, AppError> {
        let (user, _) = own_session(caller)?;
        let id = user.id;
        caller.permit(Action::ReadFactors(id))?;
        let Ok(party) = self.relying_party() else { return Ok(None) };
        let read = self.db().read(async move |mut conn| {
            let handle = handles::of(&mut conn, id).await?;
            Ok((handle, passkeys::of_user(&mut conn, id).await?))
        });
        let (handle, rows) = read.await?;
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let accepted = rows.iter().filter(|row| row.is_usable);
        Ok(handle.map(|handle| SignalView {
            rp_id: party.id().to_owned(),
            user_handle: encode(&handle),
            name: user.username.clone(),
            display_name: user.display_name().to_owned(),
            credential_ids: accepted.map(|row| encode(&row.credential_id)).collect(),
        }))
    }
}

/// Which provider has made a passkey, as the client says. Only the proposed name depends on it, so the signature of the attestation
/// object, which contains it as well, does not matter.
fn aaguid_of(credential: &Value) -> Option<Uuid> {
    let data = credential["response"]["authenticatorData"].as_str()?;
    let data = BASE64_URL_SAFE_NO_PAD.decode(data).ok()?;
    let aaguid = Uuid::from_slice(data.get(AAGUID)?).ok()?;
    (!aaguid.is_nil()).then_some(aaguid)
}

fn too_many() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::factors_passkeys_too_many(u64::from(MAX_PASSKEYS)))
}

/// The passkey belongs to this account, or to another one.
fn taken() -> AppError {
    AppError::new(ErrorCode::PasskeyRefused, message::factors_passkey_taken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_is_read_from_the_authenticator_data() {
        let of =
            |bytes: &[u8]| aaguid_of(&json!({"response": {"authenticatorData": BASE64_URL_SAFE_NO_PAD.encode(bytes)}}));
        let mut data = vec![0; 37];
        data.extend(1..=16);
        assert_eq!(of(&data), Some(Uuid::from_bytes(std::array::from_fn(|at| at as u8 + 1))));
        assert_eq!(of(&data[..52]), None, "too short");
        assert_eq!(of(&[0; 80]), None, "not named");
    }

    #[test]
    fn other_values_name_no_provider() {
        let not_base64 = json!({"response": {"authenticatorData": "?"}});
        for value in [json!(null), json!([1]), json!({"response": {}}), not_base64] {
            assert_eq!(aaguid_of(&value), None, "{value}");
        }
    }
}
