//! Versions of terms, and what accounts have accepted, kept in memory: applications ask with every request.

use crate::accounts::memory::{Memory, Versions};
use crate::accounts::{Terms, UnitOfWork};
use crate::shared::UserId;
use crate::store::StoreError;
use crate::store::changes::Freshness;
use crate::store::terms::{self as rows, TermsVersionRow};
use std::sync::Arc;

/// The maximum number of accounts; some 100 bytes each.
const CAPACITY: usize = 50_000;

pub(in crate::accounts) struct TermsMemory {
    versions: Memory<(), Arc<[TermsVersionRow]>>,
    /// The numbers of the versions that an account has accepted.
    accepted: Memory<UserId, Arc<[i64]>>,
}

impl Terms {
    /// All versions, from memory while notifications of changes can be relied on, otherwise from the database.
    pub(super) async fn versions(&self) -> Result<Arc<[TermsVersionRow]>, StoreError> {
        let memory = &self.parts().caches.terms.versions;
        if let Some(versions) = memory.get(&()) {
            return Ok(versions);
        }
        let read_at = memory.version();
        let versions = self.db().read(async |mut conn| rows::list(&mut conn).await).await?;
        let versions: Arc<[TermsVersionRow]> = versions.into();
        memory.insert(read_at, (), Arc::clone(&versions));
        Ok(versions)
    }

    /// The numbers of the versions that an account has accepted.
    pub(super) async fn accepted(&self, id: UserId) -> Result<Arc<[i64]>, StoreError> {
        let memory = &self.parts().caches.terms.accepted;
        if let Some(accepted) = memory.get(&id) {
            return Ok(accepted);
        }
        let read_at = memory.version();
        let accepted = self.db().read(async move |mut conn| rows::accepted_by(&mut conn, id).await).await?;
        let accepted: Arc<[i64]> = accepted.into();
        memory.insert(read_at, id, Arc::clone(&accepted));
        Ok(accepted)
    }
}

impl UnitOfWork {
    /// All versions. Those of the database are read in this transaction, which may have the only connection that is free.
    pub(super) async fn terms_versions(&mut self) -> Result<Arc<[TermsVersionRow]>, StoreError> {
        if let Some(versions) = self.accounts().parts().caches.terms.versions.get(&()) {
            return Ok(versions);
        }
        Ok(rows::list(self).await?.into())
    }
}

impl TermsMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: &Freshness) -> Self {
        Self {
            versions: Memory::new(1, &Versions::new(freshness.clone())),
            accepted: Memory::new(CAPACITY, &Versions::new(freshness.clone())),
        }
    }

    pub(in crate::accounts) fn evict(&self) {
        self.versions.evict_all();
        self.accepted.evict_all();
    }

    pub(in crate::accounts) fn evict_account(&self, id: UserId) {
        self.accepted.evict(&id);
    }
}

#[cfg(test)]
impl TermsMemory {
    pub(in crate::accounts) fn fill(&self) {
        self.versions.insert(self.versions.version(), (), Arc::from([]));
    }

    pub(in crate::accounts) fn is_filled(&self) -> bool {
        self.versions.get(&()).is_some()
    }
}
