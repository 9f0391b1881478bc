//! What accounts have in fields of one's own: read from requests, stored in the transaction of the account, and read where it is asked
//! for. Nothing here is read while no field is defined.

use super::access::OwnFieldAccess;
use crate::accounts::{Caller, OwnFields, UnitOfWork};
use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::own_fields::{
    FieldValue, FieldValues, MAX_VALUES_LEN, OwnFieldNeed, PREFIX, Sent, SentFields, StoredValue,
};
use crate::shared::{AppError, ErrorCode, FieldError, Problem, UserId};
use crate::store::own_fields::{self as rows, NewOwnValue, OwnValueRow};
use crate::store::{Conn, StoreError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The most characters of a value in the audit log.
const MAX_AUDIT_CHARS: usize = 100;

/// What an account is to have in a field. Valid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnValue {
    /// The number of the field.
    pub field: i64,
    /// None: nothing.
    pub value: Option<FieldValue>,
}

impl OwnFields {
    /// What some accounts have in the fields that somebody sees and that `which` says, by account. An account without a value is
    /// missing.
    pub(in crate::accounts) async fn values_of(
        &self,
        ids: Vec<UserId>,
        which: impl Fn(&DefinedField) -> bool + Send,
    ) -> Result<HashMap<UserId, FieldValues>, StoreError> {
        let fields = self.all().await?;
        if ids.is_empty() || !fields.in_effect().any(&which) {
            return Ok(HashMap::new());
        }
        let read = self.db().read(async move |mut conn| rows::of_users(&mut conn, &ids).await).await?;
        let named = |(id, rows)| {
            let mut values = values_in(&fields, rows);
            values.retain(|name, _| fields.find(name).is_some_and(&which));
            (id, values)
        };
        Ok(read.into_iter().map(named).collect())
    }

    /// What an account has in the fields that the caller sees. None while no field is defined.
    pub(in crate::accounts) async fn visible_of(
        &self,
        caller: &Caller,
        id: UserId,
    ) -> Result<Option<FieldValues>, StoreError> {
        let access = OwnFieldAccess::of(caller, Some(id));
        if self.all().await?.is_empty() {
            return Ok(None);
        }
        let mut values = self.values_of(vec![id], |field| access.sees(field)).await?;
        Ok(Some(values.remove(&id).unwrap_or_default()))
    }

    /// What the search of users finds of an account.
    pub(in crate::accounts) async fn searched_of(&self, id: UserId) -> Result<String, StoreError> {
        let fields = self.all().await?;
        if !fields.are_searched() {
            return Ok(String::new());
        }
        self.db().read(async move |mut conn| stored_words(&mut conn, &fields, id).await).await
    }

    /// Each field that the caller sees of an account they may read, with its value and what is wrong with it: for forms and pages.
    pub async fn stored_values(&self, caller: &Caller, id: UserId) -> Result<Vec<StoredValue>, AppError> {
        caller.permit(crate::accounts::Action::ReadUser(id))?;
        let (fields, access) = (self.all().await?, OwnFieldAccess::of(caller, Some(id)));
        let mut values = self.visible_of(caller, id).await?.unwrap_or_default();
        let shown = fields.in_effect().filter(|field| access.sees(field)).map(|field| {
            let value = values.remove(field.name.as_str());
            let problem = value.as_ref().and_then(|value| field.problem_with(value)).map(|problem| problem.message);
            StoredValue { field: field.view(), value, problem, is_editable: access.changes(field) }
        });
        Ok(shown.collect())
    }

    /// The fields that the owner of an account has to fill in before they go on, at a sign-in: what is missing or does not fit.
    /// `is_new`: whether the account was opened just now.
    pub async fn missing_of(&self, id: UserId, is_new: bool) -> Result<Vec<StoredValue>, StoreError> {
        let fields = self.all().await?;
        let is_needed = |field: &DefinedField| is_needed(field, is_new);
        if !fields.in_effect().any(is_needed) {
            return Ok(Vec::new());
        }
        let mut values = self.values_of(vec![id], is_needed).await?.remove(&id).unwrap_or_default();
        let missing = fields.in_effect().filter(|field| is_needed(field)).filter_map(|field| {
            let value = values.remove(field.name.as_str());
            let problem = match &value {
                Some(value) => field.problem_with(value)?,
                None => needed(),
            };
            Some(StoredValue { field: field.view(), value, problem: Some(problem.message), is_editable: true })
        });
        Ok(missing.collect())
    }
}

