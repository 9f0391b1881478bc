//! What is known about the account: its facts, the devices on which the user is signed in, and the recent events.

use super::change::Asked;
use super::state::UserState;
use crate::actions::user::{end_session_of, mark_confirmed};
use crate::shared::{Form, Notice, SessionFields, Status, UserDetailsView, UserView};
use crate::ui::browser::focus;
use crate::ui::components::copy_field::copying;
use crate::ui::components::row_list::{Ending, row_list};
use crate::ui::components::sentence::Reader;
use crate::ui::components::session_list::{LIST, list_html};
use crate::ui::components::{card, write_events};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, Reply, Time, live_option, live_text, markup, write_markup};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// Address, dates and ids.
pub fn facts(user_state: UserState) -> AnyView {
    card(say::user_facts(), live_option(move || user_state.read(|view| Some(known_facts(user_state, view)))))
}

fn known_facts(user_state: UserState, view: &UserDetailsView) -> AnyView {
    let (user, now) = (&view.user, user_state.client.now());
    // A program does not sign in.
    let sign_in = (!view.is_service_account).then(|| sign_in_facts(user_state, view));
    view! {
        <dl class="facts" on:click=copying()>
            {sign_in}
            <dt>{say::created()}</dt>
            <dd>
                <Time at=user.created_at words=user.created_at.short_day()/>
            </dd>
            <dt>{say::user_changed()}</dt>
            <dd>
                <Time at=user.updated_at words=user.updated_at.ago(now)/>
            </dd>
            <dt>{say::user_id()}</dt>
            {copied("truncate font-mono text-xs", &user.id.to_string(), &say::copy_id_of(&user.username))}
            {user.external_id.as_deref().map(|id| external_id(id, &user.username))}
        </dl>
    }
    .into_any()
}

fn sign_in_facts(user_state: UserState, view: &UserDetailsView) -> AnyView {
    let last = match view.user.last_login_at {
        Some(at) => view! { <Time at words=at.ago(user_state.client.now())/> }.into_any(),
        None => say::never_signed_in().into_any(),
    };
    view! {
        {email_fact(user_state, &view.user)}
        <dt>{say::last_sign_in()}</dt>
        <dd>{last}</dd>
    }
    .into_any()
}

/// The account's id in the system from which it was imported.
fn external_id(id: &str, username: &str) -> AnyView {
    view! {
        <dt>{say::user_external_id()}</dt>
        {copied("truncate font-mono text-xs", id, &say::user_copy_external_id(username))}
    }
    .into_any()
}

/// A text with a button that copies it. `label`: what it copies, and of which account.
fn copied(class: &'static str, text: &str, label: &str) -> InertElement {
    markup::element(|out| {
        write_markup!(out;
            "<dd class=\"copied-fact\"><span class=\"" (class) "\" title=\"" (text) "\">" (text)
            "</span><button class=\"btn btn-quiet btn-small with-script\" type=\"button\" data-copy aria-label=\""
            (label) "\">" (say::copy()) "</button></dd>");
    })
}

/// The email address, and whether it is confirmed, with a button that marks it as confirmed.
fn email_fact(user_state: UserState, user: &UserView) -> AnyView {
    // Administrators confirm their own address with the link in the message.
    let can_mark = !user.email_verified && user.status != Status::Deleted && user_state.client.id() != Some(user.id);
    view! {
        <dt>{say::email()}</dt>
        {copied("wrap-anywhere", &user.email, &say::copy_email_of(&user.username))}
        <dd>
            {if user.email_verified { say::user_email_confirmed() } else { say::user_email_unconfirmed() }}
            {can_mark.then(|| mark_button(user_state))}
        </dd>
    }
    .into_any()
}

fn mark_button(user_state: UserState) -> AnyView {
    let form = [("class", "mt-2"), ("method", "post"), ("action", "/actions/users/confirm-email")];
    let button = [("class", "btn btn-secondary btn-small"), ("type", "submit")];
    let run = move || {
        let reply = Box::pin(mark_confirmed(user_state.id()));
        user_state.send(reply, move |_| user_state.confirm(Notice::EmailConfirmed));
    };
    user_state.button(&form, &button, say::user_email_confirm(), Box::new(run))
}

/// The devices on which the user is signed in.
pub fn sessions(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::Sessions);
    let html = move || user_state.read(|view| list_html(&view.sessions, &user_state.id(), user_state.client.now()));
    let end = move |session: String| -> Ending { (end_session(user_state, session), Notice::SessionEnded) };
    // For one session, the button in its row is enough; the current one ends by signing out.
    let has_several = move || user_state.read(|view| view.sessions.len() > 1);
    let content = view! {
        {row_list(LIST, form, live_text(html), Box::new(end), user_state.refreshing())}
        {live_option(move || has_several().then(|| all_button(user_state)))}
    };
    card(say::devices(), content.into_any())
}

fn all_button(user_state: UserState) -> AnyView {
    let asked = Asked {
        opener: say::user_sign_out_everywhere_opener(),
        about: say::user_sign_out_everywhere_about(),
        confirm: say::user_sign_out_everywhere(),
        action: "/actions/users/end-session",
    };
    user_state.asking(asked, Box::new(move || end_all(user_state)))
}

/// Ends one session, or all sessions if `session` is empty.
fn end_session(user_state: UserState, session: String) -> Reply<()> {
    Box::pin(end_session_of(SessionFields { id: user_state.id(), session }))
}

fn end_all(user_state: UserState) {
    let notice = if user_state.is_oneself() { Notice::OtherSessionsEnded } else { Notice::AllSessionsEnded };
    user_state.send(end_session(user_state, String::new()), move |()| {
        // The button that has the focus is about to disappear.
        focus(LIST);
        user_state.confirm(notice);
    });
}

pub fn activity(user_state: UserState) -> AnyView {
    let events = move || {
        let mut out = Markup::default();
        user_state.read(|view| {
            let UserDetailsView { user, events, people, devices, titles, .. } = view;
            let now = user_state.client.now();
            write_events(&mut out, events, &Reader { own: None, subject: Some(user.id), people, devices, titles, now });
        });
        out.into_html()
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <div class="flex items-baseline justify-between gap-4">
                    <h2>{say::recent_activity()}</h2>
                    <a class="text-sm py-0.5" href=format!("/audit?person={}", user_state.id())>
                        {say::see_all()}
                    </a>
                </div>
                <div inner_html=live_text(events)></div>
            </div>
        </section>
    }
    .into_any()
}
