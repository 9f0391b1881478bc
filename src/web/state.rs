//! The state that server functions and routes share.

use super::{client_address::TrustedProxies, cookies::Cookies, flash::FlashSeal, request_id::RequestIds};
use crate::{accounts::Accounts, config::Config, entropy::Entropy, keys, shared::visit::PublicSettings};
use std::{ops::Deref, sync::Arc};

/// Cheap to clone.
#[derive(Clone)]
pub struct WebState(Arc<Parts>);

pub struct Parts {
    pub accounts: Accounts,
    pub entropy: Arc<dyn Entropy>,
    pub request_ids: RequestIds,
    pub cookies: Cookies,
    pub flash: FlashSeal,
    pub proxies: TrustedProxies,
    /// The settings that pages use.
    pub settings: PublicSettings,
    /// Whether messages are sent; otherwise they are written to files.
    pub has_mail_server: bool,
}

impl WebState {
    pub fn new(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        // Each purpose has its own key, derived from the one secret.
        let flash_key = keys::derive(&config.secret, "flash cookie");
        Self(Arc::new(Parts {
            cookies: Cookies::new(config.is_https()),
            flash: FlashSeal::new(&flash_key, Arc::clone(&entropy)),
            request_ids: RequestIds::new(Arc::clone(&entropy)),
            entropy,
            proxies: TrustedProxies::new(config.trusted_proxies.clone()),
            settings: PublicSettings {
                registration_open: config.registration_open,
                password: config.password_rules,
                administrators_rename: config.administrators_rename,
                home_url: accounts.settings().home_url.clone(),
                name: config.name.clone(),
                keeps_messages: config.keeps_messages(),
            },
            has_mail_server: config.smtp.is_some(),
            accounts,
        }))
    }
}

impl Deref for WebState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
