//! Defines fields. All changes hold the advisory lock of administrators (`Action::is_about_others`), so they run one at a time.

use super::file::named;
use super::index::renewed_index;
use super::request::parse;
use super::stored::{read_fields, to_row};
use super::uses::rename;
use super::{OwnFieldAccess, no_such_field, preview};
use crate::accounts::deletions::BATCH;
use crate::accounts::{Action, Caller, OwnFields, UnitOfWork};
use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::directory::RESTORABLE;
use crate::shared::own_fields::{MAX_OWN_FIELDS, OwnFieldPreview, OwnFieldSource};
use crate::shared::{AppError, ErrorCode, EventKind, OwnFieldName, OwnFieldRequest, OwnFieldView, Problem, Timestamp};
use crate::store::own_fields as rows;
use crate::store::{StoreError, Tx};

impl OwnFields {
    /// Defines a field, which no account has a value in yet.
    ///
    /// # Errors
    /// Also if there is a field with this name, or if there are as many fields as allowed.
    pub async fn create_field(&self, caller: &Caller, request: OwnFieldRequest) -> Result<OwnFieldView, AppError> {
        caller.permit(Action::ManageOwnFields)?;
        let (name, definition) = parse(&request, None).map_err(AppError::invalid)?;
        let created = self.change_once(caller, Action::ManageOwnFields, move |tx| {
            Box::pin(async move {
                let all = read_fields(tx).await?;
                refuse_taken(&all, &name, None)?;
                if all.all().count() >= MAX_OWN_FIELDS {
                    return Err(too_many());
                }
                let (id, now) = (rows::last_id(tx).await? + 1, tx.now());
                let field = DefinedField::new(id, name, definition, OwnFieldSource::Database, now);
                rows::insert(tx, &to_row(&field)).await?;
                tx.record(tx.event(EventKind::OwnFieldCreate).detail(&field.name));
                Ok(field.view())
            })
        });
        created.await
    }

