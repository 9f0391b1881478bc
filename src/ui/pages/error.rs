//! The error page that replaces a requested page. It is not hydrated.

use super::{exit_links, link_buttons};
use crate::shared::error::ErrorCode;
use crate::shared::timestamp::wait_in_words;
use crate::ui::components::drawings::ErrorIllustration;
use crate::ui::components::{Heading, MessageLayout};
use leptos::prelude::*;
use leptos_router::location::RequestUrl;

/// The error that the server shows instead of a page, provided by context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorShown {
    pub code: ErrorCode,
    /// What happened and what to do, in place of the advice for all errors with this code.
    pub detail: Option<String>,
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
            404 => "Page not found",
            403 if self.code == ErrorCode::CrossSite => "This request came from another site",
            403 => "You don't have access to this page",
            429 => self.code.title(),
            503 => "The service is temporarily unavailable",
            500.. => "Something went wrong",
            _ => "Your request could not be processed",
        }
    }

    /// What the user can do.
    fn advice(&self) -> String {
        if let Some(detail) = &self.detail {
            return detail.clone();
        }
        let again = match self.retry_after {
            Some(seconds) => format!("Wait {}, then try again.", wait_in_words(seconds)),
            None => "Wait a few minutes, then try again.".to_owned(),
        };
        match self.code.status() {
            404 if self.code == ErrorCode::LinkInvalid => invalid_link(&path()).0.to_owned(),
            404 => "Check the address for typing mistakes. The page may also have moved.".to_owned(),
            403 if self.code == ErrorCode::CrossSite => {
                "To protect your account, nothing was changed. Start again on this site.".to_owned()
            }
            403 => "Sign in with an account that has access, or ask for a new link.".to_owned(),
            429 if self.code == ErrorCode::TooManyRequests => again,
            // Too many attempts to sign in, perhaps by someone else.
            429 => format!("{again} Your account is safe."),
            503 => again,
            500.. => "The problem is on our side. Try again in a few minutes.".to_owned(),
            413 => "You sent more data than this page accepts. Go back and send less.".to_owned(),
            _ => "The request could not be read. Go back and try again.".to_owned(),
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
        "/reset-password" => {
            ("It has been used, has expired, or was replaced by a newer one. Each link works once.", || {
                link_buttons(("/forgot-password", "Request a new link"), ("/login", "Sign in"))
            })
        }
        "/verify-email" => (
            "It has been used, has expired, or was replaced by a newer one. Your account page shows whether your address is \
             confirmed, and can send a new message.",
            exit_links,
        ),
        "/undo-email-change" => (
            "It has been used, the seven days are over in which the change could be undone, or an administrator has decided since. \
             If you cannot sign in any more, ask an administrator.",
            exit_links,
        ),
        "/report-sign-in" => (
            "It has been used, has expired, or you have chosen a new password since. If you do not know a sign-in, choose a new \
             password: that signs out all devices.",
            || link_buttons(("/forgot-password", "Choose a new password"), ("/login", "Sign in")),
        ),
        _ => ("It has been used, has expired, or was replaced by a newer one. Each link works once.", exit_links),
    }
}

#[component]
pub fn ErrorPage(error: ErrorShown) -> impl IntoView {
    let status = error.code.status();
    let (title, advice) = (error.title(), error.advice());
    let request = error.request_id.filter(|_| status >= 500).map(|id| {
        view! { <p class="mt-2 text-xs text-ink-subtle">"Request ID: " <span class="font-mono">{id}</span></p> }
    });
    let exits = match error.code {
        ErrorCode::LinkInvalid => invalid_link(&path()).1(),
        _ => exit_links(),
    };
    view! {
        <MessageLayout line=format!("Error {status}")>
            <ErrorIllustration/>
            <Heading text=title/>
            <p>{advice}</p>
            {exits}
            {request}
        </MessageLayout>
    }
}
