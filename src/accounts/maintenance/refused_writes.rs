//! Tries to write after the database has refused to.

use crate::{
    accounts::{Accounts, Parts},
    store::RefusedWrites,
};
use std::sync::Weak;

/// After each refused write, tries to write until the database accepts it. Requests alone would not show that it accepts writes
/// again: a server that is not ready may get none.
pub(in crate::accounts) async fn retry_writes(mut refused: RefusedWrites, parts: Weak<Parts>) {
    while refused.settled().await.is_some() {
        // The use cases have been dropped.
        let Some(parts) = parts.upgrade() else { return };
        let accounts = Accounts(parts);
        if let Err(error) = accounts.db().try_to_write(accounts.now()).await {
            tracing::debug!(%error, "the database still cannot be written to");
        }
    }
}
