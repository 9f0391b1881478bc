//! Where the visitor is going: what the address of a page says, and the field that carries it through a form.

use crate::shared::journey::{Handle, NEXT};
use crate::ui::markup::{Markup, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the visitor is going, as the address says it. Must be called while a page is being built: it uses the router's context.
pub fn handle() -> Handle {
    use_query_map().with_untracked(|query| Handle::parse(query.get_str(NEXT).unwrap_or_default()))
}

/// Carries it through a form that is sent without JavaScript.
#[component]
pub fn JourneyField(next: Handle) -> impl IntoView {
    view! { <input type="hidden" name=NEXT value=next.to_string()/> }
}

/// The same in a form that is written as HTML.
pub fn write_field(out: &mut Markup, next: &Handle) {
    write_markup!(out; "<input type=\"hidden\" name=\"" (NEXT) "\" value=\"" (next.as_str()) "\">");
}
