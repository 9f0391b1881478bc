//! What tokens are made of, and what the kinds of grants have in common.

use crate::accounts::{AuthenticatedClient, OpenId, UnitOfWork, User};
use crate::applications::{Client, OauthError, OauthErrorCode, Registered, Resource, Scopes};
use crate::shared::{ClientGrantId, ConsentRule, EventKind, Fault, Proof, SessionId, Timestamp, UserId};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{StoreError, clients};
use std::sync::Arc;
use std::time::Duration;

/// How often the last use of a client is stored at most.
const USE_STORED_EVERY: Duration = Duration::from_secs(60);
/// The maximum length of all resources of one token in bytes: a longer token could not be verified (`keys/rs256.rs`).
const MAX_RESOURCE_BYTES: usize = 3_000;

/// The answer of the token endpoint. The tokens are secrets, so there is no `Debug`.
pub struct Tokens {
    pub access_token: String,
    /// The lifetime of the access token in seconds.
    pub expires_in: u64,
    /// Names separated by spaces. Empty: none was granted.
    pub scope: String,
    pub id_token: Option<String>,
    pub refresh_token: Option<String>,
}

/// What tokens are made of. Everything has been checked.
pub(super) struct Basis {
    pub registered: Registered,
    pub user: Arc<User>,
    /// None with `client_credentials`.
    pub origin: Option<Origin>,
    pub scopes: Scopes,
    pub resources: Vec<String>,
    pub nonce: Option<String>,
    /// The parameter `claims`, as JSON.
    pub claims: Option<String>,
    /// No token is valid after it: the end of the grant, which is limited by the session unless it is offline.
    pub until: Timestamp,
}

/// Where somebody has granted what the tokens give.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub grant: ClientGrantId,
    pub session: SessionId,
    pub proof: Proof,
}

impl OpenId {
    /// Whether the use of a client at `now` should be stored. Notes that it is.
    pub(super) fn is_use_to_store(&self, client: &AuthenticatedClient, now: Timestamp) -> bool {
        let uses = &self.parts().caches.client_uses;
        let key = (client.registered.client.id.clone(), client.secret);
        if uses.get(&key).is_some_and(|stored| stored.until(now) < USE_STORED_EVERY) {
            return false;
        }
        uses.insert(key, now);
        true
    }
}

/// Stores the use of a client, at most once a minute.
pub(super) async fn note_use(tx: &mut UnitOfWork, client: &AuthenticatedClient) -> Result<(), StoreError> {
    let now = tx.now();
    if tx.accounts().openid().is_use_to_store(client, now) {
        clients::touch(tx, client.registered.client.id.as_str(), client.secret, now).await?;
    }
    Ok(())
}

/// Revokes a grant whose code or refresh token was presented again: the server cannot tell whether a thief or the client did.
pub(super) async fn revoke_reused(tx: &mut UnitOfWork, grant: &GrantRow) -> Result<(), StoreError> {
    let now = tx.now();
    if grants::revoke(tx, ClientGrantId(grant.id), now).await? {
        let event = tx.event(EventKind::ClientTokenReuse).on(UserId(grant.user_id));
        tx.record(event.refused(&grant.client_id));
    }
    Ok(())
}

/// The resources of a token: those asked for, which have to be among the `allowed` ones, or else all of these. As they are
/// registered: a request may write them with another ending.
pub(in crate::accounts::openid) fn narrowed(allowed: &[String], asked: &[String]) -> Result<Vec<String>, OauthError> {
    let mut chosen: Vec<String> = Vec::new();
    for text in asked {
        let resource = Resource::parse(text).map_err(|_| no_resource(text))?;
        let is_same = |one: &&String| Resource::parse(one).is_ok_and(|one| one.is_same(&resource));
        let registered = allowed.iter().find(is_same).ok_or_else(|| no_resource(text))?;
        if !chosen.contains(registered) {
            chosen.push(registered.clone());
        }
    }
    let resources = if asked.is_empty() { allowed.to_vec() } else { chosen };
    if resources.iter().map(String::len).sum::<usize>() > MAX_RESOURCE_BYTES {
        return Err(OauthErrorCode::InvalidTarget.because("too many resources for one token"));
    }
    Ok(resources)
}

/// The resources of a token for a code with the `granted` ones. If the authorization request has named none, the client may name them
/// here alone (RFC 8707, section 2.2), unless people are asked what they allow it: they have not been shown these.
pub(super) fn resources_of_code(
    client: &Client,
    granted: &[String],
    asked: &[String],
) -> Result<Vec<String>, OauthError> {
    if granted.is_empty() && client.definition.consent == ConsentRule::Never {
        return of_registered(client, asked);
    }
    narrowed(granted, asked)
}

/// The resources of a token for which none were granted: only those that are asked for.
pub(super) fn of_registered(client: &Client, asked: &[String]) -> Result<Vec<String>, OauthError> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let registered: Vec<String> = client.resources.iter().map(ToString::to_string).collect();
    narrowed(&registered, asked)
}

fn no_resource(text: &str) -> OauthError {
    let error = OauthErrorCode::InvalidTarget.because("a resource is not among those that were granted to this client");
    error.about_address(Fault::Resource, text)
}

/// What keeps an account from using a client. It does not say which of these, because the client may not know.
pub(super) fn not_admitted() -> OauthError {
    OauthErrorCode::InvalidGrant
        .because("the account is not active any more or may not enter the application")
        .about(Fault::NotAdmitted)
}

/// Access ends here until somebody has proved again who they are: then the client gets another grant.
pub(super) fn not_proven() -> OauthError {
    OauthErrorCode::InvalidGrant
        .because("the application demands another proof of who the person is: ask for a new code")
        .about(Fault::Proof)
}

/// The same until they have accepted the terms: they are asked on the way to the new code.
pub(super) fn terms_owed() -> OauthError {
    OauthErrorCode::InvalidGrant.because("the account has terms to accept: ask for a new code").about(Fault::Proof)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().copied().map(str::to_owned).collect()
    }

    #[test]
    fn resources_are_narrowed_to_what_was_granted() {
        let allowed = texts(&["https://api.example", "https://api.example/mcp"]);
        assert_eq!(narrowed(&allowed, &[]), Ok(allowed.clone()));
        assert_eq!(narrowed(&[], &[]), Ok(Vec::new()));
        let asked = texts(&["https://api.example/", "https://api.example"]);
        assert_eq!(narrowed(&allowed, &asked), Ok(texts(&["https://api.example"])), "as it is registered, once");
        for other in ["https://api.example/mcp/", "https://other.example", "api", ""] {
            let refused = narrowed(&allowed, &texts(&["https://api.example", other])).unwrap_err();
            assert_eq!(refused.code, OauthErrorCode::InvalidTarget, "{other}");
        }
        let long = vec![format!("https://api.example/{}", "a".repeat(400)); 8];
        assert!(narrowed(&long, &[]).is_err(), "no token could name all of them");
    }
}
