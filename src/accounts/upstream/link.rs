//! Linking an identity to an account: by itself, with an invitation, or because its owner, who is signed in, confirms it.

use super::arrive::{Arriving, ProviderOutcome};
use super::fate::{Fate, fate_at};
use super::identities::identity_view;
use super::sealed::{LIFETIME, label_of, over};
use crate::accounts::one_time::address_in;
use crate::accounts::sessions::{ProvenLink, ProviderProof, enter};
use crate::accounts::{
    Action, Actor, Arrived, Caller, Identities, NewPassword, NotAllowed, Principal, ProvenIdentity, Recipient, Repair,
    Repairing, UnitOfWork, User, invitations, link_invalid, no_such_account,
};
use crate::applications::{Provider, ProviderFailure};
use crate::identity;
use crate::language::message;
use crate::mail::Mail;
use crate::shared::providers::MAX_IDENTITIES;
use crate::shared::{AppError, ErrorCode, EventKind, IdentityId, IdentityView, SessionId, UserId};
use crate::store::identities::{self, NewIdentity};
use crate::store::one_time_tokens;
use crate::store::{AdvisoryLock, Purpose, StoreError, recovery, users};
use std::collections::BTreeMap;

impl Identities {
    /// Asks the owner of a session whether the identity is to be linked.
    pub(super) async fn ask_to_link(
        &self,
        arriving: Arriving,
        asked_by: (UserId, SessionId),
    ) -> Result<Arrived, ProviderOutcome> {
        let (user, session) = asked_by;
        if !is_in(&arriving.caller, user, session) {
            return Err(ProviderOutcome::Failed(ProviderFailure::State));
        }
        match self.linked_to(&arriving.identity).await? {
            None => {
                let Arriving { identity, next, .. } = arriving;
                let arrival = self.new_arrival(identity, next, LIFETIME).asked_by(user, session);
                Ok(Arrived::ConfirmLink(self.seal_arrival(arrival)))
            }
            Some(id) if id == user => {
                let title = arriving.provider.title().to_owned();
                Err(AppError::new(ErrorCode::IdentityTaken, message::identity_linked_already(title)).into())
            }
            Some(_) => Err(ProviderOutcome::Failed(ProviderFailure::OtherAccount)),
        }
    }

    /// Links the identity that a browser has kept to the account of the session. `shown`: the mark of the one that its user has
    /// confirmed.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it is over, [`ErrorCode::IdentityTaken`] if it is linked already.
    pub async fn link_identity(&self, caller: &Caller, arrival: &str, shown: &str) -> Result<IdentityView, AppError> {
        let Principal::User(current) = &caller.who else { return Err(NotAllowed::Forbidden.into()) };
        let (id, session) = (current.user.id, current.session()?);
        self.permit_recent(caller, Action::LinkIdentity(id))?;
        let arrival = self.open_arrival(arrival)?;
        if !arrival.is_shown(shown) || arrival.asked_by.is_some_and(|asked_by| asked_by != (id, session)) {
            return Err(over());
        }
        let provider = self.providers().provider_of(&arrival.identity).await?;
        let job = async move |mut tx: UnitOfWork| {
            arrival.spend(&mut tx).await?;
            let new = link(&mut tx, id, &provider, &arrival.identity).await?;
            tx.tell_linked(id, &provider).await?;
            let linked = identities::of_user(&mut tx, id).await?;
            linked.into_iter().find(|row| row.id == new.0).ok_or_else(no_such_account)
        };
        let row = self.change(caller, Action::LinkIdentity(id), job).await?;
        let providers = self.providers().all().await?;
        Ok(identity_view(row, &providers))
    }

