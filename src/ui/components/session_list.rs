//! The devices on which an account is signed in, each with a form that signs it out, and the section with those of the user.

use super::Section;
use super::drawings::Shape;
use super::list_parts::{Opener, write_disclosure};
use super::row_list::{Ending, row_card};
use crate::actions::account::{end_own_session, list_own_sessions};
use crate::language::say;
use crate::shared::{DeviceKind, Form, Notice, SessionView, Timestamp};
use crate::ui::markup::{FIRST_ROWS, short_list};
use crate::ui::{ClientState, FetchedList, FormState, Markup, html, page_data, write_ago, write_markup};
use leptos::prelude::*;

/// The id of the element that holds the list.
pub const LIST: &str = "devices";
/// `account`: an empty text for the user's own.
pub fn list_html(sessions: &[SessionView], account: &str, now: Timestamp) -> String {
    short_list(sessions.iter().enumerate(), FIRST_ROWS, say::devices_none(), |out, (index, session)| {
        write_row(out, session, &sign_out_label(sessions, session, index), account, now);
    })
}

/// The accessible name of the button of a session. With the device, because a list of buttons would read "Sign out" many
/// times in a screen reader; and which one it is of several devices with the same name.
fn sign_out_label(sessions: &[SessionView], session: &SessionView, index: usize) -> String {
    let is_like_it = |other: &&SessionView| !other.current && other.device == session.device;
    match sessions.iter().filter(is_like_it).count() {
        0 | 1 => say::device_sign_out(&session.device.say()),
        all => {
            let number = sessions.iter().take(index + 1).filter(is_like_it).count();
            say::device_sign_out_one_of(all as u64, &session.device.say(), number as u64)
        }
    }
}

fn write_row(out: &mut Markup, session: &SessionView, sign_out: &str, account: &str, now: Timestamp) {
    out.add("<span class=\"tile\">");
    device_shape(session.kind).write(out, "icon");
    write_markup!(out; "</span><div><p>" (&session.device.say()) "</p><small>" (session.kind.label()));
    if let Some(address) = &session.address {
        write_markup!(out; " · " (address));
    }
    out.add("</small><small>");
    write_ago(out, say::device_last_active(), session.last_used_at, now);
    out.add(" · ");
    write_ago(out, say::device_signed_in(), session.created_at, now);
    out.add("</small></div>");
    if session.current {
        write_markup!(out; "<span class=\"badge badge-accent\">" (say::device_this()) "</span>");
    } else {
        write_ending(out, session, sign_out, account);
    }
}

/// The form that ends a session. It asks before it ends one of somebody else.
fn write_ending(out: &mut Markup, session: &SessionView, sign_out: &str, account: &str) {
    let id = &*session.id.to_string();
    if account.is_empty() {
        write_markup!(out;
            "<form method=\"post\" action=\"/actions/end-session\"><button class=\"btn btn-secondary btn-small\" type=\"submit\" \
             aria-label=\"" (sign_out) "\" name=\"session\" value=\"" (id) "\">" (say::sign_out()) "</button></form>");
        return;
    }
    let opener = Opener { label: say::sign_out_opener(), name: sign_out, class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/users/end-session", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (account) "\"><small>" (say::sign_out_about())
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"session\" value=\"" (id) "\">"
            (say::sign_out()) "</button>");
    });
}

/// The icon of a device.
pub fn device_shape(kind: DeviceKind) -> Shape {
    match kind {
        DeviceKind::Desktop => Shape::COMPUTER,
        DeviceKind::Phone => Shape::PHONE,
        DeviceKind::Tablet => Shape::TABLET,
        DeviceKind::Program => Shape::TERMINAL,
        DeviceKind::Unknown => Shape::INFO,
    }
}

#[component]
pub fn SessionsSection() -> impl IntoView {
    let (client, form) = (ClientState::current(), FormState::new(Form::Sessions));
    let write = move |sessions: &Vec<SessionView>| card_html(sessions, client.now());
    let list = FetchedList::new(form, page_data!(Sessions), list_own_sessions, write);
    // There is no undo: the session's tokens are refused from the next request on, and the device deletes them.
    let end = |session: String| -> Ending {
        let notice = if session.is_empty() { Notice::OtherSessionsEnded } else { Notice::SessionEnded };
        (Box::pin(end_own_session(session)), notice)
    };
    let about = view! {
        {say::devices_unrecognized()} " " <a href="/account/security">{say::devices_change_password()}</a> "."
    };
    view! {
        <Section heading=say::devices_heading() about=about.into_any()>
            {row_card(LIST, form, list, Box::new(end))}
        </Section>
    }
}

/// What is in the card: the list, the number of devices, and the button that ends the other sessions: it names none.
fn card_html(sessions: &[SessionView], now: Timestamp) -> String {
    html(|out| {
        out.add("<div class=\"facts-card\">");
        out.written(&list_html(sessions, "", now));
        write_markup!(out;
            "</div><div class=\"card-foot\"><span>" (&say::devices_count(sessions.len() as u64)) "</span>");
        if sessions.iter().any(|session| !session.current) {
            write_markup!(out;
                "<form method=\"post\" action=\"/actions/end-session\">"
                "<button class=\"btn btn-secondary\" type=\"submit\" name=\"session\" value=\"\">"
                (say::devices_sign_out_others()) "</button></form>");
        }
        out.add("</div>");
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::SessionId;
    use uuid::Uuid;

    fn session(device: &str, current: bool) -> SessionView {
        SessionView {
            id: SessionId(Uuid::nil()),
            current,
            remember: false,
            device: Message::written(device.to_owned()),
            kind: DeviceKind::Program,
            address: Some("<b>".to_owned()),
            created_at: Timestamp(0),
            last_used_at: Timestamp(0),
            expires_at: Timestamp(0),
        }
    }

    #[test]
    fn devices_and_addresses_are_escaped() {
        let html = list_html(&[session("\"><script>", false)], "", Timestamp(0));
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn only_the_own_session_ends_without_a_question() {
        let html = |account: &str| list_html(&[session("curl", false)], account, Timestamp(0));
        assert!(!html("").contains("<details"), "{}", html(""));
        let other = html("7");
        let (before, form) = other.split_once("<form").expect("a form");
        assert!(before.contains("<details") && form.contains("has to sign in again"), "{other}");
    }

    #[test]
    fn each_button_has_a_name_of_its_own() {
        let node = || session("node", false);
        let html = list_html(&[session("node", true), node(), session("curl", false), node()], "", Timestamp(0));
        for name in ["\"Sign out node (1 of 2)\"", "\"Sign out node (2 of 2)\"", "\"Sign out curl\""] {
            assert_eq!(html.matches(name).count(), 1, "{name}: {html}");
        }
    }
}
