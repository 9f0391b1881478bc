//! The offer to add a passkey, which `public/passkey.js` shows when the server says that it is time, and what the script tells the
//! browser after a sign-in or a change of the names.

use crate::language::say;
use crate::shared::{UserId, UserView};
use crate::ui::browser::live;
use crate::ui::components::{Shape, write_words};
use crate::ui::markup::element;
use crate::ui::{ClientState, write_markup};
use leptos::prelude::*;

/// The names that the browser shows beside a passkey.
fn names(user: &UserView) -> AnyView {
    let part = element(|out| {
        out.add("<live-part");
        write_words(out, "signal");
        write_markup!(out; " data-state=\"" (&user.username) " " (user.display_name()) "\"></live-part>");
    });
    part.into_any()
}

/// Nothing where browsers cannot have passkeys.
pub fn passkey_note(id: UserId) -> AnyView {
    let client = ClientState::current();
    if !client.can_have_passkeys() {
        return ().into_any();
    }
    let offer = element(|out| {
        out.add("<live-part class=\"alert mt-6\"");
        write_words(out, "offer");
        write_markup!(out; " data-account=\"" (&id.to_string()) "\" role=\"status\" hidden>");
        Shape::KEY.write(out, "icon");
        write_markup!(out;
            "<div><p class=\"font-semibold\">" (say::passkey_offer()) "</p><p>" (say::passkey_offer_about())
            "</p><p class=\"mt-3 flex flex-wrap gap-2\"><a class=\"btn btn-primary btn-small\" href=\"/account/security#passkeys\">"
            (say::passkey_add()) "</a><button class=\"btn btn-secondary btn-small\" type=\"button\" value=\"later\">"
            (say::passkey_offer_later())
            "</button><button class=\"btn btn-secondary btn-small\" type=\"button\" value=\"never\">"
            (say::passkey_offer_never()) "</button></p></div></live-part>");
    });
    // None after a sign-out, while the page is still shown.
    let signal = live(move || client.user.with(|user| user.as_ref().map_or_else(|| ().into_any(), names)));
    view! {
        {offer}
        {signal}
    }
    .into_any()
}
