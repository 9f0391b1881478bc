//! A page with a list of something, and a form for a new one.

use super::{AppLayout, Heading};
use leptos::prelude::*;

/// `above`: the page that it is a part of. `more`: below what the page is about, such as the tabs of its place.
pub fn list_page(
    above: Option<AnyView>,
    heading: &'static str,
    about: &'static str,
    more: Option<AnyView>,
    list: AnyView,
    form: AnyView,
) -> AnyView {
    view! {
        <AppLayout>
            {above}
            <Heading text=heading/>
            <p class="mt-2 max-w-136 text-ink-muted">{about}</p>
            {more}
            <div class="mt-7 grid max-w-176 gap-6">
                {list}
                {form}
            </div>
        </AppLayout>
    }
    .into_any()
}
