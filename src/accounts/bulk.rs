//! One wish for many accounts: those that were ticked, or all that match. Done in short transactions, so that nobody waits
//! for it; after a few seconds it says how to go on. All of it can be undone.

use super::{
    Accounts, Caller, ManageError, Principal,
    directory::{listed_of, parse_filter},
    event::{Event, Scribe},
    policy::{self, Action},
    standing::{self, Outcome, Step},
};
use crate::{
    shared::{
        directory::{BulkReport, BulkRequest, Direction, Filter, Sort, UserAction},
        fields::{Fields, Problem},
        ids::{SessionId, UserId},
        text::Text,
        views::{Role, Status},
    },
    store::{
        Conn, StoreError,
        directory::{self, Listed, Ordering, Place, Slice, Way},
        sections::{self, Section},
        standing::{before, of_bulk},
        users,
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, time::Duration};
use uuid::Uuid;

/// Accounts in one transaction: some ten milliseconds of it.
const BATCH: usize = 100;
/// How long one request goes on; its client asks for more.
const TIME: Duration = Duration::from_secs(5);
/// Accounts that can be named one by one.
const MOST_IDS: usize = 1000;

/// A wish for many accounts that can be granted.
struct Work {
    action: UserAction,
    whom: Whom,
    bulk: Uuid,
}

enum Whom {
    These(VecDeque<UserId>),
    All(Filter, Option<Place>),
}

/// Where work over all that match goes on. Sealed, for it holds a place in the list.
#[derive(Serialize, Deserialize)]
struct Rest {
    bulk: Uuid,
    place: Place,
}

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
                listed.classes.retain(|class| may_change(work.action, *class));
                if listed.classes.is_empty() {
                    return Ok(Vec::new());
                }
                let beyond = place.clone();
                let rows = self.db().read(move |conn| Box::pin(matching(conn, listed, beyond))).await?;
                *place = rows.last().cloned();
                Ok(rows.into_iter().map(|place| place.id).collect())
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

    fn parse_work(&self, request: &BulkRequest) -> Result<Work, ManageError> {
        let mut fields = Fields::default();
        let action = fields.parse("action", &request.action, |name| parse_action(name, request.role.as_str()));
        let new = self.new_id();
        let (whom, bulk) = match (&request.ids, &request.filter) {
            (Some(ids), None) => (Some(Whom::These(parse_ids(&mut fields, ids))), new),
            (None, Some(filter)) => {
                let filter = parse_filter(&mut fields, &filter.q, &filter.role, &filter.status);
                let rest = self.parse_rest(&mut fields, action, &filter, &request.rest);
                let bulk = rest.as_ref().map_or(new, |rest| rest.bulk);
                (Some(Whom::All(filter, rest.map(|rest| rest.place))), bulk)
            }
            _ => {
                fields.reject("ids", Problem::new("ambiguous", "Send either ids or a filter."));
                (None, new)
            }
        };
        fields.finish().map_err(ManageError::Invalid)?;
        let (Some(action), Some(whom)) = (action, whom) else {
            unreachable!("a field that is missing has left an error");
        };
        Ok(Work { action, whom, bulk })
    }

    fn seal_rest(&self, work: &Work, filter: &Filter, place: &Place) -> String {
        let rest = Rest { bulk: work.bulk, place: place.clone() };
        let text = serde_json::to_vec(&rest).unwrap_or_else(|_| unreachable!("texts and numbers are JSON"));
        let sealed = self.keyring().seal(&context(work.action, filter), &text, self.entropy().bytes());
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    fn parse_rest(
        &self,
        fields: &mut Fields,
        action: Option<UserAction>,
        filter: &Filter,
        rest: &Text,
    ) -> Option<Rest> {
        let context = context(action?, filter);
        if rest.as_str().is_empty() && *rest != Text::NotText {
            return None;
        }
        let opened = BASE64_URL_SAFE_NO_PAD.decode(rest.as_str()).ok();
        let opened = opened.and_then(|sealed| self.keyring().open_sealed(&context, &sealed));
        let opened = opened.and_then(|text| serde_json::from_slice(&text).ok());
        if opened.is_none() {
            let mend = "Send it as it came, with the same action and filter.";
            fields.reject("rest", Problem::new("not_valid", mend));
        }
        opened
    }
}

/// What a rest is bound to: it goes on with this work alone.
fn context(action: UserAction, filter: &Filter) -> Vec<u8> {
    format!("bulk 1 {action:?} {filter:?}").into_bytes()
}

/// The places of the next accounts, the oldest first.
async fn matching(conn: &mut Conn<'_>, listed: Listed, beyond: Option<Place>) -> Result<Vec<Place>, StoreError> {
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let way = match directory::rarest(conn, &listed.words).await? {
        None => Way::Browse,
        Some((word, count)) if count <= directory::orders::COUNTED => Way::OfWord(word),
        Some(_) => Way::Walk(limit),
    };
    let ordering = Ordering { sort: Sort::CreatedAt, direction: Direction::Ascending };
    let slice = Slice { beyond, limit, offset: 0 };
    let rows = directory::read(conn, &listed, ordering, &slice, &way).await?;
    Ok(rows.iter().map(|row| row.place(Sort::CreatedAt)).collect())
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
    if let Some(id) = asking {
        let admin = |row: &users::UserRow| row.role == Role::Admin.as_str() && row.status == Status::Active.as_str();
        if !users::find(conn, id).await?.as_ref().is_some_and(admin) {
            return Ok(None);
        }
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

/// Whether `action` changes anything on an account of this class.
fn may_change(action: UserAction, class: directory::Class) -> bool {
    let admin = class % 2 == 1;
    match (action, class / 2) {
        (UserAction::Disable, status) => status == 0,
        (UserAction::Enable, status) => status == 1,
        (UserAction::Delete, status) => status < 2,
        (UserAction::Restore, status) => status == 2,
        (UserAction::SetRole(role), status) => status < 2 && admin != (role == Role::Admin),
    }
}

fn parse_action(name: &str, role: &str) -> Result<UserAction, Problem> {
    match name {
        "disable" => Ok(UserAction::Disable),
        "enable" => Ok(UserAction::Enable),
        "delete" => Ok(UserAction::Delete),
        "restore" => Ok(UserAction::Restore),
        "set_role" => {
            let problem = |_| Problem::new("role_missing", "Send the role as well: user or admin.");
            role.parse().map(UserAction::SetRole).map_err(problem)
        }
        _ => Err(Problem::new("unknown_action", "Send one of disable, enable, delete, restore, set_role.")),
    }
}

fn parse_ids(fields: &mut Fields, ids: &[Text]) -> VecDeque<UserId> {
    if ids.is_empty() || ids.len() > MOST_IDS {
        fields.reject("ids", Problem::new("out_of_range", format!("Name 1 to {MOST_IDS} accounts.")));
        return VecDeque::new();
    }
    let parsed: Option<VecDeque<_>> = ids.iter().map(|id| id.as_str().parse().ok()).collect();
    parsed.unwrap_or_else(|| {
        fields.reject("ids", Problem::new("not_an_id", "Name accounts by their ids."));
        VecDeque::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_accounts_on_which_something_changes_are_looked_for() {
        let classes = |action| (0..6).filter(|class| may_change(action, *class)).collect::<Vec<_>>();
        assert_eq!(classes(UserAction::Disable), [0, 1]);
        assert_eq!(classes(UserAction::Enable), [2, 3]);
        assert_eq!(classes(UserAction::Delete), [0, 1, 2, 3]);
        assert_eq!(classes(UserAction::Restore), [4, 5]);
        assert_eq!(classes(UserAction::SetRole(Role::Admin)), [0, 2]);
        assert_eq!(classes(UserAction::SetRole(Role::User)), [1, 3]);
    }
}
