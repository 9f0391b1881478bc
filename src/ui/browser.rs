//! Helpers for what happens in the browser: access to its DOM, event handlers, and changes that must not overlap.
//!
//! Functions that take a closure box it. Every closure has a type of its own, and without the box the compiler would
//! generate another copy of the generic code for each, which makes the WebAssembly file larger. The server, which never calls those
//! for the browser, has no code for them: with it, each handler would bring a second copy of the server function that it calls.

use crate::shared::{Answer, AppError, json};
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlInputElement};
use serde::de::DeserializeOwned;
use std::pin::Pin;

/// The pending response of a server function that changes something.
pub type Reply<T> = Pin<Box<dyn Future<Output = Result<Answer<T>, AppError>>>>;

/// The stylesheet shows the bar by this attribute.
const LOADING: &str = "data-loading";

/// Runs `run` once after the page is mounted in the browser; never on the server.
pub fn when_mounted(run: impl Fn() + 'static) {
    if crate::IS_SERVER {
        return;
    }
    let run: Box<dyn Fn()> = Box::new(run);
    // `untrack`: a signal that `run` reads must not make it run again.
    Effect::new(move || untrack(&run));
}

/// Boxes an event handler. On the server, which has no events, it is one that does nothing.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    if crate::IS_SERVER { Box::new(|_| {}) } else { Box::new(handle) }
}

/// A reactive part of the page: rendered again when a signal that it reads changes.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// The same for a part that is not always there.
pub fn live_option(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    live(move || view().into_any())
}

/// Text that is written again when a signal that it reads changes.
pub type LiveText = Box<dyn Fn() -> String + Send>;

/// Reactive text, as a child or as the value of an attribute.
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> LiveText {
    Box::new(text)
}

/// A reactive attribute, erased to one type. None: it is missing.
pub fn live_attribute(name: &'static str, value: impl Fn() -> Option<&'static str> + Send + 'static) -> AnyAttribute {
    let value: Box<dyn Fn() -> Option<&'static str> + Send> = Box::new(value);
    custom_attribute(name, value).into_any_attr()
}

/// The same for an attribute that is `true` or missing.
pub fn live_flag(name: &'static str, flag: impl Fn() -> bool + Send + 'static) -> AnyAttribute {
    live_attribute(name, move || flag().then_some("true"))
}

/// Static attributes, erased to one type.
pub fn attributes(list: &[(&'static str, &'static str)]) -> Vec<AnyAttribute> {
    let any = |(name, value): &(&'static str, &'static str)| custom_attribute(*name, *value).into_any_attr();
    list.iter().map(any).collect()
}

/// The element with this id; none if the user has left its page.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)
}

/// The input, the text area or the select with this id. What forms use of them has the same names, so the type of an input stands
/// for all.
pub fn control(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// The value of the control with this id; empty if the user has left its page.
pub fn value_of(id: &str) -> String {
    control(id).map(|control| control.value()).unwrap_or_default()
}

/// Whether the checkbox or the radio button with this id is checked; false if the user has left its page.
pub fn is_checked(id: &str) -> bool {
    input(id).is_some_and(|input| input.checked())
}

/// The button with which a form was submitted.
pub fn pressed_button(event: &SubmitEvent) -> Option<HtmlButtonElement> {
    event.submitter()?.dyn_into().ok()
}

/// Its value.
pub fn pressed(event: &SubmitEvent) -> Option<String> {
    pressed_button(event).map(|button| button.value())
}

/// Marks a button that is written as HTML as busy, from when `reply` is awaited until it is there.
pub fn while_busy<T: 'static>(button: HtmlButtonElement, reply: Reply<T>) -> Reply<T> {
    Box::pin(async move {
        // Fails only for a name that is not valid.
        _ = button.set_attribute("aria-busy", "true");
        let answer = reply.await;
        _ = button.remove_attribute("aria-busy");
        answer
    })
}

pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Fails only for an element that cannot be focused.
        _ = element.focus();
    }
}

/// Focuses an element without scrolling to it.
pub fn focus_in_place(id: &str) {
    let scroll_y = window().scroll_y().unwrap_or_default();
    focus(id);
    window().scroll_to_with_x_and_y(0.0, scroll_y);
}

/// Shows or hides the bar at the top of the window that says that another page is being loaded.
pub fn show_loading(is_loading: bool) {
    if let Some(root) = document().document_element() {
        // Fails only for a name that is not valid.
        _ = if is_loading { root.set_attribute(LOADING, "") } else { root.remove_attribute(LOADING) };
    }
}

/// Whether something on the page is being pressed.
pub fn is_pointer_down() -> bool {
    // An element that is pressed is `:active`, and so are all its parents.
    document().document_element().is_some_and(|root| root.matches(":active") == Ok(true))
}

/// Awaits what the server reads, in the browser. `failed` shows an error.
pub fn fetch<T: 'static>(
    reply: impl Future<Output = Result<T, AppError>> + 'static,
    read: impl FnOnce(T) + 'static,
    failed: impl FnOnce(AppError) + 'static,
) {
    if crate::IS_SERVER {
        return;
    }
    spawn_local(async move {
        match reply.await {
            Ok(value) => read(value),
            Err(error) => failed(error),
        }
    });
}

/// What the server has responded to a script that sends a form itself: the script passes it in an attribute of the element with this
/// id. None: the event is about something else, such as the choice of a file.
pub fn script_response<T: DeserializeOwned>(sender: &str, event: &Event) -> Option<Result<T, AppError>> {
    let response = element::<Element>(sender)?.get_attribute("data-answer")?;
    // Tells the script that the event was handled; otherwise it reloads the page.
    event.prevent_default();
    // Any other response is an error in JSON, or cannot be read because the connection failed.
    let Ok(Answer::Accepted(value)) = json::read(response.as_bytes()) else {
        let no_response = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
        return Some(Err(json::read(response.as_bytes()).unwrap_or_else(no_response)));
    };
    Some(Ok(value))
}

/// Whether a change by this page is in progress. Meanwhile the buttons are disabled.
#[derive(Clone, Copy, Default)]
pub struct Pending(RwSignal<bool>);

impl Pending {
    /// Begins a change. False if another is in progress or the user has left the page.
    pub fn begin(self) -> bool {
        // Reads and sets in one step. None means that the signal was disposed with its page.
        self.0.try_update(|pending| !std::mem::replace(pending, true)).unwrap_or(false)
    }

    pub fn end(self) {
        self.0.try_set(false);
    }

    pub fn get(self) -> bool {
        self.0.get()
    }

    pub fn get_untracked(self) -> bool {
        self.0.get_untracked()
    }

    /// Sends a change, unless another is in progress. Both closures are boxed, so that this is compiled once per type of response.
    pub fn send<T: 'static>(self, reply: Reply<T>, accepted: Box<dyn FnOnce(T)>, failed: Box<dyn FnOnce(AppError)>) {
        if !self.begin() {
            return;
        }
        spawn_local(async move {
            match reply.await {
                Ok(Answer::Accepted(value)) => accepted(value),
                // Only for requests without JavaScript, which are redirected back to the page.
                Ok(Answer::Rejected) => {}
                Err(error) => failed(error),
            }
            self.end();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_do_not_overlap() {
        let owner = Owner::new();
        owner.with(|| {
            let pending = Pending::default();
            assert!(pending.begin());
            assert!(!pending.begin(), "a second change began");
            pending.end();
            assert!(pending.begin());
        });
    }

    #[test]
    fn no_change_begins_after_the_page_was_left() {
        let owner = Owner::new();
        let pending = owner.with(Pending::default);
        owner.cleanup();
        assert!(!pending.begin());
        pending.end();
    }
}
