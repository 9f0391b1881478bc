//! The context of a server function, or of a form route: the current user and the response.
//!
//! There are two kinds of clients. The browser's code receives the result as JSON, and errors with their status code. A
//! plain form without JavaScript is redirected: after success to the next page, after an error back to the form, with a
//! message in the flash cookie.

mod answers;
mod journey;
mod sent_form;

pub use sent_form::SentForm;

use super::cookies::Name;
use super::{WebState, journeys, problem};
use crate::accounts::{Accounts, Browser, Caller, CurrentUser, EndedSession, LinkHolder, SealedText, SignIn};
use crate::language::{Language, message};
use crate::shared::{
    AppError, Destination, ErrorCode, Handle, LinkFields, PendingView, ProofCodeView, SentFor, SentMessage, Text,
    Theme, UserId, days,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::sync::OnceLock;
use std::time::Duration;

const YEAR: Duration = days(365);
/// How long no passkey is offered after an offer.
const BETWEEN_OFFERS: Duration = days(30);
/// The maximum age of a cookie in browsers (RFC 6265bis, section 5.5).
const MAX_COOKIE_AGE: Duration = days(400);

/// The request to a server function, and its response.
pub struct RequestContext {
    state: WebState,
    request: Parts,
    response: ResponseOptions,
    /// The new cookie of a browser that asks for a one-time link.
    asking_browser: OnceLock<String>,
}

impl RequestContext {
    /// The context of the current server function.
    pub fn current() -> Result<Self, AppError> {
        // A value is missing only outside of a server function, which is an error in the program.
        let context = || Some(Self::new(use_context()?, use_context()?, use_context()?));
        context().ok_or_else(problem::internal)
    }

    /// The context of a route that is not a server function. Its response is created with [`Self::respond`].
    pub fn of(state: WebState, request: Parts) -> Self {
        Self::new(state, request, ResponseOptions::default())
    }

    fn new(state: WebState, request: Parts, response: ResponseOptions) -> Self {
        Self { state, request, response, asking_browser: OnceLock::new() }
    }

    pub fn accounts(&self) -> &Accounts {
        &self.state.accounts
    }

    /// The visitor, who may be a stranger.
    pub fn caller(&self) -> Caller {
        let language = Some(self.language());
        Caller { language, ..self.state.proxies.caller(&self.request.extensions, &self.request.headers) }
    }

    /// The caller with the browser, in which the one-time link that it asks for needs no digits. A browser without a cookie gets
    /// it from [`Self::remember_browser`] after a sign-in, or from [`Self::remember_asking_browser`].
    pub fn asking_caller(&self) -> Caller {
        let (browser, sealed) = self.accounts().sessions().browser_cookie(self.browser().known);
        // Already set if the request has asked before; then it is the same browser.
        _ = self.asking_browser.set(sealed);
        Caller { browser: Some(browser), ..self.caller() }
    }

    /// The current user, or an error if the visitor is not signed in.
    pub fn visitor(&self) -> Result<&CurrentUser, AppError> {
        self.request.extensions.get().ok_or_else(|| self.signed_out())
    }

    fn signed_out(&self) -> AppError {
        // Only holders of a token of the session learn why it has ended: `authenticate` has verified it.
        let ended = self.request.extensions.get::<EndedSession>();
        let detail = ended.map_or_else(message::error_signed_out, |ended| ended.why.message());
        AppError::new(ErrorCode::TokenMissing, detail)
    }

    /// The caller, or an error if the visitor is not signed in.
    pub fn signed_in(&self) -> Result<Caller, AppError> {
        self.visitor().map(|_| self.caller())
    }

    /// The refresh token in the cookie.
    pub fn refresh_token(&self) -> Result<&str, AppError> {
        self.state.cookies.read(&self.request.headers, Name::Refresh).ok_or_else(|| self.signed_out())
    }

    /// What is known about the browser: earlier sign-ins, and the current user.
    pub fn browser(&self) -> Browser<'_> {
        let cookie = || self.state.cookies.read(&self.request.headers, Name::Browser);
        let known = self.asking_browser.get().map(String::as_str).or_else(cookie);
        let trusted = self.state.cookies.read(&self.request.headers, Name::Trusted);
        Browser { known, signed_in: self.visitor().ok(), trusted }
    }

    /// The sign-in of this browser that waits for its second factor; empty if there is none.
    pub fn pending_token(&self) -> &str {
        self.state.cookies.read(&self.request.headers, Name::Pending).unwrap_or_default()
    }

    /// Remembers in a cookie a sign-in that waits for its second factor.
    fn remember_pending(&self, pending: &PendingView) {
        self.keep(Name::Pending, &pending.pending_token, Duration::from_secs(pending.expires_in));
    }

    /// The account at a provider that this browser has just proved; empty if there is none.
    pub fn arrival(&self) -> &str {
        self.state.cookies.read(&self.request.headers, Name::Arrival).unwrap_or_default()
    }

    /// Deletes the cookie with it: it is linked, or has opened an account, or somebody else is at this browser now.
    pub fn forget_arrival(&self) {
        if !self.arrival().is_empty() {
            self.set_cookies(self.state.cookies.clear(Name::Arrival));
        }
    }

    /// What belongs to the code that was sent to the confirmed address; empty if there is none.
    pub fn mail_proof(&self) -> &str {
        self.state.cookies.read(&self.request.headers, Name::MailProof).unwrap_or_default()
    }

    /// Remembers in a cookie what belongs to a code that was sent.
    pub fn remember_mail_proof(&self, code: &ProofCodeView) {
        self.keep(Name::MailProof, &code.mail_proof, Duration::from_secs(code.expires_in));
    }

    /// Deletes the cookie with it: the code was right.
    pub fn forget_mail_proof(&self) {
        self.set_cookies(self.state.cookies.clear(Name::MailProof));
    }

    /// Whether a passkey was offered in this browser not long ago, or shall not be offered again.
    pub fn was_offered_passkey(&self) -> bool {
        self.state.cookies.read(&self.request.headers, Name::PasskeyOffer).is_some()
    }

    /// Remembers in a cookie that a passkey was offered, or shall not be offered again.
    pub fn remember_offer(&self, is_last: bool) {
        let age = if is_last { MAX_COOKIE_AGE } else { BETWEEN_OFFERS };
        let value = if is_last { "declined" } else { "offered" };
        self.set_cookies(self.state.cookies.set(Name::PasskeyOffer, value, Some(age)));
    }

    /// The holder of a one-time link, with what they have typed.
    pub fn link_holder<'a>(&'a self, typed: &'a LinkFields) -> LinkHolder<'a> {
        let Browser { known, signed_in, .. } = self.browser();
        LinkHolder::Browser {
            signed_in,
            browser: known.and_then(|sealed| self.accounts().sessions().asking_browser(sealed)),
            digits: &typed.digits,
            password: &typed.password,
        }
    }

    /// The address in a form about the account `id`. A form sends the address even if it was not edited, and a request with one's
    /// own current address would cancel a pending change of it: it counts as missing.
    pub fn edited_email(&self, id: UserId, email: &str) -> Text {
        let own = self.visitor().ok().filter(|who| who.user.id == id);
        if own.is_some_and(|who| who.user.email == email) { Text::Missing } else { email.into() }
    }

    /// Remembers in a cookie that `user` has signed in with this browser, or has changed the password. The cookie
    /// outlives the session. An error is only logged, because the sign-in itself has already succeeded.
    pub async fn remember_browser(&self, user: UserId) {
        match self.state.accounts.sessions().known_browser_cookie(self.browser().known, user).await {
            Ok(sealed) => self.set_browser(&sealed),
            Err(error) => tracing::warn!(%error, "a browser could not be remembered"),
        }
    }

    /// Sets the cookie of a browser that asked for a one-time link ([`Self::asking_caller`]) without signing in.
    pub fn remember_asking_browser(&self) {
        if let Some(sealed) = self.asking_browser.get() {
            self.set_browser(sealed);
        }
    }

    fn set_browser(&self, sealed: &str) {
        self.set_cookies(self.state.cookies.set(Name::Browser, sealed, Some(MAX_COOKIE_AGE)));
    }

    /// The message that this browser has asked for. An error if it was too long ago.
    pub fn sent_message(&self) -> Result<SentMessage, AppError> {
        let sent = self.state.flash.read_sent(self.state.cookies, &self.request.headers, self.state.accounts.now());
        sent.ok_or_else(|| AppError::new(ErrorCode::ValidationFailed, message::error_message_too_old()))
    }

    /// Remembers in a cookie which message this browser has asked for.
    pub fn remember_sent(&self, email: &str, why: SentFor) {
        let sent = SentMessage { email: email.trim().to_owned(), why };
        if let Some(SealedText { text, lifetime }) = self.state.flash.sent(&sent, self.state.accounts.now()) {
            self.keep(Name::Sent, &text, lifetime);
        }
    }

    /// Deletes the cookies of a sign-in under way: its second factor, and the message that this browser has asked for, whose
    /// address the next person there need not learn.
    fn forget_sign_in_under_way(&self) {
        for name in [Name::Sent, Name::Pending, Name::MailProof] {
            if self.state.cookies.read(&self.request.headers, name).is_some() {
                self.set_cookies(self.state.cookies.clear(name));
            }
        }
    }

    /// Sets the cookies of a sign-in.
    pub fn set_sign_in(&self, sign_in: &SignIn) {
        self.set_cookies(self.state.cookies.sign_in(sign_in, self.state.accounts.now()));
        if let Some(trusted) = &sign_in.trusted {
            let age = self.accounts().settings().trust_browsers;
            self.set_cookies(self.state.cookies.set(Name::Trusted, trusted, age));
        }
    }

    /// Deletes the cookies of a sign-in.
    pub fn clear_sign_in(&self) {
        self.set_cookies(self.state.cookies.sign_out());
    }

    pub fn set_theme(&self, theme: Theme) {
        self.set_cookies(self.state.cookies.set(Name::Theme, theme.as_str(), Some(YEAR)));
    }

    pub fn set_language(&self, language: Language) {
        self.set_cookies(self.state.cookies.set(Name::Language, language.as_str(), Some(YEAR)));
    }

    /// Where a sign-in leads: to the `requested` page, or to where they land who have signed in.
    pub async fn destination(&self, requested: &Handle, sign_in: &SignIn) -> Destination {
        self.state.after_sign_in(requested, &sign_in.who.user).await
    }

    /// Where somebody goes on after a page that comes first.
    pub fn or_home(&self, next: &Handle) -> Handle {
        self.state.or_home(next.clone())
    }

    /// Sets a cookie of a way under way.
    fn keep(&self, name: Name, value: &str, lifetime: Duration) {
        self.set_cookies(journeys::fit(self.state.cookies, &self.request.headers, name.into(), value, lifetime));
    }

    fn set_cookies(&self, cookies: impl IntoIterator<Item = HeaderValue>) {
        for cookie in cookies {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }
}
