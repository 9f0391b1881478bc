//! The groups that the rows of a file name. They have to exist, unless the import creates those that do not.

use super::plan::NewGroups;
use crate::accounts::UnitOfWork;
use crate::identity;
use crate::language::message;
use crate::shared::fields::names::MAX_IDENTIFIER_CHARS;
use crate::shared::groups::MAX_GROUPS;
use crate::shared::{AppError, EventKind, GroupName, GroupNames, Problem};
use crate::store::{Conn, StoreError, groups};
use std::collections::BTreeSet;

/// The groups of an import.
pub(super) struct ImportGroups {
    /// Those that existed before the file was read.
    existing: GroupNames,
    /// Those that rows name and that did not exist, also those of invalid rows. At most one more than there can be.
    missing: BTreeSet<GroupName>,
    /// Those of all valid rows.
    used: BTreeSet<GroupName>,
    new: NewGroups,
}

impl ImportGroups {
    pub(super) async fn read(conn: &mut Conn, new: NewGroups) -> Result<Self, StoreError> {
        Ok(Self::of(groups::names(conn).await?, new))
    }

    /// `existing`: the groups that there are.
    pub(super) fn of(existing: GroupNames, new: NewGroups) -> Self {
        Self { existing, missing: BTreeSet::new(), used: BTreeSet::new(), new }
    }

    /// Parses names of groups, separated by spaces, commas or semicolons.
    pub(super) fn parse(&mut self, text: &str) -> Result<GroupNames, Problem> {
        let names = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|name| !name.is_empty());
        let (mut found, mut refused) = (Vec::new(), None);
        // All of them, because those that do not exist are offered.
        for name in names {
            match self.find(name) {
                Ok(name) => found.push(name),
                Err(problem) => refused = refused.or(Some(problem)),
            }
        }
        refused.map_or_else(|| Ok(found.into_iter().collect()), Err)
    }

    fn find(&mut self, text: &str) -> Result<GroupName, Problem> {
        let exact = GroupName::parse(text);
        if let Ok(name) = &exact
            && self.existing.contains(name)
        {
            return Ok(name.clone());
        }
        let name = match self.new {
            NewGroups::CreatedExactly => exact.map_err(|problem| not_a_name(text, problem))?,
            NewGroups::Created | NewGroups::Refused => identity::group_name(text).ok_or_else(|| unknown(text))?,
        };
        if !self.existing.contains(&name) && self.missing.len() <= MAX_GROUPS {
            self.missing.insert(name.clone());
        }
        if self.new == NewGroups::Refused { Err(unknown(text)) } else { Ok(name) }
    }

    /// The groups that rows name and that did not exist.
    pub(super) fn missing(&self) -> impl Iterator<Item = &GroupName> {
        self.missing.iter()
    }

    /// Fails if there would be too many groups.
    pub(super) fn ensure_room(&self) -> Result<(), AppError> {
        let is_creating = self.new != NewGroups::Refused;
        if is_creating && self.existing.len() + self.missing.len() > MAX_GROUPS { Err(too_many()) } else { Ok(()) }
    }

    /// Notes the groups of a valid row.
    pub(super) fn note(&mut self, groups: &GroupNames) {
        self.used.extend(groups.iter().cloned());
    }

    /// The groups that have been noted.
    pub(super) fn used(&self) -> BTreeSet<GroupName> {
        self.used.clone()
    }
}

/// Fails if one of the groups in `used` does not exist. It was deleted after the file was read, and before the import began to
/// insert, from when on no group can be deleted.
pub(super) async fn ensure_existing(conn: &mut Conn, used: &BTreeSet<GroupName>) -> Result<(), AppError> {
    let existing = groups::names(conn).await?;
    match used.iter().find(|name| !existing.contains(name)) {
        Some(name) => Err(AppError::invalid(vec![deleted(name).of("groups")])),
        None => Ok(()),
    }
}

