//! Opening an account with an identity, for somebody who comes from a provider for the first time. The account has no password.

use super::link::{link, proof_of};
use super::sealed::{Arrival, is_same_address, over};
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::sessions::{Entered, OpenedBrowser, enter};
use crate::accounts::users::UsernameRights;
use crate::accounts::users::names::parse_names;
use crate::accounts::users::new_account::NewAccount;
use crate::accounts::{Actor, Browser, Caller, Identities, ProvenIdentity, Providers, SignIn, UnitOfWork, User};
use crate::applications::{Provider, ProviderFailure};
use crate::budgets::{Budget, RateLimitKey};
use crate::identity;
use crate::shared::{AppError, EventKind, Fields, FirstTimeRequest, ProviderRegistration, Role};
use crate::store::AdvisoryLock;
use crate::store::locks;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What opening an account with an identity leads to.
#[derive(Debug)]
pub enum FirstTime {
    SignedIn(Box<SignIn>),
    /// The account exists. It can sign in once its address is confirmed.
    ConfirmFirst(Box<User>),
    /// With strict privacy the rest happens by mail.
    Pending,
}

impl Identities {
    /// Opens an account with the identity that a browser has kept. Its address is confirmed if it is the one for which the provider
    /// vouches.
    ///
    /// # Errors
    /// Also if registration is closed for the identity.
    pub async fn register_with_identity(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        arrival: &str,
        request: FirstTimeRequest,
    ) -> Result<FirstTime, AppError> {
        let arrival = self.open_arrival(arrival)?;
        // One that a session asked for is only linked. With one that the page has not shown, somebody else could get in.
        if arrival.asked_by.is_some() || !arrival.is_shown(&request.shown) {
            return Err(over());
        }
        let provider = self.providers().provider_of(&arrival.identity).await?;
        if !self.providers().admits_registration(&provider, vouched_domain(&arrival.identity).as_deref()) {
            return Err(ProviderFailure::RegistrationClosed.error(provider.title()));
        }
        let mut fields = Fields::default();
        let FirstTimeRequest { username, email, profile, .. } = &request;
        let (names, is_derived) = parse_names(&mut fields, UsernameRights::Unreserved, username, email, profile);
        let accepted = self.terms().read_acceptance(&mut fields, caller, &request.terms).await?;
        let own = self.users().parse_own_fields(&request.fields, OwnFieldAccess::OWNER, true).await?.finish(fields)?;
        let is_confirmed = is_vouched_for(&arrival.identity, &names.email);
        let new = self.users().new_account(own.named(names), Role::User, is_derived).with_own(own).accepting(accepted);
        let new = if is_confirmed { new.confirmed() } else { new };
        let is_private = self.settings().strict_registration_privacy && !is_confirmed;
        // As for a registration with a password, the response must not reveal whether the address is taken.
        if let Err(error) = self.users().refuse_taken(&new, is_private).await {
            if error.is_taken() {
                self.spend_conflict(caller)?;
            }
            return Err(error);
        }
        match caller.address {
            // Many people of an organisation come from its one address, and an address for which a provider vouches costs an
            // attacker more than a form.
            Some(_) if is_confirmed => self.spend(Budget::Provider, RateLimitKey::provider(provider.name.as_str()))?,
            Some(address) => self.spend(Budget::Register, RateLimitKey::source(address))?,
            None => {}
        }
        if is_private {
            return self.register_by_mail(caller, arrival, new).await;
        }
        let browser = self.sessions().opened(browser, arrival.remember);
        self.open_account(caller, browser, (provider, arrival), new).await
    }

    /// The registration waits in its one-time token until the link in the message is used.
    async fn register_by_mail(
        &self,
        caller: &Caller,
        arrival: Arrival,
        new: NewAccount,
    ) -> Result<FirstTime, AppError> {
        let identity = ProvenIdentity { groups: None, fields: BTreeMap::new(), ..arrival.identity.clone() };
        let spend = async move |mut tx: UnitOfWork| arrival.spend(&mut tx).await;
        self.transact(Actor::Anonymous, caller, spend).await?;
        self.users().answer_by_mail(caller, new, Some(identity));
        Ok(FirstTime::Pending)
    }

    async fn open_account(
        &self,
        caller: &Caller,
        browser: OpenedBrowser,
        (provider, arrival): (Arc<Provider>, Arrival),
        new: NewAccount,
    ) -> Result<FirstTime, AppError> {
        let groups = self.groups_of_identity(&provider, &arrival.identity).await?;
        let id = new.user.id;
        let job = async move |mut tx: UnitOfWork| {
            if groups.is_some() {
                locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            }
            arrival.spend(&mut tx).await?;
            tx.record(tx.event(EventKind::UserRegister).on(id));
            let user = new.insert(&mut tx).await?;
            let link = link(&mut tx, id, &provider, &arrival.identity).await?;
            if let Some(groups) = &groups {
                groups.follow(&mut tx, id).await?;
            }
            if !user.email_verified {
                tx.send_first_confirmation(&user).await?;
            }
            let entered = match tx.accounts().sessions().must_confirm_first(user.email_verified) {
                true => None,
                false => Some(enter(&mut tx, id, &browser, &proof_of(&arrival.identity, link)).await?),
            };
            Ok((user, entered))
        };
        // Registering needs no permission, and the new account itself is the actor.
        match self.transact(Actor::User(id), caller, job).await? {
            (_, Some(entered)) => Ok(FirstTime::SignedIn(Box::new(self.signed_in(entered)?))),
            (user, None) => Ok(FirstTime::ConfirmFirst(Box::new(user))),
        }
    }
}

impl Providers {
    /// Whether somebody may open an account through a provider. `domain`: that of the address for which it vouches.
    pub(in crate::accounts) fn admits_registration(&self, provider: &Provider, domain: Option<&str>) -> bool {
        let definition = &provider.definition;
        let is_listed = domain.is_some_and(|domain| definition.registration_domains.iter().any(|one| one == domain));
        let is_open = match definition.registration {
            ProviderRegistration::AsElsewhere => self.settings().registration_open,
            ProviderRegistration::Open => true,
            ProviderRegistration::Closed => false,
        };
        is_open || is_listed
    }
}

impl Identities {
    /// The session of an account that has no second factor.
    pub(super) fn signed_in(&self, entered: Entered) -> Result<SignIn, AppError> {
        match entered {
            Entered::Session(begun) => {
                let (user, token) = *begun;
                self.sessions().issue(user.into(), &token)
            }
            // The account has got one since: its owner signs in again.
            Entered::Pending(_) => Err(over()),
        }
    }
}

/// The domain of the address for which the provider vouches.
pub(in crate::accounts) fn vouched_domain(identity: &ProvenIdentity) -> Option<String> {
    let email = identity.email.as_deref().filter(|_| identity.is_vouched)?;
    identity::key(email).rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

/// Whether the provider vouches for exactly this address.
fn is_vouched_for(identity: &ProvenIdentity, email: &str) -> bool {
    identity.is_vouched && identity.email.as_deref().is_some_and(|vouched| is_same_address(vouched, email))
}
