//! What providers publish, in memory, and what asks them.

use super::discovery::MetadataDocuments;
use super::failed_codes::FailedCodes;
use super::jwks::KeySets;
use crate::accounts::Providers;
use crate::outbound::{Outbound, OutboundError, RequestLimits};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a connection to an address may take that is only looked at: somebody waits for it.
const CONNECT: Duration = Duration::from_secs(3);
/// The same for its answer.
const TOTAL: Duration = Duration::from_secs(5);

/// What providers publish, and what asks them.
#[derive(Default)]
pub(in crate::accounts) struct Published {
    /// None in commands, which ask no provider.
    pub(super) outbound: OnceLock<Outbound>,
    pub(super) metadata: MetadataDocuments,
    pub(super) keys: KeySets,
    pub(super) failed_codes: FailedCodes,
}

impl Providers {
    /// Providers are asked with this from now on.
    pub fn reach_providers_with(&self, outbound: Outbound) {
        // Already set only if a server were started twice in a process: then both do the same.
        _ = self.parts().published.outbound.set(outbound);
    }

    /// The status with which an address answers that an administrator has entered, or why nothing does. None: this process sends no
    /// requests.
    pub(in crate::accounts) async fn status_at(&self, url: &str) -> Option<Result<u16, OutboundError>> {
        let outbound = self.parts().published.outbound.get()?;
        Some(outbound.status(url, RequestLimits { connect: CONNECT, total: TOTAL, ..RequestLimits::STANDARD }).await)
    }
}
