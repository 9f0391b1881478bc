//! Somebody with a browser, on the way to a goal. They follow what pages lead to, fill in the forms that pages have, and do what a page
//! asks for on the way; what a page does not carry on is lost, as it is for everybody.

use super::goals::Goal;
use super::people::{Person, Proof};
use super::{BASE, Setting};
use crate::api::forward_auth::{Jar, forwarded, passed_on};
use crate::support::mailbox::{deliver, find, waiting};
use crate::support::page::{Tag, tags};
use crate::support::totp::totp;
use crate::support::*;
use axum::http::HeaderMap;
use url::Url;
use vestibule::shared::journey::Handle;

/// How many redirects a browser follows before it says that there is no end. Browsers follow more.
const MAX_REDIRECTS: usize = 8;
/// How many pages may come between a door and the goal.
const MAX_PAGES: usize = 8;

pub(super) struct Walk<'a> {
    pub(super) setting: &'a Setting,
    pub(super) browser: Browser<'a>,
    pub(super) person: Person,
    /// Whether scripts send the forms, and go where the answers say.
    has_script: bool,
    /// The cookies of the host of an application.
    pub(super) there: Jar,
    /// What the goal is known by.
    pub(super) wanted: String,
    /// What the browser shows: a path on this server or another URL, and the last answer of this server.
    pub(super) address: String,
    pub(super) page: Reply,
}

impl<'a> Walk<'a> {
    pub(super) fn new(setting: &'a Setting, person: Person, has_script: bool) -> Self {
        let page = Reply { status: 0, headers: HeaderMap::new(), body: Vec::new() };
        let (there, wanted, address) = (Jar::new(), String::new(), String::new());
        Self { setting, browser: setting.world.app.browser(), person, has_script, there, wanted, address, page }
    }

    /// Opens an address of this server, as the first one on the way.
    pub(super) async fn set_out(&mut self, address: &str) {
        address.clone_into(&mut self.wanted);
        self.go(address).await;
    }

    /// Opens an address of an application, whose proxy asks.
    pub(super) async fn set_out_at_proxy(&mut self, url: &str) {
        url.clone_into(&mut self.wanted);
        let reply = forwarded(&self.setting.world.app, "GET", url, &self.there).html().send().await;
        self.store_there(&reply);
        self.follow(reply).await;
    }

