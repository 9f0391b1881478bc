//! Numbers for monitoring: what this process has counted, how busy it is, and totals of the database.

mod outcomes;
mod stored;

pub(super) use outcomes::Outcomes;
pub(super) use stored::LastStored;
pub use stored::StoredStatistics;

use super::Accounts;
use crate::{passwords::HashingLoad, store::DatabaseLoad};

/// How often each outcome has occurred since the process started. All outcomes are present.
pub type OutcomeCounts = Vec<(&'static str, u64)>;

/// What this process has counted since it started, and how busy it is now.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// Sign-ins with a password.
    pub sign_ins: OutcomeCounts,
    /// Uses of refresh tokens.
    pub refreshes: OutcomeCounts,
    /// Attempts to send a message.
    pub mail: OutcomeCounts,
    pub hashing: HashingLoad,
    pub database: DatabaseLoad,
    /// False after the database has refused a write, until one succeeds.
    pub is_writable: bool,
}

impl Accounts {
    /// Reads only memory, in contrast to [`Accounts::stored_statistics`].
    pub fn statistics(&self) -> Statistics {
        let Outcomes { sign_ins, refreshes, mail } = self.outcomes();
        Statistics {
            sign_ins: sign_ins.read(),
            refreshes: refreshes.read(),
            mail: mail.read(),
            hashing: self.passwords().load(),
            database: self.db().load(),
            is_writable: self.db().is_writable(),
        }
    }
}
