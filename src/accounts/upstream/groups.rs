//! The groups about which a provider decides: those whose names begin with its prefix.

use crate::accounts::groups::change_member;
use crate::accounts::{Identities, MemberChange, ProvenIdentity, UnitOfWork};
use crate::applications::Provider;
use crate::shared::{GroupName, GroupNames, UserId};
use crate::store::{StoreError, groups, users};

/// The groups that an account is to have, of those about which a provider decides.
#[derive(Clone, Debug)]
pub(super) struct FollowedGroups {
    prefix: String,
    wanted: GroupNames,
}

impl Identities {
    /// The groups of an identity, as they are here. None: its provider says nothing about them.
    pub(super) async fn groups_of_identity(
        &self,
        provider: &Provider,
        identity: &ProvenIdentity,
    ) -> Result<Option<FollowedGroups>, StoreError> {
        let (Some(prefix), Some(names)) = (&provider.definition.groups_prefix, &identity.groups) else {
            return Ok(None);
        };
        if provider.definition.groups_claim.is_none() {
            return Ok(None);
        }
        let existing = self.db().read(async |mut conn| groups::names(&mut conn).await).await?;
        Ok(Some(FollowedGroups { prefix: prefix.clone(), wanted: wanted(prefix, names, &existing) }))
    }

    /// Like [`Self::groups_of_identity`]; None also if an account has exactly these already. Then nothing has to wait for other
    /// changes of groups.
    pub(super) async fn changed_groups(
        &self,
        provider: &Provider,
        identity: &ProvenIdentity,
        user: UserId,
    ) -> Result<Option<FollowedGroups>, StoreError> {
        let Some(groups) = self.groups_of_identity(provider, identity).await? else { return Ok(None) };
        let found = self.db().read(async move |mut conn| users::find(&mut conn, user).await).await?;
        let has = found.map(|row| GroupNames::from_stored(&row.group_names)).unwrap_or_default();
        let is_same = groups.missing(&has).next().is_none() && groups.surplus(&has).next().is_none();
        Ok((!is_same).then_some(groups))
    }
}

impl FollowedGroups {
    /// Gives an account exactly these of the groups with the prefix. The transaction holds the advisory lock of administrators.
    pub(super) async fn follow(&self, tx: &mut UnitOfWork, id: UserId) -> Result<(), StoreError> {
        let found = users::find(tx, id).await?;
        let has = found.map(|row| GroupNames::from_stored(&row.group_names)).unwrap_or_default();
        for name in self.surplus(&has) {
            change_member(tx, name, id, MemberChange::Remove).await?;
        }
        for name in self.missing(&has) {
            // It may have been deleted since it was read.
            if groups::description(tx, name).await?.is_some() {
                change_member(tx, name, id, MemberChange::Add).await?;
            }
        }
        Ok(())
    }

    fn missing<'a>(&'a self, has: &'a GroupNames) -> impl Iterator<Item = &'a GroupName> {
        self.wanted.iter().filter(move |name| !has.contains(name))
    }

    fn surplus<'a>(&'a self, has: &'a GroupNames) -> impl Iterator<Item = &'a GroupName> {
        has.iter().filter(move |name| name.as_str().starts_with(&self.prefix) && !self.wanted.contains(name))
    }
}

/// The groups here that have the prefix and a name there. No group is created for a provider.
fn wanted(prefix: &str, names: &[String], existing: &GroupNames) -> GroupNames {
    let parsed = names.iter().filter_map(|name| GroupName::parse(&format!("{prefix}{name}")).ok());
    parsed.filter(|name| existing.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str]) -> GroupNames {
        names.iter().map(|name| GroupName::parse(name).expect("a name")).collect()
    }

    #[test]
    fn a_provider_decides_about_the_groups_with_its_prefix_alone() {
        let existing = groups(&["company-editors", "company-staff", "staff"]);
        let names = ["staff", "writers", "Editors", "../staff"].map(str::to_owned);
        let wanted = wanted("company-", &names, &existing);
        assert_eq!(wanted, groups(&["company-staff"]));
        let followed = FollowedGroups { prefix: "company-".to_owned(), wanted };
        let has = groups(&["company-editors", "staff"]);
        assert_eq!(followed.missing(&has).cloned().collect::<GroupNames>(), groups(&["company-staff"]));
        assert_eq!(followed.surplus(&has).cloned().collect::<GroupNames>(), groups(&["company-editors"]));
    }
}
