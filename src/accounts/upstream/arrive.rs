//! What an identity that a provider has proved leads to ([decision 75](../../../docs/decisions/0075-other-accounts.md)).

use super::fate::{Fate, fate_at};
use super::link::{link, proof_before_link, proof_of};
use super::register::vouched_domain;
use super::sealed::{LIFETIME, LIFETIME_OF_SIGN_IN, label_of, over, with_address};
use crate::accounts::sessions::{Entered, OpenedBrowser, enter, enters_at_once};
use crate::accounts::{
    Actor, Arrived, Browser, Caller, Identities, ProvenIdentity, Purpose, SealedText, UnitOfWork, run_to_completion,
};
use crate::applications::{Provider, ProviderFailure};
use crate::identity;
use crate::shared::{AppError, EventKind, IdentityId, Reason, Status, UserId};
use crate::store::users::{self, Names};
use crate::store::{AdvisoryLock, StoreError, identities};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Why an identity leads nowhere.
#[derive(Debug)]
pub enum ProviderOutcome {
    Failed(ProviderFailure),
    Error(AppError),
}

impl From<AppError> for ProviderOutcome {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

impl From<StoreError> for ProviderOutcome {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// Somebody who comes from a provider.
#[derive(Clone)]
pub(super) struct Arriving {
    pub provider: Arc<Provider>,
    pub identity: ProvenIdentity,
    pub caller: Caller,
    pub browser: OpenedBrowser,
    /// The page that was requested.
    pub next: Option<String>,
}

/// Where an identity belongs, as far as it is known before the transaction.
enum Place {
    Linked(UserId),
    /// An account has the address.
    Addressed(UserId),
    /// No account that is published has it. `is_taken`: but none can get it either.
    Nowhere {
        is_taken: bool,
    },
}

/// What the transaction on an account has found.
enum Met {
    Entered(Entered),
    Fate(Fate),
    /// The identity was linked shortly before a reset of the password, and its owner has not kept it yet.
    Held,
    /// Identity or account have changed since they were looked for.
    Changed,
}

impl Identities {
    /// What an identity leads to that a provider has proved a moment ago, in the browser in which the attempt began.
    ///
    /// # Errors
    /// [`ProviderOutcome::Failed`] if it leads nowhere.
    pub async fn arrive(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        identity: ProvenIdentity,
        purpose: Purpose,
        next: Option<String>,
    ) -> Result<Arrived, ProviderOutcome> {
        let provider = self.providers().provider_of(&identity).await?;
        let browser = self.sessions().opened(browser, purpose == Purpose::SignIn { remember: true });
        let arriving = Arriving { provider, identity, caller: caller.clone(), browser, next };
        let identities = self.clone();
        // In a task, so that what it leads to is counted and recorded although the client disconnects.
        run_to_completion(async move {
            match purpose {
                Purpose::SignIn { .. } => {
                    let outcome = identities.sign_in_with(arriving).await;
                    identities.count_sign_in(outcome)
                }
                Purpose::AcceptInvitation { token } => {
                    let outcome = identities.accept_invitation_with(arriving, &token).await;
                    identities.count_sign_in(outcome)
                }
                Purpose::Link { user, session } => identities.ask_to_link(arriving, (user, session)).await,
                Purpose::StepUp { user, session } => identities.prove_with(arriving, (user, session)).await,
            }
        })
        .await
    }

    async fn sign_in_with(&self, arriving: Arriving) -> Result<Arrived, ProviderOutcome> {
        match self.place_of(&arriving.identity).await? {
            Place::Linked(id) => self.enter_linked(arriving, id).await,
            Place::Addressed(id) => self.meet(arriving, id).await,
            Place::Nowhere { is_taken: true } if arriving.identity.is_vouched => {
                self.report_refusal(&arriving, None).await?;
                Err(ProviderOutcome::Failed(ProviderFailure::AddressTaken))
            }
            Place::Nowhere { is_taken } => self.welcome(arriving, is_taken),
        }
    }

