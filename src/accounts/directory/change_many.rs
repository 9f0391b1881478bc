//! Applies one action to many accounts: the selected ones, or all that match a filter. Short transactions let other
//! writers proceed. After a few seconds the response contains `rest`, with which the client continues. A bulk change
//! can be undone.

use super::bulk_request::{BulkJob, Targets};
use super::query;
use crate::accounts::policy::{Action, NotAllowed};
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::users::set_status::{self, Outcome, StatusChange};
use crate::accounts::{Accounts, Caller};
use crate::shared::bulk::{BulkReport, BulkRequest, UserAction};
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use crate::shared::views::Status;
use crate::store::account_status::{Classes, before, changed_by_bulk};
use crate::store::directory::ListedRow;
use crate::store::{StoreError, created_tokens, users};
use std::time::Duration;
use uuid::Uuid;

/// Accounts per transaction, which takes some ten milliseconds.
const BATCH: usize = 100;
/// How long one request works before it returns `rest`.
const TIME_BUDGET: Duration = Duration::from_secs(5);

/// Counts of a batch.
#[derive(Default)]
struct BatchResult {
    changed: u64,
    skipped: u64,
}

impl Accounts {
    /// Applies an action to many accounts, except the actor's own and that of the last administrator.
    pub async fn change_many(&self, caller: &Caller, request: &BulkRequest) -> Result<BulkReport, AppError> {
        caller.permit(Action::GovernUsers)?;
        let mut job = self.parse_bulk_request(request)?;
        if let UserAction::SetRole(_) = job.action {
            caller.permit(Action::SetRoles)?;
        }
        let (start, mut report) = (self.now(), BulkReport { bulk_id: job.bulk_id, ..BulkReport::default() });
        loop {
            let ids = self.next_ids(&mut job).await?;
            if ids.is_empty() {
                break;
            }
            let batch = self.change_batch(caller, job.action, job.bulk_id, ids).await?;
            batch.add_to(&mut report);
            // A list of ids is short enough to be finished in one request.
            if start.until(self.now()) >= TIME_BUDGET
                && let Targets::Matching(filter, Some(place)) = &job.targets
            {
                report.rest = Some(self.seal_rest(&job, filter, place));
                break;
            }
        }
        let (bulk, now) = (job.bulk_id, self.now());
        let left =
            self.db().read(async move |mut conn| created_tokens::count_left_by_bulk(&mut conn, bulk, now).await).await;
        // The accounts are changed: an error would say that they are not.
        let left = left.inspect_err(|error| tracing::warn!(%error, "the tokens that are left cannot be counted"));
        report.created_tokens = left.map_or(0, i64::unsigned_abs);
        Ok(report)
    }

    /// Undoes a bulk change on all accounts that have not changed since.
    pub async fn undo_many(&self, caller: &Caller, bulk: Uuid) -> Result<BulkReport, AppError> {
        caller.permit(Action::GovernUsers)?;
        let (start, mut report) = (self.now(), BulkReport { bulk_id: bulk, ..BulkReport::default() });
        let mut after = UserId(Uuid::nil());
        loop {
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let ids =
                self.db().read(async move |mut conn| changed_by_bulk(&mut conn, bulk, after, limit).await).await?;
            let Some(last) = ids.last() else { return Ok(report) };
            // Continues by id, because accounts that cannot be undone would be found again.
            after = *last;
            let may_set_roles = caller.permit(Action::SetRoles);
            let job = async move |mut tx: UnitOfWork| undo_batch(&mut tx, ids, may_set_roles).await;
            self.change(caller, Action::GovernUsers, job).await?.add_to(&mut report);
            if start.until(self.now()) >= TIME_BUDGET {
                // The next request finds what is left by itself: accounts that are undone no longer belong to the bulk
                // change.
                report.rest = Some(String::new());
                return Ok(report);
            }
        }
    }

