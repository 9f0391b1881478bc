//! The columns of fields of one's own: `fields.department`, or `department` unless an account has a field of that name anyway.

use crate::accounts::groups::ruled_fields;
use crate::accounts::own_fields::{OwnFieldAccess, parse_new, searched_words, taken_error, to_store};
use crate::accounts::{Action, Caller, Imports};
use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::own_fields::{Sent, SentFields};
use crate::shared::{FieldError, Problem, Text};
use crate::store::own_fields::NewOwnValue;
use crate::store::{StoreError, groups};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) struct OwnColumns {
    fields: Arc<DefinedFields>,
    access: OwnFieldAccess,
    /// The fields that the rule of a group names, if the caller may not add members to groups.
    refused: BTreeSet<i64>,
}

impl Imports {
    /// The columns of custom fields that the caller sees, and those that decide who belongs to a group.
    pub(super) async fn own_columns(&self, caller: &Caller) -> Result<OwnColumns, StoreError> {
        let fields = self.own_fields().all().await?;
        let ruled = match caller.may(Action::ManageGroups) {
            true => BTreeSet::new(),
            false => {
                let rules = self.db().read(async |mut conn| groups::member_rules(&mut conn).await).await?;
                ruled_fields(&fields, &rules)
            }
        };
        Ok(OwnColumns::of(fields, caller, ruled))
    }
}

impl OwnColumns {
    /// Takes the fields that the caller sees. A value in one that is `refused` is an error.
    pub(super) fn of(fields: Arc<DefinedFields>, caller: &Caller, refused: BTreeSet<i64>) -> Self {
        Self { fields, access: OwnFieldAccess::of(caller, None), refused }
    }

    fn columns(&self) -> impl Iterator<Item = &DefinedField> {
        self.fields.in_effect().filter(|field| self.access.sees(field))
    }

    /// Both names of each column.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        self.columns().map(|field| (field.path(), field.name.to_string())).collect()
    }

    /// The values of a row, and what the search finds of them. `errors`: of its other cells.
    pub(super) fn read(
        &self,
        cells: &[Text],
        mut errors: Vec<FieldError>,
    ) -> Result<(Vec<NewOwnValue>, String), Vec<FieldError>> {
        for (field, cell) in self.columns().zip(cells) {
            if self.refused.contains(&field.id) && !cell.is_missing() {
                let problem = Problem::new("token_scope", message::import_row_denied_groups());
                errors.push(field.error(problem));
            }
        }
        let given = self.columns().zip(cells).filter(|(_, cell)| !cell.is_missing()).map(|(field, cell)| {
            let sent = match cell {
                Text::WrongType => Sent::WrongType,
                Text::Missing | Text::Given(_) => Sent::Text(cell.as_str().to_owned()),
            };
            (field.name.to_string(), sent)
        });
        let sent: SentFields = given.collect();
        match parse_new(&self.fields, &sent, self.access, false) {
            Ok(values) if errors.is_empty() => {
                Ok((to_store(&self.fields, &values), searched_words(&self.fields, &values)))
            }
            Ok(_) => Err(errors),
            Err(of_fields) => {
                errors.extend(of_fields);
                Err(errors)
            }
        }
    }

    /// The value of a field is that of another account, or of an earlier row.
    pub(super) fn taken(&self, field: i64) -> Option<FieldError> {
        taken_error(&self.fields, field)
    }
}
