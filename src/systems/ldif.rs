//! The entries of a directory (LDIF, RFC 2849), as `slapcat` and `ldapsearch` write them. Who is in a group may stand before or after the
//! people, so these wait on the disk for the end of the file.

use super::found::{Found, Person};
use super::kept::{BATCH, Kept};
use super::left_out::Left;
use super::lines::OfLines;
use crate::language::message;
use crate::shared::groups::MAX_GROUPS;
use crate::tabular::{FileError, MAX_ROW_BYTES};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

/// How often people are in groups in all. Each time takes 12 bytes.
const MAX_MEMBERSHIPS: usize = 5_000_000;
/// How many bytes the names of groups may have together, which are in memory. Here there can be 1,000 groups.
const MAX_NAMES_SIZE: usize = 16 * 1024 * 1024;

/// What is read of an entry. Others, such as photos, are skipped while they arrive.
const ATTRIBUTES: [&str; 24] = [
    "objectclass",
    "uid",
    "samaccountname",
    "mail",
    "displayname",
    "cn",
    "givenname",
    "sn",
    "entryuuid",
    "nsuniqueid",
    "ipauniqueid",
    "userpassword",
    "createtimestamp",
    "whencreated",
    "nsaccountlock",
    "logindisabled",
    "ds-pwp-account-disabled",
    "pwdaccountlockedtime",
    "useraccountcontrol",
    "memberof",
    "member",
    "uniquemember",
    "memberuid",
    "dn",
];
/// Attributes that are true for somebody who cannot sign in.
const LOCKED: [&str; 3] = ["nsaccountlock", "logindisabled", "ds-pwp-account-disabled"];
/// Since when somebody is locked whom an administrator has locked. Other times are those of too many wrong passwords.
const LOCKED_FOR_EVER: &str = "000001010000Z";
/// The classes of entries that are groups.
const GROUPS: [&str; 5] = ["groupofnames", "groupofuniquenames", "groupofmembers", "posixgroup", "group"];
/// The classes of entries that are people.
const PEOPLE: [&str; 6] = ["person", "inetorgperson", "organizationalperson", "posixaccount", "account", "user"];

pub(super) struct Entries {
    hasher: RandomState,
    people: Kept,
    /// Whether the file has been read.
    has_ended: bool,
    /// The place of each person, and the numbers of their name in the directory and of their username.
    index: Vec<(u64, [u64; 2])>,
    /// How many were added.
    added: usize,
    /// The number of a member, and the position of the group.
    memberships: Vec<(u64, u32)>,
    groups: Vec<String>,
    /// Of the names of groups together, in bytes.
    names_size: usize,
    entry: Entry,
    /// An attribute with its value, whose further lines may follow.
    attribute: Vec<u8>,
    is_skipped: bool,
}

/// What has been read of an entry.
#[derive(Default)]
struct Entry {
    values: Vec<(String, String)>,
    size: usize,
    members: Vec<u64>,
}

impl Entry {
    /// The first value of one of these attributes; empty if there is none.
    fn first(&self, names: &[&str]) -> String {
        let of = |name: &&str| self.all(name).next();
        names.iter().find_map(of).unwrap_or_default().to_owned()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn is_of(&self, classes: &[&str]) -> bool {
        self.all("objectclass").any(|class| classes.contains(&class.to_ascii_lowercase().as_str()))
    }
}

impl Entries {
    pub(super) fn new(folder: &Path) -> Result<Self, FileError> {
        Ok(Self {
            hasher: RandomState::new(),
            people: Kept::new(folder)?,
            has_ended: false,
            index: Vec::new(),
            added: 0,
            memberships: Vec::new(),
            groups: Vec::new(),
            names_size: 0,
            entry: Entry::default(),
            attribute: Vec::new(),
            is_skipped: false,
        })
    }

