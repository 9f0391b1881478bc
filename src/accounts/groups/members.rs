//! The numbers of members of groups.

use crate::{
    identity::words::{GROUP_WORDS, group_word},
    shared::{
        groups::{GroupName, GroupView},
        timestamp::Timestamp,
    },
    store::{
        Conn, StoreError,
        groups::{self, GroupRow},
    },
};
use std::collections::HashMap;

/// The number of members of each group, without deleted accounts.
pub(super) struct MemberCounts(HashMap<String, i64>);

impl MemberCounts {
    /// Of all groups.
    pub(super) async fn of_all(conn: &mut Conn) -> Result<Self, StoreError> {
        let [first, last] = GROUP_WORDS;
        Ok(Self::sum(groups::memberships(conn, first, last).await?))
    }

    /// Of one group.
    pub(super) async fn of(conn: &mut Conn, name: &GroupName) -> Result<Self, StoreError> {
        let word = group_word(name);
        Ok(Self::sum(groups::memberships(conn, &word, &word).await?))
    }

    fn sum(rows: Vec<(String, i64)>) -> Self {
        let mut counts: HashMap<String, i64> = HashMap::new();
        for (groups, accounts) in rows {
            // Either the word of a group, or the names of several.
            for name in groups.split(' ') {
                *counts.entry(name.trim_matches('#').to_owned()).or_default() += accounts;
            }
        }
        Self(counts)
    }

    pub(super) fn view(&self, row: GroupRow) -> GroupView {
        let members = self.0.get(row.name.as_str()).copied().unwrap_or_default();
        GroupView {
            members: u64::try_from(members).unwrap_or_default(),
            name: row.name,
            description: row.description,
            created_at: Timestamp(row.created_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_that_are_deleted_or_hidden_are_subtracted_from_each_of_their_groups() {
        let rows = [("#a#", 3), ("#b-c#", 2), ("a b-c", -1), ("a", -1), ("d", -1)];
        let counts = MemberCounts::sum(rows.map(|(names, accounts)| (names.to_owned(), accounts)).to_vec());
        let members = |name: &str| {
            let name = GroupName::parse(name).unwrap();
            counts.view(GroupRow { name, description: String::new(), created_at: 0 }).members
        };
        assert_eq!(["a", "b-c", "d", "e"].map(members), [1, 1, 0, 0]);
    }
}
