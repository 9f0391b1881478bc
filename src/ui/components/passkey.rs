//! The parts of pages that `public/passkey.js` makes work. WebAuthn is no part of the program: most people who load it have no
//! passkey.

use super::drawings::Shape;
use crate::language::say;
use crate::ui::markup::element;
use crate::ui::{Markup, html, write_markup};
use leptos::tachys::html::InertElement;

/// A button that asks for a passkey, not shown until the script has found that the browser can have some, and with it the line that
/// separates it from the form above. Its place is kept meanwhile, so that nothing moves. `role`: what for.
pub fn passkey_button(role: &'static str, label: &'static str) -> InertElement {
    InertElement::new(part(role, label, say::passkey_or(), ""))
}

/// The same as HTML, among the buttons of other ways, which are below such a line already.
pub fn passkey_among_others(role: &'static str, label: &'static str) -> String {
    part(role, label, "", "")
}

/// `before`: what stands above the button, if anything. `unsupported`: what is said without WebAuthn.
fn part(role: &'static str, label: &'static str, before: &'static str, unsupported: &'static str) -> String {
    html(|out| {
        out.add("<live-part class=\"passkey\"");
        write_words(out, role);
        write_markup!(out; " data-unsupported=\"" (unsupported) "\" data-waiting>");
        if !before.is_empty() {
            write_markup!(out; "<p class=\"or\">" (before) "</p>");
        }
        out.add("<button class=\"btn btn-secondary btn-large\" type=\"button\">");
        Shape::KEY.write(out, "icon");
        write_markup!(out; (label) "</button><p class=\"error\" aria-live=\"polite\"></p></live-part>");
    })
}

/// The same where a passkey may be the only way on: says so without JavaScript (`plain`) and without WebAuthn. `is_first`: there
/// is no other way above it.
pub fn passkey_way(role: &'static str, is_first: bool, plain: &'static str) -> InertElement {
    let before = if is_first { "" } else { say::passkey_or() };
    element(|out| {
        write_markup!(out; "<div><p class=\"hint without-script\">" (plain) "</p>");
        out.written(&part(role, say::passkey_use(), before, say::passkey_unsupported()));
        out.add("</div>");
    })
}

/// The attributes of a part: the script, what it does there, and what it says.
pub fn write_words(out: &mut Markup, role: &'static str) {
    write_markup!(out;
        " data-script=\"passkey.js\" data-do=\"" (role) "\" data-cancelled=\"" (say::passkey_cancelled())
        "\" data-failed=\"" (say::passkey_failed()) "\" data-unreachable=\"" (say::passkey_unreachable()) "\"");
}
