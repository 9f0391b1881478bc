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

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub web: WebState,
    pub assets: Arc<Assets>,
    pub leptos: Arc<LeptosOptions>,
    pub metrics: Arc<RequestMetrics>,
    pub identities: Arc<RecentIdentities>,
    pub stranger_pages: StrangerPages,
}

impl AppState {
    pub fn new(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        let assets = Assets::new(config.environment == Environment::Development);
        let leptos = Arc::new(assets.leptos_options());
        let web = WebState::new(config, accounts, entropy);
        Self {
            web,
            assets: Arc::new(assets),
            leptos,
            metrics: Arc::default(),
            identities: Arc::default(),
            stranger_pages: StrangerPages::default(),
        }
    }
}

impl Deref for AppState {
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
