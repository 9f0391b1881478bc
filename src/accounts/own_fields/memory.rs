//! All fields, and which accounts have filled in what is required, kept in memory: a request that needs none of them reads nothing.

use super::parse::is_needed;
use super::stored::read_fields;
use crate::accounts::memory::{Memory, Versions};
use crate::accounts::{OwnFields, UnitOfWork};
use crate::own_fields::DefinedFields;
use crate::shared::UserId;
use crate::store::StoreError;
use crate::store::changes::Freshness;
use std::sync::Arc;

/// The maximum number of accounts; some 100 bytes each.
const CAPACITY: usize = 50_000;

pub(in crate::accounts) struct OwnFieldMemory {
    fields: Memory<(), Arc<DefinedFields>>,
    /// The accounts that lack nothing that is required at a sign-in: applications ask with every request.
    complete: Memory<UserId, ()>,
}

impl OwnFields {
    /// All fields, from memory while notifications of changes can be relied on, otherwise from the database.
    pub async fn all(&self) -> Result<Arc<DefinedFields>, StoreError> {
        let cache = &self.parts().caches.own_fields.fields;
        if let Some(fields) = cache.get(&()) {
            return Ok(fields);
        }
        let version = cache.version();
        let fields = Arc::new(self.db().read(async |mut conn| read_fields(&mut conn).await).await?);
        cache.insert(version, (), Arc::clone(&fields));
        Ok(fields)
    }

    /// Whether the owner of an account has to fill in something before they go on. Nothing is read of any account while no field is
    /// required at a sign-in.
    pub(in crate::accounts) async fn owes_values(&self, id: UserId) -> Result<bool, StoreError> {
        if !self.all().await?.in_effect().any(|field| is_needed(field, false)) {
            return Ok(false);
        }
        let memory = &self.parts().caches.own_fields.complete;
        if memory.get(&id).is_some() {
            return Ok(false);
        }
        let read_at = memory.version();
        let is_complete = self.missing_of(id).await?.is_empty();
        if is_complete {
            memory.insert(read_at, id, ());
        }
        Ok(!is_complete)
    }
}

impl UnitOfWork {
    /// All fields. Those of the database are read in this transaction, which may have the only connection that is free.
    pub(in crate::accounts) async fn defined_fields(&mut self) -> Result<Arc<DefinedFields>, StoreError> {
        if let Some(fields) = self.accounts().parts().caches.own_fields.fields.get(&()) {
            return Ok(fields);
        }
        Ok(Arc::new(read_fields(self).await?))
    }
}

impl OwnFieldMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        let complete = Memory::new(CAPACITY, &Versions::new(freshness.clone()));
        Self { fields: Memory::new(1, &Versions::new(freshness)), complete }
    }

    pub(in crate::accounts) fn evict(&self) {
        self.fields.evict_all();
        self.complete.evict_all();
    }

    pub(in crate::accounts) fn evict_account(&self, id: UserId) {
        self.complete.evict(&id);
    }
}

#[cfg(test)]
impl OwnFieldMemory {
    pub(in crate::accounts) fn fill(&self) {
        self.fields.insert(self.fields.version(), (), Arc::default());
    }

    pub(in crate::accounts) fn is_filled(&self) -> bool {
        self.fields.get(&()).is_some()
    }
}
