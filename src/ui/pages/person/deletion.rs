//! Deletion of an account: first for 30 days, then permanently.

use super::state::Person;
use crate::{
    actions::person::{change_user, purge_user},
    shared::{
        directory::RESTORABLE,
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        browser::{handler, live},
        components::{
            confirmation::{self, Confirmation, ConfirmationText},
            field::Field,
            form_alert::FormAlert,
            post_form::PostForm,
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, field::FieldState, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Deletion(person: Person) -> impl IntoView {
    live(move || match person.is_deleted.get() {
        // Deleting the own account requires the password, on `/account`.
        _ if person.is_oneself() => ().into_any(),
        true => purge(person),
        false => delete(person),
    })
}

fn username(person: Person) -> String {
    untrack(|| person.read_user(|user| user.username.clone()))
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

fn delete(person: Person) -> AnyView {
    let form = FormState::new(Form::DeleteUser);
    let username = username(person);
    let about = "The user is signed out on all devices immediately. You can restore the account for 30 days.";
    let text =
        ConfirmationText {
            opener: "Delete user…", title: format!("Delete {username}?"), about, keep: "Keep account"
        };
    let answer = move |keep| view! { <DeleteForm person form keep/> }.into_any();
    let confirmation = view! { <Confirmation form text answer=Box::new(answer)/> }.into_any();
    card(format!("Delete {username}"), about.to_owned(), confirmation)
}

#[component]
fn DeleteForm(person: Person, form: FormState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let before = untrack(|| person.role());
        let send = || Box::pin(change_user(person.id(), "delete".to_owned())) as Reply<_>;
        let accepted = move |user: UserView| {
            // Closed first, because `changed` fetches the account again, which replaces this form.
            confirmation::close();
            person.changed("delete", before, &user);
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <PostForm action="/actions/users/change" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="id" value=person.id()/>
            <input type="hidden" name="action" value="delete"/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete user" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}

/// Cannot be undone, so the administrator has to type the username.
fn purge(person: Person) -> AnyView {
    let form = FormState::new(Form::Purge);
    let field = form.field(&spec::CONFIRMED_USERNAME);
    let username = username(person);
    let text = ConfirmationText {
        opener: "Delete permanently…",
        title: format!("Delete {username} permanently?"),
        about: "The account and its data are deleted and cannot be restored. Type the username to confirm.",
        keep: "Keep account",
    };
    let answer = move |keep| view! { <PurgeForm person form field keep/> }.into_any();
    let confirmation = view! { <Confirmation form text answer=Box::new(answer)/> }.into_any();
    let about = format!("Deleted permanently on {}. You can restore the account until then.", deletion_day(person));
    card(format!("Delete {username} permanently"), about, confirmation)
}

/// The day on which the server deletes the account, such as `21 December`.
fn deletion_day(person: Person) -> String {
    // Nothing of a deleted account can be changed, so its last change is the deletion.
    let day = untrack(|| person.read_user(|user| user.updated_at.plus(RESTORABLE).day_in_words()));
    day.rsplit_once(' ').map(|(day_and_month, _year)| day_and_month.to_owned()).unwrap_or_default()
}

#[component]
fn PurgeForm(person: Person, form: FormState, field: FieldState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(purge_user(person.id(), field.value())) as Reply<_>;
        let accepted = move |()| {
            person.toaster.good(Notice::UserPurged.text());
            person.navigator.go("/users");
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <PostForm action="/actions/users/purge" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="id" value=person.id()/>
            <Field form field/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete permanently" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
