//! A question that has to be answered before anything else on the page: a modal dialog of the browser, which keeps the
//! focus inside and gives it back.

use crate::ui::browser::{element, handler};
use leptos::{ev::Event, prelude::*, web_sys::HtmlDialogElement};

/// What a dialog returns when its question is answered with yes.
const CONFIRMED: &str = "confirmed";

/// A dialog that is shut until [`open`]. `answered` is called when it has shut, with whether it was confirmed.
#[component]
pub fn Dialog(
    id: &'static str,
    title: String,
    about: String,
    answered: Box<dyn Fn(bool)>,
    content: AnyView,
) -> impl IntoView {
    let (title_id, about_id) = (format!("{id}-title"), format!("{id}-about"));
    let on_close = move |_: Event| {
        let confirmed = element::<HtmlDialogElement>(id).is_some_and(|dialog| dialog.return_value() == CONFIRMED);
        answered(confirmed);
    };
    let (labelled_by, described_by) = (title_id.clone(), about_id.clone());
    view! {
        <dialog
            id=id
            class="dialog"
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:close=handler(on_close)
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
        // An answer of before must not count when this time the Escape key shuts it.
        dialog.set_return_value("");
        // Fails only when it is open already.
        _ = dialog.show_modal();
    }
}

/// Shuts it as the Escape key does.
pub fn cancel(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id) {
        dialog.close();
    }
}

/// Shuts it, confirmed.
pub fn confirm(id: &str) {
    if let Some(dialog) = element::<HtmlDialogElement>(id) {
        dialog.close_with_return_value(CONFIRMED);
    }
}

/// The button that leaves things as they are. The first in a dialog, it has the focus when that opens.
pub fn cancel_button(id: &'static str, label: &'static str) -> AnyView {
    view! {
        <button class="btn btn-secondary" type="button" on:click=handler(move |_: leptos::ev::MouseEvent| cancel(id))>
            {label}
        </button>
    }
    .into_any()
}
