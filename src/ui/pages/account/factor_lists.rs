//! How the user signs in, as HTML: a row for each kind of factor.

use super::passkey_list;
use super::way_rows::{Row, text, write_fold, write_line};
use crate::language::say;
use crate::shared::possible::Means;
use crate::shared::{
    AuthenticatorView, FactorKind, Handle, OwnFactorsView, RecoveryCodesView, Timestamp, TrustedBrowserView,
};
use crate::ui::components::session_list::device_shape;
use crate::ui::components::{Shape, write_last_use, write_password, write_warning};
use crate::ui::markup::list;
use crate::ui::{Markup, html, write_day, write_markup};

/// With so many recovery codes left, or fewer, new ones are asked for.
const FEW_CODES: u64 = 3;

/// Between the parts of the text: notes, the row of the passkeys, and the rows below that of the password.
pub const BETWEEN: &str = "\0";

/// How the user signs in. `next`: where they go on afterwards. `support`: a link to who helps, as HTML.
pub fn rows_html(own: &OwnFactorsView, now: Timestamp, next: &Handle, support: Option<&str>) -> String {
    let OwnFactorsView { factors, browsers, needs_long_password, .. } = own;
    let means = own.means();
    // The password has to be long enough without the last one.
    let asks_password = *needs_long_password && means.is_last_factor_beside_password();
    html(|out| {
        write_notes(out, own, &means, next);
        passkey_list::write_earlier(out, &factors.passkeys, support);
        out.written(BETWEEN);
        write_passkeys(out, own, asks_password, now);
        out.written(BETWEEN);
        write_authenticator(out, own, asks_password, now, next);
        write_codes(out, &factors.recovery_codes);
        if means.has_password && means.passkeys > 0 {
            write_password_removal(out, &means);
        }
        if !browsers.is_empty() {
            write_browsers(out, browsers, now);
        }
    })
}

/// What is missing.
fn write_notes(out: &mut Markup, own: &OwnFactorsView, means: &Means, next: &Handle) {
    if own.needs_factor {
        write_alert(out, say::factor_demanded(), say::factor_demanded_about(), next);
    }
    if let Some(from) = own.demanded_from {
        write_demand(out, from, next);
    }
    let RecoveryCodesView { left, .. } = own.factors.recovery_codes;
    if means.has_second_factor() && left <= FEW_CODES {
        let advice = if left == 0 { say::recovery_codes_needed() } else { say::recovery_codes_few() };
        write_warning(out, "alert alert-warning mt-6", say::recovery_codes_make(), |out| {
            // `rel=external`: the browser opens the row.
            write_markup!(out;
                "<p>" (advice) " <a rel=\"external\" href=\"#recovery-codes\">" (say::recovery_codes_there()) "</a></p>");
        });
    }
}

/// Says from when on a second factor will be demanded of the user, who has none. `next`: where they go on once it is added.
pub fn write_demand(out: &mut Markup, from: Timestamp, next: &Handle) {
    write_alert(out, &say::factor_demanded_from(&from.day_in_words()), say::factor_demanded_from_about(), next);
}

fn write_alert(out: &mut Markup, title: &str, about: &str, next: &Handle) {
    let page = next.before_factor();
    write_warning(out, "alert alert-warning mt-6", title, |out| {
        // `rel=external`: the server reads what that page shows.
        write_markup!(out;
            "<p>" (about) " <a rel=\"external\" href=\"" (page.as_str()) "\">" (say::factor_demanded_add()) "</a></p>");
    });
}

/// When something was added, and when it was last used.
pub(super) fn write_dates(out: &mut Markup, created_at: Timestamp, last_used_at: Option<Timestamp>, now: Timestamp) {
    write_day(out, say::factor_added(), created_at);
    out.add(" · ");
    write_last_use(out, last_used_at, now);
}

