//! Reads the audit log. Administrators see all events; users see those that they caused or were the target of.

use super::request::{ExportSearch, PageSearch, Search, UserRef};
use crate::accounts::own_fields::{OwnFieldAccess, seen_in};
use crate::accounts::sessions::device::{self, Device};
use crate::accounts::{Accounts, Action, Audit, Caller, NotAllowed};
use crate::language::message;
use crate::own_fields::DefinedFields;
use crate::shared::{
    ActorView, AppError, ApplicationName, AuditEventId, AuditEventView, AuditLogView, AuditPageView, AuditRequest,
    ExportFormat, NamedDevice, NamedUser, Problem, Timestamp, Titled, UserId,
};
use crate::store::audit::{self, EventFilter, EventRow};
use crate::store::{Lease, users};
use futures::stream::BoxStream;
use futures::{StreamExt as _, stream};
use std::collections::BTreeSet;
use std::time::Duration;

/// Events per query of an export; so many are in memory at a time.
const EXPORT_BATCH: u32 = 500;

/// A stream of events in batches.
pub(in crate::accounts) type EventPages = BoxStream<'static, Result<Vec<AuditEventView>, AppError>>;

/// An export whose permission and parameters have been checked.
pub struct AuditExport {
    pub format: ExportFormat,
    pub events: EventPages,
}

/// Decides which fields of an event are hidden.
#[derive(Clone, Copy)]
enum Reader {
    Administrator,
    /// A user who reads their own events. Other actors, their addresses and devices are hidden, and so are fields that owners do not see.
    Party(UserId),
}

impl Audit {
    /// A page of the events that the caller may see, newest first.
    pub async fn list_audit(&self, caller: &Caller, request: &AuditRequest) -> Result<AuditPageView, AppError> {
        let PageSearch { search, per_page, backwards } =
            PageSearch::parse(request, self.now()).map_err(AppError::invalid)?;
        let (filter, reader) = self.permitted(caller, search).await?;
        // One more row than the page has shows whether there is a further page. In the other direction there is the
        // page that the request came from.
        let limit = per_page + 1;
        let rows = self.db().read_directory(async move |mut conn| {
            if backwards {
                audit::oldest(&mut conn, &filter, limit).await
            } else {
                audit::newest(&mut conn, &filter, limit).await
            }
        });
        let mut rows = rows.await?;
        let more = rows.len() > per_page as usize;
        // Both directions return the newest event first, so the surplus one is at the start here.
        if more && backwards {
            rows.remove(0);
        }
        rows.truncate(per_page as usize);
        let fields = self.own_fields().all().await?;
        let events = rows.into_iter().map(|row| view(row, reader, &fields)).collect::<Vec<_>>();
        let (more_before, more_after) = if backwards { (more, true) } else { (!request.before.is_empty(), more) };
        let next = events.last().filter(|_| more_after).map(|event| event.id);
        let prev = events.first().filter(|_| more_before).map(|event| event.id);
        Ok(AuditPageView { events, next, prev })
    }

    /// Like [`Audit::list_audit`], with the names of the users that the caller may read, and with the devices in words.
    pub async fn show_audit_log(&self, caller: &Caller, request: &AuditRequest) -> Result<AuditLogView, AppError> {
        let AuditPageView { events, next, prev } = self.list_audit(caller, request).await?;
        let ids = events.iter().flat_map(|event| [event.actor.id, event.target_id]).flatten();
        // A set, because the same accounts occur in many events of a page.
        let ids = ids.filter(|id| caller.may(Action::ReadUser(*id))).collect::<BTreeSet<_>>();
        let named = self.db().read(async move |mut conn| {
            let mut named = Vec::with_capacity(ids.len());
            for id in ids {
                // Events outlive purged accounts, which have no name.
                if let Some(user) = users::find(&mut conn, id).await? {
                    named.push(NamedUser { id, name: user.name.unwrap_or(user.username) });
                }
            }
            Ok(named)
        });
        let (devices, titles) = (named_devices(&events), self.titles(&events).await?);
        Ok(AuditLogView { events, next, prev, people: named.await?, devices, titles })
    }

    /// The titles of the applications and providers that these events are about. Those that exist no more have none.
    async fn titles(&self, events: &[AuditEventView]) -> Result<Vec<Titled>, AppError> {
        let (applications, providers) = (self.applications().all().await?, self.providers().all().await?);
        let named: BTreeSet<_> =
            events.iter().filter_map(|event| Some((titled_noun(&event.event)?, event.detail.as_deref()?))).collect();
        let title = |(noun, name): (&'static str, &str)| {
            let title = match noun {
                "application" => applications.named(&ApplicationName::from_stored(name.to_owned()))?.title.clone(),
                _ => {
                    let provider = providers.find(name)?;
                    provider.definition.title_or(&provider.name).to_owned()
                }
            };
            Some(Titled { noun: noun.to_owned(), name: name.to_owned(), title })
        };
        Ok(named.into_iter().filter_map(title).collect())
    }

