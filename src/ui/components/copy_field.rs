//! A value that is shown once: a read-only field with a button that copies it.

use super::toasts::Toaster;
use crate::shared::awaiting_password::PasswordLinkView;
use crate::ui::browser::{attributes, control, handler, live};
use crate::ui::client_state::ClientState;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::js_sys::{Function, Reflect};

#[component]
pub fn CopyField(id: &'static str, label: &'static str, value: String) -> impl IntoView {
    let hydrated = ClientState::current().hydrated;
    let own = [("id", id), ("class", "input"), ("readonly", ""), ("aria-label", label)];
    view! {
        <div class="copied">
            <input {..attributes(&own)} value=value/>
            {live(move || if hydrated.get() { copy_button(id) } else { ().into_any() })}
        </div>
    }
}

/// A password link, for an administrator to send to the user.
#[component]
pub fn PasswordLink(link: PasswordLinkView, name: String) -> impl IntoView {
    let until = link.expires_at.minute_in_words();
    view! {
        <section class="card password-link">
            <h2>"Send this link to " {name}</h2>
            <p class="hint">
                "Anyone who opens it can set the password. It works once and expires on " {until} ". It is not shown again."
            </p>
            <CopyField id="password-link" label="Password link" value=link.url/>
        </section>
    }
}

fn copy_button(id: &'static str) -> AnyView {
    let toaster = Toaster::current();
    let copy = move |_: MouseEvent| copy_text_of(id, toaster);
    view! {
        <button class="btn btn-secondary" type="button" on:click=handler(copy)>
            "Copy"
        </button>
    }
    .into_any()
}

/// Copies the text of the field with this id.
pub fn copy_text_of(id: &str, toaster: Toaster) {
    let Some(field) = control(id) else { return };
    // If the browser refuses to copy, the text is at least selected.
    field.select();
    if copy_selected() {
        toaster.good("Copied.");
    }
}

/// `document.execCommand('copy')`, because `navigator.clipboard` does not exist on plain HTTP.
fn copy_selected() -> bool {
    let copy = || {
        let document = document();
        let command: Function = Reflect::get(&document, &"execCommand".into()).ok()?.dyn_into().ok()?;
        command.call1(&document, &"copy".into()).ok()?.as_bool()
    };
    // None if the browser does not have the command any more.
    copy().unwrap_or_default()
}
