//! Parts of a list that is written as HTML: its pagination, the forms in its rows, and what replaces a list that is empty or could
//! not be loaded.

use super::drawings::{CLOSED_DOOR, EMPTY_DOORWAY, Shape};
use crate::language::say;
use crate::shared::{AppError, ErrorCode, Timestamp};
use crate::ui::list_state::RenderedList;
use crate::ui::{Markup, html, write_ago, write_markup};

/// Links to the page sizes: pairs of size and address.
pub fn write_sizes(out: &mut Markup, label: &'static str, current: &str, links: &[(&'static str, String)]) {
    write_markup!(out; "<nav class=\"sizes\" aria-label=\"" (label) "\">");
    for (size, href) in links {
        // The id lets the list focus the same link again after its HTML was replaced.
        let mark = if *size == current { "true" } else { "false" };
        write_markup!(out;
            "<a id=\"size-" (size) "\" href=\"" (href) "\" aria-current=\"" (mark) "\">" (size) "</a>");
    }
    write_markup!(out; "<span>" (say::list_per_page()) "</span></nav>");
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
        }
        None => out.add("<span class=\"off\" aria-hidden=\"true\">"),
    }
    shape.write(out, "icon icon-small");
    out.add(if href.is_some() { "</a>" } else { "</span>" });
}

/// When something was last used, if ever.
pub fn write_last_use(out: &mut Markup, last: Option<Timestamp>, now: Timestamp) {
    match last {
        Some(at) => write_ago(out, say::token_last_used(), at, now),
        None => out.text(say::token_never_used()),
    }
}

/// The button that shows a form of a row.
pub struct Opener<'a> {
    pub label: &'static str,
    /// The accessible name: with that of the row, because the same label is in every row.
    pub name: &'a str,
    pub class: &'static str,
}

/// A form that opens below its row, with and without JavaScript. `content` writes its fields and its button.
pub fn write_disclosure(
    out: &mut Markup,
    opener: &Opener<'_>,
    action: &'static str,
    content: impl FnOnce(&mut Markup),
) {
    write_markup!(out;
        "<details class=\"group open:basis-full\"><summary class=\"btn " (opener.class)
        " btn-small group-open:mb-5\" aria-label=\"" (opener.name) "\">" (opener.label) "</summary><form method=\"post\" action=\"" (action) "\">");
    content(out);
    out.add("</form></details>");
}

/// The field for the current password, in the form that removes the last second factor.
pub fn write_password(out: &mut Markup, id: &str) {
    write_markup!(out;
        "<label class=\"label mt-2\" for=\"" (id) "\">" (say::field_current_password())
        "</label><input class=\"input mt-1.5\" type=\"password\" name=\"current_password\" id=\"" (id)
        "\" autocomplete=\"current-password\" required><small>" (say::factor_remove_last()) "</small>");
}

/// A warning among such HTML. `more`: writes what is below its title.
pub fn write_warning(out: &mut Markup, class: &'static str, title: &str, more: impl FnOnce(&mut Markup)) {
    write_markup!(out; "<div class=\"" (class) "\" role=\"status\">");
    Shape::WARNING.write(out, "icon");
    write_markup!(out; "<div><p class=\"font-semibold\">" (title) "</p>");
    more(out);
    out.add("</div></div>");
}

/// Links for a list that could not be loaded.
pub struct Links {
    /// To this page.
    pub current: String,
    /// To the first page of the same list.
    pub first_page: String,
    /// To the list without search and filters.
    pub unfiltered: &'static str,
}

/// An empty list: why it is empty, what to do about it, and a link.
pub fn empty(title: String, advice: &str, href: &str, label: &'static str) -> RenderedList {
    let list = html(|out| {
        out.add("<div class=\"card blank\">");
        out.add(EMPTY_DOORWAY);
        write_markup!(out; "<h2>" (&title) "</h2><p>" (advice) "</p>");
        write_link(out, href, label);
        out.add("</div>");
    });
    RenderedList { list, announcement: title, ..RenderedList::default() }
}

/// A list that could not be loaded: why, and what to do about it.
pub fn failure(error: &AppError, links: &Links) -> RenderedList {
    let title = match error.code {
        ErrorCode::NotFound => say::title_not_found(),
        ErrorCode::ValidationFailed | ErrorCode::Malformed => say::list_query_invalid(),
        ErrorCode::Forbidden => say::error_page_no_access(),
        _ => say::list_not_loaded(),
    };
    let list = html(|out| write_failure(out, title, error, links));
    RenderedList { list, announcement: title.to_owned(), ..RenderedList::default() }
}

fn write_failure(out: &mut Markup, title: &str, error: &AppError, links: &Links) {
    out.add("<div class=\"card blank\">");
    out.add(CLOSED_DOOR);
    write_markup!(out; "<h2>" (title) "</h2>");
    match error.errors.as_slice() {
        [] | [_] => write_markup!(out; "<p>" (&error.detail.say()) "</p>"),
        several => several.iter().for_each(|error| write_markup!(out; "<p>" (&error.message.say()) "</p>")),
    }
    match error.code {
        ErrorCode::NotFound | ErrorCode::Malformed => write_link(out, &links.first_page, say::list_first_page()),
        ErrorCode::ValidationFailed => write_link(out, links.unfiltered, say::clear_search_and_filters()),
        ErrorCode::Forbidden => write_link(out, "/account", say::to_account()),
        // `rel=external` makes the browser load the whole document again.
        _ => write_markup! { out;
            "<div class=\"ways\"><a class=\"btn btn-secondary\" rel=\"external\" href=\"" (&links.current) "\">"
            (say::try_again()) "</a></div>"
        },
    }
    if let Some(id) = &error.request_id {
        write_markup!(out; "<p class=\"mt-2 text-xs text-ink-subtle\">" (&say::list_request_id(id)) "</p>");
    }
    out.add("</div>");
}

fn write_link(out: &mut Markup, href: &str, label: &'static str) {
    write_markup!(out; "<div class=\"ways\"><a class=\"btn btn-secondary\" href=\"" (href) "\">" (label) "</a></div>");
}
