//! What administrators learn of a client beside its definition: who has access with it, and what it would learn of somebody, before
//! they sign in there.

use super::{find, stored};
use crate::accounts::openid::Learned;
use crate::accounts::policy::Action;
use crate::accounts::{Accounts, Caller, User};
use crate::applications::openid::{Scope, Scopes};
use crate::language::message;
use crate::shared::client_reports::{ClientUserView, MAX_CLIENT_USERS};
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{Conn, StoreError, users};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// At most so many grants are read. Several may be those of one account.
const MAX_GRANTS: i64 = 1_000;

impl Accounts {
    /// The accounts to which a client has access, the one that it has used last first; at most [`MAX_CLIENT_USERS`].
    pub async fn list_client_users(&self, caller: &Caller, client_id: &str) -> Result<Vec<ClientUserView>, AppError> {
        caller.permit(Action::ManageApplications)?;
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
    let scopes = rows.iter().fold(Scopes::default(), |all, row| all.and(Scopes::parse(&row.scopes)));
    ClientUserView {
        id,
        username,
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        is_offline: rows.iter().any(|row| row.is_offline),
        since: Timestamp(rows.iter().map(|row| row.created_at).min().unwrap_or_default()),
        last_used_at: Timestamp(rows.iter().map(|row| row.last_used_at).max().unwrap_or_default()),
    }
}

/// What a client would learn of an account if it asked for everything.
#[derive(Clone, Debug)]
pub struct ClientPreview {
    pub user: User,
    /// Whether the application of the client admits the account. Otherwise the client learns nothing.
    pub may_enter: bool,
    /// What it gets of all scopes.
    pub scopes: Scopes,
    /// The claims of the ID token, without those that are different each time.
    pub id_token: Map<String, Value>,
    /// The answer of the userinfo endpoint.
    pub userinfo: Map<String, Value>,
}

impl Accounts {
    /// `login`: a username, an email address or an id.
    pub async fn preview_client(
        &self,
        caller: &Caller,
        client_id: &str,
        login: &str,
    ) -> Result<ClientPreview, AppError> {
        caller.permit(Action::ManageApplications)?;
        let row = self.find_row(login.trim()).await?;
        let user = User::from(row.ok_or_else(|| AppError::not_found(message::client_preview_unknown()))?);
        caller.permit(Action::ReadUser(user.id))?;
        let all = self.db().read(async |mut conn| stored::all(&mut conn).await).await?;
        let client = find(&all, client_id)?;
        let applications = self.applications().await?;
        let application = applications.named(&client.application).ok_or_else(super::no_such_client)?;
        let asked: Scopes =
            [Scope::OpenId, Scope::Profile, Scope::Email, Scope::Groups, Scope::OfflineAccess].into_iter().collect();
        let scopes = client.granted_scopes(application, asked);
        let issuer = &self.settings().issuer;
        let Learned(learned) = Learned::of(&user, client, application, scopes, issuer);
        let sub = || [("sub".to_owned(), json!(user.id))];
        let mut id_token: Map<_, _> = sub().into_iter().collect();
        id_token.extend([("iss".to_owned(), json!(issuer)), ("aud".to_owned(), json!(client.id))]);
        if client.definition.id_token_claims {
            id_token.extend(learned.clone());
        }
        let userinfo = sub().into_iter().chain(learned).collect();
        let may_enter = client.is_usable() && application.admits(&user.groups);
        Ok(ClientPreview { user, may_enter, scopes, id_token, userinfo })
    }
}
