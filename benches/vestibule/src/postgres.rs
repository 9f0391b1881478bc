//! PostgreSQL: a temporary server, which can have a standby and a pooler, or the one in TEST_DATABASE_URL, and temporary
//! databases on it. Statements are run with psql and pgbench.

use crate::{Result, postgres_url::PostgresUrl};
use std::{
    ffi::OsStr,
    io::{self, BufRead, BufReader},
    path::Path,
    process::{self, Child, Command, Stdio},
    time::SystemTime,
};
use tokio::task::spawn_blocking;

/// Prints the URL of the server, the PATH, and what is known of a standby and a pooler, and waits until standard input is
/// closed, which happens when this program ends for any reason. It ignores SIGINT: otherwise Ctrl-C would stop the server
/// before its databases are dropped.
const WAIT_SCRIPT: &str = r#"trap "" INT
printf "%s\n" "$TEST_DATABASE_URL" "$PATH" "${TEST_STANDBY_URL:-}"
printf "%s\n" "${TEST_POOLER_URL:-}" "${TEST_POOLER_PROTOCOL:-}" "${TEST_POOLER_VERSION:-}"
exec cat"#;
/// The settings without which commits do not wait for the disk.
const DURABLE_SETTINGS: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

pub struct Postgres {
    url: PostgresUrl,
    /// A PATH that contains psql and pgbench.
    path: String,
    _script: ScriptProcess,
}

/// A way to the databases of a server.
pub struct Route {
    /// Names any of the databases.
    url: PostgresUrl,
    /// How statements can be sent, as pgbench calls it: `prepared`, or `extended` through a pooler that prepares none.
    pub protocol: String,
}

/// What is started together with a temporary server.
pub struct Companions {
    /// Follows the server.
    pub standby: Route,
    /// PgBouncer in front of the server, in transaction mode.
    pub pooler: Route,
    pub pooler_version: String,
}

/// The process of `with-postgres.sh`, which stops the server when it ends.
struct ScriptProcess(Child);

/// A database that is dropped with this value, unless it is kept.
pub struct Database<'a> {
    server: &'a Postgres,
    name: String,
    is_kept: bool,
}

impl Postgres {
    /// `keep`: where the server keeps its data.
    pub async fn start(keep: Option<&Path>) -> Result<Self> {
        let options: Vec<&OsStr> =
            keep.into_iter().flat_map(|folder| [OsStr::new("--data"), folder.as_os_str()]).collect();
        let (server, _) = Self::start_with(&options).await?;
        Ok(server)
    }

    /// A temporary server with a standby and a pooler.
    pub async fn start_with_companions() -> Result<(Self, Companions)> {
        let (server, described) = Self::start_with(&[OsStr::new("--standby"), OsStr::new("--pooler")]).await?;
        let [standby, pooler, protocol, pooler_version] = described;
        let standby = Route { url: PostgresUrl::parse(&standby)?, ..server.route() };
        let pooler = Route { url: PostgresUrl::parse(&pooler)?, protocol };
        Ok((server, Companions { standby, pooler, pooler_version }))
    }

    /// Returns also what the script says of a standby and a pooler.
    async fn start_with(options: &[&OsStr]) -> Result<(Self, [String; 4])> {
        let mut script = Command::new("scripts/with-postgres.sh");
        script.arg("--durable").args(options).args(["sh", "-c", WAIT_SCRIPT]);
        let mut script = ScriptProcess(script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
        let output = script.0.stdout.take().ok_or("the script has no output")?;
        let lines = spawn_blocking(|| BufReader::new(output).lines().take(6).collect::<io::Result<Vec<_>>>());
        let lines: std::result::Result<[String; 6], _> = lines.await??.try_into();
        let [url, path, companions @ ..] = lines.map_err(|_| "PostgreSQL could not be started; see the lines above")?;
        let server = Self { url: PostgresUrl::parse(&url)?, path, _script: script };
        server.require_durability().await?;
        Ok((server, companions))
    }

    /// The way to the server itself.
    pub fn route(&self) -> Route {
        Route { url: self.url.clone(), protocol: "prepared".to_owned() }
    }

    /// A server that does not wait for the disk is faster than any server in production.
    async fn require_durability(&self) -> Result<()> {
        for setting in DURABLE_SETTINGS {
            if self.query(&self.url, &format!("SHOW {setting}")).await? == "off" {
                let fix = "turn it on, or unset TEST_DATABASE_URL to use a temporary server";
                return Err(format!("PostgreSQL does not wait for the disk ({setting} = off): {fix}").into());
            }
        }
        Ok(())
    }

    pub async fn version(&self) -> Result<String> {
        self.query(&self.url, "SHOW server_version").await
    }

    /// Creates an empty database.
    pub async fn create(&self, purpose: &str) -> Result<Database<'_>> {
        // A database with connections cannot be copied. template0, unlike template1, does not allow connections.
        self.copy("template0", purpose).await
    }

