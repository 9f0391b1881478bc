//! An import under way.

use super::{
    ImportError, ImportMode,
    batch::{self, Bad},
    row::{COLUMNS, NewRow},
    seen::Seen,
    spool::Spool,
};
use crate::{
    accounts::{Accounts, Caller, Principal, policy::Action, unit_of_work::UnitOfWork},
    shared::{
        audit::EventKind,
        error::{AppError, FieldError},
        fields::Problem,
        ids::UserId,
        import::{ImportOutcome, ImportReport, RowError},
        views::Role,
    },
    store::{
        StoreError, imports,
        users::{self, Taken},
    },
    tabular::{self, Reader},
};
use futures::{Stream, StreamExt as _};
use std::time::Instant;
use tokio::time::sleep;

/// Rows in one transaction: some ten milliseconds of it.
const BATCH: usize = 50;
/// Errors that are told.
const MOST_ERRORS: usize = 1000;
/// Rows of a file. Some 60 bytes of each are in memory until all have been read.
const MOST_ROWS: u64 = 3_000_000;
/// Administrators in a file: each is an event of the audit trail, in the transaction that publishes the import.
const MOST_ADMINISTRATORS: usize = 1000;
/// Rows that are shown as they would be.
const SAMPLE: usize = 20;

pub(super) struct Work {
    accounts: Accounts,
    who: Principal,
    caller: Caller,
    mode: ImportMode,
    seen: Seen,
    report: ImportReport,
    /// Rows so far whose role is administrator.
    administrator_rows: usize,
    /// The administrators that have been added.
    administrators: Vec<UserId>,
}

impl Work {
    pub(super) fn new(accounts: Accounts, who: Principal, caller: Caller, mode: ImportMode) -> Self {
        Self {
            accounts,
            who,
            caller,
            mode,
            seen: Seen::default(),
            report: ImportReport::default(),
            administrator_rows: 0,
            administrators: Vec::new(),
        }
    }

