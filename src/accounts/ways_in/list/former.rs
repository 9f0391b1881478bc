//! Lists the values that an account has lost, and that are reserved for it.

use super::Shown;
use crate::identity;
use crate::shared::{Identifier, Timestamp, WayInView};
use crate::store::former_values::RESERVED;
use crate::store::{FormerValueRow, Purpose};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Identifies a reserved value among those of its kind and account, written `field/key`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::accounts::ways_in) struct FormerId {
    /// The custom field; 0 for the other kinds.
    pub field: i64,
    pub key: String,
}

impl fmt::Display for FormerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.field, self.key)
    }
}

impl FromStr for FormerId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (field, key) = text.split_once('/').unwrap_or_default();
        Ok(Self { field: field.parse()?, key: key.to_owned() })
    }
}

impl Shown<'_> {
    /// Lists the reserved values of a kind, each once: those that the account has not taken back.
    pub(super) fn former(&self, kind: Identifier) -> Vec<WayInView> {
        let mut rows: Vec<&FormerValueRow> = Vec::new();
        for row in self.stored.former.iter().rev().filter(|row| row.kind == kind) {
            // An address whose change can be undone is not free for others, even if an administrator releases it.
            let is_held_by_undo = self.stored.links.iter().any(|link| {
                link.purpose == Purpose::UndoEmailChange && link.email_key.as_deref() == Some(row.key.as_str())
            });
            let is_listed = !self.is_present(row) && !(kind == Identifier::Email && is_held_by_undo);
            if is_listed && !rows.iter().any(|seen| (seen.field, &seen.key) == (row.field, &row.key)) {
                rows.push(row);
            }
        }
        rows.into_iter().filter_map(|row| self.former_view(row)).collect()
    }

    fn is_present(&self, row: &FormerValueRow) -> bool {
        let user = &self.stored.user;
        match row.kind {
            Identifier::Username => row.key == identity::key(&user.username),
            Identifier::Email => row.key == identity::key(&user.email),
            Identifier::Field => {
                let mut held = self.stored.unique.iter();
                held.any(|present| (present.field, &present.key) == (row.field, &row.key))
            }
        }
    }

    /// Makes the row of a value. None: the reader does not see its field.
    fn former_view(&self, row: &FormerValueRow) -> Option<WayInView> {
        let lost_at = Timestamp(row.lost_at);
        let field = self.fields.of_id(row.field).filter(|field| field.is_in_effect());
        let detail = match row.kind {
            Identifier::Username | Identifier::Email => None,
            Identifier::Field => Some(field.filter(|field| self.access.sees(field))?.name.to_string()),
        };
        Some(WayInView {
            id: Some(FormerId { field: row.field, key: row.key.clone() }.to_string()),
            name: Some(row.value.clone()),
            detail,
            added_at: Some(lost_at),
            expires_at: Some(lost_at.plus(RESERVED)),
            ..WayInView::of(row.kind.into())
        })
    }
}
