//! What a client would get of somebody, without giving it to anybody: nothing is stored, and the tokens name a grant that does not
//! exist, so they are valid nowhere here.

use super::basis::{Basis, Origin};
use crate::accounts::{CurrentUser, OpenId, User};
use crate::applications::{Registered, RequestedClaims, Scopes};
use crate::shared::{AppError, ClientGrantId};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a client would get that asks for everything.
pub(in crate::accounts) struct Trial {
    pub id_token: String,
    pub access_token: String,
    pub userinfo: Map<String, Value>,
    pub scopes: Scopes,
}

impl OpenId {
    /// What a client would get of `user`. `who`: the administrator in whose session it is tried.
    pub(in crate::accounts) async fn trial_of(
        &self,
        registered: &Registered,
        user: &Arc<User>,
        who: &CurrentUser,
    ) -> Result<Trial, AppError> {
        self.load_client_key().await?;
        let fields = self.field_scopes(&registered.client).await?;
        let scopes = registered.client.possible_scopes(&registered.application, &fields);
        let grant = ClientGrantId(self.new_id());
        let basis = Basis {
            registered: registered.clone(),
            user: Arc::clone(user),
            origin: Some(Origin { grant, session: who.session()?, proof: who.proof }),
            scopes: scopes.clone(),
            resources: Vec::new(),
            nonce: None,
            claims: None,
            until: self.now().plus(self.client_access_ttl(&registered.client)),
        };
        let tokens = self.sign_tokens(&basis, None).await?;
        Ok(Trial {
            id_token: tokens.id_token.unwrap_or_default(),
            access_token: tokens.access_token,
            userinfo: self.userinfo_about(user, registered, &scopes, &RequestedClaims::stored(None)).await?,
            scopes,
        })
    }
}
