//! Deletion of the own account.

use crate::{
    actions::account::delete_account,
    shared::visit::{Form, Notice},
    ui::{
        browser::handler,
        components::{
            confirmation::{Confirmation, ConfirmationText},
            form_alert::FormAlert,
            password_field::PasswordField,
            post_form::PostForm,
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, field::FieldState, spec},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn DeleteSection(username: String) -> impl IntoView {
    let form = FormState::new(Form::DeleteAccount);
    let password = form.field(&spec::OWN_PASSWORD);
    let title = format!("Delete {username}");
    let text = ConfirmationText {
        opener: "Delete account…",
        title: format!("Delete your account, {username}?"),
        about: "You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.",
        keep: "Keep account",
    };
    view! {
        <section class="section">
            <header>
                <h2>"Delete account"</h2>
                <p>"An administrator can restore it for 30 days."</p>
            </header>
            <div class="card border-danger-line">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                    <div class="max-w-136 grow basis-72">
                        <p class="font-medium">{title}</p>
                        <p class="hint">
                            "You are signed out on all devices immediately. After 30 days, your account is deleted permanently."
                        </p>
                    </div>
                    <Confirmation
                        form
                        text
                        answer=Box::new(move |keep| view! { <DeleteForm form password keep/> }.into_any())
                    />
                </div>
            </div>
        </section>
    }
}

#[component]
fn DeleteForm(form: FormState, password: FieldState, keep: AnyView) -> impl IntoView {
    let navigator = Navigator::current();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(delete_account(password.value())) as Reply<_>;
        form.submit(&event, send, move |()| navigator.sign_out(Notice::AccountDeleted));
    };
    view! {
        <PostForm action="/actions/delete-account" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <PasswordField field=password/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete account" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
