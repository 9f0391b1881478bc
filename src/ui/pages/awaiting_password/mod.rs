//! `/users/awaiting-password`: users without a password, of one import or all. They are invited by mail, at a limited rate, or an
//! administrator downloads a file of links and passes them on.

mod links_form;
mod markup;
mod state;

use crate::{
    shared::{awaiting_password::PATH, next::LocalPath, page::PageData},
    ui::{
        browser::{attributes, handler, live, live_text},
        client_state::ClientState,
        components::{
            form_alert::FormAlert,
            heading::Heading,
            layout::{AppLayout, Back},
        },
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use links_form::LinksForm;
use state::{AwaitingState, MAILING};

#[component]
pub fn AwaitingPasswordPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    let import = use_query_map().with_untracked(|query| query.get("import").unwrap_or_default());
    let view = match use_context() {
        Some(PageData::AwaitingPassword(view)) => Some(view),
        _ => None,
    };
    let state = AwaitingState::new(view.as_deref(), &import);
    // A memo, because the form must stay, with what was typed into it, while the number changes.
    let has_accounts = Memo::new(move |_| state.count.get() > 0);
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Users without a password"/>
            <p class="mt-2 max-w-136 text-ink-muted">
                "They choose their first password with a one-time link. Send it to their addresses, or download a file of links \
                 and pass them on."
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <FormAlert form=state.form/>
                <div
                    inner_html=live_text(move || state.accounts.html.get())
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                <div
                    {..attributes(&[("id", MAILING), ("tabindex", "-1")])}
                    inner_html=live_text(move || state.mailing.html.get())
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                {live(move || {
                    if has_accounts.get() { view! { <LinksForm import=import.clone()/> }.into_any() } else { ().into_any() }
                })}
            </div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>
                {live_text(move || state.announcement.get())}
            </p>
        </AppLayout>
    }
    .into_any()
}
