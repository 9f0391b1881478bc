//! Groups of users. Which applications a user may enter depends on them.

use super::fields::Problem;
use super::fields::names::identifier;
use super::timestamp::Timestamp;
use super::values::Text;
use crate::language::message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the path of the page of a group begins with; the name follows.
pub const OF_GROUP: &str = "/users/groups/";
/// The maximum number of characters of a description.
pub const MAX_DESCRIPTION_CHARS: usize = 200;
/// The maximum number of conditions of a rule that says who belongs to a group.
pub const MAX_CONDITIONS: usize = 5;
/// The maximum number of characters of such a rule.
pub const MAX_RULE_CHARS: usize = 500;
/// The maximum number of groups.
pub const MAX_GROUPS: usize = 1_000;

names! {
    /// What brings the groups of somebody to a program. This is the one place that says how many have room there. They are there as a
    /// whole or not at all, because a part of them would be mistaken for all.
    #[derive(Hash)]
    pub enum GroupCarrier {
        /// Our own, which browsers keep in a cookie.
        AccessToken = "access_token",
        /// `X-Vestibule-Token`, and the same token on request.
        ApplicationToken = "application_token",
        RemoteGroups = "remote_groups",
        IdToken = "id_token",
        ClientAccessToken = "client_access_token",
        Userinfo = "userinfo",
        Introspection = "introspection",
    }
}

impl GroupCarrier {
    /// How many bytes of JSON the groups may take. None: they always have room.
    pub const fn limit(self) -> Option<usize> {
        match self {
            // A cookie holds 4,096 bytes, and proxies pass few more on in a header.
            Self::AccessToken | Self::ApplicationToken => Some(200),
            Self::IdToken | Self::ClientAccessToken => Some(4_096),
            Self::RemoteGroups | Self::Userinfo | Self::Introspection => None,
        }
    }

    /// The same for all claims of a token together: with its signature that is a token of 7,900 bytes. An ID token comes back as a hint,
    /// in a request of 8,192 bytes at most, and an access token in a header.
    pub const fn limit_of_claims(self) -> Option<usize> {
        match self {
            Self::IdToken | Self::ClientAccessToken => Some(5_500),
            Self::AccessToken | Self::ApplicationToken => None,
            Self::RemoteGroups | Self::Userinfo | Self::Introspection => None,
        }
    }

    /// How many bytes fields of one's own may take, with their names. None: they always have room.
    pub const fn limit_of_fields(self) -> Option<usize> {
        match self {
            Self::AccessToken | Self::ApplicationToken => Some(200),
            // The header with fields is beside that with groups.
            Self::RemoteGroups | Self::IdToken | Self::ClientAccessToken => Some(1_000),
            Self::Userinfo | Self::Introspection => None,
        }
    }

    /// Whether there are groups that have no room.
    pub const fn has_limit(self) -> bool {
        self.limit().is_some() || self.limit_of_claims().is_some()
    }

    /// Whether groups have room. `groups`, `claims`: the bytes of JSON of the groups, and of all claims together.
    pub fn has_room(self, groups: usize, claims: usize) -> bool {
        let is_within = |bytes: usize, limit: Option<usize>| limit.is_none_or(|limit| bytes <= limit);
        is_within(groups, self.limit()) && is_within(claims, self.limit_of_claims())
    }
}

/// The name of a group: `[a-z0-9][a-z0-9_-]{0,62}`. It never changes, because applications compare it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9][a-z0-9_-]{0,62}$"))]
pub struct GroupName(String);

checked_text!(GroupName);

impl GroupName {
    /// # Errors
    /// If the text is not a name. Capital letters are not converted: names are compared exactly.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        identifier(text, "-_", message::group_name_required(), message::group_name_rule()).map(Self)
    }
}

impl From<GroupName> for String {
    fn from(name: GroupName) -> Self {
        name.0
    }
}

impl TryFrom<String> for GroupName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| problem.message.to_string())
    }
}

/// The groups of a user: sorted, without duplicates.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct GroupNames(Vec<GroupName>);

impl GroupNames {
    /// Reads the stored form: names separated by spaces. Ignores what is not a name, which only a newer version can have
    /// written.
    pub fn from_stored(text: &str) -> Self {
        text.split(' ').filter_map(|name| GroupName::parse(name).ok()).collect()
    }

    /// The stored form: names separated by spaces. Names have none.
    pub fn to_stored(&self) -> String {
        self.joined(" ")
    }

    /// The names with a separator between them.
    pub fn joined(&self, separator: &str) -> String {
        self.0.iter().map(GroupName::as_str).collect::<Vec<_>>().join(separator)
    }

    pub fn contains(&self, name: &GroupName) -> bool {
        self.0.binary_search(name).is_ok()
    }

    /// Whether at least one group is in both.
    pub fn intersects(&self, others: &Self) -> bool {
        self.0.iter().any(|name| others.contains(name))
    }

