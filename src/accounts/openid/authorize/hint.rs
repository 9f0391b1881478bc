//! `id_token_hint`: an ID token of this server by which a client says which account it expects.

use crate::accounts::Accounts;
use crate::keys::JwtError;
use crate::shared::clients::ClientId;
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use serde::Deserialize;

/// The type in the header of an ID token.
const ID_TOKEN: &str = "JWT";

/// What a hint says. It may have expired long ago (OpenID Connect Core, section 3.1.2.1).
#[derive(Clone, Debug, Deserialize)]
struct Hint {
    iss: String,
    sub: UserId,
    aud: String,
}

impl Accounts {
    /// The account that an ID token of this client is about. None if this server has not signed it, or for another client.
    pub(super) async fn hinted_account(&self, token: &str, client: &ClientId) -> Result<Option<UserId>, AppError> {
        let mut hint = self.keyring().verify_client_token::<Hint>(token, ID_TOKEN);
        if matches!(hint, Err(JwtError::UnknownKey)) {
            // Another server may have made the key a moment ago.
            self.keyring().reload(self.db()).await?;
            hint = self.keyring().verify_client_token(token, ID_TOKEN);
        }
        let is_own = |hint: &Hint| hint.iss == self.settings().issuer && hint.aud == client.as_str();
        Ok(hint.ok().filter(is_own).map(|hint| hint.sub))
    }
}