    /// The number of the name of an entry, in which case and space do not count.
    fn number_of_dn(&self, name: &str) -> u64 {
        let parts: Vec<_> = name.split(',').map(|part| part.trim().to_lowercase()).collect();
        self.hasher.hash_one(("dn", parts.join(",")))
    }

    fn number_of_uid(&self, uid: &str) -> u64 {
        self.hasher.hash_one(("uid", uid.trim().to_lowercase()))
    }

    /// Reads an attribute with its value.
    fn end_attribute(&mut self, number: u64) -> Result<(), FileError> {
        let attribute = std::mem::take(&mut self.attribute);
        if attribute.is_empty() {
            return Ok(());
        }
        let text = String::from_utf8(attribute).map_err(|_| FileError::Encoding { row: number })?;
        let Some((name, value)) = text.split_once(':') else { return Ok(()) };
        let value = match value.strip_prefix(':') {
            // A value that is not UTF-8, such as that of a photo, is none of those that are read.
            Some(encoded) => match STANDARD.decode(encoded.trim()).map(String::from_utf8) {
                Ok(Ok(value)) => value,
                _ => return Ok(()),
            },
            None => value.trim_start().to_owned(),
        };
        let name = name_of(name);
        match name.as_str() {
            // A group has to have a member in many directories, and some write an empty one.
            _ if value.is_empty() => {}
            "member" | "uniquemember" => self.entry.members.push(self.number_of_dn(&value)),
            "memberuid" => self.entry.members.push(self.number_of_uid(&value)),
            _ => {
                self.entry.size += name.len() + value.len();
                if self.entry.size <= MAX_ROW_BYTES {
                    self.entry.values.push((name, value));
                }
            }
        }
        if self.memberships.len() + self.entry.members.len() > MAX_MEMBERSHIPS {
            return Err(FileError::Unreadable(message::import_refused_too_large()));
        }
        Ok(())
    }

    /// Reads an entry: a group, a person or neither.
    fn end_entry(&mut self, found: &mut Found) -> Result<(), FileError> {
        let entry = std::mem::take(&mut self.entry);
        if entry.is_of(&GROUPS) {
            if entry.members.is_empty() {
                return Ok(());
            }
            let (position, name) = (u32::try_from(self.groups.len()).unwrap_or(u32::MAX), entry.first(&["cn"]));
            self.names_size += name.len();
            if self.names_size > MAX_NAMES_SIZE {
                return Err(FileError::Unreadable(message::import_refused_too_large()));
            }
            self.groups.push(name);
            self.memberships.extend(entry.members.into_iter().map(|member| (member, position)));
            return Ok(());
        }
        if !entry.is_of(&PEOPLE) {
            return Ok(());
        }
        let (dn, uid) = (entry.first(&["dn"]), entry.first(&["uid", "samaccountname"]));
        if entry.is_of(&["computer"]) || uid.ends_with('$') {
            found.leave_out(Left::Program);
            return Ok(());
        }
        let numbers = [self.number_of_dn(&dn), self.number_of_uid(&uid)];
        let person = person(&entry, uid, dn);
        self.index.push((self.people.push(&person)?, numbers));
        Ok(())
    }

