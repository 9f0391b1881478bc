//! The parts of the ways to the other pages of a list.

use super::icon::Shape;
use crate::ui::markup::{Markup, write_markup};

/// How many to a page, each with the way there.
pub fn write_sizes(out: &mut Markup, label: &'static str, current: &str, ways: &[(&'static str, String)]) {
    write_markup!(out; "<nav class=\"sizes\" aria-label=\"" (label) "\">");
    for (size, way) in ways {
        let mark = if *size == current { "true" } else { "false" };
        write_markup!(out;
            "<a id=\"size-" (size) "\" href=\"" (way) "\" aria-current=\"" (mark) "\">" (size) "</a>");
    }
    out.add("<span>a page</span></nav>");
}

/// A step to a page beside this one.
pub struct Step {
    /// `prev` or `next`.
    pub rel: &'static str,
    /// Says it to those who do not see the arrow.
    pub label: &'static str,
    pub shape: Shape,
}

/// One page on or back; where there is none, its place stays.
pub fn write_step(out: &mut Markup, step: &Step, way: Option<&str>) {
    let Step { rel, label, shape } = step;
    match way {
        Some(way) => {
            write_markup!(out; "<a id=\"" (rel) "\" rel=\"" (rel) "\" aria-label=\"" (label) "\" href=\"" (way) "\">");
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
