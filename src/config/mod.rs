//! The configuration: from the environment, else a file, else the defaults; unsafe values stop the start.

mod data_dir;
mod database;
mod lifetimes;
mod origin;
mod parse;
mod secret;
mod source;
#[cfg(test)]
mod tests;
mod variables;

pub use database::DatabaseUrl;
pub use secret::{MasterSecret, fresh_secret};
pub use source::Source;
pub use variables::{OF_MAIL, VARIABLES};

use crate::{budgets::RateLimits, entropy::Entropy, passwords::Argon2Cost, shared::fields::password::PasswordRules};
use ipnet::IpNet;
use lifetimes::{Lifetimes, RETENTION};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

/// `production` unless said otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Environment {
    Production,
    Development,
}

impl Environment {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Development => "development",
        }
    }
}

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub listen: SocketAddr,
    pub database_url: DatabaseUrl,
    pub data_dir: PathBuf,
    /// The public origin, without a slash at the end.
    pub base_url: String,
    pub secret: MasterSecret,
    /// The secret before, while it is being exchanged.
    pub previous_secret: Option<MasterSecret>,
    pub registration_open: bool,
    pub password_rules: PasswordRules,
    pub argon2: Argon2Cost,
    pub access_ttl: Duration,
    pub refresh_ttl: Duration,
    pub session_max: Duration,
    /// How long events stay in the audit trail.
    pub audit_retention: Duration,
    /// Off switches all limits off.
    pub rate_limit: bool,
    pub rate_limits: RateLimits,
    pub trusted_proxies: Vec<IpNet>,
    pub cors_origins: Vec<String>,
    pub log: Option<String>,
}

/// Where the server listens, by `HOST` and `PORT`. For who wants to know no more; nothing is made.
///
/// # Errors
/// A value that is no address or port.
pub fn listen(source: &Source) -> Result<SocketAddr, ConfigError> {
    let host = source.parse("HOST", parse::host)?.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let port = source.parse("PORT", parse::port)?.unwrap_or(3000);
    Ok(SocketAddr::new(host, port))
}

/// Which database, by `DATABASE_URL` and `VESTIBULE_DATA_DIR`; nothing is made.
///
/// # Errors
/// A URL that names none.
pub fn database_url(source: &Source) -> Result<DatabaseUrl, ConfigError> {
    database::url(source, &data_dir(source))
}

fn data_dir(source: &Source) -> PathBuf {
    PathBuf::from(source.get("VESTIBULE_DATA_DIR").unwrap_or("./data"))
}

/// One sentence that names the variable and says the mend.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads and checks everything; makes the data directory, and the secret in it, when they are not there.
    ///
    /// # Errors
    /// The first value that will not do.
    pub fn load(source: &Source, entropy: &dyn Entropy) -> Result<Self, ConfigError> {
        let listen = listen(source)?;
        let base_url = origin::base_url(source, listen.port())?;
        let lifetimes = Lifetimes::read(source)?;
        source.parse("VESTIBULE_REGISTRATION_PRIVACY", parse::registration_privacy)?;
        let data_dir = data_dir(source);
        let database_url = database_url(source)?;
        let database_file = database_url.sqlite_file();
        let given_secret = secret::given(source, "VESTIBULE_SECRET")?;
        if database_url.is_postgres() && given_secret.is_none() {
            return Err(ConfigError(
                "VESTIBULE_SECRET is missing: with PostgreSQL every replica needs the same one, so none is made up; \
                 put the output of `vestibule secret` there."
                    .to_owned(),
            ));
        }
        Ok(Self {
            environment: source.parse("VESTIBULE_ENV", parse::environment)?.unwrap_or(Environment::Production),
            listen,
            database_url,
            base_url,
            registration_open: source.parse("VESTIBULE_REGISTRATION", parse::open_or_closed)?.unwrap_or(true),
            password_rules: source.parse("VESTIBULE_PASSWORD_MIN_LENGTH", parse::password_rules)?.unwrap_or_default(),
            argon2: source.parse("VESTIBULE_ARGON2", parse::argon2)?.unwrap_or(Argon2Cost::MINIMUM),
            access_ttl: lifetimes.access,
            refresh_ttl: lifetimes.refresh,
            session_max: lifetimes.session_max,
            audit_retention: source.parse("VESTIBULE_AUDIT_RETENTION", lifetimes::retention)?.unwrap_or(RETENTION),
            rate_limit: source.parse("VESTIBULE_RATE_LIMIT", parse::on_or_off)?.unwrap_or(true),
            rate_limits: source.parse("VESTIBULE_RATE_LIMITS", str::parse)?.unwrap_or_default(),
            trusted_proxies: source.parse("VESTIBULE_TRUSTED_PROXIES", parse::networks)?.unwrap_or_default(),
            cors_origins: source.parse("VESTIBULE_CORS_ORIGINS", origin::origins)?.unwrap_or_default(),
            log: source.parse("VESTIBULE_LOG", parse::log)?,
            previous_secret: secret::given(source, "VESTIBULE_SECRET_PREVIOUS")?,
            // Last, for this writes: a start that is refused for another reason leaves nothing behind.
            secret: data_dir::prepare(&data_dir)
                .and_then(|()| secret::or_made(given_secret, &data_dir, database_file.as_deref(), entropy))?,
            data_dir,
        })
    }

    /// Whether browsers reach us over https, by the base URL.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
