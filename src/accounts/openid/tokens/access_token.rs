//! Access tokens of clients (RFC 9068): signing them, and whether one is valid.
//!
//! They have the `typ` of our own access tokens, but other keys and another audience, so neither is ever accepted as the other.

use super::basis::Basis;
use crate::accounts::openid::access_claims::{Audience, ClientAccessClaims};
use crate::accounts::openid::code::LIFETIME;
use crate::accounts::openid::stored_grant::StoredGrant;
use crate::accounts::sessions::{BACKDATED, amr};
use crate::accounts::{OpenId, User};
use crate::applications::{Registered, Scope, Scopes};
use crate::keys::{JwtError, fingerprint};
use crate::shared::{AppError, ClientGrantId, ClientId, GroupCarrier, Methods, Proof, SessionId, Status, Timestamp};
use crate::store::clients::grants::GrantRow;
use crate::store::factors::spent;
use crate::store::{StoreError, users};
use serde_json::{Map, Value};
use std::sync::Arc;
use uuid::Uuid;

const TYPE: &str = "at+jwt";
/// The path of the userinfo endpoint. With the base URL it is the audience of tokens that are for no other API.
const USERINFO: &str = "/oauth/userinfo";

/// A valid access token of a client.
#[derive(Clone, Debug)]
pub struct ClientToken {
    pub claims: Arc<ClientAccessClaims>,
    pub registered: Registered,
    /// In its current state.
    pub user: Arc<User>,
    /// None with `client_credentials`.
    pub(in crate::accounts) grant: Option<Arc<StoredGrant>>,
}

impl ClientToken {
    pub fn scopes(&self) -> Scopes {
        Scopes::parse(&self.claims.scope)
    }
}

impl OpenId {
    /// The audience of access tokens that are for no other API: the userinfo endpoint.
    pub fn userinfo_audience(&self) -> String {
        format!("{}{USERINFO}", self.settings().issuer)
    }

