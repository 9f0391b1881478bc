use crate::support::{Place, Ran, Server};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    thread,
    time::{Duration, Instant},
};

/// What `vestibule health` says of `port`, and that it leaves nothing behind.
fn health(port: u16, host: &str) -> Ran {
    let place = Place::on_sqlite().set("PORT", &port.to_string()).set("HOST", host);
    let ran = place.run(&["health"]);
    assert_eq!(
        std::fs::read_dir(place.directory.path()).expect("a folder").count(),
        0,
        "a probe leaves nothing behind"
    );
    ran
}

/// A port at which `answer` is all that comes, `pause` between its bytes; the connection then stays open.
fn a_server_that_says(answer: &'static [u8], pause: Duration) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        for byte in answer.chunks(1) {
            // Whoever asked may have lost patience.
            if stream.write_all(byte).is_err() {
                return;
            }
            thread::sleep(pause);
        }
        let _ = stream.read_to_end(&mut Vec::new());
    });
    port
}

#[test]
fn a_server_that_is_ready_is_well_wherever_it_listens() {
    let place = Place::new();
    let server = Server::start(&place);
    for host in ["127.0.0.1", "0.0.0.0"] {
        let ran = health(server.address().port(), host);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{host}");
    }
}

#[test]
fn neither_secret_nor_database_need_be_in_order() {
    let served = Place::new();
    let server = Server::start(&served);
    let place = Place::on_sqlite().set("VESTIBULE_SECRET", "changeme").set("DATABASE_URL", "nonsense");
    assert_eq!(place.set("PORT", &server.address().port().to_string()).run(&["health"]).code, 0);
}

#[test]
fn a_server_that_is_not_there_is_not_well() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let ran = health(port, "127.0.0.1");
    let message = format!("error: the server at 127.0.0.1:{port} does not respond: Connection refused");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with(&message), "{}", ran.stderr);
}

#[test]
fn a_server_without_its_database_is_not_well() {
    let port = a_server_that_says(b"HTTP/1.1 503 Service Unavailable\r\n\r\n", Duration::ZERO);
    let message = format!("error: the server at 127.0.0.1:{port} is not ready: /ready returned 503");
    health(port, "127.0.0.1").failed(1, &message);
}

#[test]
fn something_else_at_the_port_is_not_well() {
    let port = a_server_that_says(b"SSH-2.0-OpenSSH_9.2\r\n", Duration::ZERO);
    let message = format!("error: the server at 127.0.0.1:{port} does not respond: the response is not HTTP");
    health(port, "127.0.0.1").failed(1, &message);
}

#[test]
fn three_seconds_are_all_it_waits_for_a_silent_or_a_slow_server() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\n\r\n"] {
        let port = a_server_that_says(answer, Duration::from_millis(500));
        let asked = Instant::now();
        let message = format!("error: the server at 127.0.0.1:{port} does not respond: timed out");
        health(port, "127.0.0.1").failed(1, &message);
        let took = asked.elapsed();
        assert!((Duration::from_secs(3)..Duration::from_secs(5)).contains(&took), "{took:?}");
    }
}
