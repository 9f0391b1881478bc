//! A separate database for each test: an SQLite file, or a new database on the PostgreSQL server in TEST_DATABASE_URL.
//! `make test` runs the tests on both (scripts/with-postgres.sh).

#![allow(dead_code, reason = "each test binary uses a part of it")]

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, SqliteConnection, SqlitePool};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use vestibule::config::DatabaseUrl;
use vestibule::store::Db;

/// A database that is dropped at the end of the test.
pub struct TestDatabase {
    folder: TempDir,
    postgres: Option<Postgres>,
    is_migrated: bool,
}

struct Postgres {
    server: String,
    name: String,
}

impl TestDatabase {
    /// An empty database.
    pub async fn new() -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            // template0 never has connections; a connection to the template would make CREATE DATABASE fail.
            Ok(server) => Self::on(Postgres::create(&mut connect(&server).await, server, "template0").await),
            Err(_) => Self::sqlite(),
        }
    }

    /// A database with all migrations applied: a copy of a template, because applying them takes longer than most tests.
    pub async fn migrated() -> Self {
        let copy = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => {
                let mut connection = connect(&server).await;
                let template = migrated_template(&mut connection, &server).await;
                Self::on(Postgres::create(&mut connection, server, &template).await)
            }
            Err(_) => {
                let empty = Self::sqlite();
                std::fs::copy(migrated_file().await, empty.file()).expect("a copy of the template");
                empty
            }
        };
        Self { is_migrated: true, ..copy }
    }

    fn on(postgres: Postgres) -> Self {
        Self { postgres: Some(postgres), ..Self::sqlite() }
    }

    /// An empty SQLite file, even if the tests run on PostgreSQL.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), postgres: None, is_migrated: false }
    }

    pub fn url(&self) -> DatabaseUrl {
        DatabaseUrl::new(match &self.postgres {
            Some(postgres) => postgres.url(),
            None => sqlite_url(&self.file()),
        })
    }

    /// A connection on which no commit waits for the disk. None on PostgreSQL, where the server decides that.
    pub async fn ephemeral(&self) -> Option<Db> {
        match self.postgres {
            Some(_) => None,
            None => Some(Db::connect_ephemeral(&self.file()).await.expect("a database")),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// A temporary folder for other files of the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Whether it was created with all migrations applied.
    pub fn is_migrated(&self) -> bool {
        self.is_migrated
    }

    /// Runs SQL directly on the database and returns the first column of the result.
    pub async fn run(&self, sql: &str) -> Vec<String> {
        self.try_to_run(sql).await.expect("SQL that runs")
    }

    /// Like [`Self::run`], for SQL that may fail.
    pub async fn try_to_run(&self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        run_on(self.url().expose(), sql).await
    }

    /// Connections that stay open, for a test that reads often.
    pub async fn reader(&self) -> Reader {
        let url = self.url();
        if self.is_postgres() {
            Reader::Postgres(PgPool::connect(url.expose()).await.expect("a connection"))
        } else {
            Reader::Sqlite(SqlitePool::connect(url.expose()).await.expect("a connection"))
        }
    }

    /// Runs `sql` after each row of an event, such as `UPDATE OF done ON imports`, in its transaction.
    pub async fn after(&self, event: &str, sql: &str) {
        let body = if self.is_postgres() {
            let body = format!("BEGIN {sql}; RETURN NULL; END");
            self.run(&format!("CREATE FUNCTION midway() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
            "FOR EACH ROW EXECUTE FUNCTION midway()".to_owned()
        } else {
            format!("BEGIN {sql}; END")
        };
        self.run(&format!("CREATE TRIGGER midway AFTER {event} {body}")).await;
    }

    /// Makes an event, such as `INSERT ON users`, fail for each row for which `condition` holds.
    pub async fn refuse(&self, event: &str, condition: &str) {
        let body = if self.is_postgres() {
            let body = format!("BEGIN IF {condition} THEN RAISE 'refused'; END IF; RETURN COALESCE(NEW, OLD); END");
            self.run(&format!("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
            "FOR EACH ROW EXECUTE FUNCTION refuse()".to_owned()
        } else {
            format!("WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END")
        };
        self.run(&format!("CREATE TRIGGER refuse BEFORE {event} {body}")).await;
    }

    /// Ends what [`Self::refuse`] has begun.
    pub async fn accept(&self, table: &str) {
        let on_table = if self.is_postgres() { format!(" ON {table}") } else { String::new() };
        self.run(&format!("DROP TRIGGER refuse{on_table}")).await;
    }
}

/// Runs SQL on the database at `url` and returns the first column.
pub async fn run_on(url: &str, sql: &str) -> Result<Vec<String>, sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows: Vec<(String,)> = if url.starts_with("postgres") {
        sqlx::query_as(sql).fetch_all(&mut PgConnection::connect(url).await?).await?
    } else {
        // Longer than by default: on a busy machine another writer may be paused for seconds.
        let options = url.parse::<SqliteConnectOptions>()?.busy_timeout(Duration::from_secs(60));
        sqlx::query_as(sql).fetch_all(&mut SqliteConnection::connect_with(&options).await?).await?
    };
    Ok(rows.into_iter().map(|(text,)| text).collect())
}

/// Reads a database again and again.
pub enum Reader {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Reader {
    /// The first column of the rows that `sql` selects with this text as `$1`.
    pub async fn read(&self, sql: &str, text: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let rows = match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).bind(text).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(sql).bind(text).fetch_all(pool).await,
        };
        rows.expect("rows")
    }
}

impl Postgres {
    async fn create(connection: &mut PgConnection, server: String, template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_millis();
        let name = format!("vestibule_test_{now}_{}_{count}", process::id());
        // The default strategy writes the copy to the WAL as well, which takes twice the processor time.
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        connection.execute(AssertSqlSafe(create)).await.expect("a new database");
        Self { server, name }
    }

    fn url(&self) -> String {
        url_on(&self.server, &self.name)
    }
}

async fn connect(server: &str) -> PgConnection {
    PgConnection::connect(server).await.expect("the server in TEST_DATABASE_URL")
}

fn url_on(server: &str, database: &str) -> String {
    let mut url = url::Url::parse(server).expect("TEST_DATABASE_URL is a URL");
    url.set_path(database);
    url.to_string()
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// An SQLite file with all migrations applied, which the first test that needs it creates.
async fn migrated_file() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("migrated-{:016x}.db", hash_of_migrations("sqlite")));
    if !file.exists() {
        // Gets its name when it is complete. Several tests may do this at once; the last file stays.
        let unfinished = tempfile::tempdir_in(folder).expect("a temporary folder");
        let [new, complete] = ["new.db", "complete.db"].map(|name| unfinished.path().join(name));
        migrate(&sqlite_url(&new)).await;
        // `new` may still be incomplete without its WAL: migrations use connections that `Db::close` does not wait for.
        run_on(&sqlite_url(&new), &format!("VACUUM INTO '{}'", complete.display())).await.expect("a complete template");
        std::fs::rename(complete, &file).expect("a complete template");
    }
    file
}

async fn migrate(url: &str) {
    let db = Db::connect(url).await.expect("the new database");
    db.migrations().up(None).await.expect("migrations");
    db.close().await;
}

/// The name of a database with all migrations applied, which the first test that needs it creates. It stays on the server.
async fn migrated_template(connection: &mut PgConnection, server: &str) -> String {
    let name = format!("vestibule_migrated_{:016x}", hash_of_migrations("postgres"));
    if !exists(connection, &name).await {
        // The number only has to be the same in all tests.
        connection.execute("SELECT pg_advisory_lock(2026)").await.expect("an advisory lock");
        if !exists(connection, &name).await {
            // Gets its name when it is complete, so that a test that is killed here leaves no unfinished template.
            let unfinished = format!("{name}_unfinished");
            for sql in ["DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE template0"] {
                let sql = sql.replace("{}", &unfinished);
                connection.execute(AssertSqlSafe(sql)).await.expect("a new database");
            }
            migrate(&url_on(server, &unfinished)).await;
            let rename = format!("ALTER DATABASE {unfinished} RENAME TO {name}");
            connection.execute(AssertSqlSafe(rename)).await.expect("a complete template");
        }
        connection.execute("SELECT pg_advisory_unlock(2026)").await.expect("an advisory lock that is released");
    }
    name
}

async fn exists(connection: &mut PgConnection, database: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)";
    sqlx::query_scalar(sql).bind(database).fetch_one(connection).await.expect("a list of databases")
}

/// Part of the name of a template, so that an old one is never used after a change of the migrations.
fn hash_of_migrations(engine: &str) -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let files = std::fs::read_dir(folder).expect("the migrations");
    let mut files: Vec<_> = files.map(|file| file.expect("a migration").path()).collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        std::fs::read(file).expect("a migration").hash(&mut hasher);
    }
    hasher.finish()
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
