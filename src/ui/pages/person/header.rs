//! The user's name and status, the most frequent actions, and a new password link.

use super::state::Person;
use crate::{
    actions::person::issue_password_link,
    shared::views::{Answer, Status},
    ui::{
        browser::{attributes, handler, live, live_flag, live_text},
        components::{
            avatar::face,
            badge::{role_badge, status_badge},
            heading::Heading,
            password_link::PasswordLink,
        },
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

#[component]
pub fn PersonHeader(person: Person) -> impl IntoView {
    view! {
        <div class="person-head">
            {live(move || {
                let face = person.read_user(|user| Some(face(user, "256")));
                view! { <span class="face-large">{face}</span> }.into_any()
            })}
            <div class="person-name">
                <Heading text=Signal::derive(move || person.name())/>
                <p>
                    <span>{live_text(move || person.read_user(|user| user.username.clone()))}</span>
                    {live(move || role_badge(person.role()).into_any())}
                    {live(move || status_badge(person.status()).into_any())}
                </p>
            </div>
            <div class="person-ways">
                {live(move || actions(person, person.status()))}
            </div>
        </div>
        {live(move || match person.link.get() {
            Some(link) => view! { <PasswordLink link name=person.name()/> }.into_any(),
            None => ().into_any(),
        })}
    }
}

fn actions(person: Person, status: Status) -> AnyView {
    if person.is_oneself() {
        return view! { <a class="btn btn-secondary" href="/account">"Go to your account"</a> }.into_any();
    }
    match status {
        Status::Active => view! {
            {link_button(person)}
            {person.button("disable", "Disable", "btn btn-secondary")}
        }
        .into_any(),
        Status::Disabled => person.button("enable", "Enable", "btn btn-secondary"),
        Status::Deleted => person.button("restore", "Restore", "btn btn-secondary"),
    }
}

/// Creates a password link for the user.
fn link_button(person: Person) -> AnyView {
    let own = [("method", "post"), ("action", "/actions/users/password-link")];
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // A link that is shown already is not replaced by a second press.
        if person.link.with_untracked(Option::is_some) || !person.pending.begin() {
            return;
        }
        spawn_local(async move {
            match issue_password_link(person.id()).await {
                Ok(Answer::Accepted(link)) => _ = person.link.try_set(Some(link)),
                Ok(Answer::Rejected) => {}
                Err(error) => person.fail(error),
            }
            person.pending.end();
        });
    };
    view! {
        <form {..attributes(&own)} on:submit=handler(submit)>
            <input type="hidden" name="id" value=person.id()/>
            <button class="btn btn-secondary" type="submit" aria-disabled=live_flag(move || person.pending.get())>
                "Create password link"
            </button>
        </form>
    }
    .into_any()
}
