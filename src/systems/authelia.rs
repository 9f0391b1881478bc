//! The file of users of Authelia, `users_database.yml`. Of YAML it has what Authelia writes, and what its documentation shows: members
//! by indentation, texts in quotes or without, and lists. Anything else in what is imported is an error that names the line.

use super::found::{Found, Person};
use super::left_out::Left;
use super::lines::OfLines;
use crate::language::message;
use crate::tabular::FileError;

/// The members that are imported.
const IMPORTED: [&str; 5] = ["password", "displayname", "email", "groups", "disabled"];
/// How many groups of somebody are read.
const MAX_GROUPS: usize = 1_000;

#[derive(Default)]
pub(super) struct Users {
    /// Whether the lines belong to the member `users`.
    is_inside: bool,
    /// The indentation of usernames, and of members of somebody. None until the first one.
    of_names: Option<usize>,
    of_members: Option<usize>,
    person: Option<Person>,
    /// The member that the lines belong to.
    member: String,
}

impl Users {
    fn end_person(&mut self, found: &mut Found) {
        self.of_members = None;
        self.member.clear();
        if let Some(person) = self.person.take() {
            found.add(person);
        }
    }

    /// A line below `users`.
    fn line_inside(&mut self, indentation: usize, text: &str, number: u64, found: &mut Found) -> Result<(), FileError> {
        if indentation <= *self.of_names.get_or_insert(indentation) {
            self.end_person(found);
            let (name, rest) = member_of(text).ok_or_else(|| unreadable(number))?;
            if !rest.is_empty() {
                return Err(unreadable(number));
            }
            self.person = Some(Person { username: name, ..Person::default() });
            return Ok(());
        }
        let is_item = text.starts_with("- ") || text == "-";
        let of_members = *self.of_members.get_or_insert(indentation);
        if is_item && indentation >= of_members {
            return self.item(text, number);
        }
        // Below a member that is not imported, such as an address.
        if indentation > of_members {
            return if IMPORTED.contains(&self.member.as_str()) { Err(unreadable(number)) } else { Ok(()) };
        }
        let (member, value) = member_of(text).ok_or_else(|| unreadable(number))?;
        self.member = member;
        if IMPORTED.contains(&self.member.as_str()) {
            return self.value(value, number);
        }
        let is_empty = matches!(value, "" | "\"\"" | "''" | "{}" | "[]" | "null" | "~");
        found.left_out.add_if(!is_empty, Left::Attributes);
        Ok(())
    }

    /// An item of a list.
    fn item(&mut self, text: &str, number: u64) -> Result<(), FileError> {
        if self.member == "groups" {
            self.group(&scalar(text[1..].trim()).ok_or_else(|| unreadable(number))?);
        }
        Ok(())
    }

    fn group(&mut self, name: &str) {
        if let Some(person) = self.person.as_mut().filter(|person| person.groups.len() < MAX_GROUPS) {
            person.groups.push(name.to_owned());
        }
    }

    fn value(&mut self, value: &str, number: u64) -> Result<(), FileError> {
        if self.member == "groups" {
            // In one line, `[admins, dev]`. Otherwise the items are in the lines below.
            let Some(list) = value.strip_prefix('[') else {
                return if matches!(value, "" | "null" | "~") { Ok(()) } else { Err(unreadable(number)) };
            };
            let list = list.strip_suffix(']').ok_or_else(|| unreadable(number))?;
            for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                self.group(&scalar(name).ok_or_else(|| unreadable(number))?);
            }
            return Ok(());
        }
        let value = scalar(value).ok_or_else(|| unreadable(number))?;
        let Some(person) = &mut self.person else { return Ok(()) };
        match self.member.as_str() {
            "password" => person.password_hash = value,
            "displayname" => person.name = value,
            "email" => person.email = value,
            _ => person.is_disabled = matches!(value.to_ascii_lowercase().as_str(), "true" | "yes" | "on"),
        }
        Ok(())
    }
}

impl OfLines for Users {
    fn line(&mut self, line: &[u8], number: u64, found: &mut Found) -> Result<(), FileError> {
        let line = std::str::from_utf8(line).map_err(|_| FileError::Encoding { row: number })?;
        let text = without_comment(line).trim_end();
        let indented = text.trim_start_matches(' ');
        if indented.is_empty() || matches!(text, "---" | "...") {
            return Ok(());
        }
        let indentation = text.len() - indented.len();
        if indentation > 0 {
            return if self.is_inside { self.line_inside(indentation, indented, number, found) } else { Ok(()) };
        }
        self.end_person(found);
        let (member, rest) = member_of(text).ok_or_else(|| unreadable(number))?;
        self.is_inside = member == "users";
        self.of_names = None;
        let is_readable = !self.is_inside || matches!(rest, "" | "{}");
        if is_readable { Ok(()) } else { Err(unreadable(number)) }
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        self.end_person(found);
        Ok(false)
    }
}

/// The name of a member and its value.
fn member_of(text: &str) -> Option<(String, &str)> {
    // A name in quotes may have a colon in it.
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => 1 + text[1..].find(quote)? + 1,
        _ => 0,
    };
    let colon = end + text[end..].find(':')?;
    let (name, value) = (&text[..colon], &text[colon + 1..]);
    let is_member = value.is_empty() || value.starts_with(' ');
    if is_member { Some((scalar(name.trim())?, value.trim())) } else { None }
}

/// A text with or without quotes. None if it is anything else of YAML.
fn scalar(text: &str) -> Option<String> {
    match text.chars().next() {
        // YAML has the escapes of JSON, and some that nobody writes.
        Some('"') => serde_json::from_str(text).ok(),
        Some('\'') => {
            let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(inner.replace("''", "'"))
        }
        Some('|' | '>' | '&' | '*' | '!' | '[' | '{' | '%' | '@' | '`') => None,
        _ if matches!(text, "null" | "~") => Some(String::new()),
        _ => Some(text.to_owned()),
    }
}

/// A line without its comment: `#` at its beginning or after a space, outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return &line[..at],
            // An apostrophe inside of a word opens nothing.
            (None, '"' | '\'') if matches!(before, ' ' | '[' | ',' | '-') => quote = Some(c),
            (Some(open), _) if open == c && before != '\\' => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

fn unreadable(number: u64) -> FileError {
    FileError::Unreadable(message::import_unreadable_yaml(number.to_string()))
}
