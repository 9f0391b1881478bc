//! The answer to a client: to the browser's code as JSON, to a plain form as a redirect with a message in the flash cookie.

use super::RequestContext;
use crate::accounts::{self, SignIn};
use crate::language::Language;
use crate::shared::visit::{AccountPasswordLink, UserTokenSecret};
use crate::shared::{
    Answer, AppError, BulkAnswer, BulkReport, ConfirmationRequest, Destination, Flash, Handle, ImportReport, LocalPath,
    LoggedIn, Notice, PasswordLinkView, PendingView, Registration, SentFor, SignedIn, SignedOutElsewhere, TokenSecret,
    UserId,
};
use crate::texts::in_language;
use crate::web::problem::{self, wants_html};
use crate::web::urls::{location, page};
use crate::web::{forms, language};
use axum::Json;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::mem;
use std::sync::PoisonError;

impl RequestContext {
    /// The result of a use case that is returned as it is. Logs the cause of an error, because Leptos sends it without.
    pub fn answer<T>(&self, result: Result<T, impl Into<AppError>>) -> Result<T, AppError> {
        result.map_err(Into::into).inspect_err(accounts::log_cause)
    }

    /// Success. A plain form is redirected to `page`, which shows `notice`.
    pub fn accept<T>(&self, value: T, page: &LocalPath, notice: Option<Notice>) -> Answer<T> {
        self.accept_with(value, &page.into(), |_| Flash { notice, ..Flash::default() })
    }

    /// Success. A plain form is redirected to `page`, which shows `flash`.
    fn accept_with<T>(&self, value: T, page: &Destination, flash: impl FnOnce(&T) -> Flash) -> Answer<T> {
        if self.is_plain_form() {
            self.redirect(page, flash(&value));
        }
        Answer::Accepted(value)
    }

    /// Success, after which the browser opens `page` as a document, which shows `flash`. `is_led_on`: whether the script does so as
    /// well, and not only a plain form.
    pub fn accept_document<T>(&self, value: T, page: &Destination, flash: Flash, is_led_on: bool) -> Answer<T> {
        if self.is_plain_form() {
            self.redirect(page, flash);
        } else if is_led_on {
            self.set_flash(flash);
        }
        Answer::Accepted(value)
    }

    /// Success of a sign-out. A plain form is redirected to the sign-in page, which says where else it had an effect.
    pub fn accept_sign_out(&self, elsewhere: Option<SignedOutElsewhere>) -> Answer<Option<SignedOutElsewhere>> {
        self.accept_with(elsewhere, &page("/login").into(), |elsewhere| Flash {
            notice: Some(Notice::SignedOut),
            elsewhere: elsewhere.clone(),
            ..Flash::default()
        })
    }

    /// Success with a password link for `user`. A plain form is redirected to the page of that user, which shows it
    /// once.
    pub fn accept_link<T>(&self, value: T, link: PasswordLinkView, user: UserId) -> Answer<T> {
        let link = Some(AccountPasswordLink { user, link });
        self.accept_with(value, &LocalPath::user(user).into(), |_| Flash { link, ..Flash::default() })
    }

    /// Success with a secret. A plain form is redirected to `page`, which shows it once, and only to `user`, who has created it.
    pub fn accept_secret(&self, shown: TokenSecret, user: UserId, page: &LocalPath) -> Answer<TokenSecret> {
        self.accept_with(shown, &page.into(), |shown| {
            let secret = Some(UserTokenSecret { user, page: page.clone(), shown: shown.clone() });
            Flash { secret, ..Flash::default() }
        })
    }

    /// Success of a bulk action. A plain form is redirected to `page`, which shows the report.
    pub fn accept_report(&self, report: BulkReport, page: &LocalPath) -> Answer<BulkReport> {
        self.accept_with(report, &page.into(), |report| Flash { report: Some(report.clone()), ..Flash::default() })
    }

    /// A bulk action must be confirmed first. A plain form is redirected to `page`, which shows the question and sends
    /// `ids` again with the confirmation.
    pub fn confirm(&self, question: ConfirmationRequest, ids: &[String], page: &LocalPath) -> Answer<BulkAnswer> {
        let answer = self.accept_with(question, &page.into(), |question| {
            // The browser's code still has the selection; a plain form needs it in the cookie.
            let question = ConfirmationRequest { selection: forms::pack(ids), ..question.clone() };
            Flash { question: Some(question), ..Flash::default() }
        });
        answer.map(BulkAnswer::Confirm)
    }

