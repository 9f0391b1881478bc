//! What happens to accounts and sessions: recorded in the transaction that does it, and a line in the log. Ids alone; no
//! name, no address of mail, nothing typed.

use super::{Accounts, Caller, CurrentUser, Principal};
use crate::{
    shared::{
        audit::{ActorKind, EventKind, Outcome},
        ids::{AuditEventId, UserId},
        timestamp::Timestamp,
    },
    store::{Conn, StoreError, audit::NewEvent, recording},
};

/// Who does it.
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

impl From<&Principal> for Actor {
    fn from(who: &Principal) -> Self {
        match who {
            Principal::Anonymous => Self::Anonymous,
            Principal::User(current) => current.into(),
            Principal::System => Self::System,
        }
    }
}

/// Whoever does something, kept until it is done to record it by.
#[derive(Clone)]
pub(super) struct Scribe {
    accounts: Accounts,
    actor: Actor,
    caller: Caller,
}

impl Scribe {
    pub(super) fn event(&self, kind: EventKind) -> Event {
        self.accounts.event(kind, self.actor, &self.caller)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.accounts.now()
    }
}

/// Something that happens, before it is recorded. A success, unless it is said to be refused.
#[derive(Clone, Debug)]
pub(super) struct Event(NewEvent);

impl Accounts {
    pub(super) fn scribe(&self, who: impl Into<Actor>, caller: &Caller) -> Scribe {
        Scribe { accounts: self.clone(), actor: who.into(), caller: caller.clone() }
    }

    pub(super) fn event(&self, kind: EventKind, who: impl Into<Actor>, caller: &Caller) -> Event {
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

    /// Records what changes nothing else, in a transaction of its own.
    pub(super) async fn record(&self, event: Event) -> Result<(), StoreError> {
        let recorded = event.clone();
        self.db().write(move |conn| Box::pin(async move { recorded.record(conn).await })).await?;
        event.log();
        Ok(())
    }
}

impl Event {
    /// To whom it is done.
    pub(super) fn on(mut self, target: impl Into<Option<UserId>>) -> Self {
        self.0.target = target.into();
        self
    }

    /// Nothing personal: everyone who may see the event sees this.
    pub(super) fn detail(mut self, detail: impl ToString) -> Self {
        self.0.detail = Some(detail.to_string()).filter(|detail| !detail.is_empty());
        self
    }

    /// `why` is a [`Reason`](crate::shared::audit::Reason), unless the kind of the event says it all.
    pub(super) fn refused(mut self, why: impl ToString) -> Self {
        self.0.result = Outcome::Refused;
        self.detail(why)
    }

    /// In the transaction that does it; logged once that is committed.
    pub(super) async fn record(&self, conn: &mut Conn<'_>) -> Result<(), StoreError> {
        recording::record(conn, &self.0).await
    }

    pub(super) fn log(&self) {
        let Self(event) = self;
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
        // Somebody has a token that was stolen: not a matter of every day.
        if event.kind == EventKind::TokenReuse { line!(warn) } else { line!(info) }
    }
}
