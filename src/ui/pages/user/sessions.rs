//! The devices on which the user is signed in.

use super::state::UserState;
use crate::{
    actions::user::end_session_of,
    shared::{
        timestamp::Timestamp,
        views::{Answer, SessionView},
        visit::Notice,
    },
    ui::{
        browser::{attributes, handler, live, live_flag},
        components::time::Time,
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

#[component]
pub fn Sessions(user_state: UserState) -> impl IntoView {
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"Devices"</h2>
                {live(move || user_state.read(|view| Some(list(user_state, &view.sessions, user_state.client.now()))).into_any())}
            </div>
        </section>
    }
}

fn list(user_state: UserState, sessions: &[SessionView], now: Timestamp) -> AnyView {
    if sessions.is_empty() {
        return view! { <p class="hint">"Not signed in on any device."</p> }.into_any();
    }
    let rows = sessions.iter().map(|session| row(user_state, session, now));
    let all = match sessions.len() {
        // For one session, the button in its row is enough; the current one ends by signing out.
        0 | 1 => ().into_any(),
        _ => end_button(user_state, String::new(), "Sign out everywhere", "btn btn-secondary"),
    };
    view! {
        <ul class="events">{rows.collect::<Vec<_>>()}</ul>
        {all}
    }
    .into_any()
}

fn row(user_state: UserState, session: &SessionView, now: Timestamp) -> AnyView {
    let action = if session.current {
        view! { <span class="badge">"This device"</span> }.into_any()
    } else {
        end_button(user_state, session.id.to_string(), "Sign out", "btn btn-secondary btn-small")
    };
    view! {
        <li>
            <div>
                "Signed in "
                <Time at=session.created_at words=session.created_at.ago(now)/>
                <small>"Last used " <Time at=session.last_used_at words=session.last_used_at.ago(now)/></small>
            </div>
            {action}
        </li>
    }
    .into_any()
}

/// Ends one session, or all sessions if `session` is empty.
fn end_button(user_state: UserState, session: String, label: &'static str, class: &'static str) -> AnyView {
    let own = [("method", "post"), ("action", "/actions/users/end-session")];
    let session_id = session.clone();
    let is_all = session.is_empty();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !user_state.pending.begin() {
            return;
        }
        let session = session_id.clone();
        spawn_local(async move {
            match end_session_of(user_state.id(), session).await {
                Ok(Answer::Accepted(())) => {
                    let text = if is_all { "All devices signed out." } else { Notice::SessionEnded.text() };
                    user_state.toaster.good(text);
                    user_state.refresh();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => user_state.fail(error),
            }
            user_state.pending.end();
        });
    };
    view! {
        <form {..attributes(&own)} on:submit=handler(submit)>
            <input type="hidden" name="id" value=user_state.id()/>
            <input type="hidden" name="session" value=session/>
            <button class=class type="submit" aria-disabled=live_flag(move || user_state.pending.get())>
                {label}
            </button>
        </form>
    }
    .into_any()
}
