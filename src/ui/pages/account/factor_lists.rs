//! How the user signs in, as HTML: a section for each kind of factor.

use super::passkey_list;
use crate::language::say;
use crate::shared::possible::Means;
use crate::shared::{
    AuthenticatorView, FactorsView, Handle, OwnFactorsView, RecoveryCodesView, Timestamp, TrustedBrowserView,
};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::session_list::device_shape;
use crate::ui::components::{Shape, write_disclosure, write_last_use, write_password, write_warning};
use crate::ui::markup::list;
use crate::ui::{Markup, html, write_day, write_markup};

/// With so many recovery codes left, or fewer, new ones are asked for.
const FEW_CODES: u64 = 3;

/// `next`: where the user goes on afterwards. `support`: a link to who helps, as HTML.
pub fn sections_html(own: &OwnFactorsView, now: Timestamp, next: &Handle, support: Option<&str>) -> String {
    let OwnFactorsView { factors, browsers, no_passkeys, needs_long_password, needs_factor, demanded_from, .. } = own;
    let means = own.means();
    // The password has to be long enough without the last one.
    let asks_password = *needs_long_password && means.is_last_factor_beside_password();
    html(|out| {
        if *needs_factor {
            write_alert(out, say::factor_demanded(), say::factor_demanded_about(), next);
        }
        if let Some(from) = demanded_from {
            write_demand(out, *from, next);
        }
        write_section(out, "passkeys", say::passkeys(), say::passkeys_about(), |out| {
            passkey_list::write(out, &factors.passkeys, asks_password, now, support);
            out.add("</div><div class=\"card-foot\">");
            match no_passkeys {
                Some(why) => write_markup!(out; "<span>" (&why.say()) "</span>"),
                None => passkey_list::write_adding(out, &factors.passkeys),
            }
        });
        write_section(out, "authenticator", say::authenticator(), say::authenticator_line(), |out| {
            write_authenticator(out, factors.authenticator.as_ref(), asks_password, now, next);
        });
        write_section(out, "recovery-codes", say::recovery_codes(), say::recovery_codes_about(), |out| {
            write_codes(out, factors, means.has_second_factor());
        });
        if means.has_password && means.passkeys > 0 {
            write_section(out, "no-password", say::no_password(), say::no_password_about(), |out| {
                write_password_removal(out, &means);
            });
        }
        if !browsers.is_empty() {
            write_section(out, "trusted-browsers", say::trusted_browsers(), say::trusted_browsers_about(), |out| {
                out.written(&list(browsers, "", |out, browser| write_browser(out, browser, now)));
            });
        }
    })
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

/// A section with one card. `content` may end its body and write a foot.
fn write_section(
    out: &mut Markup,
    id: &'static str,
    heading: &'static str,
    about: &'static str,
    content: impl FnOnce(&mut Markup),
) {
    write_markup!(out;
        "<section class=\"section\" id=\"" (id) "\"><header><h2>" (heading) "</h2><p>" (about)
        "</p></header><div class=\"card\"><div class=\"facts-card\">");
    content(out);
    out.add("</div></div></section>");
}

/// When something was added, and when it was last used.
pub(super) fn write_dates(out: &mut Markup, created_at: Timestamp, last_used_at: Option<Timestamp>, now: Timestamp) {
    write_day(out, say::factor_added(), created_at);
    out.add(" · ");
    write_last_use(out, last_used_at, now);
}

/// How the password is removed, or what is missing for that.
fn write_password_removal(out: &mut Markup, means: &Means) {
    if !means.can_lose_password() {
        write_markup!(out; "<p class=\"hint\">" (say::no_password_needs_more()) "</p>");
        return;
    }
    let opener = Opener { label: say::no_password_opener(), name: say::no_password_name(), class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/password/remove", |out| {
        write_markup!(out;
            "<small>" (say::no_password_remove_about())
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\">" (say::no_password_remove())
            "</button>");
    });
}

fn write_authenticator(
    out: &mut Markup,
    authenticator: Option<&AuthenticatorView>,
    asks_password: bool,
    now: Timestamp,
    next: &Handle,
) {
    let Some(AuthenticatorView { created_at, last_used_at }) = authenticator else {
        let page = next.link("/account/security/authenticator");
        write_markup!(out;
            "<p class=\"hint\">" (say::authenticator_none())
            "</p></div><div class=\"card-foot\"><a class=\"btn btn-secondary\" href=\"" (&page) "\">"
            (say::authenticator_set_up()) "</a>");
        return;
    };
    out.add("<ul class=\"devices\"><li><span class=\"tile\">");
    Shape::PHONE.write(out, "icon");
    write_markup!(out; "</span><div><p>" (say::authenticator()) "</p><small>");
    write_dates(out, *created_at, *last_used_at, now);
    out.add("</small></div>");
    let opener = Opener {
        label: say::authenticator_remove_opener(),
        name: say::authenticator_remove_name(),
        class: "btn-secondary",
    };
    write_disclosure(out, &opener, "/actions/authenticator/remove", |out| {
        write_markup!(out;
            "<small>" (say::authenticator_remove_about()) "</small>");
        if asks_password {
            write_password(out, "password-app");
        }
        write_markup!(out;
            "<button class=\"btn btn-danger btn-small mt-2\" type=\"submit\">" (say::authenticator_remove())
            "</button>");
    });
    out.add("</li></ul>");
}

fn write_codes(out: &mut Markup, factors: &FactorsView, has_second_factor: bool) {
    let RecoveryCodesView { left, total, created_at } = &factors.recovery_codes;
    if has_second_factor && *left <= FEW_CODES {
        out.add("<div class=\"alert alert-warning\" role=\"status\">");
        Shape::WARNING.write(out, "icon");
        let advice = if *left == 0 { say::recovery_codes_needed() } else { say::recovery_codes_few() };
        write_markup!(out; "<p>" (advice) "</p></div>");
    }
    if *total == 0 {
        write_markup!(out;
            "<p class=\"hint\">" (say::recovery_codes_none())
            "</p><form method=\"post\" action=\"/actions/recovery-codes\">"
            "<button class=\"btn btn-secondary\" type=\"submit\">" (say::recovery_codes_make()) "</button></form>");
        return;
    }
    write_markup!(out; "<ul class=\"devices\"><li><div><p>" (&say::recovery_codes_left(*left, *total)) "</p>");
    if let Some(at) = created_at {
        out.add("<small>");
        write_day(out, say::factor_added(), *at);
        out.add("</small>");
    }
    out.add("</div>");
    let opener = Opener {
        label: say::recovery_codes_renew_opener(),
        name: say::recovery_codes_renew_name(),
        class: "btn-secondary",
    };
    write_disclosure(out, &opener, "/actions/recovery-codes", |out| {
        write_markup!(out;
            "<small>" (say::recovery_codes_renew_about())
            "</small><button class=\"btn btn-primary btn-small mt-2\" type=\"submit\">" (say::recovery_codes_make())
            "</button>");
    });
    out.add("</li></ul>");
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
    use crate::shared::{PasskeyId, PasskeyView};
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
        sections_html(own, Timestamp(0), &Handle::default(), None)
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
