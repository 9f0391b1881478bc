//! Values that identify an account and that it has lost: applications recognise people by username, address and unique custom fields, so
//! a value stays reserved for its former owner, and account recovery gives back what was lost in a contested session.

use super::User;
use super::names::{names_of, write_names};
use crate::accounts::UnitOfWork;
use crate::identity;
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::{AppError, EventKind, FieldError, Identifier, Problem, Timestamp, UserId};
use crate::store::former_values::{self as rows, RESERVED};
use crate::store::own_fields::{self, NewOwnValue, UniqueValueRow};
use crate::store::users::{self, Names};
use crate::store::{FormerValueRow, StoreError};

/// How often the owner of an account may change one value within [`RESERVED`]: each change reserves a value that others cannot have.
const MAX_OWN_CHANGES: i64 = 5;

/// A value that an account is about to lose.
struct Lost {
    kind: Identifier,
    /// The custom field; 0 for the other kinds.
    field: i64,
    value: String,
    key: String,
}

impl UnitOfWork {
    /// Reserves the username and the confirmed address that an account is about to lose.
    ///
    /// # Errors
    /// If the owner changes the username too often.
    pub(super) async fn reserve_former_names(&mut self, before: &User, names: &Names) -> Result<(), AppError> {
        if before.username != names.username {
            let (value, key) = (before.username.clone(), identity::key(&before.username));
            let lost = Lost { kind: Identifier::Username, field: 0, value, key };
            let problem = self.reserve_chosen(before.id, lost, &[names.username_key.as_str()]).await?;
            refuse(problem.map(|problem| problem.of("username")))?;
        }
        let email_key = identity::key(&before.email);
        // An address that was never confirmed is maybe that of a stranger.
        if before.email_verified && email_key != identity::key(&names.email) {
            let lost = Lost { kind: Identifier::Email, field: 0, value: before.email.clone(), key: email_key };
            self.reserve(before.id, lost).await?;
        }
        Ok(())
    }

    /// Reserves the unique value of a custom field that an account is about to lose. `next`: what it has afterwards.
    ///
    /// # Errors
    /// If the owner changes the value too often.
    pub(in crate::accounts) async fn reserve_former_field(
        &mut self,
        id: UserId,
        field: &DefinedField,
        next: &[NewOwnValue],
    ) -> Result<(), AppError> {
        if !field.definition.unique {
            return Ok(());
        }
        if !self.is_by_owner(id) {
            // Also where there is no value: a thief may have removed it.
            rows::mark_chosen(self, id, Identifier::Field, field.id, Timestamp(0)).await?;
        }
        let next: Vec<&str> = next.iter().map(|new| new.key.as_str()).collect();
        for UniqueValueRow { value, key, .. } in self.unique_values(id, field.id).await? {
            if !next.contains(&key.as_str()) {
                let lost = Lost { kind: Identifier::Field, field: field.id, value, key };
                let problem = self.reserve_chosen(id, lost, &next).await?;
                refuse(problem.map(|problem| field.error(problem)))?;
            }
        }
        Ok(())
    }

    async fn unique_values(&mut self, id: UserId, field: i64) -> Result<Vec<UniqueValueRow>, StoreError> {
        let mut stored = own_fields::unique_of_user(self, id).await?;
        stored.retain(|row| row.field == field);
        Ok(stored)
    }

    /// Reserves a value in whose place another one was chosen, or returns why that cannot be. `next`: the keys of the next ones. Owners may
    /// always take back what is reserved for them: a thief may have used up their changes.
    async fn reserve_chosen(&mut self, id: UserId, lost: Lost, next: &[&str]) -> Result<Option<Problem>, StoreError> {
        let (kind, field, then) = (lost.kind, lost.field, self.now().minus(RESERVED));
        if self.is_by_owner(id) && rows::count_own(self, id, kind, field, then).await? >= MAX_OWN_CHANGES {
            let own = rows::of_user(self, id, then).await?;
            let is_own = |key: &&str| own.iter().any(|row| (row.kind, row.field, &*row.key) == (kind, field, *key));
            // Removing it takes nothing back.
            if next.is_empty() || !next.iter().all(is_own) {
                return Ok(Some(Problem::new("changed_too_often", message::user_change_too_often())));
            }
        }
        self.reserve(id, lost).await?;
        Ok(None)
    }

