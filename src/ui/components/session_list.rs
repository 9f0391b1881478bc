//! The devices on which an account is signed in, each with a button that signs it out.

use super::drawings::{Icon, Shape};
use crate::{
    shared::{
        timestamp::Timestamp,
        views::{DeviceKind, SessionView},
    },
    ui::{
        browser::{Pending, attributes, handler, live_flag},
        markup::Time,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
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
        DeviceKind::Desktop => Shape::Computer,
        DeviceKind::Phone => Shape::Phone,
        DeviceKind::Tablet => Shape::Tablet,
        DeviceKind::Program => Shape::Terminal,
        DeviceKind::Unknown => Shape::Info,
    }
}
