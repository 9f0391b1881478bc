//! Temporary.
use super::{
    App,
    pages::error::{ErrorPage, ErrorShown},
};
use leptos::{config::LeptosOptions, either::Either, prelude::*};

pub fn shell(options: LeptosOptions, hydrate: bool) -> impl IntoView {
    let body = if use_context::<ErrorShown>().is_some() {
        Either::Left(view! { <ErrorPage /> })
    } else {
        Either::Right(view! { <App /> })
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head><meta charset="utf-8" />{hydrate.then(|| view! { <HydrationScripts options /> })}</head>
            <body>{body}</body>
        </html>
    }
}
