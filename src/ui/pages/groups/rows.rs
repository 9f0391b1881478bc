//! The rows of the list of groups. Each has two forms, which open below it: for the description and for the deletion.

use crate::shared::groups::{GroupView, MAX_DESCRIPTION_CHARS};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::words::number_of;

/// What the ids of the controls of a row begin with; the name of the group follows.
pub const DESCRIPTION: &str = "description-";
pub const SAVE: &str = "save-";
pub const ASK: &str = "ask-";
pub const DELETE: &str = "delete-";

/// What the deletion of a group does.
pub const ABOUT_DELETION: &str = "Its members keep their accounts. A group that an application admits cannot be deleted. This \
                                  cannot be undone.";

/// A description that was typed and not saved.
pub struct Edited {
    name: String,
    description: String,
}

impl Edited {
    /// Of the form that was rejected, if one was.
    pub fn of(form: FormState) -> Option<Self> {
        let name = form.typed("name").filter(|name| !name.is_empty())?;
        Some(Self { name, description: form.typed("description").unwrap_or_default() })
    }
}

pub fn list_html(groups: &[GroupView], edited: Option<&Edited>) -> String {
    let mut rows = Markup::default();
    for group in groups {
        write_row(&mut rows, group, edited.filter(|edited| edited.name == group.name.as_str()));
    }
    rows.into_list("No groups yet.")
}

fn write_row(out: &mut Markup, group: &GroupView, edited: Option<&Edited>) {
    let name = group.name.as_str();
    let members = number_of(group.members, "member");
    write_markup!(out; "<li><div><p>" (name) "</p>");
    if !group.description.is_empty() {
        write_markup!(out; "<small>" (&group.description) "</small>");
    }
    write_markup!(out; "<small><a href=\"/users?group=" (name) "\">" (&members) "</a> · Created ");
    write_time(out, group.created_at, &group.created_at.short_day());
    out.add("</small></div>");
    write_description(out, group, edited);
    write_deletion(out, name);
    out.add("</li>");
}

/// It opens, with and without JavaScript, when its summary is pressed. A rejected one is open.
fn write_description(out: &mut Markup, group: &GroupView, edited: Option<&Edited>) {
    let name = group.name.as_str();
    let description = edited.map_or(&group.description, |edited| &edited.description);
    out.add("<details class=\"group open:basis-full\"");
    if edited.is_some() {
        out.add(" open");
    }
    write_markup!(out;
        "><summary class=\"btn btn-secondary btn-small group-open:mb-5\" aria-label=\"Edit " (name)
        "\">Edit</summary><form class=\"fields max-w-form\" method=\"post\" action=\"/actions/groups/update\">"
        "<input type=\"hidden\" name=\"name\" value=\"" (name) "\"><div class=\"field\"><label class=\"label\" for=\""
        (DESCRIPTION) (name) "\">Description of " (name) "</label><input class=\"input\" id=\"" (DESCRIPTION) (name)
        "\" name=\"description\" autocomplete=\"off\" maxlength=\"" (&MAX_DESCRIPTION_CHARS.to_string()) "\" value=\""
        (description) "\"></div><div><button class=\"btn btn-primary btn-small\" type=\"submit\" id=\"" (SAVE) (name)
        "\">Save description</button></div></form></details>");
}

/// The confirmation without JavaScript. With JavaScript, pressing the summary opens a dialog.
fn write_deletion(out: &mut Markup, name: &str) {
    write_markup!(out;
        "<details class=\"group open:basis-full\"><summary class=\"btn btn-danger-line btn-small group-open:mb-5\" id=\"" (ASK)
        (name) "\" aria-label=\"Delete " (name) "…\">Delete…</summary><form method=\"post\" action=\"/actions/groups/delete\">"
        "<input type=\"hidden\" name=\"name\" value=\"" (name) "\"><p>Delete " (name) "?</p><small>" (ABOUT_DELETION)
        "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" id=\"" (DELETE) (name)
        "\">Delete group</button></form></details>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::groups::GroupName;
    use crate::shared::timestamp::Timestamp;

    fn group(name: &str, description: &str, members: u64) -> GroupView {
        let name = GroupName::parse(name).expect("a name");
        GroupView { name, description: description.to_owned(), members, created_at: Timestamp(0) }
    }

    #[test]
    fn descriptions_are_escaped_and_members_are_linked() {
        let html = list_html(&[group("editors", "\"><script>", 1), group("staff", "", 1_234)], None);
        assert!(!html.contains("<script>"), "{html}");
        for words in ["href=\"/users?group=editors\">1 member<", ">1,234 members<", "Delete staff?"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains(" open>"), "{html}");
    }

    #[test]
    fn what_was_typed_into_a_rejected_row_is_kept() {
        let edited = Edited { name: "editors".to_owned(), description: "New words".to_owned() };
        let html = list_html(&[group("editors", "Old words", 1), group("staff", "Old words", 1)], Some(&edited));
        assert_eq!(html.matches(" open>").count(), 1, "{html}");
        assert!(html.contains("value=\"New words\"") && html.contains("value=\"Old words\""), "{html}");
    }
}
