//! Sign-ins at a provider. They begin a session as the right password does, and wait for the second factor of the account unless
//! the provider has asked for one that counts here.

use super::browsers::OpenedBrowser;
use super::log_in::no_match;
use super::second_factor::begin;
use super::{IssuedRefreshToken, trusted};
use crate::accounts::{UnitOfWork, User};
use crate::shared::possible::Means;
use crate::shared::{AppError, IdentityId, Method, Methods, PendingView, ProviderName, SessionId, UserId};
use crate::store::identities::{self, sessions as began};
use crate::store::{StoreError, factors, users};
use serde::{Deserialize, Serialize};

/// What somebody has proved who signed in at a provider: that they have this identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct ProviderProof {
    pub link: ProvenLink,
    pub issuer: String,
    pub subject: String,
    /// The session there.
    pub sid: Option<String>,
    /// Whether they have shown a second factor there that counts here.
    pub has_second_factor: bool,
}

/// How an identity belongs to the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::accounts) enum ProvenLink {
    Stored(IdentityId),
    /// It is linked when the sign-in is complete, because the provider vouches for this address, which is that of the account.
    Due {
        provider: ProviderName,
        email: String,
    },
}

/// What a sign-in at a provider leads to.
pub(in crate::accounts) enum Entered {
    /// A session has begun.
    Session(Box<(User, IssuedRefreshToken)>),
    /// The second factor of the account is still missing.
    Pending(PendingView),
}

impl ProviderProof {
    pub(in crate::accounts) fn methods(&self) -> Methods {
        let second = self.has_second_factor.then_some(Method::ProviderFactor);
        [Method::Provider].into_iter().chain(second).collect()
    }

    /// Notes where a session began, or where its owner has proved again who they are: it ends with the session there.
    pub(in crate::accounts) async fn note(&self, tx: &mut UnitOfWork, session: SessionId) -> Result<(), StoreError> {
        let now = tx.now();
        began::note(tx, session, (&self.issuer, &self.subject), self.sid.as_deref(), now).await
    }

    /// Whether the identity is still linked to the account, or still to be linked.
    pub(super) async fn holds(&self, tx: &mut UnitOfWork, user: UserId) -> Result<bool, StoreError> {
        let ProvenLink::Stored(identity) = &self.link else { return Ok(true) };
        let linked = identities::of_user(tx, user).await?;
        Ok(linked.iter().any(|row| row.id == identity.0))
    }
}

/// Begins the session of somebody whose identity is linked to this account, or the wait for their second factor. The transaction
/// has locked the account, which is active.
pub(in crate::accounts) async fn enter(
    tx: &mut UnitOfWork,
    id: UserId,
    browser: &OpenedBrowser,
    proof: &ProviderProof,
) -> Result<Entered, AppError> {
    let found = users::credential(tx, id).await?.ok_or_else(no_match)?;
    if !enters_at_once(tx, id, browser, proof.has_second_factor).await? {
        let factors = factors::of(tx, id).await?.ok_or_else(no_match)?;
        let (hash, remember) = (found.password_hash.as_str(), browser.remember);
        let proof = Some(proof.clone());
        return Ok(Entered::Pending(tx.accounts().sessions().begin_pending(
            id,
            hash,
            remember,
            Vec::new(),
            &factors,
            proof,
        )));
    }
    let (user, token) = begin(tx, &found, browser, proof.methods(), None).await?;
    proof.note(tx, token.session.id).await?;
    Ok(Entered::Session(Box::new((user, token))))
}

/// Whether a sign-in at a provider is enough for this account in this browser, without its second factor.
pub(in crate::accounts) async fn enters_at_once(
    tx: &mut UnitOfWork,
    id: UserId,
    browser: &OpenedBrowser,
    has_second_factor: bool,
) -> Result<bool, AppError> {
    let factors = factors::of(tx, id).await?.ok_or_else(no_match)?;
    let is_enough = has_second_factor || !Means::from(factors).has_second_factor();
    Ok(is_enough || trusted::admits(tx, id, browser.trusted.as_deref()).await?)
}
