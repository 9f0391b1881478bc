//! Runs the binary in a temporary directory.

use crate::database::{TestDatabase, run_on};
use serde_json::Value;
use std::env::{self, VarError};
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use tokio::runtime::Builder;

/// The password of every account that `Place::create` makes.
pub const PASSWORD: &str = "kettle lantern orbit";
/// On PostgreSQL the secret must be configured: the data directory has no secret file.
const SECRET: &str = "tWb3Lr8nQzEo5Vc1Xk6Jd0YpGm9Hs2UaFi7NeRwBq4C";

/// A temporary working directory and the environment variables for the binary.
pub struct Place {
    pub directory: TempDir,
    program: OsString,
    settings: Vec<(String, String)>,
    /// Set on PostgreSQL only; the SQLite database is a file in the directory.
    database: Option<TestDatabase>,
}

/// Exit code and output of a finished run.
#[derive(Debug)]
pub struct RunOutput {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// With no settings, except a database of its own if the tests run on PostgreSQL.
    pub fn new() -> Self {
        match env::var("TEST_DATABASE_URL") {
            Err(VarError::NotPresent) => Self::on_sqlite(),
            _ => {
                let database = block_on(TestDatabase::new());
                let place = Self::on_postgres(database.url().expose());
                Self { database: Some(database), ..place }
            }
        }
    }

    /// With no settings: the database is an SQLite file, even if the tests run on PostgreSQL.
    pub fn on_sqlite() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        Self { directory, program: binary(), settings: Vec::new(), database: None }
    }

    /// Uses an existing database, which other processes may share.
    pub fn on_postgres(url: &str) -> Self {
        Self::on_sqlite().set("DATABASE_URL", url).set("VESTIBULE_SECRET", SECRET)
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs another version of the binary from now on: the one at this absolute path.
    pub fn use_program(&mut self, program: impl Into<OsString>) {
        self.program = program.into();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file can be written");
    }

    /// Everything that is stored: the files of the data directory, and on PostgreSQL every row as text. Without the folder of
    /// messages, which contain links so that someone can use them.
    pub fn stored_data(&self) -> Vec<(String, Vec<u8>)> {
        let files = std::fs::read_dir(self.path("data")).expect("a data directory");
        let files = files.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
        let read = |path: PathBuf| (path.display().to_string(), std::fs::read(path).expect("a file"));
        let rows = self.database.iter().flat_map(|database| block_on(rows(database)));
        files.map(read).chain(rows).collect()
    }

    /// Runs SQL on the database of this directory and returns the first column.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        block_on(run_on(&self.database_url(), sql)).expect("SQL that runs")
    }

    /// The URL of the database of this directory.
    pub fn database_url(&self) -> String {
        let file = format!("sqlite://{}", self.path("data/vestibule.db").display());
        self.database.as_ref().map_or(file, |database| database.url().expose().to_owned())
    }

    /// A command that runs the binary in this directory; its environment contains only the settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(self.directory.path()).env_clear().stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        // Coverage runs need the path of the profile in the environment of the child process.
        if let Some(profile) = env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", profile);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> RunOutput {
        RunOutput::from(self.command(arguments).output().expect("the binary runs"))
    }

    /// Runs the binary with `input` on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> RunOutput {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // The binary may exit without reading all of its input if it rejects it.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        RunOutput::from(child.wait_with_output().expect("the binary ends"))
    }

    /// Creates an account and returns it.
    pub fn create(&self, username: &str, more: &[&str]) -> Value {
        let email = format!("{username}@example.org");
        let mut arguments = vec!["user", "create", "--username", username, "--email", &email];
        arguments.extend(["--password-stdin", "--json"]);
        arguments.extend(more);
        self.run_with(&arguments, PASSWORD.as_bytes()).json()
    }
}

impl RunOutput {
    /// Parses the output of a successful run as JSON.
    pub fn json(self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).expect("standard output is JSON")
    }

    /// Asserts that the run failed with this code and printed only this message.
    #[track_caller]
    pub fn failed(&self, code: i32, message: &str) {
        assert_eq!((self.code, self.stderr.trim_end(), self.stdout.as_str()), (code, message, ""));
    }
}

impl From<Output> for RunOutput {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// The binary built for the tests, or the absolute path in VESTIBULE_BIN.
pub fn binary() -> OsString {
    env::var_os("VESTIBULE_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_vestibule").into())
}

async fn rows(database: &TestDatabase) -> Vec<(String, Vec<u8>)> {
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' \
                  AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)";
    let mut all = Vec::new();
    for table in database.run(tables).await {
        let rows = database.run(&format!("SELECT row::text FROM {table} AS row")).await;
        all.push((table, rows.join("\n").into_bytes()));
    }
    all
}

/// Runs a future in a synchronous test: only the database client is asynchronous.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}
