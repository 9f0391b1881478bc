//! Confirmation of bulk changes: which changes require it, and what has to be confirmed.

use super::{
    directory::{BulkReport, UserAction},
    views::Role,
};
use serde::{Deserialize, Serialize};

/// The maximum number of accounts that are changed without confirmation, unless the action is critical.
const MAX_UNCONFIRMED: u64 = 20;
/// The maximum number of accounts that a button confirms. For more accounts, the number has to be typed.
const MAX_UNTYPED: u64 = 1_000;

/// Whether a page requires confirmation of `action` on `count` accounts.
pub fn is_needed(action: UserAction, count: u64) -> bool {
    let is_critical = matches!(action, UserAction::Delete | UserAction::SetRole(Role::Admin));
    count > MAX_UNCONFIRMED || (is_critical && count > 0)
}

/// A request for the confirmation of a bulk change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationRequest {
    pub action: UserAction,
    /// The number of selected or matching accounts.
    pub count: u64,
    /// False if more than `count` accounts may match: search results are counted only up to a limit.
    pub is_exact: bool,
    /// The name of the account, if it is a single one.
    pub name: Option<String>,
    /// A wrong number was typed.
    pub is_mistyped: bool,
    /// The selected accounts, which a form without JavaScript sends again; empty if all matching accounts are meant.
    pub selection: String,
}

impl ConfirmationRequest {
    /// Whether the count has to be typed.
    pub fn requires_typing(&self) -> bool {
        self.count > MAX_UNTYPED
    }
}

/// The answer to a [`ConfirmationRequest`], as a form sends it: empty in the first request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    /// The count in the question.
    #[serde(rename = "confirmed")]
    pub count: String,
    /// The typed count, if typing is required.
    pub typed: String,
}

impl Confirmation {
    /// Whether it confirms a change of `count` accounts. The number of matching accounts can grow while the user reads the
    /// question, so 1 % more than the confirmed count is accepted.
    pub fn covers(&self, count: u64) -> bool {
        // Empty in the first request, which confirms nothing.
        let Ok(confirmed) = self.count.parse::<u64>() else { return false };
        let is_typed = confirmed <= MAX_UNTYPED || number(&self.typed) == Some(confirmed);
        is_typed && count <= confirmed.saturating_add(confirmed / 100)
    }

    /// Whether typing was required and the typed number is wrong.
    pub fn is_mistyped(&self) -> bool {
        self.count.parse().is_ok_and(|confirmed| confirmed > MAX_UNTYPED && number(&self.typed) != Some(confirmed))
    }
}

/// Parses a number with or without thousands separators: `3030`, `3,030`, `3 030`.
fn number(text: &str) -> Option<u64> {
    // Users may type the number as the page shows it, or with the separators of their own country.
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '.' | '\'' | '’')).collect();
    digits.parse().ok()
}

/// The response to a bulk change from a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkAnswer {
    Done(BulkReport),
    /// Nothing has changed yet.
    Confirm(ConfirmationRequest),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(named: &str, typed: &str, count: u64) -> bool {
        Confirmation { count: named.to_owned(), typed: typed.to_owned() }.covers(count)
    }

    #[test]
    fn deletions_promotions_and_large_changes_require_confirmation() {
        assert!(!is_needed(UserAction::Disable, 20));
        assert!(is_needed(UserAction::Disable, 21));
        assert!(!is_needed(UserAction::SetRole(Role::User), 20));
        assert!(is_needed(UserAction::Delete, 1));
        assert!(is_needed(UserAction::SetRole(Role::Admin), 1));
        assert!(!is_needed(UserAction::Delete, 0));
    }

    #[test]
    fn a_confirmation_covers_the_count_and_one_percent_more() {
        assert!(covers("25", "", 25) && covers("25", "", 24));
        assert!(!covers("25", "", 26) && !covers("", "", 1) && !covers("x", "x", 1));
        assert!(covers("1000", "", 1_010) && !covers("1000", "", 1_011));
    }

    #[test]
    fn counts_above_a_thousand_have_to_be_typed() {
        for typed in ["3030", "3,030", " 3 030 ", "3.030", "3’030"] {
            assert!(covers("3030", typed, 3_030), "{typed}");
        }
        for typed in ["", "303", "3031", "3030 accounts", "-3030"] {
            assert!(!covers("3030", typed, 3_030), "{typed}");
        }
    }
}
