//! What stands in place of the people: nobody matches, nobody is there yet, the list did not load, it is still loading.

use super::{
    asked::{Asked, PATH},
    table,
};
use crate::{
    shared::error::{AppError, ErrorCode},
    ui::markup::{Markup, write_markup},
};

/// An empty doorway.
const NOBODY: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 92V44a36 36 0 0 1 72 0v48z"/>
<path fill="var(--color-wall-3)" d="M18 92V46a28 28 0 0 1 56 0v46z"/>
<path fill="var(--color-floor)" d="M8 92l10-12h56v12z"/>
<path fill="var(--color-line-strong)" d="M0 92h88v2H0z"/></svg>"#;

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
pub fn nobody_title(asked: &Asked) -> String {
    match asked.q.as_str() {
        "" => "No one is like that".to_owned(),
        q => format!("No one matches “{q}”"),
    }
}

/// Nobody is found.
pub fn write_nobody(out: &mut Markup, asked: &Asked) {
    let title = nobody_title(asked);
    let only = match (asked.role.as_str(), asked.status.as_str()) {
        ("", "") => "",
        ("admin", "") => "Only admins are shown. ",
        ("user", "") => "Only users who are no admins are shown. ",
        ("", "active") => "Only active accounts are shown. ",
        ("", "disabled") => "Only disabled accounts are shown. ",
        ("", "deleted") => "Only deleted accounts are shown. ",
        _ => "Only one role and one status are shown. ",
    };
    let mend = if asked.q.is_empty() { "Look among everyone." } else { "Check the spelling, or look among everyone." };
    write_markup!(out; "<div class=\"card blank\">");
    out.add(NOBODY);
    write_markup!(out; "<h2>" (&title) "</h2><p>" (only) (mend) "</p>");
    write_way_out(out, PATH, "Clear search and filters");
    out.add("</div>");
}

/// Below the one row of whoever looks: there is nobody else yet.
pub fn write_first(out: &mut Markup) {
    out.add("<div class=\"card blank mt-4\">");
    out.add(FIRST);
    out.add("<h2>You are the first one in</h2><p>Create an account for someone, or send them the link to this page.</p></div>");
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
pub fn write_failure(out: &mut Markup, asked: &Asked, error: &AppError) {
    out.add("<div class=\"card blank\">");
    out.add(crate::ui::components::door::DOOR);
    write_markup!(out; "<h2>" (failure_title(error)) "</h2><p>" (&error.detail) "</p>");
    match error.code {
        ErrorCode::NotFound | ErrorCode::Malformed => {
            write_way_out(out, &asked.restarted().address(), "Go to the first page")
        }
        ErrorCode::ValidationFailed => write_way_out(out, PATH, "Clear search and filters"),
        ErrorCode::Forbidden => write_way_out(out, "/account", "Go to your account"),
        // Loaded anew as a whole: the way is the one where one stands.
        _ => write_markup! { out;
            "<div class=\"ways\"><a class=\"btn btn-secondary\" rel=\"external\" href=\"" (&asked.address()) "\">Try again</a></div>"
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

/// Six rows of the height of real ones.
pub fn write_skeleton(out: &mut Markup, asked: &Asked) {
    out.add("<div class=\"card people\" aria-hidden=\"true\"><table class=\"users skeleton\">");
    table::write_head(out, asked);
    out.add("<tbody>");
    (0..6).for_each(|_| out.add(BONES));
    out.add("</tbody></table></div>");
}