    /// All matching events, newest first, for administrators. Events recorded during the export are left out.
    pub async fn export_audit(&self, caller: &Caller, request: &AuditRequest) -> Result<AuditExport, AppError> {
        caller.permit(Action::ReadEvents).map_err(refused)?;
        self.permit_recent(caller, Action::ExportEvents)?;
        let ExportSearch { search, format } = ExportSearch::parse(request, self.now()).map_err(AppError::invalid)?;
        let (mut filter, reader) = self.permitted(caller, search).await?;
        // `first_at` is the lowest id of its millisecond. Events of the current millisecond are included.
        filter.before = filter.before.min(AuditEventId::first_at(self.now().plus(Duration::from_millis(1))));
        Ok(AuditExport { format, events: self.event_pages(caller, Action::ExportEvents, filter, reader) })
    }

    /// All events that a user caused or was the target of, newest first. Other actors are hidden.
    pub(in crate::accounts) fn events_of(&self, caller: &Caller, user: UserId) -> EventPages {
        let filter = EventFilter { party: Some(user), ..EventFilter::all() };
        self.event_pages(caller, Action::ExportData(user), filter, Reader::Party(user))
    }

    /// All matching events. Permission is checked again for each batch, because an export may take long.
    fn event_pages(&self, caller: &Caller, action: Action, filter: EventFilter, reader: Reader) -> EventPages {
        let start = (Accounts::clone(self), caller.clone(), filter);
        let pages = stream::try_unfold(start, move |(accounts, caller, mut filter)| async move {
            accounts.sessions().recheck(&caller, action).await?;
            let searched = filter.clone();
            let read = async move |mut conn: Lease| audit::newest(&mut conn, &searched, EXPORT_BATCH).await;
            let rows = accounts.db().read_directory(read).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            // The next page begins at an id instead of an offset, which would shift with each new event.
            filter.before = AuditEventId(last.id);
            let fields = accounts.own_fields().all().await?;
            let events: Vec<_> = rows.into_iter().map(|row| view(row, reader, &fields)).collect();
            Ok::<_, AppError>(Some((events, (accounts, caller, filter))))
        });
        pages.boxed()
    }

    /// Restricts a search to the events that the caller may see. Users may not filter by other actors or targets, because
    /// the result would reveal the hidden ones.
    async fn permitted(&self, caller: &Caller, search: Search) -> Result<(EventFilter, Reader), AppError> {
        let Search { mut filter, own_only, person } = search;
        let sees_all = caller.may(Action::ReadEvents);
        if sees_all && !own_only {
            filter.party = match person {
                Some(UserRef::Login(login)) => Some(self.id_of(&login).await?),
                Some(UserRef::Id(id)) => Some(id),
                None => None,
            };
            return Ok((filter, Reader::Administrator));
        }
        let Some(me) = caller.user_id() else { return Err(not_an_administrator()) };
        // A login is not looked up, because the result would reveal whether an account has it.
        let names_others = match person {
            Some(UserRef::Login(_)) => true,
            Some(UserRef::Id(id)) if id != me => true,
            _ => [filter.actor, filter.target].into_iter().flatten().any(|id| id != me),
        };
        // Nor by what is hidden of others.
        let names_others = names_others || filter.address.is_some() || filter.device.is_some();
        caller.permit(Action::ReadEventsOf(me)).map_err(refused)?;
        if names_others {
            caller.permit(Action::ReadEvents).map_err(refused)?;
        }
        filter.party = Some(me);
        Ok((filter, if sees_all { Reader::Administrator } else { Reader::Party(me) }))
    }

    /// The account with this username or email address, including deleted ones.
    async fn id_of(&self, login: &str) -> Result<UserId, AppError> {
        let unknown = Problem::new("unknown", message::audit_login_unknown());
        let row = self.users().find_row(login).await?;
        row.map(|row| UserId(row.id)).ok_or_else(|| AppError::invalid(vec![unknown.of("person")]))
    }
}

/// What the detail of such an event names, if people have another name for it.
fn titled_noun(event: &str) -> Option<&'static str> {
    match event.split('.').next()? {
        "application" => Some("application"),
        "provider" | "identity" => Some("provider"),
        _ => None,
    }
}

/// The devices in these events, each once.
fn named_devices(events: &[AuditEventView]) -> Vec<NamedDevice> {
    let agents: BTreeSet<_> = events.iter().filter_map(|event| event.device.as_deref()).collect();
    let named = |agent: &str| {
        let Device { words, kind } = device::describe(Some(agent));
        NamedDevice { agent: agent.to_owned(), words, kind }
    };
    agents.into_iter().map(named).collect()
}

fn refused(refusal: NotAllowed) -> AppError {
    match refusal {
        NotAllowed::Hidden | NotAllowed::Forbidden => not_an_administrator(),
        gone_or_out_of_scope => gone_or_out_of_scope.into(),
    }
}

fn not_an_administrator() -> AppError {
    AppError::forbidden(message::audit_administrators_only())
}

fn view(row: EventRow, reader: Reader, fields: &DefinedFields) -> AuditEventView {
    let actor = row.actor_id.map(UserId);
    let (is_hidden, detail) = match reader {
        Reader::Administrator => (false, row.detail),
        Reader::Party(me) => {
            let seen = row.detail.map(|detail| seen_in(&detail, fields, OwnFieldAccess::OWNER));
            (actor.is_some_and(|actor| actor != me), seen.filter(|detail| !detail.is_empty()))
        }
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
        detail,
    }
}
