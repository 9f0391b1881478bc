//! Closing a client for a while. While it is closed nobody signs in with it, and its tokens count nothing. What people have granted to it
//! stays.

use super::changeable;
use super::stored::{self, to_row, view};
use crate::accounts::{Action, Caller, Clients, UnitOfWork};
use crate::applications::Client;
use crate::language::message;
use crate::shared::{AppError, ClientDefinition, ClientView, ErrorCode, EventKind};
use crate::store::clients as rows;

impl Clients {
    /// Closes a client, from the next request on. One that is closed already stays so.
    pub async fn close_client(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        self.set_closed(caller, client_id, true).await
    }

    /// Opens a client again that was closed.
    pub async fn open_client(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        self.set_closed(caller, client_id, false).await
    }

    async fn set_closed(&self, caller: &Caller, client_id: &str, closed: bool) -> Result<ClientView, AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            let current = changeable(&all, &client_id)?;
            adjusted(&mut tx, current, ClientDefinition { closed, ..current.definition.clone() }).await
        };
        self.change(caller, Action::ManageApplications, job).await
    }
}

/// Changes what a press is about, without looking at the rest: that may refer to what is not there any more. A client that is so already
/// stays as it is.
pub(super) async fn adjusted(
    tx: &mut UnitOfWork,
    current: &Client,
    definition: ClientDefinition,
) -> Result<ClientView, AppError> {
    refuse_unreadable(current)?;
    let mut client = Client { definition, ..current.clone() };
    if client != *current {
        client.updated_at = tx.now();
        rows::put(tx, &to_row(&client)).await?;
        for kind in changes(current, &client) {
            tx.record(tx.event(kind).detail(&client.id));
        }
    }
    Ok(view(&client))
}

/// What cannot be read would be replaced by a default.
fn refuse_unreadable(client: &Client) -> Result<(), AppError> {
    match client.flaws.first() {
        Some(flaw) => Err(AppError::new(ErrorCode::ValidationFailed, message::client_unreadable(flaw.clone()))),
        None => Ok(()),
    }
}

/// What has become of a client, for the audit log.
pub(super) fn changes(before: &Client, after: &Client) -> Vec<EventKind> {
    let (was_closed, closed) = (before.definition.closed, after.definition.closed);
    let kind = if closed { EventKind::ClientClose } else { EventKind::ClientOpen };
    let is_updated = ClientDefinition { closed: was_closed, ..after.definition.clone() } != before.definition;
    let updated = is_updated.then_some(EventKind::ClientUpdate);
    (closed != was_closed).then_some(kind).into_iter().chain(updated).collect()
}