    /// The database with this name, which is created if there is none, and stays.
    pub async fn kept(&self, name: &str) -> Result<Database<'_>> {
        let known = self.query(&self.url, &format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).await?;
        if known.is_empty() {
            self.query(&self.url, &format!("CREATE DATABASE {name} TEMPLATE template0")).await?;
        }
        Ok(Database { server: self, name: name.to_owned(), is_kept: true })
    }

    async fn copy(&self, original: &str, purpose: &str) -> Result<Database<'_>> {
        let now = SystemTime::UNIX_EPOCH.elapsed()?.as_millis();
        let name = format!("vestibule_bench_{now}_{}_{purpose}", process::id());
        self.query(&self.url, &format!("CREATE DATABASE {name} TEMPLATE {original}")).await?;
        Ok(Database { server: self, name, is_kept: false })
    }

    async fn query(&self, database: &PostgresUrl, sql: &str) -> Result<String> {
        output_of(self.psql(database, sql)?).await
    }

    fn psql(&self, database: &PostgresUrl, sql: &str) -> Result<Command> {
        let options = ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--no-password", "--command", sql];
        self.program("psql", &options, database)
    }

    /// Prepares a program of PostgreSQL. It gets the password in its environment, because all users can read its arguments.
    fn program(&self, name: &str, options: &[impl AsRef<OsStr>], database: &PostgresUrl) -> Result<Command> {
        let (url, password) = database.without_password()?;
        let mut command = Command::new(name);
        command.args(options).arg(url).env("PATH", &self.path).stdin(Stdio::null());
        command.envs(password.map(|password| ("PGPASSWORD", password)));
        Ok(command)
    }
}

impl Drop for ScriptProcess {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Its exit status does not matter here.
        let _ = self.0.wait();
    }
}

impl Database<'_> {
    pub fn url(&self) -> PostgresUrl {
        self.server.url.with_database(&self.name)
    }

    /// The URL of the database by a way to its server or to the standby of it.
    pub fn url_by(&self, route: &Route) -> PostgresUrl {
        route.url.with_database(&self.name)
    }

    /// Copies the database. There must be no connections to it.
    pub async fn copy(&self, purpose: &str) -> Result<Self> {
        self.server.copy(&self.name, purpose).await
    }

    pub async fn run(&self, sql: &str) -> Result<()> {
        self.ask(sql).await.map(drop)
    }

    /// Runs statements, and returns what psql prints.
    pub async fn ask(&self, sql: &str) -> Result<String> {
        self.server.query(&self.url(), sql).await
    }

    /// Runs pgbench and returns its output.
    pub async fn pgbench(&self, route: &Route, options: &[String]) -> Result<String> {
        output_of(self.server.program("pgbench", options, &self.url_by(route))?).await
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = self.server.psql(&self.server.url, &sql).and_then(|mut psql| Ok(psql.status()?.success()));
        if !matches!(dropped, Ok(true)) {
            eprintln!("the database {} could not be dropped: drop it manually", self.name);
        }
    }
}

/// Runs a program to its end, or until the future is dropped.
async fn output_of(command: Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = tokio::process::Command::from(command).kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("{name}: {error}; it is in the Debian package postgresql"))?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
