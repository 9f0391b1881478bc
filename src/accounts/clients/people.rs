//! Who has access with a client.

use super::find;
use super::stored;
use crate::accounts::{Action, Caller, Clients};
use crate::applications::Scopes;
use crate::shared::client_reports::MAX_CLIENT_USERS;
use crate::shared::{AppError, ClientUserView, Timestamp, UserId};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{Conn, StoreError, users};
use std::collections::HashMap;
use uuid::Uuid;

/// At most so many grants are read. Several may be those of one account.
const MAX_GRANTS: i64 = 1_000;

impl Clients {
    /// The accounts to which a client has access, the one that it has used last first; at most [`MAX_CLIENT_USERS`].
    pub async fn list_client_users(&self, caller: &Caller, client_id: &str) -> Result<Vec<ClientUserView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        caller.permit(Action::ListUsers)?;
        let (client_id, now) = (client_id.to_owned(), self.now());
        let users = self.db().read(async move |mut conn| {
            let all = stored::all(&mut conn).await?;
            if find(&all, &client_id).is_err() {
                return Ok(None);
            }
            let rows = grants::of_client(&mut conn, &client_id, now, MAX_GRANTS).await?;
            Ok(Some(named(&mut conn, rows).await?))
        });
        users.await?.ok_or_else(super::no_such_client)
    }
}

/// The grants by account, with its username.
async fn named(conn: &mut Conn, rows: Vec<GrantRow>) -> Result<Vec<ClientUserView>, StoreError> {
    let mut order: Vec<Uuid> = Vec::new();
    let mut by_user: HashMap<Uuid, Vec<GrantRow>> = HashMap::new();
    for row in rows {
        let user = row.user_id;
        if !by_user.contains_key(&user) {
            order.push(user);
        }
        by_user.entry(user).or_default().push(row);
    }
    let mut found = Vec::new();
    for user in order.into_iter().take(MAX_CLIENT_USERS) {
        let rows = by_user.remove(&user).unwrap_or_default();
        // Not found: deleted meanwhile.
        if let Some(row) = users::find(conn, UserId(user)).await? {
            found.push(view(UserId(user), row.username, &rows));
        }
    }
    Ok(found)
}

fn view(id: UserId, username: String, rows: &[GrantRow]) -> ClientUserView {
    let scopes: Scopes = rows.iter().map(|row| Scopes::parse(&row.scopes)).collect();
    ClientUserView {
        id,
        username,
        scopes: scopes.names().map(str::to_owned).collect(),
        is_offline: rows.iter().any(|row| row.is_offline),
        since: Timestamp(rows.iter().map(|row| row.created_at).min().unwrap_or_default()),
        last_used_at: Timestamp(rows.iter().map(|row| row.last_used_at).max().unwrap_or_default()),
    }
}
