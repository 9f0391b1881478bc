//! Who has to have a second factor (`VESTIBULE_REQUIRE_SECOND_FACTOR`), and from when on.

use super::groups::{GroupName, GroupNames};
use super::timestamp::Timestamp;
use super::views::Role;
use std::fmt;

/// Of which accounts a second factor is demanded. Default: of none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactorDemand {
    pub of_all: bool,
    pub of_administrators: bool,
    /// Of the members of these groups.
    pub of_groups: Vec<GroupName>,
    /// From when on. None: at once.
    pub from: Option<Timestamp>,
}

/// What is demanded of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demanded {
    Nothing,
    /// A second factor, from this time on.
    From(Timestamp),
    Now,
}

impl FactorDemand {
    pub fn on(&self, role: Role, groups: &GroupNames, now: Timestamp) -> Demanded {
        let applies = self.of_all
            || (self.of_administrators && role == Role::Admin)
            || self.of_groups.iter().any(|group| groups.contains(group));
        match self.from {
            _ if !applies => Demanded::Nothing,
            Some(from) if now < from => Demanded::From(from),
            _ => Demanded::Now,
        }
    }
}

/// In the notation of the setting.
impl fmt::Display for FactorDemand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.of_all.then(|| "all".to_owned());
        let administrators = self.of_administrators.then(|| "administrators".to_owned());
        let groups = self.of_groups.iter().map(|group| format!("group:{group}"));
        let parts: Vec<_> = all.into_iter().chain(administrators).chain(groups).collect();
        f.write_str(if parts.is_empty() { "off" } else { "" })?;
        f.write_str(&parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str) -> GroupName {
        GroupName::parse(name).unwrap()
    }

    #[test]
    fn a_factor_is_demanded_of_those_who_are_named_from_the_date_on() {
        let (now, finance) = (Timestamp(10), GroupNames::from_stored("finance"));
        let (none, demand) = (GroupNames::default(), FactorDemand::default());
        assert_eq!(demand.on(Role::Admin, &finance, now), Demanded::Nothing);
        let all = FactorDemand { of_all: true, ..demand.clone() };
        assert_eq!(all.on(Role::User, &none, now), Demanded::Now);
        let some = FactorDemand { of_administrators: true, of_groups: vec![group("finance")], ..demand };
        assert_eq!(some.on(Role::Admin, &none, now), Demanded::Now);
        assert_eq!(some.on(Role::User, &finance, now), Demanded::Now);
        assert_eq!(some.on(Role::User, &GroupNames::from_stored("finance-2"), now), Demanded::Nothing);
        let later = FactorDemand { from: Some(Timestamp(11)), ..some };
        assert_eq!(later.on(Role::Admin, &none, now), Demanded::From(Timestamp(11)));
        assert_eq!(later.on(Role::Admin, &none, Timestamp(11)), Demanded::Now);
        assert_eq!(later.on(Role::User, &none, now), Demanded::Nothing);
    }

    #[test]
    fn it_is_written_as_it_is_set() {
        let of_groups = vec![group("a"), group("b")];
        let some = FactorDemand { of_administrators: true, of_groups, ..FactorDemand::default() };
        assert_eq!(some.to_string(), "administrators,group:a,group:b");
        assert_eq!(FactorDemand::default().to_string(), "off");
    }
}
