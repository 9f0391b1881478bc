//! Applies the fields of the operator's file, when a server starts and when the file changes: afterwards they are rows of the database,
//! as those are that pages and commands define. The values of accounts are theirs in both cases.

use super::index::renewed_index;
use super::stored::{read_fields, to_row};
use super::uses::rename;
use crate::accounts::{Action, Caller, OwnFields, UnitOfWork};
use crate::applications::{FileDefinitions, FileError, FileField, FileProblem};
use crate::language::{Message, message};
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::own_fields::{MAX_OWN_FIELDS, OwnFieldSource};
use crate::shared::{AppError, EventKind, OwnFieldName, Timestamp};
use crate::store::StoreError;
use crate::store::own_fields as rows;
use std::collections::HashSet;

impl OwnFields {
    /// Defines the fields of the file, and deletes those that only an earlier file defined, for 30 days, unless another one of them
    /// has a mistake (`has_wrong`). None: it says nothing of fields. Returns what cannot be done.
    pub(in crate::accounts) async fn apply_file_fields(
        &self,
        fields: Option<Vec<FileField>>,
        has_wrong: bool,
    ) -> Result<Vec<FileProblem>, AppError> {
        let Some(fields) = fields else {
            let all = self.all().await?;
            return Ok(emptied(&all));
        };
        let job = async move |mut tx: UnitOfWork| Ok(apply(&mut tx, fields, has_wrong).await?);
        let problems = self.change(&Caller::system(), Action::ManageOwnFields, job).await?;
        self.index_fields_later();
        self.group_rules().apply_rules_later();
        Ok(problems)
    }
}

/// What the file makes of the fields that are stored.
#[derive(Default)]
struct Plan {
    /// Those that only an earlier file defined.
    gone: Vec<DefinedField>,
    /// Each as it was, and as it is from now on.
    changed: Vec<(DefinedField, DefinedField)>,
    new: Vec<DefinedField>,
    /// What cannot be done. It changes nothing.
    problems: Vec<FileProblem>,
}

impl Plan {
    fn new(stored: &DefinedFields, file: Vec<FileField>, has_wrong: bool, now: Timestamp) -> Self {
        let (mut plan, mut kept) = (Self::default(), HashSet::new());
        let (mut count, mut last) =
            (stored.all().count(), stored.all().map(|field| field.id).max().unwrap_or_default());
        for entry in file {
            let (line, name) = (entry.line, entry.name.clone());
            let outcome = match stored_as(stored, &entry) {
                Some(current) => {
                    kept.insert(current.id);
                    plan.change(current, entry, now)
                }
                None if count == MAX_OWN_FIELDS => Err(message::own_fields_too_many(MAX_OWN_FIELDS as u64)),
                None => {
                    (count, last) = (count + 1, last + 1);
                    plan.new.push(DefinedField::new(last, entry.name, entry.definition, OwnFieldSource::File, now));
                    Ok(())
                }
            };
            plan.problems.extend(outcome.err().map(|message| problem(line, &name, message)));
        }
        let is_gone = |field: &&DefinedField| is_of_file(field) && !kept.contains(&field.id) && !has_wrong;
        let gone = stored.all().filter(is_gone);
        plan.gone = gone.map(|field| DefinedField { deleted_at: Some(now), ..field.clone() }).collect();
        plan
    }

    /// Gives a field the definition of the file, also one that was deleted, or that the database has defined. An error says why it cannot.
    fn change(&mut self, current: &DefinedField, new: FileField, now: Timestamp) -> Result<(), Message> {
        if new.definition.kind != current.definition.kind {
            return Err(message::own_field_kind_fixed());
        }
        if new.definition.unique != current.definition.unique {
            return Err(message::own_field_unique_fixed());
        }
        let is_same = new.name == current.name && new.definition == current.definition;
        if !(is_same && is_of_file(current)) {
            let field = DefinedField::new(current.id, new.name, new.definition, OwnFieldSource::File, now);
            self.changed.push((current.clone(), field));
        }
        Ok(())
    }

    /// All fields as they are from now on.
    fn fields(self, stored: &DefinedFields) -> DefinedFields {
        let replaced: HashSet<i64> =
            self.gone.iter().chain(self.changed.iter().map(|(before, _)| before)).map(|field| field.id).collect();
        let others = stored.all().filter(|field| !replaced.contains(&field.id)).cloned();
        let changed = self.changed.into_iter().map(|(_, field)| field);
        DefinedFields::new(others.chain(self.gone).chain(changed).chain(self.new).collect())
    }
}

/// All fields as the file makes them, and what of it cannot be done. Changes nothing.
pub(in crate::accounts) fn planned(
    stored: &DefinedFields,
    file: &FileDefinitions,
) -> (DefinedFields, Vec<FileProblem>) {
    let Some(fields) = file.fields.clone() else { return (stored.clone(), emptied(stored)) };
    let mut plan = Plan::new(stored, fields, file.has_wrong_field, Timestamp::default());
    let problems = std::mem::take(&mut plan.problems);
    (plan.fields(stored), problems)
}

