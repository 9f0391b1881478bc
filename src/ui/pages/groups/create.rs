//! The form for a new group.

use super::state::GroupsState;
use crate::{
    actions::groups::create_group,
    shared::visit::{Form, Notice},
    ui::{
        browser::{focus, handler},
        components::{field::Field, form_alert::FormAlert, post_form::PostForm, submit_button::SubmitButton},
        form::{FormState, Reply, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn CreateForm(groups: GroupsState) -> impl IntoView {
    let form = FormState::new(Form::Group);
    let name = form.field(&spec::GROUP_NAME);
    let description = form.field(&spec::GROUP_DESCRIPTION);
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(create_group(name.value(), description.value())) as Reply<_>;
        form.submit(&event, send, move |()| {
            form.clear();
            // For the next one.
            focus(spec::GROUP_NAME.id);
            groups.changed(Notice::GroupCreated);
        });
    };
    view! {
        <PostForm action="/actions/groups/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>"New group"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=name/>
                    <Field form field=description/>
                </div>
            </div>
            <div class="card-foot">
                <span>"The name cannot be changed later."</span>
                <SubmitButton form label="Create group" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}
