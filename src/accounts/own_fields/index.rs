//! The words of fields in the search of users. When a field becomes searchable or ceases to be, the words of the accounts that have a value
//! in it are computed again, in batches. The row of the field says whether that is done, so the clean-up goes on with what a process has left.

use super::stored::{from_row, read_fields};
use super::values::stored_words;
use crate::accounts::users::names::{names_of, with_keys};
use crate::accounts::{OwnFields, User, error};
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::{AppError, UserId};
use crate::store::own_fields::{self as rows, KeyedValueRow, OwnFieldRow};
use crate::store::users::{self, Names};
use crate::store::{StoreError, Tx, backfill, locks};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Accounts per transaction; few, so that other writers do not wait long.
const BATCH: u32 = 200;

impl OwnFields {
    /// Computes the words of accounts whose fields have become searchable, or have ceased to be.
    pub(in crate::accounts) async fn index_fields(&self) -> Result<(), AppError> {
        let all = self.db().read(async |mut conn| rows::list(&mut conn).await).await?;
        for row in all {
            let field = from_row(row.clone());
            if field.is_searched() != row.is_indexed {
                self.index(row, field.is_searched()).await?;
            }
        }
        Ok(())
    }

    async fn index(&self, row: OwnFieldRow, is_searched: bool) -> Result<(), StoreError> {
        let (mut key, mut user) = (String::new(), Uuid::nil());
        let id = row.id;
        loop {
            let after = key.clone();
            let read = self.db().read(async move |mut conn| rows::by_key(&mut conn, id, &after, user, BATCH).await);
            let batch = read.await?;
            let Some(last) = batch.last() else { break };
            (key, user) = (last.key.clone(), last.user_id);
            self.db().write(async move |mut tx: Tx| index_batch(&mut tx, batch).await).await?;
        }
        self.db().write(async move |mut tx: Tx| rows::set_indexed(&mut tx, &row, is_searched).await).await
    }

    /// Does it after the response.
    pub(super) fn index_fields_later(&self) {
        let fields = self.clone();
        self.after_response("the words of a field", async move {
            if let Err(error) = fields.index_fields().await {
                tracing::error!(error = %error::for_log(&error), "the search does not find what it should: the clean-up tries again");
            }
        });
    }
}

/// What the row of a field says of the search, if a change begins or ends that it finds words of the field: that there is work to do, also
/// where an earlier one has not ended. None: nothing of that changes.
pub(super) fn renewed_index(before: &DefinedField, after: &DefinedField) -> Option<bool> {
    (before.is_searched() != after.is_searched()).then(|| !after.is_searched())
}

async fn index_batch(tx: &mut Tx, batch: Vec<KeyedValueRow>) -> Result<(), StoreError> {
    let fields = read_fields(tx).await?;
    let accounts: BTreeSet<UserId> = batch.into_iter().map(|row| UserId(row.user_id)).collect();
    // In the order of their ids, in which others lock accounts as well: so transactions cannot deadlock.
    for id in accounts {
        // A transaction that changes the account may not know of the new definition, so it has to be over.
        locks::lock_target(tx, id).await?;
        let Some(row) = users::find(tx, id).await? else { continue };
        let user = User::from(row);
        let names = searched_names(tx, &fields, &user).await?;
        backfill::replace_search_keys(tx, id, user.version, &names).await?;
    }
    Ok(())
}

/// The names of an account with the keys that the search needs.
pub(in crate::accounts) async fn searched_names(
    tx: &mut Tx,
    fields: &DefinedFields,
    user: &User,
) -> Result<Names, StoreError> {
    let own_words = stored_words(tx, fields, user.id).await?;
    Ok(with_keys(Names { own_words, ..names_of(user) }))
}
