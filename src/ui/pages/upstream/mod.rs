//! The pages on the way back from a provider, at which the visitor has just signed in. Which one opens is decided there
//! (`accounts/upstream`); each reads what a cookie of the browser has of the account at the provider.

pub mod first_time;
pub mod link;
pub mod sign_in_first;
pub mod take_over;

use crate::language::say;
use crate::shared::arrivals::ArrivalView;
use crate::ui::components::FormLayout;
use crate::ui::{embedded_only, page_data};
use leptos::prelude::*;

/// The page on which the user links the account at the provider with their own.
const LINK: &str = "/auth/link";

/// The page about the account at the provider, which `show` builds.
fn with_arrival(show: fn(ArrivalView) -> AnyView) -> AnyView {
    match embedded_only(|| page_data!(Arrival).map(|view| *view)) {
        Some(arrival) => show(arrival),
        // After a sign-in in this document: only the server can read the cookie.
        None => view! { <FormLayout line=say::sign_in_line()>""</FormLayout> }.into_any(),
    }
}

/// What the account at the provider is called there, or else the provider.
fn name_of(arrival: &ArrivalView) -> &str {
    arrival.label.as_deref().unwrap_or(&arrival.provider)
}
