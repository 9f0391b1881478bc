//! One wish for many accounts: those that were ticked, or all that match. Done in short transactions, so that nobody waits
//! for it; after a few seconds it says how to go on. All of it can be undone.

use super::{
    bulk_request::{Whom, Work},
    query::listed as listed_of,
};
use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
        users::set_status::{self, Outcome, Step},
    },
    shared::{
        directory::{BulkReport, BulkRequest, UserAction},
        ids::UserId,
        views::Status,
    },
    store::{
        StoreError,
        account_status::{before, of_bulk},
        directory::{Classes, ListedRow},
        users,
    },
};
use std::time::Duration;
use uuid::Uuid;

/// Accounts in one transaction: some ten milliseconds of it.
const BATCH: usize = 100;
/// How long one request goes on; its client asks for more.
const TIME: Duration = Duration::from_secs(5);

/// What came of a batch.
#[derive(Default)]
struct Batch {
    changed: u64,
    skipped: u64,
}

impl Accounts {
    /// Does one thing to many accounts. Who asks is left out, and so is the last administrator.
    pub async fn change_many(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &BulkRequest,
    ) -> Result<BulkReport, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let mut work = self.parse_work(request)?;
        let (start, mut report) = (self.now(), BulkReport { bulk_id: work.bulk, ..BulkReport::default() });
        loop {
            let ids = self.next_ids(&mut work).await?;
            if ids.is_empty() {
                return Ok(report);
            }
            let batch = self.change_batch(who, caller, work.action, work.bulk, ids).await?;
            batch.add_to(&mut report);
            if start.until(self.now()) >= TIME
                && let Whom::All(filter, Some(place)) = &work.whom
            {
                report.rest = Some(self.seal_rest(&work, filter, place));
                return Ok(report);
            }
        }
    }

    /// Takes back what a piece of bulk work changed, where nothing has changed since.
    pub async fn undo_many(&self, who: &Principal, caller: &Caller, bulk: Uuid) -> Result<BulkReport, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let (start, mut report) = (self.now(), BulkReport { bulk_id: bulk, ..BulkReport::default() });
        let mut after = UserId(Uuid::nil());
        loop {
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let ids = self.db().read(move |conn| Box::pin(of_bulk(conn, bulk, after, limit))).await?;
            let Some(last) = ids.last() else { return Ok(report) };
            after = *last;
            let job = async move |mut tx: UnitOfWork| Ok::<_, ManageError>(undo_batch(&mut tx, ids).await?);
            self.change(who, caller, Action::GovernUsers, job).await?.add_to(&mut report);
            if start.until(self.now()) >= TIME {
                report.rest = Some(String::new());
                return Ok(report);
            }
        }
    }

    async fn next_ids(&self, work: &mut Work) -> Result<Vec<UserId>, StoreError> {
        match &mut work.whom {
            Whom::These(ids) => Ok(ids.drain(..ids.len().min(BATCH)).collect()),
            Whom::All(filter, place) => {
                let mut listed = listed_of(filter);
                listed.classes = listed.classes.and(changeable(work.action));
                if listed.classes.is_empty() {
                    return Ok(Vec::new());
                }
                let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
                let rows = self.oldest_first(listed, place.clone(), most).await?;
                *place = rows.last().map(ListedRow::place);
                Ok(rows.into_iter().map(|row| UserId(row.user.id)).collect())
            }
        }
    }

    async fn change_batch(
        &self,
        who: &Principal,
        caller: &Caller,
        action: UserAction,
        bulk: Uuid,
        mut ids: Vec<UserId>,
    ) -> Result<Batch, ManageError> {
        let asking = who.user_id();
        let count = ids.len();
        ids.retain(|id| Some(*id) != asking);
        let left_out = count - ids.len();
        let job = async move |mut tx: UnitOfWork| {
            let mut batch = Batch { skipped: left_out as u64, ..Batch::default() };
            for id in ids {
                batch.note(&set_status::change(&mut tx, id, action, Some(bulk)).await?);
            }
            Ok::<_, ManageError>(batch)
        };
        // Every batch asks again whether the administrator still is one.
        self.change(who, caller, Action::GovernUsers, job).await
    }
}

/// Gives these accounts back what their last change took.
async fn undo_batch(tx: &mut UnitOfWork, ids: Vec<UserId>) -> Result<Batch, StoreError> {
    let mut batch = Batch::default();
    for id in ids {
        let Some(row) = users::find(tx, id).await? else { continue };
        let before = before(tx, id).await?;
        let status = before.status_before.map(|to| Step::Status(row.status, to));
        let role = before.role_before.map(|to| Step::Role(row.role, to));
        if let Some(step) = status.or(role) {
            batch.note(&set_status::take(tx, row, step, None).await?);
        }
    }
    Ok(batch)
}

impl Batch {
    fn note(&mut self, outcome: &Outcome) {
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

/// The accounts on which `action` changes anything.
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
    fn only_accounts_on_which_something_changes_are_looked_for() {
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
