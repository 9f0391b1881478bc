//! Whether the user's email address is confirmed, with a button that marks it as confirmed.

use super::state::UserState;
use crate::{
    actions::email::mark_confirmed,
    shared::{
        views::{Answer, Status, UserView},
        visit::Notice,
    },
    ui::browser::{attributes, handler, live_flag},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

const FORM: [(&str, &str); 3] = [("class", "mt-2"), ("method", "post"), ("action", "/actions/users/confirm-email")];

/// A row of the facts about the account.
pub fn email_fact(user_state: UserState, user: &UserView) -> AnyView {
    // Administrators confirm their own address with the link in the message.
    let can_mark = !user.email_verified && user.status != Status::Deleted && user_state.client.id() != Some(user.id);
    view! {
        <dt>"Email"</dt>
        <dd>
            {if user.email_verified { "Confirmed" } else { "Not confirmed" }}
            {if can_mark { mark_button(user_state) } else { ().into_any() }}
        </dd>
    }
    .into_any()
}

fn mark_button(user_state: UserState) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !user_state.pending.begin() {
            return;
        }
        spawn_local(async move {
            match mark_confirmed(user_state.id()).await {
                Ok(Answer::Accepted(_)) => {
                    user_state.toaster.good(Notice::EmailConfirmed.text());
                    user_state.refresh();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => user_state.fail(error),
            }
            user_state.pending.end();
        });
    };
    view! {
        <form {..attributes(&FORM)} on:submit=handler(submit)>
            <input type="hidden" name="id" value=user_state.id()/>
            <button
                class="btn btn-secondary btn-small"
                type="submit"
                aria-disabled=live_flag(move || user_state.pending.get())
            >
                "Mark as confirmed"
            </button>
        </form>
    }
    .into_any()
}
