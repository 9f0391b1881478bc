//! `/setup`: the first administrator, by the link that the server prints when it starts.

use crate::{
    actions::session::setup,
    shared::visit::Form,
    ui::components::{heading::Heading, layout::Doorway, new_account_form::NewAccountForm},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SetupPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    view! {
        <Doorway line="This link works once, and for one hour.">
            <div>
                <Heading text="Make the first administrator"/>
                <p class="mt-2 text-ink-muted">"This account will manage all others."</p>
            </div>
            <NewAccountForm
                which=Form::Setup
                action="/actions/setup"
                along=("token", token)
                send=|new, token| Box::pin(setup(token, new.username, new.email, new.name, new.password))
            />
        </Doorway>
    }
}
