//! Everything that can still sign in to an account, each with a form that ends it.

mod ending;
#[cfg(test)]
mod tests;

pub use ending::write_next;

use super::drawings::Shape;
use super::row_list::{Ending, row_list};
use super::session_list::device_shape;
use crate::actions::ways_in::{end_everything_else, end_way_in};
use crate::language::say;
use crate::shared::possible::Means;
use crate::shared::ways_in::Definition;
use crate::shared::{FactorMark, Handle, Identifier, Notice, Status, Timestamp, Way, WayInFields, WayInView, WayKind};
use crate::ui::browser::value_of;
use crate::ui::markup::list;
use crate::ui::{FormState, LiveText, Markup, html, write_ago, write_day, write_lines, write_markup};
use ending::{password_id, write_ending};
use leptos::prelude::*;

/// The value of the button that ends everything else. No row has it: each has a colon.
pub const EVERYTHING_ELSE: &str = "everything-else";
/// Rows that are shown before “All”.
const FIRST: usize = 8;

/// Where the list stands, and so what its reader can do elsewhere about what no row ends.
#[derive(Clone, Copy, Default)]
pub enum Reach {
    /// Among the reader's own ways to sign in.
    #[default]
    Own,
    /// The same for somebody who has to add a second factor first: everything elsewhere is closed.
    OwnWithoutFactor,
    /// On the page that administrators have of their own account.
    Oneself,
    /// On the page of somebody else, whose account has this status.
    Other(Status),
}

/// Whose list it is, and who reads it.
#[derive(Clone, Default)]
pub struct Listing {
    /// The account, or an empty text for the reader's own.
    pub account: String,
    /// As in the address of the page; may be empty.
    pub after: &'static str,
    /// The same: where the reader goes on.
    pub next: Handle,
    pub reach: Reach,
    /// Whether the reader may do what administrators may.
    pub is_administrator: bool,
    /// Whether the last second factor is removed with the password.
    pub needs_long_password: bool,
    pub now: Timestamp,
}

/// `account`: an empty text for the user's own. `after` and `next`: as in the address of the page; may be empty. `html`: written with
/// [`list_html`], and what is around it. `changed`: called with what was ended, as [`WayInView::in_form`] writes it, or with
/// [`EVERYTHING_ELSE`].
pub fn ways_in_list(
    account: String,
    after: &'static str,
    next: Handle,
    form: FormState,
    html: LiveText,
    changed: Box<dyn Fn(&str)>,
) -> AnyView {
    let end = move |way: String| -> Ending {
        if way == EVERYTHING_ELSE {
            return (Box::pin(end_everything_else(after.to_owned(), next.clone())), Notice::EverythingElseEnded);
        }
        let (user, current_password) = (account.clone(), value_of(&password_id(&way)));
        let notice = WayKind::notice_of(&way);
        let fields = WayInFields { way, user, after: after.to_owned(), next: next.clone(), current_password };
        (Box::pin(end_way_in(fields)), notice)
    };
    row_list("ways-in-list", form, html, Box::new(end), changed)
}

/// The rows: eight, and the others behind “All”.
pub fn list_html(ways: &[WayInView], listing: &Listing) -> String {
    // Others count for nothing.
    let usable = |kind: WayKind| ways.iter().filter(|way| way.kind == kind && way.is_usable).count() as u64;
    let means = Means {
        has_password: ways.iter().any(|way| way.kind == WayKind::Password),
        ..Means::of_factors(|kind| usable(kind.into()))
    };
    let asks_password = listing.needs_long_password && means.is_last_factor_beside_password();
    let rows = |ways: &[WayInView]| {
        list(ways, say::ways_in_none(), |out, way| write_row(out, way, listing, asks_password && way.is_usable))
    };
    let (first, others) = ways.split_at(ways.len().min(FIRST));
    html(|out| {
        out.written(&rows(first));
        if !others.is_empty() {
            write_markup!(out;
                "<details class=\"mt-4\"><summary class=\"btn btn-quiet btn-small\">"
                (&say::ways_in_all(ways.len() as u64)) "</summary>");
            out.written(&rows(others));
            out.add("</details>");
        }
    })
}

fn write_row(out: &mut Markup, way: &WayInView, listing: &Listing, asks_password: bool) {
    let title = &*title(way);
    out.add("<span class=\"tile\">");
    shape(way).write(out, "icon");
    write_markup!(out; "</span><div><p class=\"wrap-anywhere\">" (title) "</p>");
    if let Some(detail) = way.detail.as_ref().filter(|_| way.kind == WayKind::Identity) {
        write_markup!(out; "<small class=\"wrap-anywhere\">" (detail) "</small>");
    }
    write_beginning(out, way, listing.now);
    write_times(out, way, listing.now);
    write_lines(out, about(way));
    out.add("</div>");
    if way.is_current {
        write_markup!(out; "<span class=\"badge badge-accent\">" (say::device_this()) "</span>");
    } else {
        write_ending(out, way, title, listing, asks_password);
    }
}

