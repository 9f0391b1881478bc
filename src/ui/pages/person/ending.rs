//! The end of an account: first for 30 days, then for good.

use super::state::Person;
use crate::{
    actions::person::{change_user, purge_user},
    shared::{
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        browser::{handler, live},
        components::{
            confirmation::{self, Confirmation, Question},
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
pub fn Ending(person: Person) -> impl IntoView {
    live(move || match person.is_deleted.get() {
        _ if person.is_oneself() => ().into_any(),
        true => purge(person),
        false => delete(person),
    })
}

fn username(person: Person) -> String {
    untrack(|| person.read_user(|user| user.username.clone()))
}

fn card(title: String, about: &'static str, way: AnyView) -> AnyView {
    view! {
        <div class="card border-danger-line">
            <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                <div class="max-w-136 grow basis-72">
                    <p class="font-medium wrap-anywhere">{title}</p>
                    <p class="hint">{about}</p>
                </div>
                {way}
            </div>
        </div>
    }
    .into_any()
}

fn delete(person: Person) -> AnyView {
    let form = FormState::new(Form::DeleteUser);
    let username = username(person);
    let about = "Signed out everywhere at once. You can restore the account for 30 days.";
    let question =
        Question { opener: "Delete user…", title: format!("Delete {username}?"), about, keep: "Keep account" };
    let answer = move |keep| view! { <DeleteForm person form keep/> }.into_any();
    let confirmation = view! { <Confirmation form question answer=Box::new(answer)/> }.into_any();
    card(format!("Delete {username}"), about, confirmation)
}

#[component]
fn DeleteForm(person: Person, form: FormState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let before = untrack(|| person.role());
        let send = || Box::pin(change_user(person.id(), "delete".to_owned())) as Reply<_>;
        let accepted = move |user: UserView| {
            confirmation::shut();
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

/// There is no way back from this one: it takes the username.
fn purge(person: Person) -> AnyView {
    let form = FormState::new(Form::Purge);
    let field = form.field(&spec::CONFIRMED_USERNAME);
    let username = username(person);
    let question = Question {
        opener: "Delete for good…",
        title: format!("Delete {username} for good?"),
        about: "Nothing of the account is left, and nobody can bring it back. Type its username to be sure that it is the right one.",
        keep: "Keep account",
    };
    let answer = move |keep| view! { <PurgeForm person form field keep/> }.into_any();
    let confirmation = view! { <Confirmation form question answer=Box::new(answer)/> }.into_any();
    let about = "The account is deleted. Until it is 30 days old as such you can restore it; then it goes by itself.";
    card(format!("Delete {username} for good"), about, confirmation)
}

#[component]
fn PurgeForm(person: Person, form: FormState, field: FieldState, keep: AnyView) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(purge_user(person.id(), field.value())) as Reply<_>;
        let accepted = move |()| {
            person.toaster.good(Notice::UserPurged.text());
            person.journey.go("/users");
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
                <SubmitButton form label="Delete for good" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