    /// Accepts an invitation with an identity that was never unlinked from the account, in place of a password. The link of the invitation was sent to the address of the
    /// account and nowhere else, so this confirms the address.
    pub(super) async fn accept_invitation_with(
        &self,
        arriving: Arriving,
        token: &str,
    ) -> Result<Arrived, ProviderOutcome> {
        let opened = self.links().open_link(token, &[Purpose::Invitation]).await?;
        let Some((opened, id)) = opened.and_then(|opened| opened.row.user().map(|id| (opened, id))) else {
            self.spend_recovery(&arriving.caller).map_err(AppError::from)?;
            return Err(link_invalid().into());
        };
        if self.linked_to(&arriving.identity).await?.is_some() {
            return Err(ProviderOutcome::Failed(ProviderFailure::OtherAccount));
        }
        let groups = self.groups_of_identity(&arriving.provider, &arriving.identity).await?;
        let caller = arriving.caller.clone();
        let job = async move |mut tx: UnitOfWork| {
            let Arriving { provider, identity, browser, .. } = &arriving;
            let now = tx.now();
            // Only one of two concurrent requests consumes the link; the other changes nothing.
            let consumed = one_time_tokens::consume(&mut tx, &opened.hash, Purpose::Invitation, now).await?;
            let user = invitations::invitable(&mut tx, id).await?.ok_or_else(link_invalid)?;
            let is_mailed_there = opened.row.email_key.as_ref() == Some(&identity::key(&user.email));
            if !(consumed && is_mailed_there) {
                return Err(link_invalid());
            }
            if identities::was_unlinked(&mut tx, id, &identity.issuer, &identity.subject).await? {
                return Err(ProviderFailure::Unlinked.error(provider.title()));
            }
            tx.own_address(id).await?;
            let link = link(&mut tx, id, provider, identity).await?;
            if let Some(groups) = &groups {
                groups.follow(&mut tx, id).await?;
            }
            enter(&mut tx, id, browser, &proof_of(identity, link)).await
        };
        // The role of the creator of the link cannot change until the commit.
        let lock = Some(AdvisoryLock::Administrators);
        let entered = self.on_account(id, lock, Actor::User(id), &caller, job).await?;
        self.arrived(entered)
    }
}

impl UnitOfWork {
    /// To be called when the owner of the address of an account is known who had no access to it before, and signs in with an identity:
    /// the address counts as confirmed, and nothing stays with which others may wait in the account.
    pub(super) async fn own_address(&mut self, id: UserId) -> Result<(), AppError> {
        let now = self.now();
        let is_known = users::is_owner_known(self, id).await?;
        let repair = if is_known { Repair::InvitationAccepted } else { Repair::FirstProof };
        self.repair(id, Repairing { password: NewPassword::None, ..Repairing::of(repair) }).await?;
        let row = users::set_email_verified(self, id, true, now).await?.ok_or_else(no_such_account)?;
        self.prove_address(id, &row.email).await?;
        Ok(())
    }

    /// Links the identity of a sign-in that is complete now, if it waited for the second factor of the account: the address alone
    /// must not leave a way in for somebody who cannot show it. Groups follow at the next sign-in.
    ///
    /// # Errors
    /// If the account or the provider has changed since, or the identity was linked to another account.
    pub(in crate::accounts) async fn link_due(&mut self, user: UserId, proof: &ProviderProof) -> Result<(), AppError> {
        let ProvenLink::Due { provider: name, email } = &proof.link else { return Ok(()) };
        let linked = identities::find(self, &proof.issuer, &proof.subject).await?;
        // In another tab.
        if linked.is_some_and(|row| row.user_id == user.0) {
            return Ok(());
        }
        let providers = self.accounts().providers().providers_in(self).await?;
        let provider = providers.usable(name.as_str()).filter(|provider| provider.issuer.admits(&proof.issuer));
        let provider = provider.ok_or_else(over)?;
        let identity = ProvenIdentity {
            provider: name.clone(),
            issuer: proof.issuer.clone(),
            subject: proof.subject.clone(),
            email: Some(email.clone()),
            is_vouched: true,
            organisation: None,
            name: None,
            username: None,
            groups: None,
            fields: BTreeMap::new(),
            sid: proof.sid.clone(),
            auth_time: None,
            has_second_factor: proof.has_second_factor,
        };
        if fate_at(self, user, &identity).await? != Some(Fate::Link) {
            return Err(over());
        }
        link(self, user, provider, &identity).await?;
        Ok(self.tell_linked(user, provider).await?)
    }

