//! Filters by fields of one's own.

use super::query::is_given;
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::{Caller, Directory};
use crate::language::message;
use crate::shared::own_fields::FieldRange;
use crate::shared::{AppError, Fields, Problem, Text, UserId};
use crate::store::directory::MAX_LISTED_FIELDS;
use crate::store::{ListFilter, StoreError, own_fields};
use std::collections::HashMap;

impl Directory {
    /// Reads what a list is filtered by: `department=sales;birthday=1990-01-01..1999-12-31`.
    pub(super) async fn own_filter(&self, caller: &Caller, text: &Text) -> Result<Vec<FieldRange>, AppError> {
        if !is_given(text) {
            return Ok(Vec::new());
        }
        let (all, access) = (self.own_fields().all().await?, OwnFieldAccess::of(caller, None));
        let mut fields = Fields::default();
        let ranges = fields.parse("fields", text, |text| {
            let parts: Vec<_> = text.split(';').filter(|part| !part.trim().is_empty()).collect();
            if parts.len() > MAX_LISTED_FIELDS {
                return Err(Problem::new("too_many", message::own_field_filters_too_many(MAX_LISTED_FIELDS as u64)));
            }
            all.ranges(text, |field| access.sees(field) && field.definition.filterable)
        });
        fields.finish().map_err(AppError::invalid)?;
        Ok(ranges.unwrap_or_default())
    }

    /// What the search finds of the fields of one's own of these accounts, without those that lack a value which the list requires.
    pub(super) async fn own_words(
        &self,
        listed: &ListFilter,
        ids: impl IntoIterator<Item = UserId>,
    ) -> Result<HashMap<UserId, String>, StoreError> {
        // Collected, because an iterator over borrowed rows would be a part of the future.
        let (ids, mut words): (Vec<_>, _) = (ids.into_iter().collect(), HashMap::new());
        for id in ids {
            let mut has_values = true;
            for range in listed.fields.clone() {
                has_values &=
                    self.db().read(async move |mut conn| own_fields::is_in(&mut conn, id, &range).await).await?;
            }
            if has_values {
                words.insert(id, self.own_fields().searched_of(id).await?);
            }
        }
        Ok(words)
    }
}
