//! Applies one action to many accounts: the selected ones, or all that match a filter. Short transactions let other
//! writers proceed. After a few seconds the response contains `rest`, with which the client continues. A change of
//! accounts or of a field of theirs can be undone; one of groups or of invitations cannot.

use super::bulk_request::{BulkJob, Targets, permission};
use super::bulk_values;
use super::targets::{leaves_out_own, targets};
use crate::accounts::groups;
use crate::accounts::users::set_status::{self, Outcome, StatusChange};
use crate::accounts::{Action, Caller, Directory, MemberChange, NotAllowed, UnitOfWork};
use crate::shared::{AppError, BulkAction, BulkReport, BulkRequest, UserAction, UserId};
use crate::store::account_status::{before, changed_by_bulk};
use crate::store::{ListedRow, StoreError, created_tokens, users};
use std::time::Duration;
use uuid::Uuid;

/// Accounts per transaction, which takes some ten milliseconds.
pub(super) const BATCH: usize = 100;
/// How long one request works before it returns `rest`.
pub(super) const TIME_BUDGET: Duration = Duration::from_secs(5);

/// Counts of a batch.
#[derive(Default)]
pub(super) struct BatchResult {
    changed: u64,
    skipped: u64,
}

impl Directory {
    /// Applies an action to many accounts, except that of the last administrator and, unless it is about a group or a field, the actor's
    /// own.
    pub async fn change_many(&self, caller: &Caller, request: &BulkRequest) -> Result<BulkReport, AppError> {
        let permission = permission(request);
        self.permit_recent(caller, permission)?;
        let caller = &caller.proved();
        let mut job = self.parse_bulk_request(caller, request).await?;
        if let BulkAction::Account(UserAction::SetRole(_)) = job.action {
            caller.permit(Action::SetRoles)?;
        }
        self.check_value(caller, &job.action).await?;
        let is_final = !job.action.is_undoable();
        let (start, mut report) = (self.now(), BulkReport { bulk_id: job.bulk_id, is_final, ..BulkReport::default() });
        loop {
            let ids = self.next_ids(&mut job).await?;
            if ids.is_empty() {
                break;
            }
            let batch = self.change_batch(caller, permission, &job, ids).await?;
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
        self.permit_recent(caller, Action::ChangeManyUsers)?;
        let caller = &caller.proved();
        let (start, mut report) = (self.now(), BulkReport { bulk_id: bulk, ..BulkReport::default() });
        let mut after = UserId(Uuid::nil());
        loop {
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let ids =
                self.db().read(async move |mut conn| changed_by_bulk(&mut conn, bulk, after, limit).await).await?;
            let Some(last) = ids.last() else { break };
            // Continues by id, because accounts that cannot be undone would be found again.
            after = *last;
            let may_set_roles = caller.permit(Action::SetRoles);
            let job = async move |mut tx: UnitOfWork| undo_batch(&mut tx, ids, may_set_roles).await;
            self.change(caller, Action::ChangeManyUsers, job).await?.add_to(&mut report);
            if start.until(self.now()) >= TIME_BUDGET {
                // The next request finds what is left by itself: accounts that are undone no longer belong to the bulk
                // change.
                report.rest = Some(String::new());
                return Ok(report);
            }
        }
        // A change has changed either accounts or a field of theirs.
        self.undo_values(caller, start, &mut report).await?;
        Ok(report)
    }

    async fn next_ids(&self, job: &mut BulkJob) -> Result<Vec<UserId>, StoreError> {
        match &mut job.targets {
            Targets::Ids(ids) => Ok(ids.drain(..ids.len().min(BATCH)).collect()),
            Targets::Matching(filter, place) => {
                let listed = targets(filter, &job.action);
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
        permission: Action,
        job: &BulkJob,
        mut ids: Vec<UserId>,
    ) -> Result<BatchResult, AppError> {
        let (action, bulk_id) = (job.action.clone(), job.bulk_id);
        let (count, own_id) = (ids.len(), caller.user_id());
        ids.retain(|id| !leaves_out_own(&action) || Some(*id) != own_id);
        let skipped = (count - ids.len()) as u64;
        // In the order of their ids, in which the rules of groups lock accounts as well: so transactions cannot deadlock.
        ids.sort_unstable();
        let job = async move |mut tx: UnitOfWork| {
            if let Some(group) = action.group() {
                groups::ensure_existing(&mut tx, group, "group").await?;
            }
            let mut batch = BatchResult { skipped, ..BatchResult::default() };
            for id in ids {
                batch.count(change_one(&mut tx, id, &action, bulk_id).await?);
            }
            Ok(batch)
        };
        // `change` checks with every batch that the actor is still an administrator.
        self.change(caller, permission, job).await
    }
}

/// Applies an action to an account; returns whether that has changed anything.
async fn change_one(tx: &mut UnitOfWork, id: UserId, action: &BulkAction, bulk: Uuid) -> Result<bool, AppError> {
    let changed_member = match action {
        BulkAction::Account(action) => return Ok(is_changed(&set_status::change(tx, id, *action, Some(bulk)).await?)),
        BulkAction::Invite => return Ok(tx.invite_one_of_many(id).await?),
        BulkAction::RevokeInvitation => return Ok(tx.revoke_invitation(id).await?),
        BulkAction::SetField(field, value) => return bulk_values::set(tx, id, field, value, bulk).await,
        BulkAction::AddToGroup(group) => groups::change_member(tx, group, id, MemberChange::Add).await?,
        BulkAction::RemoveFromGroup(group) => groups::change_member(tx, group, id, MemberChange::Remove).await?,
    };
    Ok(changed_member == Some(true))
}

fn is_changed(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Changed(_) => true,
        Outcome::LastAdministrator | Outcome::Unchanged(_) | Outcome::NotFound => false,
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
        let before = before(tx, id).await?.unwrap_or_default();
        // At most one of both is stored: each change clears the other.
        let status = before.status_before.map(|to| StatusChange::Status(row.status, to));
        let role = before.role_before.map(|to| StatusChange::Role(row.role, to));
        if role.is_some() {
            may_set_roles?;
        }
        if let Some(change) = status.or(role) {
            // Without a bulk id, so that the account no longer belongs to the change that is undone.
            batch.count(is_changed(&set_status::apply(tx, row, change, None).await?));
        }
    }
    Ok(batch)
}

impl BatchResult {
    pub(super) fn count(&mut self, is_changed: bool) {
        if is_changed {
            self.changed += 1;
        } else {
            self.skipped += 1;
        }
    }

    pub(super) fn add_to(&self, report: &mut BulkReport) {
        report.changed += self.changed;
        report.skipped += self.skipped;
    }
}
