//! Keeps the keys in memory the same as those in the database.

use crate::accounts::Parts;
use std::{sync::Weak, time::Duration};
use tokio::time::sleep;

/// How often the keys are read again while notifications of other replicas may be missing.
const INTERVAL: Duration = Duration::from_secs(1);

impl Parts {
    /// Reads the keys again, after they have been changed.
    pub(in crate::accounts) async fn reload_keys(&self) {
        // Not fatal: a token with an unknown key makes `verify` try again.
        if let Err(error) = self.keyring.reload(&self.db).await {
            tracing::warn!(%error, "cannot reload the signing keys");
        }
    }
}

/// Reads the keys again as long as notifications of other replicas may be missing, for example behind a pooler that
/// drops them. Sessions are looked up in the database then, but keys are used from memory: a retired key must not be
/// trusted, and a new one has to be published.
pub(in crate::accounts) async fn reload_while_stale(parts: Weak<Parts>) {
    loop {
        sleep(INTERVAL).await;
        // The use cases have been dropped.
        let Some(parts) = parts.upgrade() else { return };
        if !parts.session_cache.is_fresh() {
            parts.reload_keys().await;
        }
    }
}