/// Creates the groups in `used` that do not exist.
pub(super) async fn create_missing(tx: &mut UnitOfWork, used: &BTreeSet<GroupName>) -> Result<(), AppError> {
    let now = tx.now();
    for name in used {
        if groups::insert(tx, name, "", now).await? {
            tx.record(tx.event(EventKind::GroupCreate).detail(name));
        }
    }
    // An error rolls back the inserts.
    if groups::count(tx).await? > MAX_GROUPS as i64 {
        return Err(too_many());
    }
    Ok(())
}

fn too_many() -> AppError {
    let problem = Problem::new("too_many_groups", message::import_refused_too_many_groups(MAX_GROUPS as u64));
    AppError::invalid(vec![problem.of("groups")])
}

fn unknown(name: &str) -> Problem {
    Problem::new("unknown_group", message::import_row_group_unknown(beginning(name)))
}

fn not_a_name(name: &str, problem: Problem) -> Problem {
    Problem::new(problem.code, message::import_row_group_no_name(beginning(name), problem.message))
}

/// What is not a name can have any length.
fn beginning(name: &str) -> String {
    name.chars().take(MAX_IDENTIFIER_CHARS).collect()
}

fn deleted(name: &GroupName) -> Problem {
    Problem::new("unknown_group", message::import_row_group_deleted(name.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups_named<const N: usize>(names: [&str; N]) -> ImportGroups {
        let existing = names.into_iter().map(|name| GroupName::parse(name).unwrap()).collect();
        ImportGroups::of(existing, NewGroups::Refused)
    }

    fn missing(groups: &ImportGroups) -> Vec<&str> {
        groups.missing().map(GroupName::as_str).collect()
    }

    #[test]
    fn names_are_separated_by_spaces_commas_or_semicolons() {
        let mut groups = groups_named(["editors", "staff"]);
        for text in ["editors staff", "staff,editors", "editors; staff", " staff ,\teditors,,staff ;"] {
            assert_eq!(groups.parse(text).unwrap().joined(" "), "editors staff", "{text}");
        }
        assert!(groups.parse(" ,;").unwrap().is_empty());
    }

    #[test]
    fn an_unknown_group_is_named() {
        let mut groups = groups_named(["staff"]);
        for (text, name) in
            [("staff writers", "writers"), ("Staff", "Staff"), ("a|staff", "a|staff"), ("#staff#", "#staff#")]
        {
            let problem = groups.parse(text).unwrap_err();
            assert_eq!(problem.code, "unknown_group");
            assert!(problem.message.say().contains(&format!("“{name}”")), "{}", problem.message);
        }
        assert!(groups.parse(&"x".repeat(60_000)).unwrap_err().message.say().len() < 200);
    }

    #[test]
    fn groups_that_do_not_exist_are_offered_and_created_in_lower_case() {
        let mut groups = groups_named(["staff"]);
        assert_eq!(groups.parse("Vorstand, Staff; jugend").unwrap_err().code, "unknown_group");
        assert_eq!(groups.parse("/").unwrap_err().code, "unknown_group");
        assert_eq!(missing(&groups), ["jugend", "vorstand"]);

        let mut groups = ImportGroups { new: NewGroups::Created, ..groups_named(["staff"]) };
        assert_eq!(groups.parse("Vorstand, Staff; jugend").unwrap().joined(" "), "jugend staff vorstand");
        assert_eq!(missing(&groups), ["jugend", "vorstand"]);
        assert!(groups.ensure_room().is_ok());
        for number in 0..MAX_GROUPS {
            groups.parse(&format!("group-{number}")).unwrap();
        }
        assert_eq!(groups.ensure_room().unwrap_err().errors[0].code, "too_many_groups");
    }

    #[test]
    fn groups_that_are_created_need_only_valid_names() {
        let mut groups = ImportGroups { new: NewGroups::CreatedExactly, ..groups_named(["staff"]) };
        assert_eq!(groups.parse("writers staff").unwrap().joined(" "), "staff writers");
        let problem = groups.parse("staff Writers").unwrap_err();
        assert_eq!(problem.code, "not_allowed");
        let message = problem.message.say();
        assert!(message.starts_with("“Writers” is not a name of a group. Use 1 to 63 "), "{message}");
    }
}
