//! Requests that pretend to come from somebody else, or to ask for something else, through real proxies.
//!
//! Each is sent by somebody who may enter the journal, by somebody who was removed from its group, and by somebody who is not
//! signed in. Whatever reaches the application must say who really sent it.

use super::application::Received;
use super::front::Front;
use super::visitor::{self, Request, Visitor};
use super::{IDENTITY, Proxy};

#[test]
fn none_gets_through_nginx() {
    none_gets_through(Proxy::Nginx);
}

#[test]
fn none_gets_through_caddy() {
    none_gets_through(Proxy::Caddy);
}

#[test]
fn none_gets_through_traefik() {
    none_gets_through(Proxy::Traefik);
}

fn none_gets_through(proxy: Proxy) {
    let front = Front::start(proxy);
    let senders = senders(&front);
    no_ambiguous_address_gets_through(&front, &senders);
    nothing_doubtful_gets_through_beside_vestibule(&front);
    // Traefik cannot remove a cookie.
    if proxy != Proxy::Traefik {
        no_other_cookie_is_removed_in_the_place_of_vestibules(&front, &senders[0].cookies);
    }
    no_identity_gets_through(&front, senders);
    nobody_asks_in_the_place_of_the_proxy(&front);
}

/// The guides for nginx and Caddy remove Vestibule's cookies. An application could set others with similar names, so that the wrong
/// ones are removed, and act as the user with the right ones.
fn no_other_cookie_is_removed_in_the_place_of_vestibules(front: &Front, own: &str) {
    let (name, value) = own.split_once('=').expect("the application session");
    assert_eq!(name, "vestibule_application");
    for decoy in ["__Host-vestibule_application", "x-vestibule_application", "vestibule_application_x"] {
        for cookies in [format!("a=1; {own}; {decoy}=2; b=3"), format!("{decoy}=2; {own}"), format!("{own};{decoy}=2")]
        {
            let response = visitor::send(front.port, &Request::get(&front.host("journal"), "/page"), &cookies);
            assert_eq!(response.status, 200, "{cookies}: {response:?}");
            let received = front.application.received();
            assert!(!received[0].value("Cookie").contains(value), "{cookies}: {received:?}");
        }
    }
}

/// A proxy asks Vestibule directly. From outside, a user could ask for tokens, which applications take for the word of the proxy.
fn nobody_asks_in_the_place_of_the_proxy(front: &Front) {
    let mut maren = Visitor::default();
    assert_eq!(front.enter(&mut maren, &front.url("auth", "/shop/"), "maren").status, 200);
    for path in ["/auth/forward", "/auth/request", "/auth/../auth/request", "//auth/request", "/auth/%72equest"] {
        let asked = Request::get(&front.host("auth"), path).with("X-Original-URL", &front.url("auth", "/shop/"));
        let asked = asked.with("X-Original-Method", "GET").with("X-Forwarded-Uri", "/shop/");
        let response = maren.send(front.port, &asked.with("X-Forwarded-Method", "GET"));
        assert_ne!(response.status, 200, "{path}: {response:?}");
        assert_eq!(response.header("X-Vestibule-Token"), "", "{path}: {response:?}");
    }
}

/// A token as an attacker would make it: without a signature.
const FORGED: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.";

