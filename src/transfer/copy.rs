//! From one database into another, whatever the engines.
//!
//! The source is read as it was at one moment. The target is filled in one transaction, which ends with a comparison of
//! everything that arrived: interrupted at any point, it is as it was before, or complete.

use super::TransferError;
use crate::{
    entropy::Entropy,
    keys::Wrapping,
    store::{
        Db, StoreError,
        tables::{BulkLoad, ROWS_AT_ONCE, Row, Rows, Snapshot, TABLES, Table, USERS, Value},
    },
};
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

/// What to do with a target that holds something already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone.
    Refuse,
    /// Replace it unless there are accounts among it: keys are made at every first start.
    ReplaceButAccounts,
    Replace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Copying,
    Verifying,
}

/// How far it has come. Each row counts twice: it is copied, then verified.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub stage: Stage,
    pub table: &'static str,
    pub done: u64,
    pub total: u64,
}

/// A table that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub table: &'static str,
    pub rows: u64,
    /// SHA-256 over all rows in the order of their keys.
    pub checksum: [u8; 32],
}

/// Copies all of `source` into `target`, which has the same schema. What a previous secret sealed is sealed anew.
///
/// # Errors
/// When the source is no database of this version, when the target holds something that is not to be replaced, when the secret does not open the keys, when what
/// arrived differs from what was sent. The target is then as it was before.
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
    let mut bulk_load = target.bulk_load().await?;
    match existing {
        Existing::Refuse => refuse_what_is_there(&mut bulk_load).await?,
        Existing::ReplaceButAccounts => refuse_accounts(&mut bulk_load).await?,
        Existing::Replace => {}
    }
    bulk_load.clear().await?;
    let mut total = 0;
    for table in TABLES {
        total += 2 * snapshot.count(table).await?;
    }
    let mut done = 0;
    let mut step = |stage, table: &Table, rows: usize| {
        done += rows as u64;
        progress(Progress { stage, table: table.name, done, total });
    };

    let mut sent = Vec::new();
    for table in TABLES {
        let renew = |row: &mut Row| renew(table, row, wrapping, entropy);
        sent.push(fill(&mut snapshot, &mut bulk_load, table, renew, &mut step).await?);
    }
    for (table, sent) in TABLES.iter().zip(&sent) {
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
    match bulk_load.count(&USERS).await? {
        0 => Ok(()),
        accounts => Err(TransferError::InUse { accounts }),
    }
}

async fn refuse_what_is_there(bulk_load: &mut BulkLoad) -> Result<(), TransferError> {
    for table in TABLES {
        let rows = bulk_load.count(table).await?;
        if rows > 0 {
            return Err(TransferError::NotEmpty { table: table.name, rows });
        }
    }
    Ok(())
}

async fn fill(
    snapshot: &mut Snapshot,
    bulk_load: &mut BulkLoad,
    table: &'static Table,
    renew: impl Fn(&mut Row) -> Result<(), TransferError>,
    step: &mut impl FnMut(Stage, &Table, usize),
) -> Result<Copied, TransferError> {
    let mut sum = Sum::default();
    let mut rows = snapshot.rows(table).try_chunks(ROWS_AT_ONCE);
    while let Some(mut chunk) = rows.try_next().await.map_err(|error| error.1)? {
        for row in &mut chunk {
            renew(row)?;
            sum.add(row);
        }
        let length = chunk.len();
        bulk_load.put(table, chunk).await?;
        step(Stage::Copying, table, length);
    }
    Ok(sum.of(table))
}

async fn read_back(
    rows: Rows<'_>,
    table: &Table,
    step: &mut impl FnMut(Stage, &Table, usize),
) -> Result<Copied, StoreError> {
    let mut sum = Sum::default();
    let mut rows = rows.try_chunks(ROWS_AT_ONCE);
    while let Some(chunk) = rows.try_next().await.map_err(|error| error.1)? {
        chunk.iter().for_each(|row| sum.add(row));
        step(Stage::Verifying, table, chunk.len());
    }
    Ok(sum.of(table))
}

/// Seals anew what the previous secret sealed. What the current one sealed stays as it is, bit by bit.
fn renew(table: &Table, row: &mut Row, wrapping: &Wrapping, entropy: &dyn Entropy) -> Result<(), TransferError> {
    let Some(columns) = table.sealed else { return Ok(()) };
    let (Some(Value::Bytes(sealed)), Some(Value::Text(context))) = (row.get(columns.sealed), row.get(columns.context))
    else {
        return Err(TransferError::WrongSecret);
    };
    let opened = wrapping.open(context, sealed).ok_or(TransferError::WrongSecret)?;
    if opened.outdated {
        row[columns.sealed] = Value::Bytes(wrapping.seal(context, &opened.secret, entropy));
    }
    Ok(())
}

#[derive(Default)]
struct Sum {
    rows: u64,
    hash: Sha256,
}

impl Sum {
    fn add(&mut self, row: &Row) {
        self.rows += 1;
        row.iter().for_each(|value| value.digest_into(&mut |bytes| self.hash.update(bytes)));
    }

    fn of(self, table: &Table) -> Copied {
        Copied { table: table.name, rows: self.rows, checksum: self.hash.finalize().into() }
    }
}