    async fn place_of(&self, identity: &ProvenIdentity) -> Result<Place, StoreError> {
        let (identity, now) = (identity.clone(), self.now());
        let read = self.db().read(async move |mut conn| {
            if let Some(row) = identities::find(&mut conn, &identity.issuer, &identity.subject).await? {
                return Ok(Place::Linked(UserId(row.user_id)));
            }
            if let Some(user) = with_address(&mut conn, &identity).await? {
                return Ok(Place::Addressed(UserId(user.id)));
            }
            let Some(email) = &identity.email else { return Ok(Place::Nowhere { is_taken: false }) };
            let names = Names { email_key: identity::key(email), ..Names::default() };
            let taken = users::taken(&mut conn, &names, UserId(Uuid::nil()), now).await?;
            Ok(Place::Nowhere { is_taken: taken.email })
        });
        read.await
    }

    /// Signs in to the account that the identity is linked to.
    async fn enter_linked(&self, arriving: Arriving, id: UserId) -> Result<Arrived, ProviderOutcome> {
        let found = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await?;
        let Some(user) = found.filter(|user| user.status == Status::Active) else {
            let event = self.event(EventKind::SessionStart, Actor::Anonymous, &arriving.caller).on(id);
            self.sessions().record_closed(event.refused(Reason::NoMatch), id).await?;
            return Err(ProviderOutcome::Failed(ProviderFailure::AccountClosed));
        };
        self.spend_sign_in(&arriving.caller, id).map_err(AppError::from)?;
        self.sessions().check_confirmed(&arriving.caller, &user).await?;
        let groups = self.changed_groups(&arriving.provider, &arriving.identity, id).await?;
        let (lock, caller) = (groups.as_ref().map(|_| AdvisoryLock::Administrators), arriving.caller.clone());
        let job = async move |mut tx: UnitOfWork| {
            let Arriving { provider, identity, browser, .. } = &arriving;
            let now = tx.now();
            let row = identities::find(&mut tx, &identity.issuer, &identity.subject).await?;
            let found = users::find(&mut tx, id).await?.filter(|user| user.status == Status::Active);
            let (Some(row), Some(_)) = (row.filter(|row| row.user_id == id.0), found) else { return Ok(Met::Changed) };
            if row.is_held {
                return Ok(Met::Held);
            }
            let (link, label) = (IdentityId(row.id), label_of(identity));
            identities::touch(&mut tx, link, provider.name.as_str(), label.as_deref(), now).await?;
            if let Some(groups) = &groups {
                groups.follow(&mut tx, id).await?;
            }
            Ok(Met::Entered(enter(&mut tx, id, browser, &proof_of(identity, link)).await?))
        };
        match self.on_account(id, lock, Actor::User(id), &caller, job).await? {
            Met::Entered(entered) => self.arrived(entered),
            Met::Held => Err(ProviderOutcome::Failed(ProviderFailure::Held)),
            Met::Fate(_) | Met::Changed => Err(ProviderOutcome::Failed(ProviderFailure::State)),
        }
    }