/// Whether the owner is asked for the field at a sign-in.
fn is_needed(field: &DefinedField, is_new: bool) -> bool {
    match field.definition.required {
        OwnFieldNeed::Never => false,
        OwnFieldNeed::Registration => is_new,
        OwnFieldNeed::SignIn => true,
    }
}

fn needed() -> Problem {
    Problem::new("required", message::own_field_needed())
}

/// Values by the names of their fields. Those of fields that are deleted or unreadable are left out.
pub(in crate::accounts) fn values_in(fields: &DefinedFields, rows: Vec<OwnValueRow>) -> FieldValues {
    let mut items: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in rows {
        items.entry(row.field).or_default().push(row.value);
    }
    let named = items.into_iter().filter_map(|(id, items)| {
        let field = fields.of_id(id).filter(|field| field.is_in_effect())?;
        Some((field.name.to_string(), field.value_of(items)?))
    });
    named.collect()
}

/// Reads the fields of a new account. What is not sent has its default. `registers`: its owner opens it, and has to fill in what is
/// required then. Unknown fields are ignored, as everywhere in requests; so are those that somebody does not see.
pub(in crate::accounts) fn parse_new(
    fields: &DefinedFields,
    sent: &SentFields,
    access: OwnFieldAccess,
    registers: bool,
) -> Result<Vec<OwnValue>, Vec<FieldError>> {
    let mut reading = Reading::new(sent);
    for field in fields.in_effect() {
        let given = sent.get(field.name.as_str()).filter(|_| access.sees(field));
        let value = match given {
            Some(sent) if access.changes(field) => reading.read(field, sent),
            // What cannot be chosen has its default, and may be sent as that.
            Some(sent) => reading.unchanged(field, sent, field.default_value()),
            None => field.default_value(),
        };
        let is_required = registers && is_needed(field, true) && access.changes(field);
        if value.is_none() && is_required {
            reading.reject_missing(field);
        }
        if value.is_some() {
            reading.add(field, value);
        }
    }
    reading.finish(fields, &FieldValues::new())
}

/// Reads the fields of a request that changes an account. A missing one stays as it is; so does one that is sent back unchanged, also if
/// it does not fit any more.
pub(in crate::accounts) fn parse_change(
    fields: &DefinedFields,
    sent: &SentFields,
    access: OwnFieldAccess,
    current: &FieldValues,
) -> Result<Vec<OwnValue>, Vec<FieldError>> {
    let mut reading = Reading::new(sent);
    for field in fields.in_effect().filter(|field| access.sees(field)) {
        let Some(sent) = sent.get(field.name.as_str()) else { continue };
        let before = current.get(field.name.as_str());
        if is_same(sent, before) {
            continue;
        }
        if !access.changes(field) {
            reading.unchanged(field, sent, before.cloned());
            continue;
        }
        let value = reading.read(field, sent);
        // Somebody who has to have one may not remove it.
        let is_required = field.definition.required == OwnFieldNeed::SignIn && access == OwnFieldAccess::OWNER;
        if value.is_none() && is_required {
            reading.reject_missing(field);
        }
        if value.as_ref() != before {
            reading.add(field, value);
        }
    }
    reading.finish(fields, current)
}

/// Whether what was sent is what is there.
fn is_same(sent: &Sent, before: Option<&FieldValue>) -> bool {
    match (sent, before) {
        (Sent::Text(text), Some(value)) => *text == *value.to_text(),
        (Sent::List(items), Some(FieldValue::Several(before))) => items == before,
        (Sent::Text(text), None) => text.is_empty(),
        (Sent::List(items), None) => items.is_empty(),
        (Sent::List(_) | Sent::WrongType, _) => false,
    }
}

