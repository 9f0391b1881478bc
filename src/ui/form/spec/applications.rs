//! The fields of an application.

use super::clients::URL;
use super::{NO_HELP, Need, Rule, Spec, TEXT, THEIR_USERNAME};
use crate::language::say;
use crate::shared::applications::MAX_TITLE_CHARS;
use crate::shared::{ApplicationName, at_most};

/// The name of an application in tokens and addresses.
pub static NAME: Spec = Spec {
    rule: Rule::Form(|value, _| ApplicationName::parse(value.trim()).map(drop)),
    ..THEIR_USERNAME.called("application-name", "name", say::name)
};

/// What users see of an application.
pub static TITLE: Spec = Spec {
    need: Need::Never,
    rule: Rule::Form(|value, _| at_most(value.trim(), MAX_TITLE_CHARS)),
    ..TEXT.called("application-title", "title", say::field_title)
};

/// Where an application is, one address per line.
pub static LOCATIONS: Spec = Spec {
    attributes: &[("rows", "3"), ("inputmode", "url"), NO_HELP[0], NO_HELP[1]],
    need: Need::OnDemand,
    ..TEXT.called("locations", "locations", say::field_locations)
};

/// Where users arrive after signing out in an application. The server reads URLs.
pub static AFTER_SIGN_OUT: Spec = URL.called("after-sign-out", "after_sign_out", say::field_after_sign_out);

/// Where the tile of an application leads. The server reads URLs.
pub static LINK: Spec = URL.called("application-link", "link", say::field_link);

/// Who may enter an application besides its groups. The server knows the fields that it may name.
pub static RULE: Spec = Spec { need: Need::Never, ..TEXT.called("entry-rule", "rule", say::field_entry_rule) };

/// The fields of one's own that an application learns. The server knows them.
pub static TOLD_FIELDS: Spec =
    Spec { need: Need::Never, ..TEXT.called("told-fields", "fields", say::field_told_fields) };

/// How old a proof of who somebody is may be. The server reads it.
pub static MAX_AGE: Spec = Spec { need: Need::Never, ..TEXT.called("max-age", "max_age", say::field_max_age) };

/// Which program is connected: radio buttons, which a search has above it.
pub static PROGRAM: Spec = TEXT.called("program-search", "program", say::connect_which);

/// Where it is.
pub static PROGRAM_URL: Spec = Spec { need: Need::Always, ..URL.called("program-url", "url", say::connect_where) };

/// Where people return to a program that is not known.
pub static PROGRAM_REDIRECT: Spec =
    Spec { need: Need::OnDemand, ..URL.called("redirect-uris", "redirect_uris", say::connect_redirect) };

/// Who may enter it: radio buttons; the first has the id.
pub static PROGRAM_ENTRY: Spec = TEXT.called("entry-nobody", "entry", say::connect_who);

/// The groups whose members may enter an application: check boxes; the first has the id. Radio buttons say whether any is needed.
pub static GROUPS: Spec = Spec { need: Need::OnDemand, ..TEXT.called("entry-groups", "groups", say::groups) };
