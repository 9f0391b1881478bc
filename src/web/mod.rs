//! Requests and responses of browsers, for server functions ([`crate::actions`]) and for the routes of [`crate::http`]. This file
//! contains the state that both share.
//!
//! | module | responsibility |
//! |---|---|
//! | [`context`] | the request to a server function, the form that was sent, and the response |
//! | [`prelude`] | what most server functions use |
//! | [`cookies`], [`flash`] | cookies, and messages for the next page |
//! | [`forms`] | forms that change many accounts, or an application; single values of forms |
//! | [`applications`], [`clients`] | what pages show about applications and clients |
//! | [`factors`] | what pages show about the factors of an account |
//! | [`journeys`] | the journeys that a browser is on, and the bound of all cookies of ways under way |
//! | [`language`] | the language of a visitor |
//! | [`own_fields`] | what the forms of fields of one's own ask and send |
//! | [`urls`] | URLs and query parameters |
//! | [`problem`] | error responses |
//! | [`request`] | the client address and the id of a request |

pub mod applications;
pub mod clients;
pub mod context;
pub mod cookies;
pub mod factors;
pub mod flash;
pub mod forms;
pub mod journeys;
pub mod language;
pub mod own_fields;
pub mod prelude;
pub mod problem;
pub mod request;
pub mod urls;

use crate::accounts::Accounts;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::keys;
use crate::language::Language;
use crate::shared::PublicSettings;
use cookies::Cookies;
use flash::FlashSeal;
use request::{RequestIds, TrustedProxies};
use std::ops::Deref;
use std::sync::Arc;

/// The operator's part of the look of pages in one language: the fields of the same names in [`PublicSettings`].
#[derive(Clone, Debug, Default)]
pub struct PageLook {
    pub brand: Option<String>,
    pub links: Option<String>,
    pub support: Option<String>,
    pub stylesheet: Option<String>,
    pub icon: Option<String>,
}

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
    /// In the order of [`Language::ALL`].
    settings: [PublicSettings; Language::ALL.len()],
    /// Whether messages are sent; otherwise they are written to files.
    pub has_mail_server: bool,
}

impl WebState {
    /// `look`: of pages in a language.
    pub fn new(
        config: &Config,
        accounts: Accounts,
        entropy: Arc<dyn Entropy>,
        look: impl Fn(Language) -> PageLook,
    ) -> Self {
        let settings = |language| {
            let look = look(language);
            PublicSettings {
                registration_open: config.registration_open,
                password: config.password_rules,
                administrators_rename: config.administrators_rename,
                home_url: accounts.settings().home_url.clone(),
                name: config.name_in(language).clone(),
                passkeys: accounts.factors().relying_party().is_ok(),
                keeps_messages: config.keeps_messages(),
                brand: look.brand,
                links: look.links,
                support: look.support,
                stylesheet: look.stylesheet,
                icon: look.icon,
            }
        };
        // Each purpose has its own key, derived from the one secret.
        let flash_key = keys::derive(&config.secret, "flash cookie");
        Self(Arc::new(Parts {
            cookies: Cookies::new(config.is_https()),
            flash: FlashSeal::new(&flash_key, Arc::clone(&entropy)),
            request_ids: RequestIds::new(Arc::clone(&entropy)),
            entropy,
            proxies: TrustedProxies::new(config.trusted_proxies.clone()),
            settings: Language::ALL.map(settings),
            has_mail_server: config.smtp.is_some(),
            accounts,
        }))
    }
}

impl Parts {
    /// The settings that pages in this language use.
    pub fn settings(&self, language: Language) -> &PublicSettings {
        &self.settings[language as usize]
    }
}

impl Deref for WebState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
