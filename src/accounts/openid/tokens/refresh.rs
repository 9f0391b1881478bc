//! Exchanges a refresh token of a client for its successor and new tokens.
//!
//! The rules are those of sessions (`accounts/rotation.rs`). The second use of a token that was stolen revokes the grant; one that
//! somebody has made up revokes nothing.

use super::access_token::proof_of_grant;
use super::basis::{Basis, Origin, Tokens, narrowed, not_admitted, not_proven, note_use, revoke_reused, terms_owed};
use crate::accounts::rotation::{Family, Standing, is_in_grace};
use crate::accounts::{Actor, AuthenticatedClient, Caller, Denial, OpenId, UnitOfWork, User};
use crate::applications::{Client, FieldScopes, OauthError, OauthErrorCode, Registered, Resource, Scopes};
use crate::budgets::{Budget, RateLimitKey};
use crate::keys::{Keyring, fingerprint};
use crate::shared::{AppError, ClientGrantId, EventKind, Fault, SessionId, Timestamp, UserId};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::clients::refresh::{self, Exchange};
use crate::store::refresh_tokens::RefreshTokenRow;
use crate::store::{Conn, StoreError, users};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// Secret scanners recognise a refresh token by it.
const PREFIX: &str = "vrt_";
/// The bytes of the grant's id in a token. The secret follows.
const ID_BYTES: usize = 16;

/// A refresh token that a client presents.
#[derive(Clone, Copy)]
pub(in crate::accounts::openid) struct RefreshToken {
    pub grant: ClientGrantId,
    pub secret: [u8; 32],
}

/// What became of a token.
struct Rotated {
    grant: GrantRow,
    user: User,
    successor: [u8; 32],
}

/// Whether this server has made the token, as it makes all of them: then one that is not stored was used before.
fn is_genuine(keyring: &Keyring, presented: RefreshToken) -> bool {
    let expected = Family::Grant(presented.grant).secret(keyring, presented.secret);
    bool::from(expected.ct_eq(&presented.secret))
}

/// The text of a token.
pub(super) fn write(grant: ClientGrantId, secret: &[u8; 32]) -> String {
    format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode([grant.0.as_bytes().as_slice(), secret].concat()))
}

/// None if the text has not the form of a token.
pub(in crate::accounts::openid) fn parse(text: &str) -> Option<RefreshToken> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    let (id, secret) = bytes.split_at_checked(ID_BYTES)?;
    let grant = ClientGrantId(Uuid::from_slice(id).ok()?);
    Some(RefreshToken { grant, secret: secret.try_into().ok()? })
}

/// When a token expires that is issued at `now` for a grant that ends at `end`.
pub(super) fn expiry(client: &Client, now: Timestamp, end: Timestamp) -> Timestamp {
    client.definition.refresh_ttl.map_or(end, |unused| now.plus(Duration::from_secs(unused)).min(end))
}

/// The grant of a token with its row, or without one if it was used before its predecessors were forgotten. None if it was not
/// issued here for this client, or if the grant is gone.
pub(in crate::accounts::openid) async fn stored(
    conn: &mut Conn,
    keyring: &Keyring,
    presented: RefreshToken,
    client: &str,
) -> Result<Option<(GrantRow, Option<RefreshTokenRow>)>, StoreError> {
    let found = refresh::presented(conn, presented.grant, &fingerprint(&presented.secret)).await?;
    let Some((grant, token)) = found.filter(|(grant, _)| grant.client_id == client) else { return Ok(None) };
    Ok((token.is_some() || is_genuine(keyring, presented)).then_some((grant, token)))
}

impl OpenId {
    pub(super) async fn exchange_client_refresh_token(
        &self,
        caller: &Caller,
        client: &AuthenticatedClient,
        token: &str,
        scope: Option<&str>,
        resources: &[String],
    ) -> Result<Tokens, Denial> {
        let presented = parse(token).ok_or_else(unknown_token)?;
        self.charge_rotation(client, presented).await?;
        let (by, salt): (_, [u8; 32]) = (client.clone(), self.entropy().bytes());
        let request = (scope.map(str::to_owned), resources.to_vec());
        let job = async move |mut tx: UnitOfWork| rotate(&mut tx, &by, presented, &salt, &request).await;
        let (Rotated { grant, user, successor }, narrowed) = self.transact_as(Actor::Anonymous, caller, job).await?;
        let (proof, _) = proof_of_grant(&grant);
        let id = ClientGrantId(grant.id);
        let basis = Basis {
            registered: client.registered.clone(),
            user: Arc::new(user),
            origin: Some(Origin { grant: id, session: SessionId(grant.session_id), proof }),
            scopes: narrowed.scopes,
            resources: narrowed.resources,
            // It belongs to the answer of the authorization endpoint alone (OpenID Connect Core, section 12.2).
            nonce: None,
            claims: grant.claims,
            until: Timestamp(grant.expires_at),
        };
        Ok(self.sign_tokens(&basis, Some(write(id, &successor))).await?)
    }