    /// Success of an import or its preview. A plain form is redirected to `page`, which shows the report.
    pub fn accept_import(&self, report: ImportReport, page: &LocalPath) -> Answer<ImportReport> {
        // The browser's code receives the whole report; the cookie has room for a short one only.
        let flash = |report: &ImportReport| Flash { import: Some(report.shortened()), ..Flash::default() };
        self.accept_with(report, &page.into(), flash)
    }

    /// Success of a sign-in or registration: sets the cookies.
    pub async fn accept_sign_in(&self, sign_in: SignIn, next: Destination, notice: Option<Notice>) -> Answer<SignedIn> {
        // Only who signs in to link the account at a provider is known to be the one who has proved it in this browser.
        if next.as_str() != "/auth/link" {
            self.forget_arrival();
        }
        // Other pages would lead there as well.
        let handle = self.or_home(&Handle::parse(next.as_str()));
        let before = self.accounts().journeys().page_before(&sign_in.who, &handle).await;
        let next = before.map_or(next, Destination::from);
        self.remember_browser(sign_in.who.user.id).await;
        self.set_sign_in(&sign_in);
        self.forget_sign_in_under_way();
        let flash = |_: &SignedIn| Flash { notice, ..Flash::default() };
        self.accept_with(SignedIn { user: sign_in.who.user.view(), next: next.clone() }, &next, flash)
    }

    /// Success of a registration that a message to `email` has to complete. `next`: where that leads in the end.
    pub fn accept_unconfirmed(
        &self,
        email: &str,
        (notice, why): (Notice, SentFor),
        next: &Handle,
    ) -> Answer<Registration> {
        self.remember_asking_browser();
        self.remember_sent(email, why);
        let page = next.on("/check-mail");
        self.accept(Registration { user: None, next: (&page).into(), notice }, &page, None)
    }

    /// The password is right, and a second factor is missing: remembers that in a cookie. The next page asks for it.
    pub fn ask_second_factor(&self, pending: &PendingView, next: &Handle) -> Answer<LoggedIn> {
        self.remember_pending(pending);
        let page = next.on("/login/second-factor");
        self.accept(LoggedIn { user: None, next: (&page).into() }, &page, None)
    }

    /// The response of a route that is not a server function: `answer` with the status and headers that were set, or the error
    /// that [`SentForm::reject`](super::SentForm::reject) has returned.
    pub fn respond<T: Serialize>(self, answer: Result<Answer<T>, AppError>) -> Response {
        let language = self.language();
        let answer = match answer {
            Ok(answer) => answer,
            // Not with `into_response`, which would log the cause again.
            Err(error) => return problem::response_of(error),
        };
        // Leptos keeps the status and headers behind a lock. A poisoned lock still contains valid ones.
        let options = mem::take(&mut *self.response.0.write().unwrap_or_else(PoisonError::into_inner));
        let mut response = in_language(language, || Json(answer).into_response());
        response.headers_mut().extend(options.headers);
        *response.status_mut() = options.status.unwrap_or_default();
        response
    }

    pub(super) fn is_plain_form(&self) -> bool {
        wants_html(&self.request.headers)
    }

    /// Redirects the browser to a page that shows `flash`.
    pub(super) fn redirect(&self, page: &Destination, flash: Flash) {
        if let Some(location) = location(page) {
            self.response.insert_header(header::LOCATION, location);
            // After 303, the browser requests the page with GET, so that a reload does not send the form again.
            self.response.set_status(StatusCode::SEE_OTHER);
        }
        self.set_flash(flash);
    }

    fn set_flash(&self, flash: Flash) {
        // An empty flash would replace a message that another tab has not shown yet.
        if flash != Flash::default() {
            let now = self.state.accounts.now();
            // It may contain messages.
            let cookie = in_language(self.language(), || self.state.flash.cookie(self.state.cookies, flash, now));
            self.set_cookies(cookie);
        }
    }

    /// The language of the answer.
    pub(super) fn language(&self) -> Language {
        let Parts { uri, extensions, headers, .. } = &self.request;
        language::of_request(&self.state, uri, extensions, headers)
    }
}
