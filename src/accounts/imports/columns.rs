//! The columns of the tables that are imported.

use crate::shared::fields::profile::FIELDS;
use crate::tabular::{CellKind, Column};
use std::sync::LazyLock;

/// The known columns. `password` is one of them only to be rejected, because nobody should know the password of another user;
/// it is accepted in test mode.
pub(super) static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let mut columns =
        vec![also("username", &["benutzername", "login"]), also("email", &["mail", "email_address", "emailadresse"])];
    columns.extend(FIELDS.each_ref().map(|field| also(field.name, other_names(field.name))).into_values());
    columns.extend([
        // Together they are the name of somebody without one.
        also("first_name", &["given_name", "forename", "vorname"]),
        also("last_name", &["family_name", "surname", "nachname", "familienname"]),
        column("role"),
        column("status"),
        column("email_verified"),
        also("password_hash", &["encrypted_password", "hashed_password"]),
        column("totp_secret"),
        column("provider"),
        // The id of the account at the provider.
        column("subject"),
        column("created_at"),
        column("last_login_at"),
        column("external_id"),
        // The id in the system that exported the file. Used as external_id if the row has none.
        column("id"),
        Column { kind: CellKind::List, ..also("groups", &["group", "gruppe", "gruppen"]) },
        column("password"),
    ]);
    columns
});

fn column(name: &'static str) -> Column {
    also(name, &[])
}

/// `aliases`: what tables of other systems, and of people, call it.
fn also(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases, kind: CellKind::Text }
}

/// The other names of a field of the profile.
fn other_names(field: &str) -> &'static [&'static str] {
    match field {
        "name" => &["display_name", "full_name", "anzeigename"],
        "language" => &["sprache"],
        _ => &[],
    }
}
