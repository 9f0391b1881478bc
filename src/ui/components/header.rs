//! The header of the pages for signed-in users.

use super::{brand::Brand, user_menu::UserMenu};
use crate::ui::{browser::attributes, client_state::ClientState};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Header() -> impl IntoView {
    let admin_links = if ClientState::current().is_administrator() {
        (nav_link("/users", "Users"), nav_link("/applications", "Applications"), nav_link("/audit", "Audit log"))
            .into_any()
    } else {
        ().into_any()
    };
    view! {
        <header class="top">
            <div class="top-row">
                <Brand/>
                <nav aria-label="Main">
                    {nav_link("/account", "Account")}
                    {admin_links}
                </nav>
                <UserMenu/>
            </div>
        </header>
    }
}

/// A link that is marked as current on its page and the pages below it.
fn nav_link(to: &'static str, label: &'static str) -> AnyView {
    // Untracked, because every page builds its own header.
    let path = use_location().pathname.get_untracked();
    let current = match path.strip_prefix(to) {
        Some("") => &[("href", to), ("aria-current", "page")][..],
        Some(_) => &[("href", to), ("aria-current", "true")],
        None => &[("href", to)],
    };
    view! { <a {..attributes(current)}>{label}</a> }.into_any()
}
