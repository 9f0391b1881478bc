//! Modal dialogs, and the confirmation of actions that cannot be undone.
//!
//! A dialog is the browser's `<dialog>`, which keeps the focus inside and restores it when closed. Without JavaScript,
//! a confirmation is a section below its button.

use super::form_parts::{FormAlert, PostForm, hidden_inputs, submit_button};
use crate::language::say;
use crate::ui::browser::{attributes, element, handler, live};
use crate::ui::{ClientState, FormState, Submit, when_mounted};
use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use leptos::web_sys::{HtmlDetailsElement, HtmlDialogElement};
use std::borrow::Cow;
use std::sync::Arc;

/// The return value of a confirmed dialog.
const CONFIRMED: &str = "confirmed";
/// The id of the dialog of a confirmation, if a page has one.
const DIALOG: &str = "confirmation";
const OPENER: [(&str, &str); 3] = [("type", "button"), ("class", "btn btn-danger-line"), ("aria-haspopup", "dialog")];

/// A dialog that stays closed until [`open`]. `on_close` is called after it has closed, with whether it was confirmed.
#[component]
pub fn Dialog(
    id: &'static str,
    title: String,
    about: String,
    on_close: Box<dyn Fn(bool)>,
    content: AnyView,
) -> impl IntoView {
    let (title_id, about_id) = (format!("{id}-title"), format!("{id}-about"));
    let closed = move |_: Event| {
        // The event does not say how the dialog was closed; the return value does.
        let confirmed = element::<HtmlDialogElement>(id).is_some_and(|dialog| dialog.return_value() == CONFIRMED);
        on_close(confirmed);
    };
    let (labelled_by, described_by) = (title_id.clone(), about_id.clone());
    view! {
        <dialog
            id=id
            class="dialog"
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:close=handler(closed)
        >
            <div class="grid gap-5">
                <div>
                    <h2 class="text-lg wrap-anywhere" id=title_id>
                        {title}
                    </h2>
                    <p class="mt-1.5 text-ink-muted" id=about_id>
                        {about}
                    </p>
                </div>
                {content}
            </div>
        </dialog>
    }
}

pub fn open(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id) {
        // Escape leaves the return value as it is, so that of the last time must be cleared.
        dialog.set_return_value("");
        // Fails only if it is open already.
        _ = dialog.show_modal();
    }
}

/// Closes it as the Escape key does.
pub fn cancel(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id) {
        dialog.close();
    }
}

/// Closes it as confirmed.
pub fn confirm(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id) {
        dialog.close_with_return_value(CONFIRMED);
    }
}

/// The cancel button. As the first control of a dialog it has the focus when the dialog opens.
pub fn cancel_button(id: &'static str, label: &'static str) -> AnyView {
    view! {
        <button class="btn btn-secondary" type="button" on:click=handler(move |_: MouseEvent| cancel(id))>
            {label}
        </button>
    }
    .into_any()
}

/// The buttons of a dialog that asks a question.
pub fn buttons(id: &'static str, cancel: &'static str, confirm_label: &'static str, class: &'static str) -> AnyView {
    view! {
        <div class="flex flex-wrap justify-end gap-2">
            {cancel_button(id, cancel)}
            <button class=class type="button" on:click=handler(move |_: MouseEvent| confirm(id))>
                {confirm_label}
            </button>
        </div>
    }
    .into_any()
}

/// A card for what cannot be undone.
pub fn danger_card(title: String, about: String, action: AnyView) -> AnyView {
    view! {
        <div class="card border-danger-line">
            <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                <div class="max-w-136 grow basis-72">
                    <p class="font-medium wrap-anywhere">{title}</p>
                    <p class="hint">{about}</p>
                </div>
                {action}
            </div>
        </div>
    }
    .into_any()
}

/// What is asked before something is deleted, and the form that confirms it.
#[derive(Clone)]
pub struct Question {
    /// On the button that opens it; ends with an ellipsis because a dialog follows.
    pub opener: &'static str,
    pub title: String,
    pub about: Cow<'static, str>,
    /// On the button that cancels.
    pub keep: &'static str,
    /// On the button that sends the form.
    pub confirm: &'static str,
    /// The address that the form is sent to without JavaScript.
    pub action: &'static str,
    /// What it sends without showing it: names and values.
    pub hidden: Vec<(&'static str, String)>,
}

/// A button, and behind it the form.
#[component]
pub fn Confirmation(
    /// The id of the dialog. A second one on a page has another.
    #[prop(default = DIALOG)]
    id: &'static str,
    /// On the button that sends the form, while it is sent.
    #[prop(default = say::deleting())]
    busy: &'static str,
    form: FormState,
    question: Question,
    /// Builds what has to be typed.
    #[prop(optional)]
    field: Option<Box<dyn Fn() -> AnyView + Send>>,
    /// Sends the form with JavaScript.
    submit: Submit,
) -> impl IntoView {
    let is_modal = RwSignal::new(ClientState::current().hydrated.get_untracked());
    if !is_modal.get_untracked() {
        // Not if the visitor has opened the form before hydration: they may be typing into it.
        when_mounted(move || {
            if form.error.with_untracked(Option::is_some) || !is_open_below(id) {
                is_modal.set(true);
            }
        });
    }
    let Question { opener, confirm, action, .. } = question;
    let hidden = question.hidden.clone();
    let answer = move |keep: AnyView| {
        let (hidden, field) = (hidden_inputs(hidden.clone()), field.as_ref().map(|field| field()));
        let submit = Arc::clone(&submit);
        view! {
            <PostForm action class="fields" submit>
                <FormAlert form/>
                {hidden}
                {field}
                <div class="flex flex-wrap justify-end gap-2">
                    {keep}
                    {submit_button(form, [confirm, busy], "btn btn-danger")}
                </div>
            </PostForm>
        }
        .into_any()
    };
    live(move || match is_modal.get() {
        true => dialog(id, form, question.clone(), &answer),
        false => details(id, form, opener, &answer),
    })
}

/// The id of the form below the button, which is there before the dialog.
fn below(id: &str) -> String {
    format!("{id}-below")
}

fn is_open_below(id: &str) -> bool {
    element::<HtmlDetailsElement>(&below(id)).is_some_and(|details| details.open())
}

/// Closes the dialog of the only confirmation of a page.
pub fn close_confirmation() {
    cancel(DIALOG);
}

/// Without JavaScript, and until it is there: the form opens below the button.
fn details(id: &'static str, form: FormState, opener: &'static str, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    // A rejected form starts open, because its error is inside.
    let open: &[_] = if form.error.with_untracked(Option::is_some) { &[("open", "")] } else { &[] };
    view! {
        <details id=below(id) class="group open:basis-full" {..attributes(open)}>
            <summary class="btn btn-danger-line group-open:mb-5">{opener}</summary>
            <div class="max-w-form">{answer(().into_any())}</div>
        </details>
    }
    .into_any()
}

/// With JavaScript: the form opens in a dialog.
fn dialog(id: &'static str, form: FormState, question: Question, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    // The form was sent before hydration and rejected: the error would be invisible in a closed dialog.
    if form.error.with_untracked(Option::is_some) {
        when_mounted(move || open(id));
    }
    let Question { opener, title, about, keep, .. } = question;
    let content = answer(cancel_button(id, keep));
    view! {
        <button {..attributes(&OPENER)} on:click=handler(move |_: MouseEvent| open(id))>
            {opener}
        </button>
        <Dialog id title about=about.into_owned() on_close=Box::new(move |_| form.clear()) content/>
    }
    .into_any()
}
