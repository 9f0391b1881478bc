//! The configuration, read from the environment, from files, or from defaults. An invalid or unsafe value prevents the
//! server from starting.
//!
//! A setting is a row of the table in this file. What it means for operators is in `.env.example`; a test compares the names and
//! the defaults.

#[macro_use]
mod table;

mod addresses;
mod applications;
mod client_documents;
mod database;
mod look;
mod losses;
mod mail;
mod mistakes;
mod outbound;
mod parse;
pub mod private;
mod providers;
mod reload;
mod secret;
mod service;
mod source;
mod standbys;
mod test_mode;
#[cfg(test)]
mod tests;
mod text_file;
mod translations;
mod variables;
mod warnings;

pub use addresses::listen;
pub use applications::applications_in;
pub use database::{Database, DatabaseUrl};
pub use mail::{Encryption, Login, SmtpUrl};
pub use mistakes::in_lines;
pub use outbound::OutboundSettings;
pub use reload::WatchedFile;
pub use secret::{MasterSecret, MetricsToken, generate_secret};
pub use service::{SERVICE_SETTINGS, ServiceSettings, ServiceUser};
pub use source::Source;
pub use test_mode::{is_called_localhost, listen_in_test_mode};
pub use translations::Translation;
pub use warnings::UnknownSettings;

use crate::applications::{DocumentHosts, FileDefinitions, Provider};
use crate::budgets::RateLimits;
use crate::entropy::Entropy;
use crate::language::Language;
use crate::look::Look;
use crate::look::accent::Palette;
use crate::look::themes::{DARK, LIGHT};
use crate::passwords::{Argon2Cost, PasswordFilter};
use crate::pictures::logo::Logo;
use crate::shared::fields::names::InstallationName;
use crate::shared::fields::password::{MIN, PasswordRules};
use crate::shared::lifetimes::{MAX_ACCESS_TTL, MAX_SESSION_LIFETIME};
use crate::shared::{DAY, FactorDemand, Notifications, ProviderKind, Timestamp};
use ipnet::IpNet;
use lettre::message::Mailbox;
use parse::{MINUTE, ON_OR_OFF, one_of, up_to, word};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use table::{HIDDEN, day, days, file, list, time};

names! {
    /// `VESTIBULE_ENV`; the default is `production`.
    pub enum Environment else "use production or development" {
        Production = "production",
        Development = "development",
    }
}

/// An invalid setting. The message names the variable and says how to fix it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct ConfigError(String);

