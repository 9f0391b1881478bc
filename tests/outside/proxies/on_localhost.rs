//! The configuration in docs/testing.md: an application and a proxy on one's own machine, in front of a server in test mode.

use super::application::Application;
use super::program::Program;
use super::visitor::{Response, Visitor, request_for};
use super::{Proxy, guide};
use crate::port::free_port;
use crate::support::Place;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use url::Url;

/// A server in test mode, which is killed on drop.
struct Vestibule {
    child: Child,
    /// The line that it has printed.
    ready: Value,
}

impl Vestibule {
    fn start(place: &Place) -> Self {
        let mut command = place.command(&["serve", "--ephemeral", "--applications", "journal.toml"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a server");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line:?}"));
        Self { child, ready }
    }

    /// Its address with the port.
    fn address(&self) -> &str {
        self.ready["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("a URL")
    }

    /// A token of the administrator.
    fn token(&self, name: &str) -> &str {
        self.ready["administrator"][name].as_str().expect("a token")
    }
}

impl Drop for Vestibule {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The only code block of docs/testing.md in a language.
fn block(language: &str) -> String {
    let page = guide::read("docs/testing.md");
    let (_, rest) = page.split_once(&format!("\n```{language}\n")).unwrap_or_else(|| panic!("no {language}"));
    rest.split("\n```").next().unwrap_or_default().to_owned() + "\n"
}

/// Opens an address and follows redirects, also to other ports.
fn open(visitor: &mut Visitor, url: &str) -> Response {
    let mut url = Url::parse(url).expect("an address");
    for _ in 0..10 {
        let response = visitor.send(url.port().expect("a port"), &request_for(&url).html());
        if !response.is_redirect() {
            return response;
        }
        url = url.join(response.header("location")).expect("the address of a redirect");
    }
    panic!("more than ten redirects, the last to {url}");
}

#[test]
fn a_browser_with_the_tokens_of_the_administrator_enters_the_application() {
    let port = free_port();
    let on_port = |text: String| text.replace(":8080", &format!(":{port}"));
    let place = Place::on_sqlite().set("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1");
    // The page creates the group with the API.
    place.write("journal.toml", &on_port(block("toml")).replace("groups = [\"editors\"]", "everyone = true"));
    let vestibule = Vestibule::start(&place);
    let application = Application::start();
    let configuration = on_port(block("caddyfile")).replace("127.0.0.1:3000", vestibule.address());
    let configuration = configuration.replace("127.0.0.1:5000", &application.address.to_string());
    let _caddy = Program::with(Proxy::Caddy, &configuration, port);
    let url = format!("http://journal.localhost:{port}/posts");

    let mut visitor = Visitor::default();
    let signed_out = open(&mut visitor, &url);
    assert!(signed_out.status == 200 && signed_out.body.contains("Sign in"), "{signed_out:?}");
    assert!(application.received().is_empty());

    for (cookie, token) in [("vestibule_access", "access_token"), ("vestibule_refresh", "refresh_token")] {
        visitor.remember("127.0.0.1", cookie, vestibule.token(token));
    }
    let entered = open(&mut visitor, &url);
    assert_eq!((entered.status, entered.json()["target"].as_str()), (200, Some("/posts")), "{entered:?}");

    // What the client says about itself does not count.
    let forged = request_for(&Url::parse(&url).expect("an address")).with("Remote-User", "root");
    assert_eq!(visitor.send(port, &forged).status, 200);
    let received = application.received();
    assert_eq!(received.len(), 2, "{received:?}");
    for request in received {
        assert_eq!(request.all("Remote-User"), ["test-administrator"], "{request:?}");
        assert_eq!(request.value("X-Vestibule-Token").split('.').count(), 3, "{request:?}");
    }
}