    /// The APIs among the audiences of a token that applications may have at their addresses. The userinfo endpoint is that of no
    /// application, also where one has the whole host of this server.
    pub(in crate::accounts::openid) fn resources_in<'a>(&self, audience: &'a Audience) -> Vec<&'a str> {
        let userinfo = self.userinfo_audience();
        audience.iter().filter(|one| *one != userinfo).collect()
    }

    /// The valid token of a client for this audience, or without one for any. None if it is not valid, or not any more: its grant was
    /// revoked, its session has ended, or its account may not enter the application. Usually needs no query.
    pub async fn authenticate_client_token(
        &self,
        token: &str,
        audience: Option<&str>,
    ) -> Result<Option<ClientToken>, AppError> {
        let is_for = |valid: &ClientToken| audience.is_none_or(|audience| valid.claims.aud.contains(audience));
        Ok(self.client_token(token).await?.filter(is_for))
    }

    /// Whether only reading the keys again can tell if a token is valid: anybody can make up such a token.
    pub fn has_unknown_client_key(&self, token: &str) -> bool {
        matches!(self.verify_client_access(token), Err(JwtError::UnknownKey))
    }

    /// The client that a token was given to, which has not expired, whether it is valid or not. None as well if its key has to be
    /// read first.
    pub fn client_of_token(&self, token: &str) -> Option<ClientId> {
        self.verify_client_access(token).ok().map(|claims| claims.client_id.clone())
    }

    /// What a token says that was issued here and has not expired, also if it gives no access at present.
    pub(in crate::accounts::openid) async fn issued_token(
        &self,
        token: &str,
    ) -> Result<Option<Arc<ClientAccessClaims>>, AppError> {
        let mut verified = self.verify_client_access(token);
        if matches!(verified, Err(JwtError::UnknownKey)) {
            // Another replica may have just created it.
            self.keyring().reload(self.db()).await?;
            verified = self.verify_client_access(token);
        }
        Ok(verified.ok())
    }

    /// The valid token of a client, whatever it is for.
    pub(in crate::accounts) async fn client_token(&self, token: &str) -> Result<Option<ClientToken>, AppError> {
        let Some(claims) = self.issued_token(token).await? else { return Ok(None) };
        let registered = match self.registered_client(&claims.client_id).await? {
            Some(registered) => Some(registered),
            // It has no row.
            None => self.remembered_document_client(&claims.client_id, claims.aud.iter()).await?,
        };
        let Some(registered) = registered else { return Ok(None) };
        let (user, grant) = match claims.grant {
            Some(id) => match self.user_of_grant(id, &claims).await? {
                Some((user, grant)) => (user, Some(grant)),
                None => return Ok(None),
            },
            None => match self.service_account_of(&registered, &claims).await? {
                Some(user) => (user, None),
                None => return Ok(None),
            },
        };
        let may_use = self.may_use(&registered, &user);
        let is_proven = match &grant {
            Some(grant) => {
                let resources = self.resources_in(&claims.aud);
                self.is_proven(&registered, resources.clone(), &grant.row).await?
                    && !self.owes_for(&user, &registered, resources).await?
            }
            // No person has granted it.
            None => true,
        };
        Ok((may_use && is_proven).then_some(ClientToken { claims, registered, user, grant }))
    }

    /// Whether the proof with which a grant was made is what is demanded now for these resources. A demand that was raised since
    /// holds for what was granted before: its owner has to prove again who they are, and the client gets another grant. An age
    /// counts until the grant was made.
    pub(in crate::accounts::openid) async fn is_proven<'a>(
        &self,
        registered: &Registered,
        resources: impl IntoIterator<Item = &'a str>,
        grant: &GrantRow,
    ) -> Result<bool, StoreError> {
        let (proof, at) = proof_of_grant(grant);
        Ok(self.applications().all().await?.accept_proof(registered, resources, &proof, at))
    }

    /// Whether an account has terms to accept of the applications that tokens of a client are for. Fields are asked for in sessions.
    pub(in crate::accounts::openid) async fn owes_for<'a>(
        &self,
        user: &User,
        registered: &Registered,
        resources: impl IntoIterator<Item = &'a str>,
    ) -> Result<bool, StoreError> {
        let meant = self.applications().all().await?.meant_by(registered, resources);
        self.terms().owes(user.id, &meant).await
    }

    /// The client with this id, if it is known and can be used.
    pub(in crate::accounts) async fn registered_client(&self, id: &ClientId) -> Result<Option<Registered>, StoreError> {
        Ok(self.applications().all().await?.client(id).cloned())
    }

    /// Whether an account may use a client now: the client is open, the application admits the account, and nothing else is demanded of
    /// it first.
    pub(in crate::accounts) fn may_use(&self, registered: &Registered, user: &User) -> bool {
        let is_admitted = registered.application.admits(&user.groups) && !registered.client.definition.closed;
        user.status == Status::Active && is_admitted && !self.needs_factor(user)
    }

    /// Whether an account has lost a client for good. Not if something is demanded of it first, or if the application may be closed
    /// by mistake: what ends for that reason could not be brought back.
    pub(super) fn has_lost(&self, registered: &Registered, user: &User) -> bool {
        let application = &registered.application;
        user.status != Status::Active || (application.is_certain() && !application.admits(&user.groups))
    }

    /// The claims of a token that was issued here and has not expired. Verifying takes some 30 µs, so the claims of valid tokens
    /// are kept until a key is added or retired.
    fn verify_client_access(&self, token: &str) -> Result<Arc<ClientAccessClaims>, JwtError> {
        let now = self.now().seconds();
        let verified = &self.parts().caches.verified_of_clients;
        // The generation is read before the token is verified: if a key is retired meanwhile, this entry is not used.
        let key = (fingerprint(token.as_bytes()), self.keyring().generation());
        let claims = match verified.get(&key) {
            Some(claims) => claims,
            None => {
                let claims: ClientAccessClaims = self.keyring().verify_client_token(token, TYPE)?;
                if claims.iss != self.settings().issuer {
                    return Err(JwtError::Invalid);
                }
                let claims = Arc::new(claims);
                // Only after the verification, so that invalid tokens take no space.
                verified.insert(key, Arc::clone(&claims));
                claims
            }
        };
        if now >= claims.exp {
            return Err(JwtError::Expired);
        }
        if now < claims.nbf { Err(JwtError::Invalid) } else { Ok(claims) }
    }

    /// The account of a grant that gives access now. Its session goes on, unless it is offline.
    async fn user_of_grant(
        &self,
        id: ClientGrantId,
        claims: &ClientAccessClaims,
    ) -> Result<Option<(Arc<User>, Arc<StoredGrant>)>, StoreError> {
        let found = self.stored_grant(id).await?;
        let is_same = |grant: &Arc<StoredGrant>| {
            grant.row.client_id == claims.client_id.as_str() && grant.row.user_id == claims.sub.0
        };
        let Some(grant) = found.filter(|grant| grant.is_valid(self.now()) && is_same(grant)) else {
            return Ok(None);
        };
        if grant.row.is_offline {
            return Ok(Some((Arc::clone(&grant.user), grant)));
        }
        let who = self.sessions().current(SessionId(grant.row.session_id), claims.sub).await?;
        Ok(who.map(|who| (who.user, grant)))
    }

    /// The service account of a token that no person has granted, unless the token was revoked.
    async fn service_account_of(
        &self,
        registered: &Registered,
        claims: &ClientAccessClaims,
    ) -> Result<Option<Arc<User>>, StoreError> {
        let id = claims.sub;
        if registered.client.definition.service_account != Some(id) {
            return Ok(None);
        }
        let mark = mark_of(claims.jti);
        let read = self.db().read(async move |mut conn| {
            let is_revoked = spent::contains(&mut conn, &mark).await?;
            Ok(if is_revoked { None } else { users::find(&mut conn, id).await? })
        });
        Ok(read.await?.map(|row| Arc::new(User::from(row))))
    }

    /// Signs an access token; returns it with its claims, without those that an API learns of the user.
    pub(super) async fn sign_access_token(&self, basis: &Basis) -> Result<(String, ClientAccessClaims), AppError> {
        let now = self.now().whole_second();
        let proof = basis.origin.map(|origin| origin.proof);
        let claims = ClientAccessClaims {
            iss: self.settings().issuer.clone(),
            aud: self.audience(basis),
            sub: basis.user.id,
            client_id: basis.registered.client.id.clone(),
            jti: self.new_id(),
            iat: issued_at(now, proof.map(|proof| proof.at)),
            nbf: now.seconds() - BACKDATED,
            exp: self.access_expiry(basis, now).seconds(),
            scope: basis.scopes.to_string(),
            // The true second: clients compare it with `max_age`.
            auth_time: proof.map(|proof| proof.at.seconds()),
            acr: proof.map(|proof| proof.methods.acr().to_owned()),
            amr: proof.as_ref().map(amr).unwrap_or_default(),
            sid: basis.origin.map(|origin| origin.session),
            grant: basis.origin.map(|origin| origin.grant),
        };
        let mut all = claims.with(self.learned_in_token(basis, &claims.aud).await?);
        self.fit_groups(&mut all, GroupCarrier::ClientAccessToken, &basis.registered.client, basis.user.id);
        let token = self.keyring().sign_client_token(TYPE, &all, now).map_err(AppError::internal)?;
        Ok((token, claims))
    }

    /// What an access token itself tells of its user. Nothing if it is for the userinfo endpoint, which tells it to whoever has the token.
    async fn learned_in_token(&self, basis: &Basis, audience: &Audience) -> Result<Map<String, Value>, StoreError> {
        if audience.contains(&self.userinfo_audience()) {
            return Ok(Map::new());
        }
        let carrier = GroupCarrier::ClientAccessToken;
        let learned = self.learned_by_apis(&basis.user, &basis.registered, &basis.scopes, audience, carrier).await?;
        Ok(learned.0)
    }

    /// When the tokens expire: never after what they are given for.
    pub(super) fn access_expiry(&self, basis: &Basis, now: Timestamp) -> Timestamp {
        now.plus(self.client_access_ttl(&basis.registered.client)).min(basis.until)
    }

    /// The resources, or else the userinfo endpoint, or else the client itself. Never the base URL: that is the audience of our own
    /// access tokens.
    fn audience(&self, basis: &Basis) -> Audience {
        if !basis.resources.is_empty() {
            return Audience::of(basis.resources.clone());
        }
        Audience::One(match basis.scopes.contains(Scope::OpenId) {
            true => self.userinfo_audience(),
            false => basis.registered.client.id.to_string(),
        })
    }
}

