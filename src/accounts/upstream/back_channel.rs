//! Sign-outs that a provider announces (OpenID Connect Back-Channel Logout 1.0): the sessions here that began there end.

use crate::accounts::{Actor, Caller, Identities, UnitOfWork, run_to_completion};
use crate::applications::upstream::{EndedThere, LogoutToken, read_logout_token};
use crate::applications::{ProviderFailure, Providers};
use crate::keys::fingerprint;
use crate::shared::{AppError, EndReason, EventKind, SessionId, UserId};
use crate::store::factors::spent;
use crate::store::identities::sessions::{self as began, IdentitySessionRow};
use crate::store::{StoreError, sessions};

/// How many sessions end in a transaction.
const BATCH: u32 = 200;

impl Identities {
    /// Ends the sessions that a logout token of this provider is about. A token that was used before ends nothing more. Returns why
    /// the token is refused, if the provider has not issued it for this server.
    pub async fn log_out_by_provider(
        &self,
        caller: &Caller,
        name: &str,
        token: &str,
    ) -> Result<Option<ProviderFailure>, AppError> {
        let providers = self.providers().all().await?;
        let logout = match self.read_provider_logout(&providers, name, token).await {
            Ok(logout) => logout,
            Err(failure) => {
                tracing::info!(provider = name, failure = failure.as_str(), "a logout token was refused");
                return Ok(Some(failure));
            }
        };
        let (identities, caller) = (self.clone(), caller.clone());
        // A provider that does not wait for the answer must not leave some of the sessions.
        run_to_completion(async move { identities.end_there(&caller, &logout).await }).await.map(|()| None)
    }

    async fn end_there(&self, caller: &Caller, logout: &LogoutToken) -> Result<(), AppError> {
        // Another provider may use the same id. No issuer contains a space.
        let mark = fingerprint(format!("provider logout {} {}", logout.issuer, logout.id).as_bytes());
        if self.db().read(async move |mut conn| spent::contains(&mut conn, &mark).await).await? {
            return Ok(());
        }
        self.end_begun_there(caller, logout).await?;
        // Afterwards: what has failed is done when the provider sends the token again.
        let ends_at = logout.ends_at;
        let job = async move |mut tx: UnitOfWork| Ok(spent::insert(&mut tx, &mark, ends_at).await?);
        self.transact(Actor::Anonymous, caller, job).await.map(drop)
    }

    async fn read_provider_logout(
        &self,
        providers: &Providers,
        name: &str,
        token: &str,
    ) -> Result<LogoutToken, ProviderFailure> {
        // The others announce nothing.
        let provider = providers.usable(name).filter(|provider| provider.rules().announces_sign_outs);
        let provider = provider.ok_or(ProviderFailure::Issuer)?;
        let metadata = self.providers().provider_metadata(provider).await?;
        let signed = self.providers().verify_provider_token(provider, &metadata, token).await?;
        read_logout_token(provider, signed.typ.as_deref(), &signed.claims, self.now())
    }

    async fn end_begun_there(&self, caller: &Caller, logout: &LogoutToken) -> Result<(), AppError> {
        loop {
            let found = self.begun_there(logout).await?;
            // Usually all of one account. Each is locked in a transaction of its own, as for other changes of an account.
            let Some(first) = found.first() else { return Ok(()) };
            let user = UserId(first.user_id);
            let of_user = found.iter().filter(|session| session.user_id == first.user_id);
            let ids: Vec<_> = of_user.map(|session| SessionId(session.session_id)).collect();
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.now();
                for id in ids {
                    if sessions::end(&mut tx, id, EndReason::SignedOut, now).await? {
                        tx.record(tx.event(EventKind::SessionEnd).on(user).detail(id));
                    }
                }
                Ok(())
            };
            self.on_account(user, None, Actor::Anonymous, caller, job).await?;
        }
    }

    async fn begun_there(&self, logout: &LogoutToken) -> Result<Vec<IdentitySessionRow>, StoreError> {
        let (LogoutToken { issuer, ends, .. }, now) = (logout.clone(), self.now());
        let read = self.db().read(async move |mut conn| match &ends {
            EndedThere::Session(sid, subject) => {
                let named = began::of_sid(&mut conn, &issuer, sid, now, BATCH).await?;
                match subject {
                    Some(subject) if named.is_empty() => {
                        began::of_subject_without_sid(&mut conn, &issuer, subject, now, BATCH).await
                    }
                    _ => Ok(named),
                }
            }
            EndedThere::Account(subject) => began::of_subject(&mut conn, &issuer, subject, now, BATCH).await,
        });
        read.await
    }
}
