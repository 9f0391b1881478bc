//! Buttons that copy the text beside them: in a read-only field with a value that is shown once, and in markup.

use super::toasts::Toaster;
use crate::language::say;
use crate::shared::PasswordLinkView;
use crate::ui::browser::{attributes, handler};
use crate::ui::{ClientState, Time, live_option};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::js_sys::{Function, Reflect};
use leptos::web_sys::{Element, HtmlInputElement};

#[component]
pub fn CopyField(id: &'static str, label: &'static str, value: String) -> impl IntoView {
    let hydrated = ClientState::current().hydrated;
    let own = [("id", id), ("class", "input"), ("readonly", ""), ("aria-label", label)];
    view! {
        <div class="copied">
            <input {..attributes(&own)} value=value/>
            {live_option(move || hydrated.get().then(|| copy_button(label)))}
        </div>
    }
}

/// A password link, for an administrator to send to the user.
#[component]
pub fn PasswordLink(link: PasswordLinkView, name: String) -> impl IntoView {
    let until = view! { <Time at=link.expires_at words=link.expires_at.minute_in_words()/> };
    view! {
        <section class="card password-link">
            <h2>{say::password_link_send(&name)}</h2>
            <p class="hint">
                {say::password_link_until()} " " {until} ". " {say::password_link_once()}
            </p>
            <CopyField id="password-link" label=say::password_link() value=link.url/>
        </section>
    }
}

/// `label`: of the field, because a page may have several.
fn copy_button(label: &'static str) -> AnyView {
    let own = [("class", "btn btn-secondary"), ("type", "button"), ("data-copy", "")];
    view! {
        <button
            {..attributes(&own)}
            aria-label=say::copy_what(label)
            on:click=copying()
        >
            {say::copy()}
        </button>
    }
    .into_any()
}

/// Handles clicks in a part of a page with buttons that copy the text before them. Must be called while the page is being built.
pub fn copying() -> Box<dyn FnMut(MouseEvent)> {
    let toaster = Toaster::current();
    handler(move |event: MouseEvent| copy_beside(&event, toaster))
}

/// Copies the text before the button that was pressed, if it is one for that (`data-copy`).
pub fn copy_beside(event: &MouseEvent, toaster: Toaster) {
    let text = || {
        let pressed: Element = event.target()?.dyn_into().ok()?;
        pressed.closest("[data-copy]").ok()??.previous_element_sibling()
    };
    // If the browser refuses to copy, the text is at least selected.
    if text().is_some_and(|text| select_text(&text) && copy_selected()) {
        toaster.good(say::copied());
    }
}

/// Selects the text of an element; false if the browser cannot.
fn select_text(element: &Element) -> bool {
    // The text of a field is not in the document. A text area has the method of an input.
    if element.has_attribute("readonly") {
        element.unchecked_ref::<HtmlInputElement>().select();
        return true;
    }
    // `getSelection().selectAllChildren(element)`
    let selected = || {
        let document = document();
        let get: Function = Reflect::get(&document, &"getSelection".into()).ok()?.dyn_into().ok()?;
        let selection = get.call0(&document).ok()?;
        let select: Function = Reflect::get(&selection, &"selectAllChildren".into()).ok()?.dyn_into().ok()?;
        select.call1(&selection, element).ok()
    };
    selected().is_some()
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
