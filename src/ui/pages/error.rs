//! Temporary.
use crate::shared::error::ErrorCode;
use leptos::prelude::*;

#[derive(Clone, Debug)]
pub struct ErrorShown {
    pub code: ErrorCode,
    pub retry_after: Option<u32>,
    pub request_id: Option<String>,
}

#[component]
pub fn ErrorPage() -> impl IntoView {
    use_context::<ErrorShown>()
        .map(|shown| view! { <h1>{shown.code.title()}</h1><p>{shown.request_id}</p> })
}
