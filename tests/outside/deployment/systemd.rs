//! The systemd unit.

use super::support::{assert_is_a_command, duration, seconds_in};
use crate::repository::read;
use std::time::Duration;

/// Name and value of each setting, in order.
fn settings() -> Vec<(String, String)> {
    let text = read("deploy/vestibule.service");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
    let pairs = lines.map(|line| line.split_once('=').unwrap_or_else(|| panic!("{line} is no setting")));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[track_caller]
fn setting(name: &str) -> String {
    let found: Vec<_> = settings().into_iter().filter(|(found, _)| found == name).collect();
    assert_eq!(found.len(), 1, "{name} is set once");
    found[0].1.clone()
}

#[test]
fn the_unit_starts_the_binary_with_valid_arguments() {
    let started = setting("ExecStart");
    let words: Vec<_> = started.split(' ').collect();
    assert_eq!(words[0], "/usr/local/bin/vestibule");
    assert_is_a_command(&words[1..]);
}

#[test]
fn the_unit_runs_sandboxed_and_not_as_root_and_always_restarts() {
    assert!(!["", "root", "0"].contains(&setting("User").as_str()));
    assert_eq!(setting("WorkingDirectory"), format!("/var/lib/{}", setting("StateDirectory")));
    for (name, value) in [
        ("StateDirectoryMode", "0700"),
        ("ProtectSystem", "strict"),
        ("CapabilityBoundingSet", ""),
        ("NoNewPrivileges", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("ProtectHome", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        // A core dump would contain passwords and keys.
        ("LimitCORE", "0"),
        // An outage of the database may last longer than any limit on restarts.
        ("Restart", "always"),
        ("StartLimitIntervalSec", "0"),
    ] {
        assert_eq!(setting(name), value, "{name}");
    }
}

#[test]
fn the_stop_timeout_covers_active_requests() {
    let drain = seconds_in("src/http/server/mod.rs", "DRAIN_TIMEOUT");
    let stop_timeout = duration(&setting("TimeoutStopSec"));
    assert!(stop_timeout >= 2 * drain && stop_timeout <= Duration::from_secs(30), "{stop_timeout:?}");
}

/// A memory leak must not affect the whole machine.
#[test]
fn the_unit_limits_memory() {
    let limit = setting("MemoryMax");
    let mebibytes: u64 = limit.strip_suffix('M').expect("mebibytes").parse().expect("a number");
    // 64 MiB, a picture of 200, a foreign hash of 256, and 20 for each of 16 cores (docs/operations/install.md, Sizing).
    assert!(mebibytes >= 64 + 200 + 256 + 16 * 20, "{limit}");
}