    /// Charges the account of a token that can be exchanged. Only of such a one: whoever has an old token must not use up the budget
    /// of its owner, and a second use is noticed also when the budget is empty.
    async fn charge_rotation(&self, client: &AuthenticatedClient, presented: RefreshToken) -> Result<(), AppError> {
        if !self.has_limits() {
            return Ok(());
        }
        let (own, keyring, now) = (client.registered.client.id.clone(), self.keyring().clone(), self.now());
        let read = self.db().read(async move |mut conn| stored(&mut conn, &keyring, presented, own.as_str()).await);
        let Some((grant, Some(token))) = read.await? else { return Ok(()) };
        let is_live = grant.revoked_at.is_none() && grant.expires_at > now.0 && token.expires_at > now.0;
        let is_recent = token.used_at.is_none() || is_in_grace(&token, now);
        if is_live && is_recent {
            self.spend(Budget::ClientRefresh, RateLimitKey::Account(UserId(grant.user_id)))?;
        }
        Ok(())
    }
}

/// What the new access token is for.
struct Narrowed {
    scopes: Scopes,
    resources: Vec<String>,
}

impl Narrowed {
    /// What a request asks for, of what was granted and is still allowed. `fields`: of the client.
    fn of(
        grant: &GrantRow,
        registered: &Registered,
        fields: &FieldScopes,
        scope: Option<&str>,
        resources: &[String],
    ) -> Result<Self, OauthError> {
        let Registered { client, application } = registered;
        let granted = Scopes::parse(&grant.scopes);
        // An administrator can have taken something away since.
        let possible = client.granted_scopes(application, fields, &granted);
        let scopes = match scope.map(Scopes::parse) {
            // Names that are no scope are ignored, as when it was granted.
            Some(asked) if !granted.cover(&fields.without_unknown(&asked)) => {
                return Err(OauthErrorCode::InvalidScope.because("a scope was not granted before"));
            }
            Some(asked) => possible.common(&asked),
            None => possible,
        };
        let is_allowed = |text: &&str| Resource::parse(text).is_ok_and(|resource| client.resource(&resource).is_some());
        let allowed: Vec<String> = grant.resources.lines().filter(is_allowed).map(str::to_owned).collect();
        if allowed.is_empty() && !grant.resources.is_empty() {
            let code = OauthErrorCode::InvalidTarget;
            return Err(code.because("this client may not get tokens for the granted resources any more"));
        }
        Ok(Self { scopes, resources: narrowed(&allowed, resources)? })
    }
}

/// Replaces a token, if its grant and its account can be used.
async fn rotate(
    tx: &mut UnitOfWork,
    client: &AuthenticatedClient,
    presented: RefreshToken,
    salt: &[u8; 32],
    (scope, resources): &(Option<String>, Vec<String>),
) -> Result<(Rotated, Narrowed), Denial> {
    let now = tx.now();
    let registered = &client.registered;
    let keyring = tx.accounts().keyring().clone();
    let found = stored(tx, &keyring, presented, registered.client.id.as_str()).await?;
    let (grant, token) = found.ok_or_else(unknown_token)?;
    if grant.revoked_at.is_some() || grant.expires_at <= now.0 {
        let ended = OauthErrorCode::InvalidGrant;
        let error = ended.because("what this refresh token belongs to was revoked or has expired");
        return Err(error.about(Fault::RefreshToken).into());
    }
    let user = admitted(tx, registered, &grant).await?;
    let is_expired = match &token {
        Some(token) => token.expires_at <= now.0,
        // Its successors as well: nobody has gone on with them, so its second use shows nothing.
        None => !refresh::has_unused(tx, ClientGrantId(grant.id), now).await?,
    };
    if is_expired {
        return Err(expired().into());
    }
    // Before the token is used up, so that the client can try again.
    let fields = tx.field_scopes(&registered.client).await?;
    let narrowed = Narrowed::of(&grant, registered, &fields, scope.as_deref(), resources)?;
    // Most tokens have none, which saves reading all applications.
    let applications = match narrowed.resources.is_empty() {
        true => Arc::default(),
        false => tx.stored_applications().await?,
    };
    if !applications.admit_to(&narrowed.resources, &user.groups) {
        return Err(not_admitted().into());
    }
    let (proof, at) = proof_of_grant(&grant);
    let resources = narrowed.resources.iter().map(String::as_str);
    if !applications.accept_proof(registered, resources, &proof, at) {
        return Err(not_proven().into());
    }
    let successor = successor(tx, client, presented, &grant, salt).await?;
    note_use(tx, client).await?;
    Ok((Rotated { grant, user, successor }, narrowed))
}