/// When it was added, and from where.
fn write_beginning(out: &mut Markup, way: &WayInView, now: Timestamp) {
    let Some(at) = way.added_at else { return };
    let verb = match way.kind {
        WayKind::Session => say::device_signed_in(),
        WayKind::FormerUsername | WayKind::FormerEmail | WayKind::FormerField => say::ways_in_given_up(),
        _ => say::ways_in_added(),
    };
    out.add("<small>");
    write_ago(out, verb, at, now);
    // The title of these is the device.
    let is_device = matches!(way.kind, WayKind::Session | WayKind::TrustedBrowser);
    let device = way.device.as_ref().filter(|_| !is_device).map(|words| words.say());
    let from: Vec<_> = device.into_iter().chain(way.address.clone()).collect();
    if !from.is_empty() {
        write_markup!(out; " " (&say::ways_in_from(&from.join(", "))));
    }
    out.add("</small>");
}

/// When it was last used, and when it ends.
fn write_times(out: &mut Markup, way: &WayInView, now: Timestamp) {
    // A session goes on as long as it is used.
    let expires_at = way.expires_at.filter(|_| way.kind != WayKind::Session);
    if way.last_used_at.is_none() && expires_at.is_none() {
        return;
    }
    out.add("<small>");
    if let Some(at) = way.last_used_at {
        write_ago(out, say::token_last_used(), at, now);
    }
    if let Some(at) = expires_at {
        out.add(if way.last_used_at.is_some() { " · " } else { "" });
        write_day(out, say::token_expires(), at);
    }
    out.add("</small>");
}

fn title(way: &WayInView) -> String {
    let name = way.name.as_deref().unwrap_or_default();
    let device = || way.device.as_ref().map(|words| words.say()).unwrap_or_default();
    match way.kind.way() {
        Way::Session => device(),
        Way::TrustedBrowser => say::ways_in_trusted_browser_named(&device()),
        Way::Factor(factor) => factor.titled(name),
        Way::Identity => say::ways_in_identity_named(name),
        Way::ApiToken => say::ways_in_api_token_named(name),
        Way::TokenForOthers => say::ways_in_token_for_others_named(way.detail.as_deref().unwrap_or_default(), name),
        Way::PendingEmail => say::ways_in_pending_email_named(name),
        Way::Former(Identifier::Username) => say::ways_in_former_username_named(name),
        Way::Former(Identifier::Email) => say::ways_in_former_email_named(name),
        Way::Former(Identifier::Field) => {
            say::ways_in_former_field_named(way.detail.as_deref().unwrap_or_default(), name)
        }
        Way::Client | Way::Email => name.to_owned(),
        Way::Defined(Definition::Provider { is_new: true }) => say::ways_in_defined_provider_named(name),
        Way::Defined(Definition::Provider { is_new: false }) => say::ways_in_changed_provider_named(name),
        Way::Defined(Definition::Client) => say::ways_in_defined_client_named(name),
        Way::Defined(Definition::Administrator) => say::ways_in_made_administrator_named(name),
        // It was sent to the present address.
        Way::Undo if way.name.is_some() => say::ways_in_undo_here().to_owned(),
        Way::Password | Way::HandedLink | Way::Invitation | Way::Undo => way.kind.label().to_owned(),
    }
}

/// What it can do, where the title does not say that.
fn about(way: &WayInView) -> Option<&'static str> {
    match way.kind.way() {
        Way::Identity if way.is_held => Some(say::identity_held()),
        Way::Factor(_) if way.is_held => Some(say::passkey_held()),
        _ if !way.is_usable => Some(say::ways_in_unusable()),
        Way::Defined(_) => Some(say::ways_in_defined_about()),
        Way::Password => Some(say::ways_in_password_about()),
        Way::TrustedBrowser => Some(say::ways_in_trusted_browser_about()),
        Way::Client => Some(say::ways_in_client_about()),
        Way::Undo => Some(say::ways_in_undo_about()),
        Way::Email => Some(say::ways_in_email_about()),
        Way::Former(_) => Some(say::ways_in_former_about()),
        Way::Session
        | Way::Factor(_)
        | Way::Identity
        | Way::ApiToken
        | Way::TokenForOthers
        | Way::HandedLink
        | Way::Invitation
        | Way::PendingEmail => None,
    }
}

fn shape(way: &WayInView) -> Shape {
    match way.kind.way() {
        Way::Session | Way::TrustedBrowser => device_shape(way.device_kind),
        Way::Factor(factor) => match factor.mark() {
            FactorMark::Key => Shape::KEY,
            FactorMark::Phone => Shape::PHONE,
            FactorMark::Lock => Shape::LOCK,
        },
        Way::Password => Shape::LOCK,
        Way::Identity | Way::Former(_) => Shape::PERSON,
        Way::ApiToken | Way::TokenForOthers => Shape::TERMINAL,
        Way::Client | Way::Defined(Definition::Client | Definition::Provider { .. }) => Shape::TILES,
        Way::Defined(Definition::Administrator) => Shape::PERSON,
        Way::HandedLink | Way::Invitation | Way::PendingEmail | Way::Undo | Way::Email => Shape::MAIL,
    }
}
