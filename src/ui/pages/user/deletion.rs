//! Deletion of an account: first for 30 days, then permanently.

use super::state::UserState;
use crate::{
    actions::user::{change_user, purge_user},
    shared::{
        directory::RESTORABLE,
        form_bodies::{PurgeFields, UserActionFields},
        forms::{Form, Notice},
        views::UserView,
    },
    ui::{
        browser::{handler, live},
        components::{
            dialog::{self, Confirmation, ConfirmationText},
            form_parts::{Field, FormAlert, PostForm, SubmitButton},
        },
        form::{FormState, Reply, field::FieldState, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Deletion(user_state: UserState) -> impl IntoView {
    live(move || {
        // Read first, so that the view follows a deletion in every case.
        let is_deleted = user_state.is_deleted.get();
        if user_state.is_oneself() {
            // Deleting the own account requires the password, on `/account`.
            ().into_any()
        } else if is_deleted {
            purge(user_state)
        } else {
            delete(user_state)
        }
    })
}

fn username(user_state: UserState) -> String {
    untrack(|| user_state.read_user(|user| user.username.clone()))
}

fn card(title: String, about: String, action: AnyView) -> AnyView {
    view! {
        <div class="card border-danger-line">
            <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                <div class="max-w-136 grow basis-72">
                    <p class="font-medium wrap-anywhere">{title}</p>
                    <p class="hint">{about}</p>
                </div>
                {action}
            </div>
        </div>
    }
    .into_any()
}

fn delete(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::DeleteUser);
    let username = username(user_state);
    let about = "The user is signed out on all devices immediately. You can restore the account for 30 days.";
    let text =
        ConfirmationText {
            opener: "Delete user…", title: format!("Delete {username}?"), about, keep: "Keep account"
        };
    let answer = move |keep| view! { <DeleteForm user_state form keep/> }.into_any();
    let confirmation = view! { <Confirmation form text answer=Box::new(answer)/> }.into_any();
    card(format!("Delete {username}"), about.to_owned(), confirmation)
}

#[component]
fn DeleteForm(user_state: UserState, form: FormState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let before = untrack(|| user_state.role());
        let send = || {
            let fields = UserActionFields { id: user_state.id(), action: "delete".to_owned() };
            Box::pin(change_user(fields)) as Reply<_>
        };
        let accepted = move |user: UserView| {
            // Closed first, because `changed` fetches the account again, which replaces this form.
            dialog::close_confirmation();
            user_state.changed("delete", before, &user);
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <PostForm action="/actions/users/change" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="id" value=user_state.id()/>
            <input type="hidden" name="action" value="delete"/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete user" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}

/// Cannot be undone, so the administrator has to type the username.
fn purge(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::Purge);
    let field = form.field(&spec::CONFIRMED_USERNAME);
    let username = username(user_state);
    let text = ConfirmationText {
        opener: "Delete permanently…",
        title: format!("Delete {username} permanently?"),
        about: "The account and its data are deleted and cannot be restored. Type the username to confirm.",
        keep: "Keep account",
    };
    let answer = move |keep| view! { <PurgeForm user_state form field keep/> }.into_any();
    let confirmation = view! { <Confirmation form text answer=Box::new(answer)/> }.into_any();
    let about = format!("Deleted permanently on {}. You can restore the account until then.", deletion_day(user_state));
    card(format!("Delete {username} permanently"), about, confirmation)
}

/// The day on which the server deletes the account, such as `21 December`.
fn deletion_day(user_state: UserState) -> String {
    // Nothing of a deleted account can be changed, so its last change is the deletion.
    let day = untrack(|| user_state.read_user(|user| user.updated_at.plus(RESTORABLE).day_in_words()));
    day.rsplit_once(' ').map(|(day_and_month, _year)| day_and_month.to_owned()).unwrap_or_default()
}

#[component]
fn PurgeForm(user_state: UserState, form: FormState, field: FieldState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let send = || {
            let fields = PurgeFields { id: user_state.id(), username: field.value() };
            Box::pin(purge_user(fields)) as Reply<_>
        };
        let accepted = move |()| {
            user_state.toaster.good(Notice::UserPurged.text());
            user_state.navigator.go("/users");
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <PostForm action="/actions/users/purge" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="id" value=user_state.id()/>
            <Field form field/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete permanently" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
