//! Stores what accounts have in fields of one's own. The database decides whether another account has a value that no two may have, also
//! of requests at the same time, and here that becomes an error of the field.

use super::parse::OwnValue;
use super::values::rows_of;
use crate::accounts::{OwnFields, UnitOfWork};
use crate::language::message;
use crate::own_fields::DefinedFields;
use crate::shared::{AppError, ErrorCode, FieldError, Problem, Timestamp, UserId};
use crate::store::own_fields::{self as rows, NewOwnValue};
use crate::store::{Conn, StoreError};

/// Another account has the value of a field, which no two may have.
pub(in crate::accounts) fn taken_error(fields: &DefinedFields, field: i64) -> Option<FieldError> {
    let problem = Problem::new("taken", message::own_field_value_taken());
    fields.of_id(field).map(|field| field.error(problem))
}

fn taken(fields: &DefinedFields, field: i64) -> AppError {
    AppError::fields(ErrorCode::FieldTaken, taken_error(fields, field).into_iter().collect())
}

/// The first field whose value another account has, or can take back, although no two may have it.
pub(in crate::accounts) async fn taken_among(
    conn: &mut Conn,
    id: UserId,
    values: &[NewOwnValue],
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    for new in values.iter().filter(|new| new.is_unique) {
        if rows::is_taken(conn, new.field, &new.key, id, now).await? {
            return Ok(Some(new.field));
        }
    }
    Ok(None)
}

impl OwnFields {
    /// Fails if another account has one of the values of a new one, which no two may have. Storing them fails as well, but this is
    /// before a password is hashed.
    pub(in crate::accounts) async fn refuse_taken_values(
        &self,
        id: UserId,
        values: Vec<NewOwnValue>,
    ) -> Result<(), AppError> {
        if !values.iter().any(|new| new.is_unique) {
            return Ok(());
        }
        let now = self.now();
        match self.db().read(async move |mut conn| taken_among(&mut conn, id, &values, now).await).await? {
            Some(field) => Err(taken(self.all().await?.as_ref(), field)),
            None => Ok(()),
        }
    }
}

impl UnitOfWork {
    /// Stores what was read by [`parse_change`](super::parse_change). The caller changes the row of the account as well, so that its
    /// version says that something has changed, and lets it follow the rules of groups after that (`follow_rules`).
    ///
    /// # Errors
    /// [`ErrorCode::FieldTaken`] if another account has a value that no two may have.
    pub(in crate::accounts) async fn store_own_values(
        &mut self,
        fields: &DefinedFields,
        id: UserId,
        values: &[OwnValue],
    ) -> Result<(), AppError> {
        let now = self.now();
        for new in values {
            let Some(field) = fields.of_id(new.field).filter(|field| field.is_in_effect()) else { continue };
            let stored = new.value.as_ref().map(|value| rows_of(field, value)).unwrap_or_default();
            self.reserve_former_field(id, field, &stored).await?;
            // After it, because on PostgreSQL it waits for a concurrent change, which only a later statement sees.
            let is_stored = rows::replace(self, id, field.id, &stored).await?;
            if !is_stored || taken_among(self, id, &stored, now).await?.is_some() {
                return Err(taken(fields, field.id));
            }
        }
        Ok(())
    }

    /// Stores the values of an account that is new.
    ///
    /// # Errors
    /// [`ErrorCode::FieldTaken`] if another account has a value that no two may have.
    pub(in crate::accounts) async fn give_own_values(
        &mut self,
        id: UserId,
        values: &[NewOwnValue],
    ) -> Result<(), AppError> {
        let now = self.now();
        // Another account may have lost a value that it can take back.
        let unavailable = match rows::give(self, id, values).await? {
            Some(field) => Some(field),
            None => taken_among(self, id, values, now).await?,
        };
        match unavailable {
            Some(field) => Err(taken(self.defined_fields().await?.as_ref(), field)),
            None => Ok(()),
        }
    }
}
