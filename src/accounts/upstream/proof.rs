//! Proving again who one is without a password and a second factor ([decision
//! 77](../../../docs/decisions/0077-proof-without-a-factor.md)): at a provider, or with a code that is sent to the confirmed address.

use super::arrive::{Arriving, ProviderOutcome};
use super::link::{is_in, proof_of};
use super::unlink::signs_in_with;
use crate::accounts::one_time::draw_digits;
use crate::accounts::throttle::Counter;
use crate::accounts::{
    Action, Arrived, Caller, Core, Identities, NotAllowed, Principal, Sealed, SealedOnce, UnitOfWork, User,
    no_such_account,
};
use crate::applications::{Provider, ProviderFailure};
use crate::identity;
use crate::keys::fingerprint;
use crate::language::message;
use crate::mail::{Mail, OneTime};
use crate::shared::own_factors::ProofProvider;
use crate::shared::possible::Means;
use crate::shared::{AppError, ErrorCode, IdentityId, Method, ProofCodeView, SessionId, StepUpWays, Timestamp, UserId};
use crate::store::factors;
use crate::store::{FactorsRow, StoreError, identities, users};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a code lasts, in minutes.
const MINUTES: u32 = 10;
/// How long ago somebody may have signed in at the provider, with what the clocks may differ.
const RECENT: Duration = Duration::from_secs(10 * 60 + 30);

/// A code that was sent to the address of an account. Sealed, and kept by the client that asked for it.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::accounts) struct MailProof {
    id: Uuid,
    user: UserId,
    session: SessionId,
    /// Of the address to which it was sent.
    email_key: String,
    #[serde(with = "in_base64")]
    salt: [u8; 16],
    /// Of the salt and the code.
    #[serde(with = "in_base64")]
    hash: [u8; 32],
    ends_at: Timestamp,
}

/// Bytes as a text, because cookies have little room. The version before has written them as a list of numbers.
mod in_base64 {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Numbers(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
        let bytes = match Written::deserialize(from)? {
            Written::Text(text) => BASE64_URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?,
            Written::Numbers(bytes) => bytes,
        };
        bytes.try_into().map_err(|_| D::Error::custom("another number of bytes"))
    }
}

impl Sealed for MailProof {
    const PURPOSE: &'static str = "mail proof 1";
    const LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);

    fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