async fn apply(tx: &mut UnitOfWork, file: Vec<FileField>, has_wrong: bool) -> Result<Vec<FileProblem>, StoreError> {
    let (stored, now) = (read_fields(tx).await?, tx.now());
    let plan = Plan::new(&stored, file, has_wrong, now);
    for field in &plan.gone {
        // As it was before the plan marked it.
        let was_searched = stored.of_id(field.id).is_some_and(DefinedField::is_searched);
        rows::mark_deleted(tx, field.id, now, was_searched).await?;
        tx.record(tx.event(EventKind::OwnFieldDelete).detail(&field.name));
    }
    for (before, field) in &plan.changed {
        if before.source == OwnFieldSource::Database && before.deleted_at.is_none() {
            let (name, definition) = (&before.name, &before.definition);
            tracing::warn!("the file of applications takes the place of the field {name}, which was {definition:?}");
        }
        rows::update(tx, &to_row(field), renewed_index(before, field)).await?;
        if before.name != field.name {
            rename(tx, &before.name, &field.name).await?;
        }
        let kind = if before.deleted_at.is_some() { EventKind::OwnFieldRestore } else { EventKind::OwnFieldUpdate };
        tx.record(tx.event(kind).detail(named(&before.name, &field.name)));
    }
    for field in &plan.new {
        rows::insert(tx, &to_row(field)).await?;
        tx.record(tx.event(EventKind::OwnFieldCreate).detail(&field.name));
    }
    if !(plan.gone.is_empty() && plan.changed.is_empty()) {
        tx.renew_member_rules().await?;
    }
    Ok(plan.problems)
}

/// The stored field that an entry of the file defines: the one with its name, or with its name from before.
fn stored_as<'a>(stored: &'a DefinedFields, entry: &FileField) -> Option<&'a DefinedField> {
    let before = || entry.renamed_from.as_ref().and_then(|name| stored.find(name.as_str()));
    stored.find(entry.name.as_str()).or_else(|| before().filter(|field| field.deleted_at.is_none()))
}

/// Whether the operator's file has defined a field that is not deleted.
fn is_of_file(field: &DefinedField) -> bool {
    field.source == OwnFieldSource::File && field.deleted_at.is_none()
}

/// The detail of an event: the name of a field, or the one from before and the new one.
pub(super) fn named(before: &OwnFieldName, now: &OwnFieldName) -> String {
    if before == now { now.to_string() } else { format!("{before} -> {now}") }
}

fn problem(line: usize, name: &OwnFieldName, problem: Message) -> FileProblem {
    let message = message::file_field(name.to_string(), problem);
    FileProblem { application: None, client: None, error: FileError { line, message } }
}

/// The problem of a file that defines no field any more, without saying so: it may have been cut, as with applications.
fn emptied(stored: &DefinedFields) -> Vec<FileProblem> {
    let is_emptied = stored.all().any(is_of_file);
    let error = || FileError { line: 1, message: message::file_fields_emptied() };
    is_emptied.then(|| FileProblem { application: None, client: None, error: error() }).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::read_file;

    /// The fields as they are after a file, with the names of those that are deleted in brackets; and the problems.
    fn apply_to(stored: &DefinedFields, text: &str) -> (DefinedFields, String, usize) {
        let file = read_file(text, None, &|_| Err("no secret".to_owned())).unwrap();
        assert!(file.problems.is_empty(), "{:?}", file.problems);
        let (fields, problems) = planned(stored, &file);
        let shown = |field: &DefinedField| match field.deleted_at {
            Some(_) => format!("({}{})", field.id, field.name),
            None => format!("{}{}", field.id, field.name),
        };
        let shown = fields.all().map(shown).collect::<Vec<_>>().join(" ");
        (fields, shown, problems.len())
    }

    #[test]
    fn what_a_file_says_of_fields_is_planned() {
        let field = |name: &str, more: &str| format!("[[field]]\nname = \"{name}\"\n{more}");
        let (first, shown, _) = apply_to(&DefinedFields::default(), &(field("age", "") + &field("plan", "")));
        assert_eq!(shown, "1age 2plan");
        let renamed = field("age", "") + &field("tier", "renamed_from = \"plan\"\n");
        let (second, shown, problems) = apply_to(&first, &renamed);
        assert_eq!((shown.as_str(), problems), ("1age 2tier", 0), "it is the same field");
        assert_eq!(apply_to(&second, &renamed).1, "1age 2tier", "once");
        assert_eq!(apply_to(&first, &(field("age", "") + &field("tier", ""))).1, "1age 3tier (2plan)");
        assert_eq!(apply_to(&first, "field = []\n").1, "(1age) (2plan)");
        let (_, shown, problems) = apply_to(&first, "");
        assert_eq!((shown.as_str(), problems), ("1age 2plan", 1), "it may have been cut");
        let (_, shown, problems) = apply_to(&first, &field("age", "kind = \"number\"\n"));
        assert_eq!((shown.as_str(), problems), ("1age (2plan)", 1), "the kind stays");
        let (deleted, ..) = apply_to(&first, &field("age", ""));
        assert_eq!(apply_to(&deleted, &(field("age", "") + &field("plan", ""))).1, "1age 2plan", "it is restored");
    }
}
