//! What the token endpoint gives to clients (RFC 6749, OpenID Connect Core).
//!
//! | module | responsibility |
//! |---|---|
//! | [`code`], [`refresh`], [`credentials`] | one kind of grant each |
//! | [`basis`] | what they have in common |
//! | [`access_token`], [`id_token`] | what the tokens say, and whether an access token is valid |
//! | [`trial`] | what a client would get, without giving it |

mod access_token;
mod basis;
mod code;
mod credentials;
mod id_token;
mod refresh;
mod trial;

pub use access_token::ClientToken;
pub(super) use access_token::mark_of;
pub use basis::Tokens;
pub(super) use basis::narrowed;
pub(super) use code::NewlyGranted;
pub(super) use refresh::{parse as parse_refresh_token, stored as stored_refresh_token};
pub(in crate::accounts) use trial::Trial;

use crate::accounts::{AuthenticatedClient, Caller, Denial, OpenId, User};
use crate::applications::{Client, OauthErrorCode, Scope};
use crate::keys::RsaError;
use crate::shared::lifetimes::MAX_ACCESS_TTL;
use crate::shared::{AppError, Fault, GrantKind};
use crate::store::StoreError;
use basis::Basis;
use std::time::Duration;

/// What a client asks the token endpoint for. The texts are secrets, so there is no `Debug`.
pub enum TokenRequest {
    Code {
        code: String,
        /// May be left out if the authorization request has left it out.
        redirect_uri: Option<String>,
        verifier: Option<String>,
        resources: Vec<String>,
    },
    Refresh {
        token: String,
        /// None: as granted.
        scope: Option<String>,
        resources: Vec<String>,
    },
    Credentials {
        scope: Option<String>,
        resources: Vec<String>,
    },
    /// Of a device that somebody may have allowed meanwhile.
    Device {
        code: String,
        resources: Vec<String>,
    },
}

impl OpenId {
    /// Gives a client tokens for a code, a refresh token, a device or its own credentials.
    pub async fn exchange(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        request: TokenRequest,
    ) -> Result<Tokens, Denial> {
        let outcome = self.exchange_any(caller, client, request).await;
        self.parts().outcomes.client_tokens.count(&outcome);
        outcome
    }

    async fn exchange_any(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        request: TokenRequest,
    ) -> Result<Tokens, Denial> {
        let kind = match &request {
            TokenRequest::Code { .. } => GrantKind::AuthorizationCode,
            TokenRequest::Refresh { .. } => GrantKind::RefreshToken,
            TokenRequest::Credentials { .. } => GrantKind::ClientCredentials,
            TokenRequest::Device { .. } => GrantKind::DeviceCode,
        };
        client.registered.client.refuse_closed()?;
        if !client.registered.client.has_grant(kind) {
            let code = OauthErrorCode::UnauthorizedClient;
            let error = code.because(format!("this client may not use the grant type {kind}"));
            return Err(error.about_word(Fault::Grant, kind.as_str()).into());
        }
        self.load_client_key().await?;
        match request {
            TokenRequest::Code { code, redirect_uri, verifier, resources } => {
                let presented = code::Presented { redirect_uri, verifier, resources };
                self.exchange_code(caller, client, &code, presented).await
            }
            TokenRequest::Refresh { token, scope, resources } => {
                self.exchange_client_refresh_token(caller, client, &token, scope.as_deref(), &resources).await
            }
            TokenRequest::Credentials { scope, resources } => {
                self.exchange_credentials(caller, client, scope.as_deref(), &resources).await
            }
            TokenRequest::Device { code, resources } => {
                self.exchange_device_code(caller, client, &code, &resources).await
            }
        }
    }

    /// Another replica may have just made the first key. Looked for before a code is used up.
    async fn load_client_key(&self) -> Result<(), AppError> {
        if !self.keyring().has_client_key() {
            self.keyring().reload(self.db()).await?;
        }
        match self.keyring().has_client_key() {
            true => Ok(()),
            false => Err(AppError::internal(RsaError::NoKey)),
        }
    }

    /// Whether an account may enter the applications at the addresses of these resources.
    pub(super) async fn may_reach(&self, user: &User, resources: &[String]) -> Result<bool, StoreError> {
        Ok(resources.is_empty() || self.applications().all().await?.admit_to(resources, &user.groups))
    }

    /// How long access tokens of a client are valid. A signing key may be retired after the maximum (`keys/schedule.rs`), so it
    /// holds also for a row that was written by hand.
    fn client_access_ttl(&self, client: &Client) -> Duration {
        let own = client.definition.access_ttl.map(Duration::from_secs);
        own.unwrap_or(self.settings().access_ttl).min(MAX_ACCESS_TTL)
    }

    /// Signs the tokens.
    async fn sign_tokens(&self, basis: &Basis, refresh_token: Option<String>) -> Result<Tokens, AppError> {
        let (access_token, claims) = self.sign_access_token(basis).await?;
        let id_token = match basis.origin.filter(|_| basis.scopes.contains(Scope::OpenId)) {
            Some(origin) => Some(self.sign_id_token(basis, &origin, &access_token).await?),
            None => None,
        };
        let expires_in = u64::try_from(claims.exp - self.now().seconds()).unwrap_or(0);
        Ok(Tokens { access_token, expires_in, scope: basis.scopes.to_string(), id_token, refresh_token })
    }
}
