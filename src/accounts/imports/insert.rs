//! Inserts a batch of valid rows as accounts of an import.

use super::row::NewRow;
use crate::{
    accounts::{Accounts, unit_of_work::UnitOfWork, users::free_username},
    shared::{error::FieldError, fields::Problem, ids::UserId, views::Role},
    store::{
        StoreError, Tx, imports,
        tables::{Row, WholeUser},
        users::{self, Taken},
    },
};

/// Maximum number of other usernames that are tried for a derived username that is taken.
const MAX_ATTEMPTS: usize = 4;

/// The errors of invalid rows, by row number.
pub(super) type RejectedRows = Vec<(u64, Vec<FieldError>)>;

/// The result of inserting a batch.
pub(super) struct Inserted {
    /// Rows with a key that another account has taken since the row was validated.
    pub rejected: RejectedRows,
    /// The inserted accounts with the role administrator.
    pub administrators: Vec<UserId>,
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
    let (mut rejected, mut administrators) = (RejectedRows::new(), Vec::new());
    for (id, row) in rows {
        let (row_number, role) = (row.number, row.role);
        if !inserted_ids.contains(&id.0)
            && let Err(errors) = insert_under_free_username(tx, &accounts, import_number, id, row).await?
        {
            rejected.push((row_number, errors));
        } else if role == Role::Admin {
            administrators.push(id);
        }
    }
    Ok(Inserted { rejected, administrators })
}

/// Inserts a row that was skipped because a key is taken. A derived username is replaced by a free one; any other taken
/// key is an error.
async fn insert_under_free_username(
    tx: &mut Tx,
    accounts: &Accounts,
    import_number: i64,
    id: UserId,
    mut row: NewRow,
) -> Result<Result<(), Vec<FieldError>>, StoreError> {
    for attempt in 0.. {
        let mut taken = users::taken(tx, &row.names, id).await?;
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
