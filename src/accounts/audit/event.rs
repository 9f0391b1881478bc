//! What happens to accounts and sessions: recorded in the transaction that does it, and a line in the log after its commit.
//! Ids alone; no name, no email address, nothing typed.

use crate::{
    accounts::{Accounts, Caller, CurrentUser, Principal},
    shared::{
        audit::{ActorKind, EventKind, Outcome},
        ids::{AuditEventId, UserId},
    },
    store::{StoreError, Tx, audit::NewEvent},
};

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) enum Actor {
    Anonymous,
    User(UserId),
    System,
}

impl From<&CurrentUser> for Actor {
    fn from(who: &CurrentUser) -> Self {
        Self::User(who.user.id)
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

/// Something that happens, before it is recorded. A success, unless it is said to be refused.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct Event(NewEvent);

impl From<Event> for NewEvent {
    fn from(Event(event): Event) -> Self {
        event
    }
}

impl Accounts {
    pub(in crate::accounts) fn event(&self, kind: EventKind, who: impl Into<Actor>, caller: &Caller) -> Event {
        let (actor_kind, actor) = match who.into() {
            Actor::Anonymous => (ActorKind::Anonymous, None),
            Actor::User(id) => (ActorKind::User, Some(id)),
            Actor::System => (ActorKind::System, None),
        };
        let at = self.now();
        Event(NewEvent {
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
        })
    }
}

impl Accounts {
    /// Records what changes nothing else, in a transaction of its own.
    pub(in crate::accounts) async fn record(&self, event: Event) -> Result<(), StoreError> {
        let job = async move |mut tx: Tx| {
            tx.record(event.into());
            Ok(())
        };
        self.db().write(job).await
    }
}

impl Event {
    /// To whom it is done.
    pub(in crate::accounts) fn on(mut self, target: impl Into<Option<UserId>>) -> Self {
        self.0.target = target.into();
        self
    }

    /// Nothing personal: everyone who may see the event sees this.
    pub(in crate::accounts) fn detail(mut self, detail: impl ToString) -> Self {
        self.0.detail = Some(detail.to_string()).filter(|detail| !detail.is_empty());
        self
    }

    /// `why` is a [`Reason`](crate::shared::audit::Reason), unless the kind of the event says it all.
    pub(in crate::accounts) fn refused(mut self, why: impl ToString) -> Self {
        self.0.result = Outcome::Refused;
        self.detail(why)
    }
}

/// Writes an event to the log.
pub(in crate::accounts) fn log(event: &NewEvent) {
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
    // Somebody has a token that was stolen: worth a warning.
    if event.kind == EventKind::TokenReuse { line!(warn) } else { line!(info) }
}
