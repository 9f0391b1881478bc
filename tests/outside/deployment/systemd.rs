//! The units for systemd: the server, and the backup of every night.

use super::support::{assert_is_a_command, duration, seconds_in};
use crate::repository::read;
use std::time::Duration;
use vestibule::config::SERVICE_SETTINGS;

const SERVER: &str = "deploy/vestibule.service";
const BACKUP: &str = "deploy/vestibule-backup.service";

/// Name and value of each setting of a unit, in order.
fn settings(unit: &str) -> Vec<(String, String)> {
    let text = read(unit);
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
    let pairs = lines.map(|line| line.split_once('=').unwrap_or_else(|| panic!("{line} is no setting")));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[track_caller]
fn setting(unit: &str, name: &str) -> String {
    let found: Vec<_> = settings(unit).into_iter().filter(|(found, _)| found == name).collect();
    assert_eq!(found.len(), 1, "{name} is set once in {unit}");
    found[0].1.clone()
}

#[test]
fn the_units_start_the_binary_with_valid_arguments_and_the_settings_of_the_service() {
    for unit in [SERVER, BACKUP] {
        let started = setting(unit, "ExecStart");
        let words: Vec<_> = started.split(' ').collect();
        assert_eq!(words[..3], ["/usr/local/bin/vestibule", "--env-file", SERVICE_SETTINGS], "{unit}");
        assert_is_a_command(&words[1..]);
    }
}

/// /bin/kill is not there on small systems.
#[test]
fn the_unit_reloads_with_what_every_system_has() {
    assert!(setting(SERVER, "ExecReload").starts_with("/bin/sh -c "));
}

#[test]
fn a_backup_is_made_every_night_and_may_do_what_the_server_may() {
    let timer = "deploy/vestibule-backup.timer";
    assert!(setting(timer, "OnCalendar").starts_with("*-*-* 0"));
    assert_eq!(setting(timer, "Persistent"), "yes");
    assert_eq!(setting(timer, "WantedBy"), "timers.target");
    assert_eq!(setting(BACKUP, "Type"), "oneshot");
    let folder = format!("{}/backups", setting(SERVER, "WorkingDirectory"));
    assert!(setting(BACKUP, "ExecStart").ends_with(&format!("backup --if-sqlite --directory {folder} --keep 14")));
    // What is special to each: how it is started, and how much of the machine it gets.
    let own = ["Description", "Documentation", "After", "Type", "ExecStart", "Nice", "IOSchedulingClass"];
    let of_server = settings(SERVER);
    for pair in settings(BACKUP).into_iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        assert!(of_server.contains(&pair), "the server has not {pair:?}");
    }
    for name in ["User", "ProtectSystem", "CapabilityBoundingSet", "NoNewPrivileges", "SystemCallArchitectures"] {
        assert_eq!(setting(BACKUP, name), setting(SERVER, name));
    }
}

#[test]
fn the_unit_runs_sandboxed_and_not_as_root_and_always_restarts() {
    assert!(!["", "root", "0"].contains(&setting(SERVER, "User").as_str()));
    assert_eq!(setting(SERVER, "WorkingDirectory"), format!("/var/lib/{}", setting(SERVER, "StateDirectory")));
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
        assert_eq!(setting(SERVER, name), value, "{name}");
    }
}

#[test]
fn the_stop_timeout_covers_active_requests() {
    let drain = seconds_in("src/http/server/mod.rs", "DRAIN_TIMEOUT");
    let stop_timeout = duration(&setting(SERVER, "TimeoutStopSec"));
    assert!(stop_timeout >= 2 * drain && stop_timeout <= Duration::from_secs(30), "{stop_timeout:?}");
}

/// A memory leak must not affect the whole machine.
#[test]
fn the_unit_limits_memory() {
    let limit = setting(SERVER, "MemoryMax");
    let mebibytes: u64 = limit.strip_suffix('M').expect("mebibytes").parse().expect("a number");
    // 64 MiB, a picture of 200, a foreign hash of 256, and 20 for each of 16 cores (docs/operations/install.md, Sizing).
    assert!(mebibytes >= 64 + 200 + 256 + 16 * 20, "{limit}");
}
