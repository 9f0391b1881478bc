//! A database of its own on one of the engines, and the binary on it.

use crate::{
    Result, engines,
    options::Engine,
    accounts::Account,
    postgres::{Database, Postgres},
    progress,
    server::{self, Subject},
};
use std::{
    process::Stdio,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub struct Installation<'a> {
    pub engine: Engine,
    pub subject: Subject,
    /// As a command is told it.
    url: String,
    _database: Option<Database<'a>>,
    _folder: TempDir,
}

impl<'a> Installation<'a> {
    /// On the server that is given, else on SQLite. Empty.
    pub async fn build(postgres: Option<&'a Postgres>) -> Result<Self> {
        let folder = server::temporary_folder()?;
        let subject = Subject::new(folder.path())?;
        let Some(postgres) = postgres else {
            let url = "sqlite://vestibule.db".to_owned();
            let subject = subject.with("DATABASE_URL", &url);
            return Ok(Self { engine: Engine::Sqlite, subject, url, _database: None, _folder: folder });
        };
        let database = postgres.create("directory").await?;
        let (url, password) = database.address().without_password()?;
        let mut subject =
            subject.with("DATABASE_URL", database.address().expose()).with("VESTIBULE_SECRET", &engines::secret()?);
        if let Some(password) = password {
            subject = subject.with("PGPASSWORD", &password);
        }
        Ok(Self { engine: Engine::Postgres, subject, url, _database: Some(database), _folder: folder })
    }

    /// Makes accounts up, and tells how long that took.
    pub async fn seed(&self, users: u64) -> Result<Duration> {
        progress(&format!("{users} made-up accounts on {}", self.engine.name()));
        let started = Instant::now();
        let arguments = ["seed", "--users", &users.to_string(), "--database", &self.url];
        self.subject.run(&arguments, Stdio::null()).await?;
        Ok(started.elapsed())
    }

    /// So many administrators.
    pub async fn appoint(&self, count: usize) -> Result<Vec<Account>> {
        Account::appoint(&self.subject, count).await
    }
}
