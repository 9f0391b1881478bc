//! What the userinfo endpoint says about the person who has granted a token (OpenID Connect Core, section 5.3).

use super::claims::{Learned, leave_out_groups};
use super::tokens::ClientToken;
use crate::accounts::{OpenId, User};
use crate::applications::{Registered, RequestedClaims, ReturnedIn, Scope, Scopes};
use crate::shared::GroupCarrier;
use crate::store::StoreError;
use serde_json::{Map, Value, json};

impl OpenId {
    /// The claims for a token, in the current state of the account. None if the token was not granted for `openid`.
    pub async fn userinfo(&self, token: &ClientToken) -> Result<Option<Map<String, Value>>, StoreError> {
        let scopes = token.scopes();
        let Some(grant) = token.grant.as_ref().filter(|_| scopes.contains(Scope::OpenId)) else { return Ok(None) };
        let asked = RequestedClaims::stored(grant.row.claims.as_deref());
        self.userinfo_about(&token.user, &token.registered, &scopes, &asked).await.map(Some)
    }

    /// What the endpoint says about an account to a client that has these scopes.
    pub(super) async fn userinfo_about(
        &self,
        user: &User,
        registered: &Registered,
        scopes: &Scopes,
        asked: &RequestedClaims,
    ) -> Result<Map<String, Value>, StoreError> {
        let Learned(mut claims) = self.learned_at(ReturnedIn::Userinfo, user, registered, scopes, asked).await?;
        claims.insert("sub".to_owned(), json!(user.id));
        leave_out_groups(&mut claims, GroupCarrier::Userinfo, &registered.client, &self.settings().issuer);
        Ok(claims)
    }
}
