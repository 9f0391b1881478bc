//! An installation of Vestibule with its own database on one of the engines.

use super::kept::Progress;
use crate::{
    Result,
    accounts::Account,
    engines,
    options::Engine,
    postgres::{Database, Postgres},
    progress,
    server::{self, Subject},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Instant,
};
use tempfile::TempDir;

/// The names of the fields, with their options.
const FIELDS: [&str; 10] = [
    "department --kind choice --choice sales --choice it --choice press --choice legal --choice board --filterable true --column true",
    "customer_number --unique true --filterable true",
    "plan --kind choice --choice free --choice pro --filterable true",
    "birthday --kind date --filterable true",
    "newsletter --kind yes-no --filterable true",
    "size --kind number --filterable true",
    "topics --kind choices --choice a --choice b --choice c --choice d --filterable true",
    "website --kind url",
    "phone --kind phone --filterable true",
    "country --kind country --filterable true --column true",
];

pub struct Installation<'a> {
    pub engine: Engine,
    pub subject: Subject,
    /// The argument `--database` of commands.
    url: String,
    /// What has been made up in it.
    pub progress: Progress,
    database: Option<Database<'a>>,
    _folder: Option<TempDir>,
}

impl<'a> Installation<'a> {
    /// Creates an empty installation on the given PostgreSQL server, or on SQLite. `keep`: the folder in which it stays, and may be already.
    pub async fn create(postgres: Option<&'a Postgres>, keep: Option<&Path>) -> Result<Self> {
        let engine = if postgres.is_some() { Engine::Postgres } else { Engine::Sqlite };
        let progress = Progress::of(keep, engine)?;
        let temporary = if keep.is_none() { Some(server::temporary_folder()?) } else { None };
        let folder = match (keep, &temporary) {
            (Some(keep), _) => kept_folder(keep, engine)?,
            (None, Some(temporary)) => temporary.path().to_owned(),
            (None, None) => return Err("there is no folder".into()),
        };
        let subject = Subject::new(&folder)?;
        let Some(postgres) = postgres else {
            let url = "sqlite://vestibule.db".to_owned();
            let subject = subject.with("DATABASE_URL", &url);
            return Ok(Self { engine, subject, url, progress, database: None, _folder: temporary });
        };
        let database = match keep {
            Some(_) => postgres.kept("vestibule_bench_kept").await?,
            None => postgres.create("directory").await?,
        };
        let (url, password) = database.url().without_password()?;
        let mut subject =
            subject.with("DATABASE_URL", database.url().expose()).with("VESTIBULE_SECRET", &secret_in(&folder)?);
        if let Some(password) = password {
            subject = subject.with("PGPASSWORD", &password);
        }
        Ok(Self { engine, subject, url, progress, database: Some(database), _folder: temporary })
    }

    /// The database of an installation on PostgreSQL.
    pub fn database(&self) -> Result<&Database<'a>> {
        Ok(self.database.as_ref().ok_or("this needs PostgreSQL")?)
    }

    /// Defines ten fields, of which the seeded accounts have values.
    async fn define_fields(&mut self) -> Result<()> {
        for field in FIELDS.iter().skip(self.progress.done.fields) {
            let arguments: Vec<&str> = ["field", "create"].into_iter().chain(field.split(' ')).collect();
            self.subject.run(&arguments, Stdio::null()).await?;
            self.progress.done.fields += 1;
            self.progress.save()?;
        }
        Ok(())
    }

    /// Seeds accounts, unless they are there, and returns how many seconds it took.
    pub async fn seed(&mut self, users: u64, with_fields: bool) -> Result<f64> {
        if let Some((kept, seconds)) = self.progress.done.seeded {
            if kept == users && (self.progress.done.fields > 0) == with_fields {
                return Ok(seconds);
            }
            let way_on = "ask for as many, with the same options, or name another folder";
            return Err(format!("{kept} accounts are kept: {way_on}").into());
        }
        if with_fields {
            self.define_fields().await?;
        }
        progress(&format!("seeding {users} accounts on {}", self.engine.name()));
        let started = Instant::now();
        let arguments = ["seed", "--users", &users.to_string(), "--database", &self.url];
        self.subject.run(&arguments, Stdio::null()).await?;
        let seconds = started.elapsed().as_secs_f64();
        self.progress.done.seeded = Some((users, seconds));
        self.progress.save()?;
        Ok(seconds)
    }

    /// The administrators. Those that are missing are created.
    pub async fn create_admins(&mut self, count: usize) -> Result<Vec<Account>> {
        for number in self.progress.done.administrators..count {
            Account::numbered(number).create_admin(&self.subject).await?;
            self.progress.done.administrators = number + 1;
            self.progress.save()?;
        }
        Ok((0..count).map(Account::numbered).collect())
    }
}

fn kept_folder(keep: &Path, engine: Engine) -> Result<PathBuf> {
    let folder = keep.join(engine.name().to_lowercase());
    fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}

/// The secret of an installation, which is created with it.
fn secret_in(folder: &Path) -> Result<String> {
    let file = folder.join("secret");
    if !file.exists() {
        fs::write(&file, engines::secret()?)?;
    }
    Ok(fs::read_to_string(file)?)
}
