//! Finds all providers: those of the environment and of the operator's file, which are only in memory, and those of the database,
//! under the rules of the memory of applications (`applications/memory.rs`).

use crate::accounts::Accounts;
use crate::applications::upstream::{Provider, Providers};
use crate::store::changes::Freshness;
use crate::store::identities::providers::{self as rows, ProviderRow};
use crate::store::{Conn, StoreError};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

/// Maximum age of the copy. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

pub(in crate::accounts) struct ProviderMemory {
    memory: RwLock<Memory>,
    freshness: Freshness,
}

/// Behind one lock, so that no eviction comes between the comparison of versions and an insertion.
#[derive(Default)]
struct Memory {
    /// The number of evictions so far. Rows that were read before one must not be kept after it.
    version: u64,
    /// What the file defines.
    of_file: Vec<Provider>,
    copy: Option<(Instant, Arc<Providers>)>,
}

impl Accounts {
    /// All providers, from memory while notifications of changes can be relied on, otherwise from the database. Those of the
    /// environment keep their names and issuers before those of the file, and these before those of the database.
    pub async fn providers(&self) -> Result<Arc<Providers>, StoreError> {
        let memory = &self.0.providers;
        if let Some(providers) = memory.get() {
            return Ok(providers);
        }
        let (version, of_file) = memory.version();
        let rows = self.db().read(async |mut conn| rows::list(&mut conn).await).await?;
        let providers = Arc::new(self.all_providers(of_file, rows));
        memory.insert(version, &providers);
        Ok(providers)
    }

    /// All providers, as a transaction finds them.
    pub(super) async fn providers_in(&self, conn: &mut Conn) -> Result<Providers, StoreError> {
        let (_, of_file) = self.0.providers.version();
        Ok(self.all_providers(of_file, rows::list(conn).await?))
    }

    fn all_providers(&self, of_file: Vec<Provider>, rows: Vec<ProviderRow>) -> Providers {
        let of_environment = self.settings().providers.iter().cloned();
        let of_database = rows.into_iter().map(|row| self.provider_of_row(row));
        Providers::new(of_environment.chain(of_file).chain(of_database))
    }

    /// What the operator's file defines from now on, in place of what it has defined before.
    pub fn set_file_providers(&self, providers: Vec<Provider>) {
        self.0.providers.set_file(providers);
    }
}

impl ProviderMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self { memory: RwLock::default(), freshness }
    }

    fn get(&self) -> Option<Arc<Providers>> {
        // A change by another replica may be missing, so the caller has to ask the database.
        if !self.freshness.is_fresh() {
            return None;
        }
        let memory = self.read();
        let (inserted_at, providers) = memory.copy.as_ref()?;
        (inserted_at.elapsed() < MAX_AGE).then(|| Arc::clone(providers))
    }

    /// To be called before the rows are read. With what the file defines.
    fn version(&self) -> (u64, Vec<Provider>) {
        let memory = self.read();
        (memory.version, memory.of_file.clone())
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    fn insert(&self, read_at: u64, providers: &Arc<Providers>) {
        let mut memory = self.write();
        if memory.version == read_at {
            memory.copy = Some((Instant::now(), Arc::clone(providers)));
        }
    }

    fn set_file(&self, of_file: Vec<Provider>) {
        self.write().of_file = of_file;
        self.evict();
    }

    pub(in crate::accounts) fn evict(&self) {
        let mut memory = self.write();
        // Rows that are being read now can no longer be kept.
        memory.version += 1;
        memory.copy = None;
    }

    // The memory is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn read(&self) -> RwLockReadGuard<'_, Memory> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Memory> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_read_before_a_change_are_not_kept_after_it() {
        let memory = ProviderMemory::new(Freshness::always());
        let (version, _) = memory.version();
        memory.insert(version, &Arc::default());
        assert!(memory.get().is_some());
        memory.set_file(Vec::new());
        assert!(memory.get().is_none());
        memory.insert(version, &Arc::default());
        assert!(memory.get().is_none());
    }
}
