//! A modal dialog: the browser's `<dialog>`, which keeps the focus inside and restores it when closed.

use crate::ui::browser::{element, handler};
use leptos::{ev::Event, prelude::*, web_sys::HtmlDialogElement};

/// The return value of a confirmed dialog.
const CONFIRMED: &str = "confirmed";

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
        <button class="btn btn-secondary" type="button" on:click=handler(move |_: leptos::ev::MouseEvent| cancel(id))>
            {label}
        </button>
    }
    .into_any()
}
