//! Token revocation (RFC 7009): a client gives back what it has got. A refresh token and an access token that a person has granted
//! both revoke the grant, and with it all of its tokens.

use super::tokens::{ClientToken, mark_of, parse_refresh_token};
use crate::accounts::audit::Actor;
use crate::accounts::clients::AuthenticatedClient;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller, Denial};
use crate::applications::openid::OauthErrorCode;
use crate::shared::audit::EventKind;
use crate::shared::error::AppError;
use crate::shared::ids::{ClientGrantId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::clients::grants;
use crate::store::factors::spent;

impl Accounts {
    /// Revokes a token of the client. One that is not valid, or not any more, is no error: it is revoked already.
    ///
    /// # Errors
    /// The token of another client is refused, and stays valid.
    pub async fn revoke_client_token(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        token: &str,
    ) -> Result<(), Denial> {
        let id = &client.registered.client.id;
        if let Some(presented) = parse_refresh_token(token) {
            // A used one as well: who has it may have its successor.
            if let Some((grant, _)) = self.find_refresh_token(presented, id).await? {
                self.revoke_grant(caller, client, ClientGrantId(grant.id), UserId(grant.user_id)).await?;
            }
            return Ok(());
        }
        let Some(found) = self.client_token(token).await? else { return Ok(()) };
        if found.claims.client_id != *id {
            return Err(OauthErrorCode::UnauthorizedClient.because("the token was given to another client").into());
        }
        match found.claims.grant {
            Some(grant) => self.revoke_grant(caller, client, grant, found.user.id).await?,
            None => self.revoke_own_token(caller, &found).await?,
        }
        Ok(())
    }

    async fn revoke_grant(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        grant: ClientGrantId,
        user: UserId,
    ) -> Result<(), AppError> {
        let id = client.registered.client.id.clone();
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if grants::revoke(&mut tx, grant, now).await? {
                tx.record(tx.event(EventKind::ClientRevoke).on(user).detail(&id));
            }
            Ok(())
        };
        self.transact(Actor::Anonymous, caller, job).await
    }

    /// Marks a token as revoked that belongs to no grant. The mark is deleted after the token has expired.
    async fn revoke_own_token(&self, caller: &Caller, token: &ClientToken) -> Result<(), AppError> {
        let (mark, expires_at) = (mark_of(token.claims.jti), Timestamp::from_seconds(token.claims.exp));
        let job = async move |mut tx: UnitOfWork| {
            spent::insert(&mut tx, &mark, expires_at).await?;
            Ok(())
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}
