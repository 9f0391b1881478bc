//! A disk without space, simulated by a limit on the size of files: the system refuses what is written beyond it. Needs no rights
//! of an administrator, unlike a small file system.

use super::{log_in, register, text};
use crate::support::{PASSWORD, Place, Server, binary};
use crate::wait::within;
use rustix::process::{Resource, Rlimit, getrlimit, prlimit};
use serde_json::json;
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::thread::sleep;
use std::time::Duration;

/// Bytes of a file: enough for the first errors in the log, but SQLite cannot write a single page to its log.
const FULL: u64 = 4 * 1024;
/// A write is tried every three seconds.
const MAX_RECOVERY_TIME: Duration = Duration::from_secs(15);

/// A program that gets an error, as on a full disk, in place of the signal that would kill it.
fn without_signal(mut place: Place) -> Place {
    let program = place.path("vestibule.sh");
    let vestibule = binary().into_string().expect("a path in UTF-8");
    place.write("vestibule.sh", &format!("#!/bin/sh\ntrap '' XFSZ\nexec '{vestibule}' \"$@\"\n"));
    set_permissions(&program, Permissions::from_mode(0o755)).expect("a program");
    place.use_program(program);
    place
}

#[test]
fn a_server_whose_disk_is_full_reads_and_recovers_by_itself() {
    let place = without_signal(Place::on_sqlite().set("VESTIBULE_LOG", "error"));
    let server = Server::start(&place);
    let access = text(&register(&server), "access_token");
    let jonas = json!({ "username": "jonas", "email": "jonas@example.org", "password": PASSWORD }).to_string();
    let add_jonas = || server.post("/api/users/register", &jonas, None);

    let usual = getrlimit(Resource::Fsize);
    prlimit(Some(server.process()), Resource::Fsize, Rlimit { current: Some(FULL), ..usual }).expect("a limit");
    let (status, refused) = add_jonas();
    assert_eq!((status, text(&refused, "code").as_str()), (503, "unavailable"));
    assert!(text(&refused, "detail").contains("cannot be written to"), "{refused}");
    assert_eq!(log_in(&server).0, 503);
    assert_eq!(server.me(&access), 200, "reads are answered");
    assert_eq!(server.get("/live", None).0, 200);
    let (status, ready) = server.get("/ready", None);
    assert_eq!((status, text(&ready, "database").as_str()), (200, "not writable"), "a proxy sends readers on");
    let (status, health) = server.get("/health", None);
    assert_eq!((status, text(&health, "database").as_str()), (503, "not writable"));
    // Longer than until the first attempt to write, which is refused as well.
    sleep(Duration::from_secs(5));
    assert_eq!(server.get("/health", None).0, 503);

    prlimit(Some(server.process()), Resource::Fsize, usual).expect("a limit");
    let is_well_again = within(MAX_RECOVERY_TIME, || server.get("/health", None).0 == 200);
    assert!(is_well_again, "not well {MAX_RECOVERY_TIME:?} after the disk has space again");
    assert_eq!(add_jonas().0, 201);
    let stopped = server.stop();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    assert_eq!(stopped.stderr.matches("the database cannot be written to, ").count(), 1, "{}", stopped.stderr);
}