/// Values that are read one after the other, with all errors.
struct Reading {
    values: Vec<OwnValue>,
    errors: Vec<FieldError>,
}

impl Reading {
    fn new(sent: &SentFields) -> Self {
        let wrong = FieldError {
            field: Cow::Borrowed("fields"),
            code: Cow::Borrowed("wrong_type"),
            message: message::own_field_no_object(),
        };
        Self { values: Vec::new(), errors: sent.is_wrong.then_some(wrong).into_iter().collect() }
    }

    fn add(&mut self, field: &DefinedField, value: Option<FieldValue>) {
        self.values.push(OwnValue { field: field.id, value });
    }

    fn reject_missing(&mut self, field: &DefinedField) {
        let error = field.error(needed());
        // A value that is wrong says more.
        if self.errors.iter().all(|other| other.field != error.field) {
            self.errors.push(error);
        }
    }

    fn read(&mut self, field: &DefinedField, sent: &Sent) -> Option<FieldValue> {
        field.read(sent).unwrap_or_else(|problem| {
            self.errors.push(field.error(problem));
            None
        })
    }

    /// Reports a value that is another one than somebody may leave it at.
    fn unchanged(&mut self, field: &DefinedField, sent: &Sent, before: Option<FieldValue>) -> Option<FieldValue> {
        if field.read(sent).ok() != Some(before.clone()) {
            self.errors.push(field.error(Problem::new("read_only", message::own_field_read_only())));
        }
        before
    }

    /// `current`: what the account has.
    fn finish(mut self, fields: &DefinedFields, current: &FieldValues) -> Result<Vec<OwnValue>, Vec<FieldError>> {
        let is_replaced =
            |name: &str| self.values.iter().any(|new| fields.find(name).is_some_and(|field| field.id == new.field));
        let kept: usize = current.iter().filter(|(name, _)| !is_replaced(name)).map(|(_, value)| value.len()).sum();
        let added: usize = self.values.iter().filter_map(|new| new.value.as_ref()).map(FieldValue::len).sum();
        if added > 0 && kept + added > MAX_VALUES_LEN {
            let message = message::own_field_values_too_long(MAX_VALUES_LEN as u64);
            let field = Cow::Borrowed("fields");
            self.errors.push(FieldError { field, code: Cow::Borrowed("too_long"), message });
        }
        if self.errors.is_empty() { Ok(self.values) } else { Err(self.errors) }
    }
}

/// The rows of a value.
fn rows_of(field: &DefinedField, value: &FieldValue) -> Vec<NewOwnValue> {
    let row = |(at, item): (usize, crate::own_fields::Item)| NewOwnValue {
        field: field.id,
        item: i64::try_from(at).unwrap_or(i64::MAX),
        value: item.value,
        key: item.key,
        is_unique: field.definition.unique,
    };
    field.items(value).into_iter().enumerate().map(row).collect()
}

/// The rows of values that are new. Those of fields that were deleted since they were read are left out.
pub(in crate::accounts) fn to_store(fields: &DefinedFields, values: &[OwnValue]) -> Vec<NewOwnValue> {
    let known = values.iter().filter_map(|new| Some((fields.of_id(new.field)?, new.value.as_ref()?)));
    known.filter(|(field, _)| field.is_in_effect()).flat_map(|(field, value)| rows_of(field, value)).collect()
}

/// What the search of users finds of the values.
pub(in crate::accounts) fn searched_words(fields: &DefinedFields, values: &[OwnValue]) -> String {
    let known = values.iter().filter_map(|new| fields.of_id(new.field)?.searched(new.value.as_ref()?));
    known.collect::<Vec<_>>().join(" ")
}

/// What the search of users finds of an account that is stored.
pub(in crate::accounts) async fn stored_words(
    conn: &mut Conn,
    fields: &DefinedFields,
    id: UserId,
) -> Result<String, StoreError> {
    if !fields.are_searched() {
        return Ok(String::new());
    }
    let values = values_in(fields, rows::of_user(conn, id).await?);
    let found = values.iter().filter_map(|(name, value)| fields.find(name)?.searched(value));
    Ok(found.collect::<Vec<_>>().join(" "))
}

