//! The header of the pages behind the door.

use super::{brand::Brand, user_menu::UserMenu};
use crate::ui::{browser::attributes, visitor::Visitor};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Header() -> impl IntoView {
    let of_all = match Visitor::here().is_administrator() {
        true => (nav_link("/users", "Users"), nav_link("/audit", "Activity")).into_any(),
        false => ().into_any(),
    };
    view! {
        <header class="top">
            <div class="top-row">
                <Brand/>
                <nav aria-label="Main">
                    {nav_link("/account", "Account")}
                    {of_all}
                </nav>
                <UserMenu/>
            </div>
        </header>
    }
}

/// A link that says whether one is there, or below it.
fn nav_link(to: &'static str, words: &'static str) -> AnyView {
    let here = use_location().pathname.get_untracked();
    let current = match here.strip_prefix(to) {
        Some("") => &[("href", to), ("aria-current", "page")][..],
        Some(_) => &[("href", to), ("aria-current", "true")],
        None => &[("href", to)],
    };
    view! { <a {..attributes(current)}>{words}</a> }.into_any()
}
