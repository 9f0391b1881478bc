//! What stands in place of the people: nobody matches, nobody is there yet, the list did not load, it is still loading.

use super::{
    query::{DirectoryQuery, PATH},
    table,
};
use crate::{
    shared::error::AppError,
    ui::{
        components::blank::{self, Ways},
        markup::Markup,
    },
};

/// A door open, with light behind it.
const FIRST: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 84V44a36 36 0 0 1 72 0v40z"/>
<path fill="var(--color-glow)" d="M16 84V44a28 28 0 0 1 56 0v40z"/>
<path fill="var(--color-door)" d="M16 84V44a28 28 0 0 1 28-28v68z"/>
<path fill="var(--color-line-strong)" d="M0 84h88v2H0z"/>
<path fill="var(--color-glow)" opacity=".75" d="M44 84h28l10 12H40z"/></svg>"#;

/// A skeleton's row, its parts as wide as those of real ones.
const BONES: &str = concat!(
    r#"<tr><td class="c-pick"></td><td class="c-user"><div class="who"><span class="avatar bone"></span><span class="bones"><span class="bone"></span>"#,
    r#"<span class="bone"></span></span></div></td><td class="c-mail"><span class="bone"></span></td><td class="c-role">"#,
    r#"<span class="bone"></span></td><td class="c-stat"><span class="bone"></span></td><td class="c-last never">"#,
    r#"<span class="bone"></span></td><td class="c-made"><span class="bone"></span></td><td class="c-act"></td></tr>"#
);

/// The heading of a list without anybody.
pub fn nobody_title(list_query: &DirectoryQuery) -> String {
    match list_query.q.as_str() {
        "" => "No one is like that".to_owned(),
        q => format!("No one matches “{q}”"),
    }
}

/// Nobody is found.
pub fn write_nobody(out: &mut Markup, list_query: &DirectoryQuery) {
    let title = nobody_title(list_query);
    let only = match (list_query.role.as_str(), list_query.status.as_str()) {
        ("", "") => "",
        ("admin", "") => "Only admins are shown. ",
        ("user", "") => "Only users who are no admins are shown. ",
        ("", "active") => "Only active accounts are shown. ",
        ("", "disabled") => "Only disabled accounts are shown. ",
        ("", "deleted") => "Only deleted accounts are shown. ",
        _ => "Only one role and one status are shown. ",
    };
    let mend =
        if list_query.q.is_empty() { "Look among everyone." } else { "Check the spelling, or look among everyone." };
    blank::write_nothing(out, &title, &format!("{only}{mend}"), PATH, "Clear search and filters");
}

/// Below the one row of whoever looks: there is nobody else yet.
pub fn write_first(out: &mut Markup) {
    out.add("<div class=\"card blank mt-4\">");
    out.add(FIRST);
    out.add("<h2>You are the first one in</h2><p>Create an account for someone, or send them the link to this page.</p><div class=\"ways\"><a class=\"btn btn-secondary\" href=\"/users/import\">Import a file</a></div></div>");
}

/// The list did not load.
pub fn write_failure(out: &mut Markup, list_query: &DirectoryQuery, error: &AppError) {
    let ways = Ways { here: list_query.address(), start: list_query.restarted().address(), all: PATH };
    blank::write_failure(out, error, &ways);
}

/// Six rows of the height of real ones.
pub fn write_skeleton(out: &mut Markup, list_query: &DirectoryQuery) {
    out.add("<div class=\"card people\" aria-hidden=\"true\"><table class=\"users skeleton\">");
    table::write_head(out, list_query);
    out.add("<tbody>");
    (0..6).for_each(|_| out.add(BONES));
    out.add("</tbody></table></div>");
}
