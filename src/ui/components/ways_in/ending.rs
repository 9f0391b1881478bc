//! How a row of the list is ended: by a form, or elsewhere.

use super::{Listing, Reach};
use crate::language::say;
use crate::shared::ways_in::Definition;
use crate::shared::{FactorKind, Identifier, LocalPath, ProviderName, Status, Way, WayInView, WayKind};
use crate::ui::components::list_parts::{Opener, write_disclosure, write_password};
use crate::ui::{Markup, write_field, write_markup};

/// How a row is ended.
enum Ending {
    /// With one press, of oneself.
    Press(&'static str),
    /// With a form that says what it means: its button, that text, and the button that does it.
    Ask(&'static str, String, &'static str),
    /// Elsewhere: the address, and what the link to it says.
    At(String, &'static str),
}

/// The link of somebody else.
fn revocation() -> Ending {
    Ending::Ask(say::token_revoke_opener(), say::link_revoke_about().to_owned(), say::revoke())
}

/// None: it cannot be ended, or not by the reader. What ends something of somebody else asks.
fn ending(way: &WayInView, listing: &Listing) -> Option<Ending> {
    let name = way.name.as_deref().unwrap_or_default();
    let is_own = !matches!(listing.reach, Reach::Other(_));
    let kind = way.kind.way();
    Some(match kind {
        Way::Session if is_own => Ending::Press(say::sign_out()),
        Way::Session => Ending::Ask(say::sign_out_opener(), say::sign_out_about().to_owned(), say::sign_out()),
        Way::TrustedBrowser if is_own => Ending::Press(say::trusted_browser_forget()),
        Way::PendingEmail if is_own => Ending::Press(say::cancel()),
        Way::HandedLink if is_own => Ending::Press(say::revoke()),
        Way::HandedLink => revocation(),
        Way::Invitation if listing.is_administrator => revocation(),
        Way::Factor(factor) => of_factor(factor, name, listing.reach),
        // There it is kept or unlinked.
        Way::Identity if way.is_held && is_own => {
            Ending::At("/account/security#linked-accounts".to_owned(), say::ways_in_check())
        }
        Way::Identity => {
            Ending::Ask(say::identity_unlink_opener(), say::identity_unlink_about(name), say::identity_unlink())
        }
        Way::TokenForOthers if !listing.is_administrator => return None,
        Way::ApiToken | Way::TokenForOthers => {
            Ending::Ask(say::token_revoke_opener(), say::token_revoke_about(name), say::token_revoke())
        }
        Way::Client => {
            Ending::Ask(say::access_take_back_opener(), say::access_take_back_about(name), say::access_take_back())
        }
        Way::Former(_) if !is_own && listing.is_administrator => {
            Ending::Ask(say::value_release_opener(), say::value_release_about(name), say::value_release())
        }
        Way::Defined(_) if !listing.is_administrator => return None,
        Way::Defined(definition) => of_definition(definition, way),
        // The page of the profile has the field.
        Way::Former(Identifier::Username) if is_own => {
            Ending::At("/account#username".to_owned(), say::value_take_back())
        }
        Way::Password
        | Way::Email
        | Way::TrustedBrowser
        | Way::PendingEmail
        | Way::Invitation
        | Way::Undo
        | Way::Former(_) => {
            let (address, label) = elsewhere(kind, listing.reach)?;
            Ending::At(address.to_owned(), label)
        }
    })
}

/// Takes back what an administrator has defined.
fn of_definition(definition: Definition, way: &WayInView) -> Ending {
    let name = way.name.as_deref().unwrap_or_default();
    match definition {
        Definition::Provider { is_new: true } => Ending::Ask(
            say::defined_provider_opener(),
            say::defined_provider_about(name),
            say::defined_provider_delete(),
        ),
        Definition::Provider { is_new: false } => {
            let provider = ProviderName::from_stored(way.id.clone().unwrap_or_default());
            Ending::At(LocalPath::provider(&provider).as_str().to_owned(), say::ways_in_check())
        }
        Definition::Client => {
            Ending::Ask(say::defined_client_opener(), say::defined_client_about(name), say::defined_client_close())
        }
        Definition::Administrator => Ending::Ask(
            say::made_administrator_opener(),
            say::made_administrator_about(name),
            say::made_administrator_remove(),
        ),
    }
}

fn of_factor(factor: FactorKind, name: &str, reach: Reach) -> Ending {
    let (section, removal) = (factor.section(), factor.removal(name));
    match (reach, removal) {
        // This page asks for what the removal needs.
        (Reach::Own | Reach::OwnWithoutFactor, Some(form)) => Ending::Ask(form.opener, form.about, form.button),
        (Reach::Own | Reach::OwnWithoutFactor, None) => Ending::At(format!("#{section}"), say::ways_in_replace()),
        (Reach::Oneself, removal) => {
            let label = removal.map_or(say::ways_in_replace(), |form| form.opener);
            Ending::At(format!("/account/security#{section}"), label)
        }
        (Reach::Other(_), _) => Ending::At("#user-factors".to_owned(), say::user_factors_reset_opener()),
    }
}

/// The address where something is replaced that its row does not end, and what that is called. None: nowhere.
fn elsewhere(way: Way, reach: Reach) -> Option<(&'static str, &'static str)> {
    Some(match (way, reach) {
        (Way::Password, Reach::Own) => ("#change-password", say::security_change_password()),
        (Way::Password, Reach::Oneself) => ("/account/security#change-password", say::security_change_password()),
        (Way::Password, Reach::Other(Status::Active)) => ("#make-password-link", say::user_create_password_link()),
        (Way::Email, Reach::Own | Reach::Oneself) => ("/account#email", say::ways_in_replace()),
        (Way::Email, Reach::Other(Status::Active | Status::Disabled)) => ("#email", say::ways_in_replace()),
        (Way::Password, Reach::OwnWithoutFactor | Reach::Other(Status::Disabled | Status::Deleted))
        | (Way::Email, Reach::OwnWithoutFactor | Reach::Other(Status::Deleted))
        | (
            Way::Session
            | Way::TrustedBrowser
            | Way::Factor(_)
            | Way::Identity
            | Way::ApiToken
            | Way::TokenForOthers
            | Way::Client
            | Way::HandedLink
            | Way::Invitation
            | Way::PendingEmail
            | Way::Undo
            | Way::Former(_)
            | Way::Defined(_),
            _,
        ) => return None,
    })
}

/// Writes the form that ends a row, or the link to where that can be done.
pub(super) fn write_ending(out: &mut Markup, way: &WayInView, title: &str, listing: &Listing, asks_password: bool) {
    let Some(ending) = ending(way, listing) else { return };
    let value = &*way.in_form();
    // Several devices may have the same name.
    let since = way.added_at.filter(|_| way.kind == WayKind::Session).map(|at| format!(", {}", at.ago(listing.now)));
    let named = format!("{title}{}", since.unwrap_or_default());
    let name = |label: &str| say::ways_in_end_name(label.trim_end_matches(['…', ' ']), &named);
    match ending {
        Ending::Press(label) => {
            out.add("<form method=\"post\" action=\"/actions/ways-in/end\">");
            write_hidden(out, listing);
            write_markup!(out;
                "<button class=\"btn btn-secondary btn-small\" type=\"submit\" aria-label=\"" (&name(label))
                "\" name=\"way\" value=\"" (value) "\">" (label) "</button></form>");
        }
        Ending::Ask(label, about, button) => {
            let opener = Opener { label, name: &name(label), class: "btn-secondary" };
            write_disclosure(out, &opener, "/actions/ways-in/end", |out| {
                write_hidden(out, listing);
                write_markup!(out; "<small>" (&about) "</small>");
                if asks_password && matches!(way.kind.way(), Way::Factor(_)) {
                    write_password(out, &password_id(value));
                }
                write_markup!(out;
                    "<button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"way\" value=\"" (value) "\">"
                    (button) "</button>");
            });
        }
        Ending::At(href, label) => write_markup!(out;
            // `rel=external`: the browser opens the row that it leads to, which the router would not.
            "<a class=\"btn btn-secondary btn-small\" href=\"" (&href) "\" rel=\"external\" aria-label=\"" (&name(label)) "\">"
            (label) "</a>"),
    }
}

fn write_hidden(out: &mut Markup, listing: &Listing) {
    write_markup!(out;
        "<input type=\"hidden\" name=\"user\" value=\"" (&listing.account)
        "\"><input type=\"hidden\" name=\"after\" value=\"" (listing.after) "\">");
    write_next(out, listing);
}

/// Only the page about security leads on.
pub fn write_next(out: &mut Markup, listing: &Listing) {
    if !listing.next.is_empty() {
        write_field(out, &listing.next);
    }
}

/// The id of the field for the password in the form of a row.
pub(super) fn password_id(way: &str) -> String {
    format!("password-of-{way}")
}
