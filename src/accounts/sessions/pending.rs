//! A sign-in with the right password, or at a provider, that waits for its second factor. It is sealed and kept by the client, and
//! nothing is stored before it is complete: a browser has it in a cookie, so it cannot be continued in another one.
//!
//! It lasts ten minutes and ends with the fifth wrong code. It is void when the password has changed, and when the account cannot
//! sign in any more or could not meanwhile, has no second factor any more, or is unlinked from the provider; then the person signs in again.

use super::browsers::password_fingerprint;
use super::with_provider::ProviderProof;
use crate::accounts::factors::count_guess;
use crate::accounts::throttle::{self, Counter};
use crate::accounts::{Sealed, SealedOnce, Sessions, UnitOfWork, User};
use crate::language::message;
use crate::shared::possible::{Means, possible};
use crate::shared::{AppError, ErrorCode, Level, Method, Methods, PendingView, SessionId, Status, Timestamp, UserId};
use crate::store::factors;
use crate::store::users;
use crate::store::{CredentialRow, FactorsRow};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// The content of the token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    id: Uuid,
    pub user: UserId,
    /// Of the password that was right.
    password: String,
    /// Whether the session will outlive the browser.
    pub remember: bool,
    began_at: Timestamp,
    /// The counters that the complete sign-in resets: the right password alone has not.
    counters: Vec<Counter>,
    /// What was shown in place of the password.
    // The default is for sign-ins that the previous version has begun.
    #[serde(default)]
    provider: Option<ProviderProof>,
    /// How often the account had been suspended: it does not go on when the account is given back.
    #[serde(default)]
    suspensions: i64,
}

impl Sealed for Pending {
    const PURPOSE: &'static str = "pending-sign-in";
    /// How long it waits.
    const LIFETIME: Duration = Duration::from_secs(10 * 60);

    fn ends_at(&self) -> Timestamp {
        self.began_at.plus(Self::LIFETIME)
    }
}

impl SealedOnce for Pending {
    fn unique(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

impl Pending {
    /// Whether it has begun with the password, and not with a sign-in at a provider.
    pub(super) fn is_by_password(&self) -> bool {
        self.provider.is_none()
    }

    /// The counter of its wrong codes.
    fn wrong_codes(&self) -> Counter {
        Counter::pending(self.id)
    }

    /// What was shown.
    fn first_factor(&self) -> Methods {
        self.provider.as_ref().map_or(Methods::from(Method::Password), ProviderProof::methods)
    }

    /// What it is complete with.
    pub(super) fn methods(&self, second: Method) -> Methods {
        self.first_factor().and(second.into())
    }

    /// Notes the provider of the session that completes it, and links the identity if that was still due.
    ///
    /// # Errors
    /// If it cannot be linked any more.
    pub(super) async fn note(&self, tx: &mut UnitOfWork, session: SessionId) -> Result<(), AppError> {
        let Some(proof) = &self.provider else { return Ok(()) };
        tx.link_due(self.user, proof).await?;
        Ok(proof.note(tx, session).await?)
    }

    /// The account, if the sign-in can still be completed. The transaction has locked the account.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it cannot.
    pub(super) async fn account(&self, tx: &mut UnitOfWork) -> Result<CredentialRow, AppError> {
        let found = users::credential(tx, self.user).await?.ok_or_else(expired)?;
        let factors = factors::of(tx, self.user).await?.ok_or_else(expired)?;
        let is_valid = found.user.status == Status::Active
            && password_fingerprint(&found.password_hash) == self.password
            && factors.suspensions == self.suspensions
            && Means::from(factors).has_second_factor()
            && !self.is_over(tx.now());
        if !is_valid || throttle::is_locked(tx, &self.wrong_codes()).await? {
            return Err(expired());
        }
        if let Some(provider) = &self.provider
            && !provider.holds(tx, self.user).await?
        {
            return Err(expired());
        }
        Ok(found)
    }

    /// Notes that it is complete, and resets the counters of its attempts.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it was completed before.
    pub(super) async fn spend(&self, tx: &mut UnitOfWork) -> Result<(), AppError> {
        if !tx.spend(self.mark()).await? {
            return Err(expired());
        }
        throttle::clear(tx, &self.wrong_codes()).await?;
        for counter in &self.counters {
            throttle::clear(tx, counter).await?;
        }
        Ok(())
    }

    /// Counts a wrong code, for this sign-in and, if somebody may have guessed, for the account. Returns whether the sign-in is
    /// over.
    pub(super) async fn count_wrong_code(&self, tx: &mut UnitOfWork, is_guess: bool) -> Result<bool, AppError> {
        // Without limits there are no counters.
        if !tx.accounts().settings().rate_limit {
            return Ok(false);
        }
        if is_guess {
            count_guess(tx, self.user).await?;
        }
        let now = tx.now();
        Ok(throttle::count_failure(tx, &self.wrong_codes(), now).await?)
    }
}

impl Sessions {
    /// What a client gets to complete the sign-in of an account with these factors. `password_hash`: of the present password, the
    /// one that was right unless `provider` says what was shown. `counters`: those that a success resets.
    pub(super) fn begin_pending(
        &self,
        user: UserId,
        password_hash: &str,
        remember: bool,
        counters: Vec<Counter>,
        factors: &FactorsRow,
        provider: Option<ProviderProof>,
    ) -> PendingView {
        let id = Uuid::from_bytes(self.entropy().bytes());
        let password = password_fingerprint(password_hash);
        let (began_at, suspensions) = (self.now(), factors.suspensions);
        let pending = Pending { id, user, password, remember, began_at, counters, provider, suspensions };
        self.view_of_pending(&pending, factors)
    }

    /// How a sign-in can be completed.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it cannot be any more.
    pub async fn pending_sign_in(&self, token: &str) -> Result<(User, PendingView), AppError> {
        let pending = self.open_pending(token)?;
        let user = pending.user;
        let read = self.db().read(async move |mut conn| {
            let found = users::find(&mut conn, user).await?.map(User::from);
            Ok((found, factors::of(&mut conn, user).await?))
        });
        let (Some(found), Some(factors)) = read.await? else { return Err(expired()) };
        if found.status != Status::Active || !Means::from(factors).has_second_factor() {
            return Err(expired());
        }
        let view = self.view_of_pending(&pending, &factors);
        Ok((found, view))
    }

    /// Opens the token of a pending sign-in. Whether it can still be completed depends on the account.
    ///
    /// # Errors
    /// [`ErrorCode::PendingExpired`] if it was not sealed by this server, or too long ago.
    pub(super) fn open_pending(&self, token: &str) -> Result<Pending, AppError> {
        self.open_as(token).map_err(|_| expired())
    }

    fn view_of_pending(&self, pending: &Pending, factors: &FactorsRow) -> PendingView {
        let completing = possible(&Means::from(*factors), pending.first_factor()).methods(Level::SecondFactor);
        let sealed = self.seal_as(pending);
        PendingView {
            pending_token: sealed.text,
            methods: completing.iter().collect(),
            expires_in: sealed.lifetime.as_secs(),
        }
    }
}

/// The sign-in is over, or was never begun: the client does not learn which.
pub(super) fn expired() -> AppError {
    AppError::new(ErrorCode::PendingExpired, message::second_factor_expired())
}
