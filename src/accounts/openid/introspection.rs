//! Token introspection (RFC 7662): an API asks whether a token that it has got is valid, and what it says.

use super::claims::{Learned, leave_out_groups};
use super::denial::Denial;
use super::tokens::{ClientToken, parse_refresh_token, stored_refresh_token};
use crate::accounts::{AuthenticatedClient, OpenId};
use crate::applications::{Applications, OauthErrorCode, Registered, Resource, Scope};
use crate::shared::applications::Claim;
use crate::shared::{AppError, ClientGrantId, ClientId, GroupCarrier, SessionId, Timestamp, UserId};
use crate::store::{Lease, StoreError};
use serde::Serialize;
use serde_json::{Map, Value};

/// The answer about a token. One that is not valid, and one that is not for the client that asks, look the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Introspection {
    Access {
        active: bool,
        token_type: &'static str,
        /// Also what the API that asks learns of the user.
        #[serde(flatten)]
        claims: Map<String, Value>,
    },
    Refresh {
        active: bool,
        client_id: ClientId,
        sub: UserId,
        scope: String,
        sid: SessionId,
        iat: i64,
        exp: i64,
    },
    Inactive {
        active: bool,
    },
}

impl Introspection {
    const INACTIVE: Self = Self::Inactive { active: false };
}

impl OpenId {
    /// Whether a token is valid, and what it says, for the client that has got it or whose API it is for.
    ///
    /// # Errors
    /// A public client is refused: anybody could ask in its name.
    pub async fn introspect(&self, client: &AuthenticatedClient, token: &str) -> Result<Introspection, Denial> {
        if client.secret.is_none() {
            return Err(OauthErrorCode::InvalidClient.because("a public client cannot ask about tokens").into());
        }
        // It learns nothing, also of the tokens that others have got for its API.
        if client.registered.client.definition.closed {
            return Ok(Introspection::INACTIVE);
        }
        if parse_refresh_token(token).is_some() {
            return Ok(self.introspect_refresh_token(client, token).await?);
        }
        let Some(found) = self.client_token(token).await? else { return Ok(Introspection::INACTIVE) };
        let applications = self.applications().all().await?;
        let is_own = found.claims.client_id == client.registered.client.id;
        if !is_own && !has_api_among(&client.registered, &self.resources_in(&found.claims.aud), &applications) {
            return Ok(Introspection::INACTIVE);
        }
        let claims = self.introspected(&client.registered, &found).await?;
        Ok(Introspection::Access { active: true, token_type: "Bearer", claims })
    }

    /// What a token says, and what whoever asks may learn of its user: in the present state of the account, and all groups.
    async fn introspected(&self, asking: &Registered, token: &ClientToken) -> Result<Map<String, Value>, StoreError> {
        let ClientToken { claims, registered, user, .. } = token;
        let fields = self.field_scopes(&registered.client).await?;
        let scopes = registered.client.granted_scopes(&registered.application, &fields, &token.scopes());
        let may_learn = |claim| asking.application.claims.contains(&claim);
        let Learned(mut learned) = match may_learn(Claim::Groups) {
            true => self.learned_by_apis(user, registered, &scopes, &claims.aud, GroupCarrier::Introspection).await?,
            false => Learned::default(),
        };
        if scopes.contains(Scope::Profile) && may_learn(Claim::Name) {
            learned.insert("username".to_owned(), Value::from(user.username.as_str()));
        }
        let mut all = claims.with(learned);
        leave_out_groups(&mut all, GroupCarrier::Introspection, &registered.client, &self.settings().issuer);
        Ok(all)
    }

    /// A refresh token is for the client alone that has got it.
    async fn introspect_refresh_token(
        &self,
        client: &AuthenticatedClient,
        token: &str,
    ) -> Result<Introspection, AppError> {
        let Some(presented) = parse_refresh_token(token) else { return Ok(Introspection::INACTIVE) };
        let (id, now) = (client.registered.client.id.clone(), self.now());
        let (own, keyring) = (id.clone(), self.keyring().clone());
        let find =
            async move |mut conn: Lease| stored_refresh_token(&mut conn, &keyring, presented, own.as_str()).await;
        let Some((row, Some(token))) = self.db().read(find).await? else { return Ok(Introspection::INACTIVE) };
        let grant = self.stored_grant(ClientGrantId(row.id)).await?;
        let is_proven = self.is_proven(&client.registered, row.resources.lines(), &row).await?;
        let owes = match &grant {
            Some(grant) => self.owes_for(&grant.user, &client.registered, row.resources.lines()).await?,
            None => false,
        };
        let is_usable = grant.is_some_and(|grant| grant.is_valid(now) && self.may_use(&client.registered, &grant.user))
            && is_proven
            && !owes
            && token.used_at.is_none()
            && now < Timestamp(token.expires_at);
        if !is_usable {
            return Ok(Introspection::INACTIVE);
        }
        Ok(Introspection::Refresh {
            active: true,
            client_id: id,
            sub: UserId(row.user_id),
            scope: row.scopes,
            sid: SessionId(row.session_id),
            iat: Timestamp(token.issued_at).seconds(),
            exp: Timestamp(token.expires_at).seconds(),
        })
    }
}

/// Whether one of the APIs that a token is for is that of the application of whoever asks: one at an address of the application, or one
/// at no application's address for which a client of it may request tokens.
fn has_api_among(asking: &Registered, audiences: &[&str], applications: &Applications) -> bool {
    let own = &asking.application.name;
    let is_own_api = |audience: &&str| {
        let Ok(resource) = Resource::parse(audience) else { return false };
        let at = resource.address().and_then(|address| applications.at(&address));
        let mut clients = applications.clients().filter(|registered| registered.application.name == *own);
        match at {
            Some(application) => application.name == *own,
            None => clients.any(|registered| registered.client.resource(&resource).is_some()),
        }
    };
    audiences.iter().any(is_own_api)
}
