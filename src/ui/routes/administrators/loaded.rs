//! The one thing that a page is about: embedded by the server, or fetched after client-side navigation.

use crate::shared::error::AppError;
use crate::shared::next::LocalPath;
use crate::ui::browser::{attributes, live};
use crate::ui::components::{Alert, Heading, Tone};
use crate::ui::navigation::Navigator;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// None: not there yet.
pub type Loaded<T> = RwSignal<Option<Result<T, AppError>>>;

/// The `content`, or why there is none. The others say what it is, that it is being loaded, and that it could not be.
pub fn shown<T: Send + Sync + 'static>(
    loaded: Loaded<T>,
    [heading, loading, not_loaded]: [&'static str; 3],
    content: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    live(move || {
        loaded.with(|loaded| match loaded {
            Some(Ok(data)) => content(data),
            Some(Err(error)) => failure(heading, not_loaded, error),
            None => view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{loading}</p> }.into_any(),
        })
    })
}

fn failure(heading: &'static str, title: &'static str, error: &AppError) -> AnyView {
    let more = error.detail.say().into_any();
    view! {
        <Heading text=heading/>
        <div class="mt-4">
            <Alert tone=Tone::Danger title more/>
        </div>
    }
    .into_any()
}

/// Keeps what is fetched. Who is signed out meanwhile signs in, and comes back to `page`.
pub fn fetch<T: Send + Sync + 'static>(
    loaded: Loaded<T>,
    fetched: impl Future<Output = Result<T, AppError>> + 'static,
    page: LocalPath,
    navigator: Navigator,
) {
    spawn_local(async move {
        match fetched.await {
            Err(error) if error.code.is_signed_out() => navigator.sign_in_again(&page, error),
            outcome => _ = loaded.try_set(Some(outcome)),
        }
    });
}
