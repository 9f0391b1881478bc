//! One server at a time serves an SQLite file.

use super::{log_in, register, text};
use crate::support::{Place, Server};
use std::net::TcpStream;

/// In the log of a server that waits for the end of another one.
const WAITING: &str = "vestibule.db.serving: waiting for at most 20 seconds";

#[test]
fn a_second_server_on_an_sqlite_file_is_refused() {
    let place = Place::on_sqlite();
    let server = Server::start(&place);
    let tokens = register(&server);
    let refused = place.run(&["serve"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    let reason = refused.stderr.lines().last().expect("a reason");
    assert!(reason.starts_with("error: another server or `migrate down` uses this database "), "{reason}");
    assert!(reason.contains("vestibule.db.serving: an SQLite database has one server at a time."), "{reason}");
    assert!(!refused.stdout.contains("/setup?token="), "{refused:?}");
    assert_eq!(server.me(&text(&tokens, "access_token")), 200);
    assert_eq!(log_in(&server).0, 200);
    assert_eq!(place.run(&["user", "show", "maren"]).code, 0, "commands run beside the server");
}

#[test]
fn a_server_waits_for_the_end_of_the_one_that_it_replaces() {
    let place = Place::on_sqlite();
    let server = Server::start(&place);
    let access = text(&register(&server), "access_token");
    let mut next = Server::launch(&place);
    next.wait_until_logged(WAITING);
    assert!(TcpStream::connect(next.address()).is_err(), "two servers run at once");
    assert_eq!(server.stop().code, 0);
    next.wait_until_ready();
    assert_eq!(next.me(&access), 200);
}

#[test]
fn a_server_that_waits_for_another_one_stops_at_a_signal() {
    let place = Place::on_sqlite();
    let _server = Server::start(&place);
    let waiting = Server::launch(&place);
    waiting.wait_until_logged(WAITING);
    assert_eq!(waiting.stop().code, 0, "it waits for the whole time, and is refused");
}
