//! A link by which a person chooses a password, for an administrator to pass on. It is shown once.

use crate::{
    shared::directory::PasswordLinkView,
    ui::{
        browser::{attributes, handler, input, live},
        components::toasts::Toaster,
        visitor::Visitor,
    },
};
use leptos::{
    ev::MouseEvent,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::js_sys::{Function, Reflect},
};

const ID: &str = "password-link";

#[component]
pub fn PasswordLink(link: PasswordLinkView, whom: String) -> impl IntoView {
    let hydrated = Visitor::here().hydrated;
    let own = [("id", ID), ("class", "input"), ("readonly", ""), ("aria-label", "Password link")];
    let until = link.expires_at.minute_in_words();
    view! {
        <section class="card password-link">
            <h2>"Give this link to " {whom}</h2>
            <p class="hint">
                "Whoever opens it chooses the password. It works once, until " {until} ", and it is shown only now."
            </p>
            <div class="copied">
                <input {..attributes(&own)} value=link.url/>
                {live(move || match hydrated.get() {
                    true => copy_button(),
                    false => ().into_any(),
                })}
            </div>
        </section>
    }
}

fn copy_button() -> AnyView {
    let toaster = Toaster::here();
    let copy = move |_: MouseEvent| {
        let Some(field) = input(ID) else {
            return;
        };
        // Where copying is refused, it is at least selected.
        field.select();
        if copy_selected() {
            toaster.good("Copied.");
        }
    };
    view! {
        <button class="btn btn-secondary" type="button" on:click=handler(copy)>
            "Copy"
        </button>
    }
    .into_any()
}

/// `document.execCommand('copy')`, which works on plain http as well, where `navigator.clipboard` is not there.
fn copy_selected() -> bool {
    let copy = || {
        let document = document();
        let command: Function = Reflect::get(&document, &"execCommand".into()).ok()?.dyn_into().ok()?;
        command.call1(&document, &"copy".into()).ok()?.as_bool()
    };
    copy().unwrap_or_default()
}
