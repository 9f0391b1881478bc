//! The table `auth.users` of Supabase, and in a column `identities` the rows of `auth.identities` as JSON.

use super::documents::{links, text};
use super::found::{Found, Person};
use super::left_out::Left;
use super::tables::{Cells, column};
use crate::shared::ImportedTime;
use crate::tabular::{CellKind, Column};

pub(super) static COLUMNS: [Column; 10] = [
    column("id"),
    column("email"),
    column("encrypted_password"),
    column("email_confirmed_at"),
    column("last_sign_in_at"),
    Column { kind: CellKind::Json, ..column("raw_user_meta_data") },
    column("created_at"),
    column("banned_until"),
    column("deleted_at"),
    Column { kind: CellKind::Json, ..column("identities") },
];

/// Ways of signing in that are no accounts elsewhere.
const OWN: [&str; 2] = ["email", "phone"];

pub(super) fn read(user: &Cells<'_>, found: &mut Found) {
    if !user.is_empty("deleted_at") {
        return found.leave_out(Left::Deleted);
    }
    let about = user.json("raw_user_meta_data");
    let names = ["full_name", "name", "display_name"].map(|member| text(&about, member));
    // `infinity` is no time, and never over.
    let is_over = ImportedTime::parse(&user.text("banned_until")).is_ok_and(|until| until.time <= found.now);
    found.add(Person {
        external_id: user.text("id"),
        email: user.text("email"),
        name: names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default(),
        email_verified: !user.is_empty("email_confirmed_at"),
        is_disabled: !user.is_empty("banned_until") && !is_over,
        password_hash: user.text("encrypted_password"),
        created_at: user.text("created_at"),
        last_login_at: user.text("last_sign_in_at"),
        links: links(&user.json("identities"), "provider", "provider_id", &OWN),
        ..Person::default()
    });
}
