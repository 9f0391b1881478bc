//! How many people a definition would not fit. Accounts of programs and those that are deleted do not count: nobody is asked there.

use super::parse::is_needed;
use crate::accounts::OwnFields;
use crate::own_fields::DefinedField;
use crate::shared::own_fields::{FieldValue, OwnFieldPreview, OwnFieldUse};
use crate::shared::{AppError, OwnFieldKind};
use crate::store::own_fields::{self as rows, CountedValueRow};
use std::collections::HashSet;
use std::time::Duration;
use tokio::task::yield_now;
use uuid::Uuid;

/// Values that are read at once.
const BATCH: u32 = 1_000;
const MAX_EXAMPLES: usize = 10;
/// How long values are looked at while somebody waits for a page or a response, which ends after 20 seconds.
pub(super) const TIME_BUDGET: Duration = Duration::from_secs(8);

/// Reads the values of the field in batches, so that no connection is held for long. `shows_values`: whether whoever asks sees the field.
/// `budget`: after this time it is not exact; None: all are read.
pub(super) async fn of(
    fields: &OwnFields,
    field: &DefinedField,
    used_by: Vec<OwnFieldUse>,
    shows_values: bool,
    budget: Option<Duration>,
) -> Result<OwnFieldPreview, AppError> {
    let mut count = Count::new(field, used_by, shows_values);
    let (mut key, mut user) = (String::new(), Uuid::nil());
    let (id, start) = (field.id, fields.now());
    'all: loop {
        let after = key.clone();
        let read =
            fields.db().read(async move |mut conn| rows::counted_by_key(&mut conn, id, &after, user, BATCH).await);
        let batch = read.await?;
        let Some(last) = batch.last() else { break };
        (key, user) = (last.value.key.clone(), last.value.user_id);
        for row in batch {
            if budget.is_some_and(|budget| start.until(fields.now()) >= budget) {
                count.preview.is_exact = false;
                break 'all;
            }
            count.add(row);
            // A pattern can take long, and the requests of others must not wait for all that it is compared with.
            if field.pattern.is_some() {
                yield_now().await;
            }
        }
    }
    let mut preview = count.preview;
    if is_needed(field, false) {
        let all = fields.db().read(async |mut conn| rows::count_people(&mut conn).await).await?;
        preview.missing = all.unsigned_abs().saturating_sub(preview.filled);
    }
    Ok(preview)
}

/// What is known after some of the values.
struct Count<'a> {
    field: &'a DefinedField,
    shows_values: bool,
    preview: OwnFieldPreview,
    /// Of a choice of several, an account has several rows.
    unfitting_accounts: HashSet<Uuid>,
}

impl<'a> Count<'a> {
    fn new(field: &'a DefinedField, used_by: Vec<OwnFieldUse>, shows_values: bool) -> Self {
        let (examples, is_exact) = (Vec::new(), true);
        let preview = OwnFieldPreview { filled: 0, unfitting: 0, missing: 0, is_exact, examples, used_by };
        Self { field, shows_values, preview, unfitting_accounts: HashSet::new() }
    }

    fn add(&mut self, CountedValueRow { value: row, is_of_person }: CountedValueRow) {
        if !is_of_person {
            return;
        }
        let is_several = self.field.definition.kind == OwnFieldKind::Choices;
        self.preview.filled += u64::from(row.item == 0);
        let value = if is_several { FieldValue::Several(vec![row.value]) } else { FieldValue::Text(row.value) };
        if self.field.problem_with(&value).is_none() {
            return;
        }
        self.preview.unfitting += u64::from(!is_several || self.unfitting_accounts.insert(row.user_id));
        let (example, examples) = (value.to_text().into_owned(), &mut self.preview.examples);
        if self.shows_values && examples.len() < MAX_EXAMPLES && !examples.contains(&example) {
            examples.push(example);
        }
    }
}