/// The names of the fields that change, for the audit log, with their values where the definition allows it.
pub(in crate::accounts) fn changed_names(fields: &DefinedFields, values: &[OwnValue]) -> Vec<String> {
    let named = values.iter().filter_map(|new| {
        let field = fields.of_id(new.field)?;
        if !field.definition.in_audit {
            return Some(field.path());
        }
        // Names are separated by spaces there.
        let text = new.value.as_ref().map(FieldValue::to_text).unwrap_or_default();
        let text = text.chars().map(|c| if c.is_whitespace() { '\u{a0}' } else { c });
        Some(format!("{}={}", field.path(), text.take(MAX_AUDIT_CHARS).collect::<String>()))
    });
    named.collect()
}

/// Another account has the value.
pub(in crate::accounts) fn taken(fields: &DefinedFields, field: i64) -> AppError {
    let problem = Problem::new("taken", message::own_field_value_taken());
    let error = fields.of_id(field).map(|field| field.error(problem));
    AppError::fields(ErrorCode::FieldTaken, error.into_iter().collect())
}

impl UnitOfWork {
    /// Stores what was read by [`parse_new`] or [`parse_change`]. The caller changes the row of the account as well, so that its version
    /// says that something has changed.
    ///
    /// # Errors
    /// [`ErrorCode::FieldTaken`] if another account has a value that no two may have.
    pub(in crate::accounts) async fn store_own_values(
        &mut self,
        fields: &DefinedFields,
        id: UserId,
        values: &[OwnValue],
    ) -> Result<(), AppError> {
        for new in values {
            let Some(field) = fields.of_id(new.field).filter(|field| field.is_in_effect()) else { continue };
            let stored = new.value.as_ref().map(|value| rows_of(field, value)).unwrap_or_default();
            for row in stored.iter().filter(|row| row.is_unique) {
                if rows::is_taken(self, field.id, &row.key, id).await? {
                    return Err(taken(fields, field.id));
                }
            }
            let replaced = rows::replace(self, id, field.id, &stored).await;
            // A concurrent request has stored it after that.
            replaced
                .map_err(|error| if error.is_unique_violation() { taken(fields, field.id) } else { error.into() })?;
        }
        Ok(())
    }

    /// Fails if another account has one of these values, which no two may have.
    pub(in crate::accounts) async fn refuse_taken_values(
        &mut self,
        id: UserId,
        values: &[NewOwnValue],
    ) -> Result<(), AppError> {
        for new in values.iter().filter(|new| new.is_unique) {
            if rows::is_taken(self, new.field, &new.key, id).await? {
                return Err(taken(&self.defined_fields().await?, new.field));
            }
        }
        Ok(())
    }

    /// What an account has in all fields.
    pub(in crate::accounts) async fn own_values(
        &mut self,
        fields: &DefinedFields,
        id: UserId,
    ) -> Result<FieldValues, StoreError> {
        if fields.is_empty() {
            return Ok(FieldValues::new());
        }
        Ok(values_in(fields, rows::of_user(self, id).await?))
    }
}