/// Requests for a page of the journal, with their names. `open` is another application, which everyone may enter.
fn spoofs(front: &Front) -> Vec<(&'static str, Request)> {
    let (journal, open) = (front.host("journal"), front.host("open"));
    let page = || Request::get(&journal, "/page");
    let as_host = |host: &str| Request::get(host, "/page");
    vec![
        ("an own identity", IDENTITY.iter().fold(page(), |request, name| request.with(name, "admin"))),
        ("underscores", IDENTITY.iter().fold(page(), |request, name| request.with(&name.replace('-', "_"), "admin"))),
        ("one underscore", page().with("Remote_User-Id", "admin").with("Remote-User_Id", "admin")),
        ("another case", page().with("rEMOTE-uSER", "admin").with("REMOTE_USER", "admin")),
        ("duplicates", page().with("Remote-User", "admin").with("Remote-User", "root").with("Remote-User-Id", "1")),
        ("a claim that the application may not have", page().with("Remote-Email", "admin@example.org")),
        ("more groups", page().with("Remote-Groups", "writers,administrators")),
        ("a field", page().with("Remote-Fields", "plan=pro")),
        ("a forged token", page().with("X-Vestibule-Token", FORGED).with("X_Vestibule_Token", FORGED)),
        ("hop-by-hop identity", page().with("Connection", "Remote-User, Remote-User-Id, X-Vestibule-Token")),
        ("hop-by-hop groups", page().with("Connection", "remote-groups").with("Remote-Groups", "administrators")),
        ("hop-by-hop cookie", page().with("Connection", "Cookie, X-Forwarded-Host, X-Original-URL")),
        ("X-Forwarded-Host of another application", page().with("X-Forwarded-Host", &open)),
        ("X-Forwarded-Proto", page().with("X-Forwarded-Proto", "https")),
        ("X-Forwarded-Uri", page().with("X-Forwarded-Uri", "/").with("X-Forwarded-Method", "OPTIONS")),
        ("X-Original-URL of another application", page().with("X-Original-URL", &format!("http://{open}/"))),
        ("X-Forwarded-For", page().with("X-Forwarded-For", "127.0.0.1").with("X-Real-IP", "127.0.0.1")),
        ("Forwarded", page().with("Forwarded", &format!("for=127.0.0.1;host=\"{open}\";proto=http"))),
        ("Host of another application", as_host(&open)),
        ("two hosts", page().with("Host", &open)),
        ("Host in upper case", as_host(&journal.to_uppercase())),
        ("Host with a trailing dot", as_host(&journal.replace(".localhost", ".localhost."))),
        ("Host with another port", as_host("journal.localhost:1")),
        ("Host without a port", as_host("journal.localhost")),
        ("absolute form of another application", Request { target: format!("http://{open}/page"), ..page() }),
        (
            "absolute form with the host of another application",
            Request { target: format!("http://{journal}/page"), ..as_host(&open) },
        ),
    ]
}

/// Who sends the requests: cookies for the journal, and the identity that may arrive. The values are in the order of
/// [`IDENTITY`], without the token.
struct Sender {
    who: &'static str,
    cookies: String,
    truth: Option<[String; 6]>,
}

fn no_identity_gets_through(front: &Front, mut senders: Vec<Sender>) {
    let mut otto = Visitor::default();
    front.enter_open(&mut otto, "otto");
    senders.push(Sender {
        who: "with the cookie of another host",
        cookies: otto.cookies("open.localhost"),
        truth: None,
    });
    front.application.received();

    for (name, request) in spoofs(front) {
        for Sender { who, cookies, truth } in &senders {
            let response = visitor::send(front.port, &request, cookies);
            for received in front.application.received() {
                let context = format!("{name}, {who}: {response:?}, {received:?}");
                let truth = truth.as_ref().unwrap_or_else(|| panic!("{context}"));
                assert_is_honest(&received, truth, &context);
            }
        }
    }

    // The configuration says which application this is, and not the port in `Host`, which proxies do not compare with their own.
    for host in ["journal.localhost:1", "journal.localhost"] {
        let response = visitor::send(front.port, &Request::get(host, "/page"), &senders[0].cookies);
        assert_eq!((response.status, front.application.received().len()), (200, 1), "{host}: {response:?}");
    }

    // The test would not notice if nothing got through at all.
    let clean = Request::get(&front.host("journal"), "/page");
    assert_eq!(visitor::send(front.port, &clean, &senders[0].cookies).status, 200);
    assert_eq!(front.application.received().len(), 1);
}

