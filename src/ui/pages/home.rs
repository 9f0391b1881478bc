//! `/`: the two ways in, or the way on.

use crate::ui::{
    components::{heading::Heading, layout::Doorway},
    visitor::Visitor,
};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let visitor = Visitor::here();
    view! {
        <Doorway line="Your password is never kept as plain text." view_below=true>
            {match visitor.user.get_untracked() {
                Some(user) => way_on(user.display_name()),
                None => ways_in(visitor.registration_open()),
            }}
        </Doorway>
    }
}

fn ways_in(registration_open: bool) -> AnyView {
    let create = registration_open.then(|| {
        view! {
            <a class="btn btn-primary btn-large grow" href="/register">
                "Create account"
            </a>
        }
    });
    let look = if registration_open {
        "btn btn-secondary btn-large grow"
    } else {
        "btn btn-primary btn-large grow"
    };
    view! {
        <div>
            <Heading text="Come in" title="Vestibule"/>
            <p class="mt-2 text-ink-muted">
                "One account opens everything here, and the key to it stays with you."
            </p>
        </div>
        <div class="flex flex-wrap gap-3">
            {create}
            <a class=look href="/login">
                "Sign in"
            </a>
        </div>
    }
    .into_any()
}

fn way_on(name: &str) -> AnyView {
    view! {
        <div>
            <Heading text=format!("Welcome back, {name}") title="Vestibule"/>
            <p class="mt-2 text-ink-muted">"You are signed in on this device."</p>
        </div>
        <a class="btn btn-primary btn-large" href="/account">
            "Go to your account"
        </a>
    }
    .into_any()
}
