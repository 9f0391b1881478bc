//! The state of all handlers: [`WebState`], which server functions use as well, and what only routes use.

use super::assets::Assets;
use super::headers::SecurityHeaders;
use super::host_look::HostLook;
use super::look::{LookFiles, page_look};
use super::metrics::RequestMetrics;
use super::no_administrator::HasAdministrator;
use super::stranger_pages::StrangerPages;
use crate::accounts::{Accounts, IdentityKey, TOKEN_REUSED_FOR};
use crate::applications::Origin;
use crate::cache::Cache;
use crate::config::{Config, Environment};
use crate::entropy::Entropy;
use crate::language::Language;
use crate::shared::{SessionId, Timestamp, UserId};
use crate::texts::in_language;
use crate::web::WebState;
use axum::extract::FromRef;
use axum::http::HeaderMap;
use axum::response::Response;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// One `Arc`, because each layer of the router clones it for each request: counters of references that all cores change are slow.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

pub struct Parts {
    pub web: WebState,
    /// The origin of this server, as the base URL says.
    pub own: Option<Origin>,
    pub assets: Assets,
    pub look: LookFiles,
    /// In the order of [`Language::ALL`].
    host_looks: [HostLook; Language::ALL.len()],
    pub security_headers: SecurityHeaders,
    pub metrics: RequestMetrics,
    pub identities: RecentIdentities,
    pub stranger_pages: StrangerPages,
    pub has_administrator: HasAdministrator,
}

impl AppState {
    pub fn new(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        let look = LookFiles::new(&config.look);
        let host_look = |language| {
            let (name, links) = (config.name_in(language).as_str(), page_look(config, &look, language).links);
            HostLook::new(&config.base_url, name, &config.look, &look, links)
        };
        Self(Arc::new(Parts {
            host_looks: Language::ALL.map(host_look),
            own: config.origin(),
            web: WebState::new(config, accounts, entropy, |language| page_look(config, &look, language)),
            look,
            assets: Assets::new(config.environment == Environment::Development),
            security_headers: SecurityHeaders::new(config.is_https()),
            metrics: RequestMetrics::default(),
            identities: RecentIdentities::default(),
            stranger_pages: StrangerPages::default(),
            has_administrator: HasAdministrator::default(),
        }))
    }
}

impl Parts {
    /// Writes a page in this language that a browser shows on the host of an application.
    pub fn host_page(&self, language: Language, write: impl FnOnce(&HostLook) -> Response) -> Response {
        in_language(language, || write(&self.host_looks[language as usize]))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Deref for Parts {
    type Target = WebState;

    fn deref(&self) -> &WebState {
        &self.web
    }
}

impl FromRef<AppState> for WebState {
    fn from_ref(state: &AppState) -> Self {
        state.web.clone()
    }
}

impl FromRef<AppState> for Accounts {
    fn from_ref(state: &AppState) -> Self {
        state.accounts.clone()
    }
}

/// What the last questions of proxies have found out, for those that follow (`forward_auth`).
pub struct RecentIdentities {
    /// The headers that were sent recently. A signature takes some 20 µs.
    pub headers: Cache<IdentityKey, Arc<Identity>>,
    /// The refresh tokens that were sent recently, by their ids. None if a token was not found valid. Locked while the database is
    /// asked.
    pub refresh_tokens: Cache<[u8; 32], Arc<Mutex<Option<ValidToken>>>>,
}

impl RecentIdentities {
    /// The maximum number of identities in memory, some 2,500 bytes each, and of refresh tokens, some 200 bytes each.
    const MAX: usize = 10_000;
    /// Shorter than the grace period, so that a refresh token that is used meanwhile does not outlive it. Only the use of its
    /// successor is noticed later.
    pub const TOKENS_REMEMBERED_FOR: Duration = Duration::from_secs(5);
}

impl Default for RecentIdentities {
    fn default() -> Self {
        Self {
            headers: Cache::with_max_age(Self::MAX, TOKEN_REUSED_FOR),
            refresh_tokens: Cache::with_max_age(Self::MAX, Self::TOKENS_REMEMBERED_FOR),
        }
    }
}

/// The headers that tell an application who sends a request.
pub struct Identity {
    pub signed_at: Timestamp,
    /// With the default headers of all responses.
    pub headers: HeaderMap,
}

/// A refresh token that was found valid. Its session can end before `until`, and is looked up each time.
#[derive(Clone, Copy)]
pub struct ValidToken {
    pub session: SessionId,
    pub user: UserId,
    pub until: Timestamp,
}
