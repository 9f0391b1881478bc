//! A separate database for each test: an SQLite file, or a new database on the PostgreSQL server in TEST_DATABASE_URL.
//! `make test` runs the tests on both (scripts/with-postgres.sh).

#![allow(dead_code, reason = "each test binary uses a part of it")]

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::{
    path::Path,
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::SystemTime,
};
use tempfile::TempDir;
use vestibule::config::DatabaseUrl;

/// A database that is dropped at the end of the test.
pub struct TestDatabase {
    folder: TempDir,
    postgres: Option<Postgres>,
}

struct Postgres {
    server: String,
    name: String,
}

impl TestDatabase {
    pub async fn new() -> Self {
        let postgres = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => Some(Postgres::create(server).await),
            Err(_) => None,
        };
        Self { postgres, ..Self::sqlite() }
    }

    /// An SQLite file, even if the tests run on PostgreSQL.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), postgres: None }
    }

    pub fn url(&self) -> DatabaseUrl {
        DatabaseUrl::new(match &self.postgres {
            Some(postgres) => postgres.url(),
            None => format!("sqlite://{}", self.folder.path().join("test.db").display()),
        })
    }

    /// A temporary folder for other files of the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Runs SQL directly on the database and returns the first column of the result.
    pub async fn run(&self, sql: &str) -> Vec<String> {
        self.try_to_run(sql).await.expect("SQL that runs")
    }

    /// Like [`Self::run`], for SQL that may fail.
    pub async fn try_to_run(&self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        run_on(self.url().expose(), sql).await
    }
}

/// Runs SQL on the database at `url` and returns the first column.
pub async fn run_on(url: &str, sql: &str) -> Result<Vec<String>, sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows: Vec<(String,)> = if url.starts_with("postgres") {
        sqlx::query_as(sql).fetch_all(&mut PgConnection::connect(url).await?).await?
    } else {
        sqlx::query_as(sql).fetch_all(&mut SqliteConnection::connect(url).await?).await?
    };
    Ok(rows.into_iter().map(|(text,)| text).collect())
}

impl Postgres {
    async fn create(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_millis();
        let name = format!("vestibule_test_{now}_{}_{count}", process::id());
        let mut connection = PgConnection::connect(&server).await.expect("the server in TEST_DATABASE_URL");
        // template0 never has connections; a connection to the template would make CREATE DATABASE fail.
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        connection.execute(AssertSqlSafe(create)).await.expect("a new database");
        Self { server, name }
    }

    fn url(&self) -> String {
        let mut url = url::Url::parse(&self.server).expect("TEST_DATABASE_URL is a URL");
        url.set_path(&self.name);
        url.to_string()
    }
}

impl Drop for Postgres {
    /// Uses a separate thread, because the runtime of the test must not be blocked here.
    fn drop(&mut self) {
        let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let server = self.server.clone();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async { PgConnection::connect(&server).await?.execute(drop).await })
        });
        if let Ok(Err(error)) = dropping.join() {
            eprintln!("a test's database stays: {error}");
        }
    }
}
