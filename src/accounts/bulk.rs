//! One wish for many accounts: those that were ticked, or all that match. Done in short transactions, so that nobody waits
//! for it; after a few seconds it says how to go on. All of it can be undone.

mod request;

use super::{
    Accounts, Caller, ManageError, Principal,
    directory::listed_of,
    event::{Event, Scribe},
    policy::{self, Action},
    standing::{self, Outcome, Step},
};
use crate::{
    shared::{
        directory::{BulkReport, BulkRequest, UserAction},
        ids::{SessionId, UserId},
        views::Status,
    },
    store::{
        Conn, StoreError,
        directory::{Classes, ListedRow},
        sections::{self, Section},
        standing::{before, of_bulk},
        users::{self, UserRow},
    },
};
use request::{Whom, Work};
use std::time::Duration;
use uuid::Uuid;

/// Accounts in one transaction: some ten milliseconds of it.
const BATCH: usize = 100;
/// How long one request goes on; its client asks for more.
const TIME: Duration = Duration::from_secs(5);

/// What came of a batch.
#[derive(Default)]
struct Batch {
    changed: Vec<UserId>,
    ended: Vec<SessionId>,
    events: Vec<Event>,
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
            self.note(&batch, &mut report);
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
            let scribe = self.scribe(who, caller);
            let batch = self.db().write(move |conn| Box::pin(undo_batch(conn, ids, scribe))).await?;
            self.note(&batch, &mut report);
            if start.until(self.now()) >= TIME {
                report.rest = Some(String::new());
                return Ok(report);
            }
        }
    }

    fn note(&self, batch: &Batch, report: &mut BulkReport) {
        self.view().forget_sessions(&batch.ended);
        batch.changed.iter().for_each(|id| self.view().forget_user(*id));
        batch.events.iter().for_each(Event::log);
        report.changed += batch.changed.len() as u64;
        report.skipped += batch.skipped;
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
        let asking = match who {
            Principal::User(current) => Some(current.user.id),
            Principal::Anonymous | Principal::System => None,
        };
        let count = ids.len();
        ids.retain(|id| Some(*id) != asking);
        let (left_out, scribe) = (count - ids.len(), self.scribe(who, caller));
        let wish = (action, bulk);
        let done = self.db().write(move |conn| Box::pin(change_batch(conn, asking, wish, ids, scribe))).await?;
        let mut batch = done.ok_or(ManageError::Forbidden)?;
        batch.skipped += left_out as u64;
        Ok(batch)
    }
}

/// Changes these accounts, if whoever asks is still an administrator; None when not.
async fn change_batch(
    conn: &mut Conn<'_>,
    asking: Option<UserId>,
    (action, bulk): (UserAction, Uuid),
    ids: Vec<UserId>,
    scribe: Scribe,
) -> Result<Option<Batch>, StoreError> {
    sections::enter(conn, Section::Administrators).await?;
    if let Some(id) = asking
        && !users::find(conn, id).await?.as_ref().is_some_and(UserRow::administers)
    {
        return Ok(None);
    }
    let mut batch = Batch::default();
    for id in ids {
        let outcome = standing::change(conn, id, action, Some(bulk), &scribe).await?;
        batch.take(id, outcome);
    }
    Ok(Some(batch))
}

/// Gives these accounts back what their last change took.
async fn undo_batch(conn: &mut Conn<'_>, ids: Vec<UserId>, scribe: Scribe) -> Result<Batch, StoreError> {
    sections::enter(conn, Section::Administrators).await?;
    let mut batch = Batch::default();
    for id in ids {
        let Some(row) = users::find(conn, id).await? else { continue };
        let before = before(conn, id).await?.unwrap_or_default();
        let status = before.status_before.and_then(|to| Some(Step::Status(row.status.parse().ok()?, to.parse().ok()?)));
        let role = before.role_before.and_then(|to| Some(Step::Role(row.role.parse().ok()?, to.parse().ok()?)));
        if let Some(step) = status.or(role) {
            let outcome = standing::take(conn, row, step, None, &scribe).await?;
            batch.take(id, outcome);
        }
    }
    Ok(batch)
}

impl Batch {
    fn take(&mut self, id: UserId, outcome: Outcome) {
        match outcome {
            Outcome::Changed(change) => {
                self.changed.push(id);
                self.ended.extend(change.ended);
                self.events.push(change.event);
            }
            Outcome::LastAdministrator(event) => {
                self.skipped += 1;
                self.events.push(event);
            }
            Outcome::Unchanged(_) | Outcome::NotFound => self.skipped += 1,
        }
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
