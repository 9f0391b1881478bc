//! What must happen one after the other, though no row stands for it.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, statements},
};

/// Something that only one transaction at a time may decide on.
#[derive(Clone, Copy, Debug)]
pub enum AdvisoryLock {
    /// Whether an administrator is left.
    Administrators = 1,
    /// Which key signs.
    SigningKeys = 2,
}

statements! {
    /// Until the transaction ends. The first number keeps clear of the locks of other programs: "vest" in ASCII.
    ACQUIRE = "SELECT pg_advisory_xact_lock(1986360180, $1)";
}

/// Waits until no other transaction is in this lock. On SQLite none ever is: there is one writer.
pub async fn acquire(tx: &mut Tx, lock: AdvisoryLock) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(tx, ACQUIRE, lock as i32).map(drop),
    }
}
