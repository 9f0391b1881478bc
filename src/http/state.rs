//! The state of all handlers: [`WebState`], which server functions use as well, and what only routes use.

use super::{assets::Assets, metrics::RequestMetrics, stranger_pages::StrangerPages};
use crate::{
    accounts::{Accounts, IdentityKey, TOKEN_REUSED_FOR},
    budgets::Budget,
    config::{Config, Environment},
    entropy::Entropy,
    shared::{
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    web::WebState,
};
use axum::{
    extract::FromRef,
    http::{HeaderMap, Method},
};
use leptos::config::LeptosOptions;
use moka::sync::Cache;
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// One `Arc`, because each layer of the router clones it for each request: counters of references that all cores change are slow.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

pub struct Parts {
    pub web: WebState,
    pub assets: Assets,
    pub leptos: LeptosOptions,
    pub metrics: RequestMetrics,
    pub identities: RecentIdentities,
    pub stranger_pages: StrangerPages,
    /// The budget that an endpoint declares, by method and route; none for other routes. Handed in, because the endpoints need this
    /// state.
    pub budget_of_endpoint: fn(&Method, &str) -> Option<Budget>,
}

impl AppState {
    pub fn new(
        config: &Config,
        accounts: Accounts,
        entropy: Arc<dyn Entropy>,
        budget_of_endpoint: fn(&Method, &str) -> Option<Budget>,
    ) -> Self {
        let assets = Assets::new(config.environment == Environment::Development);
        Self(Arc::new(Parts {
            web: WebState::new(config, accounts, entropy),
            leptos: assets.leptos_options(),
            assets,
            metrics: RequestMetrics::default(),
            identities: RecentIdentities::default(),
            stranger_pages: StrangerPages::default(),
            budget_of_endpoint,
        }))
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
#[derive(Default)]
pub struct RecentIdentities {
    pub headers: RecentHeaders,
    pub refresh_tokens: RecentTokens,
}

/// The maximum number of identities in memory, some 2,500 bytes each, and of refresh tokens, some 200 bytes each.
const MAX_RECENT: u64 = 10_000;

/// The headers that tell an application who sends a request.
pub struct Identity {
    pub signed_at: Timestamp,
    pub headers: HeaderMap,
}

/// The identities that were sent recently. A signature takes some 20 µs.
pub struct RecentHeaders(pub Cache<IdentityKey, Arc<Identity>>);

impl Default for RecentHeaders {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_RECENT).time_to_live(TOKEN_REUSED_FOR).build())
    }
}

/// A refresh token that was found valid. Its session can end before `until`, and is looked up each time.
#[derive(Clone, Copy)]
pub struct ValidToken {
    pub session: SessionId,
    pub user: UserId,
    pub until: Timestamp,
}

/// The refresh tokens that were sent recently, by their ids. None if a token was not found valid. Locked while the database is
/// asked.
pub struct RecentTokens(pub Cache<[u8; 32], Arc<Mutex<Option<ValidToken>>>>);

impl RecentTokens {
    /// Shorter than the grace period, so that a token that is used meanwhile does not outlive it. Only the use of its successor is
    /// noticed later.
    pub const REMEMBERED_FOR: Duration = Duration::from_secs(5);
}

impl Default for RecentTokens {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_RECENT).time_to_live(Self::REMEMBERED_FOR).build())
    }
}
