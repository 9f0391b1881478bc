//! Vestibule, an application and a proxy in front of both.

use super::Proxy;
use super::application::Application;
use super::guide::Addresses;
use super::program::{Program, START_TIMEOUT};
use super::visitor::{self, Request, Response, Visitor, request_for};
use crate::port::free_port;
use crate::support::{PASSWORD, Place, Server};
use crate::wait::{wait_until_noticed, within};
use url::{Url, form_urlencoded};

/// A proxy in front of Vestibule (`auth.localhost`, with the application `shop` under a path) and of the application `journal`
/// (`journal.localhost`).
pub struct Front {
    pub proxy: Proxy,
    pub port: u16,
    pub application: Application,
    pub vestibule: Server,
    pub place: Place,
    _program: Program,
}

impl Front {
    pub fn start(proxy: Proxy) -> Self {
        let port = free_port();
        let place = Place::new().set("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1").set("VESTIBULE_RATE_LIMIT", "off");
        // Applications of the file may name groups that do not exist yet. `open` has no site in the proxy.
        place.write(
            "vestibule.toml",
            &format!(
                "[[application]]\nname = \"journal\"\ntitle = \"Journal\"\n\
                 locations = [\"http://journal.localhost:{port}/\"]\ngroups = [\"writers\"]\nclaims = [\"name\", \"groups\"]\n\
                 [[application]]\nname = \"shop\"\ntitle = \"Shop\"\n\
                 locations = [\"http://auth.localhost:{port}/shop\"]\neveryone = true\n\
                 [[application]]\nname = \"open\"\ntitle = \"Open\"\n\
                 locations = [\"http://open.localhost:{port}/\"]\neveryone = true\n"
            ),
        );
        assert_eq!(place.run(&["group", "create", "writers"]).code, 0);
        let vestibule = Server::start_at(&place, &format!("http://auth.localhost:{port}"));
        let application = Application::start();
        let addresses = Addresses { proxy: port, vestibule: vestibule.address(), application: application.address };
        let program = Program::start(proxy, addresses);
        let front = Self { proxy, port, application, vestibule, place, _program: program };
        front.wait_until_it_passes_requests_on();
        front
    }

    /// Traefik listens before it has read its configuration.
    fn wait_until_it_passes_requests_on(&self) {
        let live = Request::get(&self.host("auth"), "/live");
        let passes_on = within(START_TIMEOUT, || visitor::send(self.port, &live, "").status == 200);
        assert!(passes_on, "the proxy passes no requests on");
    }

    /// The value of `Host` for one of the hosts.
    pub fn host(&self, name: &str) -> String {
        format!("{name}.localhost:{}", self.port)
    }

    pub fn url(&self, name: &str, path: &str) -> String {
        format!("http://{}{path}", self.host(name))
    }

    /// Creates an account and returns its id.
    pub fn person(&self, username: &str, name: &str) -> String {
        self.place.create(username, &["--name", name])["id"].as_str().expect("an id").to_owned()
    }

    pub fn add_to_group(&self, username: &str) {
        let added = self.place.run(&["group", "add", "writers", username]);
        assert_eq!(added.code, 0, "{added:?}");
    }

    /// Removes somebody who has entered the journal from its group, and waits until the server knows.
    pub fn remove_from_group(&self, username: &str, visitor: &mut Visitor) {
        let removed = self.place.run(&["group", "remove", "writers", username]);
        assert_eq!(removed.code, 0, "{removed:?}");
        wait_until_noticed(|| self.visit(visitor, "/").status == 403);
        self.application.received();
    }

    /// Opens a page of the journal, without following redirects.
    pub fn visit(&self, visitor: &mut Visitor, path: &str) -> Response {
        visitor.send(self.port, &Request::get(&self.host("journal"), path).html())
    }

    /// Opens an address without being signed in, signs in on the page that it leads to, and follows the way back.
    pub fn enter(&self, visitor: &mut Visitor, url: &str, username: &str) -> Response {
        let sent_away = visitor.send(self.port, &request_for(&Url::parse(url).expect("an address")).html());
        assert!(sent_away.is_redirect(), "{sent_away:?}");
        self.sign_in(visitor, sent_away.header("location"), username, Visitor::open)
    }

    /// Enters the application `open`, which the proxy does not know: the test tells Vestibule what a proxy would.
    pub fn enter_open(&self, visitor: &mut Visitor, username: &str) {
        let vestibule = self.vestibule.address().port();
        let forwarded = |request: Request| {
            request.html().with("X-Forwarded-Proto", "http").with("X-Forwarded-Host", &self.host("open"))
        };
        let asked = forwarded(Request::get(&self.host("open"), "/auth/forward"));
        let asked = asked.with("X-Forwarded-Method", "GET").with("X-Forwarded-Uri", "/");
        let sent_away = visitor.send(vestibule, &asked);
        assert!(sent_away.is_redirect(), "{sent_away:?}");
        let entered = self.sign_in(visitor, sent_away.header("location"), username, |visitor, url| {
            let enter = visitor.send(self.port, &request_for(&Url::parse(url).expect("an address")).html());
            let callback = Url::parse(enter.header("location")).expect("the address of the callback");
            visitor.send(vestibule, &forwarded(request_for(&callback)))
        });
        assert!(entered.is_redirect() && !visitor.cookies("open.localhost").is_empty(), "{entered:?}");
    }

    /// Signs in on the sign-in page at `login`, and opens the address to which it leads.
    fn sign_in(
        &self,
        visitor: &mut Visitor,
        login: &str,
        username: &str,
        open: impl FnOnce(&mut Visitor, &str) -> Response,
    ) -> Response {
        let login = Url::parse(login).expect("the absolute address of the sign-in page");
        assert_eq!((login.host_str(), login.path()), (Some("auth.localhost"), "/login"), "{login}");
        let (_, next) = login.query_pairs().find(|(name, _)| name == "next").expect("where to go on");
        let fields = [("login", username), ("password", PASSWORD), ("next", &*next)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let form = Request::form(&self.host("auth"), "/actions/login", body).html();
        let signed_in = visitor.send(self.port, &form);
        assert!(signed_in.status == 200 && !signed_in.refresh().is_empty(), "{signed_in:?}");
        let url = login.join(signed_in.refresh()).expect("where to go on");
        open(visitor, url.as_str())
    }

    /// Signs out on a page of Vestibule.
    pub fn sign_out(&self, visitor: &mut Visitor) {
        let signed_out = visitor.send(self.port, &Request::form(&self.host("auth"), "/logout", String::new()).html());
        assert_eq!(signed_out.status, 303, "{signed_out:?}");
    }
}
