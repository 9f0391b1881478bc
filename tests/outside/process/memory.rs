//! What a server takes while nobody uses it.

use super::register;
use crate::support::{Place, Server};
use crate::wait::wait_until;
use std::fs::read_to_string;

/// The memory that a process has written to and that is no file, in KiB.
fn anonymous(server: &Server) -> u64 {
    let status = read_to_string(format!("/proc/{}/status", server.process().as_raw_nonzero())).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn an_idle_server_returns_the_memory_of_password_hashes() {
    let place = Place::new();
    let server = Server::start(&place);
    let before = anonymous(&server);
    // A hash takes 19 MiB, which the thread keeps for five seconds. What the first requests read or make for all that follow stays.
    register(&server);
    wait_until("less is left than a hash takes", || anonymous(&server) < before + 16 * 1024);
}
