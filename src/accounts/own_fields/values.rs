//! What accounts have in fields of one's own: stored in the transaction of the account, and read where it is asked for. Nothing here is
//! read while no field is defined.

use super::access::OwnFieldAccess;
use super::parse::{OwnValue, is_kept, is_needed, problem_of};
use crate::accounts::{Action, Caller, OwnFields, UnitOfWork};
use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields, Item};
use crate::shared::directory::RESTORABLE;
use crate::shared::own_data::DeletedValueView;
use crate::shared::own_fields::{FieldValue, FieldValues, OwnFieldName, PREFIX, Sent, StoredValue};
use crate::shared::{AppError, FieldError, GroupCarrier, UserId};
use crate::store::own_fields::{self as rows, NewOwnValue, OwnValueRow};
use crate::store::{Conn, Lease, NewUser, StoreError};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

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
        // Of many accounts it is a part of a list or an export.
        let is_of_many = ids.len() > 1;
        let read = async move |mut conn: Lease| rows::of_users(&mut conn, &ids).await;
        let read = if is_of_many { self.db().read_report(read) } else { self.db().read(read) };
        let read = read.await?;
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

    /// What an account had in fields that are deleted and that `which` says. It is kept as long as they can be restored.
    pub(in crate::accounts) async fn deleted_of(
        &self,
        id: UserId,
        which: impl Fn(&DefinedField) -> bool + Send,
    ) -> Result<Vec<DeletedValueView>, StoreError> {
        let fields = self.all().await?;
        let is_shown = move |field: &DefinedField| field.deleted_at.is_some() && field.flaws.is_empty() && which(field);
        if !fields.all().any(&is_shown) {
            return Ok(Vec::new());
        }
        let read = self.db().read(async move |mut conn| rows::of_user(&mut conn, id).await).await?;
        let view = |(field, value): (&DefinedField, FieldValue)| {
            let kept_until = field.deleted_at?.plus(RESTORABLE);
            Some(DeletedValueView { name: field.name.clone(), value, kept_until })
        };
        Ok(values_where(&fields, read, is_shown).into_iter().filter_map(view).collect())
    }

    /// What applications learn of an account in the fields with these names: what applications see, as far as what carries it has room.
    /// All that they get of fields of one's own comes from here.
    pub(in crate::accounts) async fn learned_of(
        &self,
        id: UserId,
        names: Vec<OwnFieldName>,
        carrier: GroupCarrier,
    ) -> Result<FieldValues, StoreError> {
        if names.is_empty() {
            return Ok(FieldValues::new());
        }
        let is_learned = move |field: &DefinedField| field.is_told(&names);
        let values = self.values_of(vec![id], is_learned).await?.remove(&id).unwrap_or_default();
        Ok(within(values, carrier.limit_of_fields()))
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
        caller.permit(Action::ReadUser(id))?;
        let (fields, access) = (self.all().await?, OwnFieldAccess::of(caller, Some(id)));
        let mut values = self.visible_of(caller, id).await?.unwrap_or_default();
        let shown = fields.in_effect().filter(|field| access.sees(field)).map(|field| {
            let value = values.remove(field.name.as_str());
            let problem = value.as_ref().and_then(|value| field.problem_with(value)).map(|problem| problem.message);
            let (is_editable, is_required) = (access.changes(field), is_kept(field, access));
            StoredValue { field: field.view(), value, problem, is_editable, is_required, is_own: access.is_owner }
        });
        Ok(shown.collect())
    }

    /// The inputs of a form for a new account, with the defaults: of whoever `registers`, what is needed then or later; of somebody else,
    /// all that they may set.
    pub async fn values_of_new(&self, access: OwnFieldAccess, registers: bool) -> Result<Vec<StoredValue>, AppError> {
        let fields = self.all().await?;
        let is_asked = |field: &&DefinedField| match registers {
            true => field.is_in_effect() && field.definition.is_asked_at_registration(),
            false => access.changes(field),
        };
        let input = |field: &DefinedField| {
            let is_required = registers && is_needed(field, true);
            StoredValue { is_own: registers, ..asked(field, field.default_value(), is_required) }
        };
        Ok(fields.in_effect().filter(is_asked).map(input).collect())
    }

    /// The inputs of the page on which somebody opens an account with one at a provider: what is asked of whoever registers, and what else
    /// the provider `says`, if its owner may set that. An input begins with what it says, unless no account can have it.
    pub(in crate::accounts) async fn values_of_first_time(
        &self,
        says: &BTreeMap<String, String>,
    ) -> Result<Vec<StoredValue>, StoreError> {
        let fields = self.all().await?;
        let inputs = fields.in_effect().filter_map(|field| {
            let said = says.get(field.name.as_str()).filter(|_| OwnFieldAccess::OWNER.changes(field));
            let said = said.and_then(|text| field.read(&Sent::Text(text.clone())).ok().flatten());
            let is_asked = field.definition.is_asked_at_registration() || said.is_some();
            let value = said.or_else(|| field.default_value());
            is_asked.then(|| asked(field, value, is_needed(field, true)))
        });
        Ok(inputs.collect())
    }

    /// The fields that the owner of an account has to fill in before they go on, at a sign-in: what is missing or does not fit.
    pub async fn missing_of(&self, id: UserId) -> Result<Vec<StoredValue>, StoreError> {
        let fields = self.all().await?;
        let is_needed = |field: &DefinedField| is_needed(field, false);
        if !fields.in_effect().any(is_needed) {
            return Ok(Vec::new());
        }
        let mut values = self.values_of(vec![id], is_needed).await?.remove(&id).unwrap_or_default();
        let missing = fields.in_effect().filter(|field| is_needed(field)).filter_map(|field| {
            let value = values.remove(field.name.as_str());
            let problem = problem_of(field, value.as_ref())?;
            Some(StoredValue { problem: Some(problem.message), ..asked(field, value, true) })
        });
        Ok(missing.collect())
    }

    /// What the owner of an account has to fill in before they go on, as errors by name.
    pub async fn missing_errors(&self, id: UserId) -> Result<Vec<FieldError>, StoreError> {
        let error = |missing: StoredValue| FieldError {
            field: Cow::Owned(missing.field.name.path()),
            code: Cow::Borrowed("required"),
            message: missing.problem.unwrap_or_else(message::own_field_needed),
        };
        Ok(self.missing_of(id).await?.into_iter().map(error).collect())
    }
}

