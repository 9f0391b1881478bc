//! What the bodies of server functions need: who asks, and how to answer; and what stands beside them.
//!
//! A server function is called in two ways. The browser's own code takes the result as it is, errors with their
//! true status. A plain form, sent without JavaScript, is always sent on to a page: to where success leads or back
//! to the form, with what there is to say in the flash cookie.

use super::{
    address::{location, page_with},
    bulk_form,
    cookies::Name,
    problem::{self, wants_html},
    state::WebState,
};
use crate::{
    accounts::{Accounts, Browser, Caller, CurrentUser, Principal, SignIn},
    shared::{
        confirmation::{BulkAnswer, BulkQuestion},
        directory::{BulkReport, PasswordLinkView},
        error::{AppError, ErrorCode},
        fields::Problem,
        ids::{SessionId, UserId},
        import::ImportReport,
        next::LocalPath,
        views::{Answer, SignedIn},
        visit::{Flash, Form, LinkOf, Notice, Rejection, Theme},
    },
};
use axum::{
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::{mem, sync::PoisonError, time::Duration};
use uuid::Uuid;

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// The longest life of a cookie that browsers grant (RFC 6265bis, 5.5).
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// A request to a server function, and the response to it.
pub struct Exchange {
    state: WebState,
    request: Parts,
    response: ResponseOptions,
}

impl Exchange {
    /// The one under way.
    pub fn current() -> Result<Self, AppError> {
        let exchange = || Some(Self { state: use_context()?, request: use_context()?, response: use_context()? });
        exchange().ok_or_else(problem::internal)
    }

    /// One that did not come through Leptos.
    pub fn of(state: WebState, request: Parts) -> Self {
        Self { state, request, response: ResponseOptions::default() }
    }

    pub fn accounts(&self) -> &Accounts {
        &self.state.accounts
    }

    pub fn caller(&self) -> Caller {
        self.state.proxies.caller(&self.request.extensions, &self.request.headers)
    }

    /// The visitor, who must be signed in.
    pub fn visitor(&self) -> Result<&CurrentUser, AppError> {
        self.request.extensions.get().ok_or_else(signed_out)
    }

    /// The visitor, as who asks for something to be done.
    pub fn principal(&self) -> Result<Principal, AppError> {
        Ok(Principal::User(self.visitor()?.clone()))
    }

    /// The refresh token of this browser.
    pub fn refresh_token(&self) -> Result<&str, AppError> {
        self.state.cookies.read(&self.request.headers, Name::Refresh).ok_or_else(signed_out)
    }

    /// What the browser keeps of earlier sign-ins.
    pub fn browser(&self) -> Browser<'_> {
        let known = self.state.cookies.read(&self.request.headers, Name::Browser);
        Browser { known, signed_in: self.visitor().ok() }
    }

    /// Has the browser keep that `user` has signed in there, or chosen another password. It outlives the session. What was
    /// done is done, so where this fails the browser is merely not known.
    pub async fn know_browser(&self, user: UserId) {
        match self.state.accounts.know_browser(self.browser().known, user).await {
            Ok(sealed) => self.set_cookies(self.state.cookies.set(Name::Browser, &sealed, Some(LONGEST))),
            Err(failure) => tracing::warn!(error = %failure, "the browser will not be known"),
        }
    }

    /// Gives the browser the tokens of a sign-in.
    pub fn keep(&self, sign_in: &SignIn) {
        self.set_cookies(self.state.cookies.sign_in(sign_in, self.state.accounts.now()));
    }

    /// Takes the tokens from the browser.
    pub fn forget(&self) {
        self.set_cookies(self.state.cookies.sign_out());
    }

    pub fn keep_theme(&self, theme: Theme) {
        self.set_cookies(self.state.cookies.set(Name::Theme, theme.as_str(), Some(YEAR)));
    }

    /// It went well. A plain form goes on to `page`, which says `notice`.
    pub fn accept<T>(&self, value: T, page: &LocalPath, notice: Option<Notice>) -> Answer<T> {
        if self.is_plain_form() {
            self.lead(page, Flash { notice, ..Flash::default() });
        }
        Answer::Accepted(value)
    }

    /// It went well, and there is a link to the password of `user`, to be shown once on the page of that account.
    pub fn accept_link<T>(&self, value: T, link: PasswordLinkView, user: UserId) -> Answer<T> {
        if self.is_plain_form() {
            let link = Some(LinkOf { user, link });
            self.lead(&LocalPath::person(user), Flash { link, ..Flash::default() });
        }
        Answer::Accepted(value)
    }

    /// It went well, for so many.
    pub fn accept_report(&self, report: BulkReport, page: &LocalPath) -> Answer<BulkReport> {
        if self.is_plain_form() {
            self.lead(page, Flash { report: Some(report.clone()), ..Flash::default() });
        }
        Answer::Accepted(report)
    }

    /// It has to be confirmed first. A plain form goes back to `page`, which asks, and sends `ids` again with the answer.
    pub fn ask(&self, question: BulkQuestion, ids: &[String], page: &LocalPath) -> Answer<BulkAnswer> {
        if self.is_plain_form() {
            let question = BulkQuestion { selection: bulk_form::pack(ids), ..question.clone() };
            self.lead(page, Flash { question: Some(question), ..Flash::default() });
        }
        Answer::Accepted(BulkAnswer::Confirm(question))
    }

    /// A file was brought in, or looked at.
    pub fn accept_import(&self, report: ImportReport, page: &LocalPath) -> Answer<ImportReport> {
        if self.is_plain_form() {
            self.lead(page, Flash { import: Some(report.shortened()), ..Flash::default() });
        }
        Answer::Accepted(report)
    }

    /// Somebody has just signed in or up.
    pub async fn accept_sign_in(&self, sign_in: SignIn, next: LocalPath, notice: Option<Notice>) -> Answer<SignedIn> {
        self.know_browser(sign_in.who.user.id).await;
        self.keep(&sign_in);
        let signed_in = SignedIn { user: sign_in.who.user.view(), next: next.clone() };
        self.accept(signed_in, &next, notice)
    }

    /// It did not go well. A plain form goes back to its page with the reason and what was typed; what nobody who
    /// fills in a form can mend is an error in either case.
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
        if error.code == ErrorCode::TokenMissing {
            self.lead(&page_with("/login", "next", back.as_str()), Flash::default());
            return Ok(Answer::Rejected);
        }
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.lead(&back, Flash { rejection: Some(Rejection { form, error, typed }), ..Flash::default() });
        Ok(Answer::Rejected)
    }

    /// The response to one that did not come through Leptos.
    pub fn respond(self, body: impl IntoResponse) -> Response {
        let said = mem::take(&mut *self.response.0.write().unwrap_or_else(PoisonError::into_inner));
        let mut response = body.into_response();
        response.headers_mut().extend(said.headers);
        *response.status_mut() = said.status.unwrap_or_default();
        response
    }

    fn is_plain_form(&self) -> bool {
        wants_html(&self.request.headers)
    }

    /// Sends the browser to a page that says `flash`.
    fn lead(&self, page: &LocalPath, flash: Flash) {
        if let Some(location) = location(page) {
            self.response.insert_header(header::LOCATION, location);
            self.response.set_status(StatusCode::SEE_OTHER);
        }
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

/// The account that a form names.
pub fn account_id(text: &str) -> Result<UserId, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The session that a form names.
pub fn session_id(text: &str) -> Result<SessionId, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The piece of bulk work that a form names.
pub fn bulk_id(text: &str) -> Result<Uuid, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// A promotion to administrator was sent without its confirmation.
pub fn unconfirmed() -> AppError {
    let words = "Making someone an administrator has to be confirmed. Tick the box below the roles, and save again.";
    AppError::fields(ErrorCode::ValidationFailed, vec![Problem::new("confirmation_needed", words).of("confirmed")])
}

fn signed_out() -> AppError {
    AppError::new(ErrorCode::TokenMissing, "You are signed out. Sign in and try again.")
}