/// The name of a field in what comes before it in files and errors: `fields.department`. None: it is no such name.
pub(in crate::accounts) fn field_of_path(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
    use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};

    const ADMINISTRATOR: OwnFieldAccess =
        OwnFieldAccess { is_owner: false, is_administrator: true, is_operator: false };

    fn field(id: i64, name: &str, definition: OwnFieldDefinition) -> DefinedField {
        DefinedField::new(id, OwnFieldName::parse(name).unwrap(), definition, OwnFieldSource::Database, Timestamp(0))
    }

    /// `department` is required, `level` is changed by administrators alone, `secret` is seen by them alone, and `country` has a default.
    fn fields() -> DefinedFields {
        let usual = OwnFieldDefinition::default;
        let administrators = || vec![OwnFieldParty::Administrators];
        DefinedFields::new(vec![
            field(1, "department", OwnFieldDefinition { required: OwnFieldNeed::Registration, ..usual() }),
            field(2, "level", OwnFieldDefinition { changed_by: administrators(), ..usual() }),
            field(
                3,
                "secret",
                OwnFieldDefinition { seen_by: administrators(), changed_by: administrators(), ..usual() },
            ),
            field(4, "country", OwnFieldDefinition { default: vec!["DE".to_owned()], in_audit: true, ..usual() }),
        ])
    }

    fn sent(values: &[(&str, &str)]) -> SentFields {
        values.iter().map(|(name, text)| ((*name).to_owned(), Sent::Text((*text).to_owned()))).collect()
    }

    /// The values, or the errors.
    fn read(result: Result<Vec<OwnValue>, Vec<FieldError>>) -> String {
        let value = |new: OwnValue| {
            format!("{}={}", new.field, new.value.map(|value| value.to_text().into_owned()).unwrap_or_default())
        };
        match result {
            Ok(values) => values.into_iter().map(value).collect::<Vec<_>>().join(" "),
            Err(errors) => {
                errors.into_iter().map(|error| format!("!{} {}", error.field, error.code)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn who_registers_fills_in_what_is_required_and_sets_nothing_else() {
        let parse = |values: &[(&str, &str)]| read(parse_new(&fields(), &sent(values), OwnFieldAccess::OWNER, true));
        assert_eq!(parse(&[("department", "Sales")]), "1=Sales 4=DE");
        assert_eq!(parse(&[("department", "Sales"), ("country", "AT"), ("unknown", "x")]), "1=Sales 4=AT");
        assert_eq!(parse(&[]), "!fields.department required");
        assert_eq!(parse(&[("department", "a\nb")]), "!fields.department not_allowed");
        assert_eq!(parse(&[("department", "Sales"), ("level", "7")]), "!fields.level read_only");
        assert_eq!(parse(&[("department", "Sales"), ("secret", "x")]), "1=Sales 4=DE", "as if it did not exist");
        let by_administrator = parse_new(&fields(), &sent(&[("level", "7"), ("secret", "x")]), ADMINISTRATOR, false);
        assert_eq!(read(by_administrator), "2=7 3=x 4=DE");
    }

    #[test]
    fn a_change_stores_what_differs_and_keeps_what_does_not_fit_any_more() {
        let long = "x".repeat(300);
        let current: FieldValues = [("department", &*long), ("level", "7")]
            .map(|(name, text)| (name.to_owned(), FieldValue::Text(text.to_owned())))
            .into();
        let parse =
            |values: &[(&str, &str)]| read(parse_change(&fields(), &sent(values), OwnFieldAccess::OWNER, &current));
        assert_eq!(parse(&[("department", &long), ("level", "7")]), "");
        assert_eq!(parse(&[("department", "IT")]), "1=IT");
        assert_eq!(parse(&[("department", "")]), "1=");
        assert_eq!(parse(&[("level", "8")]), "!fields.level read_only");
        assert_eq!(parse(&[("level", "")]), "!fields.level read_only");
        assert_eq!(parse(&[("secret", "x")]), "");
    }

    #[test]
    fn the_values_of_an_account_have_a_bound() {
        let long = |id| {
            field(
                id,
                &format!("text_{id}"),
                OwnFieldDefinition {
                    kind: crate::shared::OwnFieldKind::LongText,
                    max_length: Some(4_000),
                    ..OwnFieldDefinition::default()
                },
            )
        };
        let all = DefinedFields::new((1..=9).map(long).collect());
        let text = "x".repeat(4_000);
        let names: Vec<_> = (1..=9).map(|id| format!("text_{id}")).collect();
        let values: Vec<_> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
        assert_eq!(read(parse_new(&all, &sent(&values), OwnFieldAccess::OWNER, false)), "!fields too_long");
        assert!(parse_new(&all, &sent(&values[..8]), OwnFieldAccess::OWNER, false).is_ok());
    }

    #[test]
    fn the_audit_log_has_values_only_where_the_definition_allows_it() {
        let values = [1, 4].map(|field| OwnValue { field, value: Some(FieldValue::Text("a b".to_owned())) });
        assert_eq!(changed_names(&fields(), &values), ["fields.department", "fields.country=a\u{a0}b"]);
    }
}
