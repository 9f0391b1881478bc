//! Helpers for what happens in the browser: access to its DOM, event handlers, and changes that must not overlap.
//!
//! Functions that take a closure box it. Every closure has a type of its own, and without the box the compiler would
//! generate another copy of the generic code for each, which makes the WebAssembly file larger.

use leptos::{
    attr::{
        any_attribute::{AnyAttribute, IntoAnyAttribute},
        custom::custom_attribute,
    },
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlInputElement},
};

/// Runs `run` once after the page is mounted in the browser; never on the server.
pub fn when_mounted(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    // The server does not run effects. `untrack`: a signal that `run` reads must not make it run again.
    Effect::new(move || untrack(&run));
}

/// Boxes an event handler.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}

/// A reactive part of the page: rendered again when a signal that it reads changes.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// Reactive text, as a child or as the value of an attribute.
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> Box<dyn Fn() -> String + Send> {
    Box::new(text)
}

/// The value of a reactive attribute that is `true` or missing.
pub fn live_flag(flag: impl Fn() -> bool + Send + 'static) -> Box<dyn Fn() -> Option<&'static str> + Send> {
    Box::new(move || flag().then_some("true"))
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

/// The input or the text area with this id. What forms use of them has the same names, so the type of an input stands for both.
pub fn control(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Fails only for an element that cannot be focused.
        _ = element.focus();
    }
}

/// Whether something on the page is being pressed.
pub fn is_pointer_down() -> bool {
    // An element that is pressed is `:active`, and so are all its parents.
    document().document_element().is_some_and(|root| root.matches(":active") == Ok(true))
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