fn write_passkeys(out: &mut Markup, own: &OwnFactorsView, asks_password: bool, now: Timestamp) {
    let passkeys = &own.factors.passkeys;
    let names: Vec<_> = passkeys.iter().map(|passkey| passkey.name.as_str()).collect();
    let (state, button) = match names.len() as u64 {
        0 => (say::passkeys_none().to_owned(), say::way_add()),
        count => (say::passkeys_count(count, &names.join(", ")), say::way_show()),
    };
    let row =
        Row { id: FactorKind::Passkey.section(), shape: Shape::KEY, heading: say::passkeys(), state: &text(&state) };
    write_fold(out, &row, button, |out| {
        write_markup!(out; "<p class=\"hint\">" (say::passkeys_about()) "</p>");
        passkey_list::write(out, passkeys, asks_password, now);
        match &own.no_passkeys {
            Some(why) => write_markup!(out; "<p class=\"hint\">" (&why.say()) "</p>"),
            None => passkey_list::write_adding(out, passkeys),
        }
    });
}

/// How the password is removed, or what is missing for that.
fn write_password_removal(out: &mut Markup, means: &Means) {
    let can_lose_it = means.can_lose_password();
    let state = text(if can_lose_it { say::no_password_about() } else { say::no_password_needs_more() });
    let row = Row { id: "no-password", shape: Shape::LOCK, heading: say::no_password(), state: &state };
    if !can_lose_it {
        return write_line(out, &row, |_| {});
    }
    write_fold(out, &row, say::no_password_opener(), |out| {
        write_markup!(out;
            "<form class=\"devices\" method=\"post\" action=\"/actions/password/remove\"><small>"
            (say::no_password_remove_about())
            "</small><p><button class=\"btn btn-danger btn-small\" type=\"submit\">" (say::no_password_remove())
            "</button></p></form>");
    });
}

fn row_of_app(state: &str) -> Row<'_> {
    Row { id: FactorKind::Authenticator.section(), shape: Shape::PHONE, heading: say::authenticator(), state }
}

fn write_authenticator(out: &mut Markup, own: &OwnFactorsView, asks_password: bool, now: Timestamp, next: &Handle) {
    let Some(AuthenticatorView { created_at, last_used_at }) = &own.factors.authenticator else {
        let is_enough = own.means().passkeys > 0;
        let state = text(if is_enough { say::authenticator_unneeded() } else { say::authenticator_none() });
        let page = next.link("/account/security/authenticator");
        return write_line(out, &row_of_app(&state), |out| {
            write_markup!(out;
                "<a class=\"btn btn-secondary btn-small\" href=\"" (&page) "\">" (say::authenticator_set_up()) "</a>");
        });
    };
    let state = html(|out| write_dates(out, *created_at, *last_used_at, now));
    write_fold(out, &row_of_app(&state), say::authenticator_remove_opener(), |out| {
        write_markup!(out;
            "<p class=\"hint\">" (say::authenticator_line())
            "</p><form class=\"devices\" method=\"post\" action=\"/actions/authenticator/remove\"><small>"
            (say::authenticator_remove_about()) "</small>");
        if asks_password {
            write_password(out, "password-app");
        }
        write_markup!(out;
            "<p><button class=\"btn btn-danger btn-small\" type=\"submit\">" (say::authenticator_remove())
            "</button></p></form>");
    });
}

fn row_of_codes(state: &str) -> Row<'_> {
    Row { id: FactorKind::RecoveryCodes.section(), shape: Shape::LOCK, heading: say::recovery_codes(), state }
}

fn write_codes(out: &mut Markup, codes: &RecoveryCodesView) {
    let RecoveryCodesView { left, total, created_at } = codes;
    if *total == 0 {
        return write_line(out, &row_of_codes(&text(say::recovery_codes_none())), |out| {
            write_markup!(out;
                "<form method=\"post\" action=\"/actions/recovery-codes\">"
                "<button class=\"btn btn-secondary btn-small\" type=\"submit\">" (say::recovery_codes_make())
                "</button></form>");
        });
    }
    let state = html(|out| {
        write_markup!(out; (&say::recovery_codes_left(*left, *total)));
        if let Some(at) = created_at {
            out.add(" · ");
            write_day(out, say::factor_added(), *at);
        }
    });
    write_fold(out, &row_of_codes(&state), say::recovery_codes_renew_opener(), |out| {
        write_markup!(out;
            "<p class=\"hint\">" (say::recovery_codes_about())
            "</p><form class=\"devices\" method=\"post\" action=\"/actions/recovery-codes\"><small>"
            (say::recovery_codes_renew_about())
            "</small><p><button class=\"btn btn-primary btn-small\" type=\"submit\">" (say::recovery_codes_make())
            "</button></p></form>");
    });
}

