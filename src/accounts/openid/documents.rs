//! Clients whose id is the address of a metadata document (`applications/openid/document.rs`). They have no row: the document is
//! fetched when somebody who is signed in comes with such an id, and kept in memory for an hour.
//!
//! Such a client belongs to the application whose resource it asks for, so that there as well one place decides who may enter.

use super::logout::Asking;
use super::tokens::{parse_refresh_token, stored_refresh_token};
use crate::accounts::clients::of_document;
use crate::accounts::{AuthenticatedClient, CurrentUser, OpenId};
use crate::applications::openid::{DocumentFlaw, read_document, undocumented};
use crate::applications::{Application, Applications, DocumentUrl, RedirectUri, Registered, Resource};
use crate::budgets::{Budget, RateLimitKey};
use crate::cache::Cache;
use crate::language::{Message, message};
use crate::outbound::{Outbound, OutboundError, RequestLimits};
use crate::shared::{AppError, ClientDefinition, ClientId, ErrorCode, Timestamp, UserId};
use crate::store::{Lease, StoreError};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

/// How long a document is kept.
const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// How long it is remembered that there is no valid document: long enough that repeated requests do not reach the host, and short
/// enough for its owner, who corrects it.
const FAILURE_KEPT_FOR: Duration = Duration::from_secs(30);
/// The maximum number of documents in memory; some kilobytes each.
const CAPACITY: usize = 1_000;
/// The maximum size of a document in bytes.
const MAX_BYTES: usize = 8 * 1024;
/// How many documents are fetched at a time.
const AT_A_TIME: usize = 8;
/// How long a request waits until it is among these.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// Somebody waits for the page meanwhile.
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(3), total: Duration::from_secs(5), body: MAX_BYTES };

/// The documents in memory, and what fetches them.
pub(in crate::accounts) struct Documents {
    /// None in commands, which know no such clients.
    outbound: OnceLock<Outbound>,
    /// By address. Locked while the document is fetched, so that everybody who asks for it at the same time waits for one request.
    kept: Cache<String, Arc<Mutex<Option<Kept>>>>,
    /// One fetch of an account at a time, so that nobody keeps the places of all others with hosts and name servers that do not answer.
    turns: Cache<UserId, Arc<Mutex<()>>>,
    fetching: Semaphore,
}

struct Kept {
    since: Timestamp,
    until: Timestamp,
    outcome: Result<ClientDefinition, NoDocument>,
}

impl Kept {
    /// Not after the clock was set back: otherwise a failure would be kept for as long as that.
    fn is_current(&self, now: Timestamp) -> bool {
        (self.since..self.until).contains(&now)
    }
}

impl Default for Documents {
    fn default() -> Self {
        let (kept, turns) = (Cache::new(CAPACITY), Cache::new(CAPACITY));
        Self { outbound: OnceLock::new(), kept, turns, fetching: Semaphore::new(AT_A_TIME) }
    }
}

/// Why there is no client for such an id.
#[derive(Clone, PartialEq, Eq, Debug)]
enum NoDocument {
    /// The setting does not allow documents of its host.
    Host,
    Unreachable(OutboundError),
    Status(u16),
    Type,
    Flaw(DocumentFlaw),
}

impl NoDocument {
    /// For the page. Not why a host is not reached, nor what it answers: that would tell what the network of the server is like.
    fn shown(&self, url: &DocumentUrl) -> AppError {
        let host = url.host().to_string();
        malformed(match self {
            Self::Host => message::client_document_host(host),
            Self::Unreachable(_) | Self::Status(_) => message::client_document_unreachable(host),
            Self::Type => message::client_document_type(host),
            Self::Flaw(flaw) => message::client_document_invalid(host, flaw.reason()),
        })
    }
}

impl OpenId {
    /// Documents are fetched with this from now on. Every account chooses their addresses, so it has to have no private networks.
    pub fn fetch_documents_with(&self, outbound: Outbound) {
        // Already set only if a server were started twice in a process: then both do the same.
        _ = self.parts().documents.outbound.set(outbound);
    }

    /// Whether there are clients with documents, as discovery says.
    pub fn has_document_clients(&self) -> bool {
        !self.settings().client_documents.is_off()
    }

