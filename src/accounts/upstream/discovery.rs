//! What providers publish about themselves, in memory for an hour, and the requests to them. The operator chooses the address of a
//! provider, so private networks that the operator lists are allowed.

use crate::accounts::Accounts;
use crate::applications::upstream::{
    Metadata, Provider, ProviderFailure, github_metadata, metadata_address, read_metadata,
};
use crate::outbound::{Fetched, OutboundError, OutboundRequest, RequestLimits};
use crate::shared::providers::{MAX_PROVIDERS, ProviderKind};
use crate::shared::timestamp::Timestamp;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long what a provider publishes is kept.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// How long it is remembered that a provider does not answer: long enough that each visitor does not wait for it in vain.
pub(super) const FAILURE_KEPT_FOR: Duration = Duration::from_secs(30);

/// The documents by address. Locked while one is fetched, so that everybody who needs it at the same time waits for one request.
pub(super) struct MetadataDocuments(Cache<String, Arc<Mutex<Option<Kept>>>>);

impl Default for MetadataDocuments {
    fn default() -> Self {
        Self(cache())
    }
}

struct Kept {
    until: Timestamp,
    outcome: Result<Arc<Metadata>, ProviderFailure>,
}

/// Has room for all providers, and for those that are defined again.
pub(super) fn cache<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    let capacity = 2 * MAX_PROVIDERS as u64;
    Cache::builder().max_capacity(capacity).eviction_policy(EvictionPolicy::lru()).build()
}

impl Accounts {
    /// Where a provider answers, and how.
    ///
    /// # Errors
    /// If it cannot be reached, or publishes something else.
    pub(super) async fn provider_metadata(&self, provider: &Provider) -> Result<Arc<Metadata>, ProviderFailure> {
        if provider.kind() == ProviderKind::Github {
            return Ok(Arc::new(github_metadata()));
        }
        let address = metadata_address(provider).ok_or(ProviderFailure::Malformed)?;
        let place = self.0.published.metadata.0.get_with(address.clone(), Arc::default);
        let mut kept = place.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| self.now() < kept.until) {
            return kept.outcome.clone();
        }
        let outcome = async {
            let request = OutboundRequest { url: &address, ..OutboundRequest::default() };
            let body = body_of(self.ask_provider(provider, request).await?)?;
            read_metadata(provider, &body).map(Arc::new)
        };
        let outcome = outcome.await;
        let kept_for = if outcome.is_ok() { KEPT_FOR } else { FAILURE_KEPT_FOR };
        *kept = Some(Kept { until: self.now().plus(kept_for), outcome: outcome.clone() });
        outcome
    }

    /// Sends a request to a provider. Every status is an answer.
    ///
    /// # Errors
    /// If there is no answer.
    pub(super) async fn ask_provider(
        &self,
        provider: &Provider,
        request: OutboundRequest<'_>,
    ) -> Result<Fetched, ProviderFailure> {
        let outbound = self.0.published.outbound.get().ok_or(ProviderFailure::Unreachable)?;
        let answer = outbound.exchange(request, RequestLimits::STANDARD).await;
        answer.map_err(|error| {
            tracing::warn!(provider = %provider.name, cause = %error, "a provider does not answer");
            failure_of(&error)
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
