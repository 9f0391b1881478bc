//! The browser, where a page has to do with it directly.
//!
//! The functions that take a closure box it: every closure has a type of its own, and for each of them the compiler
//! would make another copy of what runs it. Size is what a page waits for.

use leptos::{
    attr::{
        any_attribute::{AnyAttribute, IntoAnyAttribute},
        custom::custom_attribute,
    },
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlInputElement},
};

/// Runs `run` once the page stands; never on the server.
pub fn when_mounted(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    Effect::new(move || untrack(&run));
}

/// A handler of events.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}

/// A part of the page that follows what it reads.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// Words that follow what they are made of: as a child, or as the value of an attribute.
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> Box<dyn Fn() -> String + Send> {
    Box::new(text)
}

/// The value of an attribute that is there, empty, or not.
pub fn live_flag(flag: impl Fn() -> bool + Send + 'static) -> Box<dyn Fn() -> Option<&'static str> + Send> {
    Box::new(move || flag().then_some("true"))
}

/// Attributes that never change, all of one type.
pub fn attributes(list: &[(&'static str, &'static str)]) -> Vec<AnyAttribute> {
    let any = |(name, value): &(&'static str, &'static str)| custom_attribute(*name, *value).into_any_attr();
    list.iter().map(any).collect()
}

/// The element with that id; none when its page has been left.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The input with that id.
pub fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)
}

/// Puts the focus there.
pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Fails only for an element that cannot be reached.
        _ = element.focus();
    }
}
