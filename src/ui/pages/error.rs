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

#[component]
pub fn ErrorPage(error: ErrorShown) -> impl IntoView {
    let status = error.code.status();
    let (title, mend) = explanation(&error);
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

/// What happened, and what can be done.
fn explanation(error: &ErrorShown) -> (&'static str, String) {
    let again = || match error.retry_after {
        Some(seconds) => format!("Wait {}, then try again.", wait::in_words(seconds)),
        None => "Wait a little, then try again.".to_owned(),
    };
    match error.code.status() {
        404 => ("There is no page here", "The address may be mistyped, or the page may have moved.".to_owned()),
        403 if error.code == ErrorCode::CrossSite => (
            "That came from another site",
            "To keep your account safe, nothing was done. Start again from here.".to_owned(),
        ),
        403 => ("This door is not open to you", "You may need another account, or a new link.".to_owned()),
        429 => ("Too many tries", format!("{} Your account is safe.", again())),
        503 => ("This takes longer than it should", format!("Nothing is lost. {}", again())),
        500.. => ("Something went wrong here", "It is not your doing, and nothing is lost. Try again.".to_owned()),
        _ => ("That did not work", "The request could not be read. Go back and try again.".to_owned()),
    }
}
