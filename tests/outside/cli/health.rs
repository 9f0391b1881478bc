//! `vestibule health`: the probe of a running server.

use crate::port::free_port;
use crate::support::{Place, RunOutput, Server};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

/// Runs `vestibule health` for `port` and asserts that it creates no files.
fn health(port: u16, host: &str) -> RunOutput {
    let place = Place::on_sqlite().set("PORT", &port.to_string()).set("HOST", host);
    let ran = place.run(&["health"]);
    assert_eq!(
        std::fs::read_dir(place.directory.path()).expect("a folder").count(),
        0,
        "a probe leaves nothing behind"
    );
    ran
}

/// Starts a server that sends `answer` with `pause` between the bytes and keeps the connection open. Returns its port.
fn start_fake_server(answer: &'static [u8], pause: Duration) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        for byte in answer.chunks(1) {
            // The client may have timed out.
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
fn a_ready_server_is_healthy_on_every_listen_address_and_whatever_the_other_settings() {
    let place = Place::new();
    let server = Server::start(&place);
    for host in ["127.0.0.1", "0.0.0.0"] {
        let ran = health(server.address().port(), host);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{host}");
    }
    let place = Place::on_sqlite().set("VESTIBULE_SECRET", "changeme").set("DATABASE_URL", "nonsense");
    assert_eq!(place.set("PORT", &server.address().port().to_string()).run(&["health"]).code, 0);
}

#[test]
fn a_stopped_server_is_unhealthy() {
    let port = free_port();
    let ran = health(port, "127.0.0.1");
    let message = format!("error: the server at 127.0.0.1:{port} does not respond: Connection refused");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with(&message), "{}", ran.stderr);
}

#[test]
fn a_server_without_its_database_is_unhealthy() {
    let port = start_fake_server(b"HTTP/1.1 503 Service Unavailable\r\n\r\n", Duration::ZERO);
    let message = format!("error: the server at 127.0.0.1:{port} is not ready: /ready returned 503");
    health(port, "127.0.0.1").failed(1, &message);
}

#[test]
fn another_service_on_the_port_is_unhealthy() {
    let port = start_fake_server(b"SSH-2.0-OpenSSH_9.2\r\n", Duration::ZERO);
    let message = format!("error: the server at 127.0.0.1:{port} does not respond: the response is not HTTP");
    health(port, "127.0.0.1").failed(1, &message);
}

#[test]
fn health_times_out_after_three_seconds() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\n\r\n"] {
        let port = start_fake_server(answer, Duration::from_millis(500));
        let started = Instant::now();
        let message = format!("error: the server at 127.0.0.1:{port} does not respond: timed out");
        health(port, "127.0.0.1").failed(1, &message);
        let took = started.elapsed();
        assert!((Duration::from_secs(3)..Duration::from_secs(5)).contains(&took), "{took:?}");
    }
}
