//! `/users/awaiting-password`: users without a password, of one import or all. They are invited by mail, at a limited rate, or an
//! administrator downloads a file of links and passes them on.

mod markup;
mod state;

use crate::shared::Form;
use crate::ui::browser::{attributes, handler};
use crate::ui::components::{AppLayout, FormAlert, Heading, PasswordField, back_to};
use crate::ui::routes::administrators::mail_note::mail_note;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, live_text, spec};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use state::{AwaitingState, MAILING};

#[component]
pub fn AwaitingPasswordPage() -> impl IntoView {
    let import = use_query_map().with_untracked(|query| query.get("import").unwrap_or_default());
    let state = AwaitingState::new(&import);
    // A memo, because the form must stay, with what was typed into it, while the number changes.
    let has_accounts = Memo::new(move |_| state.count.get() > 0);
    view! {
        <AppLayout>
            {back_to("/users", say::users())}
            <Heading text=say::users_without_password()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::awaiting_about()}</p>
            {mail_note()}
            <div class="mt-7 grid max-w-176 gap-6">
                <FormAlert form=state.form/>
                <div
                    inner_html=state.accounts.live()
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                <div
                    {..attributes(&[("id", MAILING), ("tabindex", "-1")])}
                    inner_html=state.mailing.live()
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                {live_option(move || has_accounts.get().then(|| view! { <LinksForm import=import.clone()/> }.into_any()))}
            </div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>
                {live_text(move || state.announcement.get())}
            </p>
        </AppLayout>
    }
}

const FORM: [(&str, &str); 3] = [("class", "card"), ("method", "post"), ("action", "/actions/users/password-links")];

/// Downloads a file of links. The browser sends the form, also with JavaScript: what it gets is a file, and the page stays.
#[component]
fn LinksForm(
    /// The number of the import whose accounts get links, or an empty text for all.
    import: String,
) -> impl IntoView {
    let form = FormState::new(Form::PasswordLinks);
    let password = form.field(&spec::LINKS_PASSWORD);
    view! {
        <form {..attributes(&FORM)}>
            <div class="card-body">
                <h2>{say::awaiting_links()}</h2>
                <div class="fields">
                    <FormAlert form/>
                    <p>{say::awaiting_links_about()}</p>
                    <input type="hidden" name="import" value=import/>
                    <PasswordField field=password hint=say::field_own_password_hint()/>
                </div>
            </div>
            <div class="card-foot">
                <span>{say::awaiting_links_lifetime()}</span>
                <button class="btn btn-secondary" type="submit">
                    {say::awaiting_links_download()}
                </button>
            </div>
        </form>
    }
}
