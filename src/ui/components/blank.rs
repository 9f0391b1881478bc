//! What stands in place of a list: nothing is found, or the list did not load.

use super::door::DOOR;
use crate::{
    shared::error::{AppError, ErrorCode},
    ui::markup::{Markup, write_markup},
};

/// An empty doorway.
const NOTHING: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 92V44a36 36 0 0 1 72 0v48z"/>
<path fill="var(--color-wall-3)" d="M18 92V46a28 28 0 0 1 56 0v46z"/>
<path fill="var(--color-floor)" d="M8 92l10-12h56v12z"/>
<path fill="var(--color-line-strong)" d="M0 92h88v2H0z"/></svg>"#;

/// Where the ways out of a list that did not load lead.
pub struct Ways {
    /// To where one stands.
    pub here: String,
    /// To the first page of the same list.
    pub start: String,
    /// To everything.
    pub all: &'static str,
}

/// Nothing is found: what was looked for, and what to do about it.
pub fn write_nothing(out: &mut Markup, title: &str, mend: &str, way: &str, label: &'static str) {
    out.add("<div class=\"card blank\">");
    out.add(NOTHING);
    write_markup!(out; "<h2>" (title) "</h2><p>" (mend) "</p>");
    write_way_out(out, way, label);
    out.add("</div>");
}

/// The heading of a list that did not load.
pub fn failure_title(error: &AppError) -> &'static str {
    match error.code {
        ErrorCode::NotFound => "There is no such page",
        ErrorCode::ValidationFailed | ErrorCode::Malformed => "That cannot be looked for",
        ErrorCode::Forbidden => "This door is not open to you",
        _ => "The list did not load",
    }
}

/// The list did not load: why, and what can be done.
pub fn write_failure(out: &mut Markup, error: &AppError, ways: &Ways) {
    out.add("<div class=\"card blank\">");
    out.add(DOOR);
    write_markup!(out; "<h2>" (failure_title(error)) "</h2>");
    match error.errors.as_slice() {
        [] | [_] => write_markup!(out; "<p>" (&error.detail) "</p>"),
        several => several.iter().for_each(|error| write_markup!(out; "<p>" (&error.message) "</p>")),
    }
    match error.code {
        ErrorCode::NotFound | ErrorCode::Malformed => write_way_out(out, &ways.start, "Go to the first page"),
        ErrorCode::ValidationFailed => write_way_out(out, ways.all, "Clear search and filters"),
        ErrorCode::Forbidden => write_way_out(out, "/account", "Go to your account"),
        // Loaded anew as a whole: the way is the one where one stands.
        _ => write_markup! { out;
            "<div class=\"ways\"><a class=\"btn btn-secondary\" rel=\"external\" href=\"" (&ways.here) "\">Try again</a></div>"
        },
    }
    if let Some(id) = &error.request_id {
        write_markup!(out; "<p class=\"mt-2 text-xs text-ink-subtle\">Request " (id) "</p>");
    }
    out.add("</div>");
}

fn write_way_out(out: &mut Markup, to: &str, label: &'static str) {
    write_markup!(out; "<div class=\"ways\"><a class=\"btn btn-secondary\" href=\"" (to) "\">" (label) "</a></div>");
}