    /// Reads the file to its end, and brings in what was wished for, or leaves nothing of it.
    pub(super) async fn run<P: AsRef<[u8]> + Send>(
        mut self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<ImportReport, ImportError> {
        let mut spool = match self.mode {
            ImportMode::Preview => None,
            ImportMode::AllOrNothing | ImportMode::ValidRows => Some(self.accounts.spool()?),
        };
        self.read(file, spool.as_mut()).await?;
        // Names are not met again, and there may be two millions of them.
        self.seen = Seen::default();
        match spool {
            None => {}
            Some(_) if self.mode == ImportMode::AllOrNothing && self.report.bad > 0 => {
                self.report.outcome = ImportOutcome::NothingImported;
            }
            Some(spool) => self.bring_in(spool).await?,
        }
        Ok(self.report)
    }

    async fn read<P: AsRef<[u8]> + Send>(
        &mut self,
        mut file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
        mut spool: Option<&mut Spool>,
    ) -> Result<(), ImportError> {
        let (mut reader, mut rows) = (Reader::new(COLUMNS), Vec::new());
        while let Some(piece) = file.next().await {
            reader.push(piece.map_err(ImportError::Broken)?.as_ref(), &mut rows)?;
            while rows.len() >= BATCH {
                let rest = rows.split_off(BATCH);
                self.judge(std::mem::replace(&mut rows, rest), spool.as_deref_mut()).await?;
            }
        }
        reader.finish(&mut rows)?;
        self.judge(rows, spool).await?;
        self.report.ignored_columns = reader.ignored();
        Ok(())
    }

    /// Judges rows, and sets those aside that can be taken. An upload may be slow, and what comes of judging says which names
    /// are taken: so each time it is asked again whether the administrator still is one.
    async fn judge(&mut self, rows: Vec<tabular::Row>, mut spool: Option<&mut Spool>) -> Result<(), ImportError> {
        self.accounts.recheck(&self.who, Action::GovernUsers).await?;
        let (mut good, mut bad) = (Vec::with_capacity(rows.len()), Bad::new());
        for row in rows {
            self.report.rows += 1;
            if self.report.rows > MOST_ROWS {
                return Err(ImportError::TooLarge);
            }
            let cells = row.cells.map_err(|problem| vec![problem.of("row")]);
            let new = cells.and_then(|cells| self.accounts.parse_row(row.number, &cells));
            match new.and_then(|new| self.admit_role(new)) {
                Ok(new) => good.push(new),
                Err(errors) => bad.push((row.number, errors)),
            }
        }
        let taken = self.taken(&good).await?;
        for (row, taken) in good.into_iter().zip(taken) {
            if taken != Taken::default() {
                bad.push((row.number, batch::errors(taken, &row.names.username)));
                continue;
            }
            self.report.good += 1;
            self.report.assumed_utc += u64::from(row.assumed_utc);
            match &mut spool {
                Some(spool) => spool.push(&row)?,
                None if self.report.sample.len() < SAMPLE => self.report.sample.push(row.preview()),
                None => {}
            }
        }
        bad.sort_by_key(|(row, _)| *row);
        self.note(bad);
        Ok(())
    }

    /// Refuses an administrator too many.
    fn admit_role(&mut self, row: NewRow) -> Result<NewRow, Vec<FieldError>> {
        self.administrator_rows += usize::from(row.role == Role::Admin);
        if row.role == Role::Admin && self.administrator_rows > MOST_ADMINISTRATORS {
            let problem = format!("A file may bring at most {MOST_ADMINISTRATORS} administrators.");
            return Err(vec![Problem::new("too_many_administrators", problem).of("role")]);
        }
        Ok(row)
    }

    fn note(&mut self, bad: Bad) {
        self.report.bad += bad.len() as u64;
        let told = |row| move |FieldError { field, code, message }| RowError { row, field, code, message };
        let mut errors = bad.into_iter().flat_map(|(row, errors)| errors.into_iter().map(told(row)));
        let room = MOST_ERRORS.saturating_sub(self.report.errors.len());
        self.report.errors.extend(errors.by_ref().take(room));
        self.report.errors_left_out += errors.count() as u64;
    }

    /// Which names of these rows are taken, by accounts or by rows before them.
    async fn taken(&mut self, rows: &[NewRow]) -> Result<Vec<Taken>, StoreError> {
        let names: Vec<_> = rows.iter().map(|row| row.names.clone()).collect();
        let nobody = UserId(uuid::Uuid::nil());
        let there = self.accounts.db().read(move |conn| {
            Box::pin(async move {
                let mut there = Vec::with_capacity(names.len());
                for names in &names {
                    there.push(users::taken(conn, names, nobody).await?);
                }
                Ok(there)
            })
        });
        let there = there.await?;
        let taken = rows.iter().zip(there).map(|(row, there)| {
            let before = self.seen.take(&row.names);
            // One that was derived gives way to another.
            let username = (there.username || before.username) && !row.username_is_derived;
            let (email, external_id) = (there.email || before.email, there.external_id || before.external_id);
            Taken { username, email, external_id }
        });
        Ok(taken.collect())
    }

    /// Adds what was set aside, and publishes it.
    async fn bring_in(&mut self, spool: Spool) -> Result<(), ImportError> {
        let number = self.accounts.begin_import(spool.len()).await?;
        let done = match self.add_all(number, spool).await {
            Ok(()) => self.publish(number).await,
            Err(error) => Err(error),
        };
        if !matches!(done, Ok(true)) {
            self.accounts.withdraw(number).await?;
        }
        let imported = done?;
        self.report.outcome = if imported { ImportOutcome::Imported } else { ImportOutcome::NothingImported };
        Ok(())
    }

    async fn add_all(&mut self, number: i64, spool: Spool) -> Result<(), ImportError> {
        let mut sorted = spool.sorted()?;
        loop {
            let rows = sorted.next(BATCH)?;
            if rows.is_empty() {
                return Ok(());
            }
            let start = Instant::now();
            let job = async move |mut tx: UnitOfWork| {
                let (count, now) = (i64::try_from(rows.len()).unwrap_or(i64::MAX), tx.now());
                if !imports::touch(&mut tx, number, now, count).await? {
                    return Err(ImportError::TakenOut);
                }
                Ok(batch::add(&mut tx, number, rows).await?)
            };
            // Names that were free a moment ago. Every batch asks again whether the administrator still is one.
            let added = self.accounts.change(&self.who, &self.caller, Action::GovernUsers, job).await?;
            self.report.good -= added.late.len() as u64;
            self.note(added.late);
            self.administrators.extend(added.administrators);
            if self.accounts.db().writes_side_by_side() {
                // Others get as much of the database's time as this. On SQLite they have had their turn by now.
                sleep(start.elapsed()).await;
            }
        }
    }

    /// Shows everyone what was added, unless it was all or nothing, and some were late.
    async fn publish(&self, number: i64) -> Result<bool, ImportError> {
        if self.mode == ImportMode::AllOrNothing && self.report.bad > 0 {
            return Ok(false);
        }
        let (good, administrators) = (self.report.good, self.administrators.clone());
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if !imports::publish(&mut tx, number, now).await? {
                return Err(ImportError::TakenOut);
            }
            tx.record(tx.event(EventKind::UserImport).detail(good));
            for id in administrators {
                tx.record(tx.event(EventKind::UserCreate).on(id).detail(Role::Admin));
            }
            Ok(true)
        };
        self.accounts.change(&self.who, &self.caller, Action::GovernUsers, job).await
    }
}
