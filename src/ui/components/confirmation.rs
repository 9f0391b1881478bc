//! Confirmation of actions that cannot be undone: in a dialog, or without JavaScript in a section below the button.

use super::dialog::{self, Dialog};
use crate::ui::{
    browser::{attributes, handler, live, when_mounted},
    client_state::ClientState,
    form::FormState,
};
use leptos::{ev::MouseEvent, prelude::*};

const DIALOG: &str = "confirmation";
const OPENER: [(&str, &str); 3] = [("type", "button"), ("class", "btn btn-danger-line"), ("aria-haspopup", "dialog")];

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

/// Closes the dialog.
pub fn close() {
    dialog::cancel(DIALOG);
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
        when_mounted(|| dialog::open(DIALOG));
    }
    let ConfirmationText { opener, title, about, keep } = text;
    let content = answer(dialog::cancel_button(DIALOG, keep));
    view! {
        <button {..attributes(&OPENER)} on:click=handler(|_: MouseEvent| dialog::open(DIALOG))>
            {opener}
        </button>
        <Dialog id=DIALOG title about=about.to_owned() on_close=Box::new(move |_| form.clear()) content/>
    }
    .into_any()
}
