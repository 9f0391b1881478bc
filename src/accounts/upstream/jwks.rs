//! The keys of providers, in memory for an hour. They are fetched again for a token with a key that is not among them, because
//! providers replace their keys; but anybody can make up such a token, so that happens at most once a minute.

use super::discovery::{CAPACITY, FAILURE_KEPT_FOR, KEPT_FOR, body_of, is_within};
use crate::accounts::{Providers, run_to_completion};
use crate::applications::upstream::Metadata;
use crate::applications::{Provider, ProviderFailure};
use crate::cache::Cache;
use crate::keys::{ForeignError, ForeignKeys, ForeignToken};
use crate::outbound::OutboundRequest;
use crate::shared::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long keys are not fetched again for a token with an unknown one.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The keys by address, apart for providers that are in a private network: another one that names the address gets an error, which
/// must not be theirs. Locked while they are fetched.
pub(super) struct KeySets(Cache<(String, bool), Arc<Mutex<KeySet>>>);

impl Default for KeySets {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

/// The keys at one address, and when they were fetched.
#[derive(Default)]
struct KeySet {
    keys: Option<(Arc<ForeignKeys>, Timestamp)>,
    /// The last fetch because of a token with an unknown key.
    again_at: Option<Timestamp>,
    failure: Option<(ProviderFailure, Timestamp)>,
}

impl KeySet {
    /// What is in memory. None: the keys have to be fetched. `is_missing`: a token names a key that is not among them.
    fn known(&mut self, is_missing: bool, now: Timestamp) -> Option<Result<Arc<ForeignKeys>, ProviderFailure>> {
        if let Some((keys, _)) = self.keys.as_ref().filter(|(_, at)| is_within(KEPT_FOR, *at, now)) {
            let may_ask = is_missing && !self.again_at.is_some_and(|at| is_within(AGAIN_AFTER, at, now));
            if may_ask {
                self.again_at = Some(now);
                return None;
            }
            return Some(Ok(Arc::clone(keys)));
        }
        let failure = self.failure.filter(|(_, at)| is_within(FAILURE_KEPT_FOR, *at, now));
        failure.map(|(failure, _)| Err(failure))
    }
}

impl Providers {
    /// What a token says that a provider has signed. Only the signature is checked.
    ///
    /// # Errors
    /// If the provider has not signed it, or its keys cannot be fetched.
    pub(super) async fn verify_provider_token(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        token: &str,
    ) -> Result<ForeignToken, ProviderFailure> {
        let verified = self.provider_keys(provider, metadata, false).await?.verify(token);
        let verified = match verified {
            // A provider may also use the id of a key for another one, or none.
            Err(ForeignError::UnknownKey | ForeignError::Signature) => {
                self.provider_keys(provider, metadata, true).await?.verify(token)
            }
            other => other,
        };
        let token = verified.map_err(|error| match error {
            ForeignError::Malformed => ProviderFailure::Malformed,
            ForeignError::Algorithm => ProviderFailure::Algorithm,
            ForeignError::UnknownKey => ProviderFailure::UnknownKey,
            ForeignError::Signature => ProviderFailure::Signature,
        })?;
        let is_for_issuer =
            provider.openid().is_some_and(|openid| (openid.key_signs)(token.key_issuer.as_deref(), &token.claims));
        if is_for_issuer { Ok(token) } else { Err(ProviderFailure::Issuer) }
    }

    async fn provider_keys(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        is_missing: bool,
    ) -> Result<Arc<ForeignKeys>, ProviderFailure> {
        let address = metadata.jwks_uri.clone().ok_or(ProviderFailure::Malformed)?;
        let (providers, provider, is_private) = (self.clone(), provider.clone(), metadata.is_private);
        // Otherwise somebody who sends a made-up token and disconnects would use up the fetch of this minute without one.
        run_to_completion(async move { providers.keys_at(&provider, (&address, is_private), is_missing).await }).await
    }

    async fn keys_at(
        &self,
        provider: &Provider,
        (address, is_private): (&str, bool),
        is_missing: bool,
    ) -> Result<Arc<ForeignKeys>, ProviderFailure> {
        let place = self.parts().published.keys.0.get_or_insert_with((address.to_owned(), is_private), Arc::default);
        let mut set = place.lock().await;
        if let Some(known) = set.known(is_missing, self.now()) {
            return known;
        }
        let fetched = async {
            let request = OutboundRequest { url: address, ..OutboundRequest::default() };
            let body = body_of(self.ask_provider(provider, request, is_private).await?)?;
            ForeignKeys::read(&body).map(Arc::new).ok_or(ProviderFailure::Malformed)
        };
        let fetched = fetched.await;
        match &fetched {
            Ok(keys) => set.keys = Some((Arc::clone(keys), self.now())),
            // Keys that are known stay in use.
            Err(failure) => set.failure = Some((*failure, self.now())),
        }
        fetched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn keys() -> Arc<ForeignKeys> {
        Arc::new(ForeignKeys::read(br#"{"keys":[]}"#).expect("a set"))
    }

    #[test]
    fn keys_are_fetched_again_for_an_unknown_one_once_a_minute() {
        let mut set = KeySet { keys: Some((keys(), NOW)), ..KeySet::default() };
        assert!(set.known(false, NOW).is_some());
        assert!(set.known(true, NOW).is_none());
        assert!(set.known(true, NOW.plus(Duration::from_secs(59))).is_some());
        assert!(set.known(true, NOW.plus(Duration::from_secs(60))).is_none());
        assert!(set.known(false, NOW.plus(KEPT_FOR)).is_none());
    }

    #[test]
    fn a_failure_is_remembered_for_a_moment() {
        let failure = ProviderFailure::Unreachable;
        let mut set = KeySet { failure: Some((failure, NOW)), ..KeySet::default() };
        assert_eq!(set.known(false, NOW).and_then(Result::err), Some(failure));
        assert_eq!(set.known(true, NOW).and_then(Result::err), Some(failure));
        assert!(set.known(false, NOW.plus(FAILURE_KEPT_FOR)).is_none());
    }
}
