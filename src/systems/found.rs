//! What the file of a system says about people, as the rows of an import.

use super::left_out::{Left, LeftOuts};
use crate::identity;
use crate::passwords::{self, UnusableHash};
use crate::shared::fields::names::{MAX_PERSON_CHARS, cleaned_name};
use crate::shared::groups::MAX_GROUPS;
use crate::shared::{GroupName, ImportedTime, Problem, Text, Timestamp};
use crate::tabular::{Column, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a file says about somebody, in its words. What is empty counts as missing.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Person {
    pub external_id: String,
    pub username: String,
    pub email: String,
    pub name: String,
    pub email_verified: bool,
    pub is_disabled: bool,
    pub password_hash: String,
    /// Of an authenticator app, in base32.
    pub totp_secret: String,
    pub created_at: String,
    pub last_login_at: String,
    /// As the system calls them.
    pub groups: Vec<String>,
    /// The name of a provider, as it is here if it is one of those that have a usual name, and the id there.
    pub links: Vec<(String, String)>,
}

/// The rows that have been read, and what was left out.
pub(super) struct Found {
    columns: &'static [Column],
    pub(super) now: Timestamp,
    pub(super) rows: Vec<Row>,
    /// How many people the file has so far, also those who are left out. Rows are counted by it.
    pub(super) people: u64,
    pub(super) left_out: LeftOuts,
    /// What the system calls a group, by its name here.
    groups: BTreeMap<GroupName, String>,
}

impl Found {
    pub(super) fn new(columns: &'static [Column], now: Timestamp) -> Self {
        Self { columns, now, rows: Vec::new(), people: 0, left_out: LeftOuts::default(), groups: BTreeMap::new() }
    }

    /// Somebody who cannot be imported.
    pub(super) fn leave_out(&mut self, left: Left) {
        self.people += 1;
        self.left_out.add(left);
    }

    /// Somebody whose row cannot be read.
    pub(super) fn unreadable(&mut self, problem: Problem) {
        self.people += 1;
        self.rows.push(Row { number: self.people, cells: Err(problem), links: Vec::new() });
    }

    /// Somebody, with what can be imported.
    pub(super) fn add(&mut self, person: Person) {
        let email = person.email.trim();
        if email.is_empty() {
            return self.leave_out(Left::NoAddress);
        }
        if identity::ordinary_address(email).is_err() {
            return self.leave_out(Left::Address);
        }
        self.people += 1;
        let status = if person.is_disabled { "disabled" } else { "active" };
        let groups: Vec<_> = person.groups.iter().filter_map(|name| self.group(name)).collect();
        let cells = [
            ("external_id", person.external_id.trim().to_owned()),
            ("username", self.username(&person)),
            ("email", person.email.trim().to_owned()),
            ("name", name(&person)),
            ("email_verified", person.email_verified.to_string()),
            ("status", status.to_owned()),
            ("password_hash", self.password_hash(person.password_hash)),
            ("totp_secret", person.totp_secret),
            ("created_at", self.time(person.created_at)),
            ("last_login_at", self.time(person.last_login_at)),
            ("groups", groups.join(" ")),
        ];
        let mut row = vec![Text::Missing; self.columns.len()];
        for (name, value) in cells.into_iter().filter(|(_, value)| !value.is_empty()) {
            if let Some(at) = self.columns.iter().position(|column| column.name == name) {
                row[at] = value.into();
            }
        }
        self.rows.push(Row { number: self.people, cells: Ok(row), links: person.links });
    }

    /// The username, if it can be one here. Many systems use the address, which is none here.
    fn username(&mut self, person: &Person) -> String {
        let username = person.username.trim();
        if username.is_empty() || username.eq_ignore_ascii_case(person.email.trim()) {
            return String::new();
        }
        match identity::username(username) {
            Ok(_) => username.to_owned(),
            Err(_) => {
                self.left_out.add(Left::Username);
                String::new()
            }
        }
    }

    /// The hash, if passwords can be verified with it. Without one, its owner gets a link to choose a password.
    fn password_hash(&mut self, hash: String) -> String {
        let left = match passwords::check_stored(hash.trim()) {
            // Nobody has chosen a password, or a directory elsewhere knows it.
            _ if hash.trim().is_empty() => return String::new(),
            Ok(()) => return hash.trim().to_owned(),
            Err(UnusableHash::Unknown) => Left::UnknownHash,
            Err(
                UnusableHash::Unsupported(format) | UnusableHash::Unreadable(format) | UnusableHash::TooCostly(format),
            ) => Left::Hash(format),
        };
        self.left_out.add(left);
        String::new()
    }

    fn time(&mut self, text: String) -> String {
        if text.trim().is_empty() {
            return String::new();
        }
        match ImportedTime::parse(text.trim()) {
            Ok(ImportedTime { time, .. }) if time <= self.now => text.trim().to_owned(),
            _ => {
                self.left_out.add(Left::Time);
                String::new()
            }
        }
    }

    /// The name of a group here.
    fn group(&mut self, text: &str) -> Option<String> {
        // Keycloak and directories write paths.
        let text = text.trim().trim_matches('/');
        let Some(name) = identity::group_name(text).filter(|_| self.groups.len() < 2 * MAX_GROUPS) else {
            self.left_out.add(Left::Group(text.to_owned()));
            return None;
        };
        let first = self.groups.entry(name.clone()).or_insert_with(|| text.to_owned());
        if first.as_str() != text {
            // Who is in one of the two is not in the other.
            let left = Left::SameGroup(text.to_owned(), first.clone());
            self.left_out.add(left);
            return None;
        }
        if name.as_str() != text {
            self.left_out.add(Left::Renamed(text.to_owned(), name.to_string()));
        }
        Some(name.to_string())
    }
}

/// The name to display. Some systems show the address of those who have none.
fn name(person: &Person) -> String {
    let name = cleaned_name(&person.name, MAX_PERSON_CHARS).unwrap_or_default();
    if name.eq_ignore_ascii_case(person.email.trim()) { String::new() } else { name }
}

/// An instant in milliseconds since 1970, as an import reads it. Empty if it is none.
pub(super) fn of_milliseconds(milliseconds: i64) -> String {
    if milliseconds > 0 { Timestamp(milliseconds).to_string() } else { String::new() }
}
