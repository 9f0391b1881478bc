//! The configuration: from the environment, else a file, else the defaults; unsafe values stop the start.

use crate::{passwords::Argon2Cost, shared::fields::password::PasswordRules};
use ipnet::IpNet;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// `production` unless said otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Environment {
    Production,
    Development,
}

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub listen: SocketAddr,
    /// `sqlite:` URL with an absolute or relative path.
    pub database_url: String,
    pub data_dir: PathBuf,
    /// The public origin, without a slash at the end.
    pub base_url: String,
    pub secret: MasterSecret,
    pub registration_open: bool,
    pub password_rules: PasswordRules,
    pub argon2: Argon2Cost,
    pub access_ttl: Duration,
    pub refresh_ttl: Duration,
    pub session_max: Duration,
    pub rate_limit: bool,
    pub trusted_proxies: Vec<IpNet>,
    pub cors_origins: Vec<String>,
    pub log: Option<String>,
}

impl Config {
    /// Whether browsers reach us over https, by the base URL.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// What wraps the signing keys at rest. Never printed.
#[derive(Clone)]
pub struct MasterSecret(zeroize::Zeroizing<Vec<u8>>);

impl MasterSecret {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(zeroize::Zeroizing::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterSecret(…)")
    }
}
