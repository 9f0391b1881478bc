//! Authorization codes: sealed like the tickets of a hand-over, so issuing one writes nothing. Only the use of one is stored.

use super::authorize::AuthorizationRequest;
use crate::accounts::{Accounts, CurrentUser};
use crate::applications::openid::{CodeChallenge, Scopes};
use crate::cache::Cache;
use crate::keys::fingerprint;
use crate::shared::clients::ClientId;
use crate::shared::error::AppError;
use crate::shared::factors::{Methods, Proof};
use crate::shared::ids::{SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

const PURPOSE: &str = "authorization code 1";
/// The lifetime of a code: enough for one redirect.
pub(in crate::accounts) const LIFETIME: Duration = Duration::from_secs(60);

/// What a code stands for. It is bound to its client, redirect URI, challenge and session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuthorizationCode {
    /// Random. Its hash marks the code as used.
    pub id: Uuid,
    pub client: ClientId,
    pub redirect_uri: String,
    /// Whether the request has named it. Otherwise it is the only one of the client.
    pub is_address_named: bool,
    /// None: the client does not use PKCE.
    pub challenge: Option<CodeChallenge>,
    pub session: SessionId,
    pub user: UserId,
    /// Names separated by spaces.
    scopes: String,
    pub resources: Vec<String>,
    pub nonce: Option<String>,
    /// The parameter `claims`, as JSON.
    pub claims: Option<String>,
    /// Of the session, when the code was issued.
    methods: String,
    proved_at: i64,
    /// Milliseconds since 1970.
    issued_at: i64,
}

impl AuthorizationCode {
    pub fn scopes(&self) -> Scopes {
        Scopes::parse(&self.scopes)
    }

    /// How and when the user had proved who they are.
    pub fn proof(&self) -> Proof {
        Proof { methods: Methods::parse(&self.methods), at: Timestamp(self.proved_at) }
    }

    pub fn issued_at(&self) -> Timestamp {
        Timestamp(self.issued_at)
    }

    pub fn expires_at(&self) -> Timestamp {
        self.issued_at().plus(LIFETIME)
    }

    pub fn hash(&self) -> [u8; 32] {
        fingerprint(self.id.as_bytes())
    }
}

/// The mark that ends the codes of an account for a client when their access is taken back. It is kept until the last of them has
/// expired, so its end says which they are (`store/factors/spent.rs`).
pub(super) fn mark_of_taken_back(user: UserId, client: &str) -> [u8; 32] {
    fingerprint(format!("taken back {} {client}", user.0).as_bytes())
}

impl Accounts {
    /// Seals a code for a request about which everything is decided, in the session of `who`. Writes nothing.
    pub(super) fn issue_code(&self, request: &AuthorizationRequest, who: &CurrentUser) -> Result<String, AppError> {
        let values = &request.values;
        let code = AuthorizationCode {
            id: Uuid::from_bytes(self.entropy().bytes()),
            client: request.client().id.clone(),
            redirect_uri: request.recipient.redirect_uri.to_string(),
            is_address_named: request.is_address_named,
            challenge: values.challenge,
            session: who.session()?,
            user: who.user.id,
            scopes: request.granted().to_string(),
            resources: values.resources.iter().map(ToString::to_string).collect(),
            nonce: values.nonce.clone(),
            claims: values.claims.as_ref().and_then(|claims| claims.to_json()),
            methods: who.proof.methods.to_string(),
            proved_at: who.proof.at.0,
            issued_at: self.now().0,
        };
        Ok(self.seal(PURPOSE, &code))
    }

    /// The code in a token request. None if this server has not sealed it. Whether it has expired or was used is not checked.
    pub(in crate::accounts) fn open_code(&self, sealed: &str) -> Option<AuthorizationCode> {
        self.open_sealed(PURPOSE, sealed)
    }
}

/// The maximum number of clients that are noted.
const CAPACITY: usize = 1_000;

/// Which clients use PKCE although they need not: they can be made to need it, which their pages say. In memory, because it is only a
/// hint.
pub(in crate::accounts) struct PkceSenders(Cache<ClientId, ()>);

impl Default for PkceSenders {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl Accounts {
    /// To be called once a code with a challenge was exchanged.
    pub(in crate::accounts::openid) fn note_pkce(&self, client: &ClientId) {
        if !self.sends_pkce(client) {
            self.0.pkce_senders.0.insert(client.clone(), ());
        }
    }

    /// Whether a client that is excused from PKCE has used it since this server has started.
    pub fn sends_pkce(&self, client: &ClientId) -> bool {
        self.0.pkce_senders.0.get(client).is_some()
    }
}
