//! `/users/groups` and `/users/groups/{name}`: the groups of users, for administrators. This file is the list.

mod finder;
mod group;

pub use group::GroupPage;

use crate::actions::groups::{create_group, list_groups};
use crate::shared::groups::OF_GROUP;
use crate::shared::{CreateGroupRequest, Form, GroupView, Notice};
use crate::ui::browser::{attributes, focus};
use crate::ui::components::list_page::list_page;
use crate::ui::components::{Field, FormAlert, UsersTabs, submitted_card};
use crate::ui::markup::list;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, Markup, page_data, spec, write_day, write_lines, write_markup};
use leptos::prelude::*;

/// The path of the list.
const GROUPS: &str = "/users/groups";

/// The list, and a form for a new group.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let form = FormState::new(Form::Group);
    let groups = FetchedList::new(form, page_data!(Groups), list_groups, |groups| list_html(groups));
    let tabs = view! { <UsersTabs current=GROUPS/> }.into_any();
    let own = attributes(&[("class", "facts-card"), ("id", "groups")]);
    let list = view! {
        <div class="card">
            <div {..own} inner_html=groups.live()></div>
        </div>
    };
    let (heading, about) = (say::groups(), say::groups_about());
    list_page(None, heading, about, Some(tabs), list.into_any(), create_form(form, groups))
}

fn create_form(form: FormState, groups: FetchedList) -> AnyView {
    let name = form.field(&spec::GROUP_NAME);
    let description = form.field(&spec::GROUP_DESCRIPTION);
    let rule = form.field(&spec::GROUP_RULE);
    let call = move || {
        let (description, rule) = (description.value().into(), rule.value().into());
        create_group(CreateGroupRequest { name: name.value().into(), description, rule })
    };
    let submit = form.on_submit(call, move |()| {
        form.clear();
        // For the next one.
        focus(spec::GROUP_NAME.id);
        form.done(Notice::GroupCreated);
        groups.fetch();
    });
    let words = [say::groups_new(), say::groups_new_note(), say::groups_create(), say::creating()];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <Field form field=name/>
            <Field form field=description/>
            <Field form field=rule hint=say::group_rule_hint()/>
        </div>
    };
    submitted_card(form, "/actions/groups/create", words, Vec::new(), submit, fields.into_any())
}

fn list_html(groups: &[GroupView]) -> String {
    list(groups, say::groups_none(), write_row)
}

fn write_row(out: &mut Markup, group: &GroupView) {
    let (name, members) = (group.name.as_str(), say::groups_members(group.members));
    write_markup!(out; "<div><p><a href=\"" (OF_GROUP) (name) "\">" (name) "</a></p>");
    write_lines(out, (!group.description.is_empty()).then_some(&group.description));
    write_lines(out, (!group.rule.is_empty()).then_some(&group.rule));
    write_markup!(out; "<small>" (&members) " · ");
    write_day(out, say::created_on(), group.created_at);
    out.add("</small></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{GroupName, Timestamp};

    #[test]
    fn groups_are_linked_and_descriptions_escaped() {
        let group = |name: &str, description: &str, members| {
            let name = GroupName::parse(name).expect("a name");
            GroupView {
                name,
                description: description.to_owned(),
                rule: String::new(),
                members,
                created_at: Timestamp(0),
            }
        };
        let html = list_html(&[group("editors", "\"><script>", 1), group("staff", "", 1_234)]);
        assert!(!html.contains("<script>"), "{html}");
        for words in ["href=\"/users/groups/editors\">editors<", ">1 member · ", ">1,234 members · "] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