    async fn reserve(&mut self, id: UserId, lost: Lost) -> Result<(), StoreError> {
        let Lost { kind, field, value, key } = lost;
        // The clock of another replica may be ahead, and the order says what the account has had when.
        let lost_at = self.now().0.max(rows::last_lost_at(self, id, kind, field).await? + 1);
        let lost_in = if self.is_by_owner(id) {
            // Without a session the owner has used an API token, or a link.
            Some(self.present_session(id).await?.session_began_at.unwrap_or(lost_at))
        } else {
            rows::mark_chosen(self, id, kind, field, Timestamp(0)).await?;
            None
        };
        rows::insert(self, id, &FormerValueRow { kind, field, value, key, lost_at, lost_in }).await
    }

    /// Gives an account the username and the unique values of custom fields back that it had before a session began that is contested.
    /// Leaves out what another account has by now, because an administrator has released it, or because that was long ago.
    pub(in crate::accounts) async fn give_back_former(
        &mut self,
        id: UserId,
        since: Timestamp,
    ) -> Result<(), StoreError> {
        let mut lost = rows::of_user(self, id, Timestamp(0)).await?;
        // A value that an administrator has replaced stays replaced. An undo gives an address back.
        lost.retain(|row| {
            let is_contested = row.lost_at >= since.0 && row.lost_in.is_some_and(|began_at| began_at >= since.0);
            is_contested && row.kind != Identifier::Email
        });
        // The first one of each is what the account had then. Fields come before the username, whose search words have theirs as well.
        lost.sort_by_key(|row| (row.kind == Identifier::Username, row.field, row.lost_at));
        lost.dedup_by_key(|row| (row.kind == Identifier::Username, row.field));
        let (mut changed, mut username) = (Vec::new(), None);
        for row in lost {
            rows::mark_chosen(self, id, row.kind, row.field, since).await?;
            match row.kind {
                Identifier::Field => changed.extend(self.give_back_field(id, &row).await?),
                Identifier::Username => username = Some(row.value),
                Identifier::Email => {}
            }
        }
        let Some(before) = users::find(self, id).await?.map(User::from) else { return Ok(()) };
        let mut names = names_of(&before);
        if let Some(username) = username.filter(|name| *name != before.username) {
            let asked = Names { username_key: identity::key(&username), ..Names::default() };
            let now = self.now();
            if !users::taken(self, &asked, id, now).await?.username {
                names.username = username;
                changed.push("username".to_owned());
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        write_names(self, &before, &names, before.email_verified).await?;
        self.record(self.event(EventKind::UserUpdate).on(id).detail(changed.join(" ")));
        self.follow_rules(id).await.map(drop)
    }

    /// Returns the path of the field, if the value was given back.
    async fn give_back_field(&mut self, id: UserId, row: &FormerValueRow) -> Result<Option<String>, StoreError> {
        let fields = self.defined_fields().await?;
        let Some(field) = fields.of_id(row.field).filter(|field| field.is_in_effect()) else { return Ok(None) };
        let (is_unique, now) = (field.definition.unique, self.now());
        if is_unique && own_fields::is_taken(self, row.field, &row.key, id, now).await? {
            return Ok(None);
        }
        let of = |value: &str, key: &str| NewOwnValue {
            field: row.field,
            item: 0,
            value: value.to_owned(),
            key: key.to_owned(),
            is_unique,
        };
        let present = self.unique_values(id, row.field).await?;
        if own_fields::replace(self, id, row.field, &[of(&row.value, &row.key)]).await? {
            return Ok(Some(field.path()));
        }
        // Another account has taken the value meanwhile.
        let present: Vec<_> = present.iter().map(|row| of(&row.value, &row.key)).collect();
        own_fields::give(self, id, &present).await?;
        Ok(None)
    }
}

fn refuse(error: Option<FieldError>) -> Result<(), AppError> {
    error.map_or(Ok(()), |error| Err(AppError::invalid(vec![error])))
}
