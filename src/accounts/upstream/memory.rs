//! Finds all providers: those of the environment and of the operator's file, which are only in memory, and those of the database,
//! which are cached.

use super::client_secret::is_no_key;
use crate::accounts::memory::{Memory, Versions};
use crate::applications::{Provider, Providers};
use crate::language::message;
use crate::store::changes::Freshness;
use crate::store::identities::providers::{self as rows, ProviderRow};
use crate::store::{Conn, StoreError};
use std::sync::{Arc, PoisonError, RwLock};

pub(in crate::accounts) struct ProviderMemory {
    /// Without their rows: the same ones become other providers when the keys are replaced that open their secrets.
    cache: Memory<(), Arc<Providers>>,
    /// What the file defines.
    of_file: RwLock<Vec<Provider>>,
}

impl crate::accounts::Providers {
    /// All providers, from memory while notifications of changes can be relied on, otherwise from the database. Those of the
    /// environment keep their names and issuers before those of the file, and these before those of the database.
    pub async fn all(&self) -> Result<Arc<Providers>, StoreError> {
        let cache = &self.parts().caches.providers.cache;
        if let Some(providers) = cache.get(&()) {
            return Ok(providers);
        }
        let version = cache.version();
        let rows = self.db().read(async |mut conn| rows::list(&mut conn).await).await?;
        let providers = Arc::new(self.all_providers(rows));
        cache.insert(version, (), Arc::clone(&providers));
        Ok(providers)
    }

    /// All providers, as a transaction finds them.
    pub(super) async fn providers_in(&self, conn: &mut Conn) -> Result<Providers, StoreError> {
        Ok(self.all_providers(rows::list(conn).await?))
    }

    fn all_providers(&self, rows: Vec<ProviderRow>) -> Providers {
        let of_environment = self.settings().providers.iter().cloned();
        let of_file = self.parts().caches.providers.of_file();
        let of_database = rows.into_iter().map(|row| self.provider_of_row(row));
        Providers::new(of_environment.chain(of_file).chain(of_database).map(closed_without_key))
    }

    /// What the operator's file defines from now on, in place of what it has defined before.
    pub fn set_file_providers(&self, providers: Vec<Provider>) {
        self.parts().caches.providers.set_file(providers);
    }
}

/// A provider whose secret has to be a private key is closed if it is none.
pub fn closed_without_key(mut provider: Provider) -> Provider {
    if is_no_key(&provider) {
        provider.flaws.push(message::provider_key_rule());
    }
    provider
}

impl ProviderMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self { cache: Memory::new(1, &Versions::new(freshness)), of_file: RwLock::default() }
    }

    // A poisoned lock is ignored: the list is only replaced as a whole.
    fn of_file(&self) -> Vec<Provider> {
        self.of_file.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_file(&self, of_file: Vec<Provider>) {
        *self.of_file.write().unwrap_or_else(PoisonError::into_inner) = of_file;
        // Afterwards, so that what is read at the new version has the new file.
        self.evict();
    }

    pub(in crate::accounts) fn evict(&self) {
        self.cache.evict_all();
    }
}

#[cfg(test)]
impl ProviderMemory {
    pub(in crate::accounts) fn fill(&self) {
        self.cache.insert(self.cache.version(), (), Arc::default());
    }

    pub(in crate::accounts) fn is_filled(&self) -> bool {
        self.cache.get(&()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_file_evicts_the_providers() {
        let memory = ProviderMemory::new(Freshness::always());
        memory.fill();
        assert!(memory.is_filled());
        memory.set_file(Vec::new());
        assert!(!memory.is_filled());
    }
}
