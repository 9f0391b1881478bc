//! What APIs learn of the user of an access token (RFC 9068, section 2.2.3.1): the groups and the claims of the client, where the scope
//! `groups` was granted. They are in the token as far as there is room, and in the answer about it; whoever has a token without room gets
//! them with it.

use super::access_claims::Audience;
use super::claims::{Learned, groups_claim, leave_out_groups, with_asked};
use super::tokens::ClientToken;
use crate::accounts::applications::Learner;
use crate::accounts::sessions::BACKDATED;
use crate::accounts::{OpenId, User};
use crate::applications::{Client, Registered, RequestedClaims, Scope, Scopes};
use crate::shared::applications::Claim;
use crate::shared::{AppError, GroupCarrier, UserId};
use crate::store::StoreError;
use serde_json::{Map, Value, json};

/// The `typ` of groups that are signed for themselves. No ID token, to which their claims are similar.
const SIGNED_GROUPS: &str = "groups+jwt";

impl OpenId {
    /// What the APIs that a token is for learn of its user. Nothing if the application at one of their addresses may not learn groups.
    pub(super) async fn learned_by_apis(
        &self,
        user: &User,
        Registered { client, application }: &Registered,
        scopes: &Scopes,
        audience: &Audience,
        carrier: GroupCarrier,
    ) -> Result<Learned, StoreError> {
        // Most tokens have not been granted them, which saves the look-up.
        if !scopes.contains(Scope::Groups)
            || !self.applications().all().await?.may_learn(self.resources_in(audience), Claim::Groups)
        {
            return Ok(Learned::default());
        }
        let fields = self.fields_for(&self.field_scopes(client).await?, user.id, scopes, carrier).await?;
        Ok(Learned::by_apis(user, &fields, client, application, scopes, &self.settings().issuer))
    }

    /// Leaves the groups out of the claims of a token if they have no room there, and notes whether it has, for the page of the client.
    pub(super) fn fit_groups(
        &self,
        claims: &mut Map<String, Value>,
        carrier: GroupCarrier,
        client: &Client,
        user: UserId,
    ) {
        if claims.contains_key(groups_claim(client)) {
            let are_left_out = leave_out_groups(claims, carrier, client, &self.settings().issuer);
            self.applications().note_groups(Learner::Client(client.id.clone()), carrier, user, are_left_out);
        }
    }

    /// The groups of the user of a token, signed as the claim that the token has left out (OpenID Connect Core, section 5.6.2). Whoever
    /// has the token could read them there. None if it was not granted for groups.
    pub async fn signed_groups(&self, token: &ClientToken) -> Result<Option<String>, AppError> {
        let client = &token.registered.client;
        let name = groups_claim(client);
        let asked = RequestedClaims::stored(token.grant.as_ref().and_then(|grant| grant.row.claims.as_deref()));
        let scopes = with_asked(&token.registered, &self.field_scopes(client).await?, &token.scopes(), &asked);
        let audience = &token.claims.aud;
        let carrier = GroupCarrier::ClientAccessToken;
        let Learned(mut learned) =
            self.learned_by_apis(&token.user, &token.registered, &scopes, audience, carrier).await?;
        let Some(groups) = learned.remove(name) else { return Ok(None) };
        let now = self.now().whole_second();
        let claims = json!({
            "iss": self.settings().issuer, "sub": token.user.id, "aud": client.id, "iat": now.seconds() - BACKDATED, name: groups,
        });
        self.keyring().sign_client_token(SIGNED_GROUPS, &claims, now).map(Some).map_err(AppError::internal)
    }
}
