//! The end of an account.

use crate::{
    actions::account::delete_account,
    shared::visit::{Form, Notice},
    ui::{
        browser::{attributes, element, handler, when_mounted},
        components::{
            form_alert::FormAlert, password_field::PasswordField, post_form::PostForm, submit_button::SubmitButton,
        },
        form::{FormState, Reply, field::FieldState, spec},
        journey::Journey,
        visitor::Visitor,
    },
};
use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    prelude::*,
    web_sys::HtmlDialogElement,
};

const DIALOG: &str = "delete";
const DIALOG_ATTRIBUTES: [(&str, &str); 4] =
    [("id", DIALOG), ("class", "dialog"), ("aria-labelledby", "delete-title"), ("aria-describedby", "delete-about")];
const OPENER: [(&str, &str); 3] = [("type", "button"), ("class", "btn btn-danger-line"), ("aria-haspopup", "dialog")];

#[component]
pub fn DeleteSection(username: String) -> impl IntoView {
    let hydrated = Visitor::here().hydrated;
    let form = FormState::new(Form::DeleteAccount);
    let password = form.field(&spec::OWN_PASSWORD);
    let title = format!("Delete {username}");
    view! {
        <section class="section">
            <header>
                <h2>"Delete account"</h2>
                <p>"An administrator can bring it back for 30 days."</p>
            </header>
            <div class="card border-danger-line">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                    <div class="max-w-136 grow basis-72">
                        <p class="font-medium">{title}</p>
                        <p class="hint">
                            "You are signed out everywhere at once. After 30 days your profile is gone for good."
                        </p>
                    </div>
                    {move || match hydrated.get() {
                        true => dialog(form, password, &username),
                        false => details(form, password),
                    }}
                </div>
            </div>
        </section>
    }
}

/// Without JavaScript: the question opens below.
fn details(form: FormState, password: FieldState) -> AnyView {
    let open: &[_] = if form.refusal.with_untracked(Option::is_some) { &[("open", "")] } else { &[] };
    view! {
        <details class="group open:basis-full" {..attributes(open)}>
            <summary class="btn btn-danger-line group-open:mb-5">"Delete account…"</summary>
            <div class="max-w-form">
                <DeleteForm form password keep=().into_any()/>
            </div>
        </details>
    }
    .into_any()
}

/// With JavaScript: the question in a dialog, which names the account.
fn dialog(form: FormState, password: FieldState, username: &str) -> AnyView {
    let open = || {
        if let Some(dialog) = element::<HtmlDialogElement>(DIALOG) {
            // Fails only when it is open already.
            _ = dialog.show_modal();
        }
    };
    let shut = || {
        if let Some(dialog) = element::<HtmlDialogElement>(DIALOG) {
            dialog.close();
        }
    };
    if form.refusal.with_untracked(Option::is_some) {
        when_mounted(open);
    }
    let title = format!("Delete your account, {username}?");
    let keep = view! {
        <button class="btn btn-secondary" type="button" on:click=handler(move |_: MouseEvent| shut())>
            "Keep account"
        </button>
    };
    view! {
        <button {..attributes(&OPENER)} on:click=handler(move |_: MouseEvent| open())>
            "Delete account…"
        </button>
        <dialog {..attributes(&DIALOG_ATTRIBUTES)} on:close=handler(move |_: Event| form.clear())>
            <div class="grid gap-5">
                <div>
                    <h2 class="text-lg" id="delete-title">
                        {title}
                    </h2>
                    <p class="mt-1.5 text-ink-muted" id="delete-about">
                        "You are signed out everywhere at once. An administrator can bring the account back for 30 days; after that it is gone."
                    </p>
                </div>
                <DeleteForm form password keep=keep.into_any()/>
            </div>
        </dialog>
    }
    .into_any()
}

#[component]
fn DeleteForm(form: FormState, password: FieldState, keep: AnyView) -> impl IntoView {
    let journey = Journey::here();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(delete_account(password.value())) as Reply<_>;
        form.submit(&event, send, move |()| journey.sign_out(Notice::AccountDeleted));
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