/// The `iat` of a token for a client: a little in the past, so that clients whose clocks are slow accept it at once, and never before
/// `proved_at`, which is its `auth_time` to the true second.
pub(super) fn issued_at(now: Timestamp, proved_at: Option<Timestamp>) -> i64 {
    let backdated = now.seconds() - BACKDATED;
    proved_at.map_or(backdated, |at| backdated.max(at.seconds()))
}

/// The proof with which a grant was made, and when that was decided: a code may have been exchanged so much later.
pub(super) fn proof_of_grant(grant: &GrantRow) -> (Proof, Timestamp) {
    let proof = Proof { methods: Methods::parse(&grant.methods), at: Timestamp(grant.proved_at) };
    (proof, Timestamp(grant.created_at).minus(LIFETIME))
}

/// The mark by which a token of `client_credentials` is known to be revoked.
pub(in crate::accounts) fn mark_of(jti: Uuid) -> [u8; 32] {
    fingerprint(jti.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_says_that_somebody_signed_in_after_it_was_issued() {
        let now = Timestamp::from_seconds(1_700_000_000);
        for (ago, expected) in [(0, 0), (1, 1), (29, 29), (30, 30), (3_600, 30)] {
            let proved_at = Timestamp::from_seconds(now.seconds() - ago);
            assert_eq!(issued_at(now, Some(proved_at)), now.seconds() - expected, "{ago}");
        }
        assert_eq!(issued_at(now, None), now.seconds() - 30);
    }
}
