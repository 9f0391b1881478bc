//! The transaction of a use case. It knows the actor and checks their permission again before anything is written.
//!
//! A use case passes a closure to [`Accounts::change`] or [`Accounts::transact`]. The closure owns the [`UnitOfWork`],
//! writes through it and records audit events. If it returns an error, everything is rolled back except recorded
//! refusals, unless it [keeps](Tx::keep) what it has written. Effects that must follow the commit (invalidating caches,
//! notifying other replicas, logging events) are collected and applied after the commit and before the response, even if
//! the client disconnects ([`Tx`], `docs/decisions/0024-the-unit-of-work.md`). Signing keys that have changed are read
//! again after that, before the response.

use super::api_tokens::active_token_user;
use super::applications::read_all;
use super::audit::{Actor, Event};
use super::own_fields::read_fields;
use super::policy::{self, Action, Demand};
use super::sessions::{active_user, proof_of};
use super::{Accounts, Authority, Caller, CurrentUser, Principal};
use crate::applications::Applications;
use crate::own_fields::DefinedFields;
use crate::shared::{AppError, EventKind, Proof, Timestamp, UserId};
use crate::store::locks;
use crate::store::{AdvisoryLock, StoreError, Tx};
use futures::future::BoxFuture;
use std::future::ready;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A transaction with its audit context: actor, caller and time.
pub(super) struct UnitOfWork {
    tx: Tx,
    accounts: Accounts,
    actor: Actor,
    caller: Caller,
    now: Timestamp,
    /// Read once, because a change of many accounts asks for each of them.
    applications: Option<Arc<Applications>>,
    /// Read once for the same reason.
    own_fields: Option<Arc<DefinedFields>>,
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
    /// Runs `job` in a transaction if `caller` may do `action`, and has proved who they are as recently as it demands.
    /// Permission is checked before the transaction and again inside it, where locks keep it valid until the commit: the
    /// session or the API token is valid, and the account is active and has the role.
    pub(super) fn change<T, F, Fut>(
        &self,
        caller: &Caller,
        action: Action,
        job: F,
    ) -> BoxFuture<'_, Result<T, AppError>>
    where
        T: Send + 'static,
        F: FnOnce(UnitOfWork) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        if let Err(refusal) = self.permit_recent(caller, action) {
            // Refused here, so that requests without permission never wait for the writer.
            return Box::pin(ready(Err(refusal)));
        }
        let who = caller.who.clone();
        // Boxed, so that the type of the job is not part of the type of the closure around it (see `store::tx::Job`).
        let job = move |tx: UnitOfWork| -> BoxFuture<'static, Result<T, AppError>> { Box::pin(job(tx)) };
        let checked = async move |mut tx: UnitOfWork| {
            // Before the job writes anything.
            tx.authorize(&who, action).await?;
            job(tx).await
        };
        self.transact(&caller.who, caller, checked)
    }

    /// Runs `job` in a transaction without a permission check, for jobs that authorize themselves by checking or
    /// consuming a password, token or link, and for the server's own tasks.
    ///
    /// `actor`: who did it, as the audit log says. Those who sign in or use a link are still strangers in `caller`.
    pub(super) fn transact<T, F, Fut>(
        &self,
        actor: impl Into<Actor>,
        caller: &Caller,
        job: F,
    ) -> BoxFuture<'_, Result<T, AppError>>
    where
        T: Send + 'static,
        F: FnOnce(UnitOfWork) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        self.transact_as(actor, caller, job)
    }

    /// Like [`Self::transact`], for a job whose errors are others.
    pub(super) fn transact_as<T, E, F, Fut>(
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
        // The time of the request: the job may begin later, when the writer is free.
        let (accounts, actor, caller, now) = (self.clone(), actor.into(), caller.clone(), self.now());
        let written = self.db().write(move |tx| {
            job(UnitOfWork { tx, accounts, actor, caller, now, applications: None, own_fields: None })
        });
        Box::pin(async move {
            let result = written.await;
            self.0.reload_changed_keys().await;
            result
        })
    }

    /// Like [`Self::transact`], for a job about one account, which is locked first, as in [`Self::change`]: so transactions cannot
    /// deadlock, and each sees what the one before has written. `lock`: to be acquired before that.
    pub(super) fn on_account<T, F, Fut>(
        &self,
        id: UserId,
        lock: Option<AdvisoryLock>,
        actor: impl Into<Actor>,
        caller: &Caller,
        job: F,
    ) -> BoxFuture<'_, Result<T, AppError>>
    where
        T: Send + 'static,
        F: FnOnce(UnitOfWork) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        // Boxed for the same reason as in `change`.
        let job = move |tx: UnitOfWork| -> BoxFuture<'static, Result<T, AppError>> { Box::pin(job(tx)) };
        let locked = async move |mut tx: UnitOfWork| {
            if let Some(lock) = lock {
                locks::acquire(&mut tx, lock).await?;
            }
            locks::lock_target(&mut tx, id).await?;
            job(tx).await
        };
        self.transact(actor, caller, locked)
    }
}

