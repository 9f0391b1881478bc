//! Forward authentication and the hand-over to other hosts, as a proxy and a browser see them. Vestibule is at
//! `https://id.example.com`, and so is the application `shop`; the others have hosts of their own.

mod addresses;
mod answers;
mod connection;
mod demands;
mod entries;
mod hand_over;
mod logout;
mod own_host;
mod page_token;
mod prove;
mod ticket;
mod token;

use crate::support::*;
use indexmap::IndexMap;
use vestibule::config::Config;
use vestibule::shared::applications::ApplicationRequest;

const BASE: &str = "https://id.example.com";
/// For everyone, on the host of Vestibule.
const SHOP: &str = "https://id.example.com/shop";
/// For everyone.
const JOURNAL: &str = "https://journal.example.com/";
/// For the group `editors`.
const WIKI: &str = "https://wiki.example.com/";

const PROXY: &str = "10.0.0.1";
const APPLICATION: &str = "__Host-vestibule_application";
const SECRET: &str = "__Host-vestibule_hand_over";
const ACCESS: &str = "__Host-vestibule_access";
const REFRESH: &str = "__Host-vestibule_refresh";

pub type Jar = IndexMap<String, String>;

async fn new_app() -> TestApp {
    app_with(|_| {}).await
}

/// With three applications, the group `editors`, and the user `ada`.
pub async fn app_with(configure: impl FnOnce(&mut Config)) -> TestApp {
    let app = TestApp::with(|config| {
        configure_proxy(config);
        configure(config);
    })
    .await;
    app.group("editors", &[]).await;
    app.add_application(open_at("shop", SHOP)).await;
    app.add_application(open_at("journal", JOURNAL)).await;
    app.add_application(ApplicationRequest { groups: texts(&["editors"]), ..closed_at("wiki", WIKI) }).await;
    app.register("ada").await;
    app
}

/// Another server of the same installation.
pub async fn replica(app: &TestApp) -> TestApp {
    app.replica(configure_proxy).await
}

fn configure_proxy(config: &mut Config) {
    config.base_url = BASE.to_owned();
    config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
}

async fn set_membership(app: &TestApp, username: &str, is_member: bool) {
    let operator = Caller::system();
    let id = app.id_of(username).await.parse().expect("an id");
    if is_member {
        app.accounts.groups().add_to_group(&operator, "editors", id).await.expect("a change");
    } else {
        app.accounts.groups().remove_from_group(&operator, "editors", id).await.expect("a change");
    }
}

/// The origin of a URL without its scheme, and the rest.
fn parts_of(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = url.split_once("://").expect("an absolute URL");
    let (host, uri) = rest.split_at(rest.find('/').expect("a path"));
    (scheme, host, uri)
}

fn with_cookies<'a>(call: Call<'a>, jar: &Jar) -> Call<'a> {
    let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if cookies.is_empty() { call } else { call.header("cookie", &cookies.join("; ")) }
}

/// A request with this method to `url`, about which Traefik or Caddy asks.
pub fn forwarded<'a>(app: &'a TestApp, method: &str, url: &str, jar: &Jar) -> Call<'a> {
    let (scheme, host, uri) = parts_of(url);
    let call = app.get("/auth/forward").seen_from(PROXY).header("x-forwarded-for", "198.51.100.7");
    let call = call.header("x-forwarded-method", method).header("x-forwarded-proto", scheme);
    with_cookies(call.header("x-forwarded-host", host).header("x-forwarded-uri", uri), jar)
}

/// A request to `url`, about which nginx asks.
fn original<'a>(app: &'a TestApp, url: &str, jar: &Jar) -> Call<'a> {
    let call = app.get("/auth/request").seen_from(PROXY).header("x-forwarded-for", "198.51.100.7");
    with_cookies(call.header("x-original-method", "GET").header("x-original-url", url), jar)
}

/// A callback that the proxy of an application passes on.
pub fn passed_on<'a>(app: &'a TestApp, method: Method, url: &str, jar: &Jar) -> Call<'a> {
    let (scheme, host, uri) = parts_of(url);
    let call = app.call(method, uri).seen_from(PROXY).header("x-forwarded-proto", scheme);
    with_cookies(call.header("x-forwarded-host", host).html(), jar)
}

/// A request below `/.vestibule/` that the proxy of the host of `url` passes on, and that does not say where it comes from.
fn below_folder<'a>(app: &'a TestApp, method: Method, url: &str, jar: &Jar) -> Call<'a> {
    let (scheme, host, uri) = parts_of(url);
    let call = app.call(method, uri).seen_from(PROXY).header("x-forwarded-for", "198.51.100.7");
    with_cookies(call.header("x-forwarded-proto", scheme).header("x-forwarded-host", host), jar)
}

/// The same, sent with POST by a page of that host.
fn from_own_page<'a>(app: &'a TestApp, url: &str, jar: &Jar) -> Call<'a> {
    let (scheme, host, _) = parts_of(url);
    below_folder(app, Method::POST, url, jar).header("origin", &format!("{scheme}://{host}"))
}

/// A browser with cookies for the host of Vestibule and for that of one application.
struct Visitor<'a> {
    app: &'a TestApp,
    own: Browser<'a>,
    there: Jar,
}

impl<'a> Visitor<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, own: app.browser(), there: Jar::new() }
    }

    /// A browser in which `ada` is signed in on the host of Vestibule.
    async fn signed_in(app: &'a TestApp) -> Self {
        let mut visitor = Self::new(app);
        visitor.own.log_in("ada").await;
        visitor
    }

    /// Opens a page of an application on another host.
    async fn open(&mut self, url: &str) -> Reply {
        let reply = forwarded(self.app, "GET", url, &self.there).html().send().await;
        self.store(reply)
    }

    /// Opens a page and follows the redirects up to the callback, whose URL is returned.
    async fn hand_over(&mut self, url: &str) -> String {
        let reply = self.open(url).await;
        let sign_in = reply.location().strip_prefix(BASE).expect("a page of Vestibule").to_owned();
        let signed_in = self.own.open(&sign_in).await;
        let entered = self.own.follow(&signed_in).await.expect_status(302);
        entered.location().to_owned()
    }

    async fn call_back(&mut self, url: &str) -> Reply {
        let reply = passed_on(self.app, Method::GET, url, &self.there).send().await;
        self.store(reply)
    }

    /// Signs in at an application on another host.
    async fn enter(&mut self, url: &str) {
        let callback = self.hand_over(url).await;
        assert_eq!(self.call_back(&callback).await.location(), url);
    }

    fn store(&mut self, reply: Reply) -> Reply {
        for line in reply.cookies() {
            let (pair, attributes) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a value");
            if attributes.contains("Max-Age=0") {
                self.there.shift_remove(name);
            } else {
                self.there.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }
}

/// The header with the application session of `ada` at the journal.
pub async fn application_cookie(app: &TestApp) -> String {
    let mut visitor = Visitor::signed_in(app).await;
    visitor.enter(JOURNAL).await;
    format!("cookie: {APPLICATION}={}\r\n", visitor.there[APPLICATION])
}

/// The status of `ada` at an application on another host: 200 if the browser is signed in there.
async fn status_at(visitor: &Visitor<'_>, url: &str) -> u16 {
    forwarded(visitor.app, "GET", url, &visitor.there).send().await.status
}

/// A browser that has entered the journal.
async fn at_journal(app: &TestApp) -> Visitor<'_> {
    let mut visitor = Visitor::signed_in(app).await;
    visitor.enter(JOURNAL).await;
    visitor
}
