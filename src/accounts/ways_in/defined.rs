//! Lists what an administrator has defined before the account was recovered: a thief with the session of one may have left a provider, a
//! client or an administrator behind, which no action on the account itself takes away.

use crate::applications::{Applications, Providers};
use crate::shared::{
    AuditEventId, ClientId, EventKind, Outcome, Role, SessionId, Timestamp, UserId, WayInView, WayKind, days,
};
use crate::store::audit::{self, EventFilter, EventRow};
use crate::store::{Conn, StoreError, UserRow, sessions, users};
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
    /// Each event once that says the same, with the newest time.
    events: Vec<EventRow>,
    /// The accounts among the targets that are administrators now.
    administrators: Vec<UserRow>,
}

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
        let (mut defined, mut actors) = (Self::default(), vec![id]);
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
                    let Some(row) = users::find(conn, UserId(target)).await?.filter(|row| row.role == Role::Admin)
                    else {
                        continue;
                    };
                    made.push(UserId(row.id));
                    if self.administrators.iter().all(|known| known.id != row.id) {
                        self.administrators.push(row);
                    }
                }
                let is_same = |other: &EventRow| {
                    (&other.event, &other.detail, other.target_id) == (&event.event, &event.detail, event.target_id)
                };
                if !self.events.iter().any(is_same) {
                    self.events.push(event);
                }
            }
        }
        Ok(made)
    }

    /// The rows of the list: what is still there, each once, with the time of its last change.
    pub(super) fn rows(&self, applications: &Applications, providers: &Providers) -> Vec<WayInView> {
        let mut rows: Vec<WayInView> = Vec::new();
        for event in &self.events {
            let row = self.row(event, applications, providers);
            let Some(row) = row.map(|row| WayInView { added_at: Some(Timestamp(event.at)), ..row }) else { continue };
            let is_same = |other: &WayInView| {
                let is_kind = of_provider(other.kind) == of_provider(row.kind);
                is_kind && (&other.id, other.account_id) == (&row.id, row.account_id)
            };
            match rows.iter_mut().find(|other| is_same(other)) {
                // Created by the thief, and not only changed.
                Some(other) if row.kind == WayKind::DefinedProvider => other.kind = row.kind,
                Some(_) => {}
                None => rows.push(row),
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
                let user = self.administrators.iter().find(|row| Some(row.id) == event.target_id)?;
                let (name, account_id) = (Some(user.username.clone()), Some(UserId(user.id)));
                Some(WayInView { name, account_id, ..WayInView::of(WayKind::MadeAdministrator) })
            }
        }
    }
}

/// Whether a row is about a provider: those that were created and those that were changed are the same things.
fn of_provider(kind: WayKind) -> (bool, Option<WayKind>) {
    let is_provider = matches!(kind, WayKind::DefinedProvider | WayKind::ChangedProvider);
    (is_provider, (!is_provider).then_some(kind))
}

/// Selects all successful events since then.
fn since(then: Timestamp) -> EventFilter {
    EventFilter {
        party: None,
        actor: None,
        target: None,
        kinds: Vec::new(),
        result: Some(Outcome::Success),
        address: None,
        device: None,
        since: AuditEventId::first_at(then),
        before: AuditEventId(Uuid::max()),
    }
}
