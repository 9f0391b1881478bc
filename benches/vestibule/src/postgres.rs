//! PostgreSQL: a private server, or the one that TEST_DATABASE_URL names, and databases there that do not outlive the
//! benchmark. Its own programs talk to it.

use crate::{Result, address::Address};
use std::{
    io::{self, BufRead, BufReader},
    process::{self, Child, Command, Stdio},
    time::SystemTime,
};
use tokio::task::spawn_blocking;

/// Says where the server and its programs are, and stays until standard input ends: when this program does, however it
/// does. What interrupts this program is not for it, or the server would be gone before its databases are.
const STAY: &str = r#"trap "" INT; printf "%s\n" "$TEST_DATABASE_URL" "$PATH"; exec cat"#;
const DURABLE: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

pub struct Postgres {
    address: Address,
    /// A PATH.
    programs: String,
    _keeper: Keeper,
}

/// The script that the server belongs to.
struct Keeper(Child);

/// Dropped with this.
pub struct Database<'a> {
    server: &'a Postgres,
    name: String,
}

impl Postgres {
    pub async fn start() -> Result<Self> {
        let mut script = Command::new("scripts/with-postgres.sh");
        script.args(["--durable", "sh", "-c", STAY]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = Keeper(script.spawn()?);
        let said = keeper.0.stdout.take().ok_or("the script has no output")?;
        let lines = spawn_blocking(|| BufReader::new(said).lines().take(2).collect::<io::Result<Vec<_>>>());
        let lines: std::result::Result<[String; 2], _> = lines.await??.try_into();
        let [address, programs] = lines.map_err(|_| "no PostgreSQL to measure on; the lines above say why")?;
        let server = Self { address: Address::parse(&address)?, programs, _keeper: keeper };
        server.must_be_durable().await?;
        Ok(server)
    }

    /// One that answers before the disk has it is quicker than anyone's in earnest.
    async fn must_be_durable(&self) -> Result<()> {
        for setting in DURABLE {
            if self.ask(&self.address, &format!("SHOW {setting}")).await? == "off" {
                let mend = "turn it on, or unset TEST_DATABASE_URL to measure on a private server";
                return Err(format!("PostgreSQL does not wait for the disk ({setting} = off): {mend}").into());
            }
        }
        Ok(())
    }

    pub async fn version(&self) -> Result<String> {
        self.ask(&self.address, "SHOW server_version").await
    }

    /// An empty database.
    pub async fn create(&self, purpose: &str) -> Result<Database<'_>> {
        // Nobody is ever connected to template0, which would keep it from being copied.
        self.copy("template0", purpose).await
    }

    async fn copy(&self, original: &str, purpose: &str) -> Result<Database<'_>> {
        let now = SystemTime::UNIX_EPOCH.elapsed()?.as_millis();
        let name = format!("vestibule_bench_{now}_{}_{purpose}", process::id());
        self.ask(&self.address, &format!("CREATE DATABASE {name} TEMPLATE {original}")).await?;
        Ok(Database { server: self, name })
    }

    async fn ask(&self, database: &Address, sql: &str) -> Result<String> {
        output_of(self.psql(database, sql)?).await
    }

    fn psql(&self, database: &Address, sql: &str) -> Result<Command> {
        let options = ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--no-password", "--command", sql];
        self.program("psql", &options, database)
    }

    /// One of PostgreSQL's programs, which gets the password apart: anyone may read its arguments.
    fn program(&self, name: &str, options: &[&str], database: &Address) -> Result<Command> {
        let (shown, password) = database.apart()?;
        let mut command = Command::new(name);
        command.args(options).arg(shown).env("PATH", &self.programs).stdin(Stdio::null());
        command.envs(password.map(|password| ("PGPASSWORD", password)));
        Ok(command)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // However it ends, it is over.
        let _ = self.0.wait();
    }
}

impl Database<'_> {
    pub fn address(&self) -> Address {
        self.server.address.of(&self.name)
    }

    /// The same once more, while nobody is connected to it.
    pub async fn copy(&self, purpose: &str) -> Result<Self> {
        self.server.copy(&self.name, purpose).await
    }

    pub async fn run(&self, sql: &str) -> Result<()> {
        self.server.ask(&self.address(), sql).await.map(drop)
    }

    /// Runs pgbench on it; gives back what it says.
    pub async fn pgbench(&self, options: &[&str]) -> Result<String> {
        output_of(self.server.program("pgbench", options, &self.address())?).await
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = self.server.psql(&self.server.address, &sql).and_then(|mut psql| Ok(psql.status()?.success()));
        if !matches!(dropped, Ok(true)) {
            eprintln!("the database {} stays: drop it by hand", self.name);
        }
    }
}

/// Runs a program to its end, or until nobody waits for it any more.
async fn output_of(command: Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = tokio::process::Command::from(command).kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("{name}: {error}; Debian's package postgresql has it"))?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
