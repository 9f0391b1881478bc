//! Token revocation (RFC 7009): a client gives back what it has got. A refresh token and an access token that a person has granted
//! both revoke the grant, and with it all of its tokens.

use super::access_claims::ClientAccessClaims;
use super::denial::Denial;
use super::tokens::{mark_of, parse_refresh_token, stored_refresh_token};
use crate::accounts::{Actor, AuthenticatedClient, Caller, OpenId, UnitOfWork};
use crate::applications::OauthErrorCode;
use crate::shared::{AppError, ClientGrantId, EventKind, Fault, Timestamp, UserId};
use crate::store::Lease;
use crate::store::clients::grants;
use crate::store::factors::spent;

impl OpenId {
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
            let (own, keyring) = (id.clone(), self.keyring().clone());
            let find =
                async move |mut conn: Lease| stored_refresh_token(&mut conn, &keyring, presented, own.as_str()).await;
            let read = self.db().read(find);
            // A used one as well: who has it may have its successor.
            if let Some((grant, _)) = read.await? {
                self.revoke_grant(caller, client, ClientGrantId(grant.id), UserId(grant.user_id)).await?;
            }
            return Ok(());
        }
        // Not only one that gives access now: it would come back when its client is opened again, or its owner has proved more.
        let Some(claims) = self.issued_token(token).await? else { return Ok(()) };
        if claims.client_id != *id {
            let error = OauthErrorCode::UnauthorizedClient.because("the token was given to another client");
            return Err(error.about(Fault::AccessToken).into());
        }
        match claims.grant {
            Some(grant) => self.revoke_grant(caller, client, grant, claims.sub).await?,
            None => self.revoke_own_token(caller, &claims).await?,
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
    async fn revoke_own_token(&self, caller: &Caller, claims: &ClientAccessClaims) -> Result<(), AppError> {
        let (mark, expires_at) = (mark_of(claims.jti), Timestamp::from_seconds(claims.exp));
        let job = async move |mut tx: UnitOfWork| {
            spent::insert(&mut tx, &mark, expires_at).await?;
            Ok(())
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}
