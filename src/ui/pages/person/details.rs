//! What can be changed of a person: names, address, role.

use super::standing::Person;
use crate::{
    actions::person::update_user,
    shared::{
        views::{Role, UserView},
        visit::{Form, Notice},
    },
    ui::{
        browser::{handler, live_text},
        components::{
            field::Field,
            form_alert::FormAlert,
            post_form::PostForm,
            role_choice::{RoleChoice, chosen_role},
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Details(person: Person) -> impl IntoView {
    let form = FormState::new(Form::Person);
    let name = form.field(&spec::THEIR_NAME);
    let username = form.field(&spec::THEIR_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    let version = move || person.read(|view| view.version.to_string());
    let user = untrack(|| person.read(|view| Some(view.user.clone())));
    let (role, user) = (user.as_ref().map_or(Role::User, |user| user.role), user.map(Values::from).unwrap_or_default());

    let submit = move |event: SubmitEvent| {
        let before = untrack(|| person.role());
        let send = || {
            let role = chosen_role().as_str().to_owned();
            let call = update_user(person.id(), untrack(version), name.value(), username.value(), email.value(), role);
            Box::pin(call) as Reply<_>
        };
        let accepted = move |user: UserView| {
            let text = Notice::ChangesSaved.text();
            if user.role == before {
                person.toaster.good(text);
            } else {
                person.toaster.offer(text.to_owned(), person.undo(person.id(), format!("set_role:{before}")));
            }
            person.refresh();
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <PostForm action="/actions/users/update" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>"Details"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <input type="hidden" name="id" value=person.id()/>
                    <input type="hidden" name="version" value=live_text(version)/>
                    <Field form field=name value=user.name/>
                    <Field form field=username value=user.username/>
                    <Field form field=email value=user.email/>
                </div>
                <RoleChoice form role/>
            </div>
            <div class="card-foot">
                <span>"A change of role takes effect at once."</span>
                <SubmitButton form label="Save changes" busy="Saving…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

/// What the fields hold at first.
#[derive(Default)]
struct Values {
    name: String,
    username: String,
    email: String,
}

impl From<UserView> for Values {
    fn from(user: UserView) -> Self {
        Self { name: user.name.unwrap_or_default(), username: user.username, email: user.email }
    }
}
