//! JSON documents, whose people are found while they arrive: objects one after another or in an array, or in an array that is a member
//! of an object, whatever else is around it.

use super::found::Found;
use super::splitter::Splitter;
use crate::language::message;
use crate::tabular::FileError;
use serde_json::Value;

/// The maximum size of what a file says about somebody.
const MAX_PERSON_BYTES: usize = 256 * 1024;
/// The maximum depth of what is around people.
const MAX_DEPTH: usize = 128;
/// What stands before the first person is kept up to this size.
const MAX_BEFORE_BYTES: usize = 64 * 1024;
/// Longer names of members are none that are looked for.
const MAX_KEY_BYTES: usize = 32;

/// What a system says about people in JSON.
pub(super) trait OfJson: Send {
    /// What stands before the first person.
    fn before(&mut self, _: &[u8]) {}

    fn person(&mut self, person: &Value, found: &mut Found) -> Result<(), FileError>;

    /// As of a [`Splitter`].
    fn finish(&mut self, _: &mut Found) -> Result<bool, FileError> {
        Ok(false)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Object,
    Array,
    /// An array of people.
    People,
}

/// Splits documents into people.
pub(super) struct Documents<P> {
    /// The member with the array of people. None: all objects that are in no other are people.
    member: Option<&'static str>,
    people: P,
    /// What is open around people.
    open: Vec<Level>,
    in_string: bool,
    is_escaped: bool,
    /// The last string around people, and the one before a colon.
    string: Vec<u8>,
    key: Vec<u8>,
    /// Somebody who is being read, and how many brackets are open in them.
    person: Vec<u8>,
    depth: usize,
    before: Option<Vec<u8>>,
    number: u64,
}

impl<P: OfJson> Documents<P> {
    pub(super) fn new(member: Option<&'static str>, people: P) -> Self {
        Self {
            member,
            people,
            open: Vec::new(),
            in_string: false,
            is_escaped: false,
            string: Vec::new(),
            key: Vec::new(),
            person: Vec::new(),
            depth: 0,
            before: Some(Vec::new()),
            number: 0,
        }
    }

    /// A byte of somebody.
    fn read_person(&mut self, byte: u8, found: &mut Found) -> Result<(), FileError> {
        if self.person.len() == MAX_PERSON_BYTES {
            return Err(too_long(self.number + 1));
        }
        self.person.push(byte);
        if self.in_string {
            self.read_string(byte);
            return Ok(());
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        if self.depth > 0 {
            return Ok(());
        }
        self.number += 1;
        let person: Value = serde_json::from_slice(&self.person).map_err(|_| no_json(self.number))?;
        self.person.clear();
        if let Some(before) = self.before.take() {
            self.people.before(&before);
        }
        self.people.person(&person, found)
    }

    /// A byte of a string. Returns whether the string goes on.
    fn read_string(&mut self, byte: u8) -> bool {
        let escapes = byte == b'\\' && !self.is_escaped;
        let was_escaped = std::mem::replace(&mut self.is_escaped, escapes);
        self.in_string = was_escaped || byte != b'"';
        self.in_string
    }

    /// A byte around people.
    fn read_around(&mut self, byte: u8) -> Result<(), FileError> {
        if let Some(before) = self.before.as_mut().filter(|before| before.len() < MAX_BEFORE_BYTES) {
            before.push(byte);
        }
        if self.in_string {
            // One more than a key may have, so that a longer string is none.
            if self.read_string(byte) && self.string.len() <= MAX_KEY_BYTES {
                self.string.push(byte);
            }
            return Ok(());
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.string.clear();
            }
            b':' => self.key = std::mem::take(&mut self.string),
            b',' => self.key.clear(),
            b'{' if self.begins_person() => {
                self.person.push(byte);
                self.depth = 1;
            }
            b'{' => self.open(Level::Object)?,
            b'[' => {
                let is_wanted = self.member.is_some_and(|member| self.key == member.as_bytes());
                // Of a document, or of one in an array of documents: deeper down the same name means other things.
                let is_member = matches!(self.open.as_slice(), [Level::Object] | [Level::Array, Level::Object]);
                self.open(if is_wanted && is_member { Level::People } else { Level::Array })?;
            }
            b'}' | b']' => {
                self.key.clear();
                self.open.pop().ok_or_else(|| no_json(self.number + 1))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn begins_person(&self) -> bool {
        match self.member {
            Some(_) => self.open.last() == Some(&Level::People),
            None => matches!(self.open.as_slice(), [] | [Level::Array]),
        }
    }

    fn open(&mut self, level: Level) -> Result<(), FileError> {
        self.key.clear();
        if self.open.len() == MAX_DEPTH {
            return Err(no_json(self.number + 1));
        }
        self.open.push(level);
        Ok(())
    }
}

impl<P: OfJson> Splitter for Documents<P> {
    fn push(&mut self, bytes: &[u8], found: &mut Found) -> Result<(), FileError> {
        for byte in bytes {
            match self.depth {
                0 => self.read_around(*byte)?,
                _ => self.read_person(*byte, found)?,
            }
        }
        Ok(())
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        if self.depth > 0 || self.in_string || !self.open.is_empty() {
            return Err(FileError::Unreadable(message::import_unreadable_cut_off()));
        }
        self.people.finish(found)
    }
}

fn no_json(number: u64) -> FileError {
    FileError::Unreadable(message::import_unreadable_no_json(number.to_string()))
}

fn too_long(number: u64) -> FileError {
    let kib = (MAX_PERSON_BYTES / 1024) as u64;
    FileError::Unreadable(message::import_unreadable_person_too_long(kib, number.to_string()))
}

/// The text of a member; empty if it has none. Numbers are written as texts.
pub(super) fn text(object: &Value, member: &str) -> String {
    match &object[member] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Whether a member is true.
pub(super) fn is_true(object: &Value, member: &str) -> bool {
    object[member].as_bool().unwrap_or(false)
}

/// A whole number, which may be in a text.
pub(super) fn number(object: &Value, member: &str) -> i64 {
    text(object, member).parse().unwrap_or(0)
}

/// The items of an array; none if it is no array.
pub(super) fn items<'v>(object: &'v Value, member: &str) -> &'v [Value] {
    object[member].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The accounts elsewhere in an array: the name of the provider is in the member `name`, and the id there in the member `id`. Those at
/// `own` are ways of signing in to the system itself.
pub(super) fn links(array: &Value, name: &str, id: &str, own: &[&str]) -> Vec<(String, String)> {
    let links = array.as_array().map(Vec::as_slice).unwrap_or_default();
    let links = links.iter().map(|link| (text(link, name), text(link, id)));
    let elsewhere = links.filter(|(name, _)| !own.contains(&name.as_str()));
    elsewhere.map(|(name, id)| (provider(&name).to_owned(), id)).collect()
}

/// What a provider is usually called here, if it is one of those whose ids are the same for every program.
fn provider(name: &str) -> &str {
    match name {
        "google.com" | "google-oauth2" => "google",
        "github.com" => "github",
        other => other,
    }
}
