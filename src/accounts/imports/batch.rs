//! A batch of rows becomes accounts of an import.

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

/// How often a derived username gives way to another, when others are faster to take each one that was free.
const ATTEMPTS: usize = 4;

/// What is wrong with rows, by their numbers.
pub(super) type Bad = Vec<(u64, Vec<FieldError>)>;

/// What came of a batch of rows.
pub(super) struct Added {
    /// Rows whose names others have taken since they were read.
    pub late: Bad,
    /// Those that were added.
    pub administrators: Vec<UserId>,
}

/// Adds these accounts to an import.
pub(super) async fn add(tx: &mut UnitOfWork, number: i64, rows: Vec<NewRow>) -> Result<Added, StoreError> {
    let accounts = tx.accounts().clone();
    let new = |row| (UserId(accounts.new_id()), row);
    let rows: Vec<(UserId, NewRow)> = rows.into_iter().map(new).collect();
    let added = imports::add(tx, rows.iter().map(|(id, row)| stored(*id, row, number)).collect()).await?;
    let (mut late, mut administrators) = (Bad::new(), Vec::new());
    for (id, row) in rows {
        let (line, role) = (row.number, row.role);
        if !added.contains(&id.0)
            && let Err(errors) = add_another(tx, &accounts, number, id, row).await?
        {
            late.push((line, errors));
        } else if role == Role::Admin {
            administrators.push(id);
        }
    }
    Ok(Added { late, administrators })
}

/// Adds one whose names were not free under a username with a number, if it was derived; else says what is taken.
async fn add_another(
    tx: &mut Tx,
    accounts: &Accounts,
    number: i64,
    id: UserId,
    mut row: NewRow,
) -> Result<Result<(), Vec<FieldError>>, StoreError> {
    for attempt in 0.. {
        let mut taken = users::taken(tx, &row.names, id).await?;
        taken.username &= !(row.username_is_derived && attempt < ATTEMPTS);
        if taken != Taken::default() {
            return Ok(Err(errors(taken, &row.names.username)));
        }
        free_username::rename(tx, &mut row.names, accounts.entropy()).await?;
        if imports::add(tx, vec![stored(id, &row, number)]).await?.contains(&id.0) {
            return Ok(Ok(()));
        }
    }
    unreachable!("the attempts end with an error")
}

fn stored(id: UserId, row: &NewRow, import_number: i64) -> Row {
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

/// What is taken, as errors of the row.
pub(super) fn errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let username = taken.username.then(|| {
        let detail = format!("“{username}” is taken, by an account or by a row before this one.");
        Problem::new("taken", detail).of("username")
    });
    let email = taken.email.then(|| {
        Problem::new("taken", "This address is taken, by an account or by a row before this one.").of("email")
    });
    let external_id = taken.external_id.then(|| {
        let detail = "This external ID is taken, by an account or by a row before this one.";
        Problem::new("taken", detail).of("external_id")
    });
    [username, email, external_id].into_iter().flatten().collect()
}
