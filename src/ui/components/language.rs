//! The language switch.

use super::theme::return_path;
use crate::language::{Language, current, say};
use crate::ui::markup;
use crate::ui::write_markup;
use leptos::tachys::html::InertElement;

/// A button for each language. A plain form with JavaScript as well: the browser has the texts of one language only, so the page is
/// loaded again. `public/page.js` keeps the address that the page has then.
pub fn language_switch() -> InertElement {
    markup::element(|out| {
        write_markup!(out;
            "<form class=\"languages\" method=\"post\" action=\"/actions/language\">\
             <input type=\"hidden\" name=\"back\" value=\"" (&return_path()) "\">\
             <div class=\"segments\" role=\"group\" aria-label=\"" (say::language()) "\">");
        for language in Language::ALL {
            let tag = language.as_str();
            let pressed = if language == current() { "true" } else { "false" };
            write_markup!(out;
                "<button type=\"submit\" name=\"language\" value=\"" (tag) "\" lang=\"" (tag) "\" aria-pressed=\"" (pressed) "\">"
                (language.name()) "</button>");
        }
        out.add("</div></form>");
    })
}
