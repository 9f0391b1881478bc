//! Logout tokens of the running program, to a client with a certificate of an authority of its own.

use crate::back_channel::BackChannel;
use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read as _};
use std::net::TcpListener;

/// As if the client had got tokens in each session.
const NOTE: &str = "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
    SELECT id, 'wiki', user_id, 1, 9000000000000 FROM sessions WHERE ended_at IS NULL AND user_id IN \
    (SELECT id FROM users WHERE username = 'maren')";

fn access_token(server: &Server, username: &str) -> String {
    let (status, tokens) = server.log_in(username, PASSWORD);
    assert_eq!(status, 200, "{tokens}");
    tokens["access_token"].as_str().expect("a token").to_owned()
}

/// Creates an application with a client.
fn create_client(server: &Server, back_channel: &BackChannel) {
    let administrator = access_token(server, "grace");
    let create = |path: &str, body: Value| {
        let (status, answer) = server.post(path, &body.to_string(), Some(&administrator));
        assert_eq!(status, 201, "{answer}");
    };
    create(
        "/api/applications",
        json!({"name": "wiki", "title": "Wiki", "locations": ["https://wiki.example.com/"], "everyone": true}),
    );
    create(
        "/api/applications/wiki/clients",
        json!({
            "client_id": "wiki",
            "redirect_uris": ["https://wiki.example.com/callback"],
            "backchannel_logout_uri": back_channel.uri("localhost"),
        }),
    );
}

/// Every account chooses the address of a document.
#[test]
fn a_document_of_a_client_is_not_fetched_from_a_network_that_gets_logout_tokens() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("an option");
    let port = listener.local_addr().expect("an address").port();
    let place =
        Place::new().set("VESTIBULE_OUTBOUND_PRIVATE", "127.0.0.1,::1").set("VESTIBULE_CLIENT_DOCUMENTS", "all");
    place.create("maren", &[]);
    let location = ["--location", "https://wiki.example.com/", "--everyone"];
    assert_eq!(place.run(&[&["application", "create", "wiki"][..], &location].concat()).code, 0);
    let server = Server::start(&place);
    let access = access_token(&server, "maren");
    let mut stream = server.send(
        format!(
            "GET /oauth/authorize?client_id=https%3A%2F%2Flocalhost%3A{port}%2Fclient.json\
             &resource=https%3A%2F%2Fwiki.example.com%2Fmcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Sec-Fetch-Site: none\r\nAccept: text/html\r\nCookie: vestibule_access={access}\r\n\r\n"
        )
        .as_bytes(),
    );
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("cannot be fetched from localhost"), "{answer}");
    assert_eq!(listener.accept().map(drop).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    let stopped = server.stop();
    assert!(stopped.stderr.contains("a client has no valid document"), "{}", stopped.stderr);
}

#[test]
fn a_logout_token_survives_a_kill_and_goes_to_a_host_with_an_own_authority() {
    let back_channel = BackChannel::start();
    let ca = back_channel.ca();
    let place = Place::new()
        .set("VESTIBULE_OUTBOUND_PRIVATE", "127.0.0.1,::1")
        .set("VESTIBULE_CA_FILE", ca.to_str().expect("a path in UTF-8"));
    place.create("grace", &["--role", "admin"]);
    place.create("maren", &[]);
    let server = Server::start(&place);
    create_client(&server, &back_channel);
    let access = access_token(&server, "maren");
    place.rows(NOTE);
    assert_eq!(server.post("/api/auth/logout", "", Some(&access)).0, 204);
    wait_until("the first attempt has failed", || {
        !place.rows("SELECT client_id FROM client_logouts WHERE last_error IS NOT NULL").is_empty()
    });
    server.kill();
    assert_eq!(back_channel.tokens().len(), 1);

    let server = Server::start(&place);
    wait_until("the second attempt", || back_channel.tokens().len() == 2);
    wait_until("it is stored", || place.rows("SELECT client_id FROM client_logouts").is_empty());
    let ended = server.stop();
    assert_eq!(ended.code, 0);
    assert!(ended.stderr.contains("logout token sent"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("eyJ"), "no token is in the log");
}
