//! Deletion of an account: first for 30 days, then permanently.

use super::state::UserState;
use crate::actions::user::{change_user, purge_user};
use crate::shared::directory::RESTORABLE;
use crate::shared::{Form, Notice, PurgeFields, UserActionFields, UserView};
use crate::ui::components::dialog::{Confirmation, close_confirmation};
use crate::ui::components::{Field, Question, danger_card};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, spec};
use leptos::prelude::*;

pub fn deletion(user_state: UserState) -> AnyView {
    live_option(move || {
        // Read first, so that the view follows a deletion in every case.
        let is_deleted = user_state.is_deleted.get();
        // Deleting the own account requires the password, on `/account`.
        let is_other = !user_state.is_oneself();
        is_other.then(|| if is_deleted { purge(user_state) } else { delete(user_state) })
    })
}

fn username(user_state: UserState) -> String {
    untrack(|| user_state.read_user(|user| user.username.clone()))
}

fn delete(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::DeleteUser);
    let (username, about) = (username(user_state), say::user_delete_about());
    let question = Question {
        opener: say::user_delete_opener(),
        title: say::delete_question(&username),
        about: about.into(),
        keep: say::keep_account(),
        confirm: say::user_delete(),
        action: "/actions/users/change",
        hidden: vec![("id", user_state.id()), ("action", "delete".to_owned())],
    };
    let call = move || change_user(UserActionFields { id: user_state.id(), action: "delete".to_owned() });
    let submit = form.on_submit(call, move |user: UserView| {
        // Closed first, because `changed` fetches the account again, which replaces this form.
        close_confirmation();
        user_state.changed("delete", user.role, &user);
    });
    let confirmation = view! { <Confirmation form question submit/> };
    danger_card(say::delete_name(&username), about.to_owned(), confirmation.into_any())
}

/// Cannot be undone, so the administrator has to type the username.
fn purge(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::Purge);
    let field = form.field(&spec::CONFIRMED_USERNAME);
    let username = username(user_state);
    let question = Question {
        opener: say::user_purge_opener(),
        title: say::user_purge_question(&username),
        about: say::user_purge_question_about().into(),
        keep: say::keep_account(),
        confirm: say::user_purge(),
        action: "/actions/users/purge",
        hidden: vec![("id", user_state.id())],
    };
    let typed = move || view! { <Field form field/> }.into_any();
    let call = move || purge_user(PurgeFields { id: user_state.id(), username: field.value() });
    let submit = form.on_submit(call, move |()| {
        user_state.toaster.good(Notice::UserPurged.text());
        user_state.navigator.go("/users");
    });
    let confirmation = view! { <Confirmation form question field=Box::new(typed) submit/> };
    let about = say::user_purge_about(&deletion_day(user_state));
    danger_card(say::user_purge_title(&username), about, confirmation.into_any())
}

/// The day on which the server deletes the account, such as `21 December`.
fn deletion_day(user_state: UserState) -> String {
    // Nothing of a deleted account can be changed, so its last change is the deletion.
    let day = untrack(|| user_state.read_user(|user| user.updated_at.plus(RESTORABLE).day_in_words()));
    day.rsplit_once(' ').map(|(day_and_month, _year)| day_and_month.to_owned()).unwrap_or_default()
}