    /// The client that the document at this address describes, in the application that the resources belong to. The account that
    /// signs in at it is charged for the document; None: somebody has to sign in before it is fetched.
    ///
    /// # Errors
    /// For the page, because nothing is sent to a client that is not known.
    pub(super) async fn document_client(
        &self,
        who: Option<&CurrentUser>,
        url: &DocumentUrl,
        resources: &[Resource],
    ) -> Result<Option<Registered>, AppError> {
        if !self.settings().client_documents.contain(url.host()) {
            return Err(NoDocument::Host.shown(url));
        }
        let applications = self.applications().all().await?;
        // Before the document: without a resource nothing is fetched.
        let application = application_of(&applications, resources)?;
        let definition = match (self.parts().documents.in_memory(url, self.now()), who) {
            (Some(definition), _) => definition,
            (None, Some(who)) => self.document(who, url).await?,
            (None, None) => return Ok(None),
        };
        Ok(Some(self.with_document(application, url, definition, resources)))
    }

    /// The client with a document, for a request with one of these: a code, a refresh token or an access token that it has got.
    /// They tell to which application it belongs. It has no secret.
    pub async fn authenticate_document_client(
        &self,
        id: &str,
        presented: &[&str],
    ) -> Result<Option<AuthenticatedClient>, AppError> {
        if !self.has_document_clients() || DocumentUrl::parse(id).is_none() {
            return Ok(None);
        }
        let id = ClientId::from_stored(id.to_owned());
        for text in presented {
            if let Some(resources) = self.resources_of(&id, text).await? {
                let registered = self.remembered_document_client(&id, resources.iter().map(String::as_str)).await?;
                return Ok(registered.map(|registered| AuthenticatedClient { registered, secret: None }));
            }
        }
        Ok(None)
    }

    /// The resources for which a client has got a code or a token. None if it is not its own.
    async fn resources_of(&self, id: &ClientId, presented: &str) -> Result<Option<Vec<String>>, AppError> {
        if let Some(code) = self.open_code(presented) {
            return Ok((code.client == *id).then_some(code.resources));
        }
        if let Some(token) = parse_refresh_token(presented) {
            let (own, keyring) = (id.clone(), self.keyring().clone());
            let find =
                async move |mut conn: Lease| stored_refresh_token(&mut conn, &keyring, token, own.as_str()).await;
            return Ok(self
                .db()
                .read(find)
                .await?
                .map(|(grant, _)| grant.resources.lines().map(str::to_owned).collect()));
        }
        let found = self.client_token(presented).await?.filter(|token| token.claims.client_id == *id);
        Ok(found.map(|token| token.claims.aud.iter().map(str::to_owned).collect()))
    }

