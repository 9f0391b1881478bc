//! The configuration in docs/testing.md: an application and a proxy on one's own machine, in front of a server in test mode.

use super::Proxy;
use super::application::Application;
use super::program::Program;
use super::visitor::{Visitor, request_for};
use crate::ephemeral::Ephemeral;
use crate::port::free_port;
use crate::repository::{blocks, read};
use crate::support::Place;
use url::Url;

/// The first code block of docs/testing.md in a language.
fn block(language: &str) -> String {
    blocks(&read("docs/testing.md"), language).swap_remove(0)
}

#[test]
fn a_browser_with_the_tokens_of_the_administrator_enters_the_application() {
    let port = free_port();
    let on_port = |text: String| text.replace(":8080", &format!(":{port}"));
    let place = Place::on_sqlite().set("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1");
    // The page creates the group with the API.
    place.write("journal.toml", &on_port(block("toml")).replace("groups = [\"editors\"]", "everyone = true"));
    let vestibule = Ephemeral::start(&place, &["--applications", "journal.toml"]);
    let application = Application::start();
    let configuration = on_port(block("caddyfile")).replace("127.0.0.1:3000", &vestibule.address().to_string());
    let configuration = configuration.replace("127.0.0.1:5000", &application.address.to_string());
    let _caddy = Program::with(Proxy::Caddy, &configuration, port);
    let url = format!("http://journal.localhost:{port}/posts");

    let mut visitor = Visitor::default();
    let signed_out = visitor.open(&url);
    assert!(signed_out.status == 200 && signed_out.body.contains("Sign in"), "{signed_out:?}");
    assert!(application.received().is_empty());

    for (cookie, token) in [("vestibule_access", "access_token"), ("vestibule_refresh", "refresh_token")] {
        visitor.remember("127.0.0.1", cookie, vestibule.token(token));
    }
    let entered = visitor.open(&url);
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
