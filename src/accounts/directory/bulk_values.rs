//! A field of one's own that is set for many accounts. What each of them had is noted, so that an undo sets it back unless it has changed
//! since.

use super::change_many::{BATCH, BatchResult, TIME_BUDGET};
use crate::accounts::groups::ruled_fields;
use crate::accounts::own_fields::{OwnFieldAccess, OwnValue, parse_change, read_fields};
use crate::accounts::users::set_own_values;
use crate::accounts::{Action, Caller, Directory, UnitOfWork, User};
use crate::language::message;
use crate::shared::bulk::SET_FIELD;
use crate::shared::ids::id_at;
use crate::shared::own_fields::{FieldValue, OwnFieldName, Sent, SentFields};
use crate::shared::{AppError, BulkAction, BulkChangeView, BulkReport, ErrorCode, Problem, Status, Timestamp, UserId};
use crate::store::bulk_values::{self as rows, BulkValueRow};
use crate::store::{Conn, StoreError, Tx, groups, locks, users};
use uuid::Uuid;

impl Directory {
    /// Fails if an action sets a field that there is not or that the caller may not change, or to what no account can have.
    pub(super) async fn check_value(&self, caller: &Caller, action: &BulkAction) -> Result<(), AppError> {
        let BulkAction::SetField(name, text) = action else { return Ok(()) };
        let (fields, access) = (self.own_fields().all().await?, OwnFieldAccess::of(caller, None));
        let invalid = |property, problem: Problem| AppError::invalid(vec![problem.of(property)]);
        let unknown = || invalid("field", Problem::new("unknown_field", message::bulk_field_unknown()));
        let field = fields.find(name.as_str()).filter(|field| access.changes(field)).ok_or_else(unknown)?;
        let value = field.read(&Sent::Text(text.clone())).map_err(|problem| invalid("value", problem))?;
        if value.is_some() && field.definition.unique {
            return Err(invalid("field", Problem::new("not_allowed", message::bulk_field_unique())));
        }
        // Each account is asked about again, in its transaction.
        let rules = self.db().read(async |mut conn| groups::member_rules(&mut conn).await).await?;
        if ruled_fields(&fields, &rules).contains(&field.id) {
            caller.permit(Action::ChangeManyMembers)?;
        }
        Ok(())
    }

    /// Undoes a change of a field on all accounts that still have what it has set. After a few seconds the report says that some are
    /// left, which the next request finds by itself. While the field is deleted nothing is undone: it can be restored, and then this can be
    /// undone as well.
    pub(super) async fn undo_values(
        &self,
        caller: &Caller,
        start: Timestamp,
        report: &mut BulkReport,
    ) -> Result<(), AppError> {
        let (bulk, limit) = (report.bulk_id, i64::try_from(BATCH).unwrap_or(i64::MAX));
        let access = OwnFieldAccess::of(caller, None);
        loop {
            // What is undone is forgotten, and so is what has changed since.
            let values =
                self.db().read(async move |mut conn| rows::of_bulk(&mut conn, bulk, Uuid::nil(), limit).await).await?;
            let fields = self.own_fields().all().await?;
            // The same field of all accounts.
            let field = values.first().and_then(|row| fields.of_id(row.field));
            if !field.is_some_and(|field| access.changes(field)) {
                return Ok(());
            }
            let job = async move |mut tx: UnitOfWork| {
                let mut batch = BatchResult::default();
                for row in values {
                    batch.count(undo(&mut tx, bulk, &row).await?);
                }
                Ok(batch)
            };
            self.change(caller, Action::ChangeManyUsers, job).await?.add_to(report);
            if start.until(self.now()) >= TIME_BUDGET {
                report.rest = Some(String::new());
                return Ok(());
            }
        }
    }
}

