//! An import under way.

use super::{
    ImportError, Wish,
    row::{COLUMNS, NewRow},
};
use crate::{
    accounts::{Accounts, event::Scribe, new_account},
    shared::{
        audit::EventKind,
        error::{AppError, FieldError},
        fields::Problem,
        ids::UserId,
        import::{ImportOutcome, ImportReport, RowError},
    },
    store::{
        Conn, StoreError, imports,
        tables::{Row, WholeUser},
        users::{self, Names, Taken},
    },
    tabular::{self, Reader},
};
use futures::{Stream, StreamExt as _};
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

/// Rows in one transaction: some twenty milliseconds of it.
const BATCH: usize = 100;
/// Errors that are told.
const MOST_ERRORS: usize = 1000;
/// Rows that are shown as they would be.
const SAMPLE: usize = 20;
/// Numbers that are tried behind a username that was derived, in their order, before any at random.
const NUMBERS: u32 = 5;
const RANDOM_NUMBERS: u32 = 20;

pub(super) struct Work {
    scribe: Scribe,
    accounts: Accounts,
    wish: Wish,
    /// Where the accounts are added; none when it is only looked whether they could be.
    number: Option<i64>,
    seen: Seen,
    report: ImportReport,
}

impl Work {
    pub(super) fn new(scribe: Scribe, accounts: Accounts, wish: Wish, number: Option<i64>) -> Self {
        Self { scribe, accounts, wish, number, seen: Seen::default(), report: ImportReport::default() }
    }

