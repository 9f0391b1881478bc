//! What a client would learn of somebody, before they sign in there.

use crate::accounts::applications::Learner;
use crate::accounts::openid::{ToldFields, leave_out_groups};
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::{Action, Caller, Clients, Learned, User};
use crate::applications::{Registered, Scopes};
use crate::language::{Message, message};
use crate::shared::{AppError, ClientId, GroupCarrier, Status};
use crate::store::StoreError;
use serde_json::{Map, Value, json};

/// The tokens of a client that groups may have no room in. They have the same limit.
const TOKENS: [GroupCarrier; 2] = [GroupCarrier::IdToken, GroupCarrier::ClientAccessToken];

/// What a client would learn of an account if it asked for everything.
#[derive(Clone, Debug)]
pub struct ClientPreview {
    pub user: User,
    /// Whether the client is open, the account active, and its application admits it. Otherwise the client learns nothing.
    pub may_enter: bool,
    /// What it gets of all scopes.
    pub scopes: Scopes,
    /// The claims of the ID token, without those that are different each time.
    pub id_token: Map<String, Value>,
    /// The answer of the userinfo endpoint.
    pub userinfo: Map<String, Value>,
    /// What an access token tells the APIs of the client. Empty if it has none.
    pub access_token: Map<String, Value>,
    /// What may surprise, in sentences.
    pub notes: Vec<Message>,
}

impl Clients {
    /// `login`: a username, an email address or an id. Values of fields that the caller does not see are left out, and a note says so.
    pub async fn preview_client(
        &self,
        caller: &Caller,
        client_id: &str,
        login: &str,
    ) -> Result<ClientPreview, AppError> {
        caller.permit(Action::ManageApplications)?;
        // Before the account is looked for: whoever may not read it does not learn whether it exists.
        caller.permit(Action::ListUsers)?;
        let user = self.users().find_typed(login).await?;
        let Registered { client, application } = &self.registered(client_id).await?;
        let known = self.openid().field_scopes(client).await?;
        let scopes = client.possible_scopes(application, &known);
        let issuer = &self.settings().issuer;
        let (defined, access) = (self.own_fields().all().await?, OwnFieldAccess::of(caller, Some(user.id)));
        let is_seen = |name: &str| defined.find(name).is_some_and(|field| access.sees(field));
        let fields = async |carrier: GroupCarrier| {
            let mut told = self.openid().fields_for(&known, user.id, &scopes, carrier).await?;
            told.values.retain(|name, _| is_seen(name));
            Ok::<_, StoreError>(told)
        };
        let learned = |fields: &ToldFields| Learned::of(&user, fields, client, application, &scopes, issuer).0;
        let sub = || [("sub".to_owned(), json!(user.id))];
        let mut id_token: Map<_, _> = sub().into_iter().collect();
        id_token.extend([("iss".to_owned(), json!(issuer)), ("aud".to_owned(), json!(client.id))]);
        if client.definition.id_token_claims {
            id_token.extend(learned(&fields(TOKENS[0]).await?));
        }
        let mut access_token = match client.resources.is_empty() {
            true => Map::new(),
            false => Learned::by_apis(&user, &fields(TOKENS[1]).await?, client, application, &scopes, issuer).0,
        };
        let are_left_out = [
            leave_out_groups(&mut id_token, TOKENS[0], client, issuer),
            leave_out_groups(&mut access_token, TOKENS[1], client, issuer),
        ];
        let told = self.openid().fields_for(&known, user.id, &scopes, GroupCarrier::Userinfo).await?;
        let is_hidden = told.values.keys().any(|name| !is_seen(name));
        let left_out = are_left_out.contains(&true).then(groups_left_out);
        let notes = left_out.into_iter().chain(is_hidden.then(message::client_fields_unseen)).collect();
        let userinfo = sub().into_iter().chain(learned(&fields(GroupCarrier::Userinfo).await?)).collect();
        let is_open = client.is_usable() && !client.definition.closed;
        let may_enter = is_open && user.status == Status::Active && application.admits(&user.groups);
        Ok(ClientPreview { user, may_enter, scopes, id_token, userinfo, access_token, notes })
    }

    /// What the page of a client says of those whose last token had no room for their groups. None: everybody's had, as far as this server
    /// has signed it.
    pub async fn left_out_of_tokens(&self, caller: &Caller, client: &ClientId) -> Result<Option<Message>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let names = self.applications().left_out(&Learner::Client(client.clone()), &TOKENS).await?;
        Ok((!names.is_empty()).then(|| message::client_left_out(limit(), names.join(", "))))
    }
}

/// Tokens have no room for the groups of somebody.
fn groups_left_out() -> Message {
    message::client_groups_left_out(limit())
}

fn limit() -> u64 {
    TOKENS[0].limit().unwrap_or_default() as u64
}
