//! What providers publish about themselves, in memory for an hour, and the requests to them. The operator chooses the address of a
//! provider, so private networks that the operator lists are allowed.

use crate::accounts::Providers;
use crate::applications::upstream::{Metadata, OpenId, Protocol, metadata_address, read_metadata};
use crate::applications::{Provider, ProviderFailure};
use crate::cache::Cache;
use crate::outbound::{Fetched, OutboundError, OutboundRequest, RequestLimits};
use crate::shared::Timestamp;
use crate::shared::providers::MAX_PROVIDERS;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long what a provider publishes is kept.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// How long it is remembered that a provider does not answer: long enough that each visitor does not wait for it in vain.
pub(super) const FAILURE_KEPT_FOR: Duration = Duration::from_secs(30);

/// Room for all providers, and for those that are defined again.
pub(super) const CAPACITY: usize = 2 * MAX_PROVIDERS;

/// What was published, by address and definition: what is made of a document depends on the definition, so one that is wrong closes
/// no other provider, and one that is corrected is tried at once. Locked while one is fetched, so that everybody who needs it at the same time waits for one request.
pub(super) struct MetadataDocuments(Cache<String, Arc<Mutex<Option<Kept>>>>);

impl Default for MetadataDocuments {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

struct Kept {
    at: Timestamp,
    outcome: Result<Arc<Metadata>, ProviderFailure>,
}

impl Kept {
    fn is_fresh(&self, now: Timestamp) -> bool {
        is_within(if self.outcome.is_ok() { KEPT_FOR } else { FAILURE_KEPT_FOR }, self.at, now)
    }
}

/// Whether less than `limit` has passed since then. Times of the future do not count: a clock that was set back would keep them for
/// longer.
pub(super) fn is_within(limit: Duration, then: Timestamp, now: Timestamp) -> bool {
    then <= now && now < then.plus(limit)
}

impl Providers {
    /// Where a provider answers, and how.
    ///
    /// # Errors
    /// If it cannot be reached, or publishes something else.
    pub(super) async fn provider_metadata(&self, provider: &Provider) -> Result<Arc<Metadata>, ProviderFailure> {
        match &provider.rules().protocol {
            Protocol::OAuth2(oauth2) => {
                (oauth2.metadata)(&provider.definition).map(Arc::new).ok_or(ProviderFailure::Malformed)
            }
            Protocol::OpenId(OpenId { known: Some(metadata), .. }) => Ok(Arc::new(metadata())),
            Protocol::OpenId(OpenId { known: None, .. }) => self.published_metadata(provider).await,
        }
    }

    /// What a provider publishes about itself, in memory or fetched.
    async fn published_metadata(&self, provider: &Provider) -> Result<Arc<Metadata>, ProviderFailure> {
        let address = metadata_address(provider).ok_or(ProviderFailure::Malformed)?;
        let definition = serde_json::to_string(&provider.definition).unwrap_or_default();
        let place =
            self.parts().published.metadata.0.get_or_insert_with(format!("{address} {definition}"), Arc::default);
        let mut kept = place.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(self.now())) {
            return kept.outcome.clone();
        }
        let outcome = self.fetch_metadata(provider, &address).await.map(Arc::new);
        *kept = Some(Kept { at: self.now(), outcome: outcome.clone() });
        outcome
    }

    /// A provider that is not in a private network sends no requests there, wherever it says that it answers.
    async fn fetch_metadata(&self, provider: &Provider, address: &str) -> Result<Metadata, ProviderFailure> {
        let request = || OutboundRequest { url: address, ..OutboundRequest::default() };
        let (fetched, is_private) = match self.ask_provider(provider, request(), false).await {
            Err(ProviderFailure::PrivateAddress) => (self.ask_provider(provider, request(), true).await?, true),
            otherwise => (otherwise?, false),
        };
        let metadata = read_metadata(provider, &body_of(fetched)?)?;
        Ok(Metadata { is_private, ..metadata })
    }

    /// Sends a request to a provider. Every status is an answer. `is_private`: also to the private networks that the operator lists.
    ///
    /// # Errors
    /// If there is no answer.
    pub(super) async fn ask_provider(
        &self,
        provider: &Provider,
        request: OutboundRequest<'_>,
        is_private: bool,
    ) -> Result<Fetched, ProviderFailure> {
        let outbound = self.parts().published.outbound.get().ok_or(ProviderFailure::Unreachable)?;
        let answer = if is_private {
            outbound.exchange(request, RequestLimits::STANDARD).await
        } else {
            outbound.to_public().exchange(request, RequestLimits::STANDARD).await
        };
        answer.map_err(|error| {
            let failure = failure_of(&error);
            // One in a private network is asked again.
            if is_private || failure != ProviderFailure::PrivateAddress {
                tracing::warn!(provider = %provider.name, cause = %error, "a provider does not answer");
            }
            failure
        })
    }
}

/// The body of an answer that grants a request. A redirect is none: what is asked for has to be where it was asked for.
pub(super) fn body_of(fetched: Fetched) -> Result<Vec<u8>, ProviderFailure> {
    match fetched.status {
        200 => Ok(fetched.body),
        status => Err(failure_of_status(status)),
    }
}

/// What an answer without what was asked for means.
pub(super) fn failure_of_status(status: u16) -> ProviderFailure {
    match status {
        429 | 500.. => ProviderFailure::Unreachable,
        _ => ProviderFailure::Malformed,
    }
}

fn failure_of(error: &OutboundError) -> ProviderFailure {
    match error {
        OutboundError::Private(_) | OutboundError::Plain(_) => ProviderFailure::PrivateAddress,
        OutboundError::TimedOut => ProviderFailure::TimedOut,
        OutboundError::Url | OutboundError::Response => ProviderFailure::Malformed,
        OutboundError::Authorities(_)
        | OutboundError::Resolve(_)
        | OutboundError::Connect(_)
        | OutboundError::Tls(_) => ProviderFailure::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clock_of_the_future_has_noted_counts_no_more() {
        let (then, limit) = (Timestamp(1_700_000_000_000), Duration::from_secs(60));
        for (seconds, expected) in [(0, true), (59, true), (60, false)] {
            assert_eq!(is_within(limit, then, then.plus(Duration::from_secs(seconds))), expected, "{seconds}");
        }
        assert!(!is_within(limit, then.plus(Duration::from_secs(1)), then));
    }
}
