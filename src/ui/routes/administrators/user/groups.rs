//! The groups of the user: remove from one, add to another.

use super::state::UserState;
use crate::actions::groups::{add_to_group, remove_from_group};
use crate::shared::groups::OF_GROUP;
use crate::shared::{Form, GroupNames, MemberFields, Notice, Status};
use crate::ui::browser::{attributes, focus, handler, pressed, value_of};
use crate::ui::components::{FormAlert, PostForm, card, group_select, hint_link, submit_button};
use crate::ui::markup::list;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, live_text, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The id of the element that holds the list.
const LIST: &str = "user-groups";
const SELECT: &str = "group";

pub fn groups(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::UserGroups);
    form.keep("group", || value_of(SELECT));
    let html = move || {
        user_state.read(|view| {
            // Nothing of a deleted account can be changed.
            let id = (view.user.status != Status::Deleted).then(|| user_state.id());
            list_html(&view.user.groups, id.as_deref())
        })
    };
    let addition = live_option(move || {
        let others = user_state.read(|view| view.other_groups.clone());
        let can_be_added = !others.is_empty() && !user_state.is_deleted.get();
        can_be_added.then(|| add_form(user_state, form, &others))
    });
    let content = view! {
        <FormAlert form/>
        <div
            {..attributes(&[("id", LIST), ("tabindex", "-1")])}
            inner_html=live_text(html)
            on:submit=handler(move |event: SubmitEvent| remove(user_state, form, &event))
        ></div>
        {addition}
        {hint_link("/users/groups", say::user_groups_all())}
    };
    card(say::groups(), content.into_any())
}

fn add_form(user_state: UserState, form: FormState, others: &GroupNames) -> AnyView {
    let typed = form.typed("group").unwrap_or_default();
    let call = move || add_to_group(MemberFields { id: user_state.id(), group: value_of(SELECT) });
    let submit = form.on_submit(call, move |()| {
        // The form is rendered again, without the group.
        focus(LIST);
        user_state.confirm(Notice::AddedToGroup);
    });
    let words = [say::user_group_add_button(), say::user_group_adding()];
    // Before the view, which outlives the names.
    let select = group_select(SELECT, say::add_to_group(), None, others, &typed, "choice relative");
    view! {
        <PostForm action="/actions/groups/add" class="flex flex-wrap items-end gap-2" submit>
            <input type="hidden" name="id" value=user_state.id()/>
            <div class="field grow basis-40">
                <label class="label" for=SELECT>
                    {say::add_to_group()}
                </label>
                {select}
            </div>
            {submit_button(form, words, "btn btn-secondary min-h-11")}
        </PostForm>
    }
    .into_any()
}

/// Handles the submit event of a row.
fn remove(user_state: UserState, form: FormState, event: &SubmitEvent) {
    // If the button cannot be read, the browser sends the form as it does without JavaScript.
    let Some(group) = pressed(event) else {
        return;
    };
    event.prevent_default();
    let removed = move |()| {
        form.error.try_set(None);
        // The button that has the focus is about to disappear.
        focus(LIST);
        user_state.confirm(Notice::RemovedFromGroup);
    };
    let reply = Box::pin(remove_from_group(MemberFields { id: user_state.id(), group }));
    user_state.pending.send(reply, Box::new(removed), Box::new(move |error| form.reject(error)));
}

/// The groups of the account `id`; without an id they cannot be changed.
fn list_html(groups: &GroupNames, id: Option<&str>) -> String {
    list(groups.iter(), say::user_groups_none(), |out, name| {
        let name = name.as_str();
        write_markup!(out; "<div><p><a href=\"" (OF_GROUP) (name) "\">" (name) "</a></p></div>");
        if let Some(id) = id {
            write_markup!(out;
                "<form method=\"post\" action=\"/actions/groups/remove\"><input type=\"hidden\" name=\"id\" value=\"" (id)
                "\"><button class=\"btn btn-secondary btn-small\" type=\"submit\" name=\"group\" value=\"" (name)
                "\" aria-label=\"" (&say::remove_from(name)) "\">" (say::remove()) "</button></form>");
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_deleted_accounts_cannot_be_removed() {
        let groups = GroupNames::from_stored("editors staff");
        let html = list_html(&groups, Some("7f3a"));
        assert_eq!(html.matches(">Remove</button>").count(), 2, "{html}");
        let html = list_html(&groups, None);
        assert!(html.contains(">staff</a>") && !html.contains("<form"), "{html}");
        assert!(list_html(&GroupNames::default(), None).contains("In no group."));
    }
}