impl SealedOnce for MailProof {
    fn unique(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

impl MailProof {
    /// The code that was sent for this session. None: it is over, or was sent for another one.
    pub(in crate::accounts) fn open(core: &Core, sealed: &str, user: UserId, session: SessionId) -> Option<Self> {
        let proof = core.open_as::<Self>(sealed).ok()?;
        (proof.user == user && proof.session == session).then_some(proof)
    }

    /// The counter of its wrong codes. The fifth ends it.
    pub(in crate::accounts) fn wrong_codes(&self) -> Counter {
        Counter::pending(self.id)
    }

    pub(in crate::accounts) fn is(&self, digits: &str) -> bool {
        hash_of(&self.salt, digits) == self.hash
    }

    /// Uses the code up. Returns whether it was unused, and its address is still that of the account.
    pub(in crate::accounts) async fn spend(&self, tx: &mut UnitOfWork) -> Result<bool, StoreError> {
        let user = users::find(tx, self.user).await?;
        let is_there = user.is_some_and(|user| user.email_verified && identity::key(&user.email) == self.email_key);
        Ok(is_there && tx.spend(self.mark()).await?)
    }
}

impl Identities {
    /// Proves again who the owner of a session is, with a sign-in at a provider that was a moment ago.
    pub(super) async fn prove_with(
        &self,
        arriving: Arriving,
        (user, session): (UserId, SessionId),
    ) -> Result<Arrived, ProviderOutcome> {
        let Arriving { provider, identity, caller, .. } = arriving;
        if !is_in(&caller, user, session) {
            return Err(ProviderOutcome::Failed(ProviderFailure::State));
        }
        match self.linked_to(&identity).await? {
            Some(id) if id == user => {}
            Some(_) => return Err(ProviderOutcome::Failed(ProviderFailure::OtherAccount)),
            None => {
                let title = provider.title().to_owned();
                return Err(AppError::new(ErrorCode::ProviderRefused, message::identity_not_linked(title)).into());
            }
        }
        let now = self.now();
        if identity.auth_time.is_none_or(|at| now >= at.plus(RECENT)) {
            return Err(ProviderOutcome::Failed(ProviderFailure::NotRecent));
        }
        let job = async move |mut tx: UnitOfWork| {
            check_counts(factors::of(&mut tx, user).await?, Method::Provider)?;
            let row = identities::find(&mut tx, &identity.issuer, &identity.subject).await?;
            let row = row.filter(|row| row.user_id == user.0 && !row.is_held).ok_or_else(no_such_account)?;
            let proof = proof_of(&identity, IdentityId(row.id));
            let proved = tx.store_proof(user, session, proof.methods(), None).await?;
            proof.note(&mut tx, session).await?;
            Ok(proved)
        };
        let (user, session) = self.change(&caller, Action::StepUp(user), job).await?;
        Ok(Arrived::SignedIn(Box::new(self.sessions().issue_access(user.into(), session)?)))
    }

    /// Sends a code to the confirmed address of the caller, whose account has neither a password nor a second factor.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if the account has one of these, or no confirmed address.
    pub async fn send_proof_code(&self, caller: &Caller) -> Result<ProofCodeView, AppError> {
        let Principal::User(current) = &caller.who else { return Err(NotAllowed::Forbidden.into()) };
        let (id, session) = (current.user.id, current.session()?);
        caller.permit(Action::StepUp(id))?;
        self.outbox().charge_sender(&Mail::ProofCode { name: None, minutes: MINUTES }, id, caller)?;
        let digits = draw_digits(self.entropy());
        let job = async move |mut tx: UnitOfWork| {
            check_counts(factors::of(&mut tx, id).await?, Method::Mail)?;
            let user = users::find(&mut tx, id).await?.map(User::from).ok_or_else(no_such_account)?;
            if !user.email_verified {
                return Err(AppError::new(ErrorCode::FactorNeeded, message::identity_proof_needs_passkey()));
            }
            let mail = Mail::ProofCode { name: user.greeting(), minutes: MINUTES };
            tx.accounts().outbox().charge_recipient(&mail, &user.email)?;
            let salt = tx.accounts().entropy().bytes();
            let proof = MailProof {
                id: Uuid::from_bytes(tx.accounts().entropy().bytes()),
                user: id,
                session,
                email_key: identity::key(&user.email),
                salt,
                hash: hash_of(&salt, &digits),
                ends_at: tx.now().plus(MailProof::LIFETIME),
            };
            tx.send_owner(&user, &mail, Some(&OneTime { token: String::new(), digits: Some(digits) }));
            Ok(proof)
        };
        let proof = self.change(caller, Action::StepUp(id), job).await?;
        let sealed = self.seal_as(&proof);
        Ok(ProofCodeView { mail_proof: sealed.text, expires_in: sealed.lifetime.as_secs() })
    }

    /// With what the caller can prove again who they are.
    pub async fn step_up_ways(&self, caller: &Caller) -> Result<StepUpWays, AppError> {
        let Principal::User(current) = &caller.who else { return Err(NotAllowed::Forbidden.into()) };
        let id = current.user.id;
        caller.permit(Action::StepUp(id))?;
        let read = self.db().read(async move |mut conn| {
            Ok((factors::of(&mut conn, id).await?, identities::of_user(&mut conn, id).await?))
        });
        let (row, linked) = read.await?;
        let own = Means::from(row.ok_or_else(no_such_account)?);
        if !own.counts(Method::Provider) {
            return Ok(StepUpWays { means: own, providers: Vec::new() });
        }
        let all = self.providers().all().await?;
        let can_prove = |provider: &&Arc<Provider>| {
            provider.rules().proof.is_some() && linked.iter().any(|row| signs_in_with(provider, row))
        };
        let providers: Vec<_> = all.iter().filter(can_prove).map(|provider| proof_provider(provider)).collect();
        let means = Means {
            has_provider: !providers.is_empty(),
            has_provider_factor: providers.iter().any(|provider| provider.has_factor),
            has_mail: current.user.email_verified,
            ..own
        };
        Ok(StepUpWays { means, providers })
    }
}

fn proof_provider(provider: &Provider) -> ProofProvider {
    ProofProvider { has_factor: !provider.definition.second_factor.is_empty(), offered: provider.offered() }
}

/// Fails if a method is no fresh proof beside what an account has: that is stronger.
pub(in crate::accounts) fn check_counts(row: Option<FactorsRow>, method: Method) -> Result<(), AppError> {
    match Means::from(row.ok_or_else(no_such_account)?).counts(method) {
        true => Ok(()),
        false => Err(AppError::new(ErrorCode::FactorNeeded, message::identity_proof_stronger())),
    }
}

fn hash_of(salt: &[u8; 16], digits: &str) -> [u8; 32] {
    fingerprint(&[salt.as_slice(), digits.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof() -> MailProof {
        MailProof {
            id: Uuid::nil(),
            user: UserId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            email_key: "maren@example.org".to_owned(),
            salt: [200; 16],
            hash: [201; 32],
            ends_at: Timestamp(0),
        }
    }

    #[test]
    fn bytes_are_written_as_a_text_and_read_as_the_version_before_wrote_them() {
        let written = serde_json::to_value(proof()).unwrap();
        assert!(written["salt"].is_string() && written["hash"].is_string(), "{written}");
        let mut before = written.clone();
        (before["salt"], before["hash"]) = (vec![200; 16].into(), vec![201; 32].into());
        for read in [written, before.clone()] {
            let read: MailProof = serde_json::from_value(read).unwrap();
            assert_eq!((read.salt, read.hash), (proof().salt, proof().hash));
        }
        before["salt"] = vec![200; 15].into();
        assert!(serde_json::from_value::<MailProof>(before).is_err());
    }
}
