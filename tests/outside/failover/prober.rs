//! When PostgreSQL accepts writes, measured without Vestibule: psql writes a row at each node, again and again.

use super::cluster::{NODES, PASSWORD_OF_POSTGRES};
use super::timeline::Timeline;
use super::worker::Run;
use crate::postgres_server::program_folder;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);

pub struct Prober {
    /// When any node has accepted a write.
    pub timeline: Timeline,
    nodes: Vec<JoinHandle<()>>,
}

impl Prober {
    pub fn start(run: &Run) -> Self {
        let psql = program_folder().join("psql");
        let timeline = Timeline::default();
        let probe = |(_, address): (&str, &'static str)| {
            let (psql, timeline) = (psql.clone(), timeline.clone());
            run.stop.repeat(move || {
                if accepts(&psql, address, "INSERT INTO probe VALUES (DEFAULT)") {
                    timeline.note();
                }
                sleep(PAUSE);
            })
        };
        Self { nodes: NODES.into_iter().map(probe).collect(), timeline }
    }

    pub fn end(self) -> Timeline {
        self.nodes.into_iter().for_each(|node| node.join().expect("a prober that has not failed"));
        self.timeline
    }
}

/// Creates the table, in a database that Vestibule does not use.
pub fn create_table() {
    let psql = program_folder().join("psql");
    let create = "CREATE TABLE IF NOT EXISTS probe (id BIGINT GENERATED ALWAYS AS IDENTITY)";
    let created = NODES.into_iter().filter(|(_, address)| accepts(&psql, address, create)).count();
    assert_eq!(created, 1, "one node is the leader");
}

/// Whether a node carries out a statement that writes. One that does not answer is given up after two seconds.
fn accepts(psql: &Path, address: &str, statement: &str) -> bool {
    let mut command = Command::new("timeout");
    command.arg("2").arg(psql).args(["--no-psqlrc", "--quiet", "--username", "postgres", "--dbname", "postgres"]);
    command.args(["--host", address, "--command", statement]);
    command.env("PGPASSWORD", PASSWORD_OF_POSTGRES).env("PGCONNECT_TIMEOUT", "2");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("psql runs").success()
}
