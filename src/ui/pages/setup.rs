//! `/setup`: create the first administrator with the setup link that the server prints at startup.

use crate::{
    actions::session::setup,
    shared::visit::Form,
    ui::components::{heading::Heading, layout::FormLayout, new_account_form::NewAccountForm},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SetupPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    view! {
        <FormLayout line="This link works once and expires after one hour.">
            <div>
                <Heading text="Create the first administrator"/>
                <p class="mt-2 text-ink-muted">"This account can manage all other accounts."</p>
            </div>
            <NewAccountForm
                which=Form::Setup
                action="/actions/setup"
                hidden=("token", token)
                send=|new, token| Box::pin(setup(token, new.username, new.email, new.name, new.password))
            />
        </FormLayout>
    }
}
