//! Inserts a batch of rows as hidden accounts.

use super::rejected::{RejectedRows, identity_taken, taken_errors};
use super::row::{ImportedIdentity, NewRow, WAITING_SECRET};
use crate::accounts::own_fields::{taken_among, taken_error};
use crate::accounts::users::number_username;
use crate::accounts::{Accounts, UnitOfWork};
use crate::shared::{FieldError, IdentityId, Timestamp, UserId};
use crate::store::factors::authenticators;
use crate::store::identities::{NewIdentity, insert_hidden};
use crate::store::users::{self, Taken};
use crate::store::{self, AddedIn, NewUser, StoreError, Tx, imports};
use std::collections::HashSet;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Maximum number of other usernames that are tried for a derived username that is taken.
const MAX_ATTEMPTS: usize = 4;

/// The result of inserting a batch.
pub(super) struct Inserted {
    /// Rows with a key or a value that another account has taken since the row was validated.
    pub rejected: RejectedRows,
    /// How many of the inserted accounts are active and have no password.
    pub without_password: u64,
}

/// Inserts the rows that no other account has made invalid since they were validated.
pub(super) async fn insert_rows(
    tx: &mut UnitOfWork,
    import_number: i64,
    mut rows: Vec<NewRow>,
) -> Result<Inserted, StoreError> {
    let accounts = tx.accounts().clone();
    let rules = tx.member_rules().await?;
    for row in &mut rows {
        tx.index_new(&mut row.user).await?;
        rules.add_to(&mut row.user);
        row.user.id = UserId(accounts.new_id());
        row.user.import_number = import_number;
    }
    let new_users = rows.iter().map(|row| row.user.clone()).collect();
    // One statement for the whole batch. It skips rows with a taken key, which are then handled one by one.
    let mut inserted_ids = users::add(tx, new_users).await?;
    let (mut rejected, mut added, now) = (RejectedRows::new(), Vec::new(), tx.now());
    for id in remove_reserved(tx, &inserted_ids, now).await? {
        inserted_ids.remove(&id.0);
    }
    for mut row in rows {
        let errors = if inserted_ids.contains(&row.user.id.0) {
            Vec::new()
        } else {
            insert_under_free_username(tx, &mut row, now).await?
        };
        if errors.is_empty() {
            added.push(row);
        } else {
            rejected.push((row.number, errors));
        }
    }
    let (mut members, mut without_password) = (Vec::new(), 0);
    for row in added {
        let id = row.user.id;
        if !insert_identities(tx, &accounts, id, &row.identities).await? {
            users::remove(tx, id).await?;
            rejected.push((row.number, vec![identity_taken()]));
            continue;
        }
        if let Some(secret) = &row.totp_secret {
            insert_authenticator(tx, &accounts, id, secret).await?;
        }
        without_password += u64::from(row.awaits_password());
        members.push((id, row.user.names.groups));
    }
    store::groups::add_members(tx, &members).await?;
    // The rows with a linked account at a provider were appended last.
    rejected.sort_by_key(|(row_number, _)| *row_number);
    Ok(Inserted { rejected, without_password })
}

/// Gives an account the authenticator app that it had in the other system. `waiting`: its secret as it waited in a file.
async fn insert_authenticator(
    tx: &mut UnitOfWork,
    accounts: &Accounts,
    id: UserId,
    waiting: &str,
) -> Result<(), StoreError> {
    let Some(secret) = accounts.open_sealed::<Vec<u8>>(WAITING_SECRET, waiting).map(Zeroizing::new) else {
        // The keys do not change while the server runs.
        unreachable!("this process has sealed the secret");
    };
    let (sealed, now) = (accounts.factors().seal_authenticator(id, &secret), tx.now());
    authenticators::insert_hidden(tx, id, &sealed, &AddedIn::default(), now).await
}

/// Links the accounts at providers with which its owner signs in. Returns false if one was linked since the row was validated.
async fn insert_identities(
    tx: &mut UnitOfWork,
    accounts: &Accounts,
    user: UserId,
    identities: &[ImportedIdentity],
) -> Result<bool, StoreError> {
    for identity in identities {
        let ImportedIdentity { provider, issuer, subject } = identity.clone();
        let (id, created_at, added) = (IdentityId(accounts.new_id()), tx.now(), AddedIn::default());
        let new = NewIdentity { id, user, provider, issuer, subject, label: None, added, created_at };
        if !insert_hidden(tx, &new).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes accounts that were just added, but have a value that another account has lost and can still take back. Returns their ids.
async fn remove_reserved(tx: &mut Tx, added: &HashSet<Uuid>, now: Timestamp) -> Result<Vec<UserId>, StoreError> {
    let (Some(first), Some(last)) = (added.iter().min(), added.iter().max()) else { return Ok(Vec::new()) };
    // Ids begin with the time, so hardly any other account is in between.
    let mut reserved = imports::reserved(tx, UserId(*first), UserId(*last), now).await?;
    reserved.retain(|id| added.contains(&id.0));
    for id in &reserved {
        users::remove(tx, *id).await?;
    }
    Ok(reserved)
}

/// Inserts a row that was skipped or removed because a key or a value is taken. A derived username is replaced by a free one; anything
/// else that is taken is an error of the row, which is returned, and then nothing is inserted.
async fn insert_under_free_username(
    tx: &mut UnitOfWork,
    row: &mut NewRow,
    now: Timestamp,
) -> Result<Vec<FieldError>, StoreError> {
    let accounts = tx.accounts().clone();
    for attempt in 0.. {
        let NewUser { id, names, own_values, .. } = &mut row.user;
        let mut taken = users::taken(tx, names, *id, now).await?;
        let can_rename = row.username_is_derived && attempt < MAX_ATTEMPTS;
        // A username that can still be replaced is no error.
        let renames = taken.username && can_rename;
        taken.username &= !can_rename;
        if taken != Taken::default() {
            return Ok(taken_errors(taken, &names.username));
        }
        if let Some(field) = taken_among(tx, *id, own_values, now).await? {
            return Ok(taken_error(tx.defined_fields().await?.as_ref(), field).into_iter().collect());
        }
        if renames {
            number_username(tx, names, accounts.entropy()).await?;
        }
        // A concurrent transaction may take the new username before this insert: then the loop tries another. On PostgreSQL the insert
        // waits for a concurrent change, which only a later statement sees.
        let added = users::add(tx, vec![row.user.clone()]).await?;
        if !added.is_empty() && remove_reserved(tx, &added, now).await?.is_empty() {
            return Ok(Vec::new());
        }
    }
    unreachable!("the last attempt returns an error")
}
