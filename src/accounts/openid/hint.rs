//! ID tokens that clients send back as hints: whose sign-in they expect, and which session they want to end.

use crate::accounts::OpenId;
use crate::keys::JwtError;
use crate::shared::{SessionId, UserId};
use crate::store::StoreError;
use serde::Deserialize;

/// What a hint says. It may have expired long ago (OpenID Connect Core, section 3.1.2.1).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Hint {
    iss: String,
    pub sub: UserId,
    /// The client.
    pub aud: String,
    pub sid: SessionId,
}

impl OpenId {
    /// What an ID token says that this server has signed for whichever client. None if it has not.
    pub(super) async fn read_hint(&self, token: &str) -> Result<Option<Hint>, StoreError> {
        let mut hint = self.keyring().verify_hint::<Hint>(token);
        if matches!(hint, Err(JwtError::UnknownKey)) {
            // Another server may have made the key a moment ago.
            self.keyring().reload(self.db()).await?;
            hint = self.keyring().verify_hint(token);
        }
        Ok(hint.ok().filter(|hint| hint.iss == self.settings().issuer))
    }
}
