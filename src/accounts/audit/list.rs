//! Reading the audit trail: administrators all of it, everybody else what they did and what was done to them.

use super::request::{ExportSearch, PageSearch, Search, Wanted};
use crate::{
    accounts::{
        Accounts, Failure, Principal, error,
        policy::{self, Action},
    },
    shared::{
        audit::{ActorView, AuditEventView, AuditLogView, AuditPageView, AuditRequest, ExportFormat, NamedPerson},
        error::{AppError, ErrorCode, FieldError},
        fields::Problem,
        ids::{AuditEventId, UserId},
        timestamp::Timestamp,
    },
    store::{
        StoreError,
        audit::{self, EventFilter, EventRow},
        users,
    },
};
use futures::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use std::{collections::BTreeSet, time::Duration};
use uuid::Uuid;

/// Events of an export that are in memory at a time.
const EXPORTED_AT_ONCE: u32 = 500;

/// Why events were not shown.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error("not allowed")]
    Forbidden,
    #[error("parameters break a rule")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<AuditError> for AppError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Forbidden => Self::new(
                ErrorCode::Forbidden,
                "Only administrators see what others did. Ask for what concerns yourself.",
            ),
            AuditError::Invalid(errors) => error::invalid(errors),
            AuditError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for AuditError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Events, some hundred at a time.
pub(in crate::accounts) type EventPages = BoxStream<'static, Result<Vec<AuditEventView>, Failure>>;

/// All events that were asked for.
pub struct AuditExport {
    pub format: ExportFormat,
    pub events: EventPages,
}

/// Who reads.
#[derive(Clone, Copy)]
enum Reader {
    Administrator,
    /// Does not learn which other acted on them, nor from where.
    Party(UserId),
}

impl Accounts {
    /// A page of the events that `who` may see, the newest first.
    pub async fn list_audit(&self, who: &Principal, request: &AuditRequest) -> Result<AuditPageView, AuditError> {
        let PageSearch { search, per_page, backwards } = PageSearch::parse(request).map_err(AuditError::Invalid)?;
        let (filter, reader) = self.permitted(who, search).await?;
        // One more than is shown tells whether there is another page on the side to which one goes; on the other there
        // is the page that one comes from.
        let limit = per_page + 1;
        let read = self.db().read(move |conn| {
            Box::pin(async move {
                match backwards {
                    true => audit::oldest(conn, &filter, limit).await,
                    false => audit::newest(conn, &filter, limit).await,
                }
            })
        });
        let mut rows = read.await?;
        let more = rows.len() > per_page as usize;
        if more && backwards {
            rows.remove(0);
        }
        rows.truncate(per_page as usize);
        let events = rows.into_iter().map(|row| view(row, reader)).collect::<Vec<_>>();
        let (more_before, more_after) = if backwards { (more, true) } else { (!request.before.is_empty(), more) };
        let next = events.last().filter(|_| more_after).map(|event| event.id);
        let prev = events.first().filter(|_| more_before).map(|event| event.id);
        Ok(AuditPageView { events, next, prev })
    }

    /// The same, with the names of those whom `who` may know of.
    pub async fn show_trail(&self, who: &Principal, request: &AuditRequest) -> Result<AuditLogView, AuditError> {
        let AuditPageView { events, next, prev } = self.list_audit(who, request).await?;
        let people = events.iter().flat_map(|event| [event.actor.id, event.target_id]).flatten();
        let people = people.filter(|id| policy::allows(who, Action::ReadUser(*id))).collect::<BTreeSet<_>>();
        let named = self.db().read(move |conn| {
            Box::pin(async move {
                let mut named = Vec::with_capacity(people.len());
                for id in people {
                    if let Some(user) = users::find(conn, id).await? {
                        named.push(NamedPerson { id, name: user.name.unwrap_or(user.username) });
                    }
                }
                Ok(named)
            })
        });
        Ok(AuditLogView { events, next, prev, people: named.await? })
    }

