//! The header of the pages behind the door.

use super::{brand::Brand, user_menu::UserMenu};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <div class="top-row">
                <Brand/>
                <nav aria-label="Main">
                    <NavLink href="/account" label="Account"/>
                </nav>
                <UserMenu/>
            </div>
        </header>
    }
}

/// A link that knows whether it leads to where one is.
#[component]
fn NavLink(href: &'static str, label: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <a href=href aria-current=move || path.with(|path| path == href).then_some("page")>
            {label}
        </a>
    }
}
