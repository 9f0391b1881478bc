//! The configuration, read from the environment, from files, or from defaults. An invalid or unsafe value prevents the
//! server from starting.

mod addresses;
mod applications;
mod client_documents;
mod database;
mod look;
mod mail;
mod outbound;
mod parse;
pub mod private;
mod providers;
mod reload;
mod secret;
mod source;
mod test_mode;
#[cfg(test)]
mod tests;
mod translations;
mod variables;
mod warnings;

pub use addresses::listen;
pub use applications::applications_in;
pub use database::{Database, DatabaseUrl};
pub use mail::{Encryption, Login, SmtpUrl};
pub use outbound::OutboundSettings;
pub use reload::WatchedFile;
pub use secret::{MasterSecret, MetricsToken, generate_secret};
pub use source::Source;
pub use test_mode::{is_called_localhost, listen_in_test_mode};
pub use translations::Translation;
pub use variables::VARIABLES;
pub use warnings::UnknownSettings;

use crate::applications::openid::DocumentHosts;
use crate::applications::upstream::Provider;
use crate::applications::{FileDefinitions, Origin};
use crate::budgets::RateLimits;
use crate::entropy::Entropy;
use crate::language::Language;
use crate::look::Look;
use crate::passwords::{Argon2Cost, PasswordFilter};
use crate::shared::demand::FactorDemand;
use crate::shared::fields::names::InstallationName;
use crate::shared::fields::password::PasswordRules;
use ipnet::IpNet;
use lettre::message::Mailbox;
use parse::{DEFAULT_RETENTION, Lifetimes, ON_OR_OFF};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

names! {
    /// `VESTIBULE_ENV`; the default is `production`.
    pub enum Environment else "use production or development" {
        Production = "production",
        Development = "development",
    }
}

/// All settings, validated.
#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub unknown_settings: UnknownSettings,
    /// A server for the tests of other programs: it shows its messages and lets them move its clock.
    pub test_mode: bool,
    pub listen: SocketAddr,
    pub database_url: DatabaseUrl,
    /// Whether the command may create the database, or its tables.
    pub database: Database,
    pub data_dir: PathBuf,
    /// The public origin, without a trailing slash.
    pub base_url: String,
    /// The domain that passkeys belong to. None: the host of the public origin.
    pub passkey_domain: Option<String>,
    /// What pages and messages call the installation.
    pub name: InstallationName,
    /// That of pages and messages, where nothing else says it.
    pub language: Language,
    pub look: Look,
    /// What differs in other languages than English.
    pub translations: Vec<Translation>,
    pub secret: MasterSecret,
    /// The previous secret, while the secret is rotated.
    pub previous_secret: Option<MasterSecret>,
    /// None: messages are written to files in the data directory.
    pub smtp: Option<SmtpUrl>,
    /// The sender of all messages.
    pub mail_from: Mailbox,
    /// How many invitations a mailing sends in a minute.
    pub mailing_rate: u32,
    /// The folder with texts of messages that replace those of the program.
    pub mail_templates: Option<PathBuf>,
    pub registration_open: bool,
    /// Registration does not reveal whether an email address is taken.
    pub strict_registration_privacy: bool,
    /// An account can sign in only after its email address has been confirmed.
    pub require_verified_email: bool,
    /// Users keep the username with which they have registered; only administrators change it.
    pub administrators_rename: bool,
    pub password_rules: PasswordRules,
    /// Made of the operator's list of stolen passwords.
    pub password_filter: Option<Arc<PasswordFilter>>,
    pub argon2: Argon2Cost,
    pub access_ttl: Duration,
    pub refresh_ttl: Duration,
    pub session_max: Duration,
    /// For how long a proof of who somebody is counts before what matters.
    pub step_up_after: Duration,
    /// For how long a browser may skip the second factor. None: it may not.
    pub trust_browsers: Option<Duration>,
    /// Who has to have a second factor.
    pub second_factor_demand: FactorDemand,
    pub audit_retention: Duration,
    /// `false` turns off all rate limits and the lockout.
    pub rate_limit: bool,
    pub rate_limits: RateLimits,
    /// Networks in which many people share an address.
    pub shared_networks: Vec<IpNet>,
    pub trusted_proxies: Vec<IpNet>,
    pub cors_origins: Vec<String>,
    /// Where the server may send requests of its own, such as logout tokens.
    pub outbound: OutboundSettings,
    /// Permits reading the metrics. None: they exist only while the base URL is an address of this machine.
    pub metrics_token: Option<MetricsToken>,
    pub log: Option<String>,
    /// What the file of applications defines.
    pub applications: FileDefinitions,
    /// The file of applications. None: there is none.
    pub applications_file: Option<PathBuf>,
    /// Where people have accounts with which they sign in here, as the environment says.
    pub providers: Vec<Provider>,
    /// From which hosts metadata documents of clients are taken.
    pub client_documents: DocumentHosts,
    /// Where a sign-in leads that has no other destination: a path or an absolute URL. None: the account page.
    pub home_url: Option<String>,
}