/// The account of a grant, if it may still use the client. If it has lost the client, the grant ends at once: entering a group
/// again later does not bring it back.
async fn admitted(tx: &mut UnitOfWork, registered: &Registered, grant: &GrantRow) -> Result<User, Denial> {
    let id = UserId(grant.user_id);
    let found = users::find(tx, id).await?.map(User::from);
    if let Some(user) = found {
        if tx.accounts().openid().may_use(registered, &user) {
            // Most tokens have no resources, which saves reading all applications.
            let applications = match grant.resources.is_empty() {
                true => Arc::default(),
                false => tx.stored_applications().await?,
            };
            let meant = applications.meant_by(registered, grant.resources.lines());
            return match tx.owes_terms(user.id, &meant).await? {
                true => Err(terms_owed().into()),
                false => Ok(user),
            };
        }
        if !tx.accounts().openid().has_lost(registered, &user) {
            let error = match registered.application.is_certain() {
                true => not_admitted(),
                // After invalid_grant, clients throw their token away.
                false => OauthErrorCode::TemporarilyUnavailable.because("the application is closed: try again later"),
            };
            return Err(error.into());
        }
    }
    let now = tx.now();
    if grants::revoke(tx, ClientGrantId(grant.id), now).await? {
        tx.record(tx.event(EventKind::ClientRevoke).on(id).detail(&grant.client_id));
    }
    Err(tx.keep(not_admitted()).into())
}

/// The secret of the next token: a new one, or within the grace period the one that another request has just got. Of a token that was
/// stolen, the grant is revoked.
async fn successor(
    tx: &mut UnitOfWork,
    client: &AuthenticatedClient,
    presented: RefreshToken,
    grant: &GrantRow,
    salt: &[u8; 32],
) -> Result<[u8; 32], Denial> {
    let (now, keyring) = (tx.now(), tx.accounts().keyring().clone());
    let family = Family::Grant(presented.grant);
    let next = family.successor(&keyring, &presented.secret, salt);
    let exchange = Exchange {
        grant: presented.grant,
        hash: fingerprint(&presented.secret),
        salt: *salt,
        now,
        successor: fingerprint(&next),
        expires_at: expiry(&client.registered.client, now, Timestamp(grant.expires_at)),
    };
    if refresh::rotate(tx, &exchange).await? {
        return Ok(next);
    }
    // Read again: a request at the same time has stored its salt.
    match family.standing(tx, &keyring, &presented.secret, now).await? {
        Standing::Repeated(next) => {
            grants::touch(tx, presented.grant, now).await?;
            Ok(next.secret)
        }
        Standing::Unused(_) | Standing::Expired => Err(expired().into()),
        Standing::Missing | Standing::Stolen => {
            revoke_reused(tx, grant).await?;
            let error = OauthErrorCode::InvalidGrant.because("the refresh token was used before");
            Err(tx.keep(error.about(Fault::RefreshToken)).into())
        }
    }
}

fn expired() -> OauthError {
    OauthErrorCode::InvalidGrant.because("the refresh token has expired").about(Fault::RefreshToken)
}

fn unknown_token() -> OauthError {
    OauthErrorCode::InvalidGrant.because("the refresh token is not valid for this client").about(Fault::RefreshToken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_token_is_read_as_it_was_written(id: u128, secret: [u8; 32]) {
            let grant = ClientGrantId(Uuid::from_u128(id));
            let text = write(grant, &secret);
            let read = parse(&text).expect("a token");
            prop_assert_eq!((read.grant, read.secret), (grant, secret));
            prop_assert_eq!(text.len(), 68);
        }

        #[test]
        fn each_token_has_one_notation(text in "vrt_[A-Za-z0-9_-]{62,66}=?|\\PC{0,40}") {
            if let Some(read) = parse(&text) {
                prop_assert_eq!(write(read.grant, &read.secret), text);
            }
        }
    }
}