impl UnitOfWork {
    /// The time at which the job was requested; the same for all rows that it writes.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Whether the owner of this account is the actor.
    pub(super) fn is_by_owner(&self, id: UserId) -> bool {
        matches!(self.actor, Actor::User(actor) if actor == id)
    }

    /// The account of the actor.
    pub(super) fn actor_id(&self) -> Option<UserId> {
        if let Actor::User(id) = self.actor { Some(id) } else { None }
    }

    /// Where the request comes from.
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// An event caused by the actor.
    pub(super) fn event(&self, kind: EventKind) -> Event {
        self.accounts.event(kind, self.actor, &self.caller)
    }

    /// Records an event in this transaction. It is logged after the commit.
    pub(super) fn record(&mut self, event: Event) {
        self.tx.record(event.into());
    }

    /// Records a refused event, which is stored even if the transaction is rolled back.
    pub(super) fn refuse(&mut self, event: Event, why: impl ToString) {
        self.tx.record_refusal(event.refused(why).into());
    }

    /// All applications, as they are stored when this transaction first asks. It must not change them.
    pub(super) async fn stored_applications(&mut self) -> Result<Arc<Applications>, StoreError> {
        if let Some(known) = &self.applications {
            return Ok(Arc::clone(known));
        }
        let issuer = self.accounts.settings().issuer.clone();
        let read = Arc::new(read_all(&mut self.tx, &issuer).await?);
        self.applications = Some(Arc::clone(&read));
        Ok(read)
    }

    /// All fields of one's own, as they are stored when this transaction first asks. It must not change them.
    pub(super) async fn stored_fields(&mut self) -> Result<Arc<DefinedFields>, StoreError> {
        if let Some(known) = &self.own_fields {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(read_fields(&mut self.tx).await?);
        self.own_fields = Some(Arc::clone(&read));
        Ok(read)
    }

    /// Checks that `who` may still do `action`, and locks the rows that this depends on.
    async fn authorize(&mut self, who: &Principal, action: Action) -> Result<(), AppError> {
        // Before any row lock, so that transactions cannot deadlock.
        if action.is_about_others(who) {
            locks::acquire(&mut self.tx, AdvisoryLock::Administrators).await?;
        }
        // The operator has no account, session or token that could be locked.
        let Principal::User(current) = who else {
            if let Some(target) = action.about() {
                locks::lock_target(&mut self.tx, target).await?;
            }
            return Ok(policy::permit(who, action)?);
        };
        let (id, authority) = (current.user.id, current.authority);
        let user = match authority {
            Authority::Session(session) => {
                let row = locks::lock_session(&mut self.tx, session, id, action.about()).await?;
                let proof = row.as_ref().map(proof_of).unwrap_or_default();
                row.and_then(|row| active_user(row, self.now)).map(|user| (user, proof))
            }
            Authority::Token(token) => {
                let row = locks::lock_token(&mut self.tx, token.id, id, action.about()).await?;
                row.and_then(|row| active_token_user(row, self.now)).map(|user| (user, Proof::default()))
            }
        };
        let (user, proof) = user.ok_or_else(|| current.gone())?;
        // The policy decides by the locked row instead of the user from the beginning of the request. The scopes of a
        // token never change.
        let needs_factor = current.session_id().is_some() && self.accounts.needs_factor(&user);
        let current = CurrentUser { user: Arc::new(user), authority, proof, needs_factor };
        // How old the proof may be was decided when the request arrived, but the account may have got a second factor since.
        let sufficient = match action.demand() {
            Demand::Any => Ok(()),
            Demand::Recent => self.accounts.require_sufficient(&current),
        };
        policy::permit(&Principal::User(current), action)?;
        sufficient
    }
}
