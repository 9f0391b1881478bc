//! Applies the fields of the operator's file, when a server starts and when the file changes: afterwards they are rows of the database,
//! as those are that pages and commands define. The values of accounts are theirs in both cases.

use super::index::renewed_index;
use super::stored::{read_fields, to_row};
use crate::accounts::{Action, Caller, OwnFields, UnitOfWork};
use crate::applications::{FileError, FileField, FileProblem};
use crate::language::{Message, message};
use crate::own_fields::DefinedField;
use crate::shared::own_fields::{MAX_OWN_FIELDS, OwnFieldSource};
use crate::shared::{AppError, EventKind};
use crate::store::own_fields as rows;
use crate::store::{StoreError, groups};

impl OwnFields {
    /// Defines the fields of the file, and deletes those that only an earlier file defined, for 30 days, unless another one of them
    /// has a mistake (`has_wrong`). Returns what cannot be done.
    pub(in crate::accounts) async fn apply_file_fields(
        &self,
        fields: Vec<FileField>,
        has_wrong: bool,
    ) -> Result<Vec<FileProblem>, AppError> {
        let job = async move |mut tx: UnitOfWork| Ok(apply(&mut tx, fields, has_wrong).await?);
        let problems = self.change(&Caller::system(), Action::ManageOwnFields, job).await?;
        self.index_fields_later();
        self.group_rules().apply_rules_later();
        Ok(problems)
    }
}

async fn apply(tx: &mut UnitOfWork, file: Vec<FileField>, has_wrong: bool) -> Result<Vec<FileProblem>, StoreError> {
    let stored = read_fields(tx).await?;
    let mut problems = Vec::new();
    let (mut count, mut last) = (stored.all().count(), rows::last_id(tx).await?);
    for field in stored.all().filter(|field| is_gone(field, &file) && !has_wrong) {
        let now = tx.now();
        rows::mark_deleted(tx, field.id, now, field.is_searched()).await?;
        groups::renew_member_rules(tx).await?;
        tx.record(tx.event(EventKind::OwnFieldDelete).detail(&field.name));
    }
    for new in file {
        let line = new.line;
        let mistake = match stored.find(new.name.as_str()) {
            Some(current) => update(tx, current, new).await?,
            None if count == MAX_OWN_FIELDS => Some(message::own_fields_too_many(MAX_OWN_FIELDS as u64)),
            None => {
                (count, last) = (count + 1, last + 1);
                let field = DefinedField::new(last, new.name, new.definition, OwnFieldSource::File, tx.now());
                rows::insert(tx, &to_row(&field)).await?;
                tx.record(tx.event(EventKind::OwnFieldCreate).detail(&field.name));
                None
            }
        };
        if let Some(message) = mistake {
            problems.push(FileProblem { application: None, client: None, error: FileError { line, message } });
        }
    }
    Ok(problems)
}

/// Whether only an earlier file defined the field.
fn is_gone(field: &DefinedField, file: &[FileField]) -> bool {
    let is_of_file = field.source == OwnFieldSource::File && field.deleted_at.is_none();
    is_of_file && file.iter().all(|new| new.name != field.name)
}

/// Gives a field the definition of the file, also one that was deleted, or that the database has defined. Returns why it cannot.
async fn update(tx: &mut UnitOfWork, current: &DefinedField, new: FileField) -> Result<Option<Message>, StoreError> {
    if new.definition.kind != current.definition.kind {
        return Ok(Some(message::own_field_kind_fixed()));
    }
    if new.definition.unique != current.definition.unique {
        return Ok(Some(message::own_field_unique_fixed()));
    }
    let is_of_file = current.source == OwnFieldSource::File && current.deleted_at.is_none();
    if is_of_file && new.definition == current.definition {
        return Ok(None);
    }
    let now = tx.now();
    let field = DefinedField::new(current.id, new.name, new.definition, OwnFieldSource::File, now);
    rows::update(tx, &to_row(&field), renewed_index(current, &field)).await?;
    groups::renew_member_rules(tx).await?;
    let kind = if current.deleted_at.is_some() { EventKind::OwnFieldRestore } else { EventKind::OwnFieldUpdate };
    tx.record(tx.event(kind).detail(&field.name));
    Ok(None)
}
