//! All fields, kept in memory: a request that needs none of them reads nothing.

use super::stored::read_fields;
use crate::accounts::memory::{Memory, Versions};
use crate::accounts::{OwnFields, UnitOfWork};
use crate::own_fields::DefinedFields;
use crate::store::StoreError;
use crate::store::changes::Freshness;
use std::sync::Arc;

pub(in crate::accounts) struct OwnFieldMemory(Memory<(), Arc<DefinedFields>>);

impl OwnFields {
    /// All fields, from memory while notifications of changes can be relied on, otherwise from the database.
    pub async fn all(&self) -> Result<Arc<DefinedFields>, StoreError> {
        let cache = &self.parts().caches.own_fields.0;
        if let Some(fields) = cache.get(&()) {
            return Ok(fields);
        }
        let version = cache.version();
        let fields = Arc::new(self.db().read(async |mut conn| read_fields(&mut conn).await).await?);
        cache.insert(version, (), Arc::clone(&fields));
        Ok(fields)
    }
}

impl UnitOfWork {
    /// All fields. Those of the database are read in this transaction, which may have the only connection that is free.
    pub(in crate::accounts) async fn defined_fields(&mut self) -> Result<Arc<DefinedFields>, StoreError> {
        if let Some(fields) = self.accounts().parts().caches.own_fields.0.get(&()) {
            return Ok(fields);
        }
        Ok(Arc::new(read_fields(self).await?))
    }
}

impl OwnFieldMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self(Memory::new(1, &Versions::new(freshness)))
    }

    pub(in crate::accounts) fn evict(&self) {
        self.0.evict_all();
    }
}

#[cfg(test)]
impl OwnFieldMemory {
    pub(in crate::accounts) fn fill(&self) {
        self.0.insert(self.0.version(), (), Arc::default());
    }

    pub(in crate::accounts) fn is_filled(&self) -> bool {
        self.0.get(&()).is_some()
    }
}
