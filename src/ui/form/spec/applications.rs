//! The fields of an application.

use super::clients::URL;
use super::{NO_HELP, Need, Rule, Spec, TEXT, THEIR_USERNAME, fits};
use crate::language::say;
use crate::shared::applications::{ApplicationName, MAX_TITLE_CHARS};

/// The name of an application in tokens and addresses.
pub static NAME: Spec = Spec {
    id: "application-name",
    name: "name",
    label: say::name,
    rule: Rule::Form(|value, _| ApplicationName::parse(value.trim()).map(drop)),
    ..THEIR_USERNAME
};

/// What users see of an application.
pub static TITLE: Spec = Spec {
    id: "application-title",
    name: "title",
    label: say::field_title,
    need: Need::Never,
    rule: Rule::Form(|value, _| fits(value, MAX_TITLE_CHARS)),
    ..TEXT
};

/// Where an application is, one address per line.
pub static LOCATIONS: Spec = Spec {
    id: "locations",
    name: "locations",
    label: say::field_locations,
    attributes: &[("rows", "3"), ("inputmode", "url"), NO_HELP[0], NO_HELP[1]],
    need: Need::OnDemand,
    ..TEXT
};

/// Where users arrive after signing out in an application. The server reads URLs.
pub static AFTER_SIGN_OUT: Spec =
    Spec { id: "after-sign-out", name: "after_sign_out", label: say::field_after_sign_out, ..URL };

/// How old a proof of who somebody is may be. The server reads it.
pub static MAX_AGE: Spec =
    Spec { id: "max-age", name: "max_age", label: say::field_max_age, need: Need::Never, ..TEXT };

/// The groups whose members may enter an application: check boxes; the first has the id. Radio buttons say whether any is needed.
pub static GROUPS: Spec = Spec { id: "entry-groups", name: "groups", label: say::groups, need: Need::OnDemand, ..TEXT };
