//! Clients of applications and the server process: a kill, clients that hang up, and secrets in the log and the database.

use crate::support::{PASSWORD, Place, Server};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::io::Read as _;
use std::time::Duration;

const CALLBACK: &str = "https%3A%2F%2Fwiki.example.com%2Fcallback";
const VERIFIER: &str = "a-verifier-of-the-tests-with-enough-characters-0123456789";
/// Of [`VERIFIER`], with S256.
const CHALLENGE: &str = "2aBtB8yfeCpY9RCsQb44PHywxe1_DiGiEfZnbQBjrug";

/// Creates the user `maren`, the application `wiki` and a client; returns the secret of that.
fn with_client(place: &Place) -> String {
    place.create("maren", &[]);
    let location = "https://wiki.example.com/";
    assert_eq!(place.run(&["application", "create", "wiki", "--location", location, "--everyone"]).code, 0);
    let create = ["client", "create", "wiki", "--client-id", "wiki", "--json"];
    let grants = ["--grant", "authorization_code", "--grant", "refresh_token"];
    let uri = ["--redirect-uri", "https://wiki.example.com/callback"];
    let new = place.run(&[&create[..], &grants, &uri].concat()).json();
    text(&new["secret"], "secret")
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}")).to_owned()
}

/// Sends a request on a connection of its own; returns the head of the answer and its body.
fn send(server: &Server, request: &str) -> (String, String) {
    let mut stream = server.send(request.as_bytes());
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole head");
    (head.to_owned(), body.to_owned())
}

/// A code for the client, in the session of this access token.
fn code(server: &Server, access_token: &str) -> String {
    let request = format!(
        "GET /oauth/authorize?response_type=code&client_id=wiki&redirect_uri={CALLBACK}&scope=openid%20offline_access&state=x\
         &code_challenge={CHALLENGE}&code_challenge_method=S256 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Sec-Fetch-Site: none\r\nAccept: text/html\r\nCookie: vestibule_access={access_token}\r\n\r\n"
    );
    let (head, _) = send(server, &request);
    let location = head.lines().find_map(|line| line.strip_prefix("location: ")).expect("a redirect");
    let mut parameters = location.split(['?', '&']);
    parameters.find_map(|parameter| parameter.strip_prefix("code=")).expect("a code").to_owned()
}

/// A request of the client to the token endpoint.
fn token_request(secret: &str, fields: &str) -> String {
    let (basic, length) = (BASE64_STANDARD.encode(format!("wiki:{secret}")), fields.len());
    format!(
        "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic {basic}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{fields}"
    )
}

fn of_code(code: &str) -> String {
    format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}")
}

fn of_refresh_token(token: &str) -> String {
    format!("grant_type=refresh_token&refresh_token={token}")
}

/// The answer of the token endpoint.
fn tokens(server: &Server, secret: &str, fields: &str) -> Value {
    let (head, body) = send(server, &token_request(secret, fields));
    assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 400"), "{head}\n{body}");
    serde_json::from_str(&body).expect("JSON")
}

fn log_in(server: &Server) -> String {
    text(&server.log_in("maren", PASSWORD).1, "access_token")
}

#[test]
fn what_a_client_has_got_survives_a_kill_and_so_does_the_use_of_a_code() {
    let place = Place::new();
    let secret = with_client(&place);
    let server = Server::start(&place);
    let session = log_in(&server);
    let (used, unused) = (code(&server, &session), code(&server, &session));
    let first = tokens(&server, &secret, &of_code(&used));
    let refresh = text(&first, "refresh_token");
    server.kill();

    let server = Server::start(&place);
    assert!(tokens(&server, &secret, &of_code(&unused))["id_token"].is_string(), "it was not used");
    let (head, _) = send(
        &server,
        &format!(
            "GET /oauth/userinfo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
            text(&first, "access_token")
        ),
    );
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let next = text(&tokens(&server, &secret, &of_refresh_token(&refresh)), "refresh_token");
    assert_eq!(tokens(&server, &secret, &of_code(&used))["error"], "invalid_grant", "it was used");
    assert_eq!(tokens(&server, &secret, &of_refresh_token(&next))["error"], "invalid_grant", "and that ends the grant");
}

#[test]
fn clients_that_hang_up_cost_nobody_else_anything() {
    let place = Place::new().set("VESTIBULE_RATE_LIMIT", "off");
    let secret = with_client(&place);
    let server = Server::start(&place);
    let session = log_in(&server);
    let request = token_request(&secret, &of_code(&code(&server, &session)));
    // In the middle of the head and of the body.
    for length in (0..request.len()).step_by(25) {
        drop(server.send(&request.as_bytes()[..length]));
    }
    // Without reading the answer.
    let mut given_up = Vec::new();
    for _ in 0..40 {
        let code = code(&server, &session);
        drop(server.send(token_request(&secret, &of_code(&code)).as_bytes()));
        given_up.push(code);
    }
    // Each was used by the request that was given up, or was not; and then it works.
    for code in given_up {
        let answer = tokens(&server, &secret, &of_code(&code));
        assert!(answer["id_token"].is_string() || answer["error"] == "invalid_grant", "{answer}");
    }
    assert!(tokens(&server, &secret, &of_code(&code(&server, &session)))["id_token"].is_string());
    let stopped = server.stop();
    assert_eq!(stopped.code, 0);
    assert!(!stopped.stderr.contains("panicked"), "{}", stopped.stderr);
}

#[test]
fn no_code_token_or_secret_of_a_client_is_in_the_log_the_database_or_a_file() {
    let place = Place::new().set("VESTIBULE_LOG", "trace");
    let secret = with_client(&place);
    let server = Server::start(&place);
    let session = log_in(&server);
    let code = code(&server, &session);
    let first = tokens(&server, &secret, &of_code(&code));
    let second = tokens(&server, &secret, &of_refresh_token(&text(&first, "refresh_token")));
    // What is refused is not logged either.
    tokens(&server, &secret, &of_code(&code));
    send(&server, &token_request("vcs_wrong-wrong-wrong-wrong-wrong-wrong", &of_code(&code)));
    let mut secrets = vec![secret, code, VERIFIER.to_owned(), "vcs_wrong-wrong".to_owned()];
    for answer in [&first, &second] {
        for name in ["access_token", "id_token", "refresh_token"] {
            let token = text(answer, name);
            // The part that cannot be guessed.
            secrets.push(token.rsplit('.').next().unwrap_or(&token).to_owned());
        }
    }
    let stopped = server.stop();
    let mut written = place.stored_data();
    written.push(("the log".to_owned(), stopped.stderr.into_bytes()));
    for (place, bytes) in written {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {place}");
        }
    }
}
