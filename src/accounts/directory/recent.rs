//! Recent bulk changes of accounts, to be undone.

use super::bulk_values;
use crate::accounts::{Action, Caller, Directory, User};
use crate::shared::ids::id_at;
use crate::shared::{AppError, BulkChangeList, BulkChangeView, DAY, Role, Status, Timestamp, UserAction, UserId};
use crate::store::account_status::{Before, before, changed_by_bulk, recent_bulks};
use crate::store::bulk_values as rows;
use crate::store::{Conn, StoreError, users};
use std::cmp::Reverse;
use std::time::Duration;
use uuid::Uuid;

/// How long a bulk change is listed. It can be undone for longer.
const LISTED: Duration = DAY;
const MAX_LISTED: i64 = 20;

impl Directory {
    /// The bulk changes of the last 24 hours that can still be undone on at least one account, the newest first.
    pub async fn recent_bulk_changes(&self, caller: &Caller) -> Result<BulkChangeList, AppError> {
        caller.permit(Action::ListUsers)?;
        // Ids sort by the time they were made.
        let since = id_at(self.now().minus(LISTED), &[0; 10]);
        let read = self.db().read(async move |mut conn| {
            let mut changes = Vec::new();
            for (bulk, count) in recent_bulks(&mut conn, since, MAX_LISTED).await? {
                changes.extend(describe(&mut conn, bulk, count).await?);
            }
            for (bulk, count) in rows::recent(&mut conn, since, MAX_LISTED).await? {
                changes.extend(bulk_values::describe(&mut conn, bulk, count, made_at(bulk)).await?);
            }
            Ok(changes)
        });
        let mut changes: Vec<BulkChangeView> = read.await?;
        changes.sort_unstable_by_key(|change| Reverse(change.bulk_id));
        changes.truncate(usize::try_from(MAX_LISTED).unwrap_or(usize::MAX));
        Ok(BulkChangeList { changes })
    }
}

/// None if its accounts have changed since they were counted.
async fn describe(conn: &mut Conn, bulk: Uuid, count: i64) -> Result<Option<BulkChangeView>, StoreError> {
    // The same was done with all of them.
    let Some(id) = changed_by_bulk(conn, bulk, UserId(Uuid::nil()), 1).await?.pop() else { return Ok(None) };
    let Some(row) = users::find(conn, id).await? else { return Ok(None) };
    let before = before(conn, id).await?.unwrap_or_default();
    let user = User::from(row);
    let change = action_of(user.role, user.status, before).map(|action| BulkChangeView {
        bulk_id: bulk,
        at: made_at(bulk),
        action: action.as_str().split(':').next().unwrap_or_default().to_owned(),
        role: match action {
            UserAction::SetRole(role) => Some(role),
            UserAction::Disable | UserAction::Enable | UserAction::Delete | UserAction::Restore => None,
        },
        field: None,
        accounts: count.unsigned_abs(),
        name: (count == 1).then(|| user.display_name().to_owned()),
    });
    Ok(change)
}

/// The last change of an account, from what it has now and what it had before.
fn action_of(role: Role, status: Status, before: Before) -> Option<UserAction> {
    match (before.role_before, before.status_before, status) {
        (Some(_), ..) => Some(UserAction::SetRole(role)),
        (None, None, _) => None,
        (None, Some(_), Status::Deleted) => Some(UserAction::Delete),
        (None, Some(Status::Deleted), _) => Some(UserAction::Restore),
        (None, Some(_), Status::Disabled) => Some(UserAction::Disable),
        (None, Some(_), Status::Active) => Some(UserAction::Enable),
    }
}

/// When an id was made: its first 48 bits are milliseconds.
fn made_at(id: Uuid) -> Timestamp {
    Timestamp(i64::try_from(id.as_u128() >> 80).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_when_it_was_made() {
        let at = Timestamp(1_700_000_000_123);
        assert_eq!(made_at(id_at(at, &[0xff; 10])), at);
    }

    #[test]
    fn the_change_is_the_difference_to_what_was_before() {
        let of_status = |from, to| {
            let before = Before { status_before: Some(from), role_before: None };
            action_of(Role::User, to, before)
        };
        assert_eq!(of_status(Status::Active, Status::Disabled), Some(UserAction::Disable));
        assert_eq!(of_status(Status::Disabled, Status::Active), Some(UserAction::Enable));
        assert_eq!(of_status(Status::Disabled, Status::Deleted), Some(UserAction::Delete));
        assert_eq!(of_status(Status::Deleted, Status::Disabled), Some(UserAction::Restore));
        let of_role = Before { status_before: None, role_before: Some(Role::User) };
        assert_eq!(action_of(Role::Admin, Status::Active, of_role), Some(UserAction::SetRole(Role::Admin)));
        assert_eq!(action_of(Role::User, Status::Active, Before::default()), None);
    }
}
