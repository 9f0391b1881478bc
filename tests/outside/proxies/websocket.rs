//! A WebSocket is opened through a proxy: Vestibule is asked about the request that opens it, and about nothing afterwards.

use super::Proxy;
use super::front::Front;
use super::visitor::{self, Request, Visitor};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

#[test]
fn opens_through_nginx() {
    opens_for_members_only(Proxy::Nginx);
}

#[test]
fn opens_through_caddy() {
    opens_for_members_only(Proxy::Caddy);
}

#[test]
fn opens_through_traefik() {
    opens_for_members_only(Proxy::Traefik);
}

/// A request to open a WebSocket (RFC 6455).
fn handshake(front: &Front) -> Request {
    let request =
        Request::get(&front.host("journal"), "/live").with("Connection", "Upgrade").with("Upgrade", "WebSocket");
    request.with("Sec-WebSocket-Version", "13").with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
}

fn opens_for_members_only(proxy: Proxy) {
    let front = Front::start(proxy);
    let id = front.person("maren", "Maren Holt");
    front.add_to_group("maren");
    let mut maren = Visitor::default();
    assert_eq!(front.enter(&mut maren, &front.url("journal", "/"), "maren").status, 200);
    front.application.received();

    let refused = visitor::send(front.port, &handshake(&front), "");
    assert_eq!(refused.status, 401, "{refused:?}");
    assert!(front.application.received().is_empty());

    let mut socket = visitor::connect(front.port, &handshake(&front), &maren.cookies("journal.localhost"));
    let head = read_until(&mut socket, "\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    socket.write_all(b"hello").expect("an open socket");
    assert_eq!(read_until(&mut socket, "hello"), "hello", "the application sends back what it gets");
    let received = front.application.received();
    let [request] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((request.value("Remote-User-Id"), request.value("Remote-User")), (id.as_str(), "maren"));
    assert!(request.value("Upgrade").eq_ignore_ascii_case("websocket"), "{request:?}");
    if proxy == Proxy::Nginx {
        no_change_to_another_protocol_is_passed_on(&front, &maren);
    }
}

/// With HTTP/2 on the same connection, an application would get requests about which nobody asked Vestibule.
fn no_change_to_another_protocol_is_passed_on(front: &Front, maren: &Visitor) {
    let request = Request::get(&front.host("journal"), "/").with("Connection", "Upgrade, HTTP2-Settings");
    let request = request.with("Upgrade", "h2c").with("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");
    assert_eq!(visitor::send(front.port, &request, &maren.cookies("journal.localhost")).status, 200);
    let received = front.application.received();
    assert_eq!((received[0].value("Upgrade"), received[0].value("Connection")), ("", ""), "{received:?}");
}

/// Reads until the text ends with `end`.
fn read_until(socket: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with(end) {
        socket.read_exact(&mut byte).unwrap_or_else(|error| panic!("{error} after {text:?}"));
        text.push(char::from(byte[0]));
    }
    text
}
