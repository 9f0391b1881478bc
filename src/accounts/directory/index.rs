//! What accounts of older versions lack: by what they are sorted and found, and the key of an address whose domain has letters
//! beyond ASCII. An older version may also run beside this one, and add such accounts.

use crate::{
    accounts::Accounts,
    identity::{self, words},
    shared::ids::UserId,
    store::{
        StoreError, Tx,
        email_keys::{self, EmailKeyRow},
        users::{self, UnindexedRow},
    },
};
use uuid::Uuid;

/// Accounts in one transaction: few enough that nobody else waits long to write.
const BATCH: i64 = 200;

impl Accounts {
    /// Computes what is missing; how many accounts there were.
    pub(in crate::accounts) async fn index_people(&self) -> Result<u64, StoreError> {
        let mut indexed = 0;
        loop {
            let batch = self.db().write(index_some).await?;
            if batch == 0 {
                return Ok(indexed);
            }
            indexed += batch;
        }
    }

    /// Gives every address the key that it has today. Of two accounts with one address the older gets the key, unless the other
    /// has it already; that one keeps its own, and can be found by username alone. Both are named in the log, for an
    /// administrator to decide.
    pub(in crate::accounts) async fn update_email_keys(&self) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let rows = self.db().read(move |conn| Box::pin(email_keys::non_ascii(conn, after, BATCH))).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            let keys = rows.into_iter().map(|row| (identity::key(&row.email), row));
            let outdated: Vec<_> = keys.filter(|(key, row)| *key != row.email_key).collect();
            if outdated.is_empty() {
                continue;
            }
            let replace = async move |mut tx: Tx| replace_email_keys(&mut tx, outdated).await;
            for (account, other) in self.db().write(replace).await? {
                tracing::warn!(%account, %other, "two accounts have one email address; change that of the first");
            }
        }
    }
}

/// Pairs of an account whose key could not be replaced and the one that has it.
async fn replace_email_keys(
    tx: &mut Tx,
    outdated: Vec<(String, EmailKeyRow)>,
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    let mut collisions = Vec::new();
    for (key, row) in outdated {
        if let Some(owner) = email_keys::replace(tx, &row, &key).await? {
            collisions.push((UserId(row.id), owner));
        }
    }
    Ok(collisions)
}

async fn index_some(mut tx: Tx) -> Result<u64, StoreError> {
    let rows = users::unindexed(&mut tx, BATCH).await?;
    for UnindexedRow { id, username, email, name, external_id } in &rows {
        let name_key = words::name_key(username, name.as_deref());
        let words = words::search_text(username, email, name.as_deref(), external_id.as_deref());
        users::index(&mut tx, *id, &name_key, &words, words::bits(&words)).await?;
    }
    Ok(rows.len() as u64)
}
