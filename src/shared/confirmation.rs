//! Changes of many accounts that a page asks about before they happen: which ones, and what it asks.

use super::{
    directory::{BulkReport, UserAction},
    views::Role,
};
use serde::{Deserialize, Serialize};

/// Accounts that are changed without a question, unless the change is a serious one.
const MOST_UNCONFIRMED: u64 = 20;
/// Accounts for which a press on a button confirms; for more, their number has to be typed.
const MOST_UNTYPED: u64 = 1_000;

/// Whether a page asks before it does `action` to `count` accounts.
pub fn is_needed(action: UserAction, count: u64) -> bool {
    let serious = matches!(action, UserAction::Delete | UserAction::SetRole(Role::Admin));
    count > MOST_UNCONFIRMED || (serious && count > 0)
}

/// What a page asks before a change of many accounts happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkQuestion {
    pub action: UserAction,
    /// The accounts that are named, or that match.
    pub count: u64,
    /// Whether there are no more than `count`: hits of a search are counted only up to a bound.
    pub is_exact: bool,
    /// The name of the account when it is only one.
    pub name: Option<String>,
    /// The question was answered with another number.
    pub is_mistyped: bool,
    /// The accounts that are named, for a form without JavaScript to send again; empty when all that match are meant.
    pub selection: String,
}

impl BulkQuestion {
    /// Whether the count has to be typed.
    pub fn takes_typing(&self) -> bool {
        self.count > MOST_UNTYPED
    }
}

/// The answer to a [`BulkQuestion`], as a form sends it: empty before it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    /// The count that the question named.
    #[serde(rename = "confirmed")]
    pub count: String,
    /// What was typed, where the count has to be typed.
    pub typed: String,
}

impl Confirmation {
    /// Whether it confirms a change of `count` accounts. Where thousands match, some come and go while the question is
    /// read: up to one in a hundred more than it named are covered.
    pub fn covers(&self, count: u64) -> bool {
        let Ok(named) = self.count.parse::<u64>() else { return false };
        let is_typed = named <= MOST_UNTYPED || number(&self.typed) == Some(named);
        is_typed && count <= named.saturating_add(named / 100)
    }

    /// Whether a number was typed that is not the one that the question named.
    pub fn is_mistyped(&self) -> bool {
        self.count.parse().is_ok_and(|named| named > MOST_UNTYPED && number(&self.typed) != Some(named))
    }
}

/// A number as people write it, with or without separators: `3030`, `3,030`, `3 030`.
fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '.' | '\'' | '’')).collect();
    digits.parse().ok()
}

/// What came of a change of many accounts that a page asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkAnswer {
    Done(BulkReport),
    /// Nothing has happened yet.
    Confirm(BulkQuestion),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(named: &str, typed: &str, count: u64) -> bool {
        Confirmation { count: named.to_owned(), typed: typed.to_owned() }.covers(count)
    }

    #[test]
    fn many_accounts_every_deletion_and_every_promotion_are_asked_about() {
        assert!(!is_needed(UserAction::Disable, 20));
        assert!(is_needed(UserAction::Disable, 21));
        assert!(!is_needed(UserAction::SetRole(Role::User), 20));
        assert!(is_needed(UserAction::Delete, 1));
        assert!(is_needed(UserAction::SetRole(Role::Admin), 1));
        assert!(!is_needed(UserAction::Delete, 0));
    }

    #[test]
    fn a_confirmation_covers_the_count_that_was_named_and_hardly_more() {
        assert!(covers("25", "", 25) && covers("25", "", 24));
        assert!(!covers("25", "", 26) && !covers("", "", 1) && !covers("x", "x", 1));
        assert!(covers("1000", "", 1_010) && !covers("1000", "", 1_011));
    }

    #[test]
    fn above_a_thousand_the_count_has_to_be_typed() {
        for typed in ["3030", "3,030", " 3 030 ", "3.030", "3’030"] {
            assert!(covers("3030", typed, 3_030), "{typed}");
        }
        for typed in ["", "303", "3031", "3030 accounts", "-3030"] {
            assert!(!covers("3030", typed, 3_030), "{typed}");
        }
    }
}
