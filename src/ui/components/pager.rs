//! Parts of the pagination of a list.

use super::icon::Shape;
use crate::ui::markup::{Markup, write_markup};

/// Links to the page sizes: pairs of size and address.
pub fn write_sizes(out: &mut Markup, label: &'static str, current: &str, links: &[(&'static str, String)]) {
    write_markup!(out; "<nav class=\"sizes\" aria-label=\"" (label) "\">");
    for (size, href) in links {
        // The id lets the list focus the same link again after its HTML was replaced.
        let mark = if *size == current { "true" } else { "false" };
        write_markup!(out;
            "<a id=\"size-" (size) "\" href=\"" (href) "\" aria-current=\"" (mark) "\">" (size) "</a>");
    }
    out.add("<span>per page</span></nav>");
}

/// A link to the previous or the next page.
pub struct Step {
    /// `prev` or `next`.
    pub rel: &'static str,
    /// The accessible name of the arrow.
    pub label: &'static str,
    pub shape: Shape,
}

/// Without an address, a disabled arrow keeps the place.
pub fn write_step(out: &mut Markup, step: &Step, href: Option<&str>) {
    let Step { rel, label, shape } = step;
    match href {
        Some(href) => {
            write_markup!(out; "<a id=\"" (rel) "\" rel=\"" (rel) "\" aria-label=\"" (label) "\" href=\"" (href) "\">");
            shape.write(out, "icon icon-small");
            out.add("</a>");
        }
        None => {
            out.add("<span class=\"off\" aria-hidden=\"true\">");
            shape.write(out, "icon icon-small");
            out.add("</span>");
        }
    }
}
