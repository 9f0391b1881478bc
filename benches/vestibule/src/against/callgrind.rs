//! Counts instructions and allocations of a server that runs under callgrind.

use super::profile::{Counts, parse};
use crate::{Result, programs};
use std::{
    fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tokio::time::sleep;

/// The time after the last answer in which the server still works on it.
const REST: Duration = Duration::from_millis(300);

pub struct Callgrind {
    valgrind: PathBuf,
    vgdb: PathBuf,
    folder: PathBuf,
    /// How many profiles there are so far.
    profiles: u32,
}

impl Callgrind {
    /// `folder`: where callgrind writes its profiles.
    pub fn new(folder: &Path) -> Result<Self> {
        Ok(Self {
            valgrind: programs::find("valgrind")?,
            vgdb: programs::find("vgdb")?,
            folder: folder.to_owned(),
            profiles: 0,
        })
    }

    /// The command before that of the server.
    pub fn command(&self) -> Vec<String> {
        let folder = self.folder.display();
        vec![
            self.valgrind.display().to_string(),
            "--tool=callgrind".to_owned(),
            "--quiet".to_owned(),
            format!("--vgdb-prefix={folder}/vgdb"),
            format!("--callgrind-out-file={folder}/profile"),
        ]
    }

    /// Begins to count. `pid`: the process of the server.
    pub fn begin(&self, pid: u32) -> Result<()> {
        self.tell(pid, "zero")
    }

    /// Returns what was counted since then.
    pub async fn counts(&mut self, pid: u32) -> Result<Counts> {
        sleep(REST).await;
        self.tell(pid, "dump")?;
        self.profiles += 1;
        let file = self.folder.join(format!("profile.{}", self.profiles));
        let profile = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        fs::remove_file(&file)?;
        parse(&String::from_utf8_lossy(&profile))
    }

    fn tell(&self, pid: u32, command: &str) -> Result<()> {
        let prefix = format!("--vgdb-prefix={}/vgdb", self.folder.display());
        let mut vgdb = Command::new(&self.vgdb);
        vgdb.args([&prefix, &format!("--pid={pid}"), command]);
        // The names of the files that valgrind and vgdb share contain these variables, and HOST is where the server listens.
        vgdb.env_remove("USER").env_remove("LOGNAME").env("HOST", Ipv4Addr::LOCALHOST.to_string());
        let output = vgdb.output()?;
        if !output.status.success() {
            return Err(format!("vgdb {command}: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
        }
        Ok(())
    }
}
