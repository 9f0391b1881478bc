//! The error page that replaces a requested page. It is not hydrated.

use super::{exit_links, link_buttons};
use crate::language::{Message, say};
use crate::shared::ErrorCode;
use crate::shared::timestamp::wait_in_words;
use crate::ui::components::{ErrorIllustration, Heading, MessageLayout};
use leptos::prelude::*;
use leptos_router::location::RequestUrl;

/// The error that the server shows instead of a page, provided by context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorShown {
    pub code: ErrorCode,
    /// What happened and what to do, in place of the advice for all errors with this code.
    pub detail: Option<Message>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u32>,
    /// Finds the details in the log.
    pub request_id: Option<String>,
}

impl ErrorShown {
    pub fn title(&self) -> &'static str {
        if self.detail.is_some() {
            return self.code.title();
        }
        match self.code.status() {
            404 if self.code == ErrorCode::LinkInvalid => self.code.title(),
            404 => say::title_not_found(),
            403 if self.code == ErrorCode::CrossSite => say::error_page_cross_site(),
            403 => say::error_page_no_access(),
            429 => self.code.title(),
            503 => say::error_page_unavailable(),
            500.. => say::error_title_internal(),
            _ => say::error_page_request(),
        }
    }

    /// What the user can do.
    fn advice(&self) -> String {
        if let Some(detail) = &self.detail {
            return detail.say();
        }
        let again = match self.retry_after {
            Some(seconds) => say::error_page_wait(&wait_in_words(seconds).say()),
            None => say::error_page_wait_unknown().to_owned(),
        };
        match self.code.status() {
            404 if self.code == ErrorCode::LinkInvalid => invalid_link(&path()).0.to_owned(),
            404 => say::error_page_not_found_more().to_owned(),
            403 if self.code == ErrorCode::CrossSite => say::error_page_cross_site_more().to_owned(),
            403 => say::error_page_no_access_more().to_owned(),
            429 if self.code == ErrorCode::TooManyRequests => again,
            // Too many attempts to sign in, perhaps by someone else.
            429 => format!("{again} {}", say::error_page_account_safe()),
            503 => again,
            500.. => say::error_page_server_more().to_owned(),
            413 => say::error_page_too_large().to_owned(),
            _ => say::error_page_request_more().to_owned(),
        }
    }
}

/// The path of the requested page.
fn path() -> String {
    use_context::<RequestUrl>().and_then(|url| Some(url.parse().ok()?.path().to_owned())).unwrap_or_default()
}

/// What to do about a one-time link that is no longer valid. The next step depends on what the link was for.
fn invalid_link(path: &str) -> (&'static str, fn() -> AnyView) {
    match path {
        "/reset-password" => (say::error_page_link_used(), || {
            link_buttons(("/forgot-password", say::error_page_new_link()), ("/login", say::sign_in()))
        }),
        "/verify-email" => (say::error_page_link_confirm(), exit_links),
        "/undo-email-change" => (say::error_page_link_undo(), exit_links),
        "/report-sign-in" => (say::error_page_link_report(), || {
            link_buttons(("/forgot-password", say::error_page_new_password()), ("/login", say::sign_in()))
        }),
        _ => (say::error_page_link_used(), exit_links),
    }
}

#[component]
pub fn ErrorPage(error: ErrorShown) -> impl IntoView {
    let status = error.code.status();
    let (title, advice) = (error.title(), error.advice());
    let request = error.request_id.filter(|_| status >= 500).map(|id| {
        view! {
            <p class="mt-2 text-xs text-ink-subtle">
                {say::error_page_request_id()} " " <span class="font-mono">{id}</span>
            </p>
        }
    });
    let exits = match error.code {
        ErrorCode::LinkInvalid => invalid_link(&path()).1(),
        _ => exit_links(),
    };
    view! {
        <MessageLayout line=say::error_page_status(&status.to_string())>
            <ErrorIllustration/>
            <Heading text=title/>
            <p>{advice}</p>
            {exits}
            {request}
        </MessageLayout>
    }
}