    /// Opens an address, and follows redirects up to a page of this server, or to another one.
    pub(super) async fn go(&mut self, address: &str) {
        let mut address = address.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let Some(path) = own_path(&address) else { return self.leave(address).await };
            self.page = self.browser.open(&path).await;
            self.address = path;
            if !is_redirect(&self.page) {
                return;
            }
            self.page.location().clone_into(&mut address);
        }
        panic!("there is no end of redirects: {address}");
    }

    /// Shows an answer, or what it leads to.
    pub(super) async fn follow(&mut self, reply: Reply) {
        let location = is_redirect(&reply).then(|| reply.location().to_owned());
        self.page = reply;
        if let Some(location) = location {
            self.go(&location).await;
        }
    }

    /// At a client, at home, at a provider, or at an application, whose proxy passes the ticket on.
    async fn leave(&mut self, url: String) {
        self.address = url;
        if self.address.contains("/.vestibule/callback?") {
            let reply = passed_on(&self.setting.world.app, Method::GET, &self.address, &self.there).send().await;
            self.store_there(&reply);
            if is_redirect(&reply) {
                reply.location().clone_into(&mut self.address);
            }
            self.page = reply;
        }
    }

    fn store_there(&mut self, reply: &Reply) {
        for line in reply.cookies() {
            let (pair, attributes) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a value");
            match attributes.contains("Max-Age=0") {
                true => _ = self.there.shift_remove(name),
                false => _ = self.there.insert(name.to_owned(), value.to_owned()),
            }
        }
    }

    /// Follows the longest link with this beginning, which is the one that carries most; stays if there is none.
    pub(super) async fn press(&mut self, beginning: &str) {
        if let Some(link) = self.link(beginning) {
            self.go(&link).await;
        }
    }

    /// That link.
    pub(super) fn link(&self, beginning: &str) -> Option<String> {
        let links = self.links(|_| true);
        links.into_iter().filter(|link| link.starts_with(beginning)).max_by_key(String::len)
    }

    fn links(&self, is_wanted: impl Fn(&Tag<'_>) -> bool) -> Vec<String> {
        tags(&self.page.text()).filter(|tag| is_wanted(tag)).filter_map(|tag| tag.attribute("href")).collect()
    }

    /// Sends a form of the page with what is typed into it; stays if the page has no such form. `after`: where a script goes on if the
    /// answer does not say that.
    pub(super) async fn fill(&mut self, action: &str, typed: &[(&str, &str)], after: &str) {
        let Some((_, hidden)) = self.page.form(|is| is == action) else { return };
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = hidden.filter(|(name, _)| !typed.iter().any(|(is, _)| is == name));
        let fields: Vec<_> = kept.chain(typed.iter().copied()).collect();
        self.send(action, &fields, after).await;
    }

    async fn send(&mut self, action: &str, fields: &[(&str, &str)], after: &str) {
        if !self.has_script {
            let reply = self.browser.submit(action, fields).await;
            return self.follow(reply).await;
        }
        let reply = self.browser.run(action, fields).await;
        if reply.status >= 400 {
            // The page shows the error, and stays.
            self.page = reply;
            return;
        }
        let answer = reply.json()["Accepted"].clone();
        let next = answer.as_str().or_else(|| answer["next"].as_str()).unwrap_or(after);
        self.go(next).await;
    }

    /// Sends a form that is a plain one in every browser.
    pub(super) async fn fill_plain(&mut self, action: &str, typed: &[(&str, &str)]) {
        let Some((_, hidden)) = self.page.form(|is| is == action) else { return };
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
        let reply = self.browser.submit(action, &fields).await;
        self.follow(reply).await;
    }

    pub(super) async fn change_language(&mut self) {
        self.fill_plain("/actions/language", &[("language", "de")]).await;
    }

    /// Closes the browser and opens it again, with which the session has ended that was not to be kept.
    pub(super) fn sign_out_by_closing(&mut self) {
        for name in ["vestibule_access", "vestibule_refresh"] {
            self.browser.forget(name);
        }
    }

    /// Signs in with a passkey, as `public/passkey.js` does: it finds the goal in the address.
    pub(super) async fn use_passkey(&mut self) {
        self.send_passkey("/actions/passkey-sign-in").await;
    }

    async fn send_passkey(&mut self, action: &str) {
        let is_second = self.address.starts_with("/login/second-factor");
        let fields = [("second_factor", if is_second { "on" } else { "" })];
        let begun = self.browser.run("/actions/passkey-begin", &fields).await.expect_status(200).json();
        let options: Value = serde_json::from_str(begun["options"].as_str().expect("options")).expect("JSON");
        let challenge = begun["challenge"].as_str().expect("a challenge");
        let credential = self.person.passkey.as_mut().expect("a passkey").get(&options).to_string();
        let next = self.goal_in_address();
        let fields = [("challenge", challenge), ("credential", credential.as_str()), ("next", next.as_str())];
        self.send(action, &fields, "").await;
    }

    /// Where the address of the page leads on.
    pub(super) fn goal_in_address(&self) -> String {
        let url = Url::parse(&format!("{BASE}{}", self.address)).expect("a URL");
        let next = url.query_pairs().find(|(name, _)| name == "next").map(|(_, value)| value.into_owned());
        next.unwrap_or_default()
    }

    /// Goes to the provider, signs in there, and comes back.
    pub(super) async fn visit_provider(&mut self) {
        let Some(link) = self.link("/auth/with/") else { return };
        let left = self.browser.press(&link).await;
        let provider = &self.setting.world.provider;
        if !left.header("location").starts_with(provider.issuer()) {
            return self.follow(left).await;
        }
        let back = provider.authorize(left.location(), &self.person.claims());
        let came = self.browser.arrive(&back.target()).await;
        self.follow(came).await;
    }

    /// The token of the link to `path` in the message that this person gets.
    pub(super) async fn mailed(&self, path: &str) -> String {
        let (app, email) = (&self.setting.world.app, self.person.email.as_str());
        eventually("a message", async || waiting(app).await.iter().any(|message| message.ends_with(email))).await;
        let link = format!("{path}?token=");
        let messages = deliver(app).await;
        let message = messages.iter().find(|message| message.to.contains(email) && message.contains(&link));
        message.expect("a message with a link").token(path)
    }

    /// The digits in the message that this person gets.
    async fn mailed_digits(&self) -> String {
        let (app, email) = (&self.setting.world.app, self.person.email.as_str());
        let wanted = format!("proof_code {email}");
        eventually("a message", async || waiting(app).await.contains(&wanted)).await;
        find(&deliver(app).await, email, "Your code").expect("the message with the code").digits()
    }

    /// The next code of the app, which was not used. None: there is no app.
    pub(super) fn code(&self) -> Option<String> {
        let secret = self.person.secret.as_deref()?;
        let app = &self.setting.world.app;
        app.wait(30);
        Some(totp(secret, app.accounts.now()))
    }

    /// Does what pages ask for between the door and the goal.
    pub(super) async fn settle(&mut self, goal: Goal) {
        for _ in 0..MAX_PAGES {
            if goal.is_reached(self) || self.page.status >= 400 {
                return;
            }
            let before = self.address.clone();
            match before.split('?').next().unwrap_or_default() {
                "/confirm" => self.confirm().await,
                "/account/security" | "/account/second-factor" => self.leave_security().await,
                "/account/security/authenticator" => self.add_app().await,
                _ => return,
            }
            if self.address == before {
                return;
            }
        }
    }

    /// Proves again who they are; or goes where the factor is added that is missing.
    pub(super) async fn confirm(&mut self) {
        let has_form = |action: &str| self.page.form(|is| is == action).is_some();
        if self.person.proof == Proof::Provider && self.link("/auth/with/").is_some() {
            return self.visit_provider().await;
        }
        if self.person.proof == Proof::Mail && has_form("/actions/send_proof_code") {
            return self.confirm_by_mail().await;
        }
        if !has_form("/actions/confirm") {
            // Nothing else is enough, and only scripts can ask for it.
            if self.has_script && self.person.passkey.is_some() && self.page.text().contains("data-do=\"confirm\"") {
                return self.send_passkey("/actions/confirm").await;
            }
            return self.press("/account/sec").await;
        }
        let (code, password) = (self.code(), self.person.password.clone());
        let field = code.as_deref().map_or(("password", password.as_str()), |code| ("code", code));
        self.fill("/actions/confirm", &[field], "").await;
    }

    /// With a code in a message: the page stays, and asks for it.
    async fn confirm_by_mail(&mut self) {
        let page = self.address.clone();
        self.fill("/actions/send_proof_code", &[], &page).await;
        let code = self.mailed_digits().await;
        self.fill("/actions/confirm", &[("mail_code", &code)], "").await;
    }

    /// Adds the factor that is missing, or goes on.
    async fn leave_security(&mut self) {
        if self.person.secret.is_none() && self.person.passkey.is_none() {
            return self.press("/account/security/authenticator").await;
        }
        let goal = Handle::parse(&self.goal_in_address()).into_path().map(|path| path.to_string());
        let links = self.links(|tag| tag.has("rel", "external"));
        if let Some(way_on) = links.into_iter().find(|link| goal.as_ref() == Some(link)) {
            self.go(&way_on).await;
        }
    }

    async fn add_app(&mut self) {
        let shown = self.page.text();
        let secret = shown.split_once("<code>").and_then(|(_, rest)| rest.split('<').next()).unwrap_or_default();
        let code = totp(secret, self.setting.world.app.accounts.now());
        self.person.secret = Some(secret.to_owned());
        // As "Cancel" does.
        let after = self.link("/account/security?").unwrap_or_else(|| "/account/security".to_owned());
        self.fill("/actions/authenticator/confirm", &[("code", code.as_str())], &after).await;
    }

    /// Where it has ended, for the message of a test.
    pub(super) fn place(&self) -> String {
        let start: String = self.address.chars().take(120).collect();
        format!("{start} ({})", self.page.status)
    }
}

/// The path of an address of this server. None for others.
fn own_path(address: &str) -> Option<String> {
    let path = address.strip_prefix(BASE).unwrap_or(address);
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

fn is_redirect(reply: &Reply) -> bool {
    (300..400).contains(&reply.status)
}
