//! The user's passkeys, as HTML.

use super::factor_lists::write_dates;
use crate::language::say;
use crate::shared::{PasskeyView, Timestamp};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{Shape, write_disclosure, write_helper, write_password, write_warning, write_words};
use crate::ui::markup::list;
use crate::ui::{Markup, write_markup};

/// The list. `asks_password`: for the one that is left.
pub fn write(out: &mut Markup, passkeys: &[PasskeyView], asks_password: bool, now: Timestamp) {
    if passkeys.is_empty() {
        // The row says so.
        return;
    }
    let rows = list(passkeys, "", |out, passkey| {
        // One of an earlier domain counts for nothing.
        write_passkey(out, passkey, asks_password && passkey.earlier_domain.is_none(), now);
    });
    out.written(&rows);
}

/// Says what became of passkeys of an earlier domain, and who helps. `support`: a link to them, as HTML.
pub fn write_earlier(out: &mut Markup, passkeys: &[PasskeyView], support: Option<&str>) {
    let Some(domain) = passkeys.iter().find_map(|passkey| passkey.earlier_domain.as_deref()) else { return };
    write_warning(out, "alert alert-warning mt-6", say::passkeys_earlier(), |out| {
        write_markup!(out; "<p>" (&say::passkeys_earlier_about(domain)) " ");
        write_helper(out, support);
        out.add("</p>");
    });
}

fn write_passkey(out: &mut Markup, passkey: &PasskeyView, asks_password: bool, now: Timestamp) {
    let (id, name) = (&*passkey.id.to_string(), &*passkey.name);
    let place = if passkey.is_synced { say::passkey_synced() } else { say::passkey_on_device() };
    out.add("<span class=\"tile\">");
    Shape::KEY.write(out, "icon");
    write_markup!(out; "</span><div><p>" (name) "</p><small>" (place));
    if passkey.is_synced && !passkey.is_backed_up {
        write_markup!(out; " · " (say::passkey_not_backed_up()));
    }
    if let Some(domain) = &passkey.earlier_domain {
        write_markup!(out; "</small><small>" (&say::passkey_earlier(domain)));
    }
    if passkey.is_held {
        write_markup!(out; "</small><small>" (say::passkey_held()));
    }
    out.add("</small><small>");
    write_dates(out, passkey.created_at, passkey.last_used_at, now);
    out.add("</small></div>");
    let opener =
        Opener { label: say::passkey_rename_opener(), name: &say::passkey_rename_name(name), class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/passkeys/rename", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (id) "\"><label class=\"label\" for=\"name-" (id) "\">"
            (say::passkey_name()) "</label><input class=\"input mt-1.5\" type=\"text\" name=\"name\" id=\"name-" (id)
            "\" value=\"" (name) "\" autocomplete=\"off\" maxlength=\"80\">"
            "<button class=\"btn btn-primary btn-small mt-2\" type=\"submit\" value=\"" (id) "\">"
            (say::passkey_rename()) "</button>");
    });
    let opener =
        Opener { label: say::passkey_remove_opener(), name: &say::passkey_remove_name(name), class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/passkeys/remove", |out| {
        write_markup!(out;
            "<small>" (&say::passkey_remove_about(name)) "</small>");
        if asks_password {
            write_password(out, &format!("password-{id}"));
        }
        write_markup!(out;
            "<button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"id\" value=\"" (id) "\">"
            (say::passkey_remove()) "</button>");
    });
}

/// The button that adds a passkey, which needs the script.
pub fn write_button(out: &mut Markup, class: &'static str) {
    write_markup!(out;
        "<span class=\"hint without-script\">" (say::passkey_add_plain()) "</span><live-part class=\"passkey-add\"");
    write_words(out, "add");
    write_markup!(out;
        " data-exists=\"" (say::passkey_exists()) "\" data-unsupported=\"" (say::passkey_unsupported())
        "\"><span class=\"error\" aria-live=\"polite\"></span><button class=\"btn " (class) "\" type=\"button\" hidden>"
        (say::passkey_add()) "</button></live-part>");
}

/// The same, and what the browser learns about the passkeys that there are.
pub fn write_adding(out: &mut Markup, passkeys: &[PasskeyView]) {
    write_button(out, "btn-secondary");
    out.add("<live-part");
    write_words(out, "signal");
    out.add(" data-state=\"");
    passkeys.iter().for_each(|passkey| out.text(&passkey.id.to_string()));
    out.add("\"></live-part>");
}
