//! The fields of a client (OpenID Connect), and that of a device. The server reads them.

use super::{NO_HELP, Need, Spec, TEXT};
use crate::language::say;
use crate::shared::ClientDefinition;
use crate::shared::fields::input::{Defined, Field, Input};
use std::sync::LazyLock;

/// One item per line.
pub(super) const LINES: Spec = Spec { attributes: &[("rows", "3"), NO_HELP[0], NO_HELP[1]], need: Need::Never, ..TEXT };
/// An address.
pub(super) const URL: Spec =
    Spec { attributes: &[("type", "text"), ("inputmode", "url"), NO_HELP[0], NO_HELP[1]], need: Need::Never, ..TEXT };
pub(super) const OPTIONAL: Spec = Spec { need: Need::Never, ..TEXT };
/// A text without spaces.
pub(super) const WORD: Spec = Spec { attributes: &[("type", "text"), NO_HELP[0], NO_HELP[1]], ..TEXT };
const NUMBER: Spec = Spec { attributes: &[("type", "text"), ("inputmode", "numeric")], ..OPTIONAL };

/// All fields but the id.
pub static FIELDS: LazyLock<Vec<(&'static Field<ClientDefinition>, Spec)>> = LazyLock::new(of_definition);

/// The fields in the order of forms. What is chosen has no input of its own.
pub(super) fn of_definition<V: Defined>() -> Vec<(&'static Field<V>, Spec)> {
    let mut all: Vec<_> = V::FIELDS.iter().map(|field| (field, spec(field))).collect();
    all.sort_by_key(|(field, _)| field.place);
    all
}

fn spec<V: Defined>(field: &Field<V>) -> Spec {
    let Field { name, label, input, .. } = *field;
    let (id, kind) = match input {
        Input::Text(id, _) | Input::Account(id, _) => (id, OPTIONAL),
        Input::Word(id, _) => (id, WORD),
        Input::Number(id, _) => (id, NUMBER),
        Input::Url(id, _) => (id, URL),
        Input::Lines(id, _) => (id, LINES),
        Input::Flag(..) | Input::One(_) | Input::AtMostOne(_) | Input::Many(..) => ("", OPTIONAL),
    };
    Spec { id, name, label, ..kind }
}

pub static CLIENT_ID: Spec =
    Spec { attributes: URL.attributes, ..OPTIONAL.called("client-id", "client_id", say::client_id) };
pub static EXPIRES_IN: Spec = OPTIONAL.called("secret-expires-in", "expires_in", say::client_secret_life);
/// An own secret, which browsers must not fill in or keep.
pub static OWN_SECRET: Spec =
    Spec { autocomplete: "new-password", ..URL.called("own-secret", "own_password", say::client_own_secret) };

/// The letters that a device shows.
pub static USER_CODE: Spec = TEXT.called("user-code", "user_code", say::field_user_code);