    async fn next_ids(&self, job: &mut BulkJob) -> Result<Vec<UserId>, StoreError> {
        match &mut job.targets {
            Targets::Ids(ids) => Ok(ids.drain(..ids.len().min(BATCH)).collect()),
            Targets::Matching(filter, place) => {
                let mut listed = query::listed(filter);
                // Accounts that already are in the target state are not even read.
                listed.classes = listed.classes.and(changeable(job.action));
                if listed.classes.is_empty() {
                    return Ok(Vec::new());
                }
                let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
                let rows = self.oldest_first(listed, place.clone(), limit).await?;
                // Continues after the last row, although the change may remove these rows from the list.
                *place = rows.last().map(ListedRow::place);
                Ok(rows.into_iter().map(|row| UserId(row.user.id)).collect())
            }
        }
    }

    async fn change_batch(
        &self,
        caller: &Caller,
        action: UserAction,
        bulk_id: Uuid,
        mut ids: Vec<UserId>,
    ) -> Result<BatchResult, AppError> {
        let own_id = caller.user_id();
        let count = ids.len();
        // Selecting everyone must not lock out the administrator who does it.
        ids.retain(|id| Some(*id) != own_id);
        let skipped = (count - ids.len()) as u64;
        let job = async move |mut tx: UnitOfWork| {
            let mut batch = BatchResult { skipped, ..BatchResult::default() };
            for id in ids {
                batch.count(&set_status::change(&mut tx, id, action, Some(bulk_id)).await?);
            }
            Ok(batch)
        };
        // `change` checks with every batch that the actor is still an administrator.
        self.change(caller, Action::GovernUsers, job).await
    }
}

/// Restores the status or role that these accounts had before their last change. Fails if it was the role, and the actor
/// may not set it.
async fn undo_batch(
    tx: &mut UnitOfWork,
    ids: Vec<UserId>,
    may_set_roles: Result<(), NotAllowed>,
) -> Result<BatchResult, AppError> {
    let mut batch = BatchResult::default();
    for id in ids {
        let Some(row) = users::find(tx, id).await? else { continue };
        let before = before(tx, id).await?;
        // At most one of both is stored: each change clears the other.
        let status = before.status_before.map(|to| StatusChange::Status(row.status, to));
        let role = before.role_before.map(|to| StatusChange::Role(row.role, to));
        if role.is_some() {
            may_set_roles?;
        }
        if let Some(change) = status.or(role) {
            // Without a bulk id, so that the account no longer belongs to the change that is undone.
            batch.count(&set_status::apply(tx, row, change, None).await?);
        }
    }
    Ok(batch)
}

impl BatchResult {
    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Changed(_) => self.changed += 1,
            Outcome::LastAdministrator | Outcome::Unchanged(_) | Outcome::NotFound => self.skipped += 1,
        }
    }

    fn add_to(&self, report: &mut BulkReport) {
        report.changed += self.changed;
        report.skipped += self.skipped;
    }
}

/// The classes of accounts that `action` changes.
fn changeable(action: UserAction) -> Classes {
    Classes::matching(|role, status| match action {
        UserAction::Disable => status == Status::Active,
        UserAction::Enable => status == Status::Disabled,
        UserAction::Delete => status != Status::Deleted,
        UserAction::Restore => status == Status::Deleted,
        UserAction::SetRole(wanted) => status != Status::Deleted && role != wanted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::views::Role;

    #[test]
    fn only_accounts_that_the_action_changes_are_selected() {
        let changes = |action, role, status| {
            let this = Classes::matching(|r, s| (r, s) == (role, status));
            !changeable(action).and(this).is_empty()
        };
        let of_users =
            |action| [Status::Active, Status::Disabled, Status::Deleted].map(|s| changes(action, Role::User, s));
        assert_eq!(of_users(UserAction::Disable), [true, false, false]);
        assert_eq!(of_users(UserAction::Enable), [false, true, false]);
        assert_eq!(of_users(UserAction::Delete), [true, true, false]);
        assert_eq!(of_users(UserAction::Restore), [false, false, true]);
        assert_eq!(of_users(UserAction::SetRole(Role::Admin)), [true, true, false]);
        assert_eq!(of_users(UserAction::SetRole(Role::User)), [false, false, false]);
        assert!(changes(UserAction::SetRole(Role::User), Role::Admin, Status::Disabled));
    }
}
