//! Where the user is signed in.

use crate::{
    actions::account::{end_own_session, list_own_sessions},
    shared::{
        page::PageData,
        views::{Answer, SessionView},
        visit::{Form, Notice},
    },
    ui::{
        browser::{live, when_mounted},
        client_state::ClientState,
        components::{
            form_alert::FormAlert,
            session_list::{Ending, end_button, session_list},
            toasts::Toaster,
        },
        embedded::embedded,
        form::FormState,
        pending::Pending,
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The sessions as embedded by the server, and the changes since.
#[derive(Clone, Copy)]
struct Sessions {
    /// None until they are loaded, after client-side navigation.
    list: RwSignal<Option<Vec<SessionView>>>,
    /// Shows errors. It has no fields.
    form: FormState,
    pending: Pending,
    toaster: Toaster,
}

#[component]
pub fn SessionsSection() -> impl IntoView {
    let client = ClientState::current();
    let list = embedded(|| match use_context() {
        Some(PageData::Account(data)) => Some(data.sessions),
        _ => None,
    });
    let sessions = Sessions {
        list: RwSignal::new(list),
        form: FormState::new(Form::Sessions),
        pending: Pending::default(),
        toaster: Toaster::current(),
    };
    if sessions.list.with_untracked(Option::is_none) {
        when_mounted(move || sessions.load());
    }
    let ending = Ending {
        action: "/actions/end-session",
        account: None,
        run: Arc::new(move |session| sessions.end(session)),
        pending: sessions.pending,
    };
    let of_rows = ending.clone();
    let list = live(move || sessions.read(|list| session_list(list, client.now(), &of_rows)));
    let foot = live(move || sessions.read(|list| foot(list, &ending)));
    view! {
        <section class="section">
            <header>
                <h2>"Where you're signed in"</h2>
                <p>"If you don't recognise a device, sign it out and change your password."</p>
            </header>
            <div class="card">
                <div class="facts-card">
                    <FormAlert form=sessions.form/>
                    {list}
                </div>
                <div class="card-foot">{foot}</div>
            </div>
        </section>
    }
}

/// The number of devices, and the button that ends the other sessions.
fn foot(list: &[SessionView], ending: &Ending) -> AnyView {
    let count = if list.len() == 1 { "1 device".to_owned() } else { format!("{} devices", list.len()) };
    let others = if list.iter().any(|session| !session.current) {
        end_button(ending, String::new(), "Sign out all other devices", None, "btn btn-secondary")
    } else {
        ().into_any()
    };
    view! {
        <span>{count}</span>
        {others}
    }
    .into_any()
}

impl Sessions {
    /// Renders the list, reactively; nothing until it is loaded.
    fn read(self, render: impl FnOnce(&[SessionView]) -> AnyView) -> AnyView {
        self.list.with(|list| list.as_deref().map_or_else(|| ().into_any(), render))
    }

    fn load(self) {
        spawn_local(async move {
            match list_own_sessions().await {
                Ok(list) => _ = self.list.try_set(Some(list)),
                Err(error) => self.form.reject(error),
            }
        });
    }

    /// Ends one session, or all others if `session` is empty. There is no undo: the session's tokens are refused from
    /// the next request on, and the device deletes them.
    fn end(self, session: String) {
        if !self.pending.begin() {
            return;
        }
        let notice = if session.is_empty() { Notice::OtherSessionsEnded } else { Notice::SessionEnded };
        spawn_local(async move {
            match end_own_session(session).await {
                Ok(Answer::Accepted(())) => {
                    self.form.error.try_set(None);
                    self.toaster.good(notice.text());
                    self.load();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.form.reject(error),
            }
            self.pending.end();
        });
    }
}
