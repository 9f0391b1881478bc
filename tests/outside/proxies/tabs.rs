//! A browser that is opened again asks for twelve pages at once. nginx refuses requests whose cookies are longer than its buffers, with
//! an error for every page until they are over, so the bound of the cookies has to hold with the buffers that nginx has by itself.

use super::Proxy;
use super::guide::{self, Addresses};
use super::program::{Program, START_TIMEOUT};
use super::visitor::{self, Request, Response, Visitor, request_for};
use crate::port::free_port;
use crate::support::{PASSWORD, Place, Server};
use crate::wait::within;
use url::{Url, form_urlencoded};

const TABS: usize = 12;
/// How long the request of a client is.
const BYTES: usize = 2_000;
const CALLBACK: &str = "https://wiki.example.com/callback";
/// The client, and a provider: nothing has to be asked there before a browser is led to it.
const FILE: &str = r#"
[[provider]]
name = "github"
kind = "github"
client_id = "vestibule"
client_secret_file = "github.secret"

[[application]]
name = "wiki"
everyone = true

[[application.client]]
client_id = "wiki"
kind = "public"
redirect_uris = ["CALLBACK"]
"#;
const GITHUB: &str = "https://github.com/";
/// What all cookies of a browser stay below, however many tabs are open.
const BOUND: usize = 3 * 1_024;
/// The directives of deploy/nginx.conf that give requests more room than nginx does by itself.
const ROOM: &str = "large_client_header_buffers";

/// nginx with its own buffers in front of Vestibule, which has a client.
struct Site {
    port: u16,
    _vestibule: Server,
    place: Place,
    _program: Program,
}

/// A tab in which somebody is on the way to the client.
struct Tab {
    state: String,
    /// Where it was led.
    url: Url,
}

impl Site {
    fn start() -> Self {
        let port = free_port();
        let place = Place::new().set("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1").set("VESTIBULE_RATE_LIMIT", "off");
        place.write("github.secret", "swordfish");
        place.write("vestibule.toml", &FILE.replace("CALLBACK", CALLBACK));
        let vestibule = Server::start_at(&place, &format!("http://auth.localhost:{port}"));
        let address = vestibule.address();
        let addresses = Addresses { proxy: port, vestibule: address, application: address };
        let documented = guide::configuration(Proxy::Nginx, addresses);
        assert!(documented.contains(ROOM), "deploy/nginx.conf has room all the same");
        let lines = documented.lines().filter(|line| !line.trim_start().starts_with(ROOM));
        let configuration: String = lines.flat_map(|line| [line, "\n"]).collect();
        let program = Program::with(Proxy::Nginx, &configuration, port);
        let site = Self { port, _vestibule: vestibule, place, _program: program };
        let live = Request::get(&site.host(), "/live");
        assert!(within(START_TIMEOUT, || visitor::send(port, &live, "").status == 200), "nginx passes nothing on");
        site
    }

    fn host(&self) -> String {
        format!("auth.localhost:{}", self.port)
    }

    fn url(&self, path: &str) -> Url {
        let base = Url::parse(&format!("http://{}/", self.host())).expect("an address");
        base.join(path).expect("the address of a page")
    }

