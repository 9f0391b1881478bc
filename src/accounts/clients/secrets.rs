//! Secrets of clients: several at a time, so that one can replace another without downtime. They are shown once, and only their
//! hashes are stored.

use super::changeable;
use super::stored;
use crate::accounts::policy::Action;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller};
use crate::applications::Registered;
use crate::entropy::Entropy;
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::applications::{ApplicationSource, parse_proof_age};
use crate::shared::audit::EventKind;
use crate::shared::clients::{
    ClientId, ClientKind, ClientSecretRequest, ClientSecretView, MAX_SECRETS, NewClientSecretView, SHOWN_SECRET_CHARS,
    check_secret,
};
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::fields::{Fields, Problem};
use crate::shared::ids::ClientSecretId;
use crate::store::clients::{self as rows, NewClientSecret};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::time::Duration;

/// Secret scanners recognise a secret by it.
const PREFIX: &str = "vcs_";

/// How a client has proved at an endpoint which client it is.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient {
    pub registered: Registered,
    /// The secret that it has used. None: a public client, which has none.
    pub secret: Option<ClientSecretId>,
}

impl Accounts {
    /// Adds a secret to a client. The answer contains it; it cannot be read later.
    pub async fn add_client_secret(
        &self,
        caller: &Caller,
        client_id: &str,
        request: ClientSecretRequest,
    ) -> Result<NewClientSecretView, AppError> {
        let client_id = client_id.to_owned();
        let added = self.change_once(caller, Action::ManageApplications, move |tx| {
            Box::pin(async move {
                let all = stored::all(tx).await?;
                let client = changeable(&all, &client_id)?;
                if client.is_public() {
                    return Err(AppError::new(ErrorCode::ValidationFailed, message::client_secret_of_public()));
                }
                if client.secrets.len() >= MAX_SECRETS {
                    let detail = message::client_secrets_too_many(MAX_SECRETS as u64);
                    return Err(AppError::new(ErrorCode::ValidationFailed, detail));
                }
                draw(tx, &client.id, &request).await
            })
        });
        added.await
    }

    /// Removes a secret: from the next request on the client cannot use it.
    pub async fn remove_client_secret(
        &self,
        caller: &Caller,
        client_id: &str,
        secret: ClientSecretId,
    ) -> Result<(), AppError> {
        let client_id = client_id.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let all = stored::all(&mut tx).await?;
            let id = changeable(&all, &client_id)?.id.clone();
            if !rows::delete_secret(&mut tx, secret, id.as_str()).await? {
                return Err(AppError::not_found(message::client_secret_unknown()));
            }
            tx.record(tx.event(EventKind::ClientSecretRemove).detail(&id));
            Ok(())
        };
        self.change(caller, Action::ManageApplications, job).await
    }

    /// The client with this id, if it is public or the secret is one of its own. Token, revocation, introspection and device
    /// authorization share it. None means `invalid_client`, without saying which of both is wrong, so that ids cannot be found out.
    pub async fn authenticate_client(
        &self,
        id: &str,
        secret: Option<&str>,
    ) -> Result<Option<AuthenticatedClient>, AppError> {
        let Some(registered) = self.registered_client(id).await? else { return Ok(None) };
        let client = &registered.client;
        let used = match (client.definition.kind, secret.filter(|secret| !secret.is_empty())) {
            (ClientKind::Public, None) => None,
            (ClientKind::Confidential, Some(secret)) => {
                let hash = fingerprint(secret.as_bytes());
                let Some(found) = client.secret(&hash, self.now()) else { return Ok(None) };
                Some(found.details.id)
            }
            (ClientKind::Public, Some(_)) | (ClientKind::Confidential, None) => return Ok(None),
        };
        Ok(Some(AuthenticatedClient { registered, secret: used }))
    }
}

/// Stores a secret, which is drawn here unless the request has one, and records it.
async fn draw(
    tx: &mut UnitOfWork,
    client: &ClientId,
    request: &ClientSecretRequest,
) -> Result<NewClientSecretView, AppError> {
    let mut fields = Fields::default();
    let given = fields.parse("secret", &request.secret, parse_secret).flatten();
    let lifetime = fields.parse("expires_in", &request.expires_in, parse_proof_age).flatten();
    fields.finish().map_err(AppError::invalid)?;
    let secret = given.unwrap_or_else(|| generate(tx.accounts().entropy()));
    let (id, hash) = (ClientSecretId(tx.accounts().new_id()), fingerprint(secret.as_bytes()));
    let prefix: String = secret.chars().take(SHOWN_SECRET_CHARS).collect();
    let created_at = tx.now();
    let expires_at = lifetime.map(|seconds| created_at.plus(Duration::from_secs(seconds)));
    let new = NewClientSecret { id, hash, prefix: prefix.clone(), of_file: false, created_at, expires_at };
    if !rows::insert_secret(tx, client.as_str(), &new).await? {
        let problem = Problem::new("taken", message::client_secret_taken());
        return Err(AppError::fields(ErrorCode::ApplicationTaken, vec![problem.of("secret")]));
    }
    tx.record(tx.event(EventKind::ClientSecretAdd).detail(client));
    let source = ApplicationSource::Database;
    let details = ClientSecretView { id, prefix, source, created_at, expires_at, last_used_at: None };
    Ok(NewClientSecretView { secret, details })
}

/// 256 random bits. Without characters that form encoding changes, which some clients forget (RFC 6749, section 2.3.1).
fn generate(entropy: &dyn Entropy) -> String {
    format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(entropy.bytes::<32>()))
}

/// None if it is missing or empty: then one is generated.
fn parse_secret(text: &str) -> Result<Option<String>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    check_secret(text).map(|()| Some(text.to_owned()))
}

/// The first secret of a new client; None for a public one.
pub(super) async fn first(
    tx: &mut UnitOfWork,
    client: &ClientId,
    kind: ClientKind,
) -> Result<Option<NewClientSecretView>, AppError> {
    if kind == ClientKind::Public {
        return Ok(None);
    }
    draw(tx, client, &ClientSecretRequest::default()).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;
    use crate::shared::clients::{MAX_SECRET_CHARS, MIN_SECRET_CHARS};

    #[test]
    fn a_generated_secret_is_one_that_could_be_given() {
        let secret = generate(&Fixed(7));
        assert!(secret.starts_with(PREFIX) && secret.len() == 47);
        assert_eq!(parse_secret(&secret), Ok(Some(secret)));
    }

    #[test]
    fn a_given_secret_is_long_enough_and_visible() {
        assert_eq!(parse_secret(""), Ok(None));
        assert!(parse_secret(&"a".repeat(MIN_SECRET_CHARS)).is_ok_and(|secret| secret.is_some()));
        assert!(parse_secret(&"%/+=&".repeat(40)).is_ok());
        for text in
            ["a".repeat(MIN_SECRET_CHARS - 1), "a".repeat(MAX_SECRET_CHARS + 1), format!("{} b", "a".repeat(30))]
        {
            assert!(parse_secret(&text).is_err(), "{text}");
        }
    }
}
