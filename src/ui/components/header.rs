//! The header of the pages behind the door.

use super::{brand::Brand, user_menu::UserMenu};
use leptos::prelude::*;

#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <div class="top-row">
                <Brand/>
                <nav aria-label="Main">
                    <a href="/account" aria-current="page">
                        "Account"
                    </a>
                </nav>
                <UserMenu/>
            </div>
        </header>
    }
}