/// The database, from `DATABASE_URL` or `VESTIBULE_DATA_DIR`. Creates no files, in contrast to [`Config::load`].
///
/// # Errors
/// If `DATABASE_URL` is invalid.
pub fn database_url(source: &Source) -> Result<DatabaseUrl, ConfigError> {
    database::url(source, &data_dir(source))
}

fn data_dir(source: &Source) -> PathBuf {
    PathBuf::from(source.get("VESTIBULE_DATA_DIR").unwrap_or("./data"))
}

/// An invalid setting. The message names the variable and says how to fix it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads and validates all settings. Creates the data directory and the secret in it if they do not exist, unless `database`
    /// must exist.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn load(source: &Source, database: Database, entropy: &dyn Entropy) -> Result<Self, ConfigError> {
        // First, because a misspelt variable can be the cause of another error.
        let (unknown_settings, listen) = (warnings::unknown_settings(source)?, listen(source)?);
        let base_url = addresses::base_url(source, listen.port())?;
        let (lifetimes, smtp) = (Lifetimes::read(source)?, mail::smtp(source)?);
        let (applications_file, applications) = applications::read(source, &base_url)?;
        let (data_dir, database_url) = (data_dir(source), database_url(source)?);
        let (database_file, is_usable) = (database_url.sqlite_file(), database.check(&database_url, &data_dir));
        let configured_secret = secret::configured(source, "VESTIBULE_SECRET")?;
        database_url.check_secret(configured_secret.as_ref())?;
        let name = source.parse("VESTIBULE_NAME", parse::name)?.unwrap_or_default();
        Ok(Self {
            unknown_settings,
            environment: source.parse("VESTIBULE_ENV", str::parse)?.unwrap_or(Environment::Production),
            test_mode: source.is_of_test_mode(),
            listen,
            database_url,
            database,
            language: source.parse("VESTIBULE_LANGUAGE", parse::language)?.unwrap_or_default(),
            look: look::read(source, &base_url)?,
            translations: translations::read(source, &base_url)?,
            passkey_domain: addresses::passkey_domain(source, &base_url)?,
            base_url,
            strict_registration_privacy: mail::strict_registration_privacy(source, smtp.as_ref())?,
            smtp,
            mail_from: mail::sender(source, &name)?,
            mailing_rate: source.parse("VESTIBULE_MAILING_RATE", mail::rate)?.unwrap_or(mail::DEFAULT_RATE),
            mail_templates: source.get("VESTIBULE_MAIL_TEMPLATES").map(PathBuf::from),
            name,
            registration_open: source.either("VESTIBULE_REGISTRATION", [("open", true), ("closed", false)])?,
            require_verified_email: source.is_on("VESTIBULE_REQUIRE_VERIFIED_EMAIL")?,
            administrators_rename: source.either("VESTIBULE_USERNAMES", [("free", false), ("administrators", true)])?,
            password_rules: parse::password_rules(source)?,
            password_filter: source.parse("VESTIBULE_PASSWORD_FILTER", parse::password_filter)?,
            argon2: source.parse("VESTIBULE_ARGON2", parse::argon2)?.unwrap_or(Argon2Cost::MINIMUM),
            access_ttl: lifetimes.access,
            refresh_ttl: lifetimes.refresh,
            session_max: lifetimes.session_max,
            step_up_after: lifetimes.step_up_after,
            trust_browsers: lifetimes.trust_browsers,
            second_factor_demand: parse::second_factor_demand(source)?,
            audit_retention: source.parse("VESTIBULE_AUDIT_RETENTION", parse::retention)?.unwrap_or(DEFAULT_RETENTION),
            rate_limit: source.either("VESTIBULE_RATE_LIMIT", ON_OR_OFF)?,
            rate_limits: source.parse("VESTIBULE_RATE_LIMITS", str::parse)?.unwrap_or_default(),
            shared_networks: source.parse("VESTIBULE_SHARED_NETWORKS", parse::shared_networks)?.unwrap_or_default(),
            trusted_proxies: source.parse("VESTIBULE_TRUSTED_PROXIES", parse::networks)?.unwrap_or_default(),
            cors_origins: source.parse("VESTIBULE_CORS_ORIGINS", addresses::origins)?.unwrap_or_default(),
            outbound: outbound::read(source)?,
            metrics_token: secret::metrics_token(source)?,
            log: source.parse("VESTIBULE_LOG", parse::log)?,
            applications,
            applications_file,
            providers: providers::read(source)?,
            client_documents: source.parse("VESTIBULE_CLIENT_DOCUMENTS", client_documents::hosts)?.unwrap_or_default(),
            home_url: source.parse("VESTIBULE_HOME_URL", addresses::home_url)?,
            previous_secret: secret::configured(source, "VESTIBULE_SECRET_PREVIOUS")?,
            // Last, because it writes files: a configuration with another error must create none.
            secret: is_usable
                .and_then(|()| secret::or_generated(configured_secret, &data_dir, database_file.as_deref(), entropy))?,
            data_dir,
        })
    }

    /// The origin of this server.
    pub fn origin(&self) -> Option<Origin> {
        Origin::of_url(&self.base_url)
    }

    /// Whether browsers use https, according to the base URL.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Whether the base URL is an address of this machine.
    pub fn is_loopback(&self) -> bool {
        addresses::is_on_this_machine(&self.base_url)
    }
}
