//! The devices on which an account is signed in, each with a button that signs it out, and the section with those of the user.

use super::drawings::{Icon, Shape};
use super::form_parts::FormAlert;
use super::toasts::Toaster;
use crate::actions::account::{end_own_session, list_own_sessions};
use crate::shared::forms::{Form, Notice};
use crate::shared::sessions::{DeviceKind, SessionView};
use crate::shared::timestamp::Timestamp;
use crate::ui::browser::{Pending, attributes, handler, live, live_flag, when_mounted};
use crate::ui::client_state::ClientState;
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::FormState;
use crate::ui::markup::Time;
use crate::ui::words::number_of;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// How the sessions of a list are ended.
#[derive(Clone)]
pub struct Ending {
    /// The address of the form, for browsers without JavaScript.
    pub action: &'static str,
    /// The account, if the form has to name it.
    pub account: Option<String>,
    /// Runs instead of the form after hydration, with the id of the session, or with an empty text to end several.
    pub run: Arc<dyn Fn(String) + Send + Sync>,
    pub pending: Pending,
}

pub fn session_list(sessions: &[SessionView], now: Timestamp, ending: &Ending) -> AnyView {
    if sessions.is_empty() {
        return view! { <p class="hint">"Not signed in on any device."</p> }.into_any();
    }
    let rows: Vec<_> = sessions.iter().map(|session| row(session, now, ending)).collect();
    view! { <ul class="devices">{rows}</ul> }.into_any()
}

fn row(session: &SessionView, now: Timestamp, ending: &Ending) -> AnyView {
    let device = session.device.clone();
    let action = if session.current {
        view! { <span class="badge badge-accent">"This device"</span> }.into_any()
    } else {
        // Without the device, a list of buttons would read "Sign out" many times in a screen reader.
        let name = format!("Sign out {device}");
        end_button(ending, session.id.to_string(), "Sign out", Some(name), "btn btn-secondary btn-small")
    };
    let kind = session.kind.label();
    let place = match &session.address {
        Some(address) => format!("{kind} · {address}"),
        None => kind.to_owned(),
    };
    view! {
        <li>
            <span class="tile">
                <Icon shape=shape(session.kind)/>
            </span>
            <div>
                <p>{device}</p>
                <small>{place}</small>
                <small>
                    "Last active " <Time at=session.last_used_at words=session.last_used_at.ago(now)/> " · Signed in "
                    <Time at=session.created_at words=session.created_at.ago(now)/>
                </small>
            </div>
            {action}
        </li>
    }
    .into_any()
}

/// A form of one button that ends a session, or several if `session` is empty. `name` is the accessible name, if it
/// says more than the label.
pub fn end_button(
    ending: &Ending,
    session: String,
    label: &'static str,
    name: Option<String>,
    class: &'static str,
) -> AnyView {
    let own = [("method", "post"), ("action", ending.action)];
    let account = match ending.account.clone() {
        Some(id) => view! { <input type="hidden" name="id" value=id/> }.into_any(),
        None => ().into_any(),
    };
    let (run, pending, id) = (Arc::clone(&ending.run), ending.pending, session.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        run(id.clone());
    };
    view! {
        <form {..attributes(&own)} on:submit=handler(submit)>
            {account}
            <input type="hidden" name="session" value=session/>
            <button class=class type="submit" aria-label=name aria-disabled=live_flag(move || pending.get())>
                {label}
            </button>
        </form>
    }
    .into_any()
}

fn shape(kind: DeviceKind) -> Shape {
    match kind {
        DeviceKind::Desktop => Shape::COMPUTER,
        DeviceKind::Phone => Shape::PHONE,
        DeviceKind::Tablet => Shape::TABLET,
        DeviceKind::Program => Shape::TERMINAL,
        DeviceKind::Unknown => Shape::INFO,
    }
}

/// The sessions as embedded by the server, and the changes since.
#[derive(Clone, Copy)]
struct Sessions {
    /// None until they are loaded, after client-side navigation.
    list: RwSignal<Option<Vec<SessionView>>>,
    /// Ends sessions, and shows errors. It has no fields.
    form: FormState,
    toaster: Toaster,
}

#[component]
pub fn SessionsSection() -> impl IntoView {
    let client = ClientState::current();
    let list = embedded(|| Some(page_data!(Account)?.sessions));
    let sessions =
        Sessions { list: RwSignal::new(list), form: FormState::new(Form::Sessions), toaster: Toaster::current() };
    if sessions.list.with_untracked(Option::is_none) {
        when_mounted(move || sessions.load());
    }
    let ending = Ending {
        action: "/actions/end-session",
        account: None,
        run: Arc::new(move |session| sessions.end(session)),
        pending: sessions.form.pending,
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
    let count = number_of(list.len() as u64, "device");
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
        let notice = if session.is_empty() { Notice::OtherSessionsEnded } else { Notice::SessionEnded };
        self.form.send(Box::pin(end_own_session(session)), move |()| {
            self.toaster.good(notice.text());
            self.load();
        });
    }
}
