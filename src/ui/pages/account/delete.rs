//! The end of an account.

use super::Section;
use crate::{
    actions::account::delete_account,
    shared::visit::{Form, Notice},
    ui::{
        components::{
            form_alert::FormAlert, password_field::PasswordField, submit_button::SubmitButton,
        },
        form::{FormState, field::FieldState, spec},
        journey::Journey,
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};

const CONSEQUENCES: &str =
    "You are signed out everywhere at once. After 30 days your profile is gone for good.";

#[component]
pub fn DeleteSection() -> impl IntoView {
    let visitor = Visitor::here();
    let form = FormState::new(Form::DeleteAccount);
    let password = form.field(&spec::OWN_PASSWORD);
    let username = move || {
        visitor
            .user
            .with(|user| user.as_ref().map(|user| user.username.clone()))
    };
    let ask = move || match visitor.hydrated.get() {
        true => view! { <DeleteDialog form password username=username().unwrap_or_default()/> }
            .into_any(),
        false => view! { <DeleteDetails form password/> }.into_any(),
    };
    view! {
        <Section title="Delete account" about="An administrator can bring it back for 30 days.">
            <div class="card border-danger-line">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                    <div class="max-w-136 grow basis-72">
                        <p class="font-medium">"Delete " {username}</p>
                        <p class="hint">{CONSEQUENCES}</p>
                    </div>
                    {ask}
                </div>
            </div>
        </Section>
    }
}

/// Without JavaScript: the question opens below.
#[component]
fn DeleteDetails(form: FormState, password: FieldState) -> impl IntoView {
    let sent_before = form.refusal.with_untracked(Option::is_some);
    view! {
        <details class="group open:basis-full" open=sent_before>
            <summary class="btn btn-danger-line group-open:mb-5">"Delete account…"</summary>
            <div class="max-w-form">
                <DeleteForm form password keep=().into_any()/>
            </div>
        </details>
    }
}

/// With JavaScript: the question in a dialog, which names the account.
#[component]
fn DeleteDialog(form: FormState, password: FieldState, username: String) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move || {
        if let Some(dialog) = dialog.get_untracked() {
            // Fails only when it is open already.
            _ = dialog.show_modal();
        }
    };
    let shut = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let sent_before = form.refusal.with_untracked(Option::is_some);
    Effect::new(move || {
        if sent_before {
            open();
        }
    });
    let keep = view! {
        <button class="btn btn-secondary" type="button" on:click=move |_| shut()>
            "Keep account"
        </button>
    };
    view! {
        <button class="btn btn-danger-line" type="button" aria-haspopup="dialog" on:click=move |_| open()>
            "Delete account…"
        </button>
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="delete-title"
            aria-describedby="delete-about"
            on:close=move |_| form.clear()
        >
            <div class="grid gap-5">
                <header>
                    <h2 class="text-lg" id="delete-title">
                        {format!("Delete your account, {username}?")}
                    </h2>
                    <p class="mt-1.5 text-ink-muted" id="delete-about">
                        "You are signed out everywhere at once. An administrator can bring the account back for 30 days; after that it is gone."
                    </p>
                </header>
                <DeleteForm form password keep=keep.into_any()/>
            </div>
        </dialog>
    }
}

#[component]
fn DeleteForm(form: FormState, password: FieldState, keep: AnyView) -> impl IntoView {
    let journey = Journey::here();
    let submit = move |event: SubmitEvent| {
        let send = move || delete_account(password.value());
        form.submit(&event, send, move |()| {
            journey.sign_out(Notice::AccountDeleted)
        });
    };
    view! {
        <form class="fields" method="post" action="/actions/delete-account" novalidate on:submit=submit>
            <FormAlert form/>
            <PasswordField field=password/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete account" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </form>
    }
}
