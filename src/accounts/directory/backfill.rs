//! Computes columns that accounts written by older versions lack: the keys for sorting and searching, and the key of an
//! email address with a non-ASCII domain. An older version may run at the same time and add such accounts, so this runs
//! repeatedly.

use crate::accounts::own_fields::{read_fields, searched_names};
use crate::accounts::progress::Progress;
use crate::accounts::{Directory, User};
use crate::identity;
use crate::own_fields::DefinedFields;
use crate::shared::UserId;
use crate::store::backfill::{self, EmailKeyRow};
use crate::store::{StoreError, Tx};
use uuid::Uuid;

/// Accounts per transaction; few, so that other writers do not wait long.
const BATCH: u8 = 200;
/// How many accounts a statement looks at that finds few: it must end within the time limit of statements, however many there are.
const WINDOW: i64 = 10_000;

impl Directory {
    /// Computes missing sort and search keys; returns the number of accounts that lacked them.
    pub(in crate::accounts) async fn backfill_search_keys(&self) -> Result<u64, StoreError> {
        let (mut indexed, mut progress) = (0, Progress::of("the search learns the accounts of an older version"));
        loop {
            let batch = self.db().write(index_batch).await?;
            if batch == 0 {
                return Ok(indexed);
            }
            indexed += batch;
            progress.add(batch);
        }
    }

    /// Replaces the keys of email addresses that older versions computed differently.
    ///
    /// If two accounts have the same address under the current rules, the older one gets the key, unless the newer one
    /// already has it. The other account keeps its previous key and can sign in by username only. Both ids are logged,
    /// so that an administrator can change one address.
    pub(in crate::accounts) async fn update_email_keys(&self) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let read = self.db().read(async move |mut conn| {
                let last = backfill::id_after(&mut conn, after, WINDOW).await?;
                let until = last.map_or(Uuid::max(), |id| id.0);
                Ok((last, backfill::non_ascii(&mut conn, after, until).await?))
            });
            let (last, rows) = read.await?;
            let with_current_key = rows.into_iter().map(|row| (identity::key(&row.email), row));
            let outdated: Vec<_> = with_current_key.filter(|(key, row)| *key != row.email_key).collect();
            for some in outdated.chunks(BATCH.into()) {
                let some = some.to_vec();
                let replace = async move |mut tx: Tx| replace_email_keys(&mut tx, some).await;
                let collisions = self.db().write(replace).await?;
                collisions.into_iter().for_each(|(account, other)| warn_of_collision(account, other));
            }
            // Continues by id, because accounts with a collision keep their key and would be found again.
            let Some(last) = last else { return Ok(()) };
            after = last.0;
        }
    }
}

fn warn_of_collision(account: UserId, other: UserId) {
    tracing::warn!(%account, %other, "two accounts have the same email address; change that of the first");
}

/// Returns the collisions: each account whose key could not be replaced, with the account that has the key.
async fn replace_email_keys(
    tx: &mut Tx,
    outdated: Vec<(String, EmailKeyRow)>,
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    let mut collisions = Vec::new();
    for (key, row) in outdated {
        if let Some(owner) = backfill::replace_email_key(tx, &row, &key).await? {
            collisions.push((UserId(row.id), owner));
        }
    }
    Ok(collisions)
}

async fn index_batch(mut tx: Tx) -> Result<u64, StoreError> {
    let rows = backfill::without_search_keys(&mut tx, BATCH.into()).await?;
    let count = rows.len() as u64;
    let fields = if rows.is_empty() { DefinedFields::default() } else { read_fields(&mut tx).await? };
    for user in rows.into_iter().map(User::from) {
        let names = searched_names(&mut tx, &fields, &user).await?;
        backfill::set_search_keys(&mut tx, user.id, &names).await?;
    }
    Ok(count)
}
