//! What accounts that are older than the directory lack: by what they are sorted and found. A version before it may also
//! run beside this one, and add such accounts.

use crate::{
    accounts::Accounts,
    identity::words,
    store::{
        StoreError, Tx,
        users::{self, UnindexedRow},
    },
};

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
}

async fn index_some(mut tx: Tx) -> Result<u64, StoreError> {
    let rows = users::unindexed(&mut tx, BATCH).await?;
    for UnindexedRow { id, username, email, name } in &rows {
        let name_key = words::name_key(username, name.as_deref());
        let words = words::search_text(username, email, name.as_deref());
        users::index(&mut tx, *id, &name_key, &words, words::bits(&words)).await?;
    }
    Ok(rows.len() as u64)
}