    /// These groups and `name`.
    pub fn with(&self, name: &GroupName) -> Self {
        self.0.iter().chain([name]).cloned().collect()
    }

    /// These groups but `name`.
    pub fn without(&self, name: &GroupName) -> Self {
        self.0.iter().filter(|other| *other != name).cloned().collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = &GroupName> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a claim of a token: all groups, or None if they have no room there.
    pub fn within(&self, carrier: GroupCarrier) -> Option<Self> {
        // `["a","b"]`: two brackets, two quotation marks per name, and the commas between them.
        let names: usize = self.0.iter().map(|name| name.as_str().len() + 2).sum();
        let bytes = 2 + names + self.0.len().saturating_sub(1);
        carrier.has_room(bytes, bytes).then(|| self.clone())
    }
}

impl FromIterator<GroupName> for GroupNames {
    fn from_iter<T: IntoIterator<Item = GroupName>>(names: T) -> Self {
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }
}

/// A group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GroupView {
    pub name: GroupName,
    pub description: String,
    /// Who belongs to it, such as `plan=pro;country=DE`. Empty: whom administrators add.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub rule: String,
    /// The number of members, without deleted accounts.
    pub members: u64,
    pub created_at: Timestamp,
}

/// All groups, by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GroupListView {
    pub groups: Vec<GroupView>,
}

/// Create a group.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["name"]))]
pub struct CreateGroupRequest {
    /// 1 to 63 lower-case letters (a to z), digits, `-` and `_`. It cannot be changed later.
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"))]
    pub name: Text,
    /// What the group is for, at most 200 characters.
    #[schemars(length(max = 200))]
    pub description: Text,
    /// Who belongs to it: at most five conditions about fields of one's own, all of which an account meets, such as
    /// `plan=pro;birthday=..2007-12-31`. Default: whom administrators add.
    #[schemars(length(max = 500))]
    pub rule: Text,
}

/// Change a group. What is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UpdateGroupRequest {
    /// What the group is for, at most 200 characters.
    #[schemars(length(max = 200))]
    pub description: Text,
    /// Who belongs to it, as for a new group. Empty: its members stay, and from now on administrators add and remove them.
    #[schemars(length(max = 500))]
    pub rule: Text,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(names: &[&str]) -> GroupNames {
        names.iter().map(|name| GroupName::parse(name).unwrap()).collect()
    }

    #[test]
    fn names_are_lower_case_words() {
        let longest = "a".repeat(63);
        for name in ["a", "0", "editors", "team-7_b", longest.as_str()] {
            assert!(GroupName::parse(name).is_ok(), "{name}");
        }
        let too_long = "a".repeat(64);
        for text in ["", "-a", "_a", "Editors", "a b", "é", "a#b", "a,b", " a", too_long.as_str()] {
            assert!(GroupName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_user_has_each_group_once() {
        let some = groups(&["b", "a", "b"]);
        assert_eq!(some.joined(", "), "a, b");
        assert_eq!(some.with(&GroupName::parse("a").unwrap()), some);
        assert_eq!(some.without(&GroupName::parse("b").unwrap()), groups(&["a"]));
        assert!(some.intersects(&groups(&["b", "z"])) && !some.intersects(&groups(&["z"])));
    }

    #[test]
    fn a_claim_is_whole_or_absent() {
        let carrier = GroupCarrier::ApplicationToken;
        // `["aa…"]` of exactly 200 bytes.
        let exactly = groups(&[&"a".repeat(60), &"b".repeat(60), &"c".repeat(60), "ddddddd"]);
        assert_eq!(Some(serde_json::to_string(&exactly).unwrap().len()), carrier.limit());
        assert_eq!(exactly.within(carrier), Some(exactly.clone()));
        let longer = groups(&[&"a".repeat(60), &"b".repeat(60), &"c".repeat(60), "dddddddd"]);
        assert_eq!(longer.within(carrier), None);
        assert_eq!(GroupNames::default().within(carrier), Some(GroupNames::default()));
        assert_eq!(longer.within(GroupCarrier::RemoteGroups), Some(longer));
    }

    #[test]
    fn groups_have_room_if_they_and_all_claims_are_within_their_limits() {
        let token = GroupCarrier::IdToken;
        for (groups, claims, expected) in
            [(4_096, 5_500, true), (4_097, 5_500, false), (4_096, 5_501, false), (2, 6_000, false)]
        {
            assert_eq!(token.has_room(groups, claims), expected, "{groups} {claims}");
        }
        assert!(GroupCarrier::Userinfo.has_room(64_000, 80_000));
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read_again(names in proptest::collection::vec("[a-z0-9][a-z0-9_-]{0,62}", 0..8)) {
            let names: GroupNames = names.iter().map(|name| GroupName::parse(name).unwrap()).collect();
            prop_assert_eq!(GroupNames::from_stored(&names.to_stored()), names);
        }
    }
}
