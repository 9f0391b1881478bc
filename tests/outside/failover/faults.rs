//! What may happen to the leader of a cluster.

/// A fault, with the commands of scripts/cluster.sh. `NODE` in them is the leader.
pub struct Fault {
    /// Its name in `FAILOVER_FAULTS`.
    pub name: &'static str,
    /// What has happened, in the table.
    pub what: &'static str,
    pub command: &'static [&'static str],
    pub cure: Cure,
}

impl Fault {
    /// Whether the leader is lost with commits that no standby has. A note that something was sent may be among them.
    pub fn leaves_behind(&self) -> bool {
        self.command[0] == "leave-behind"
    }
}

/// What ends a fault.
pub enum Cure {
    /// Patroni does it all.
    None,
    /// The node comes back when another one leads. Until then nothing has to be done.
    Return(&'static [&'static str]),
    /// No other node takes over: without this command nothing can be written. The time begins with it.
    Repair(&'static [&'static str]),
}

pub const FAULTS: [Fault; 9] = [
    Fault { name: "switchover", what: "switched over, as planned", command: &["switchover"], cure: Cure::None },
    Fault { name: "crash", what: "PostgreSQL killed (-9)", command: &["kill", "NODE", "postgres"], cure: Cure::None },
    Fault {
        name: "kill",
        what: "PostgreSQL and Patroni killed (-9)",
        command: &["kill", "NODE", "patroni"],
        cure: Cure::Return(&["start", "NODE"]),
    },
    Fault {
        name: "power",
        what: "the whole node killed (-9)",
        command: &["kill", "NODE", "all"],
        cure: Cure::Return(&["start", "NODE"]),
    },
    Fault {
        name: "stop",
        what: "the whole node stopped, and continued later",
        command: &["stop", "NODE"],
        cure: Cure::Return(&["continue", "NODE"]),
    },
    Fault {
        name: "cut",
        what: "cut off from the network, and back later",
        command: &["cut", "NODE"],
        cure: Cure::Return(&["heal", "NODE"]),
    },
    Fault {
        name: "behind",
        what: "killed (-9) while its standbys lag by two seconds",
        command: &["leave-behind", "NODE"],
        cure: Cure::Return(&["start", "NODE"]),
    },
    Fault { name: "disk", what: "lost with its disk", command: &["lose-disk", "NODE"], cure: Cure::None },
    Fault {
        name: "full",
        what: "its disk full, and free later",
        command: &["full-disk", "NODE"],
        cure: Cure::Repair(&["free-disk", "NODE"]),
    },
];

/// A command with the name of the node.
pub fn at<'a>(node: &'a str, command: &[&'a str]) -> Vec<&'a str> {
    command.iter().map(|word| if *word == "NODE" { node } else { *word }).collect()
}
