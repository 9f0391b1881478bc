//! The table of the collection `users` of PocketBase, and in a column `identities` the linked accounts as JSON.

use super::documents::links;
use super::found::{Found, Person};
use super::tables::{Cells, column};
use crate::tabular::{CellKind, Column};

pub(super) static COLUMNS: [Column; 8] = [
    column("id"),
    column("email"),
    column("username"),
    column("name"),
    column("verified"),
    // The second name is that of versions before 0.23.
    Column { aliases: &["passwordHash"], ..column("password") },
    column("created"),
    Column { kind: CellKind::Json, ..column("identities") },
];

pub(super) fn read(user: &Cells<'_>, found: &mut Found) {
    found.add(Person {
        external_id: user.text("id"),
        email: user.text("email"),
        username: user.text("username"),
        name: user.text("name"),
        email_verified: user.is_true("verified"),
        password_hash: user.text("password"),
        created_at: user.text("created"),
        links: links(&user.json("identities"), "provider", "providerId", &[]),
        ..Person::default()
    });
}