    /// Changes the properties of the request that are not missing. Values that do not fit any more are kept and marked. What names the
    /// field follows if its name changes.
    pub async fn update_field(
        &self,
        caller: &Caller,
        name: &str,
        request: OwnFieldRequest,
    ) -> Result<OwnFieldView, AppError> {
        caller.permit(Action::ManageOwnFields)?;
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = read_fields(&mut tx).await?;
            let current = in_database(&all, &name)?;
            let (name, definition) = parse(&request, Some(current)).map_err(AppError::invalid)?;
            refuse_taken(&all, &name, Some(current.id))?;
            if name == current.name && definition == current.definition {
                return Ok((current.view(), true));
            }
            let now = tx.now();
            let field = DefinedField {
                updated_at: now,
                created_at: current.created_at,
                ..DefinedField::new(current.id, name, definition, OwnFieldSource::Database, now)
            };
            let renewed = renewed_index(current, &field);
            rows::update(&mut tx, &to_row(&field), renewed).await?;
            if field.name != current.name {
                rename(&mut tx, &current.name, &field.name).await?;
            }
            tx.renew_member_rules().await?;
            tx.record(tx.event(EventKind::OwnFieldUpdate).detail(named(&current.name, &field.name)));
            Ok((field.view(), renewed.is_none()))
        };
        let (field, is_indexed) = self.change(caller, Action::ManageOwnFields, job).await?;
        if !is_indexed {
            self.index_fields_later();
        }
        self.group_rules().apply_rules_later();
        Ok(field)
    }

    /// How many accounts the definition of a request would not fit, and what names the field. Changes nothing. `name`: of the field that is
    /// changed; None for a new one, which no account has a value in. Whoever does not see the field learns no values: a preview leaves no
    /// trace, as a change of who sees it does. With the command line nobody waits, so all values are read.
    pub async fn preview_field(
        &self,
        caller: &Caller,
        name: Option<&str>,
        request: &OwnFieldRequest,
    ) -> Result<OwnFieldPreview, AppError> {
        self.permit_recent(caller, Action::ManageOwnFields)?;
        let all = self.all().await?;
        let current = name.map(|name| in_database(&all, name)).transpose()?;
        let (name, definition) = parse(request, current).map_err(AppError::invalid)?;
        refuse_taken(&all, &name, current.map(|field| field.id))?;
        let access = OwnFieldAccess::of(caller, None);
        let shows_values = current.is_some_and(|field| access.sees(field));
        let id = current.map_or(0, |field| field.id);
        let field = DefinedField::new(id, name, definition, OwnFieldSource::Database, self.now());
        let used_by = match current {
            Some(current) => self.uses_after(&all, current, &field).await?,
            None => Vec::new(),
        };
        let budget = (!access.is_operator).then_some(preview::TIME_BUDGET);
        preview::of(self, &field, used_by, shows_values, budget).await
    }

    /// Deletes a field: nobody sees it any more. Its values are kept for 30 days.
    pub async fn delete_field(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        caller.permit(Action::ManageOwnFields)?;
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = read_fields(&mut tx).await?;
            let field = in_database(&all, &name)?;
            let now = tx.now();
            rows::mark_deleted(&mut tx, field.id, now, field.is_searched()).await?;
            tx.renew_member_rules().await?;
            tx.record(tx.event(EventKind::OwnFieldDelete).detail(&field.name));
            Ok(())
        };
        self.change(caller, Action::ManageOwnFields, job).await?;
        self.index_fields_later();
        self.group_rules().apply_rules_later();
        Ok(())
    }

    /// Undoes the deletion of a field, with all values that accounts have in it.
    pub async fn restore_field(&self, caller: &Caller, name: &str) -> Result<OwnFieldView, AppError> {
        caller.permit(Action::ManageOwnFields)?;
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = read_fields(&mut tx).await?;
            let deleted = all.find(&name).ok_or_else(no_such_field)?;
            if deleted.deleted_at.is_none() {
                // Repeating it changes nothing.
                return Ok(deleted.view());
            }
            let now = tx.now();
            // One that the file has defined can be changed here from now on.
            let field =
                DefinedField { deleted_at: None, updated_at: now, source: OwnFieldSource::Database, ..deleted.clone() };
            rows::update(&mut tx, &to_row(&field), renewed_index(deleted, &field)).await?;
            tx.renew_member_rules().await?;
            tx.record(tx.event(EventKind::OwnFieldRestore).detail(&field.name));
            Ok(field.view())
        };
        let field = self.change(caller, Action::ManageOwnFields, job).await?;
        self.index_fields_later();
        self.group_rules().apply_rules_later();
        Ok(field)
    }

    /// Deletes for good what was deleted 30 days ago, in batches. Returns the number of fields.
    pub(in crate::accounts) async fn purge_fields(&self) -> Result<u64, AppError> {
        let then = self.now().minus(RESTORABLE);
        let past = self.db().read(async move |mut conn| rows::past(&mut conn, then).await).await?;
        let mut purged = 0;
        for id in past {
            loop {
                let batch = async move |mut tx: Tx| purge_batch(&mut tx, id, then).await;
                let (deleted, is_gone) = self.db().write(batch).await?;
                purged += u64::from(is_gone);
                if deleted == 0 {
                    break;
                }
            }
        }
        Ok(purged)
    }
}

/// Returns how many values were deleted, and whether the field was.
async fn purge_batch(tx: &mut Tx, id: i64, then: Timestamp) -> Result<(u64, bool), StoreError> {
    // One that was restored meanwhile keeps its values.
    if !rows::past(tx, then).await?.contains(&id) {
        return Ok((0, false));
    }
    let deleted = rows::delete_values(tx, id, BATCH).await?;
    let is_gone = deleted == 0 && rows::delete(tx, id).await?;
    Ok((deleted, is_gone))
}

/// A field that can be changed here.
fn in_database<'a>(all: &'a DefinedFields, name: &str) -> Result<&'a DefinedField, AppError> {
    let field = all.find(name).filter(|field| field.deleted_at.is_none()).ok_or_else(no_such_field)?;
    match field.source {
        OwnFieldSource::Database => Ok(field),
        OwnFieldSource::File => Err(AppError::new(ErrorCode::FieldTaken, message::own_field_of_file())),
    }
}

/// `own`: the field that may have the name.
fn refuse_taken(all: &DefinedFields, name: &OwnFieldName, own: Option<i64>) -> Result<(), AppError> {
    let Some(other) = all.find(name.as_str()).filter(|other| Some(other.id) != own) else { return Ok(()) };
    let message = match other.deleted_at {
        Some(_) => message::own_field_name_deleted(),
        None => message::own_field_name_taken(),
    };
    Err(AppError::fields(ErrorCode::FieldTaken, vec![Problem::new("taken", message).of("name")]))
}

fn too_many() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::own_fields_too_many(MAX_OWN_FIELDS as u64))
}
