//! Runs the binary.

use serde_json::Value;
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// A directory to run the binary in, and the settings to run it with.
pub struct Place {
    pub directory: TempDir,
    settings: Vec<(String, String)>,
}

/// What a run left: exit code and output.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        Self { directory: TempDir::new().expect("a temporary directory"), settings: Vec::new() }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file can be written");
    }

    /// The binary with these arguments, in this directory, and nothing in its environment but the settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.args(arguments).current_dir(self.directory.path()).env_clear().stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        // Where coverage is measured, the binary must be told where to write it.
        if let Some(profile) = std::env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", profile);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the binary runs"))
    }

    /// Runs with `input` on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // It may end without having read everything, when it refuses.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        Ran::from(child.wait_with_output().expect("the binary ends"))
    }

    /// Makes an account, and gives it back.
    pub fn create(&self, username: &str, more: &[&str]) -> Value {
        let email = format!("{username}@example.org");
        let mut arguments = vec!["user", "create", "--username", username, "--email", &email];
        arguments.extend(["--password-stdin", "--json"]);
        arguments.extend(more);
        self.run_with(&arguments, b"kettle lantern orbit\n").json()
    }
}

impl Ran {
    /// The data of a run that succeeded.
    pub fn json(self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).expect("standard output is JSON")
    }

    /// That it failed with this code and said this and nothing else.
    #[track_caller]
    pub fn failed(&self, code: i32, message: &str) {
        assert_eq!((self.code, self.stderr.trim_end(), self.stdout.as_str()), (code, message, ""));
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}