fn write_browsers(out: &mut Markup, browsers: &[TrustedBrowserView], now: Timestamp) {
    let state = text(say::trusted_browsers_about());
    let row = Row { id: "trusted-browsers", shape: Shape::COMPUTER, heading: say::trusted_browsers(), state: &state };
    write_fold(out, &row, say::way_show(), |out| {
        out.written(&list(browsers, "", |out, browser| write_browser(out, browser, now)));
    });
}

fn write_browser(out: &mut Markup, browser: &TrustedBrowserView, now: Timestamp) {
    let device = &*browser.device.say();
    out.add("<span class=\"tile\">");
    device_shape(browser.kind).write(out, "icon");
    write_markup!(out; "</span><div><p>" (device) "</p><small>");
    write_dates(out, browser.created_at, Some(browser.last_used_at), now);
    out.add("</small><small>");
    write_day(out, say::token_expires(), browser.expires_at);
    write_markup!(out;
        "</small></div><form method=\"post\" action=\"/actions/trusted-browsers/revoke\">"
        "<button class=\"btn btn-secondary btn-small\" type=\"submit\" name=\"id\" aria-label=\""
        (&say::trusted_browser_forget_name(device)) "\" value=\"" (&browser.id.to_string()) "\">"
        (say::trusted_browser_forget()) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{FactorsView, PasskeyId, PasskeyView};
    use uuid::Uuid;

    fn own(passkeys: u128, left: u64) -> OwnFactorsView {
        let passkey = |number| PasskeyView {
            id: PasskeyId(Uuid::from_u128(number)),
            name: "Phone".to_owned(),
            is_synced: true,
            is_backed_up: true,
            created_at: Timestamp(0),
            last_used_at: None,
            earlier_domain: None,
            is_held: false,
        };
        OwnFactorsView {
            factors: FactorsView {
                passkeys: (1..=passkeys).map(passkey).collect(),
                authenticator: None,
                recovery_codes: RecoveryCodesView { left, total: left.max(1), created_at: None },
                has_password: true,
            },
            identities: 0,
            browsers: Vec::new(),
            no_passkeys: None,
            needs_long_password: false,
            needs_factor: false,
            demanded_from: None,
            sessions_without_factor: 0,
        }
    }

    fn shown(own: &OwnFactorsView) -> String {
        rows_html(own, Timestamp(0), &Handle::default(), None)
    }

    #[test]
    fn with_three_recovery_codes_left_new_ones_are_asked_for() {
        for (passkeys, left, is_asked) in [(1, 4, false), (1, 3, true), (1, 0, true), (0, 0, false)] {
            assert_eq!(shown(&own(passkeys, left)).contains("alert-warning"), is_asked, "{passkeys} {left}");
        }
    }

    #[test]
    fn a_password_can_be_removed_that_is_not_needed() {
        for (passkeys, left, is_offered) in [(0, 10, false), (1, 0, false), (1, 1, true), (2, 0, true)] {
            let html = shown(&own(passkeys, left));
            assert_eq!(html.contains("/actions/password/remove"), is_offered, "{passkeys} {left}");
        }
        let with_provider = OwnFactorsView { identities: 1, ..own(1, 0) };
        assert!(
            shown(&with_provider).contains("/actions/password/remove"),
            "an account at a provider signs in as well"
        );
        let mut without = own(2, 10);
        without.factors.has_password = false;
        assert!(!shown(&without).contains("no-password"), "there is none");
    }

    #[test]
    fn the_last_factor_is_removed_with_a_long_password_by_the_rules_of_nist() {
        for (passkeys, needs_long_password, is_asked) in [(1, true, true), (2, true, false), (1, false, false)] {
            let html = shown(&OwnFactorsView { needs_long_password, ..own(passkeys, 10) });
            assert_eq!(html.contains("name=\"current_password\""), is_asked, "{passkeys}");
        }
    }
}
