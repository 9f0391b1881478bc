//! An administrator lets the owner of an account start over: nothing signs in to it any more but a link that is sent to its address.

use super::list::ended_by;
use super::{Repair, Repairing};
use crate::accounts::passwords::permit_link;
use crate::accounts::{Action, Caller, UnitOfWork, User, WaysIn, error};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, EventKind, UserId, WayKind};
use crate::store::users;

impl WaysIn {
    /// Takes away everything that signs in to an account, factors and identities included, and sends its owner a link for a new
    /// password. Groups and role stay.
    ///
    /// # Errors
    /// As for a password link.
    pub async fn start_over(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        let action = Action::StartOver(id);
        let refused = |error: AppError| match error.code {
            ErrorCode::Forbidden if caller.user_id() == Some(id) => AppError::forbidden(message::start_over_own()),
            _ => error,
        };
        self.permit_recent(caller, action).map_err(refused)?;
        let job = async move |mut tx: UnitOfWork| {
            let row = users::find(&mut tx, id).await?.ok_or_else(error::no_such_account)?;
            permit_link(&row)?;
            tx.record(tx.event(EventKind::UserStartOver).on(id));
            tx.begin_recovery(&User::from(row), Repairing::of(Repair::StartedOver)).await?;
            Ok(())
        };
        self.change(caller, action, job).await
    }

    /// What that takes away.
    pub(in crate::accounts) fn ended_by_starting_over(&self) -> Vec<WayKind> {
        ended_by(Repair::StartedOver)
    }
}
