//! Which account a client expects: `id_token_hint` is an ID token of this server, and `claims` may name the account.

use crate::accounts::Accounts;
use crate::applications::openid::{OauthError, OauthErrorCode};
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
    /// The account that a client expects, if it does. `token`: its `id_token_hint`. `sub`: the value for this claim in `claims`.
    ///
    /// # Errors
    /// The inner error is the answer for the client.
    pub(super) async fn expected_account(
        &self,
        client: &ClientId,
        token: Option<&str>,
        sub: Option<&str>,
    ) -> Result<Result<Option<UserId>, OauthError>, AppError> {
        let hint = match token {
            None => None,
            Some(token) => match self.hinted_account(token, client).await? {
                Some(account) => Some(account),
                None => {
                    let code = OauthErrorCode::InvalidRequest;
                    return Ok(Err(code.because("id_token_hint is no ID token of this client")));
                }
            },
        };
        Ok(match sub.map(str::parse::<UserId>) {
            None => Ok(hint),
            Some(Ok(account)) if hint.is_none_or(|hint| hint == account) => Ok(Some(account)),
            Some(_) => {
                let code = OauthErrorCode::LoginRequired;
                Err(code.because("claims asks for an account that is not the one of the hint"))
            }
        })
    }

    /// The account that an ID token of this client is about. None if this server has not signed it, or for another client.
    async fn hinted_account(&self, token: &str, client: &ClientId) -> Result<Option<UserId>, AppError> {
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
