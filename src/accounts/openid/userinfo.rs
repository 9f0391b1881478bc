//! What the userinfo endpoint says about the person who has granted a token (OpenID Connect Core, section 5.3).

use super::claims::{Learned, leave_out_groups};
use super::tokens::ClientToken;
use crate::accounts::OpenId;
use crate::applications::{RequestedClaims, ReturnedIn, Scope};
use crate::shared::GroupCarrier;
use serde_json::{Map, Value, json};

impl OpenId {
    /// The claims for a token, in the current state of the account. None if the token was not granted for `openid`.
    pub fn userinfo(&self, token: &ClientToken) -> Option<Map<String, Value>> {
        let scopes = token.scopes();
        let grant = token.grant.as_ref().filter(|_| scopes.contains(Scope::OpenId))?;
        let asked = RequestedClaims::stored(grant.row.claims.as_deref());
        let issuer = &self.settings().issuer;
        let Learned(mut claims) =
            Learned::at(ReturnedIn::Userinfo, &token.user, &token.registered, scopes, &asked, issuer);
        claims.insert("sub".to_owned(), json!(token.user.id));
        leave_out_groups(&mut claims, GroupCarrier::Userinfo, &token.registered.client, issuer);
        Some(claims)
    }
}
