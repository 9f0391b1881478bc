//! The file of applications is read again while the server runs.

use crate::support::{Place, Server};
use rustix::process::{Signal, kill_process};
use std::thread::sleep;
use std::time::{Duration, Instant};

const WIKI: &str = "[[application]]\nname = \"wiki\"\n";

fn names(place: &Place) -> Vec<String> {
    place.rows("SELECT name FROM applications ORDER BY name")
}

/// Waits until these are the applications.
fn expect(place: &Place, expected: &[&str]) {
    let started = Instant::now();
    while names(place) != expected {
        assert!(started.elapsed() < Duration::from_secs(20), "{:?} in place of {expected:?}", names(place));
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_change_of_the_file_holds_without_a_restart() {
    let place = Place::new();
    place.write("vestibule.toml", WIKI);
    let server = Server::start(&place);
    assert_eq!(names(&place), ["wiki"]);
    place.write("vestibule.toml", &format!("{WIKI}[[application]]\nname = \"shop\"\n"));
    expect(&place, &["shop", "wiki"]);
    place.write("vestibule.toml", &format!("{WIKI}[[application]]\nname = \"shop\"\n[[appli"));
    server.wait_until_logged("What it defined before stays in effect.");
    assert_eq!(names(&place), ["shop", "wiki"], "what cannot be read changes nothing");
    assert_eq!(server.get("/ready", None).0, 200);
    place.write("vestibule.toml", "[[application]]\nname = \"news\"\n");
    expect(&place, &["news"]);
}

#[test]
fn sighup_reads_the_file_again_and_never_ends_the_server() {
    let place = Place::new();
    let server = Server::start(&place);
    kill_process(server.process(), Signal::HUP).expect("a signal");
    assert_eq!(server.get("/ready", None).0, 200, "without a file, too");
    server.stop();
    place.write("vestibule.toml", WIKI);
    let server = Server::start(&place);
    // By hand, so that only reading the file again brings it back.
    place.rows("DELETE FROM applications");
    kill_process(server.process(), Signal::HUP).expect("a signal");
    expect(&place, &["wiki"]);
    assert_eq!(server.get("/ready", None).0, 200);
}
