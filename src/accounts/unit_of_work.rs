//! The one way to change anything: a transaction that knows who acts, and checks again that they may.
//!
//! A use case hands a closure to [`Accounts::change`] or [`Accounts::transact`]. The closure owns the [`UnitOfWork`], writes
//! through it, and says what happened. Any error that it returns rolls everything back, except refusals. What must follow the
//! commit (evicting caches, telling other replicas, logging events) is collected on the way and applied by whoever commits,
//! before the answer, whether or not the client still waits ([`crate::store::Tx`],
//! `docs/decisions/0024-the-unit-of-work.md`).

use super::{
    Accounts, Caller, CurrentUser, Failure, Principal,
    audit::{Actor, Event},
    policy::{self, Action, NotAllowed},
    sessions::living,
};
use crate::{
    shared::{audit::EventKind, timestamp::Timestamp},
    store::{
        StoreError, Tx,
        advisory_locks::{self, AdvisoryLock},
        authority,
    },
};
use futures::future::BoxFuture;
use std::{
    future::ready,
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// A transaction of somebody's.
pub(super) struct UnitOfWork {
    tx: Tx,
    accounts: Accounts,
    actor: Actor,
    caller: Caller,
    now: Timestamp,
}

impl Deref for UnitOfWork {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for UnitOfWork {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl Accounts {
    /// Changes something that `who` may do. That is checked at once, and again inside the transaction, where it holds until
    /// the commit: the session lives, the account is active and has the role.
    pub(super) fn change<T, E, F, Fut>(
        &self,
        who: &Principal,
        caller: &Caller,
        action: Action,
        job: F,
    ) -> BoxFuture<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + From<NotAllowed> + Send + 'static,
        F: FnOnce(UnitOfWork) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        if let Err(refusal) = policy::permit(who, action) {
            return Box::pin(ready(Err(refusal.into())));
        }
        let asking = who.clone();
        // As an object, so that its type does not show in that of the closure around it (see `store::tx::Job`).
        let job = move |tx: UnitOfWork| -> BoxFuture<'static, Result<T, E>> { Box::pin(job(tx)) };
        let checked = async move |mut tx: UnitOfWork| {
            tx.authorize(&asking, action).await??;
            job(tx).await
        };
        self.transact(who, caller, checked)
    }

    /// Changes something for an actor whose right to it lies elsewhere: a password, a token or a link that the job itself
    /// consumes or compares; or for the program.
    pub(super) fn transact<T, E, F, Fut>(
        &self,
        actor: impl Into<Actor>,
        caller: &Caller,
        job: F,
    ) -> BoxFuture<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(UnitOfWork) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let (accounts, actor, caller, now) = (self.clone(), actor.into(), caller.clone(), self.now());
        self.db().write(move |tx| job(UnitOfWork { tx, accounts, actor, caller, now }))
    }
}

impl Accounts {
    /// Checks again, outside of a transaction, that `who` may do `action`: for what is read piece by piece over a long time.
    /// Fails with [`Failure::SignedOut`] when the session is over or the account cannot be used, and with
    /// [`Failure::Forbidden`] when it is another's to do by now.
    pub(super) async fn recheck(&self, who: &Principal, action: Action) -> Result<(), Failure> {
        let allowed = match who {
            Principal::User(current) => match self.current(current.session, current.user.id).await? {
                Some(now) => policy::permit(&Principal::User(now), action),
                None => Err(NotAllowed::SignedOut),
            },
            Principal::Anonymous | Principal::System => policy::permit(who, action),
        };
        allowed.map_err(|refusal| match refusal {
            NotAllowed::SignedOut => Failure::SignedOut,
            NotAllowed::Hidden | NotAllowed::Forbidden => Failure::Forbidden,
        })
    }
}

impl UnitOfWork {
    /// When the work was asked for: one instant for all that it writes.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Something that the actor does.
    pub(super) fn event(&self, kind: EventKind) -> Event {
        self.accounts.event(kind, self.actor, &self.caller)
    }

    /// Records an event with the commit, and has it logged after it.
    pub(super) fn record(&mut self, event: Event) {
        self.tx.record(event.into());
    }

    /// Records what was refused; that stays when the rest is rolled back.
    pub(super) fn refuse(&mut self, event: Event, why: impl ToString) {
        self.tx.record_refusal(event.refused(why).into());
    }

    /// Checks that `who` may still do `action`, and holds on to what that depends on.
    async fn authorize(&mut self, who: &Principal, action: Action) -> Result<Result<(), NotAllowed>, StoreError> {
        if action.is_about_others(who) {
            advisory_locks::acquire(&mut self.tx, AdvisoryLock::Administrators).await?;
        }
        let Principal::User(current) = who else {
            if let Some(target) = action.about() {
                authority::hold_target(&mut self.tx, target).await?;
            }
            return Ok(policy::permit(who, action));
        };
        let row = authority::hold(&mut self.tx, current.session, current.user.id, action.about()).await?;
        let Some(user) = row.and_then(|row| living(row, self.now)) else { return Ok(Err(NotAllowed::SignedOut)) };
        let as_it_is_now = CurrentUser { user: Arc::new(user), session: current.session };
        Ok(policy::permit(&Principal::User(as_it_is_now), action))
    }
}
