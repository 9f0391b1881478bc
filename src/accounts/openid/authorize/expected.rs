//! Which account a client expects: `id_token_hint` is an ID token of this server, and `claims` may name the account.

use crate::accounts::{Denial, OpenId};
use crate::applications::OauthErrorCode;
use crate::shared::{ClientId, Fault, UserId};

impl OpenId {
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
                let foreign = || {
                    let error = OauthErrorCode::InvalidRequest.because("id_token_hint is no ID token of this client");
                    error.about(Fault::IdTokenHint)
                };
                Some(hint.ok_or_else(foreign)?.sub)
            }
        };
        match sub.map(str::parse::<UserId>) {
            None => Ok(hint),
            Some(Ok(account)) if hint.is_none_or(|hint| hint == account) => Ok(Some(account)),
            Some(_) => {
                let code = OauthErrorCode::LoginRequired;
                let error = code.because("claims asks for an account that is not the one of the hint");
                Err(error.about(Fault::Other).into())
            }
        }
    }
}
