//! Failover under load: the leader of a cluster of PostgreSQL is killed, stopped, cut off or lost with its disk while two replicas of
//! Vestibule are used. With synchronous replication everything is there that was answered with success; otherwise what is lost is
//! counted. Meanwhile every answer comes in time and is the expected one or 503 with `Retry-After`, what was revoked stays revoked, lists
//! have what was acknowledged, no message is sent twice unless the database has lost that it was sent, and writes succeed at most two
//! seconds after PostgreSQL itself accepts them.
//!
//! `make test` ignores this test, and `make failover` runs it, as root (scripts/cluster.sh, docs/decisions/0115-failover-tests.md).
//! FAILOVER_FAULTS, FAILOVER_REPLICATION and FAILOVER_CONNECTIONS select rounds by the names in `faults.rs`, `cluster.rs` and
//! `replicas.rs`, separated by commas.

mod canary;
mod cluster;
mod faults;
mod imports;
mod lists;
mod messages;
mod metrics;
mod page;
mod prober;
mod replicas;
mod round;
mod sign_outs;
mod table;
mod timeline;
mod worker;

use cluster::{Cluster, Replication};
use faults::FAULTS;
use replicas::{Replicas, Way};
use round::Round;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use table::{Row, Table};

#[test]
#[ignore = "needs root, and an hour: make failover"]
fn nothing_that_was_answered_is_lost() {
    let mut table = Table::default();
    for replication in [Replication::Synchronous, Replication::Asynchronous] {
        for way in Way::ALL {
            // What is lost does not depend on the connection.
            let is_needed = replication == Replication::Synchronous || way == Way::Hosts;
            if is_needed
                && is_selected("FAILOVER_REPLICATION", replication.name())
                && is_selected("FAILOVER_CONNECTIONS", way.name())
            {
                run(replication, way, &mut table);
            }
        }
    }
    eprintln!("\n{}", table.text());
    assert!(!table.is_empty(), "nothing is selected: FAILOVER_FAULTS, FAILOVER_REPLICATION and FAILOVER_CONNECTIONS");
    assert_eq!(table.failed(), 0, "rounds have problems, which are above");
}

/// All faults on a new cluster.
fn run(replication: Replication, way: Way, table: &mut Table) {
    let cluster = Cluster::up(replication);
    metrics::assert_exported();
    prober::create_table();
    let replicas = Replicas::start(way);
    let selected = FAULTS.iter().filter(|fault| is_selected("FAILOVER_FAULTS", fault.name));
    for (number, fault) in selected.enumerate() {
        let round = Round { cluster: &cluster, replicas: &replicas, replication, fault, number };
        let row = catch_unwind(AssertUnwindSafe(|| round.run()));
        let is_over = row.is_err();
        table.add(way, row.unwrap_or_else(|_| Row::failed(fault.what, replication.name())));
        if is_over {
            // Some of its load may still run. The next rounds have a cluster of their own.
            return;
        }
    }
}

/// Whether an environment variable names this, or nothing.
fn is_selected(variable: &str, name: &str) -> bool {
    env::var(variable).map_or(true, |names| names.is_empty() || names.split(',').any(|selected| selected == name))
}
