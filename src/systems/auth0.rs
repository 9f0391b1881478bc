//! The two files of Auth0, one after the other in any order: the hashes, which its support sends, and the profiles of the job
//! `users-exports`. Both are JSON, an object a line. Somebody can be in one of them alone.

use super::documents::{OfJson, is_true, items, links, text};
use super::found::{Found, Person};
use super::kept::{BATCH, Kept};
use super::left_out::Left;
use crate::tabular::FileError;
use serde_json::Value;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

/// Connections of Auth0 with which people sign in without an account elsewhere.
const OWN: [&str; 3] = ["auth0", "email", "sms"];

/// Profiles and hashes wait on the disk: 16 bytes of each are in memory, and of hashes 9 more at the end.
pub(super) struct Users {
    hasher: RandomState,
    profiles: Waiting,
    hashes: Waiting,
    /// None while the file is read.
    rest: Option<Rest>,
}

/// The hashes that are left for people without a profile.
struct Rest {
    /// Which hashes belong to a profile.
    used: Vec<bool>,
    /// All of them in the order of the file, so that a preview counts people as the import does.
    in_order: std::vec::IntoIter<usize>,
}

/// People of one of the files, each with the number of their id in the database of Auth0.
struct Waiting {
    people: Kept,
    index: Vec<(u64, u64)>,
    /// How many were taken.
    taken: usize,
}

impl Users {
    pub(super) fn new(folder: &Path) -> Result<Self, FileError> {
        let [profiles, hashes] = [Waiting::new(folder)?, Waiting::new(folder)?];
        Ok(Self { hasher: RandomState::new(), profiles, hashes, rest: None })
    }

    /// The place of the hash of somebody.
    fn hash_of(&self, key: u64) -> Option<usize> {
        self.hashes.index.binary_search_by_key(&key, |(key, _)| *key).ok()
    }

    fn next_profile(&mut self, used: &mut [bool]) -> Result<Option<Person>, FileError> {
        let Some((key, mut profile)) = self.profiles.take_next()? else { return Ok(None) };
        if let Some(at) = self.hash_of(key) {
            used[at] = true;
            let (_, place) = self.hashes.index[at];
            let hash = self.hashes.people.at(place)?;
            if profile.email.is_empty() {
                (profile.email, profile.email_verified) = (hash.email, hash.email_verified);
            }
            profile.password_hash = hash.password_hash;
        }
        Ok(Some(profile))
    }

    /// The next of those who have no profile.
    fn next_hash(&mut self, rest: &mut Rest) -> Result<Option<Person>, FileError> {
        let next = rest.in_order.find(|at| !rest.used[*at]);
        next.map(|at| self.hashes.people.at(self.hashes.index[at].1)).transpose()
    }
}

impl OfJson for Users {
    fn person(&mut self, user: &Value, found: &mut Found) -> Result<(), FileError> {
        let id = text(user, "user_id");
        if id.is_empty() {
            let id = match text(&user["_id"], "$oid") {
                id if id.is_empty() => text(user, "_id"),
                id => id,
            };
            // The id as it is in the tokens of Auth0.
            let id = format!("auth0|{id}");
            let person = Person {
                email: text(user, "email"),
                email_verified: is_true(user, "email_verified"),
                username: text(user, "username"),
                password_hash: text(user, "passwordHash"),
                external_id: id.clone(),
                ..Person::default()
            };
            return self.hashes.push(self.hasher.hash_one(&id), &person);
        }
        let is_own = |identity: &&Value| text(identity, "provider") == "auth0";
        let own = items(user, "identities").iter().find(is_own).map(|own| format!("auth0|{}", text(own, "user_id")));
        let has_attributes = ["app_metadata", "user_metadata"].iter().any(|member| user[*member].is_object());
        found.left_out.add_if(!items(user, "multifactor").is_empty(), Left::SecondFactor);
        found.left_out.add_if(has_attributes, Left::Attributes);
        let person = Person {
            email: text(user, "email"),
            email_verified: is_true(user, "email_verified"),
            username: text(user, "username"),
            name: text(user, "name"),
            is_disabled: is_true(user, "blocked"),
            created_at: text(user, "created_at"),
            last_login_at: text(user, "last_login"),
            links: links(&user["identities"], "provider", "user_id", &OWN),
            external_id: id.clone(),
            ..Person::default()
        };
        self.profiles.push(self.hasher.hash_one(own.unwrap_or(id)), &person)
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        let mut rest = match self.rest.take() {
            Some(rest) => rest,
            None => {
                // The profiles stay in the order of the file.
                let index = &mut self.hashes.index;
                index.sort_unstable();
                let mut in_order: Vec<_> = (0..index.len()).collect();
                in_order.sort_unstable_by_key(|at| index[*at].1);
                Rest { used: vec![false; index.len()], in_order: in_order.into_iter() }
            }
        };
        for _ in 0..BATCH {
            let next = match self.next_profile(&mut rest.used)? {
                Some(profile) => Some(profile),
                None => self.next_hash(&mut rest)?,
            };
            let Some(person) = next else { return Ok(false) };
            found.add(person);
        }
        self.rest = Some(rest);
        Ok(true)
    }
}

impl Waiting {
    fn new(folder: &Path) -> Result<Self, FileError> {
        Ok(Self { people: Kept::new(folder)?, index: Vec::new(), taken: 0 })
    }

    fn push(&mut self, key: u64, person: &Person) -> Result<(), FileError> {
        let place = self.people.push(person)?;
        self.index.push((key, place));
        Ok(())
    }

    /// The next person, and the number of their id.
    fn take_next(&mut self) -> Result<Option<(u64, Person)>, FileError> {
        let Some((key, place)) = self.index.get(self.taken).copied() else { return Ok(None) };
        self.taken += 1;
        Ok(Some((key, self.people.at(place)?)))
    }
}
