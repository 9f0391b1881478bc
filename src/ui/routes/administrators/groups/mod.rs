//! `/users/groups` and `/users/groups/{name}`: the groups of users, for administrators. This file is the list.

mod finder;
mod group;

pub use group::GroupPage;

use crate::actions::groups::{create_group, list_groups};
use crate::shared::forms::{Form, Notice};
use crate::shared::groups::{CreateGroupRequest, GroupView, OF_GROUP};
use crate::ui::browser::{attributes, focus, handler, live_text};
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::tabs::UsersTabs;
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{AppLayout, Heading};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::{FormState, spec};
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::routes::administrators::say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The path of the list.
const GROUPS: &str = "/users/groups";

/// The list, and a form for a new group.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let form = FormState::new(Form::Group);
    let rendered = page_data!(Groups).map(|groups| list_html(&groups));
    let failed = move |error| form.reject(error);
    let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_groups().await?)) });
    view! {
        <AppLayout>
            <UsersTabs current=GROUPS/>
            <Heading text=say::groups()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::groups_about()}</p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div class="card">
                    <div
                        {..attributes(&[("class", "facts-card"), ("id", "groups")])}
                        inner_html=live_text(move || list.html.get())
                    ></div>
                </div>
                <CreateForm form list/>
            </div>
        </AppLayout>
    }
}

#[component]
fn CreateForm(form: FormState, list: FetchedList) -> impl IntoView {
    let toaster = Toaster::current();
    let name = form.field(&spec::GROUP_NAME);
    let description = form.field(&spec::GROUP_DESCRIPTION);
    let submit = move |event: SubmitEvent| {
        let group = || CreateGroupRequest { name: name.value().into(), description: description.value().into() };
        let accepted = move |()| {
            form.clear();
            // For the next one.
            focus(spec::GROUP_NAME.id);
            toaster.good(Notice::GroupCreated.text());
            list.fetch();
        };
        form.submit(&event, || Box::pin(create_group(group())), accepted);
    };
    view! {
        <PostForm action="/actions/groups/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>{say::groups_new()}</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=name/>
                    <Field form field=description/>
                </div>
            </div>
            <div class="card-foot">
                <span>{say::groups_new_note()}</span>
                <SubmitButton form label=say::groups_create() busy=say::creating() class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

fn list_html(groups: &[GroupView]) -> String {
    let mut rows = Markup::default();
    groups.iter().for_each(|group| write_row(&mut rows, group));
    rows.into_list(say::groups_none())
}

fn write_row(out: &mut Markup, group: &GroupView) {
    let (name, members) = (group.name.as_str(), say::groups_members(group.members));
    write_markup!(out; "<li><div><p><a href=\"" (OF_GROUP) (name) "\">" (name) "</a></p>");
    if !group.description.is_empty() {
        write_markup!(out; "<small>" (&group.description) "</small>");
    }
    write_markup!(out; "<small>" (&members) " · " (say::created_on()) " ");
    write_time(out, group.created_at, &group.created_at.short_day());
    out.add("</small></div></li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::groups::GroupName;
    use crate::shared::timestamp::Timestamp;

    #[test]
    fn groups_are_linked_and_descriptions_escaped() {
        let group = |name: &str, description: &str, members| {
            let name = GroupName::parse(name).expect("a name");
            GroupView { name, description: description.to_owned(), members, created_at: Timestamp(0) }
        };
        let html = list_html(&[group("editors", "\"><script>", 1), group("staff", "", 1_234)]);
        assert!(!html.contains("<script>"), "{html}");
        for words in ["href=\"/users/groups/editors\">editors<", ">1 member · ", ">1,234 members · "] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
