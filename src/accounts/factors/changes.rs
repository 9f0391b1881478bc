//! What changes of factors have in common: who makes them, and who learns of them.

use crate::accounts::error::NotAllowed;
use crate::accounts::{Caller, Principal, UnitOfWork, User};
use crate::language::message;
use crate::mail::{Factor, FactorChange, Mail};
use crate::shared::{AppError, EventKind, SessionId, UserId};
use crate::store::StoreError;

/// Records a change of the factors of an account, and tells its owner.
pub(super) async fn announce(
    tx: &mut UnitOfWork,
    id: UserId,
    kind: EventKind,
    factor: Option<Factor>,
    what: FactorChange,
) -> Result<(), StoreError> {
    let event = tx.event(kind).on(id);
    let detailed = match (&factor, &what) {
        (Some(factor), _) => event.detail(factor.kind()),
        (None, FactorChange::RecoveryCodeUsed { left }) => event.detail(left),
        (None, _) => event,
    };
    tx.record(detailed);
    tell(tx, id, factor, what).await
}

/// Tells the owner of an account about a factor.
pub(super) async fn tell(
    tx: &mut UnitOfWork,
    id: UserId,
    factor: Option<Factor>,
    what: FactorChange,
) -> Result<(), StoreError> {
    let at = tx.now();
    let mail = |user: &User| Mail::FactorChanged { name: user.greeting(), what, factor, at };
    match what.can_be_reported() {
        true => tx.announce_change(id, mail).await,
        false => tx.notify(id, mail).await,
    }
}

/// The account of somebody who has signed in, and the session. Factors belong to people, so neither an API token nor the command
/// line makes any.
pub(super) fn own_session(caller: &Caller) -> Result<(&User, SessionId), AppError> {
    match &caller.who {
        Principal::User(current) => Ok((&*current.user, current.session()?)),
        Principal::Anonymous | Principal::System => Err(NotAllowed::Forbidden.into()),
    }
}

/// Somebody else may have removed the factor.
pub(super) fn gone() -> AppError {
    AppError::not_found(message::factors_gone())
}
