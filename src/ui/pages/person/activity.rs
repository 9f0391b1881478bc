//! The recent events of the account.

use super::state::Person;
use crate::ui::{browser::live_text, components::event::write_events, markup::Markup};
use leptos::prelude::*;

#[component]
pub fn Activity(person: Person) -> impl IntoView {
    let events = move || {
        let mut out = Markup::default();
        person.read(|view| write_events(&mut out, &view.events, person.client.now()));
        out.into_html()
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <div class="flex items-baseline justify-between gap-4">
                    <h2>"Recent activity"</h2>
                    <a class="text-sm" href=format!("/audit?person={}", person.id())>
                        "See all"
                    </a>
                </div>
                <div inner_html=live_text(events)></div>
            </div>
        </section>
    }
}
