//! Locks for decisions that depend on many rows, so that no row lock protects them.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, statements},
};

/// A decision that only one transaction at a time may make.
#[derive(Clone, Copy, Debug)]
pub enum AdvisoryLock {
    /// Whether an administrator remains.
    Administrators = 1,
    /// Which key signs access tokens.
    SigningKeys = 2,
}

statements! {
    /// Held until the transaction ends. The first number, "vest" in ASCII, avoids collisions with other programs.
    ACQUIRE = "SELECT pg_advisory_xact_lock(1986360180, $1)";
    /// The first number is the next one. Two addresses with the same hash wait for each other, which is harmless.
    ACQUIRE_ADDRESS = "SELECT pg_advisory_xact_lock(1986360181, hashtext($1))";
}

/// Waits until no other transaction holds the lock. On SQLite there is nothing to do: it has a single writer.
pub async fn acquire(tx: &mut Tx, lock: AdvisoryLock) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(tx, ACQUIRE, lock as i32).map(drop),
    }
}

/// Like [`acquire`], for the decisions which registrations of an address without an account are kept, and which becomes its account.
pub async fn acquire_address(tx: &mut Tx, email_key: &str) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(tx, ACQUIRE_ADDRESS, email_key).map(drop),
    }
}