/// What two programs could read differently: no application gets it.
const AMBIGUOUS: [&str; 6] = ["/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "/a%5cb", "/a\\b"];
/// What leads to one application if it has the whole host: its members may ask for it, and it gets what they asked for.
const DOUBTFUL: [&str; 5] = ["//page", "/a//b", "/a%2fb", "/%2F", "/@scope%2Fname"];

fn no_ambiguous_address_gets_through(front: &Front, senders: &[Sender]) {
    for Sender { who, cookies, truth } in senders {
        let is_member = truth.is_some();
        for target in AMBIGUOUS {
            let (is_refused, received) = ask(front, "journal", target, cookies);
            let is_allowed = received.is_empty() || (is_member && is_made_clear(front.proxy, &received));
            assert!(is_allowed, "{target}, {who}: {received:?}");
            assert_eq!(is_refused, received.is_empty(), "{target}, {who}");
        }
        for target in DOUBTFUL {
            let (is_refused, received) = ask(front, "journal", target, cookies);
            assert_eq!((is_refused, received.len()), (!is_member, usize::from(is_member)), "{target}, {who}");
            // Traefik writes the digits of what is encoded in upper case.
            let is_what_was_sent = received.iter().all(|request| request.target.eq_ignore_ascii_case(target));
            assert!(is_what_was_sent || is_made_clear(front.proxy, &received), "{target}, {who}: {received:?}");
        }
    }
    // Nothing below the way back reaches the application either.
    for name in ["", "request", "callback", "logout", "token", "prove", "../page"] {
        let target = &format!("/.vestibule/{name}");
        let (_, received) = ask(front, "journal", target, &senders[0].cookies);
        assert!(received.is_empty() || is_made_clear(front.proxy, &received), "{target}: {received:?}");
    }
    for target in ["//.vestibule/token", "/.vestibule//token", "/.vestibule%2ftoken", "/%2F.vestibule/token"] {
        let (_, received) = ask(front, "journal", target, &senders[0].cookies);
        assert!(received.is_empty(), "{target}: {received:?}");
    }
}

/// The shop has a part of Vestibule's host, so that a slash more or less could lead to Vestibule.
fn nothing_doubtful_gets_through_beside_vestibule(front: &Front) {
    let mut maren = Visitor::default();
    assert_eq!(front.enter(&mut maren, &front.url("auth", "/shop/"), "maren").status, 200);
    front.application.received();
    let cookies = maren.cookies("auth.localhost");
    for target in DOUBTFUL.iter().chain(&AMBIGUOUS).map(|target| format!("/shop{target}")) {
        let (is_refused, received) = ask(front, "auth", &target, &cookies);
        let is_allowed = received.is_empty() || is_made_clear(front.proxy, &received);
        assert!(is_allowed && is_refused == received.is_empty(), "{target}: {received:?}");
    }
    // The test would not notice if nothing got through at all.
    let (_, received) = ask(front, "auth", "/shop/page", &cookies);
    assert_eq!(received.len(), 1);
}

/// Asks for an address. Returns whether it was refused, and what reached the application.
fn ask(front: &Front, host: &str, target: &str, cookies: &str) -> (bool, Vec<Received>) {
    let response = visitor::send(front.port, &Request::get(&front.host(host), target), cookies);
    ((400..500).contains(&response.status), front.application.received())
}

/// Whether Traefik has removed `//` and dots before it asked, so that the application got the address that it had asked about.
fn is_made_clear(proxy: Proxy, received: &[Received]) -> bool {
    let is_clear = |request: &Received| {
        let target = request.target.strip_prefix("/shop").unwrap_or(&request.target);
        ["/a", "/a/b", "/b", "/page"].contains(&target)
    };
    proxy == Proxy::Traefik && received.iter().all(is_clear)
}

/// Maren may enter, Otto was removed from the group after he had entered, and a stranger never signed in.
fn senders(front: &Front) -> Vec<Sender> {
    let id = front.person("maren", "Maren Holt");
    front.person("otto", "Otto Berg");
    let [mut maren, mut otto] = ["maren", "otto"].map(|username| {
        front.add_to_group(username);
        let mut visitor = Visitor::default();
        assert_eq!(front.enter(&mut visitor, &front.url("journal", "/"), username).status, 200);
        visitor
    });
    front.remove_from_group("otto", &mut otto);
    assert_eq!(front.visit(&mut maren, "/").status, 200);
    front.application.received();
    let truth = [id.as_str(), "maren", "Maren Holt", "", "writers", ""].map(str::to_owned);
    let cookies = |visitor: &Visitor| visitor.cookies("journal.localhost");
    vec![
        Sender { who: "a member", cookies: cookies(&maren), truth: Some(truth) },
        Sender { who: "a former member", cookies: cookies(&otto), truth: None },
        Sender { who: "a stranger", cookies: String::new(), truth: None },
    ]
}

/// Asserts that the headers of a request say what is true, once each, and that no other header could be taken for one of them.
#[track_caller]
fn assert_is_honest(received: &Received, truth: &[String; 6], context: &str) {
    for (name, expected) in IDENTITY.iter().zip(truth) {
        let values = received.all(name);
        // nginx leaves out a header whose value is empty.
        let is_honest = values == [expected.as_str()] || (values.is_empty() && expected.is_empty());
        assert!(is_honest, "{name}: {values:?} instead of {expected:?}: {context}");
    }
    let tokens = received.all("X-Vestibule-Token");
    assert!(tokens.len() == 1 && !tokens.contains(&FORGED) && !tokens.contains(&"admin"), "{context}");
    for (name, _) in &received.headers {
        let is_similar = IDENTITY.iter().any(|identity| environment(identity) == environment(name));
        let is_same = IDENTITY.iter().any(|identity| identity.eq_ignore_ascii_case(name));
        assert!(is_same || !is_similar, "{name} could be taken for an identity: {context}");
    }
}

/// The name of a header in the environment of a CGI or WSGI program.
fn environment(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}
