//! The groups whose members may enter, as check boxes. The stylesheet shows them only while "Members of groups" is selected.

use crate::actions::groups::list_group_names;
use crate::shared::GroupNames;
use crate::ui::browser::{control, fetch};
use crate::ui::components::form_parts::Note;
use crate::ui::form::field::FieldState;
use crate::ui::form::spec::applications;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, html, live_text, when_mounted, write_markup};
use leptos::prelude::*;
use leptos::web_sys::FormData;

/// The name of the boxes, without brackets.
pub const NAME: &str = "admitted";

/// The names of all groups; none until they are fetched, after client-side navigation.
#[derive(Clone, Copy)]
pub struct AllGroups(RwSignal<Option<GroupNames>>);

impl AllGroups {
    /// `embedded`: the names, if the server has embedded them. `form` shows an error.
    pub fn new(embedded: Option<GroupNames>, form: FormState) -> Self {
        let is_embedded = embedded.is_some();
        let names = RwSignal::new(embedded);
        if !is_embedded {
            let all = move |all| _ = names.try_set(Some(all));
            when_mounted(move || fetch(list_group_names(), all, move |error| form.reject(error)));
        }
        Self(names)
    }

    /// The boxes. `admitted`: those that are checked, unless a rejected submission had others.
    pub fn choice(self, form: FormState, field: FieldState, admitted: GroupNames) -> AnyView {
        let checked = form.typed(NAME).map_or(admitted, |typed| GroupNames::from_stored(&typed));
        let boxes = move || {
            let all = self.0.get();
            all.map(|names| boxes_html(&names, &checked)).unwrap_or_default()
        };
        view! {
            <fieldset class="roles entry-groups" aria-describedby=field.spec.note_id()>
                <legend class="label">{(field.spec.label)()}</legend>
                <div class="entry-list" inner_html=live_text(boxes)></div>
                <Note field hint=Box::new(String::new)/>
            </fieldset>
        }
        .into_any()
    }
}

/// The first box has the id of the field: it gets the focus if the choice is rejected.
fn boxes_html(names: &GroupNames, checked: &GroupNames) -> String {
    // Also those that were chosen and that somebody has deleted since, so that they can be unchecked.
    let all: GroupNames = names.iter().chain(checked.iter()).cloned().collect();
    html(|out| {
        if all.is_empty() {
            // The hidden field takes the place of the first box.
            write_markup!(out; "<input type=\"hidden\" id=\"" (applications::GROUPS.id) "\">");
            write_markup!(out;
                "<p class=\"hint\">" (say::groups_none()) " <a href=\"/users/groups\">"
                (say::application_create_group()) "</a> " (say::application_create_group_first()) "</p>");
        }
        for (index, name) in all.iter().enumerate() {
            let name_of_group = name.as_str();
            write_markup!(out;
                "<label class=\"check\"><input class=\"box\" type=\"checkbox\" name=\"admitted[]\" value=\"" (name_of_group) "\"");
            if index == 0 {
                write_markup!(out; " id=\"" (applications::GROUPS.id) "\"");
            }
            out.add(if checked.contains(name) { " checked" } else { "" });
            write_markup!(out; "><span>" (name_of_group) "</span></label>");
        }
    })
}

/// The names of the checked groups; none if the user has left the page.
pub fn chosen_groups() -> Vec<String> {
    let form = control(applications::GROUPS.id).and_then(|first| first.form());
    let data = form.and_then(|form| FormData::new_with_form(&form).ok());
    let names = data.map(|data| data.get_all("admitted[]").iter().filter_map(|name| name.as_string()).collect());
    names.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_boxes_of_which_those_are_checked_that_the_application_admits() {
        let names = GroupNames::from_stored("authors editors staff");
        let html = boxes_html(&names, &GroupNames::from_stored("editors gone"));
        for part in [
            "value=\"authors\" id=\"entry-groups\"><span>authors</span>",
            "value=\"editors\" checked><span>",
            "value=\"gone\" checked><span>",
            "value=\"staff\"><span>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("id=\"entry-groups\"").count(), 1, "{html}");
    }

    #[test]
    fn without_a_group_there_is_a_way_to_create_one() {
        let html = boxes_html(&GroupNames::default(), &GroupNames::default());
        assert!(html.contains("id=\"entry-groups\"") && html.contains("href=\"/users/groups\""), "{html}");
    }
}
