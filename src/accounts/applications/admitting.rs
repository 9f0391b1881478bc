//! Which applications admit the members of a group.

use super::stored;
use crate::{
    accounts::Accounts,
    shared::{applications::ApplicationName, groups::GroupName},
    store::{Conn, StoreError},
};

impl Accounts {
    /// The applications that admit the members of a group, those of the file included.
    pub(in crate::accounts) async fn applications_admitting(
        &self,
        conn: &mut Conn,
        group: &GroupName,
    ) -> Result<Vec<ApplicationName>, StoreError> {
        let stored = stored::all(conn).await?;
        let all = stored.iter().chain(&self.settings().applications);
        let mut names: Vec<_> = all.filter(|one| one.groups.contains(group)).map(|one| one.name.clone()).collect();
        // One that the file and the database define is named once.
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }
}
