//! The groups that the rows of a file name. They have to exist: an import creates none, except that of a server in test mode, whose
//! database is new.

use crate::accounts::UnitOfWork;
use crate::language::message;
use crate::shared::fields::names::MAX_IDENTIFIER_CHARS;
use crate::shared::groups::MAX_GROUPS;
use crate::shared::{AppError, EventKind, GroupName, GroupNames, Problem};
use crate::store::{Conn, StoreError, groups};
use std::collections::BTreeSet;

/// The groups of an import.
#[derive(Default)]
pub(super) struct ImportGroups {
    /// Those that existed before the file was read.
    existing: GroupNames,
    /// Those of all valid rows.
    used: BTreeSet<GroupName>,
    /// Whether those that do not exist are created.
    creates: bool,
}

impl ImportGroups {
    /// `creates`: rows may name groups that do not exist.
    pub(super) async fn read(conn: &mut Conn, creates: bool) -> Result<Self, StoreError> {
        Ok(Self { existing: groups::names(conn).await?, used: BTreeSet::new(), creates })
    }

    /// Parses names of groups, separated by spaces, commas or semicolons.
    pub(super) fn parse(&self, text: &str) -> Result<GroupNames, Problem> {
        let names = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|name| !name.is_empty());
        names.map(|name| self.find(name)).collect()
    }

    fn find(&self, name: &str) -> Result<GroupName, Problem> {
        if self.creates {
            return GroupName::parse(name).map_err(|problem| not_a_name(name, problem));
        }
        let found = GroupName::parse(name).ok().filter(|name| self.existing.contains(name));
        found.ok_or_else(|| unknown(name))
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
        let problem = Problem::new("too_many_groups", message::import_refused_too_many_groups(MAX_GROUPS as u64));
        return Err(AppError::invalid(vec![problem.of("groups")]));
    }
    Ok(())
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
        ImportGroups { existing, used: BTreeSet::new(), creates: false }
    }

    #[test]
    fn names_are_separated_by_spaces_commas_or_semicolons() {
        let groups = groups_named(["editors", "staff"]);
        for text in ["editors staff", "staff,editors", "editors; staff", " staff ,\teditors,,staff ;"] {
            assert_eq!(groups.parse(text).unwrap().joined(" "), "editors staff", "{text}");
        }
        assert!(groups.parse(" ,;").unwrap().is_empty());
    }

    #[test]
    fn an_unknown_group_is_named() {
        let groups = groups_named(["staff"]);
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
    fn groups_that_are_created_need_only_valid_names() {
        let groups = ImportGroups { creates: true, ..groups_named(["staff"]) };
        assert_eq!(groups.parse("writers staff").unwrap().joined(" "), "staff writers");
        let problem = groups.parse("staff Writers").unwrap_err();
        assert_eq!(problem.code, "not_allowed");
        let message = problem.message.say();
        assert!(message.starts_with("“Writers” is not a name of a group. Use 1 to 63 "), "{message}");
    }
}
