//! How many accounts a definition would not fit.

use crate::accounts::OwnFields;
use crate::own_fields::DefinedField;
use crate::shared::own_fields::{FieldValue, OwnFieldPreview, OwnFieldUse};
use crate::shared::{AppError, OwnFieldKind, OwnFieldNeed};
use crate::store::own_fields as rows;
use std::collections::HashSet;
use uuid::Uuid;

/// Values that are read at once.
const BATCH: u32 = 1_000;
const MAX_EXAMPLES: usize = 10;

/// Reads all values of the field in batches, so that no connection is held for long.
pub(super) async fn of(
    fields: &OwnFields,
    field: DefinedField,
    used_by: Vec<OwnFieldUse>,
) -> Result<OwnFieldPreview, AppError> {
    let mut preview = OwnFieldPreview { filled: 0, unfitting: 0, missing: 0, examples: Vec::new(), used_by };
    // Of a choice of several, an account has several rows.
    let is_several = field.definition.kind == OwnFieldKind::Choices;
    let mut unfitting_accounts = HashSet::new();
    let (mut key, mut user) = (String::new(), Uuid::nil());
    let id = field.id;
    loop {
        let after = key.clone();
        let read = fields.db().read(async move |mut conn| rows::by_key(&mut conn, id, &after, user, BATCH).await);
        let batch = read.await?;
        let Some(last) = batch.last() else { break };
        (key, user) = (last.key.clone(), last.user_id);
        for row in batch {
            preview.filled += u64::from(row.item == 0);
            let value = if is_several { FieldValue::Several(vec![row.value]) } else { FieldValue::Text(row.value) };
            if field.problem_with(&value).is_none() {
                continue;
            }
            preview.unfitting += u64::from(!is_several || unfitting_accounts.insert(row.user_id));
            let example = value.to_text().into_owned();
            if preview.examples.len() < MAX_EXAMPLES && !preview.examples.contains(&example) {
                preview.examples.push(example);
            }
        }
    }
    if field.definition.required == OwnFieldNeed::SignIn {
        let all = fields.db().read(async |mut conn| rows::count_accounts(&mut conn).await).await?;
        preview.missing = all.unsigned_abs().saturating_sub(preview.filled);
    }
    Ok(preview)
}
