//! The cluster of PostgreSQL, which scripts/cluster.sh lays out and takes away.

use crate::repository::root;
use std::process::Command;

/// The nodes with their addresses (`scripts/cluster/machines.sh`).
pub const NODES: [(&str, &str); 3] = [("db1", "10.57.0.11"), ("db2", "10.57.0.12"), ("db3", "10.57.0.13")];
/// The address of this machine on the bridge, for what the replicas send to.
pub const HERE: &str = "10.57.0.1";
/// The leader through HAProxy.
pub const LEADER: &str = "postgres://vestibule:password-of-vestibule@10.57.0.21:5000/vestibule";
/// Through PgBouncer.
pub const POOLER: &str = "postgres://vestibule:password-of-vestibule@10.57.0.21:6432/vestibule";
/// All nodes directly.
pub const HOSTS: &str = "postgres://vestibule:password-of-vestibule@10.57.0.11,10.57.0.12,10.57.0.13/vestibule\
                         ?target_session_attrs=read-write";
/// Each node, for what is read at standbys: the one that leads is left out.
pub const EACH: &str = "postgres://vestibule:password-of-vestibule@10.57.0.11/vestibule \
                        postgres://vestibule:password-of-vestibule@10.57.0.12/vestibule \
                        postgres://vestibule:password-of-vestibule@10.57.0.13/vestibule";
/// Of the superuser `postgres`.
pub const PASSWORD_OF_POSTGRES: &str = "password-of-postgres";

/// How commits are replicated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replication {
    /// A commit is answered when a second node has it.
    Synchronous,
    Asynchronous,
}

impl Replication {
    pub fn name(self) -> &'static str {
        match self {
            Self::Synchronous => "synchronous",
            Self::Asynchronous => "asynchronous",
        }
    }
}

/// A running cluster, which is removed on drop.
pub struct Cluster;

impl Cluster {
    /// Lays it out and waits until it is healthy. Removes what an earlier run may have left.
    pub fn up(replication: Replication) -> Self {
        let cluster = Self;
        cluster.run(&["down"]);
        cluster.run(&["up", replication.name()]);
        cluster
    }

    /// Runs a command of the script; returns what it has printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = command(arguments).output().expect("scripts/cluster.sh runs");
        assert!(output.status.success(), "cluster.sh {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The name of the leader.
    pub fn leader(&self) -> String {
        self.run(&["leader"])
    }

    /// Waits until there are a leader and two standbys.
    pub fn wait_until_healthy(&self) {
        self.run(&["wait-healthy", "150"]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Also after a failure, whose message must stay the last one.
        let _ = command(&["down"]).output();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(root().join("scripts/cluster.sh"));
    command.args(arguments);
    command
}
