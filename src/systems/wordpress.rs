//! The table `wp_users` of WordPress as CSV, of the database, of WP-CLI or of a plugin, whose columns have the same names.

use super::found::{Found, Person};
use super::tables::{Cells, column};
use crate::tabular::Column;

pub(super) static COLUMNS: [Column; 9] = [
    Column { aliases: &["source_user_id"], ..column("id") },
    column("user_login"),
    column("user_email"),
    column("user_pass"),
    column("display_name"),
    column("first_name"),
    column("last_name"),
    column("user_registered"),
    Column { aliases: &["role", "wp_capabilities"], ..column("roles") },
];

pub(super) fn read(user: &Cells<'_>, found: &mut Found) {
    let name = match user.text("display_name") {
        name if name.is_empty() => format!("{} {}", user.text("first_name"), user.text("last_name")),
        name => name,
    };
    // WordPress shows the username of those who have entered no name.
    let name = if name == user.text("user_login") { String::new() } else { name };
    found.add(Person {
        external_id: user.text("id"),
        username: user.text("user_login"),
        email: user.text("user_email"),
        name,
        password_hash: user.text("user_pass"),
        created_at: user.text("user_registered"),
        groups: roles(&user.text("roles")),
        ..Person::default()
    });
}

/// Roles, separated by commas, or as the database has them.
fn roles(text: &str) -> Vec<String> {
    let roles = match text.starts_with("a:") {
        true => roles_of_php(text),
        false => text.split([',', '|']).collect(),
    };
    roles.into_iter().map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned).collect()
}

/// The names that are true in an array as PHP writes it: `a:1:{s:6:"editor";b:1;}`. Others were taken away.
fn roles_of_php(text: &str) -> Vec<&str> {
    let (mut parts, mut roles) = (text.split('"').skip(1), Vec::new());
    while let (Some(role), Some(rest)) = (parts.next(), parts.next()) {
        let is_true = match rest.starts_with(";s:") {
            // Old databases have a text, which is in quotation marks as well.
            true => (parts.next(), parts.next()).0 == Some("1"),
            false => !rest.starts_with(";b:0;"),
        };
        roles.extend(is_true.then_some(role));
    }
    roles
}