    /// The client with a document, for what it has got for these resources: a code, a refresh token or an access token. Nothing is
    /// fetched: anybody may present tokens, and what the client has got does not depend on its document any more.
    pub(super) async fn remembered_document_client<'a>(
        &self,
        id: &ClientId,
        resources: impl Iterator<Item = &'a str>,
    ) -> Result<Option<Registered>, StoreError> {
        let Some(url) = DocumentUrl::parse(id.as_str()) else { return Ok(None) };
        let Ok(resources) = resources.map(Resource::parse).collect::<Result<Vec<_>, _>>() else { return Ok(None) };
        if !self.settings().client_documents.contain(url.host()) {
            return Ok(None);
        }
        let definition = self.parts().documents.in_memory(&url, self.now()).unwrap_or_else(undocumented);
        let applications = self.applications().all().await?;
        let application = application_of(&applications, &resources).ok();
        Ok(application.map(|application| self.with_document(application, &url, definition, &resources)))
    }

    /// The client with a document that asks for a sign-out. An ID token has to show that it does. Its document is fetched for `who`; a
    /// host that does not answer keeps nobody from signing out.
    pub(super) async fn described_asking(&self, who: Option<&CurrentUser>, id: &ClientId) -> Option<Asking> {
        let url = DocumentUrl::parse(id.as_str())?;
        if !self.settings().client_documents.contain(url.host()) {
            return None;
        }
        let definition = match (self.parts().documents.in_memory(&url, self.now()), who) {
            (Some(definition), _) => definition,
            (None, Some(who)) => self.document(who, &url).await.unwrap_or_else(|_| undocumented()),
            (None, None) => undocumented(),
        };
        let addresses = definition.post_logout_redirect_uris.iter().filter_map(|uri| RedirectUri::parse(uri).ok());
        Some(Asking { id: id.clone(), title: url.host().to_string(), addresses: addresses.collect() })
    }

    fn with_document(
        &self,
        application: &Arc<Application>,
        url: &DocumentUrl,
        definition: ClientDefinition,
        resources: &[Resource],
    ) -> Registered {
        let resources = resources.iter().map(ToString::to_string).collect();
        let definition = ClientDefinition { resources, ..definition };
        let client = of_document(url.id(), application.name.clone(), definition, self.now());
        Registered { client: Arc::new(client), application: Arc::clone(application) }
    }

    /// What a document says, from memory or from its host.
    async fn document(&self, who: &CurrentUser, url: &DocumentUrl) -> Result<ClientDefinition, AppError> {
        let documents = &self.parts().documents;
        let turn = documents.turns.get_or_insert_with(who.user.id, Arc::default);
        let turn = timeout(LIMITS.total, turn.lock_owned()).await.map_err(|_| overloaded())?;
        let place = documents.kept.get_or_insert_with(url.as_str().to_owned(), Arc::default);
        let mut kept = place.lock().await;
        let now = self.now();
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_current(now)) {
            return kept.outcome.clone().map_err(|error| error.shown(url));
        }
        let Some(outbound) = documents.outbound.get() else { return Err(NoDocument::Host.shown(url)) };
        self.spend(Budget::Change, RateLimitKey::Account(who.user.id))?;
        // Closed never.
        let _permit = timeout(MAX_WAIT, documents.fetching.acquire()).await.map_err(|_| overloaded())?;
        // Until the name is looked up, also if that takes longer than the request.
        let outcome = fetch(&outbound.in_turn(Arc::new(turn)), url).await;
        if let Err(error) = &outcome {
            tracing::info!(client = url.as_str(), cause = ?error, "a client has no valid document");
        }
        let kept_for = if outcome.is_ok() { KEPT_FOR } else { FAILURE_KEPT_FOR };
        let since = self.now();
        *kept = Some(Kept { since, until: since.plus(kept_for), outcome: outcome.clone() });
        outcome.map_err(|error| error.shown(url))
    }
}

impl Documents {
    /// None as well while it is being fetched.
    fn in_memory(&self, url: &DocumentUrl, now: Timestamp) -> Option<ClientDefinition> {
        let place = self.kept.get(url.as_str())?;
        let kept = place.try_lock().ok()?;
        kept.as_ref().filter(|kept| kept.is_current(now))?.outcome.clone().ok()
    }
}

/// The application that all of these resources belong to.
fn application_of<'a>(
    applications: &'a Applications,
    resources: &[Resource],
) -> Result<&'a Arc<Application>, AppError> {
    let of = |resource: &Resource| applications.of_resource(resource);
    let Some(application) = resources.first().and_then(of) else {
        return Err(malformed(message::client_document_resource()));
    };
    let is_of_it = |resource: &Resource| of(resource).is_some_and(|other| other.name == application.name);
    if !resources.iter().all(is_of_it) {
        return Err(malformed(message::client_document_resources()));
    }
    Ok(application)
}

fn overloaded() -> AppError {
    AppError::new(ErrorCode::Overloaded, message::error_overloaded()).retry(1)
}

fn malformed(detail: Message) -> AppError {
    AppError::new(ErrorCode::Malformed, detail)
}

async fn fetch(outbound: &Outbound, url: &DocumentUrl) -> Result<ClientDefinition, NoDocument> {
    let fetched = outbound.get(url.as_str(), LIMITS).await.map_err(NoDocument::Unreachable)?;
    // A redirect is not followed: the document has to be at the address that people are shown.
    if fetched.status != 200 {
        return Err(NoDocument::Status(fetched.status));
    }
    let media_type = fetched.content_type.unwrap_or_default().to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let is_json =
        media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json"));
    if !is_json {
        return Err(NoDocument::Type);
    }
    read_document(url, &fetched.body).map_err(NoDocument::Flaw)
}
