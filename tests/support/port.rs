//! Free ports for the servers that tests start.

use std::fs::{File, create_dir_all};
use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Mutex;

/// The locks of the ports that this process has. The system releases them when it ends, however that ends.
static TAKEN: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A free port that no other test gets before this process has ended, also while no server listens on it: before it starts, and
/// after it was stopped. It lies below the ephemeral range (32768 and up on Linux), so that no outgoing connection takes it.
pub fn free_port() -> u16 {
    let user = rustix::process::geteuid().as_raw();
    let locks = std::env::temp_dir().join(format!("vestibule-test-ports-{user}"));
    create_dir_all(&locks).expect("a folder for the locks of ports");
    let random = RandomState::new();
    let mut ports = (0..1000_u64).filter_map(|n| u16::try_from(20_000 + random.hash_one(n) % 12_000).ok());
    ports.find(|port| take(&locks, *port)).expect("a free port between 20000 and 32000")
}

/// Whether nobody had the port, which this process has from now on.
fn take(locks: &Path, port: u16) -> bool {
    let Ok(lock) = File::create(locks.join(port.to_string())) else { return false };
    let is_free = lock.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    if is_free {
        TAKEN.lock().expect("no panic").push(lock);
    }
    is_free
}
