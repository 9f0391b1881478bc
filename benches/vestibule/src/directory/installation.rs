//! An installation of Vestibule with its own database on one of the engines.

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
    process::Stdio,
    time::{Duration, Instant},
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
    _database: Option<Database<'a>>,
    _folder: TempDir,
}

impl<'a> Installation<'a> {
    /// Creates an empty installation on the given PostgreSQL server, or on SQLite.
    pub async fn create(postgres: Option<&'a Postgres>) -> Result<Self> {
        let folder = server::temporary_folder()?;
        let subject = Subject::new(folder.path())?;
        let Some(postgres) = postgres else {
            let url = "sqlite://vestibule.db".to_owned();
            let subject = subject.with("DATABASE_URL", &url);
            return Ok(Self { engine: Engine::Sqlite, subject, url, _database: None, _folder: folder });
        };
        let database = postgres.create("directory").await?;
        let (url, password) = database.url().without_password()?;
        let mut subject =
            subject.with("DATABASE_URL", database.url().expose()).with("VESTIBULE_SECRET", &engines::secret()?);
        if let Some(password) = password {
            subject = subject.with("PGPASSWORD", &password);
        }
        Ok(Self { engine: Engine::Postgres, subject, url, _database: Some(database), _folder: folder })
    }

    /// Defines ten fields, of which the seeded accounts have values.
    pub async fn define_fields(&self) -> Result<()> {
        for field in FIELDS {
            let arguments: Vec<&str> = ["field", "create"].into_iter().chain(field.split(' ')).collect();
            self.subject.run(&arguments, Stdio::null()).await?;
        }
        Ok(())
    }

    /// Seeds accounts, and returns how long it took.
    pub async fn seed(&self, users: u64) -> Result<Duration> {
        progress(&format!("seeding {users} accounts on {}", self.engine.name()));
        let started = Instant::now();
        let arguments = ["seed", "--users", &users.to_string(), "--database", &self.url];
        self.subject.run(&arguments, Stdio::null()).await?;
        Ok(started.elapsed())
    }

    pub async fn create_admins(&self, count: usize) -> Result<Vec<Account>> {
        Account::create_admins(&self.subject, count).await
    }
}
