//! `/` for strangers: what Vestibule is for, and links to sign in. Users see [their applications](super::my_applications).

use crate::language::say;
use crate::ui::ClientState;
use crate::ui::components::{FormLayout, Intro};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let client = ClientState::current();
    let sentence = say::home_about(&client.installation_name());
    view! {
        <FormLayout line=say::register_line() pattern_below=true>
            <Intro heading=say::home_heading() about=sentence/>
            <div class="flex flex-wrap gap-3">{sign_in_links(client.registration_open())}</div>
        </FormLayout>
    }
}

fn sign_in_links(registration_open: bool) -> AnyView {
    if !registration_open {
        return view! { <a class="btn btn-primary btn-large grow" href="/login">{say::sign_in()}</a> }.into_any();
    }
    view! {
        <a class="btn btn-primary btn-large grow" href="/register">
            {say::create_account()}
        </a>
        <a class="btn btn-secondary btn-large grow" href="/login">
            {say::sign_in()}
        </a>
    }
    .into_any()
}
