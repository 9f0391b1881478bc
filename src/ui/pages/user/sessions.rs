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
        browser::live,
        components::session_list::{Ending, end_button, session_list},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

#[component]
pub fn Sessions(user_state: UserState) -> impl IntoView {
    let ending = Ending {
        action: "/actions/users/end-session",
        account: Some(user_state.id()),
        run: Arc::new(move |session| end(user_state, session)),
        pending: user_state.pending,
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"Devices"</h2>
                {live(move || user_state.read(|view| Some(list(&view.sessions, user_state.client.now(), &ending))).into_any())}
            </div>
        </section>
    }
}

fn list(sessions: &[SessionView], now: Timestamp, ending: &Ending) -> AnyView {
    let all = match sessions.len() {
        // For one session, the button in its row is enough; the current one ends by signing out.
        0 | 1 => ().into_any(),
        _ => end_button(ending, String::new(), "Sign out everywhere", None, "btn btn-secondary"),
    };
    view! {
        {session_list(sessions, now, ending)}
        {all}
    }
    .into_any()
}

/// Ends one session, or all sessions if `session` is empty.
fn end(user_state: UserState, session: String) {
    if !user_state.pending.begin() {
        return;
    }
    let notice = match (session.is_empty(), user_state.is_oneself()) {
        (false, _) => Notice::SessionEnded,
        (true, true) => Notice::OtherSessionsEnded,
        (true, false) => Notice::AllSessionsEnded,
    };
    spawn_local(async move {
        match end_session_of(user_state.id(), session).await {
            Ok(Answer::Accepted(())) => {
                user_state.toaster.good(notice.text());
                user_state.refresh();
            }
            Ok(Answer::Rejected) => {}
            Err(error) => user_state.fail(error),
        }
        user_state.pending.end();
    });
}
