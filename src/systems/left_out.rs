//! What an import leaves out of the file of a system, or changes, and why.

use crate::language::{Message, message};
use crate::shared::LeftOut;
use std::collections::BTreeMap;

/// How many different ones are told apart. Their names come from the file.
const MAX_KINDS: usize = 100;
/// Longer names are truncated.
const MAX_NAME_CHARS: usize = 80;

/// Something that is left out, or changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Somebody without an email address.
    NoAddress,
    /// Somebody with an address that nobody can have.
    Address,
    /// An account of a program.
    Program,
    /// Somebody who was deleted, or has no account yet.
    Deleted,
    /// A username that is not possible here. It is made from the address.
    Username,
    /// A time that cannot be read, or is in the future.
    Time,
    /// A hash of this format, which cannot be verified.
    Hash(&'static str),
    /// A hash of an unknown format.
    UnknownHash,
    /// A password that was to be changed at the next sign-in: whoever has set it knows it.
    TemporaryPassword,
    SecondFactor,
    Roles,
    Attributes,
    /// A linked account without an id, or at a provider that is not defined here.
    Link(String),
    /// A group, and its name here.
    Renamed(String, String),
    /// A group whose name has nothing that a name here can have.
    Group(String),
    /// Two groups of which the second would have the name of the first here.
    SameGroup(String, String),
    /// Anything else, when there are too many different ones.
    More,
}

impl Left {
    fn code(&self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::Address => "address",
            Self::Program => "program",
            Self::Deleted => "deleted",
            Self::Username => "username",
            Self::Time => "time",
            Self::Hash(_) => "hash",
            Self::UnknownHash => "unknown_hash",
            Self::TemporaryPassword => "temporary_password",
            Self::SecondFactor => "second_factor",
            Self::Roles => "roles",
            Self::Attributes => "attributes",
            Self::Link(_) => "linked_account",
            Self::Renamed(..) => "renamed_group",
            Self::Group(_) => "group",
            Self::SameGroup(..) => "same_group",
            Self::More => "more",
        }
    }

    fn message(&self) -> Message {
        let shown = |name: &str| name.chars().take(MAX_NAME_CHARS).collect::<String>();
        match self {
            Self::NoAddress => message::import_left_no_address(),
            Self::Address => message::import_left_address(),
            Self::Program => message::import_left_program(),
            Self::Deleted => message::import_left_deleted(),
            Self::Username => message::import_left_username(),
            Self::Time => message::import_left_time(),
            Self::Hash(format) => message::import_left_hash(message::import_row_hash_format(*format)),
            Self::UnknownHash => message::import_left_unknown_hash(),
            Self::TemporaryPassword => message::import_left_temporary_password(),
            Self::SecondFactor => message::import_left_second_factor(),
            Self::Roles => message::import_left_roles(),
            Self::Attributes => message::import_left_attributes(),
            Self::Link(provider) => message::import_left_link(shown(provider)),
            Self::Renamed(from, to) => message::import_left_renamed(shown(from), to.clone()),
            Self::Group(name) => message::import_left_group(shown(name)),
            Self::SameGroup(one, other) => message::import_left_same_group(shown(one), shown(other)),
            Self::More => message::import_left_more(),
        }
    }
}

/// How many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOuts(BTreeMap<Left, u64>);

impl LeftOuts {
    /// One more.
    pub fn add(&mut self, left: Left) {
        let is_known = self.0.contains_key(&left) || self.0.len() < MAX_KINDS;
        *self.0.entry(if is_known { left } else { Left::More }).or_default() += 1;
    }

    /// One more, if it is left out.
    pub fn add_if(&mut self, is_left_out: bool, left: Left) {
        if is_left_out {
            self.add(left);
        }
    }

    /// Those of both, as they are reported.
    pub fn report(mut self, others: Self) -> Vec<LeftOut> {
        for (left, count) in others.0 {
            *self.0.entry(left).or_default() += count;
        }
        let reported =
            |(left, count): (Left, u64)| LeftOut { code: left.code().into(), count, message: left.message() };
        self.0.into_iter().map(reported).collect()
    }
}

/// A file in which nobody was found.
pub(super) fn nobody() -> Message {
    message::import_unreadable_nobody()
}
