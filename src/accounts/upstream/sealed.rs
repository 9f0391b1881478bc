//! An identity that waits for a decision of its owner: sealed, and kept by the browser to which the provider has sent its answer.
//! What completes it uses it up.

use crate::accounts::users::proposed;
use crate::accounts::{Identities, ProvenIdentity, Providers, Sealed, SealedOnce, SealedText, UnitOfWork};
use crate::applications::{Provider, ProviderFailure};
use crate::identity;
use crate::language::message;
use crate::shared::arrivals::ArrivalView;
use crate::shared::{AppError, ErrorCode, Handle, SessionId, Timestamp, UnconfirmedView, UserId};
use crate::store::users;
use crate::store::{Conn, StoreError, UserRow, identities};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long it waits.
pub(super) const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long it waits for somebody who first signs in to their account.
pub(super) const LIFETIME_OF_SIGN_IN: Duration = Duration::from_secs(60 * 60);
/// The maximum number of characters. A longer one would take the room of all other cookies of ways under way (`web/journeys.rs`).
const MAX_CHARS: usize = 2_000;

/// The content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Arrival {
    id: Uuid,
    pub identity: ProvenIdentity,
    pub next: Option<String>,
    /// Whether the session will outlive the browser.
    pub remember: bool,
    /// The session that asked for the link. None: whichever its owner signs in to.
    pub asked_by: Option<(UserId, SessionId)>,
    /// Whether the page may say that another account has the address.
    is_address_taken: bool,
    ends_at: Timestamp,
}

impl Sealed for Arrival {
    const PURPOSE: &'static str = "upstream arrival 1";
    /// The longer one of the two. Its end says how long it waits.
    const LIFETIME: Duration = LIFETIME_OF_SIGN_IN;

    fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

impl SealedOnce for Arrival {
    fn unique(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

impl Arrival {
    /// Whether it is the one that a page has shown.
    pub(super) fn is_shown(&self, mark: &str) -> bool {
        self.id.to_string() == mark
    }

    /// Uses it up, in the transaction that relies on it.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it was used before.
    pub(super) async fn spend(&self, tx: &mut UnitOfWork) -> Result<(), AppError> {
        if tx.spend(self.mark()).await? { Ok(()) } else { Err(over()) }
    }
}

impl Identities {
    /// An identity that waits. `asked_by`: the session that asked for the link.
    pub(super) fn new_arrival(&self, identity: ProvenIdentity, next: Option<String>, lifetime: Duration) -> Arrival {
        let id = Uuid::from_bytes(self.entropy().bytes());
        let ends_at = self.now().plus(lifetime);
        Arrival { id, identity, next, remember: false, asked_by: None, is_address_taken: false, ends_at }
    }

    /// The text for the browser. Without the groups, if it would be too long with them; where somebody goes on to is always in it.
    pub(super) fn seal_arrival(&self, mut arrival: Arrival) -> SealedText {
        let sealed = self.seal_as(&arrival);
        if sealed.text.len() <= MAX_CHARS {
            return sealed;
        }
        // They follow at the next sign-in. A part of them would be mistaken for all.
        arrival.identity.groups = None;
        self.seal_as(&arrival)
    }

    /// Opens what a browser has kept. Whether it can still be completed depends on the accounts.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it was not sealed by this server, or too long ago.
    pub(super) fn open_arrival(&self, sealed: &str) -> Result<Arrival, AppError> {
        self.open_as(sealed).map_err(|_| over())
    }

    /// What the pages show of it. Changes nothing.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it is over.
    pub async fn show_arrival(&self, sealed: &str) -> Result<ArrivalView, AppError> {
        let arrival = self.open_arrival(sealed)?;
        let provider = self.providers().provider_of(&arrival.identity).await?;
        let (identity, identities) = (arrival.identity.clone(), self.clone());
        let read = self.db().read(async move |mut conn| {
            let names = [identity.username.as_deref(), identity.email.as_deref(), identity.name.as_deref()];
            let username = proposed(&mut conn, names, identities.entropy(), identities.now()).await?;
            let mut user = with_address(&mut conn, &identity).await?;
            if let Some(id) = user.as_ref().map(|user| UserId(user.id)) {
                let is_known = users::is_owner_known(&mut conn, id).await?;
                user = user.filter(|_| !is_known);
            }
            Ok((user, username))
        });
        let (read, proposal) = read.await?;
        let ProvenIdentity { email, is_vouched, .. } = &arrival.identity;
        let is_same = |user: &UserRow| email.as_deref().is_some_and(|email| is_same_address(email, &user.email));
        let unconfirmed = read.filter(|user| *is_vouched && is_same(user));
        let unconfirmed = unconfirmed.map(|user| UnconfirmedView {
            username: user.username,
            name: user.name,
            has_picture: user.avatar_id.is_some(),
        });
        let label = label_of(&arrival.identity);
        let fields = self.own_fields().values_of_first_time(&arrival.identity.fields).await?;
        let terms = self.terms().asked_at_opening().await?;
        let ProvenIdentity { email, is_vouched, name, .. } = arrival.identity;
        Ok(ArrivalView {
            mark: arrival.id.to_string(),
            provider: provider.title().to_owned(),
            label,
            // One that another account has would only be refused.
            email: email.filter(|_| !arrival.is_address_taken).unwrap_or_default(),
            is_vouched,
            username: proposal,
            name: name.unwrap_or_default(),
            fields,
            terms,
            is_asked: arrival.asked_by.is_some(),
            next: Handle::parse(arrival.next.as_deref().unwrap_or_default()),
            unconfirmed,
        })
    }
}

impl Providers {
    /// The provider of an identity, if people can still sign in there, and its accounts have this issuer.
    ///
    /// # Errors
    /// [`ErrorCode::ProviderRefused`] if it was closed or defined again since.
    pub(in crate::accounts) async fn provider_of(&self, identity: &ProvenIdentity) -> Result<Arc<Provider>, AppError> {
        let providers = self.all().await?;
        let found = providers.usable(identity.provider.as_str());
        let found = found.filter(|provider| provider.issuer.admits(&identity.issuer));
        found.cloned().ok_or_else(|| ProviderFailure::State.error(identity.provider.as_str()))
    }
}

impl Identities {
    /// The account that an identity is linked to.
    pub(super) async fn linked_to(&self, identity: &ProvenIdentity) -> Result<Option<UserId>, StoreError> {
        let (issuer, subject) = (identity.issuer.clone(), identity.subject.clone());
        let read = self.db().read(async move |mut conn| identities::find(&mut conn, &issuer, &subject).await);
        Ok(read.await?.map(|row| UserId(row.user_id)))
    }
}

impl Arrival {
    /// The page says that another account has the address.
    pub(super) fn taken(self, is_address_taken: bool) -> Self {
        Self { is_address_taken, ..self }
    }

    pub(super) fn remembered(self, remember: bool) -> Self {
        Self { remember, ..self }
    }

    /// Only this session can link it.
    pub(super) fn asked_by(self, user: UserId, session: SessionId) -> Self {
        Self { asked_by: Some((user, session)), ..self }
    }
}

/// The account with the address of an identity, compared as addresses are: look-alikes are equal.
pub(super) async fn with_address(conn: &mut Conn, identity: &ProvenIdentity) -> Result<Option<UserRow>, StoreError> {
    let Some(email) = &identity.email else { return Ok(None) };
    let key = identity::key(email);
    let found = users::find_by_key(conn, &key).await?;
    // A username may equal what a provider calls an address.
    Ok(found.filter(|user| identity::key(&user.email) == key))
}

/// Whether an address is literally that of an account: no provider vouches for one that only looks like it.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// How people recognise an account at a provider.
pub(super) fn label_of(identity: &ProvenIdentity) -> Option<String> {
    let ProvenIdentity { email, username, name, .. } = identity;
    email.as_ref().or(username.as_ref()).or(name.as_ref()).cloned()
}

/// It is over, was completed before, or began in another browser: the client does not learn which.
pub(super) fn over() -> AppError {
    AppError::new(ErrorCode::PendingExpired, message::identity_arrival_over())
}
