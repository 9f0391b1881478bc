//! `/users/groups`: the groups of users, and a form for a new one.

mod create;
mod deletion;
mod rows;
mod state;

use crate::{
    shared::{next::LocalPath, page::PageData},
    ui::{
        browser::{attributes, handler, live_text},
        client_state::ClientState,
        components::{
            form_alert::FormAlert,
            heading::Heading,
            layout::{AppLayout, Back},
        },
        navigation::{Navigator, login_url},
    },
};
use create::CreateForm;
use deletion::deletion;
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};
use state::{GroupsState, LIST};

const PATH: &str = "/users/groups";

#[component]
pub fn GroupsPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    let list = match use_context() {
        Some(PageData::Groups(list)) => Some(list),
        _ => None,
    };
    let groups = GroupsState::new(list.as_deref());
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Groups"/>
            <p class="mt-2 max-w-136 text-ink-muted">
                "Groups decide which applications a user may enter. Add a user to a group on the user's page."
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div class="card">
                    <div class="facts-card">
                        <FormAlert form=groups.form/>
                        <div
                            {..attributes(&[("id", LIST), ("tabindex", "-1")])}
                            inner_html=live_text(move || groups.list.html.get())
                            on:click=handler(move |event: MouseEvent| groups.on_click(&event))
                            on:submit=handler(move |event: SubmitEvent| groups.on_submit(&event))
                        ></div>
                    </div>
                </div>
                <CreateForm groups/>
            </div>
            {deletion(groups)}
        </AppLayout>
    }
    .into_any()
}
