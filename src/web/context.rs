//! The context of a server function, or of a form route: the current user and the response.
//!
//! There are two kinds of clients. The browser's code receives the result as JSON, and errors with their status code. A
//! plain form without JavaScript is redirected: after success to the next page, after an error back to the form, with a
//! message in the flash cookie.

use super::{
    address::{location, page_with},
    bulk_form,
    cookies::Name,
    problem::{self, wants_html},
    state::WebState,
};
use crate::{
    accounts::{Accounts, Browser, Caller, CurrentUser, EndedSession, LinkHolder, Principal, SignIn},
    shared::{
        confirmation::{BulkAnswer, ConfirmationRequest},
        directory::{BulkReport, PasswordLinkView},
        error::{AppError, ErrorCode},
        ids::UserId,
        import::ImportReport,
        next::{Destination, LocalPath},
        text::Text,
        views::{Answer, SignedIn},
        visit::{AccountPasswordLink, Draft, Flash, Form, Notice, Rejection, Theme, TokenSecret, UserTokenSecret},
    },
};
use axum::{
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::{
    mem,
    sync::{OnceLock, PoisonError},
    time::Duration,
};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// The maximum age of a cookie in browsers (RFC 6265bis, section 5.5).
const MAX_COOKIE_AGE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

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

    pub fn caller(&self) -> Caller {
        self.state.proxies.caller(&self.request.extensions, &self.request.headers)
    }

    /// The caller with the browser, in which the one-time link that it asks for needs no digits. A browser without a cookie gets
    /// it from [`Self::remember_browser`] after a sign-in, or from [`Self::remember_asking_browser`].
    pub fn asking_caller(&self) -> Caller {
        let (browser, sealed) = self.accounts().browser_cookie(self.browser().known);
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
        let detail = ended.map_or("You are signed out. Sign in and try again.", |ended| ended.why.text());
        AppError::new(ErrorCode::TokenMissing, detail)
    }

    /// The current user as the principal of a use case.
    pub fn principal(&self) -> Result<Principal, AppError> {
        Ok(Principal::User(self.visitor()?.clone()))
    }

    /// The refresh token in the cookie.
    pub fn refresh_token(&self) -> Result<&str, AppError> {
        self.state.cookies.read(&self.request.headers, Name::Refresh).ok_or_else(|| self.signed_out())
    }

    /// What is known about the browser: earlier sign-ins, and the current user.
    pub fn browser(&self) -> Browser<'_> {
        let cookie = || self.state.cookies.read(&self.request.headers, Name::Browser);
        let known = self.asking_browser.get().map(String::as_str).or_else(cookie);
        Browser { known, signed_in: self.visitor().ok() }
    }

    /// The holder of a one-time link, who has typed `digits`.
    pub fn link_holder<'a>(&'a self, digits: &'a Text) -> LinkHolder<'a> {
        let Browser { known, signed_in } = self.browser();
        LinkHolder::Browser {
            signed_in,
            browser: known.and_then(|sealed| self.accounts().asking_browser(sealed)),
            digits,
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
        match self.state.accounts.known_browser_cookie(self.browser().known, user).await {
            Ok(sealed) => self.set_browser(&sealed),
            Err(failure) => tracing::warn!(error = %failure, "a browser could not be remembered"),
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

    /// Sets the cookies of a sign-in.
    pub fn set_sign_in(&self, sign_in: &SignIn) {
        self.set_cookies(self.state.cookies.sign_in(sign_in, self.state.accounts.now()));
    }

    /// Deletes the cookies of a sign-in.
    pub fn clear_sign_in(&self) {
        self.set_cookies(self.state.cookies.sign_out());
    }

    pub fn set_theme(&self, theme: Theme) {
        self.set_cookies(self.state.cookies.set(Name::Theme, theme.as_str(), Some(YEAR)));
    }

    /// Where a sign-in leads: to the `requested` page, or to the home URL of the operator.
    pub fn destination(&self, requested: &str) -> Destination {
        Destination::after_sign_in(LocalPath::parse(requested), self.accounts().settings().home_url.as_deref())
    }

    /// Where a sign-in leads that no page has requested.
    pub fn home(&self) -> Destination {
        Destination::after_sign_in(None, self.accounts().settings().home_url.as_deref())
    }

    /// Success. A plain form is redirected to `page`, which shows `notice`.
    pub fn accept<T>(&self, value: T, page: &LocalPath, notice: Option<Notice>) -> Answer<T> {
        if self.is_plain_form() {
            self.redirect(&page.into(), Flash { notice, ..Flash::default() });
        }
        Answer::Accepted(value)
    }

    /// Success with a password link for `user`. A plain form is redirected to the page of that user, which shows it
    /// once.
    pub fn accept_link<T>(&self, value: T, link: PasswordLinkView, user: UserId) -> Answer<T> {
        if self.is_plain_form() {
            let link = Some(AccountPasswordLink { user, link });
            self.redirect(&LocalPath::user(user).into(), Flash { link, ..Flash::default() });
        }
        Answer::Accepted(value)
    }

    /// Success with the secret of a new API token. A plain form is redirected to `page`, which shows it once, and only
    /// to `user`, who has created the token.
    pub fn accept_secret(&self, shown: TokenSecret, user: UserId, page: &LocalPath) -> Answer<TokenSecret> {
        if self.is_plain_form() {
            let secret = Some(UserTokenSecret { user, page: page.clone(), shown: shown.clone() });
            self.redirect(&page.into(), Flash { secret, ..Flash::default() });
        }
        Answer::Accepted(shown)
    }

    /// Success of a bulk action. A plain form is redirected to `page`, which shows the report.
    pub fn accept_report(&self, report: BulkReport, page: &LocalPath) -> Answer<BulkReport> {
        if self.is_plain_form() {
            self.redirect(&page.into(), Flash { report: Some(report.clone()), ..Flash::default() });
        }
        Answer::Accepted(report)
    }

    /// A bulk action must be confirmed first. A plain form is redirected to `page`, which shows the question and sends
    /// `ids` again with the confirmation.
    pub fn confirm(&self, question: ConfirmationRequest, ids: &[String], page: &LocalPath) -> Answer<BulkAnswer> {
        if self.is_plain_form() {
            // The browser's code still has the selection; a plain form needs it in the cookie.
            let question = ConfirmationRequest { selection: bulk_form::pack(ids), ..question.clone() };
            self.redirect(&page.into(), Flash { question: Some(question), ..Flash::default() });
        }
        Answer::Accepted(BulkAnswer::Confirm(question))
    }

    /// Success of an import or its preview. A plain form is redirected to `page`, which shows the report.
    pub fn accept_import(&self, report: ImportReport, page: &LocalPath) -> Answer<ImportReport> {
        if self.is_plain_form() {
            // The browser's code receives the whole report; the cookie has room for a short one only.
            self.redirect(&page.into(), Flash { import: Some(report.shortened()), ..Flash::default() });
        }
        Answer::Accepted(report)
    }

    /// Success of a sign-in or registration: sets the cookies.
    pub async fn accept_sign_in(&self, sign_in: SignIn, next: Destination, notice: Option<Notice>) -> Answer<SignedIn> {
        self.remember_browser(sign_in.who.user.id).await;
        self.set_sign_in(&sign_in);
        if self.is_plain_form() {
            self.redirect(&next, Flash { notice, ..Flash::default() });
        }
        Answer::Accepted(SignedIn { user: sign_in.who.user.view(), next })
    }

    /// An error. A plain form is redirected to its page `back`, which shows the error and the `typed` values. An
    /// internal error is returned to both kinds of clients, because the user cannot fix it in the form.
    pub fn reject<T>(
        &self,
        error: AppError,
        form: Form,
        back: LocalPath,
        typed: &[(&str, &str)],
    ) -> Result<Answer<T>, AppError> {
        if !self.is_plain_form() || error.code.status() == 500 {
            return Err(error);
        }
        // The session has ended, possibly during this request: the user signs in first, and then returns to the form.
        if session_is_over(error.code) {
            self.keep_draft(form, &back, typed);
            self.redirect(&page_with("/login", "next", back.as_str()).into(), Flash::default());
            return Ok(Answer::Rejected);
        }
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.redirect(&back.into(), Flash { rejection: Some(Rejection { form, error, typed }), ..Flash::default() });
        Ok(Answer::Rejected)
    }

    /// Keeps what was typed into a form until the user whose session has ended has signed in again.
    fn keep_draft(&self, form: Form, page: &LocalPath, typed: &[(&str, &str)]) {
        let extensions = &self.request.extensions;
        let ended = extensions.get::<EndedSession>().map(|ended| ended.user);
        let Some(user) = ended.or_else(|| Some(extensions.get::<CurrentUser>()?.user.id)) else { return };
        // A file cannot be kept: the empty draft says so on the page of the form.
        if !typed.is_empty() || form.has_file() {
            let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let draft = Draft { user, page: page.clone(), form, typed };
            self.set_cookies(self.state.flash.draft_cookie(self.state.cookies, &draft, self.state.accounts.now()));
        }
    }

    /// The response of a route that is not a server function: `body` with the status and headers that were set.
    pub fn respond(self, body: impl IntoResponse) -> Response {
        // Leptos keeps the status and headers behind a lock. A poisoned lock still contains valid ones.
        let options = mem::take(&mut *self.response.0.write().unwrap_or_else(PoisonError::into_inner));
        let mut response = body.into_response();
        response.headers_mut().extend(options.headers);
        *response.status_mut() = options.status.unwrap_or_default();
        response
    }

    fn is_plain_form(&self) -> bool {
        wants_html(&self.request.headers)
    }

    /// Redirects the browser to a page that shows `flash`.
    fn redirect(&self, page: &Destination, flash: Flash) {
        if let Some(location) = location(page) {
            self.response.insert_header(header::LOCATION, location);
            // After 303, the browser requests the page with GET, so that a reload does not send the form again.
            self.response.set_status(StatusCode::SEE_OTHER);
        }
        // An empty flash would replace a message that another tab has not shown yet.
        if flash != Flash::default() {
            let now = self.state.accounts.now();
            self.set_cookies(self.state.flash.cookie(self.state.cookies, flash, now));
        }
    }

    fn set_cookies(&self, cookies: impl IntoIterator<Item = HeaderValue>) {
        for cookie in cookies {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }
}

/// Whether an error means that the visitor of a page is not signed in, or no longer.
pub fn session_is_over(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TokenMissing | ErrorCode::TokenRevoked)
}
