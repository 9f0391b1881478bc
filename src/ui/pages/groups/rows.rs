//! The rows of the list of groups. Each has two forms, which open below it: for the description and for the deletion.

use crate::shared::groups::{GroupView, MAX_DESCRIPTION_CHARS};
use crate::ui::components::list_parts::{Edited, Opener, write_disclosure};
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::words::number_of;

/// What the ids of the controls of a row begin with; the name of the group follows.
pub const DESCRIPTION: &str = "description-";
pub const SAVE: &str = "save-";
pub const DELETE: &str = "delete-";

/// What the deletion of a group does.
pub const ABOUT_DELETION: &str = "Its members keep their accounts. A group that an application admits cannot be deleted. This \
                                  cannot be undone.";

pub fn list_html(groups: &[GroupView], edited: Option<&Edited>) -> String {
    let mut rows = Markup::default();
    for group in groups {
        write_row(&mut rows, group, edited.and_then(|edited| edited.of_row(group.name.as_str())));
    }
    rows.into_list("No groups yet.")
}

fn write_row(out: &mut Markup, group: &GroupView, edited: Option<&str>) {
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

/// `edited`: a description that was rejected, with which the form is shown again.
fn write_description(out: &mut Markup, group: &GroupView, edited: Option<&str>) {
    let (name, description) = (group.name.as_str(), edited.unwrap_or(&group.description));
    let opener =
        Opener { label: "Edit", name: &format!("Edit {name}"), class: "btn-secondary", is_open: edited.is_some() };
    write_disclosure(out, &opener, "/actions/groups/update", |out| {
        write_markup!(out;
            "<div class=\"fields max-w-form\"><input type=\"hidden\" name=\"name\" value=\"" (name)
            "\"><div class=\"field\"><label class=\"label\" for=\"" (DESCRIPTION) (name) "\">Description of " (name)
            "</label><input class=\"input\" id=\"" (DESCRIPTION) (name)
            "\" name=\"description\" autocomplete=\"off\" maxlength=\"" (&MAX_DESCRIPTION_CHARS.to_string())
            "\" value=\"" (description) "\"></div><div><button class=\"btn btn-primary btn-small\" type=\"submit\" id=\""
            (SAVE) (name) "\">Save description</button></div></div>");
    });
}

/// The confirmation without JavaScript. With JavaScript, its button opens a dialog.
fn write_deletion(out: &mut Markup, name: &str) {
    let opener =
        Opener { label: "Delete…", name: &format!("Delete {name}…"), class: "btn-danger-line", is_open: false };
    write_disclosure(out, &opener, "/actions/groups/delete", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"name\" value=\"" (name) "\"><p>Delete " (name) "?</p><small>"
            (ABOUT_DELETION) "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" id=\"" (DELETE) (name)
            "\">Delete group</button>");
    });
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
        let edited = Edited { row: "editors".to_owned(), text: "New words".to_owned() };
        let html = list_html(&[group("editors", "Old words", 1), group("staff", "Old words", 1)], Some(&edited));
        assert_eq!(html.matches(" open>").count(), 1, "{html}");
        assert!(html.contains("value=\"New words\"") && html.contains("value=\"Old words\""), "{html}");
    }
}
