//! Lists the definitions that an administrator made before the account was recovered. A thief with an administrator's session may have
//! left a provider, a client or an administrator behind, which no action on the account itself takes away.

use crate::applications::{Applications, Providers};
use crate::shared::{
    AuditEventId, ClientId, EventKind, Outcome, SessionId, Timestamp, UserId, WayInView, WayKind, days,
};
use crate::store::audit::{self, EventFilter, EventRow};
use crate::store::{Conn, StoreError, UserRow, account_status, sessions};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// How long after a recovery the list shows what was defined before it, and how long before it that counts at least.
const SHOWN: Duration = days(7);
/// The number of events that are read at once.
const PAGE: u32 = 500;
/// The maximum number of pages of the events of one account.
const MAX_PAGES: usize = 40;
/// The maximum number of accounts whose definitions are read: the one that was recovered, and the administrators that it has made.
const MAX_ACTORS: usize = 20;

/// The actions with which an account is recovered from a thief.
const RECOVERIES: [EventKind; 3] = [EventKind::SessionReported, EventKind::EmailChangeUndone, EventKind::UserStartOver];
/// The events of what an administrator defines.
const DEFINITIONS: [EventKind; 10] = [
    EventKind::ProviderCreate,
    EventKind::ProviderUpdate,
    EventKind::ClientCreate,
    EventKind::ClientUpdate,
    EventKind::ClientSecretAdd,
    EventKind::UserCreate,
    EventKind::UserSetRole,
    EventKind::UserEnable,
    EventKind::UserRestore,
    EventKind::ServiceAccountCreate,
];

/// The definitions of an administrator, and of those that it has made administrators.
#[derive(Default)]
pub(super) struct Defined {
    /// The newest event about each definition.
    events: BTreeMap<Subject, EventRow>,
    /// All administrators. Other accounts that were created or changed let the thief into nothing.
    administrators: Vec<UserRow>,
}

/// Identifies a definition in the events about it: the kind of the event, its detail and its target.
type Subject = (String, Option<String>, Option<Uuid>);

impl Defined {
    /// Reads what the account has defined in the contested time, if it was recovered within the last seven days.
    pub(super) async fn read(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Self, StoreError> {
        let recovered = EventFilter { target: Some(id), kinds: RECOVERIES.to_vec(), ..since(now.minus(SHOWN)) };
        let Some(recovery) = audit::newest(conn, &recovered, 1).await?.into_iter().next() else {
            return Ok(Self::default());
        };
        let session: Option<SessionId> = recovery.detail.as_deref().and_then(|detail| detail.parse().ok());
        let began = match session {
            Some(session) => sessions::beginning(conn, session).await?.map(|row| Timestamp(row.created_at)),
            None => None,
        };
        let week = Timestamp(recovery.at).minus(SHOWN);
        let begin = began.map_or(week, |began| began.min(week));
        let mut defined = Self { administrators: account_status::all_administrators(conn).await?, ..Self::default() };
        let mut actors = vec![id];
        let mut at = 0;
        while let Some(actor) = actors.get(at).copied().filter(|_| at < MAX_ACTORS) {
            // The accounts that the thief has made administrators are not recovered by that.
            let before = if at == 0 { recovery.id } else { Uuid::max() };
            let filter = EventFilter {
                actor: Some(actor),
                kinds: DEFINITIONS.to_vec(),
                before: AuditEventId(before),
                ..since(begin)
            };
            for made in defined.add(conn, filter).await? {
                if !actors.contains(&made) {
                    actors.push(made);
                }
            }
            at += 1;
        }
        Ok(defined)
    }

    /// Adds the events of an actor. Returns the accounts among their targets that are administrators now.
    async fn add(&mut self, conn: &mut Conn, mut filter: EventFilter) -> Result<Vec<UserId>, StoreError> {
        let mut made = Vec::new();
        for _ in 0..MAX_PAGES {
            let page = audit::newest(conn, &filter, PAGE).await?;
            let Some(last) = page.last() else { break };
            filter.before = AuditEventId(last.id);
            for event in page {
                if let Some(target) = event.target_id {
                    if self.administrator(target).is_none() {
                        continue;
                    }
                    made.push(UserId(target));
                }
                let subject = (event.event.clone(), event.detail.clone(), event.target_id);
                let newest = self.events.entry(subject).or_insert_with(|| event.clone());
                newest.at = newest.at.max(event.at);
            }
        }
        Ok(made)
    }

    fn administrator(&self, id: Uuid) -> Option<&UserRow> {
        self.administrators.iter().find(|row| row.id == id)
    }

    /// Makes a row for each definition that is still there, with the time of its last change.
    pub(super) fn rows(&self, applications: &Applications, providers: &Providers) -> Vec<WayInView> {
        let mut rows: Vec<WayInView> = Vec::new();
        for event in self.events.values() {
            let row = self.row(event, applications, providers);
            let Some(row) = row.map(|row| WayInView { added_at: Some(Timestamp(event.at)), ..row }) else { continue };
            let is_same = |other: &WayInView| {
                (noun(other.kind), &other.id, other.account_id) == (noun(row.kind), &row.id, row.account_id)
            };
            let Some(other) = rows.iter_mut().find(|other| is_same(other)) else {
                rows.push(row);
                continue;
            };
            other.added_at = other.added_at.max(row.added_at);
            // The thief has created the provider, and not only changed it.
            if row.kind == WayKind::DefinedProvider {
                other.kind = row.kind;
            }
        }
        rows
    }

    fn row(&self, event: &EventRow, applications: &Applications, providers: &Providers) -> Option<WayInView> {
        let detail = event.detail.clone().unwrap_or_default();
        let kind: EventKind = event.event.parse().ok()?;
        match kind {
            EventKind::ProviderCreate | EventKind::ProviderUpdate => {
                let provider = providers.find(&detail)?;
                let is_new = kind == EventKind::ProviderCreate;
                let kind = if is_new { WayKind::DefinedProvider } else { WayKind::ChangedProvider };
                let name = Some(provider.title().to_owned());
                Some(WayInView { id: Some(detail), name, ..WayInView::of(kind) })
            }
            EventKind::ClientCreate | EventKind::ClientUpdate | EventKind::ClientSecretAdd => {
                let registered = applications.client(&ClientId::from_stored(detail.clone()))?;
                if registered.client.definition.closed {
                    return None;
                }
                let name = Some(registered.application.title.clone());
                Some(WayInView { id: Some(detail), name, ..WayInView::of(WayKind::DefinedClient) })
            }
            _ => {
                let user = self.administrator(event.target_id?)?;
                let (name, account_id) = (Some(user.username.clone()), Some(UserId(user.id)));
                Some(WayInView { name, account_id, ..WayInView::of(WayKind::MadeAdministrator) })
            }
        }
    }
}

/// Maps both kinds of providers, created and changed ones, to the same kind.
fn noun(kind: WayKind) -> WayKind {
    match kind {
        WayKind::ChangedProvider => WayKind::DefinedProvider,
        other => other,
    }
}

/// Selects the successful events since `then`.
fn since(then: Timestamp) -> EventFilter {
    EventFilter { result: Some(Outcome::Success), since: AuditEventId::first_at(then), ..EventFilter::all() }
}
