//! Secrets of clients: several at a time, so that one can replace another without downtime. They are shown once, and only their
//! hashes are stored.

use super::changeable;
use super::stored::{self, secret_view};
use crate::accounts::{Action, Caller, Clients, UnitOfWork};
use crate::applications::{ClientSecret, Registered};
use crate::entropy::Entropy;
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::applications::parse_proof_age;
use crate::shared::clients::{MAX_SECRETS, SHOWN_SECRET_CHARS, check_secret};
use crate::shared::{
    AppError, ApplicationSource, ClientId, ClientKind, ClientSecretId, ClientSecretRequest, ErrorCode, EventKind,
    Fault, Fields, NewClientSecretView, Problem, Timestamp,
};
use crate::store::clients::{self as rows, NewClientSecret};
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

/// A secret to store, and what its owner gets.
pub(super) struct Drawn {
    pub secret: String,
    pub stored: NewClientSecret,
}

impl Clients {
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
                let drawn = draw(tx, &request)?;
                insert(tx, &client.id, &drawn).await?;
                Ok(drawn.view())
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
        let applications = self.applications().all().await?;
        let Some(registered) = applications.client(&ClientId::from_stored(id.to_owned())) else { return Ok(None) };
        let client = &registered.client;
        let used = match (client.definition.kind, secret.filter(|secret| !secret.is_empty())) {
            (ClientKind::Public, None) => None,
            (ClientKind::Confidential, Some(secret)) => {
                let hash = fingerprint(secret.as_bytes());
                let Some(found) = client.secret(&hash, self.now()) else { return Ok(None) };
                Some(found.id)
            }
            (ClientKind::Public, Some(_)) | (ClientKind::Confidential, None) => return Ok(None),
        };
        Ok(Some(AuthenticatedClient { registered: registered.clone(), secret: used }))
    }
}

impl Clients {
    /// What is wrong with what was shown by whoever is not the client with this id. None: there is no such client, or nothing is wrong.
    pub async fn why_unknown(&self, id: &str, secret: Option<&str>) -> Result<Option<Fault>, AppError> {
        let applications = self.applications().all().await?;
        let Some(registered) = applications.client(&ClientId::from_stored(id.to_owned())) else { return Ok(None) };
        let client = &registered.client;
        Ok(match (client.definition.kind, secret.filter(|secret| !secret.is_empty())) {
            (ClientKind::Public, None) => None,
            (ClientKind::Public, Some(_)) => Some(Fault::SecretUnexpected),
            (ClientKind::Confidential, None) => Some(Fault::SecretMissing),
            (ClientKind::Confidential, Some(secret)) => {
                let hash = fingerprint(secret.as_bytes());
                match (client.secret(&hash, self.now()), client.secret(&hash, Timestamp(i64::MIN))) {
                    (Some(_), _) => None,
                    (None, Some(_)) => Some(Fault::SecretExpired),
                    (None, None) => Some(Fault::SecretWrong),
                }
            }
        })
    }
}

impl Drawn {
    pub(super) fn view(&self) -> NewClientSecretView {
        let NewClientSecret { id, hash, prefix, of_file: _, created_at, expires_at } = self.stored.clone();
        let source = ApplicationSource::Database;
        let secret = ClientSecret { id, hash, prefix, source, created_at, expires_at, last_used_at: None };
        NewClientSecretView { secret: self.secret.clone(), details: secret_view(&secret) }
    }
}

/// Draws a secret, or takes the one of the request.
pub(super) fn draw(tx: &UnitOfWork, request: &ClientSecretRequest) -> Result<Drawn, AppError> {
    let mut fields = Fields::default();
    let given = fields.parse("secret", &request.secret, parse_secret).flatten();
    let lifetime = fields.parse("expires_in", &request.expires_in, parse_proof_age).flatten();
    fields.finish().map_err(AppError::invalid)?;
    let secret = given.unwrap_or_else(|| generate(tx.accounts().entropy()));
    let now = tx.now();
    let id = ClientSecretId(tx.accounts().new_id());
    let expires_at = lifetime.map(|seconds| now.plus(Duration::from_secs(seconds)));
    Ok(Drawn { stored: to_store(id, &secret, now, expires_at), secret })
}

fn to_store(id: ClientSecretId, secret: &str, now: Timestamp, expires_at: Option<Timestamp>) -> NewClientSecret {
    NewClientSecret {
        id,
        hash: fingerprint(secret.as_bytes()),
        prefix: secret.chars().take(SHOWN_SECRET_CHARS).collect(),
        of_file: false,
        created_at: now,
        expires_at,
    }
}

/// Stores a secret and records it.
pub(super) async fn insert(tx: &mut UnitOfWork, client: &ClientId, drawn: &Drawn) -> Result<(), AppError> {
    if !rows::insert_secret(tx, client.as_str(), &drawn.stored).await? {
        let problem = Problem::new("taken", message::client_secret_taken());
        return Err(AppError::fields(ErrorCode::ApplicationTaken, vec![problem.of("secret")]));
    }
    tx.record(tx.event(EventKind::ClientSecretAdd).detail(client));
    Ok(())
}

/// 256 random bits. Without characters that form encoding changes, which some clients forget (RFC 6749, section 2.3.1).
fn generate(entropy: &dyn Entropy) -> String {
    format!("{PREFIX}{}", entropy.text::<32>())
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
    let drawn = draw(tx, &ClientSecretRequest::default())?;
    insert(tx, client, &drawn).await?;
    Ok(Some(drawn.view()))
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
