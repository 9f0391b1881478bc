//! What a client would learn of somebody, before they sign in there.

use super::{find, stored};
use crate::accounts::{Action, Caller, Clients, Learned, User};
use crate::applications::{Scope, Scopes};
use crate::language::message;
use crate::shared::AppError;
use serde_json::{Map, Value, json};

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

impl Clients {
    /// `login`: a username, an email address or an id.
    pub async fn preview_client(
        &self,
        caller: &Caller,
        client_id: &str,
        login: &str,
    ) -> Result<ClientPreview, AppError> {
        caller.permit(Action::ManageApplications)?;
        let row = self.users().find_row(login.trim()).await?;
        let user = User::from(row.ok_or_else(|| AppError::not_found(message::client_preview_unknown()))?);
        caller.permit(Action::ReadUser(user.id))?;
        let all = self.db().read(async |mut conn| stored::all(&mut conn).await).await?;
        let client = find(&all, client_id)?;
        let applications = self.applications().all().await?;
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