    /// Tells the owner of an account that an identity was linked.
    pub(super) async fn tell_linked(&mut self, id: UserId, provider: &Provider) -> Result<(), StoreError> {
        let (provider, at) = (provider.title().to_owned(), self.now());
        self.tell_of_identity(id, |name| Mail::IdentityLinked { name, provider, at }).await
    }

    /// Tells the owner of an account about an identity, and also the address that can still undo a change of address: somebody else
    /// may have made both changes.
    pub(super) async fn tell_of_identity(
        &mut self,
        id: UserId,
        mail: impl FnOnce(Option<String>) -> Mail,
    ) -> Result<(), StoreError> {
        let Some(user) = users::find(self, id).await?.map(User::from) else { return Ok(()) };
        let (mail, now) = (mail(user.greeting()), self.now());
        self.announce_change(id, |_| mail.clone()).await?;
        let earlier = recovery::oldest_undo(self, id, None, now).await?.as_ref().and_then(address_in);
        if let Some(address) = earlier.filter(|address| identity::key(address) != identity::key(&user.email)) {
            self.notify_address(&mail, &Recipient::owner_at(&user, address));
        }
        Ok(())
    }
}

/// Links an identity to an account that the transaction has locked, and records it.
///
/// # Errors
/// [`ErrorCode::IdentityTaken`] if it is linked already, [`ErrorCode::ValidationFailed`] if the account has too many.
pub(in crate::accounts) async fn link(
    tx: &mut UnitOfWork,
    user: UserId,
    provider: &Provider,
    identity: &ProvenIdentity,
) -> Result<IdentityId, AppError> {
    if identities::of_user(tx, user).await?.len() >= MAX_IDENTITIES {
        return Err(AppError::new(ErrorCode::ValidationFailed, message::identity_too_many(MAX_IDENTITIES as u64)));
    }
    let (now, label, added) = (tx.now(), label_of(identity), tx.present_session(user).await?);
    let new = NewIdentity {
        id: IdentityId(tx.accounts().new_id()),
        user,
        provider: provider.name.to_string(),
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        label: label.clone(),
        added,
        created_at: now,
    };
    if !identities::insert(tx, &new).await? {
        return Err(ProviderFailure::OtherAccount.error(provider.title()));
    }
    identities::touch(tx, new.id, provider.name.as_str(), label.as_deref(), now).await?;
    tx.record(tx.event(EventKind::IdentityLink).on(user).detail(&provider.name));
    Ok(new.id)
}

/// What its owner has proved with an identity that is linked.
pub(super) fn proof_of(identity: &ProvenIdentity, link: IdentityId) -> ProviderProof {
    proof_with(identity, ProvenLink::Stored(link))
}

/// What somebody has proved with an identity that is linked when they have shown the second factor of the account. None: the provider
/// does not vouch for an address.
pub(super) fn proof_before_link(identity: &ProvenIdentity) -> Option<ProviderProof> {
    let email = identity.email.clone().filter(|_| identity.is_vouched)?;
    Some(proof_with(identity, ProvenLink::Due { provider: identity.provider.clone(), email }))
}

fn proof_with(identity: &ProvenIdentity, link: ProvenLink) -> ProviderProof {
    ProviderProof {
        link,
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        sid: identity.sid.clone(),
        has_second_factor: identity.has_second_factor,
    }
}

/// Whether a request was sent in this session.
pub(super) fn is_in(caller: &Caller, user: UserId, session: SessionId) -> bool {
    caller.user_id() == Some(user) && caller.who.session_id() == Some(session)
}
