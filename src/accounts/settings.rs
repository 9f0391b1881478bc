//! What the operator sets.

use crate::applications::openid::DocumentHosts;
use crate::applications::upstream::Provider;
use crate::budgets::RateLimits;
use crate::language::Language;
use crate::passwords::PasswordFilter;
use crate::shared::demand::FactorDemand;
use crate::shared::fields::names::InstallationName;
use crate::shared::fields::password::PasswordRules;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The operator's settings for accounts and sessions.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The public origin: `iss` and `aud` of the tokens.
    pub issuer: String,
    /// What browsers and authenticator apps call the installation.
    pub name: InstallationName,
    /// The domain that passkeys belong to. None: the host of the public origin.
    pub passkey_domain: Option<String>,
    /// Other origins whose pages may use passkeys: those that may call the API from a browser.
    pub cors_origins: Vec<String>,
    pub registration_open: bool,
    /// Registration does not reveal whether an email address is taken.
    pub strict_registration_privacy: bool,
    /// An account can sign in only after its email address has been confirmed.
    pub require_verified_email: bool,
    /// Users keep the username with which they have registered; only administrators change it.
    pub administrators_rename: bool,
    pub password_rules: PasswordRules,
    /// Recognizes the passwords of the operator's list.
    pub password_filter: Option<Arc<PasswordFilter>>,
    /// Lifetime of an access token, at most 15 minutes.
    pub access_ttl: Duration,
    /// Idle timeout of a remembered session.
    pub refresh_ttl: Duration,
    /// Maximum lifetime of a session.
    pub session_max: Duration,
    /// That of visitors and messages, where nothing else says it.
    pub language: Language,
    /// For how long a proof of who somebody is counts before what matters.
    pub step_up_after: Duration,
    /// For how long a browser may skip the second factor. None: it may not.
    pub trust_browsers: Option<Duration>,
    /// Who has to have a second factor.
    pub second_factor_demand: FactorDemand,
    /// Turns off all rate limits and lockouts if false. Only for benchmarks.
    pub rate_limit: bool,
    pub rate_limits: RateLimits,
    /// Networks in which many people share an address: schools and offices.
    pub shared_networks: Vec<IpNet>,
    /// The longest time by which work after a response is delayed, so that strangers do not notice it.
    pub after_response_delay: Duration,
    /// Imports accept passwords in plain text. Only for the tests of other programs.
    pub plain_passwords: bool,
    /// Where people have accounts with which they sign in here, as the environment says.
    pub providers: Vec<Provider>,
    /// From which hosts metadata documents of clients are taken.
    pub client_documents: DocumentHosts,
    /// Where a sign-in leads that has no other destination: a path or an absolute URL. None: the account page.
    pub home_url: Option<String>,
    /// How many invitations a mailing sends in a minute; at least 1.
    pub mailing_rate: u32,
    /// Folder for temporary files, such as the spool of an import.
    pub scratch: PathBuf,
    /// Where a proxy on the same machine reaches the server.
    pub listen: SocketAddr,
    /// What administrators know this server by if there are several.
    pub server: String,
}
