//! A page in place of the one that was asked for. It stays as the server rendered it.

use super::not_found::ways_out;
use crate::{
    shared::{error::ErrorCode, wait},
    ui::components::{door::ShutDoor, heading::Heading, layout::Blank},
};
use leptos::prelude::*;

/// The error that the server shows instead of a page; it gives it by context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorShown {
    pub code: ErrorCode,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u32>,
    /// Under which the log has more.
    pub request_id: Option<String>,
}

impl ErrorShown {
    /// What happened.
    pub fn title(&self) -> &'static str {
        match self.code.status() {
            404 => "There is no page here",
            403 if self.code == ErrorCode::CrossSite => "That came from another site",
            403 => "This door is not open to you",
            429 => self.code.title(),
            503 => "This takes longer than it should",
            500.. => "Something went wrong here",
            _ => "That did not work",
        }
    }

    /// What can be done.
    fn mend(&self) -> String {
        let again = match self.retry_after {
            Some(seconds) => format!("Wait {}, then try again.", wait::in_words(seconds)),
            None => "Wait a little, then try again.".to_owned(),
        };
        match self.code.status() {
            404 => "The address may be mistyped, or the page may have moved.".to_owned(),
            403 if self.code == ErrorCode::CrossSite => {
                "To keep your account safe, nothing was done. Start again from here.".to_owned()
            }
            403 => "You may need another account, or a new link.".to_owned(),
            429 if self.code == ErrorCode::TooManyRequests => again,
            429 => format!("{again} Your account is safe."),
            503 => format!("Nothing is lost. {again}"),
            500.. => "It is not your doing, and nothing is lost. Try again.".to_owned(),
            413 => "What was sent is larger than anything that is asked for here. Go back and send less.".to_owned(),
            _ => "The request could not be read. Go back and try again.".to_owned(),
        }
    }
}

#[component]
pub fn ErrorPage(error: ErrorShown) -> impl IntoView {
    let status = error.code.status();
    let (title, mend) = (error.title(), error.mend());
    let request = error.request_id.filter(|_| status >= 500).map(|id| {
        view! { <p class="mt-2 text-xs text-ink-subtle">"Request " <span class="font-mono">{id}</span></p> }
    });
    view! {
        <Blank line=format!("Error {status}")>
            <ShutDoor/>
            <Heading text=title/>
            <p>{mend}</p>
            {ways_out()}
            {request}
        </Blank>
    }
}