settings! {
    load(source, database, entropy);

    pub environment: Environment = "VESTIBULE_ENV", Applies,
        |source, name| source.parse_or(name, Environment::Production, str::parse),
        Some(|config| config.environment.as_str().into());
    pub unknown_settings: UnknownSettings = "VESTIBULE_UNKNOWN_SETTINGS", Applies, warnings::unknown_settings,
        Some(|config| config.unknown_settings.as_str().into());
    part host: IpAddr = "HOST", Applies,
        |source, name| source.parse_or(name, IpAddr::V4(Ipv4Addr::LOCALHOST), addresses::host),
        Some(|config| config.listen.ip().to_string().into());
    part port: u16 = "PORT", Applies, |source, name| source.parse_or(name, 3000, addresses::port),
        Some(|config| config.listen.port().into());
    /// The public origin, without a trailing slash.
    pub base_url: String = "VESTIBULE_BASE_URL", Ignored, addresses::base_url, Some(|config| config.base_url.as_str().into());
    part platform_url: Option<String> = "RENDER_EXTERNAL_URL", Ignored,
        |source, name| source.parse(name, addresses::public_origin), None;
    /// The domain that passkeys belong to. None: the host of the public origin.
    pub passkey_domain: Option<String> = "VESTIBULE_PASSKEY_DOMAIN", Ignored, addresses::passkey_domain,
        Some(|config| config.passkey_domain.as_deref().into());
    /// What pages and messages call the installation.
    pub name: InstallationName = "VESTIBULE_NAME" | "VESTIBULE_NAME_DE", Applies,
        |source, name| source.parse_or(name, InstallationName::default(), parse::name),
        Some(|config| config.name.as_str().into());
    /// That of pages and messages, where nothing else says it.
    pub language: Language = "VESTIBULE_LANGUAGE", Applies,
        |source, name| source.parse_or(name, Language::default(), parse::language),
        Some(|config| config.language.as_str().into());
    part logo: Option<(PathBuf, Logo)> = "VESTIBULE_LOGO", Applies, |source, name| source.parse(name, look::logo),
        Some(|config| file(config.look.logo_file.as_deref()));
    part accent: Option<Palette> = "VESTIBULE_ACCENT", Applies,
        |source, name| source.parse(name, |value| Palette::parse(value, &LIGHT)),
        Some(|config| config.look.accent.as_ref().map(|accent| accent.light.fill.digits()).into());
    part accent_dark: Option<Palette> = "VESTIBULE_ACCENT_DARK", Applies,
        |source, name| source.parse(name, |value| Palette::parse(value, &DARK)),
        Some(|config| config.look.accent.as_ref().map(|accent| accent.dark.fill.digits()).into());
    part terms_url: Option<String> = "VESTIBULE_TERMS_URL" | "VESTIBULE_TERMS_URL_DE", Applies, look::page,
        Some(|config| config.look.terms_url.as_deref().into());
    part privacy_url: Option<String> = "VESTIBULE_PRIVACY_URL" | "VESTIBULE_PRIVACY_URL_DE", Applies, look::page,
        Some(|config| config.look.privacy_url.as_deref().into());
    part support_email: Option<String> = "VESTIBULE_SUPPORT_EMAIL" | "VESTIBULE_SUPPORT_EMAIL_DE", Applies,
        |source, name| source.parse(name, look::email), Some(|config| config.look.support_email.as_deref().into());
    pub data_dir: PathBuf = "VESTIBULE_DATA_DIR", Ignored, |source, name| Ok(source.get(name).unwrap_or("./data").into()),
        Some(|config| file(Some(config.data_dir.as_path())));
    pub database_url: DatabaseUrl = "DATABASE_URL" | "DATABASE_URL_FILE", Ignored, database::url,
        Some(|config| config.database_url.to_string().into());
    /// Leads to the database directly, for what needs a session. None: `database_url` does.
    pub database_direct_url: Option<DatabaseUrl> = "DATABASE_DIRECT_URL" | "DATABASE_DIRECT_URL_FILE", Ignored,
        database::direct_url, Some(|config| config.database_direct_url.as_ref().map(ToString::to_string).into());
    /// Standbys of the database, at which lists and reports are read.
    pub database_read_urls: Vec<DatabaseUrl> = "DATABASE_READ_URL" | "DATABASE_READ_URL_FILE", Ignored, standbys::urls,
        Some(|config| list(&config.database_read_urls));
    /// How far one of them may be behind.
    pub database_read_lag: Duration = "DATABASE_READ_LAG", Applies,
        |source, name| source.parse_or(name, standbys::DEFAULT_LAG, |value| up_to(standbys::MAX_LAG, value)),
        Some(|config| time(config.database_read_lag));
    /// How replicas learn of each other's changes. Without effect on SQLite.
    pub notifications: Notifications = "VESTIBULE_NOTIFICATIONS", Applies,
        |source, name| source.parse_or(name, Notifications::default(), parse::notifications),
        Some(|config| config.notifications.as_str().into());
    part configured_secret: Option<MasterSecret> = "VESTIBULE_SECRET" | "VESTIBULE_SECRET_FILE", Ignored, secret::configured,
        Some(|_| HIDDEN.into());
    /// The previous secret, while the secret is rotated.
    pub previous_secret: Option<MasterSecret> = "VESTIBULE_SECRET_PREVIOUS" | "VESTIBULE_SECRET_PREVIOUS_FILE", Ignored,
        secret::configured, Some(|config| config.previous_secret.as_ref().map(|_| HIDDEN).into());
    // Shown with the URL.
    part smtp_login: Option<Login> = "SMTP_USERNAME" | "SMTP_PASSWORD" | "SMTP_PASSWORD_FILE", Ignored, mail::login, None;
    /// None: messages are written to files in the data directory.
    pub smtp: Option<SmtpUrl> = "SMTP_URL" | "SMTP_URL_FILE", Ignored, mail::smtp,
        Some(|config| config.smtp.as_ref().map(ToString::to_string).into());
    part mailbox: Mailbox = "VESTIBULE_MAIL_FROM", Applies,
        |source, name| source.parse_or(name, mail::default_sender(), mail::mailbox),
        Some(|config| config.mail_from.to_string().into());
    /// How many invitations a mailing sends in a minute; at least 1.
    pub mailing_rate: u32 = "VESTIBULE_MAILING_RATE", Applies, |source, name| source.parse_or(name, 60, mail::rate),
        Some(|config| config.mailing_rate.into());
    /// The folder with texts of messages that replace those of the program.
    pub mail_templates: Option<PathBuf> = "VESTIBULE_MAIL_TEMPLATES", Applies,
        |source, name| Ok(source.get(name).map(PathBuf::from)), Some(|config| file(config.mail_templates.as_deref()));
    pub registration_open: bool = "VESTIBULE_REGISTRATION", Applies,
        |source, name| source.parse_or(name, true, one_of(parse::REGISTRATION)),
        Some(|config| word(parse::REGISTRATION, config.registration_open).into());
    /// Registration does not reveal whether an email address is taken.
    pub strict_registration_privacy: bool = "VESTIBULE_REGISTRATION_PRIVACY", Applies, mail::strict_registration_privacy,
        Some(|config| word(parse::REGISTRATION_PRIVACY, config.strict_registration_privacy).into());
    /// An account can sign in only after its email address has been confirmed.
    pub require_verified_email: bool = "VESTIBULE_REQUIRE_VERIFIED_EMAIL", Applies,
        |source, name| source.parse_or(name, false, one_of(ON_OR_OFF)),
        Some(|config| word(ON_OR_OFF, config.require_verified_email).into());
    /// Users keep the username with which they have registered; only administrators change it.
    pub administrators_rename: bool = "VESTIBULE_USERNAMES", Applies,
        |source, name| source.parse_or(name, false, one_of(parse::USERNAMES)),
        Some(|config| word(parse::USERNAMES, config.administrators_rename).into());
    part nist_rules: bool = "VESTIBULE_PASSWORD_RULES", Applies,
        |source, name| source.parse_or(name, false, one_of(parse::PASSWORD_RULES)),
        Some(|config| word(parse::PASSWORD_RULES, config.password_rules.nist).into());
    part min_password_length: usize = "VESTIBULE_PASSWORD_MIN_LENGTH", Applies,
        |source, name| source.parse_or(name, MIN, parse::min_password_length),
        Some(|config| config.password_rules.min_length.into());
    /// Made of the operator's list of stolen passwords.
    pub password_filter: Option<Arc<PasswordFilter>> = "VESTIBULE_PASSWORD_FILTER", Applies,
        |source, name| source.parse(name, parse::password_filter),
        Some(|config| file(config.password_filter.as_ref().and_then(|filter| filter.path())));
    pub argon2: Argon2Cost = "VESTIBULE_ARGON2", Applies,
        |source, name| source.parse_or(name, Argon2Cost::MINIMUM, parse::argon2),
        Some(|Config { argon2, .. }| format!("m={},t={},p={}", argon2.memory, argon2.iterations, argon2.parallelism).into());
    /// Lifetime of an access token: at most 15 minutes, and by default at most that of a refresh token.
    pub access_ttl: Duration = "VESTIBULE_ACCESS_TTL", Applies,
        |source, name| source.parse_or(name, MAX_ACCESS_TTL.min(source.refresh_ttl()?), |value| up_to(MAX_ACCESS_TTL, value)),
        Some(|config| time(config.access_ttl));
    /// Idle timeout of a remembered session, which is the lifetime of a refresh token: it never outlives its session.
    pub refresh_ttl: Duration = "VESTIBULE_REFRESH_TTL", Applies,
        |source, name| {
            let max = source.session_max()?;
            source.parse_or(name, max.min(14 * DAY), |value| up_to(max, value))
        },
        Some(|config| time(config.refresh_ttl));
    /// Maximum lifetime of a session.
    pub session_max: Duration = "VESTIBULE_SESSION_MAX", Applies,
        |source, name| source.parse_or(name, MAX_SESSION_LIFETIME, |value| up_to(MAX_SESSION_LIFETIME, value)),
        Some(|config| time(config.session_max));
    /// For how long a proof of who somebody is counts before what matters.
    pub step_up_after: Duration = "VESTIBULE_STEP_UP_AFTER", Applies,
        |source, name| source.parse_or(name, 10 * MINUTE, |value| up_to(parse::MAX_STEP_UP_AFTER, value)),
        Some(|config| time(config.step_up_after));
    /// For how long a browser may skip the second factor. None: it may not.
    pub trust_browsers: Option<Duration> = "VESTIBULE_TRUST_BROWSERS", Applies,
        |source, name| source.parse_or(name, None, parse::trust_browsers),
        Some(|config| config.trust_browsers.map_or_else(|| "off".into(), days));
    part demanded_of: FactorDemand = "VESTIBULE_REQUIRE_SECOND_FACTOR", Applies,
        |source, name| source.parse_or(name, FactorDemand::default(), parse::demanded_of),
        Some(|config| config.second_factor_demand.to_string().into());
    part demanded_from: Option<Timestamp> = "VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", Applies,
        |source, name| source.parse(name, parse::day), Some(|config| config.second_factor_demand.from.map(day).into());
    pub audit_retention: Duration = "VESTIBULE_AUDIT_RETENTION", Applies,
        |source, name| source.parse_or(name, 365 * DAY, parse::retention), Some(|config| days(config.audit_retention));
    /// `false` turns off all rate limits and the lockout. Only for benchmarks.
    pub rate_limit: bool = "VESTIBULE_RATE_LIMIT", Applies, |source, name| source.parse_or(name, true, one_of(ON_OR_OFF)),
        Some(|config| word(ON_OR_OFF, config.rate_limit).into());
    pub rate_limits: RateLimits = "VESTIBULE_RATE_LIMITS", Applies,
        |source, name| source.parse_or(name, RateLimits::default(), str::parse),
        Some(|config| config.rate_limits.to_string().into());
    /// Networks in which many people share an address: schools and offices.
    pub shared_networks: Vec<IpNet> = "VESTIBULE_SHARED_NETWORKS", Applies,
        |source, name| source.parse_or(name, Vec::new(), parse::shared_networks), Some(|config| list(&config.shared_networks));
    pub trusted_proxies: Vec<IpNet> = "VESTIBULE_TRUSTED_PROXIES", Applies,
        |source, name| source.parse_or(name, Vec::new(), parse::networks), Some(|config| list(&config.trusted_proxies));
    /// Other origins, whose pages may call the API and use passkeys.
    pub cors_origins: Vec<String> = "VESTIBULE_CORS_ORIGINS", Applies,
        |source, name| source.parse_or(name, Vec::new(), addresses::origins), Some(|config| list(&config.cors_origins));
    part outbound_private: Vec<IpNet> = "VESTIBULE_OUTBOUND_PRIVATE", Applies,
        |source, name| source.parse_or(name, Vec::new(), parse::private_networks), Some(|config| list(&config.outbound.private));
    part authorities: Option<outbound::CertificateFile> = "VESTIBULE_CA_FILE", Applies,
        |source, name| source.parse(name, outbound::authorities), Some(|config| file(config.outbound.ca_file.as_deref()));
    /// The file of applications. None: there is none.
    pub applications_file: Option<PathBuf> = "VESTIBULE_APPLICATIONS", Ignored,
        |source, name| Ok(applications::file(source, name)), Some(|config| file(config.applications_file.as_deref()));
    /// From which hosts metadata documents of clients are taken.
    pub client_documents: DocumentHosts = "VESTIBULE_CLIENT_DOCUMENTS", Applies,
        |source, name| source.parse_or(name, DocumentHosts::Off, client_documents::hosts),
        Some(|config| config.client_documents.to_string().into());
    part google: Option<Provider> = "VESTIBULE_GOOGLE_CLIENT_ID" | "VESTIBULE_GOOGLE_CLIENT_SECRET" |
        "VESTIBULE_GOOGLE_CLIENT_SECRET_FILE", Ignored,
        |source, name| providers::provider(source, ProviderKind::Google, name), None;
    part github: Option<Provider> = "VESTIBULE_GITHUB_CLIENT_ID" | "VESTIBULE_GITHUB_CLIENT_SECRET" |
        "VESTIBULE_GITHUB_CLIENT_SECRET_FILE", Ignored,
        |source, name| providers::provider(source, ProviderKind::Github, name), None;
    part microsoft: Option<Provider> = "VESTIBULE_MICROSOFT_CLIENT_ID" | "VESTIBULE_MICROSOFT_CLIENT_SECRET" |
        "VESTIBULE_MICROSOFT_CLIENT_SECRET_FILE" | "VESTIBULE_MICROSOFT_TENANT", Ignored,
        |source, name| providers::provider(source, ProviderKind::Microsoft, name), None;
    /// Where a sign-in leads that has no other destination: a path or an absolute URL. None: it depends on who signs in.
    pub home_url: Option<String> = "VESTIBULE_HOME_URL", Ignored, |source, name| source.parse(name, addresses::home_url),
        Some(|config| config.home_url.as_deref().into());
    /// Permits reading the metrics. None: they exist only while the base URL is an address of this machine.
    pub metrics_token: Option<MetricsToken> = "VESTIBULE_METRICS_TOKEN" | "VESTIBULE_METRICS_TOKEN_FILE", Applies,
        secret::metrics_token, Some(|config| config.metrics_token.as_ref().map(|_| HIDDEN).into());
    pub log: Option<String> = "VESTIBULE_LOG", Applies, |source, name| source.parse(name, parse::log),
        Some(|config| config.log.as_deref().unwrap_or("info").into());

    then {
        /// A sentence about each name in a settings file that is probably misspelt.
        misspelt: Vec<String> = warnings::misspelt(source),
        /// A server for the tests of other programs: it shows its messages and lets them move its clock.
        test_mode: bool = source.is_of_test_mode(),
        listen: SocketAddr = listen(source)?,
        look: Look = look::read(source)?,
        /// What differs in other languages than English.
        translations: Vec<Translation> = translations::read(source)?,
        /// The sender of all messages.
        mail_from: Mailbox = mail::sender(source, &source.name()?)?,
        password_rules: PasswordRules = PasswordRules {
            min_length: source.min_password_length()?, nist: source.nist_rules()?, has_second_factor: false,
        },
        /// Who has to have a second factor.
        second_factor_demand: FactorDemand = FactorDemand { from: source.demanded_from()?, ..source.demanded_of()? },
        /// Where the server may send requests of its own, such as logout tokens.
        outbound: OutboundSettings = outbound::read(source)?,
        /// What the file of applications defines.
        applications: FileDefinitions = applications::read(source)?,
        /// Where people have accounts with which they sign in here, as the environment says.
        providers: Vec<Provider> = providers::read(source)?,
        /// Whether the command may create the database, or its tables.
        database: Database = database,
    }
    // It writes files: a configuration with another mistake must create none.
    last { secret: MasterSecret = secret::read(source, database, entropy)? }
}

/// The database, from `DATABASE_URL` or `VESTIBULE_DATA_DIR`. Creates no files, in contrast to [`Config::load`].
///
/// # Errors
/// If `DATABASE_URL` is invalid.
pub fn database_url(source: &Source) -> Result<DatabaseUrl, ConfigError> {
    source.database_url()
}

impl Config {
    /// Reads and validates all settings. Creates the data directory and the secret in it if they do not exist, unless `database`
    /// must exist.
    ///
    /// # Errors
    /// All invalid settings, and those that are not known, which can be the cause of others.
    pub fn load(source: &Source, database: Database, entropy: &dyn Entropy) -> Result<Self, ConfigError> {
        Self::read(source, database, entropy)
    }
}