    /// All events that were asked for, the newest first; not those that happen meanwhile. For administrators.
    pub async fn export_audit(&self, who: &Principal, request: &AuditRequest) -> Result<AuditExport, AuditError> {
        if !policy::allows(who, Action::ReadEvents) {
            return Err(AuditError::Forbidden);
        }
        let ExportSearch { search, format } = ExportSearch::parse(request).map_err(AuditError::Invalid)?;
        let (mut filter, reader) = self.permitted(who, search).await?;
        filter.before = filter.before.min(AuditEventId::first_at(self.now().plus(Duration::from_millis(1))));
        Ok(AuditExport { format, events: self.event_pages(who, Action::ReadEvents, filter, reader) })
    }

    /// All that a user did and that was done to them, the newest first, as that user may see it: not who else it was.
    pub(in crate::accounts) fn events_of(&self, who: &Principal, user: UserId) -> EventPages {
        let filter = EventFilter {
            party: Some(user),
            actor: None,
            target: None,
            kind: None,
            result: None,
            since: AuditEventId(Uuid::nil()),
            before: AuditEventId(Uuid::max()),
        };
        self.event_pages(who, Action::ExportData(user), filter, Reader::Party(user))
    }

    /// All that match, for as long as `who` may do `action`.
    fn event_pages(&self, who: &Principal, action: Action, filter: EventFilter, reader: Reader) -> EventPages {
        let start = (self.clone(), who.clone(), filter);
        let pages = stream::try_unfold(start, move |(accounts, who, mut filter)| async move {
            accounts.recheck(&who, action).await?;
            let searched = filter.clone();
            let rows = accounts
                .db()
                .read(move |conn| Box::pin(async move { audit::newest(conn, &searched, EXPORTED_AT_ONCE).await }));
            let rows = rows.await?;
            let Some(last) = rows.last() else { return Ok(None) };
            filter.before = AuditEventId(last.id);
            Ok::<_, Failure>(Some((rows, (accounts, who, filter))))
        });
        pages.map_ok(move |rows: Vec<EventRow>| rows.into_iter().map(|row| view(row, reader)).collect()).boxed()
    }

    /// Narrows a search to what `who` may see. Whoever may not see what others did may not ask for it either: what is
    /// then found would tell who it was.
    async fn permitted(&self, who: &Principal, search: Search) -> Result<(EventFilter, Reader), AuditError> {
        let Search { mut filter, own, person } = search;
        let sees_all = policy::allows(who, Action::ReadEvents);
        if sees_all && !own {
            filter.party = match person {
                Some(Wanted::Login(login)) => Some(self.id_of(&login).await?),
                Some(Wanted::Id(id)) => Some(id),
                None => None,
            };
            return Ok((filter, Reader::Administrator));
        }
        let Principal::User(current) = who else { return Err(AuditError::Forbidden) };
        let me = current.user.id;
        let asks_for_others = match person {
            Some(Wanted::Login(_)) => true,
            Some(Wanted::Id(id)) if id != me => true,
            _ => [filter.actor, filter.target].into_iter().flatten().any(|id| id != me),
        };
        if !policy::allows(who, Action::ReadEventsOf(me)) || (asks_for_others && !sees_all) {
            return Err(AuditError::Forbidden);
        }
        filter.party = Some(me);
        Ok((filter, if sees_all { Reader::Administrator } else { Reader::Party(me) }))
    }

    /// The account with this username or email address; the deleted included.
    async fn id_of(&self, login: &str) -> Result<UserId, AuditError> {
        let nobody = Problem::new("unknown", "No account has this username or email address.");
        let row = self.find_row(login).await?;
        row.map(|row| UserId(row.id)).ok_or_else(|| AuditError::Invalid(vec![nobody.of("person")]))
    }
}

fn view(row: EventRow, reader: Reader) -> AuditEventView {
    let actor = row.actor_id.map(UserId);
    let is_hidden = match reader {
        Reader::Administrator => false,
        Reader::Party(me) => actor.is_some_and(|actor| actor != me),
    };
    AuditEventView {
        id: AuditEventId(row.id),
        at: Timestamp(row.at),
        result: row.result,
        actor: ActorView { kind: row.actor_kind, id: actor.filter(|_| !is_hidden) },
        event: row.event,
        target_id: row.target_id.map(UserId),
        address: row.address.filter(|_| !is_hidden),
        device: row.device.filter(|_| !is_hidden),
        request_id: row.request_id,
        detail: row.detail,
    }
}
