//! The database: one SQL text for both engines, one file per aggregate.

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
}

impl StoreError {
    pub fn is_unavailable(&self) -> bool {
        todo!()
    }
}

#[derive(Clone)]
pub struct Db {}

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    pub version: i64,
    pub name: String,
    pub applied: bool,
}

pub struct Migrations {}

impl Migrations {
    /// Applies the next `count` pending migrations, or all; gives back what was applied.
    pub async fn up(&self, _count: Option<u32>) -> Result<Vec<MigrationStatus>, StoreError> {
        todo!()
    }

    /// Rolls back the last `count` applied migrations; gives back what was rolled back.
    pub async fn down(&self, _count: u32) -> Result<Vec<MigrationStatus>, StoreError> {
        todo!()
    }

    pub async fn status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        todo!()
    }
}

impl Db {
    pub async fn connect(_url: &str) -> Result<Self, StoreError> {
        todo!()
    }

    pub fn migrations(&self) -> Migrations {
        todo!()
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Finishes what is under way and closes.
    pub async fn close(&self) {
        todo!()
    }
}

pub mod stats {
    use std::sync::{Arc, atomic::AtomicU64};

    /// How many statements a request has run and how long it waited for them, in microseconds.
    #[derive(Debug, Default)]
    pub struct SqlStats {
        pub count: AtomicU64,
        pub micros: AtomicU64,
    }

    /// Counts the statements that `future` runs.
    pub async fn scope<F: Future>(_stats: Arc<SqlStats>, _future: F) -> F::Output {
        todo!()
    }
}
