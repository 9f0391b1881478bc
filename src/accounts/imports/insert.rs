//! Inserts a batch of valid rows as accounts of an import.

use super::row::NewRow;
use crate::{
    accounts::{Accounts, unit_of_work::UnitOfWork, users::free_username},
    passwords,
    shared::{
        error::FieldError,
        fields::Problem,
        ids::UserId,
        timestamp::Timestamp,
        views::{Role, Status},
    },
    store::{
        StoreError, Tx, imports,
        tables::{Row, WholeUser},
        users::{self, Taken},
    },
};
use std::collections::HashSet;
use uuid::Uuid;

/// Maximum number of other usernames that are tried for a derived username that is taken.
const MAX_ATTEMPTS: usize = 4;
const EMAIL_TAKEN: Taken = Taken { username: false, email: true, external_id: false };

/// The errors of invalid rows, by row number.
pub(super) type RejectedRows = Vec<(u64, Vec<FieldError>)>;

/// The result of inserting a batch.
pub(super) struct Inserted {
    /// Rows with a key that another account has taken since the row was validated.
    pub rejected: RejectedRows,
    /// The inserted accounts with the role administrator.
    pub administrators: Vec<UserId>,
    /// How many of the inserted accounts are active and have no password.
    pub without_password: u64,
}

pub(super) async fn insert_rows(
    tx: &mut UnitOfWork,
    import_number: i64,
    rows: Vec<NewRow>,
) -> Result<Inserted, StoreError> {
    let accounts = tx.accounts().clone();
    let rows: Vec<(UserId, NewRow)> = rows.into_iter().map(|row| (UserId(accounts.new_id()), row)).collect();
    let records = rows.iter().map(|(id, row)| user_record(*id, row, import_number)).collect();
    // One statement for the whole batch. It skips rows with a taken key, which are then handled one by one.
    let inserted_ids = imports::add(tx, records).await?;
    let (mut rejected, mut added, now) = (RejectedRows::new(), Vec::new(), tx.now());
    for (id, row) in rows {
        let (row_number, role) = (row.number, row.role);
        let awaits_password = row.status == Status::Active && row.password_hash == passwords::UNUSABLE;
        if !inserted_ids.contains(&id.0)
            && let Err(errors) = insert_under_free_username(tx, &accounts, import_number, id, row, now).await?
        {
            rejected.push((row_number, errors));
        } else {
            added.push((id, row_number, role, awaits_password));
        }
    }
    let reserved = remove_reserved(tx, added.iter().map(|(id, ..)| *id).collect(), now).await?;
    let (mut administrators, mut without_password) = (Vec::new(), 0);
    for (id, row_number, role, awaits_password) in added {
        if reserved.contains(&id.0) {
            rejected.push((row_number, taken_errors(EMAIL_TAKEN, "")));
            continue;
        }
        without_password += u64::from(awaits_password);
        if role == Role::Admin {
            administrators.push(id);
        }
    }
    // The rows with a reserved address were appended last.
    rejected.sort_by_key(|(row_number, _)| *row_number);
    Ok(Inserted { rejected, administrators, without_password })
}

/// Removes accounts that were just added, but whose address another account has given up since the row was validated and can
/// still take back. Returns their ids.
async fn remove_reserved(tx: &mut Tx, mut added: Vec<UserId>, now: Timestamp) -> Result<HashSet<Uuid>, StoreError> {
    added.sort_unstable();
    let (Some(first), Some(last)) = (added.first(), added.last()) else { return Ok(HashSet::new()) };
    // Ids begin with the time, so hardly any other account is in between.
    let mut reserved = imports::reserved(tx, (*first, *last), now).await?;
    reserved.retain(|id| added.binary_search(&UserId(*id)).is_ok());
    for id in &reserved {
        imports::remove(tx, UserId(*id)).await?;
    }
    Ok(reserved)
}

/// Inserts a row that was skipped because a key is taken. A derived username is replaced by a free one; any other taken
/// key is an error.
async fn insert_under_free_username(
    tx: &mut Tx,
    accounts: &Accounts,
    import_number: i64,
    id: UserId,
    mut row: NewRow,
    now: Timestamp,
) -> Result<Result<(), Vec<FieldError>>, StoreError> {
    for attempt in 0.. {
        let mut taken = users::taken(tx, &row.names, id, now).await?;
        let can_rename = row.username_is_derived && attempt < MAX_ATTEMPTS;
        // A username that can still be replaced is no error.
        taken.username &= !can_rename;
        if taken != Taken::default() {
            return Ok(Err(taken_errors(taken, &row.names.username)));
        }
        free_username::rename(tx, &mut row.names, accounts.entropy()).await?;
        // A concurrent transaction may take the new username before this insert: then the loop tries another.
        if imports::add(tx, vec![user_record(id, &row, import_number)]).await?.contains(&id.0) {
            return Ok(Ok(()));
        }
    }
    unreachable!("the last attempt returns an error")
}

fn user_record(id: UserId, row: &NewRow, import_number: i64) -> Row {
    let user = WholeUser {
        id,
        names: row.names.clone(),
        role: row.role,
        status: row.status,
        email_verified: row.email_verified,
        password_hash: row.password_hash.clone(),
        created_at: row.created_at,
        deleted_at: None,
        last_login_at: row.last_login_at,
        import_number,
    };
    user.into()
}

/// One error for each key that is taken.
pub(super) fn taken_errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let username = taken.username.then(|| {
        let detail = format!("The username “{username}” is already used by an account or by an earlier row.");
        Problem::new("taken", detail).of("username")
    });
    let email = taken.email.then(|| {
        let detail = "This email address is already used by an account or by an earlier row.";
        Problem::new("taken", detail).of("email")
    });
    let external_id = taken.external_id.then(|| {
        let detail = "This external ID is already used by an account or by an earlier row.";
        Problem::new("taken", detail).of("external_id")
    });
    [username, email, external_id].into_iter().flatten().collect()
}
