//! What handlers share, made once at the start.

use super::{assets::Assets, client_address::TrustedProxies, cookies::Cookies, flash::FlashSeal, pages::Pages};
use crate::{
    accounts::Accounts,
    config::{Config, Environment},
    entropy::Entropy,
    keys,
    shared::visit::PublicSettings,
};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::{ops::Deref, sync::Arc};

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of the state.
pub struct Parts {
    pub accounts: Accounts,
    pub entropy: Arc<dyn Entropy>,
    pub cookies: Cookies,
    pub flash: FlashSeal,
    pub proxies: TrustedProxies,
    /// What pages know of the configuration.
    pub settings: PublicSettings,
    pub assets: Assets,
    pub pages: Pages,
    pub leptos: LeptosOptions,
}

impl AppState {
    pub fn new(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        let flash_key = keys::derive(&config.secret, "flash cookie");
        let assets = Assets::new(config.environment == Environment::Development);
        let leptos = assets.leptos_options();
        Self(Arc::new(Parts {
            accounts,
            cookies: Cookies::new(config.is_https()),
            flash: FlashSeal::new(&flash_key, Arc::clone(&entropy)),
            entropy,
            proxies: TrustedProxies::new(config.trusted_proxies.clone()),
            settings: PublicSettings { registration_open: config.registration_open, password: config.password_rules },
            pages: Pages::list(),
            assets,
            leptos,
        }))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<AppState> for Accounts {
    fn from_ref(state: &AppState) -> Self {
        state.accounts.clone()
    }
}
