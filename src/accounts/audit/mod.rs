//! The audit log. An event is recorded in the transaction that it describes and written to the server log after the
//! commit. It contains ids, but no names, email addresses or user input.
//!
//! Other nouns ask `Audit` for `events_of` and `show_audit_log`.

mod list;
mod request;

pub use list::AuditExport;
pub(super) use list::EventPages;

use super::{Caller, Core, CurrentUser, Principal};
use crate::shared::counters::{Counter, Way};
use crate::shared::{ActorKind, AuditEventId, EventKind, Outcome, UserId};
use crate::store::audit::{NewEvent, Tally};
use crate::store::{StoreError, Tx};

/// The actor of an event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Actor {
    Anonymous,
    User(UserId),
    System,
}

impl From<&CurrentUser> for Actor {
    fn from(who: &CurrentUser) -> Self {
        Self::User(who.user.id)
    }
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        (&caller.who).into()
    }
}

impl From<&Principal> for Actor {
    fn from(who: &Principal) -> Self {
        match who {
            Principal::Anonymous => Self::Anonymous,
            Principal::User(current) => current.into(),
            Principal::System => Self::System,
        }
    }
}

/// An event that is not recorded yet. Its result is success unless [`Event::refused`] is called.
#[derive(Clone, Debug)]
pub(super) struct Event(NewEvent);

impl From<Event> for NewEvent {
    fn from(Event(event): Event) -> Self {
        event
    }
}

impl Core {
    /// An event that was caused by `who`.
    pub(super) fn event(&self, kind: EventKind, who: impl Into<Actor>, caller: &Caller) -> Event {
        let (actor_kind, actor) = match who.into() {
            Actor::Anonymous => (ActorKind::Anonymous, None),
            Actor::User(id) => (ActorKind::User, Some(id)),
            Actor::System => (ActorKind::System, None),
        };
        let at = self.now();
        Event(NewEvent {
            // The id begins with the time of the event, so a period is a range of ids.
            id: AuditEventId(self.id_at(at)),
            at,
            kind,
            result: Outcome::Success,
            actor_kind,
            actor,
            target: None,
            request_id: caller.request_id,
            detail: None,
            address: caller.address.map(|address| address.to_string()),
            device: caller.device.clone(),
            tally: Tally::Usual,
        })
    }

    /// Counts for the overview what accompanies no change and is no event: by counter and label. If the database does not answer, it is
    /// not counted.
    pub(super) async fn tally<const COUNTS: usize>(&self, counts: [(Counter, String); COUNTS]) {
        let (now, id) = (self.now(), self.new_id());
        let job = async move |mut tx: Tx| {
            counts.iter().for_each(|(counter, label)| tx.count(*counter, label, now, id));
            Ok::<_, StoreError>(())
        };
        if let Err(error) = self.db().write(job).await {
            tracing::warn!(%error, "the overview does not count what has just happened");
        }
    }

    /// Records an event that accompanies no other change.
    pub(super) async fn record(&self, event: Event) -> Result<(), StoreError> {
        let job = async move |mut tx: Tx| {
            tx.record(event.into());
            Ok(())
        };
        self.db().write(job).await
    }
}

impl Event {
    /// Sets the account that the event applies to.
    pub(super) fn on(mut self, target: impl Into<Option<UserId>>) -> Self {
        self.0.target = target.into();
        self
    }

    /// Sets the detail. It must not contain personal data, because every reader of the event sees it.
    pub(super) fn detail(mut self, detail: impl ToString) -> Self {
        self.0.detail = Some(detail.to_string()).filter(|detail| !detail.is_empty());
        self
    }

    /// The way of a sign-in, by which the overview counts it.
    pub(super) fn by(mut self, way: Way) -> Self {
        self.0.tally = Tally::By(way);
        self
    }

    /// Leaves it out of the overview, because another event of the transaction counts it there.
    pub(super) fn counted_elsewhere(mut self) -> Self {
        self.0.tally = Tally::Elsewhere;
        self
    }

    /// Marks the event as refused. `why` is a [`Reason`](crate::shared::audit::Reason), except for kinds that need
    /// none.
    pub(super) fn refused(mut self, why: impl ToString) -> Self {
        self.0.result = Outcome::Refused;
        self.detail(why)
    }
}

/// Writes an event to the log.
pub(super) fn log(event: &NewEvent) {
    // A macro, because `tracing` requires the level to be a constant.
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                target: "vestibule::events",
                event = event.kind.as_str(),
                result = event.result.as_str(),
                detail = event.detail.as_deref(),
                actor.kind = event.actor_kind.as_str(),
                actor.id = event.actor.map(tracing::field::display),
                user.id = event.target.map(tracing::field::display),
                client.address = event.address.as_deref(),
            )
        };
    }
    // The reuse of a refresh token means that it was stolen, and a passkey that counts no further that it may have been copied.
    let is_theft = matches!(event.kind, EventKind::TokenReuse | EventKind::FactorUse);
    if is_theft { line!(warn) } else { line!(info) }
}
