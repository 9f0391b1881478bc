//! An import in progress: validates all rows, then inserts and publishes the valid ones.

use super::{
    ImportError, ImportMode,
    groups::{self, ImportGroups},
    insert::{self, RejectedRows},
    report,
    row::{COLUMNS, NewRow},
    seen_keys::SeenKeys,
    spool::RowSpool,
};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    passwords,
    shared::{
        audit::EventKind,
        error::{AppError, FieldError},
        fields::Problem,
        ids::UserId,
        import::{ImportOutcome, ImportReport},
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

/// Rows per transaction, which takes some ten milliseconds.
const BATCH_ROWS: usize = 50;
/// Maximum number of administrators in a file. Each is an audit event in the transaction that publishes the import.
const MAX_ADMINISTRATORS: usize = 1000;
/// Rows in the sample of a preview.
const SAMPLE_ROWS: usize = 20;

pub(super) struct ImportJob {
    accounts: Accounts,
    who: Principal,
    caller: Caller,
    mode: ImportMode,
    seen_keys: SeenKeys,
    groups: ImportGroups,
    report: ImportReport,
    /// Rows with the role administrator that have been read.
    administrator_rows: usize,
    /// Administrators that have been inserted.
    administrators: Vec<UserId>,
}

impl ImportJob {
    pub(super) fn new(accounts: Accounts, who: Principal, caller: Caller, mode: ImportMode) -> Self {
        Self {
            accounts,
            who,
            caller,
            mode,
            seen_keys: SeenKeys::default(),
            groups: ImportGroups::default(),
            report: ImportReport::default(),
            administrator_rows: 0,
            administrators: Vec::new(),
        }
    }

    /// Reads the whole file, then imports the rows that the mode allows. On an error nothing is imported.
    pub(super) async fn run<P: AsRef<[u8]> + Send>(
        mut self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<ImportReport, ImportError> {
        let mut spool = match self.mode {
            ImportMode::Preview => None,
            ImportMode::AllOrNothing | ImportMode::ValidRows | ImportMode::Seed => Some(self.accounts.open_spool()?),
        };
        let creates_groups = self.mode == ImportMode::Seed;
        let groups = self.accounts.db().read(move |conn| Box::pin(ImportGroups::read(conn, creates_groups)));
        self.groups = groups.await?;
        self.read_file(file, spool.as_mut()).await?;
        // The keys are not needed after validation. Dropping them frees up to 180 MB before the inserts begin.
        self.seen_keys = SeenKeys::default();
        match spool {
            None => {}
            Some(_) if self.mode.requires_all() && self.report.bad > 0 => {
                self.report.outcome = ImportOutcome::NothingImported;
            }
            Some(spool) => self.insert_and_publish(spool).await?,
        }
        Ok(self.report)
    }

    async fn read_file<P: AsRef<[u8]> + Send>(
        &mut self,
        mut file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), ImportError> {
        let (mut reader, mut rows) = (Reader::new(COLUMNS), Vec::new());
        while let Some(chunk) = file.next().await {
            reader.push(chunk.map_err(ImportError::Upload)?.as_ref(), &mut rows)?;
            // One chunk may contain many rows, and permission is checked for each batch.
            while rows.len() >= BATCH_ROWS {
                let rest = rows.split_off(BATCH_ROWS);
                let batch = std::mem::replace(&mut rows, rest);
                self.validate_rows(batch, spool.as_deref_mut()).await?;
            }
        }
        reader.finish(&mut rows)?;
        self.validate_rows(rows, spool).await?;
        self.report.ignored_columns = reader.ignored();
        Ok(())
    }

    /// Validates rows and writes the valid ones to the spool, or to the sample of a preview.
    async fn validate_rows(
        &mut self,
        rows: Vec<tabular::Row>,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), ImportError> {
        // An upload may be slow, and the errors reveal which names are taken. Permission is therefore checked per
        // batch.
        self.accounts.recheck(&self.who, Action::GovernUsers).await?;
        let (mut parsed, mut rejected) = (Vec::with_capacity(rows.len()), RejectedRows::new());
        for row in rows {
            report::count_row(&mut self.report)?;
            let number = row.number;
            match self.parse_row(row) {
                Ok(new) => parsed.push(new),
                Err(errors) => rejected.push((number, errors)),
            }
        }
        // One read for the whole batch, without the rows that are invalid in any case.
        let taken = self.taken_keys(&parsed).await?;
        for (row, taken) in parsed.into_iter().zip(taken) {
            if taken != Taken::default() {
                rejected.push((row.number, insert::taken_errors(taken, &row.names.username)));
                continue;
            }
            self.report.good += 1;
            self.report.assumed_utc += u64::from(row.assumed_utc);
            self.groups.note(&row.names.groups);
            match &mut spool {
                Some(spool) => spool.push(&row)?,
                None if self.report.sample.len() < SAMPLE_ROWS => self.report.sample.push(row.preview()),
                None => {}
            }
        }
        // Rows with taken keys were appended after the rows that did not parse.
        rejected.sort_by_key(|(row, _)| *row);
        report::add_rejected(&mut self.report, rejected);
        Ok(())
    }

    fn parse_row(&mut self, row: tabular::Row) -> Result<NewRow, Vec<FieldError>> {
        let cells = row.cells.map_err(|problem| vec![problem.of("row")])?;
        let rights = self.accounts.username_rights(&self.who);
        let new = self.accounts.parse_row(row.number, &cells, &self.groups, rights)?;
        let refused = self.columns_denied_to_token(&new);
        if !refused.is_empty() {
            return Err(refused);
        }
        if new.role == Role::Admin {
            self.administrator_rows += 1;
            if self.administrator_rows > MAX_ADMINISTRATORS {
                let detail = format!(
                    "A file can have at most {MAX_ADMINISTRATORS} administrators. Move the others to another file."
                );
                return Err(vec![Problem::new("too_many_administrators", detail).of("role")]);
            }
        }
        Ok(new)
    }

    /// The columns of a row that need more than the permission to import. Every administrator who is signed in may use them all,
    /// so this is about API tokens: what they cannot do to one account, they cannot do by a file either.
    fn columns_denied_to_token(&self, new: &NewRow) -> Vec<FieldError> {
        let is_denied = |action| !policy::allows(&self.who, action);
        let has_password = new.password_hash != passwords::UNUSABLE;
        let columns = [
            (
                "groups",
                !new.names.groups.is_empty() && is_denied(Action::ManageGroups),
                "An API token without the scope groups:write cannot put users into groups. Leave the column out, or sign in to import.",
            ),
            (
                "role",
                new.role == Role::Admin && is_denied(Action::SetRoles),
                "An API token cannot create administrators. Leave the role out, or sign in to import.",
            ),
            (
                "password_hash",
                has_password && is_denied(Action::ImportCredentials),
                "An API token cannot set passwords. Leave password_hash out, or sign in to import.",
            ),
            (
                "email_verified",
                new.email_verified && is_denied(Action::ImportCredentials),
                "An API token cannot declare addresses confirmed. Leave email_verified out, or sign in to import.",
            ),
        ];
        let refused = columns.into_iter().filter(|(_, is_refused, _)| *is_refused);
        refused.map(|(field, _, detail)| Problem::new("token_scope", detail).of(field)).collect()
    }

    /// For each row, the keys that an account or an earlier row has.
    async fn taken_keys(&mut self, rows: &[NewRow]) -> Result<Vec<Taken>, StoreError> {
        let names: Vec<_> = rows.iter().map(|row| row.names.clone()).collect();
        // `taken` ignores the account that it is asked for. New rows have none, and this id belongs to nobody.
        let (nobody, now) = (UserId(uuid::Uuid::nil()), self.accounts.now());
        let taken_by_accounts = self.accounts.db().read(move |conn| {
            Box::pin(async move {
                let mut taken = Vec::with_capacity(names.len());
                for names in &names {
                    taken.push(users::taken(conn, names, nobody, now).await?);
                }
                Ok(taken)
            })
        });
        let taken_by_accounts = taken_by_accounts.await?;
        let taken = rows.iter().zip(taken_by_accounts).map(|(row, account)| {
            let earlier_row = self.seen_keys.insert(&row.names);
            Taken {
                // A derived username that is taken is replaced by a free one when the row is inserted.
                username: (account.username || earlier_row.username) && !row.username_is_derived,
                email: account.email || earlier_row.email,
                external_id: account.external_id || earlier_row.external_id,
            }
        });
        Ok(taken.collect())
    }

    /// Inserts the spooled rows as hidden accounts and publishes them, or withdraws them all.
    async fn insert_and_publish(&mut self, spool: RowSpool) -> Result<(), ImportError> {
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

    async fn insert_all(&mut self, number: i64, spool: RowSpool) -> Result<(), ImportError> {
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
                    return Err(ImportError::Withdrawn);
                }
                Ok(insert::insert_rows(&mut tx, number, batch).await?)
            };
            // `change` checks with every batch that the actor is still an administrator.
            let inserted = self.accounts.change(&self.who, &self.caller, Action::GovernUsers, job).await?;
            // These rows were valid when they were read.
            self.report.good -= inserted.rejected.len() as u64;
            report::add_rejected(&mut self.report, inserted.rejected);
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
    async fn publish(&self, number: i64) -> Result<bool, ImportError> {
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
                return Err(ImportError::Withdrawn);
            }
            tx.record(tx.event(EventKind::UserImport).detail(good));
            // One event covers the other accounts; only administrators have events of their own.
            for id in administrators {
                tx.record(tx.event(EventKind::UserCreate).on(id).detail(Role::Admin));
            }
            Ok(true)
        };
        self.accounts.change(&self.who, &self.caller, Action::GovernUsers, job).await
    }
}