    /// The groups that have somebody as a member, as many as there can be.
    fn groups_of(&self, numbers: [u64; 2]) -> Vec<String> {
        let of = |number: u64| {
            let first = self.memberships.partition_point(|(member, _)| *member < number);
            self.memberships[first..].iter().take_while(move |(member, _)| *member == number)
        };
        let positions = numbers.into_iter().flat_map(of).map(|(_, group)| *group as usize);
        positions.take(MAX_GROUPS).filter_map(|position| self.groups.get(position).cloned()).collect()
    }
}

impl OfLines for Entries {
    fn line(&mut self, line: &[u8], number: u64, found: &mut Found) -> Result<(), FileError> {
        if let Some(rest) = line.strip_prefix(b" ") {
            // The value of an attribute that is too long is of no use.
            if !self.is_skipped && self.attribute.len() + rest.len() <= MAX_ROW_BYTES {
                self.attribute.extend_from_slice(rest);
            }
            return Ok(());
        }
        self.end_attribute(number.saturating_sub(1))?;
        if line.is_empty() {
            return self.end_entry(found);
        }
        // Of a second file.
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let name = name_of(&String::from_utf8_lossy(name));
        // The file before may have no line break at its end, so that no empty line is between the two.
        if name == "dn" {
            self.end_entry(found)?;
        }
        // A comment, or a value in another file, is skipped with its further lines.
        self.is_skipped = !ATTRIBUTES.contains(&name.as_str());
        if !self.is_skipped {
            self.attribute.extend_from_slice(line);
        }
        Ok(())
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.end_attribute(0)?;
            self.end_entry(found)?;
            self.memberships.sort_unstable();
        }
        for _ in 0..BATCH {
            let Some((place, numbers)) = self.index.get(self.added).copied() else { return Ok(false) };
            let mut person = self.people.at(place)?;
            person.groups.extend(self.groups_of(numbers));
            person.groups.sort_unstable();
            person.groups.dedup();
            found.add(person);
            self.added += 1;
        }
        Ok(true)
    }
}

/// The name of an attribute, without options such as `;lang-de`.
fn name_of(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn person(entry: &Entry, uid: String, dn: String) -> Person {
    let name = match entry.first(&["displayname", "cn"]) {
        name if name.is_empty() => format!("{} {}", entry.first(&["givenname"]), entry.first(&["sn"])),
        name => name,
    };
    let id = match entry.first(&["entryuuid", "nsuniqueid", "ipauniqueid"]) {
        id if id.is_empty() => dn,
        id => id,
    };
    // Active Directory: the second bit of a number.
    let control: u32 = entry.first(&["useraccountcontrol"]).parse().unwrap_or(0);
    let is_locked = LOCKED.into_iter().any(|name| entry.first(&[name]).eq_ignore_ascii_case("true"))
        || entry.first(&["pwdaccountlockedtime"]) == LOCKED_FOR_EVER;
    Person {
        external_id: id,
        username: uid,
        email: entry.first(&["mail"]),
        name,
        is_disabled: is_locked || control & 2 != 0,
        password_hash: entry.first(&["userpassword"]),
        created_at: generalized_time(&entry.first(&["createtimestamp", "whencreated"])),
        groups: entry.all("memberof").filter_map(first_part).collect(),
        ..Person::default()
    }
}

/// The value of the first part of a name, such as `staff` of `cn=staff,ou=groups,dc=example,dc=org`. After a backslash, a comma is a part
/// of the value, and two digits are a byte (RFC 4514, 2.4).
fn first_part(dn: &str) -> Option<String> {
    let (_, rest) = dn.split_once('=').filter(|(name, _)| !name.contains(','))?;
    let (mut value, mut bytes) = (Vec::new(), rest.bytes());
    let digit = |byte: u8| char::from(byte).to_digit(16);
    while let Some(byte) = bytes.next().filter(|byte| !matches!(byte, b',' | b'+')) {
        let escaped = if byte == b'\\' { bytes.next()? } else { byte };
        value.push(match digit(escaped).filter(|_| byte == b'\\') {
            Some(high) => u8::try_from(16 * high + digit(bytes.next()?)?).ok()?,
            None => escaped,
        });
    }
    String::from_utf8(value).ok().map(|value| value.trim().to_owned())
}

/// `20240304091200Z`, with or without a fraction, as RFC 3339. Empty if it is no such time.
fn generalized_time(text: &str) -> String {
    let is_time = text.len() >= 15 && text.is_ascii() && text.ends_with('Z');
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    if !is_time {
        return String::new();
    }
    let (day, clock) =
        ([part(0, 4), part(4, 6), part(6, 8)].join("-"), [part(8, 10), part(10, 12), part(12, 14)].join(":"));
    format!("{day}T{clock}Z")
}
