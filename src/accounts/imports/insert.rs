//! Inserts the valid rows as hidden accounts, batch by batch, and publishes them.

use super::{
    ImportMode, groups,
    job::{BATCH_ROWS, ImportJob, add_rejected},
    refused,
    row::NewRow,
    spool::RowSpool,
};
use crate::{
    accounts::{Accounts, policy::Action, unit_of_work::UnitOfWork, users::number_username},
    passwords,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::Problem,
        ids::UserId,
        import::ImportOutcome,
        timestamp::Timestamp,
        views::{Role, Status},
    },
    store::{
        StoreError, Tx,
        imports::{self, WholeUser},
        tables::Row,
        users::{self, Taken},
    },
};
use std::{collections::HashSet, time::Instant};
use tokio::time::sleep;
use uuid::Uuid;

/// Maximum number of other usernames that are tried for a derived username that is taken.
const MAX_ATTEMPTS: usize = 4;
const EMAIL_TAKEN: Taken = Taken { username: false, email: true, external_id: false };

/// The errors of invalid rows, by row number.
pub(super) type RejectedRows = Vec<(u64, Vec<FieldError>)>;

/// The result of inserting a batch.
struct Inserted {
    /// Rows with a key that another account has taken since the row was validated.
    rejected: RejectedRows,
    /// The inserted accounts with the role administrator.
    administrators: Vec<UserId>,
    /// How many of the inserted accounts are active and have no password.
    without_password: u64,
}

impl ImportJob {
    /// Inserts the spooled rows as hidden accounts and publishes them, or withdraws them all.
    pub(super) async fn insert_and_publish(&mut self, spool: RowSpool) -> Result<(), AppError> {
        let number = self.accounts.begin_import(spool.len()).await?;
        // The error is not returned yet, because the hidden accounts have to be removed first.
        let published = match self.insert_all(number, spool).await {
            Ok(()) => self.publish(number).await,
            Err(error) => Err(error),
        };
        if !matches!(published, Ok(true)) {
            // Without a time, because this process knows that the import has failed.
            self.accounts.withdraw(number, None).await?;
        }
        if published? {
            self.report.outcome = ImportOutcome::Imported;
            self.report.import = Some(number);
        } else {
            self.report.outcome = ImportOutcome::NothingImported;
            self.report.without_password = 0;
        }
        Ok(())
    }

    async fn insert_all(&mut self, number: i64, spool: RowSpool) -> Result<(), AppError> {
        let mut rows = spool.into_sorted()?;
        loop {
            let batch = rows.next_batch(BATCH_ROWS)?;
            if batch.is_empty() {
                return Ok(());
            }
            let start = Instant::now();
            let job = async move |mut tx: UnitOfWork| {
                let (count, now) = (i64::try_from(batch.len()).unwrap_or(i64::MAX), tx.now());
                // Returns false if another process has withdrawn this import as abandoned.
                if !imports::touch(&mut tx, number, now, count).await? {
                    return Err(withdrawn());
                }
                Ok(insert_rows(&mut tx, number, batch).await?)
            };
            // `change` checks with every batch that the actor is still an administrator.
            let inserted = self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused)?;
            // These rows were valid when they were read.
            self.report.good -= inserted.rejected.len() as u64;
            add_rejected(&mut self.report, inserted.rejected);
            self.administrators.extend(inserted.administrators);
            self.report.without_password += inserted.without_password;
            if self.accounts.db().has_concurrent_writers() {
                // Leaves half of the database's time to other writers. On SQLite writers queue, so they have had their
                // turn.
                sleep(start.elapsed()).await;
            }
        }
    }

    /// Makes the inserted accounts visible and returns true; does nothing if all rows are required and some were
    /// rejected.
    async fn publish(&self, number: i64) -> Result<bool, AppError> {
        if self.mode.requires_all() && self.report.bad > 0 {
            return Ok(false);
        }
        let (good, administrators) = (self.report.good, self.administrators.clone());
        let (used_groups, creates_groups) = (self.groups.used(), self.mode == ImportMode::Seed);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if creates_groups {
                groups::create_missing(&mut tx, &used_groups).await?;
            } else {
                groups::ensure_existing(&mut tx, &used_groups).await?;
            }
            if !imports::publish(&mut tx, number, now).await? {
                return Err(withdrawn());
            }
            tx.record(tx.event(EventKind::UserImport).detail(good));
            // One event covers the other accounts; only administrators have events of their own.
            for id in administrators {
                tx.record(tx.event(EventKind::UserCreate).on(id).detail(Role::Admin));
            }
            Ok(true)
        };
        self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused)
    }
}

/// Another process has considered this import abandoned and withdrawn it.
fn withdrawn() -> AppError {
    AppError::new(ErrorCode::ImportRunning, "The import stalled for too long and was undone. Import the file again.")
}

async fn insert_rows(tx: &mut UnitOfWork, import_number: i64, rows: Vec<NewRow>) -> Result<Inserted, StoreError> {
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
        number_username(tx, &mut row.names, accounts.entropy()).await?;
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
