//! Copies one database into another.
//!
//! The source is read in one snapshot. The target is filled in one transaction, which is committed only after all rows have been
//! read back and compared. If the copy is interrupted, the target is unchanged.

use super::TransferError;
use crate::entropy::Entropy;
use crate::keys::Wrapping;
use crate::store::tables::{ROWS_AT_ONCE, Row, Rows, TABLES, Table, Value, common_tables};
use crate::store::{BulkLoad, Db, Snapshot, StoreError};
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

/// What to do with rows that the target already has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Fail if there are any.
    Refuse,
    /// Replace them, but fail if there are accounts. Other rows exist after every first start, such as signing keys.
    ReplaceIfNoAccounts,
    Replace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Copying,
    Verifying,
}

/// The progress in rows. Each row counts twice: it is copied, then verified.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub stage: Stage,
    pub table: &'static str,
    pub done: u64,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub table: &'static str,
    pub rows: u64,
    /// SHA-256 over all rows in the order of their keys.
    pub checksum: [u8; 32],
}

/// Copies all rows of `source` into `target`, which must have the same schema. Columns that a previous secret sealed are sealed
/// again under the current one.
///
/// # Errors
/// If the source is not a database of this version, if the target has rows that `existing` protects, if the secret does not
/// open the keys, or if the rows read back differ from those of the source. The target is then unchanged.
pub async fn copy(
    source: &Db,
    target: &Db,
    wrapping: &Wrapping,
    entropy: &dyn Entropy,
    existing: Existing,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Vec<Copied>, TransferError> {
    refuse_other_schema(source).await?;
    let mut snapshot = source.snapshot().await?;
    // Opened before the checks, because it locks out other writers: what they find remains true.
    let mut bulk_load = target.bulk_load().await?;
    match existing {
        Existing::Refuse => refuse_rows(&mut bulk_load).await?,
        Existing::ReplaceIfNoAccounts => refuse_accounts(&mut bulk_load).await?,
        Existing::Replace => {}
    }
    bulk_load.clear().await?;
    let tables = common_tables(&mut snapshot, &mut bulk_load).await?;
    let mut total = 0;
    for table in &tables {
        total += 2 * snapshot.count(table.name).await?;
    }
    let mut done = 0;
    let mut step = |stage, table: &Table, rows: usize| {
        done += rows as u64;
        progress(Progress { stage, table: table.name, done, total });
    };

    let mut sent = Vec::new();
    for table in &tables {
        let reseal = |row: &mut Row| reseal(table, row, wrapping, entropy);
        sent.push(fill(&mut snapshot, &mut bulk_load, table, reseal, &mut step).await?);
    }
    // Inside of the transaction, so that a difference rolls everything back.
    for (table, sent) in tables.iter().zip(&sent) {
        let arrived = read_back(bulk_load.rows(table), table, &mut step).await?;
        if arrived != *sent {
            return Err(TransferError::Differs { table: table.name });
        }
    }
    bulk_load.commit().await?;
    Ok(sent)
}

async fn refuse_other_schema(source: &Db) -> Result<(), TransferError> {
    let migrations = source.migrations();
    let steps = migrations.status().await?;
    let pending = steps.iter().filter(|step| !step.applied).count();
    // None of our migrations was applied.
    if pending == steps.len() {
        return Err(TransferError::Foreign);
    }
    if migrations.unknown().await? > 0 {
        return Err(TransferError::Newer);
    }
    if pending > 0 {
        return Err(TransferError::Pending { pending });
    }
    Ok(())
}

async fn refuse_accounts(bulk_load: &mut BulkLoad) -> Result<(), TransferError> {
    match bulk_load.count("users").await? {
        0 => Ok(()),
        accounts => Err(TransferError::InUse { accounts }),
    }
}

async fn refuse_rows(bulk_load: &mut BulkLoad) -> Result<(), TransferError> {
    for (table, _) in TABLES {
        let rows = bulk_load.count(table).await?;
        if rows > 0 {
            return Err(TransferError::NotEmpty { table, rows });
        }
    }
    Ok(())
}

async fn fill(
    snapshot: &mut Snapshot,
    bulk_load: &mut BulkLoad,
    table: &Table,
    reseal: impl Fn(&mut Row) -> Result<(), TransferError>,
    step: &mut impl FnMut(Stage, &Table, usize),
) -> Result<Copied, TransferError> {
    let mut checksum = Checksum::default();
    let mut rows = snapshot.rows(table).try_chunks(ROWS_AT_ONCE);
    // Rows that precede an error in their chunk are dropped with it, because the copy fails as a whole.
    while let Some(mut chunk) = rows.try_next().await.map_err(|error| error.1)? {
        for row in &mut chunk {
            reseal(row)?;
            // After resealing, because the checksum is compared with the rows in the target.
            checksum.add(row);
        }
        let length = chunk.len();
        bulk_load.put(table, chunk).await?;
        step(Stage::Copying, table, length);
    }
    Ok(checksum.finish(table))
}

async fn read_back(
    rows: Rows<'_>,
    table: &Table,
    step: &mut impl FnMut(Stage, &Table, usize),
) -> Result<Copied, StoreError> {
    let mut checksum = Checksum::default();
    let mut rows = rows.try_chunks(ROWS_AT_ONCE);
    while let Some(chunk) = rows.try_next().await.map_err(|error| error.1)? {
        chunk.iter().for_each(|row| checksum.add(row));
        step(Stage::Verifying, table, chunk.len());
    }
    Ok(checksum.finish(table))
}

/// Seals the sealed column of a row again if the previous secret sealed it; otherwise leaves it byte for byte.
fn reseal(table: &Table, row: &mut Row, wrapping: &Wrapping, entropy: &dyn Entropy) -> Result<(), TransferError> {
    let Some((at, context)) = table.sealed() else { return Ok(()) };
    // A sealed value opens only with its context, which is another column of the same row.
    let (Value::Bytes(Some(sealed)), Value::Text(Some(context))) = (&row[at], &row[context]) else {
        return Err(TransferError::WrongSecret);
    };
    let opened = wrapping.open(context, sealed).ok_or(TransferError::WrongSecret)?;
    if opened.outdated {
        row[at] = Value::Bytes(Some(wrapping.seal(context, &opened.secret, entropy).into()));
    }
    Ok(())
}

#[derive(Default)]
struct Checksum {
    rows: u64,
    hash: Sha256,
}

impl Checksum {
    fn add(&mut self, row: &Row) {
        self.rows += 1;
        row.iter().for_each(|value| value.digest_into(&mut |bytes| self.hash.update(bytes)));
    }

    fn finish(self, table: &Table) -> Copied {
        Copied { table: table.name, rows: self.rows, checksum: self.hash.finalize().into() }
    }
}
