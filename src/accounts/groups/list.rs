//! Lists groups.

use super::{GroupError, existing, members::MemberCounts};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    shared::groups::{GroupName, GroupView},
    store::groups,
};

impl Accounts {
    /// All groups, by name.
    pub async fn list_groups(&self, who: &Principal) -> Result<Vec<GroupView>, GroupError> {
        policy::permit(who, Action::ReadGroups)?;
        let read = self
            .db()
            .read(|conn| Box::pin(async move { Ok((groups::list(conn).await?, MemberCounts::of_all(conn).await?)) }));
        let (rows, members) = read.await?;
        Ok(rows.into_iter().map(|row| members.view(row)).collect())
    }

    pub async fn show_group(&self, who: &Principal, name: &str) -> Result<GroupView, GroupError> {
        policy::permit(who, Action::ReadGroups)?;
        self.find_group(existing(name)?).await
    }

    /// A group with its number of members, without a check of permission.
    pub(super) async fn find_group(&self, name: GroupName) -> Result<GroupView, GroupError> {
        let read = self.db().read(move |conn| {
            Box::pin(async move { Ok((groups::find(conn, &name).await?, MemberCounts::of(conn, &name).await?)) })
        });
        let (row, members) = read.await?;
        Ok(members.view(row.ok_or(GroupError::NotFound)?))
    }
}