    /// Decides about an identity that no account is linked to, at the account with its address.
    async fn meet(&self, arriving: Arriving, id: UserId) -> Result<Arrived, ProviderOutcome> {
        let groups = self.changed_groups(&arriving.provider, &arriving.identity, id).await?;
        let (lock, coming) = (groups.as_ref().map(|_| AdvisoryLock::Administrators), arriving.clone());
        let job = async move |mut tx: UnitOfWork| {
            let Arriving { provider, identity, browser, .. } = &coming;
            if identities::find(&mut tx, &identity.issuer, &identity.subject).await?.is_some() {
                return Ok(Met::Changed);
            }
            let Some(fate) = fate_at(&mut tx, id, identity).await? else { return Ok(Met::Changed) };
            match fate {
                Fate::Link => {}
                Fate::AcceptInvitation => tx.own_address(id).await?,
                otherwise => return Ok(Met::Fate(otherwise)),
            }
            tx.accounts().spend_sign_in(tx.caller(), id)?;
            if fate == Fate::Link && !enters_at_once(&mut tx, id, browser, identity.has_second_factor).await? {
                let proof = proof_before_link(identity).ok_or_else(over)?;
                return Ok(Met::Entered(enter(&mut tx, id, browser, &proof).await?));
            }
            let link = link(&mut tx, id, provider, identity).await?;
            if fate == Fate::Link {
                tx.tell_linked(id, provider).await?;
            }
            if let Some(groups) = &groups {
                groups.follow(&mut tx, id).await?;
            }
            Ok(Met::Entered(enter(&mut tx, id, browser, &proof_of(identity, link)).await?))
        };
        let met = self.on_account(id, lock, Actor::User(id), &arriving.caller, job).await?;
        match met {
            Met::Entered(entered) => self.arrived(entered),
            Met::Fate(Fate::TakeOver) => Ok(Arrived::TakeOver(self.waiting(arriving, LIFETIME, false))),
            // With strict privacy this would say that there is an account.
            Met::Fate(Fate::SignInFirst) if !self.settings().strict_registration_privacy => {
                Ok(Arrived::SignInFirst(self.waiting(arriving, LIFETIME_OF_SIGN_IN, false)))
            }
            Met::Fate(Fate::Refused) => {
                self.report_refusal(&arriving, Some(id)).await?;
                Err(ProviderOutcome::Failed(ProviderFailure::AddressTaken))
            }
            Met::Fate(_) => self.welcome(arriving, true),
            Met::Held | Met::Changed => Err(ProviderOutcome::Failed(ProviderFailure::State)),
        }
    }

    /// The page for the first time, if this identity may open an account. `is_taken`: not with its address.
    fn welcome(&self, arriving: Arriving, is_taken: bool) -> Result<Arrived, ProviderOutcome> {
        let domain = vouched_domain(&arriving.identity);
        if !self.providers().admits_registration(&arriving.provider, domain.as_deref()) {
            return Err(ProviderOutcome::Failed(ProviderFailure::RegistrationClosed));
        }
        // With strict privacy only the owner of the address learns of the account.
        let is_shown = is_taken && !self.settings().strict_registration_privacy;
        // It may also be linked to an account to which its owner signs in first.
        Ok(Arrived::FirstTime(self.waiting(arriving, LIFETIME_OF_SIGN_IN, is_shown)))
    }

    fn waiting(&self, arriving: Arriving, lifetime: Duration, is_address_taken: bool) -> SealedText {
        let Arriving { identity, browser, next, .. } = arriving;
        let arrival = self.new_arrival(identity, next, lifetime);
        self.seal_arrival(arrival.remembered(browser.remember).taken(is_address_taken))
    }

    /// After the commit: tokens are only signed for a session that is stored.
    pub(super) fn arrived(&self, entered: Entered) -> Result<Arrived, ProviderOutcome> {
        Ok(match entered {
            Entered::Session(begun) => {
                let (user, token) = *begun;
                Arrived::SignedIn(Box::new(self.sessions().issue(user.into(), &token)?))
            }
            Entered::Pending(pending) => Arrived::SecondFactor(pending),
        })
    }

    /// Counts a sign-in with the others, unless it is not complete. What the provider has caused is counted with the provider.
    fn count_sign_in(&self, outcome: Result<Arrived, ProviderOutcome>) -> Result<Arrived, ProviderOutcome> {
        match &outcome {
            Ok(Arrived::SignedIn(_)) => self.parts().outcomes.sign_ins.count(None),
            Err(ProviderOutcome::Error(error)) => self.parts().outcomes.sign_ins.count(Some(error)),
            Ok(_) | Err(ProviderOutcome::Failed(_)) => {}
        }
        outcome
    }
}
