//! The state of all handlers: [`WebState`], which server functions use as well, and what only routes use.

use super::{assets::Assets, forward_auth::RecentIdentities, metrics::RequestMetrics, stranger_pages::StrangerPages};
use crate::{
    accounts::Accounts,
    config::{Config, Environment},
    entropy::Entropy,
    web::state::WebState,
};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::{ops::Deref, sync::Arc};

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
}

impl AppState {
    pub fn new(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        let assets = Assets::new(config.environment == Environment::Development);
        Self(Arc::new(Parts {
            web: WebState::new(config, accounts, entropy),
            leptos: assets.leptos_options(),
            assets,
            metrics: RequestMetrics::default(),
            identities: RecentIdentities::default(),
            stranger_pages: StrangerPages::default(),
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
