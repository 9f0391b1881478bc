//! The invitation of a user without a password: send, send again, revoke.

use super::change::Asked;
use super::state::UserState;
use crate::actions::user::{revoke_invitation, send_invitation};
use crate::shared::{InvitationView, Notice};
use crate::ui::components::card;
use crate::ui::routes::administrators::say;
use crate::ui::{Reply, Time, live_option};
use leptos::prelude::*;

/// What the buttons do: the address of the form, the call with JavaScript, and the message on success.
#[derive(Clone, Copy)]
struct Step {
    action: &'static str,
    call: fn(String) -> Reply<()>,
    notice: Notice,
}

const SEND: Step = Step {
    action: "/actions/invitations/send",
    call: |id| Box::pin(send_invitation(id)),
    notice: Notice::InvitationSent,
};
const REVOKE: Step = Step {
    action: "/actions/invitations/revoke",
    call: |id| Box::pin(revoke_invitation(id)),
    notice: Notice::InvitationRevoked,
};

/// Nothing for a user who has a password.
pub fn invitation(user_state: UserState) -> AnyView {
    live_option(move || match user_state.read(|view| (view.invitation, view.invitable)) {
        (Some(invitation), _) => Some(open(user_state, invitation)),
        (None, true) => Some(none(user_state)),
        (None, false) => None,
    })
}

fn open(user_state: UserState, invitation: InvitationView) -> AnyView {
    let InvitationView { created_at, expires_at } = invitation;
    let email = user_state.read_user(|user| user.email.clone());
    let about = view! {
        {say::user_invited_on()} " " <Time at=created_at words=created_at.day_in_words()/> " "
        {say::user_invited_at()} " " {email} ". "
        {say::user_invitation_expires()} " " <Time at=expires_at words=expires_at.day_in_words()/> "."
    };
    let buttons = view! {
        {button(user_state, SEND, say::send_again())}
        {revocation(user_state)}
    };
    about_invitation(about.into_any(), buttons.into_any())
}

fn none(user_state: UserState) -> AnyView {
    let about = say::user_invitation_none().into_any();
    about_invitation(about, button(user_state, SEND, say::user_invitation_send()))
}

fn about_invitation(about: AnyView, buttons: AnyView) -> AnyView {
    let content = view! {
        <p class="hint wrap-anywhere">{about}</p>
        <div class="flex flex-wrap gap-2">{buttons}</div>
    };
    card(say::user_invitation(), content.into_any())
}

fn button(user_state: UserState, step: Step, label: &'static str) -> AnyView {
    let form = [("method", "post"), ("action", step.action)];
    user_state.button(&form, &[("class", "btn btn-secondary"), ("type", "submit")], label, run(user_state, step))
}

/// The link cannot be given back, so it asks.
fn revocation(user_state: UserState) -> AnyView {
    let (opener, about, confirm) = (say::token_revoke_opener(), say::link_revoke_about(), say::revoke());
    let asked = Asked { opener, about, confirm, action: REVOKE.action };
    user_state.asking(asked, run(user_state, REVOKE))
}

fn run(user_state: UserState, step: Step) -> Box<dyn Fn()> {
    Box::new(move || user_state.send((step.call)(user_state.id()), move |()| user_state.confirm(step.notice)))
}