    /// Brings the file in, or leaves nothing of it.
    pub(super) async fn run<P: AsRef<[u8]> + Send>(
        mut self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<ImportReport, ImportError> {
        let done = match self.read(file).await {
            Ok(()) => self.publish().await,
            Err(error) => Err(error),
        };
        if done.is_err() {
            self.stop_adding().await?;
        }
        done.map(|()| self.report)
    }

    async fn read<P: AsRef<[u8]> + Send>(
        &mut self,
        mut file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<(), ImportError> {
        let (mut reader, mut rows) = (Reader::new(COLUMNS), Vec::new());
        while let Some(piece) = file.next().await {
            reader.push(piece.map_err(ImportError::Broken)?.as_ref(), &mut rows)?;
            while rows.len() >= BATCH {
                let rest = rows.split_off(BATCH);
                self.take(std::mem::replace(&mut rows, rest)).await?;
            }
        }
        reader.finish(&mut rows)?;
        self.take(rows).await?;
        self.report.ignored_columns = reader.ignored();
        Ok(())
    }

    /// Adds these rows, or looks whether they could be.
    async fn take(&mut self, rows: Vec<tabular::Row>) -> Result<(), ImportError> {
        let mut good = Vec::with_capacity(rows.len());
        let mut bad = Vec::new();
        for row in rows {
            self.report.rows += 1;
            let cells = row.cells.map_err(|problem| vec![problem.of("row")]);
            match cells.and_then(|cells| self.accounts.parse_row(row.number, &cells)) {
                Ok(new) => good.push(new),
                Err(errors) => bad.push((row.number, errors)),
            }
        }
        if self.wish == Wish::AllOrNothing && !bad.is_empty() {
            self.stop_adding().await?;
        }
        let count = good.len();
        let taken = match self.number {
            Some(number) => self.add(number, good).await?,
            None => self.look(good).await?,
        };
        if self.wish == Wish::AllOrNothing && !taken.is_empty() {
            self.stop_adding().await?;
        }
        self.report.good += (count - taken.len()) as u64;
        bad.extend(taken);
        bad.sort_by_key(|(row, _)| *row);
        self.note(bad);
        Ok(())
    }

    fn note(&mut self, bad: Vec<(u64, Vec<FieldError>)>) {
        self.report.bad += bad.len() as u64;
        let told = |row| move |FieldError { field, code, message }| RowError { row, field, code, message };
        let errors = bad.into_iter().flat_map(|(row, errors)| errors.into_iter().map(told(row)));
        let room = MOST_ERRORS.saturating_sub(self.report.errors.len());
        self.report.errors.extend(errors.take(room));
    }

    /// Adds accounts out of sight; answers which rows have names that are taken.
    async fn add(&self, number: i64, rows: Vec<NewRow>) -> Result<Vec<(u64, Vec<FieldError>)>, ImportError> {
        let (accounts, now) = (self.accounts.clone(), self.accounts.now());
        let job = self.accounts.db().write(move |conn| {
            Box::pin(async move {
                let known = imports::touch(conn, number, now).await?;
                Ok(if known { Some(add(conn, &accounts, number, rows).await?) } else { None })
            })
        });
        job.await?.ok_or(ImportError::TakenOut)
    }

    /// Answers which rows have names that are taken, by accounts or by rows before them.
    async fn look(&mut self, rows: Vec<NewRow>) -> Result<Vec<(u64, Vec<FieldError>)>, StoreError> {
        let keys: Vec<_> =
            rows.iter().map(|row| (row.names.username_key.clone(), row.names.email_key.clone())).collect();
        let nobody = UserId(uuid::Uuid::nil());
        let taken = self.accounts.db().read(move |conn| {
            Box::pin(async move {
                let mut taken = Vec::with_capacity(keys.len());
                for (username, email) in keys {
                    taken.push(users::taken(conn, &username, &email, nobody).await?);
                }
                Ok(taken)
            })
        });
        let mut bad = Vec::new();
        for (row, there) in rows.into_iter().zip(taken.await?) {
            let before = self.seen.take(&row.names);
            let username = (there.username || before.username) && !row.username_is_derived;
            let taken = Taken { username, email: there.email || before.email };
            if taken != Taken::default() {
                bad.push((row.number, errors(taken, &row.names.username)));
            } else if self.wish == Wish::Preview && self.report.sample.len() < SAMPLE {
                self.report.sample.push(row.told());
            }
        }
        Ok(bad)
    }

    /// Takes out what was added; from now on it is only looked whether rows could be.
    async fn stop_adding(&mut self) -> Result<(), StoreError> {
        match self.number.take() {
            Some(number) => self.accounts.withdraw(number).await.map(drop),
            None => Ok(()),
        }
    }

    async fn publish(&mut self) -> Result<(), ImportError> {
        let Some(number) = self.number else {
            let previewed = self.wish == Wish::Preview;
            self.report.outcome = if previewed { ImportOutcome::Previewed } else { ImportOutcome::NothingImported };
            return Ok(());
        };
        let now = self.accounts.now();
        let event = self.scribe.event(EventKind::UserImport).detail(self.report.good);
        let recorded = event.clone();
        let published = self.accounts.db().write(move |conn| {
            Box::pin(async move {
                let published = imports::publish(conn, number, now).await?;
                if published {
                    recorded.record(conn).await?;
                }
                Ok(published)
            })
        });
        if !published.await? {
            return Err(ImportError::TakenOut);
        }
        event.log();
        self.report.outcome = ImportOutcome::Imported;
        Ok(())
    }
}

/// Adds these accounts to an import; answers which rows have names that are taken.
async fn add(
    conn: &mut Conn<'_>,
    accounts: &Accounts,
    number: i64,
    rows: Vec<NewRow>,
) -> Result<Vec<(u64, Vec<FieldError>)>, StoreError> {
    let new = |row| (UserId(accounts.new_id()), row);
    let rows: Vec<(UserId, NewRow)> = rows.into_iter().map(new).collect();
    let added = imports::add(conn, rows.iter().map(|(id, row)| stored(*id, row, number)).collect()).await?;
    let mut bad = Vec::new();
    for (id, row) in rows.into_iter().filter(|(id, _)| !added.contains(&id.0)) {
        let line = row.number;
        if let Err(errors) = add_another(conn, accounts, number, id, row).await? {
            bad.push((line, errors));
        }
    }
    Ok(bad)
}

/// Adds one whose names were not free under a username with a number, if it was derived; else says what is taken.
async fn add_another(
    conn: &mut Conn<'_>,
    accounts: &Accounts,
    number: i64,
    id: UserId,
    mut row: NewRow,
) -> Result<Result<(), Vec<FieldError>>, StoreError> {
    let wanted = row.names.username.clone();
    let mut tried = 2;
    loop {
        let taken = users::taken(conn, &row.names.username_key, &row.names.email_key, id).await?;
        let may_be_another = row.username_is_derived && !taken.email && tried < NUMBERS + RANDOM_NUMBERS;
        let suffix = if tried < NUMBERS { tried } else { u32::from_be_bytes(accounts.entropy().bytes()) % 1_000_000 };
        let another = may_be_another.then(|| new_account::numbered(&wanted, suffix)).flatten();
        let Some(another) = another else {
            return Ok(Err(errors(taken, &row.names.username)));
        };
        new_account::rename(&mut row.names, another);
        if imports::add(conn, vec![stored(id, &row, number)]).await?.contains(&id.0) {
            return Ok(Ok(()));
        }
        tried += 1;
    }
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

/// What is taken, told to whoever brings in a file.
fn errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let username = taken.username.then(|| {
        let mend = format!("“{username}” is taken, by an account or by a row before this one.");
        Problem::new("taken", mend).of("username")
    });
    let email = taken.email.then(|| {
        Problem::new("taken", "This address is taken, by an account or by a row before this one.").of("email")
    });
    username.into_iter().chain(email).collect()
}

/// The names of the rows so far, as numbers: some 20 bytes for each, and two that differ are the same once in a million
/// files of a million rows.
#[derive(Default)]
struct Seen {
    state: RandomState,
    names: HashSet<u64>,
}

impl Seen {
    /// Remembers these names; answers which were there before.
    fn take(&mut self, names: &Names) -> Taken {
        // A username holds no `@`, so it is nobody's address.
        let mut is_known = |key: &str| !self.names.insert(self.state.hash_one(key));
        Taken { username: is_known(&names.username_key), email: is_known(&names.email_key) }
    }
}
