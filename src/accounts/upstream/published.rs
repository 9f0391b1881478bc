//! What providers publish, in memory, and what asks them.

use super::discovery::MetadataDocuments;
use super::failed_codes::FailedCodes;
use super::jwks::KeySets;
use crate::accounts::Providers;
use crate::outbound::Outbound;
use std::sync::OnceLock;

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
}
