//! `/`: the two ways in, or the way on.

use crate::ui::{
    components::{heading::Heading, layout::Doorway},
    visitor::Visitor,
};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let visitor = Visitor::here();
    let (heading, sentence, ways) = match visitor.user.get_untracked() {
        Some(user) => (
            format!("Welcome back, {}", user.display_name()),
            "You are signed in on this device.",
            view! { <a class="btn btn-primary btn-large grow" href="/account">"Go to your account"</a> }.into_any(),
        ),
        None => (
            "Come in".to_owned(),
            "One account opens everything here, and the key to it stays with you.",
            ways_in(visitor.registration_open()),
        ),
    };
    view! {
        <Doorway line="Your password is never kept as plain text." view_below=true>
            <div>
                <Heading text=heading/>
                <p class="mt-2 text-ink-muted">{sentence}</p>
            </div>
            <div class="flex flex-wrap gap-3">{ways}</div>
        </Doorway>
    }
}

fn ways_in(registration_open: bool) -> AnyView {
    if !registration_open {
        return view! { <a class="btn btn-primary btn-large grow" href="/login">"Sign in"</a> }.into_any();
    }
    view! {
        <a class="btn btn-primary btn-large grow" href="/register">
            "Create account"
        </a>
        <a class="btn btn-secondary btn-large grow" href="/login">
            "Sign in"
        </a>
    }
    .into_any()
}
