//! Counts instructions and allocations of a server that runs under callgrind.

use super::{builds::Build, counters::Counter, profile::parse, row::Measure};
use crate::{Result, programs};
use std::{
    fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{process::Command, time::sleep};

/// The time after the last answer in which the server still works on it.
const REST: Duration = Duration::from_millis(200);

pub struct Callgrind {
    valgrind: PathBuf,
    vgdb: PathBuf,
    folder: PathBuf,
    /// How many profiles there are so far.
    profiles: u32,
}

impl Counter for Callgrind {
    const COUNTED: &'static str = "instructions and allocations";

    fn new(folder: &Path) -> Result<Self> {
        Ok(Self {
            valgrind: programs::find("valgrind")?,
            vgdb: programs::find("vgdb")?,
            folder: folder.to_owned(),
            profiles: 0,
        })
    }

    fn command(&self) -> Vec<String> {
        let folder = self.folder.display();
        vec![
            self.valgrind.display().to_string(),
            "--tool=callgrind".to_owned(),
            "--quiet".to_owned(),
            format!("--vgdb-prefix={folder}/vgdb"),
            format!("--callgrind-out-file={folder}/profile"),
        ]
    }

    /// Allocations are calls of functions, which only a binary with symbols names.
    fn binary_of(build: &Build) -> Option<PathBuf> {
        build.with_symbols()
    }

    async fn counts(&mut self, pid: u32) -> Result<Vec<(Measure, f64)>> {
        sleep(REST).await;
        self.dump(pid).await?;
        self.profiles += 1;
        let file = self.folder.join(format!("profile.{}", self.profiles));
        let profile = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        fs::remove_file(&file)?;
        let counts = parse(&String::from_utf8_lossy(&profile))?;
        let allocations = counts.allocations.map(|allocations| (Measure::Allocations, allocations));
        Ok([(Measure::Instructions, counts.instructions)].into_iter().chain(allocations).collect())
    }
}

impl Callgrind {
    /// Writes what was counted into the next profile, and begins to count at zero.
    async fn dump(&self, pid: u32) -> Result<()> {
        let prefix = format!("--vgdb-prefix={}/vgdb", self.folder.display());
        let mut vgdb = Command::new(&self.vgdb);
        // A server that waits for requests would be interrupted after 100 ms.
        vgdb.args([&prefix, &format!("--pid={pid}"), "--max-invoke-ms=5", "dump"]);
        // The names of the files that valgrind and vgdb share contain these variables, and HOST is where the server listens.
        vgdb.env_remove("USER").env_remove("LOGNAME").env("HOST", Ipv4Addr::LOCALHOST.to_string());
        let output = vgdb.output().await?;
        if !output.status.success() {
            return Err(format!("vgdb dump: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
        }
        Ok(())
    }
}
