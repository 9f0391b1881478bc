//! The recent events of the account.

use super::state::UserState;
use crate::ui::{browser::live_text, components::event::write_events, markup::Markup};
use leptos::prelude::*;

#[component]
pub fn Activity(user_state: UserState) -> impl IntoView {
    let events = move || {
        let mut out = Markup::default();
        user_state.read(|view| write_events(&mut out, &view.events, user_state.client.now()));
        out.into_html()
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <div class="flex items-baseline justify-between gap-4">
                    <h2>"Recent activity"</h2>
                    <a class="text-sm" href=format!("/audit?person={}", user_state.id())>
                        "See all"
                    </a>
                </div>
                <div inner_html=live_text(events)></div>
            </div>
        </section>
    }
}