    /// The request of the client, filled up with a parameter that means nothing. `provider`: at which people shall sign in; may be empty.
    fn request(&self, state: &str, provider: &str) -> Request {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("client_id", "wiki"),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("state", state),
            ("idp_hint", provider),
            // RFC 7636, appendix B.
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ]);
        let mut target = format!("/oauth/authorize?{}&note=", query.finish());
        target.push_str(&"a".repeat(BYTES - target.len()));
        Request::get(&self.host(), &target).with("Sec-Fetch-Site", "cross-site").html()
    }

    /// Sends requests with the same cookies, before one of them is answered, and takes in the cookies of all answers; returns where they
    /// lead.
    fn at_once(&self, visitor: &mut Visitor, requests: &[Request]) -> Vec<Url> {
        let (host, cookies) = (self.host(), visitor.cookies(&self.host()));
        let streams: Vec<_> = requests.iter().map(|request| visitor::connect(self.port, request, &cookies)).collect();
        let mut led = Vec::new();
        for stream in streams {
            let response = visitor::receive(stream);
            assert!(response.is_redirect(), "{response:?}");
            visitor.keep(&host, &response);
            led.push(self.url(response.header("location")));
        }
        let chars = visitor.cookies(&host).len();
        assert!(chars < BOUND, "{chars}");
        led
    }

    /// Opens all tabs. `round`: what makes them others than those before.
    fn restore(&self, visitor: &mut Visitor, round: &str, provider: &str) -> Vec<Tab> {
        let states: Vec<_> = (0..TABS).map(|number| format!("{round}-{number}")).collect();
        let requests: Vec<_> = states.iter().map(|state| self.request(state, provider)).collect();
        let led = self.at_once(visitor, &requests);
        states.into_iter().zip(led).map(|(state, url)| Tab { state, url }).collect()
    }

    /// Opens an address, and goes on to a page or to the client; returns where it has ended, and the last answer.
    fn follow(&self, visitor: &mut Visitor, start: &Url) -> (Url, Response) {
        let mut url = start.clone();
        for _ in 0..10 {
            let response = visitor.send(self.port, &request_for(&url).html());
            assert!(response.status < 400, "{url}: {response:?}");
            let on = if response.is_redirect() { response.header("location") } else { response.refresh() };
            if on.is_empty() {
                return (url, response);
            }
            url = url.join(on).expect("where to go on");
            if url.as_str().starts_with(CALLBACK) {
                return (url, response);
            }
        }
        panic!("there is no end of redirects: {url}");
    }

    /// Signs in on the sign-in page at `page`; returns the address to which that leads.
    fn sign_in(&self, visitor: &mut Visitor, page: &Url) -> Url {
        let next = parameter(page, "next");
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let response = visitor.send(self.port, &Request::form(&self.host(), "/actions/login", body).html());
        assert!(response.status == 200 && !response.refresh().is_empty(), "{response:?}");
        self.url(response.refresh())
    }
}

fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(is, _)| is == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The client gets a code, and the state of this tab.
fn assert_answered(url: &Url, tab: &Tab) {
    assert!(url.as_str().starts_with(CALLBACK) && !parameter(url, "code").is_empty(), "{}: {url}", tab.state);
    assert_eq!(parameter(url, "state"), tab.state);
}

#[test]
fn twelve_tabs_that_are_restored_at_once_all_arrive_through_nginx() {
    let site = Site::start();
    site.place.create("maren", &[]);
    let mut visitor = Visitor::default();
    // The browser was closed and opened again, while the first ones were under way.
    site.restore(&mut visitor, "before", "");
    let tabs = site.restore(&mut visitor, "now", "");
    let [first, others @ ..] = tabs.as_slice() else { panic!("no tabs") };
    let (page, shown) = site.follow(&mut visitor, &first.url);
    assert_eq!((page.path(), shown.status), ("/login", 200), "{shown:?}");

    let next = site.sign_in(&mut visitor, &page);
    let (at_client, _) = site.follow(&mut visitor, &next);
    assert_answered(&at_client, first);
    // Nobody signs in twice.
    for tab in others {
        let (at_client, _) = site.follow(&mut visitor, &tab.url);
        assert_answered(&at_client, tab);
    }
    let (account, shown) = site.follow(&mut visitor, &site.url("/account"));
    assert_eq!((account.path(), shown.status), ("/account", 200), "{shown:?}");
}

/// The client sends people to a provider at once, so each tab keeps what belongs to that as well. Somebody goes back there, and signs in
/// here in the newest one.
#[test]
fn twelve_tabs_that_are_led_to_a_provider_at_once_leave_the_way_in_open() {
    let site = Site::start();
    site.place.create("maren", &[]);
    let mut visitor = Visitor::default();
    let tabs = site.restore(&mut visitor, "now", "github");
    let leaving: Vec<_> =
        tabs.iter().map(|tab| request_for(&tab.url).with("Sec-Fetch-Site", "cross-site").html()).collect();
    for url in site.at_once(&mut visitor, &leaving) {
        assert!(url.as_str().starts_with(GITHUB), "{url}");
    }
    let newest = tabs.last().expect("a tab");
    let page = site.url(&format!("/login?next={}", parameter(&newest.url, "next")));
    let (page, shown) = site.follow(&mut visitor, &page);
    assert_eq!((page.path(), shown.status), ("/login", 200), "{shown:?}");
    let next = site.sign_in(&mut visitor, &page);
    let (at_client, _) = site.follow(&mut visitor, &next);
    assert_answered(&at_client, newest);
    let (account, shown) = site.follow(&mut visitor, &site.url("/account"));
    assert_eq!((account.path(), shown.status), ("/account", 200), "{shown:?}");
}
