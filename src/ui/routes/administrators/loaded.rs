//! The one thing that a page is about: embedded by the server, or fetched after client-side navigation.

use crate::shared::{AppError, LocalPath};
use crate::ui::browser::{attributes, live};
use crate::ui::components::{Heading, Tone, page_alert};
use crate::ui::{Navigator, when_mounted};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// None: not there yet.
pub type Loaded<T> = RwSignal<Option<Result<T, AppError>>>;

/// `known`: what the server has embedded; otherwise it is what `fetch` gets. Who is signed out meanwhile signs in, and comes back to
/// `page`.
pub fn loaded<T: Send + Sync + 'static, F>(
    known: Option<T>,
    page: LocalPath,
    fetch: impl Fn() -> F + 'static,
) -> Loaded<T>
where
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let (loaded, navigator) = (RwSignal::new(known.map(Ok)), Navigator::current());
    if loaded.with_untracked(Option::is_none) {
        when_mounted(move || {
            let (fetched, page) = (fetch(), page.clone());
            spawn_local(async move {
                match fetched.await {
                    Err(error) if error.code.is_signed_out() => navigator.sign_in_again(&page, error),
                    outcome => _ = loaded.try_set(Some(outcome)),
                }
            });
        });
    }
    loaded
}

/// The `content`, or why there is none. The others say what it is, that it is being loaded, and that it could not be.
pub fn shown<T: Send + Sync + 'static>(
    loaded: Loaded<T>,
    [heading, loading_now, not_loaded]: [&'static str; 3],
    content: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    live(move || {
        loaded.with(|loaded| match loaded {
            Some(Ok(data)) => content(data),
            Some(Err(error)) => failure(heading, not_loaded, error),
            None => loading(loading_now),
        })
    })
}

/// Says to screen readers that the page is being loaded.
pub fn loading(words: &'static str) -> AnyView {
    view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{words}</p> }.into_any()
}

/// Why a page has no content.
pub fn failure(heading: &'static str, title: &'static str, error: &AppError) -> AnyView {
    view! {
        <Heading text=heading/>
        {page_alert(Tone::Danger, title, error.detail.say().into_any())}
    }
    .into_any()
}
