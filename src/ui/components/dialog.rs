//! Modal dialogs, and the confirmation of actions that cannot be undone.
//!
//! A dialog is the browser's `<dialog>`, which keeps the focus inside and restores it when closed. Without JavaScript,
//! a confirmation is a section below its button.

use crate::ui::{
    browser::{attributes, element, handler, live, when_mounted},
    client_state::ClientState,
    form::FormState,
};
use leptos::{
    ev::{Event, MouseEvent},
    prelude::*,
    web_sys::HtmlDialogElement,
};

/// The return value of a confirmed dialog.
const CONFIRMED: &str = "confirmed";
/// The id of the dialog of a confirmation.
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

/// The texts of a confirmation.
#[derive(Clone)]
pub struct ConfirmationText {
    /// On the button that opens it; ends with an ellipsis because a dialog follows.
    pub opener: &'static str,
    pub title: String,
    pub about: &'static str,
    /// On the button that cancels.
    pub keep: &'static str,
}

/// At most one per page. `answer` builds the form; its argument is the cancel button.
#[component]
pub fn Confirmation(
    form: FormState,
    text: ConfirmationText,
    answer: Box<dyn Fn(AnyView) -> AnyView + Send>,
) -> impl IntoView {
    let hydrated = ClientState::current().hydrated;
    live(move || if hydrated.get() { dialog(form, text.clone(), &answer) } else { details(form, text.opener, &answer) })
}

/// Closes the dialog of the confirmation.
pub fn close_confirmation() {
    cancel(DIALOG);
}

/// Without JavaScript: the form opens below the button.
fn details(form: FormState, opener: &'static str, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    // A rejected form starts open, because its error is inside.
    let open: &[_] = if form.error.with_untracked(Option::is_some) { &[("open", "")] } else { &[] };
    view! {
        <details class="group open:basis-full" {..attributes(open)}>
            <summary class="btn btn-danger-line group-open:mb-5">{opener}</summary>
            <div class="max-w-form">{answer(().into_any())}</div>
        </details>
    }
    .into_any()
}

/// With JavaScript: the form opens in a dialog.
fn dialog(form: FormState, text: ConfirmationText, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    // The form was sent before hydration and rejected: the error would be invisible in a closed dialog.
    if form.error.with_untracked(Option::is_some) {
        when_mounted(|| open(DIALOG));
    }
    let ConfirmationText { opener, title, about, keep } = text;
    let content = answer(cancel_button(DIALOG, keep));
    view! {
        <button {..attributes(&OPENER)} on:click=handler(|_: MouseEvent| open(DIALOG))>
            {opener}
        </button>
        <Dialog id=DIALOG title about=about.to_owned() on_close=Box::new(move |_| form.clear()) content/>
    }
    .into_any()
}
