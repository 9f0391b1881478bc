//! Upgrades from the previous version to this one, and the way back (docs/upgrading.md), on data that the previous version has
//! written. Replicas that are replaced under load are in `torture/rolling_upgrade.rs`.
//!
//! These tests need the binary of the previous version, which takes minutes to build. `make test` ignores them, and `make
//! test-upgrade` runs them (scripts/upgrade.sh).

mod back;
mod contents;
mod fields;
mod filled;
mod forwards;
mod installation;
mod locks;
mod migrations;

pub use migrations::runs_beside_previous;

use std::env;
use std::path::PathBuf;

/// The version from which the tests upgrade.
pub struct Previous {
    /// The path of its release binary.
    pub program: PathBuf,
    /// The number of its last migration.
    pub last_migration: u32,
}

/// The version that scripts/upgrade.sh has chosen.
pub fn previous() -> Previous {
    let variable = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `make test-upgrade`"));
    let last_migration = variable("PREVIOUS_MIGRATION").parse().expect("PREVIOUS_MIGRATION is a number");
    Previous { program: variable("PREVIOUS_BIN").into(), last_migration }
}
