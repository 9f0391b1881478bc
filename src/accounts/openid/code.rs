//! Authorization codes: sealed like the tickets of a hand-over, so issuing one writes nothing. Only the use of one is stored.

use crate::accounts::OpenId;
use crate::applications::{CodeChallenge, Scopes};
use crate::keys::fingerprint;
use crate::shared::{ClientId, Methods, Proof, SessionId, Timestamp, UserId};
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

/// What a new code says beside its random id and its time.
#[derive(Clone, Debug)]
pub struct NewCode {
    pub client: ClientId,
    pub redirect_uri: String,
    /// Whether the request has named it. Otherwise it is the only one of the client.
    pub is_address_named: bool,
    pub challenge: Option<CodeChallenge>,
    pub session: SessionId,
    pub user: UserId,
    pub scopes: Scopes,
    pub resources: Vec<String>,
    pub nonce: Option<String>,
    pub claims: Option<String>,
    pub proof: Proof,
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

impl OpenId {
    /// Seals a new code. Writes nothing.
    pub(super) fn issue_code(&self, new: NewCode) -> String {
        let NewCode {
            client,
            redirect_uri,
            is_address_named,
            challenge,
            session,
            user,
            scopes,
            resources,
            nonce,
            claims,
            proof,
        } = new;
        let code = AuthorizationCode {
            id: Uuid::from_bytes(self.entropy().bytes()),
            client,
            redirect_uri,
            is_address_named,
            challenge,
            session,
            user,
            scopes: scopes.to_string(),
            resources,
            nonce,
            claims,
            methods: proof.methods.to_string(),
            proved_at: proof.at.0,
            issued_at: self.now().0,
        };
        self.seal(PURPOSE, &code)
    }

    /// The code in a token request. None if this server has not sealed it. Whether it has expired or was used is not checked.
    pub(super) fn open_code(&self, sealed: &str) -> Option<AuthorizationCode> {
        self.open_sealed(PURPOSE, sealed)
    }
}
