//! The systemd unit.

use super::support::{assert_is_a_command, duration, read, seconds_in};
use std::time::Duration;

/// Name and value of each setting, in their order.
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
fn it_starts_the_binary_with_words_that_it_understands() {
    let started = setting("ExecStart");
    let words: Vec<_> = started.split(' ').collect();
    assert_eq!(words[0], "/usr/local/bin/vestibule");
    assert_is_a_command(&words[1..]);
}

#[test]
fn its_user_is_not_root_and_owns_nothing_but_its_state() {
    assert!(!["", "root", "0"].contains(&setting("User").as_str()));
    assert_eq!(setting("StateDirectoryMode"), "0700");
    assert_eq!(setting("WorkingDirectory"), format!("/var/lib/{}", setting("StateDirectory")));
    assert_eq!(setting("ProtectSystem"), "strict");
    assert_eq!(setting("CapabilityBoundingSet"), "");
    for name in ["NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "MemoryDenyWriteExecute"] {
        assert_eq!(setting(name), "yes", "{name}");
    }
}

#[test]
fn the_stop_leaves_time_for_requests_under_way() {
    let drain = seconds_in("src/http/server/mod.rs", "DRAIN_TIMEOUT");
    let patience = duration(&setting("TimeoutStopSec"));
    assert!(patience >= 2 * drain && patience <= Duration::from_secs(30), "{patience:?}");
}

/// The database may be away for longer than any limit on restarts.
#[test]
fn it_starts_again_however_often_it_failed() {
    assert_eq!(setting("Restart"), "always");
    assert_eq!(setting("StartLimitIntervalSec"), "0");
}

/// A core dump would hold passwords and keys; a leak must not take the machine down.
#[test]
fn it_leaves_no_core_dump_and_has_a_limit_on_its_memory() {
    assert_eq!(setting("LimitCORE"), "0");
    let limit = setting("MemoryMax");
    let mebibytes: u64 = limit.strip_suffix('M').expect("mebibytes").parse().expect("a number");
    // 64 MiB, a picture of 200, a foreign hash of 256, and 20 for each of 16 cores (docs/operations.md, Sizing).
    assert!(mebibytes >= 64 + 200 + 256 + 16 * 20, "{limit}");
}