/// An input that its owner fills in.
fn asked(field: &DefinedField, value: Option<FieldValue>, is_required: bool) -> StoredValue {
    StoredValue { field: field.view(), value, problem: None, is_editable: true, is_required, is_own: true }
}

/// Values by the names of their fields. Those of fields that are deleted or unreadable are left out.
pub(in crate::accounts) fn values_in(fields: &DefinedFields, rows: Vec<OwnValueRow>) -> FieldValues {
    let values = values_where(fields, rows, DefinedField::is_in_effect);
    values.into_iter().map(|(field, value)| (field.name.to_string(), value)).collect()
}

/// Values with the fields that `which` says.
fn values_where(
    fields: &DefinedFields,
    rows: Vec<OwnValueRow>,
    which: impl Fn(&DefinedField) -> bool,
) -> Vec<(&DefinedField, FieldValue)> {
    let mut items: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in rows {
        items.entry(row.field).or_default().push(row.value);
    }
    let with_field = items.into_iter().filter_map(|(id, items)| {
        let field = fields.of_id(id).filter(|field| which(field))?;
        Some((field, field.value_of(items)?))
    });
    with_field.collect()
}

/// The values that fit into so many bytes with their names: one without room is left out, and those after it may have room.
fn within(values: FieldValues, limit: Option<usize>) -> FieldValues {
    let Some(mut room) = limit else { return values };
    let mut kept = FieldValues::new();
    for (name, value) in values {
        if let Some(rest) = room.checked_sub(name.len() + value.len()) {
            room = rest;
            kept.insert(name, value);
        }
    }
    kept
}

/// The rows of a value.
pub(super) fn rows_of(field: &DefinedField, value: &FieldValue) -> Vec<NewOwnValue> {
    let row = |(at, item): (usize, Item)| NewOwnValue {
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
    Ok(words_in(fields, rows::of_user(conn, id).await?))
}

/// What the search of users finds of an account that is about to be added.
pub(super) fn new_words(fields: &DefinedFields, user: &NewUser) -> String {
    let row = |new: &NewOwnValue| OwnValueRow {
        user_id: user.id.0,
        field: new.field,
        item: new.item,
        value: new.value.clone(),
    };
    words_in(fields, user.own_values.iter().map(row).collect())
}

fn words_in(fields: &DefinedFields, rows: Vec<OwnValueRow>) -> String {
    let values = values_in(fields, rows);
    let found = values.iter().filter_map(|(name, value)| fields.find(name)?.searched(value));
    found.collect::<Vec<_>>().join(" ")
}

impl UnitOfWork {
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
