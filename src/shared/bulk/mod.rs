//! Changes of many accounts at once: the actions, the requests, and their confirmation.

mod action;
mod recent;

pub use action::{ADD_TO_GROUP, BulkAction, INVITE, REMOVE_FROM_GROUP, REVOKE_INVITATION, SET_FIELD, UserAction};
pub use recent::{BulkChangeList, BulkChangeView};

use super::directory::PEOPLE;
use super::ids::UserId;
use super::strict::{self, UnknownKeys};
use super::timestamp::DAY_PATTERN;
use super::values::{AnyValue, Expected, Text};
use super::views::{Role, Status};
use schemars::JsonSchema;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The maximum number of ids in a request, and of rows in a selection.
pub const MAX_IDS: usize = 1000;
/// The values of `action` in a request.
pub const ACTIONS: [&str; 10] = [
    "disable",
    "enable",
    "delete",
    "restore",
    "set_role",
    SET_FIELD,
    ADD_TO_GROUP,
    REMOVE_FROM_GROUP,
    INVITE,
    REVOKE_INVITATION,
];
/// The maximum number of accounts that are changed without confirmation, unless the action is critical.
const MAX_UNCONFIRMED: u64 = 20;
/// The maximum number of accounts that a button confirms. For more accounts, the number has to be typed.
const MAX_UNTYPED: u64 = 1_000;

/// A bulk change of either the accounts in `ids`, or all that match `filter`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["action"]))]
pub struct BulkRequest {
    /// What to do with each account.
    #[schemars(with = "String", extend("enum" = ACTIONS))]
    pub action: Text,
    /// The new role, only with `set_role`.
    #[schemars(with = "Option<Role>")]
    pub role: Text,
    /// The name of the group, only with `add_to_group` and `remove_from_group`. Empty is as good as missing, for forms.
    #[schemars(with = "Option<String>", regex(pattern = r"^([a-z0-9][a-z0-9_-]{0,62})?$"))]
    pub group: Text,
    /// The name of a field of one's own, only with `set_field`. Empty is as good as missing, for forms.
    #[schemars(with = "Option<String>", length(max = 63))]
    pub field: Text,
    /// What the field is set to, as in a file that is imported; only with `set_field`. Empty or missing: what is there is removed.
    #[schemars(with = "Option<String>", length(max = 4096))]
    pub value: Text,
    /// The ids of the accounts, 1 to 1,000.
    #[schemars(with = "Option<Vec<UserId>>", length(min = 1, max = 1000))]
    pub ids: Expected<Vec<Text>>,
    /// All accounts that match, in place of `ids`. Not with `invite`.
    pub filter: Expected<FilterRequest>,
    /// From a previous response, to continue where it ended.
    pub rest: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

impl BulkRequest {
    /// An action as forms and commands write it, in one text: the new role, the group, or the field with its value follows after a colon.
    /// Which accounts are meant is not said.
    pub fn named(action: &str) -> Self {
        let (action, more) = action.split_once(':').unwrap_or((action, ""));
        let request = Self { action: action.into(), ..Self::default() };
        match (action, more.split_once('=')) {
            (ADD_TO_GROUP | REMOVE_FROM_GROUP, _) => Self { group: more.into(), ..request },
            (SET_FIELD, Some((field, value))) => Self { field: field.into(), value: value.into(), ..request },
            _ => Self { role: more.into(), ..request },
        }
    }
}

/// A filter, not validated yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct FilterRequest {
    /// Prefixes of words in username, email address and profile: at most 200 characters and 8 words, or 7 with `group`. Or an id.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", length(max = 200))]
    pub q: Text,
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "Role")]
    pub role: Text,
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "Status")]
    pub status: Text,
    /// Only members of the group with this name.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"))]
    pub group: Text,
    /// Only users who have never signed in.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", extend("enum" = ["never"]))]
    pub signed_in: Text,
    /// Only users who were created on this day or later, in UTC.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", regex(pattern = DAY_PATTERN))]
    pub created_from: Text,
    /// Only users who were created on this day or earlier, in UTC.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", regex(pattern = DAY_PATTERN))]
    pub created_to: Text,
    /// Only users whose last sign-in was before this day, in UTC. Not those who have never signed in.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", regex(pattern = DAY_PATTERN))]
    pub last_login_before: Text,
    /// Only users with a passkey or an authenticator app, or only those without.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", extend("enum" = ["with", "without"]))]
    pub second_factor: Text,
    /// Only users with these values in fields that users are filtered by, at most two: `department=sales;birthday=1990-01-01..1999-12-31`.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", length(max = 1000))]
    pub fields: Text,
    /// Only users with one of these usernames or email addresses: at most 100, with spaces, commas or line breaks between them.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", length(max = 4000))]
    pub usernames: Text,
    /// Only people: not service accounts.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", extend("enum" = [PEOPLE]))]
    pub accounts: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

impl AnyValue for FilterRequest {
    fn from_object<'de, A: MapAccess<'de>>(entries: A) -> Result<Option<Self>, A::Error> {
        // The parser is inside the object already, so the fields are read from its entries.
        Self::deserialize(MapAccessDeserializer::new(entries)).map(Some)
    }
}

/// The result of a bulk change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkReport {
    /// The id with which the change can be undone.
    pub bulk_id: Uuid,
    pub changed: u64,
    /// The administrator's own account, except for groups and fields; the last administrator; accounts that were changed concurrently;
    /// and accounts that were in the group already or not in it, that have the value already or cannot have it, or that cannot be invited.
    pub skipped: u64,
    /// The API tokens of service accounts that are still valid, and whose creators this change has made former administrators.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub created_tokens: u64,
    /// Whether the change cannot be undone, as one of groups or invitations. Send the opposite one instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_final: bool,
    /// More accounts are left: send the same request with this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Whether a page requires confirmation of `action` on `count` accounts. What a field is set to is entered there.
pub fn needs_confirmation(action: &BulkAction, count: u64) -> bool {
    let is_critical = matches!(
        action,
        BulkAction::Account(UserAction::Delete | UserAction::SetRole(Role::Admin))
            | BulkAction::RevokeInvitation
            | BulkAction::SetField(..)
    );
    count > MAX_UNCONFIRMED || (is_critical && count > 0)
}

/// A request for the confirmation of a bulk change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationRequest {
    pub action: BulkAction,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// The count in the question.
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
        let needs = |action: UserAction, count| needs_confirmation(&action.into(), count);
        assert!(!needs(UserAction::Disable, 20) && needs(UserAction::Disable, 21));
        assert!(!needs(UserAction::SetRole(Role::User), 20));
        assert!(needs(UserAction::Delete, 1) && needs(UserAction::SetRole(Role::Admin), 1));
        assert!(!needs(UserAction::Delete, 0));
        assert!(!needs_confirmation(&BulkAction::Invite, 20) && needs_confirmation(&BulkAction::Invite, 21));
        // Its link cannot be given back.
        assert!(needs_confirmation(&BulkAction::RevokeInvitation, 1));
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
