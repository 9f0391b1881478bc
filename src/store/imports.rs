//! Imports: many accounts that come together. Until theirs is published nobody sees them.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
    tables::{self, Row, USERS},
};
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

/// An import that is not published.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct ImportRow {
    pub number: i64,
    /// When there was news of it.
    pub touched_at: i64,
    /// Accounts to add, and those that have been.
    pub total: i64,
    pub done: i64,
}

statements! {
    /// There is one at most.
    AT_WORK = "SELECT number, touched_at, total, done FROM imports WHERE published_at IS NULL";
    /// Its number is the time, or the one behind the last: none is given twice, so whoever works on one that was taken out
    /// finds that it is gone.
    BEGIN = "INSERT INTO imports (number, touched_at, total, done) \
        SELECT CASE WHEN MAX(number) >= $1 THEN MAX(number) + 1 ELSE $1 END, $1, $2, 0 FROM imports WHERE true \
        ON CONFLICT DO NOTHING RETURNING number, touched_at, total, done";
    TOUCH = "UPDATE imports SET touched_at = $2, done = done + $3 WHERE number = $1 AND published_at IS NULL";
    PUBLISH = "UPDATE imports SET published_at = $2 WHERE number = $1 AND published_at IS NULL";
    TAKE_OUT = "DELETE FROM users WHERE id IN (SELECT id FROM users WHERE import_number = $1 LIMIT $2) \
        AND EXISTS (SELECT 1 FROM imports WHERE number = $1 AND published_at IS NULL)";
    FORGET_COUNTS = "DELETE FROM user_counts WHERE import_number = $1";
    END = "DELETE FROM imports WHERE number = $1 AND published_at IS NULL";
}

/// The import at work, or what one has left behind.
pub async fn at_work(conn: &mut Conn) -> Result<Option<ImportRow>, StoreError> {
    fetch!(conn, fetch_optional as ImportRow, AT_WORK)
}

/// Begins one of so many accounts, if none is at work; answers its number.
pub async fn begin(tx: &mut Tx, now: Timestamp, total: i64) -> Result<Option<i64>, StoreError> {
    Ok(fetch!(tx, fetch_optional as ImportRow, BEGIN, now.0, total)?.map(|import| import.number))
}

/// Says that so many more have been added; whether it is still there.
pub async fn touch(tx: &mut Tx, number: i64, now: Timestamp, more: i64) -> Result<bool, StoreError> {
    Ok(execute!(tx, TOUCH, number, now.0, more)? > 0)
}

/// Adds those of these accounts whose names are free; answers which.
pub async fn add(tx: &mut Tx, rows: Vec<Row>) -> Result<HashSet<Uuid>, StoreError> {
    tables::add(tx, &USERS, rows).await
}

/// From now on everyone sees its accounts; whether it was still there.
pub async fn publish(tx: &mut Tx, number: i64, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, PUBLISH, number, now.0)? > 0)
}

/// Takes out so many of its accounts, and the import itself with the last of them; how many they were.
pub async fn withdraw(tx: &mut Tx, number: i64, most: u32) -> Result<u64, StoreError> {
    let gone = execute!(tx, TAKE_OUT, number, i64::from(most))?;
    if gone < u64::from(most) && execute!(tx, END, number)? > 0 {
        execute!(tx, FORGET_COUNTS, number)?;
    }
    Ok(gone)
}
