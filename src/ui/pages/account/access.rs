//! A section of `/account/applications`: the clients that have access to the own account.

use crate::actions::account::list_own_client_access;
use crate::language::say;
use crate::shared::forms::Form;
use crate::ui::browser::live_text;
use crate::ui::client_state::ClientState;
use crate::ui::components::access_list::{AccessList, list_html};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn AccessSection() -> impl IntoView {
    let client = ClientState::current();
    // Shows errors of the list.
    let form = FormState::new(Form::ClientAccess);
    let rendered = page_data!(OwnApplications).map(|data| list_html(&data.access, "", client.now()));
    let failed = move |error| form.reject(error);
    let list = FetchedList::new(rendered, failed, move || async move {
        Ok(list_html(&list_own_client_access().await?, "", client.now()))
    });
    view! {
        <section class="section">
            <header>
                <h2>{say::access_heading()}</h2>
                <p>{say::access_about()}</p>
            </header>
            <div class="card">
                <div class="facts-card">
                    <AccessList
                        account=String::new()
                        html=live_text(move || list.html.get())
                        form
                        revoked=Arc::new(move || list.fetch())
                    />
                </div>
            </div>
        </section>
    }
}
