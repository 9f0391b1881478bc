//! What one press changes of a client: closing it for a while, and the claims in its ID token. While it is closed nobody signs in with
//! it, and its tokens count nothing. What people have granted to it stays.

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
        self.adjust(caller, client_id, |definition| definition.closed = true).await
    }

    /// Opens a client again that was closed.
    pub async fn open_client(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        self.adjust(caller, client_id, |definition| definition.closed = false).await
    }

    /// Puts the claims into the ID token too, for a program that reads nothing else.
    pub async fn put_claims_in_id_token(&self, caller: &Caller, client_id: &str) -> Result<ClientView, AppError> {
        self.adjust(caller, client_id, |definition| definition.id_token_claims = true).await
    }

    /// Changes the definition with `change`. One that is so already stays as it is.
    async fn adjust(
        &self,
        caller: &Caller,
        client_id: &str,
        change: fn(&mut ClientDefinition),
    ) -> Result<ClientView, AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            let mut client = changeable(&all, &client_id)?.clone();
            // Otherwise what cannot be read would be replaced by a default.
            if let Some(flaw) = client.flaws.first() {
                return Err(AppError::new(ErrorCode::ValidationFailed, message::client_unreadable(flaw.clone())));
            }
            let before = client.clone();
            change(&mut client.definition);
            if client != before {
                client.updated_at = tx.now();
                rows::put(&mut tx, &to_row(&client)).await?;
                for kind in changes(&before, &client) {
                    tx.record(tx.event(kind).detail(&client.id));
                }
            }
            Ok(view(&client))
        };
        self.change(caller, Action::ManageApplications, job).await
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
