//! ID tokens that clients send back as hints: whose sign-in they expect, and which session they want to end.

use crate::accounts::{Accounts, Denial};
use crate::applications::openid::OauthErrorCode;
use crate::keys::JwtError;
use crate::shared::clients::ClientId;
use crate::shared::ids::{SessionId, UserId};
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

impl Accounts {
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

    /// The account that a client expects, if it does. `token`: its `id_token_hint`. `sub`: the value for this claim in `claims`.
    pub(super) async fn expected_account(
        &self,
        client: &ClientId,
        token: Option<&str>,
        sub: Option<&str>,
    ) -> Result<Option<UserId>, Denial> {
        let hint = match token {
            None => None,
            Some(token) => {
                let hint = self.read_hint(token).await?.filter(|hint| hint.aud == client.as_str());
                let foreign = || OauthErrorCode::InvalidRequest.because("id_token_hint is no ID token of this client");
                Some(hint.ok_or_else(foreign)?.sub)
            }
        };
        match sub.map(str::parse::<UserId>) {
            None => Ok(hint),
            Some(Ok(account)) if hint.is_none_or(|hint| hint == account) => Ok(Some(account)),
            Some(_) => {
                let code = OauthErrorCode::LoginRequired;
                Err(code.because("claims asks for an account that is not the one of the hint").into())
            }
        }
    }
}
