//! The words of fields in the search of users. When a field becomes searchable or ceases to be, the words of the accounts that have a value
//! in it are computed again, in batches. The row of the field says whether that is done, so the clean-up goes on with what a process has left.

use super::stored::{from_row, read_fields};
use super::values::{new_words, stored_words};
use crate::accounts::progress::Progress;
use crate::accounts::users::names::{names_of, with_keys};
use crate::accounts::{OwnFields, UnitOfWork, User, error};
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::{AppError, UserId};
use crate::store::own_fields::{self as rows, KeyedValueRow};
use crate::store::users::{self, Names, NewUser};
use crate::store::{AdvisoryLock, StoreError, Tx, backfill, imports, locks};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// Accounts per transaction; few, so that other writers do not wait long.
const BATCH: u32 = 200;

impl OwnFields {
    /// Computes the words of accounts whose fields have become searchable, or have ceased to be.
    pub(in crate::accounts) async fn index_fields(&self) -> Result<(), AppError> {
        let read = self.db().read(async |mut conn| {
            // Asked first: one that is published after that begins this again.
            let import = imports::unpublished_import(&mut conn).await?;
            Ok((rows::list(&mut conn).await?, import.is_some()))
        });
        let (all, is_importing) = read.await?;
        for row in all {
            let field = from_row(row.clone());
            let is_searched = field.is_searched();
            if is_searched == row.is_indexed {
                continue;
            }
            self.index(row.id).await?;
            // The accounts of an import are hidden, and have the words that there were when they were added.
            if !is_importing {
                self.db().write(async move |mut tx: Tx| rows::set_indexed(&mut tx, &row, is_searched).await).await?;
            }
        }
        Ok(())
    }

    async fn index(&self, id: i64) -> Result<(), StoreError> {
        let (mut key, mut user) = (String::new(), Uuid::nil());
        let mut progress = Progress::of("the search learns the values of a field");
        loop {
            let after = key.clone();
            let read = self.db().read(async move |mut conn| rows::by_key(&mut conn, id, &after, user, BATCH).await);
            let batch = read.await?;
            let Some(last) = batch.last() else { return Ok(()) };
            (key, user) = (last.key.clone(), last.user_id);
            progress.add(batch.len() as u64);
            self.db().write(async move |mut tx: Tx| index_batch(&mut tx, batch).await).await?;
        }
    }

    /// Does it after the response.
    pub(in crate::accounts) fn index_fields_later(&self) {
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

impl UnitOfWork {
    /// The fields whose words accounts have. As they are stored, because words stay, and the memory may be a moment behind. Without any
    /// field nothing is read: no account has a value in a newer one.
    pub(in crate::accounts) async fn indexed_fields(&mut self) -> Result<Arc<DefinedFields>, StoreError> {
        let known = self.defined_fields().await?;
        if known.all().next().is_none() { Ok(known) } else { self.stored_fields().await }
    }

    /// Gives an account that is about to be added the words of its fields as these are now: it may have waited since it was read.
    pub(in crate::accounts) async fn index_new(&mut self, user: &mut NewUser) -> Result<(), StoreError> {
        if user.own_values.is_empty() {
            return Ok(());
        }
        let fields = self.indexed_fields().await?;
        let own_words = new_words(&fields, user);
        if own_words != user.names.own_words {
            user.names = with_keys(Names { own_words, ..user.names.clone() });
        }
        Ok(())
    }
}

async fn index_batch(tx: &mut Tx, batch: Vec<KeyedValueRow>) -> Result<(), StoreError> {
    // As whoever changes others, of which it locks several: so transactions cannot deadlock.
    locks::acquire(tx, AdvisoryLock::Administrators).await?;
    let fields = read_fields(tx).await?;
    let accounts: BTreeSet<UserId> = batch.into_iter().map(|row| UserId(row.user_id)).collect();
    for id in accounts {
        // Again, if it has changed meanwhile: maybe by the fields as they were.
        while !index_account(tx, &fields, id).await? {}
    }
    Ok(())
}

/// Returns false if the account has changed since it was read.
async fn index_account(tx: &mut Tx, fields: &DefinedFields, id: UserId) -> Result<bool, StoreError> {
    let Some(row) = users::find(tx, id).await? else { return Ok(true) };
    let user = User::from(row);
    let names = searched_names(tx, fields, &user).await?;
    backfill::replace_search_keys(tx, id, user.version, &names).await
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