/// Sets a field of an account, and notes what it had; returns whether that has changed anything. An account that cannot have the value
/// stays as it is.
pub(super) async fn set(
    tx: &mut UnitOfWork,
    id: UserId,
    name: &OwnFieldName,
    text: &str,
    bulk: Uuid,
) -> Result<bool, AppError> {
    let Some(user) = changeable(tx, id).await? else { return Ok(false) };
    let fields = tx.defined_fields().await?;
    let current = tx.own_values(&fields, id).await?;
    let access = OwnFieldAccess::of(tx.caller(), Some(id));
    let sent: SentFields = [(name.to_string(), Sent::Text(text.to_owned()))].into_iter().collect();
    let Ok(own) = parse_change(&fields, &sent, access, &current) else { return Ok(false) };
    let Some(new) = own.first() else { return Ok(false) };
    let row = BulkValueRow {
        user_id: id.0,
        field: new.field,
        value_before: stored(current.get(name.as_str()))?,
        value_after: stored(new.value.as_ref())?,
    };
    set_own_values(tx, &user, own).await?;
    rows::put(tx, bulk, &row).await?;
    Ok(true)
}

/// Sets a field back to what an account had, if it still has what the change has set and no other account has got that since, and forgets
/// it.
async fn undo(tx: &mut UnitOfWork, bulk: Uuid, row: &BulkValueRow) -> Result<bool, AppError> {
    let id = UserId(row.user_id);
    let (fields, access) = (tx.defined_fields().await?, OwnFieldAccess::of(tx.caller(), Some(id)));
    let Some(field) = fields.of_id(row.field).filter(|field| access.changes(field)) else { return Ok(false) };
    let user = changeable(tx, id).await?;
    // Otherwise another request has undone it, and what has followed that is no part of the change.
    if !rows::remove(tx, bulk, id).await? {
        return Ok(false);
    }
    let Some(user) = user else { return Ok(false) };
    let current = tx.own_values(&fields, id).await?;
    let (before, after) = (read(&row.value_before)?, read(&row.value_after)?);
    if current.get(field.name.as_str()) != after.as_ref() {
        return Ok(false);
    }
    match set_own_values(tx, &user, vec![OwnValue { field: field.id, value: before }]).await {
        // A change of many gives nobody a value that no two may have, it only removes them: so this attempt has changed nothing.
        Err(error) if error.code == ErrorCode::FieldTaken => Ok(false),
        set => set.map(|_| true),
    }
}

/// The account, locked until the transaction ends. None if there is none, or if it is deleted.
async fn changeable(tx: &mut UnitOfWork, id: UserId) -> Result<Option<User>, StoreError> {
    locks::lock_target(tx, id).await?;
    let user = users::find(tx, id).await?.map(User::from);
    Ok(user.filter(|user| user.status != Status::Deleted))
}

/// A value as JSON.
fn stored(value: Option<&FieldValue>) -> Result<String, AppError> {
    serde_json::to_string(&value).map_err(AppError::internal)
}

fn read(value: &str) -> Result<Option<FieldValue>, AppError> {
    serde_json::from_str(value).map_err(AppError::internal)
}

/// A change of a field, for the list of recent ones. None if all that it has changed is undone or forgotten, or if the field is deleted.
pub(super) async fn describe(
    conn: &mut Conn,
    bulk: Uuid,
    count: i64,
    at: Timestamp,
) -> Result<Option<BulkChangeView>, StoreError> {
    // The same was done with all accounts.
    let Some(row) = rows::of_bulk(conn, bulk, Uuid::nil(), 1).await?.pop() else { return Ok(None) };
    let fields = read_fields(conn).await?;
    let name = match count {
        1 => users::find(conn, UserId(row.user_id)).await?.map(|user| User::from(user).display_name().to_owned()),
        _ => None,
    };
    let view = |field: &OwnFieldName| BulkChangeView {
        bulk_id: bulk,
        at,
        action: SET_FIELD.to_owned(),
        role: None,
        field: Some(field.clone()),
        accounts: count.unsigned_abs(),
        name,
    };
    let field = fields.of_id(row.field).filter(|field| field.is_in_effect());
    Ok(field.map(|field| view(&field.name)))
}

/// Forgets what changes that were made before `then` have replaced.
pub(in crate::accounts) async fn delete_past_values(
    tx: &mut Tx,
    then: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    rows::delete_before(tx, id_at(then, &[0; 10]), limit).await
}
