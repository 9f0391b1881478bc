//! `SMTP_URL` with the login for it, and `VESTIBULE_MAIL_FROM`.

use super::parse::{REGISTRATION_PRIVACY, one_of};
use super::{Config, ConfigError, Environment, Source};
use crate::shared::fields::names::InstallationName;
use lettre::message::Mailbox;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use url::Url;
use zeroize::Zeroizing;

/// How many invitations a mailing sends in a minute at most.
const MAX_RATE: u32 = 6_000;

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encryption {
    /// TLS from the first byte (`smtps://`).
    Implicit,
    /// With STARTTLS; without it, nothing is sent.
    Required,
    /// With STARTTLS if the server offers it. Someone between the two can remove the offer.
    Opportunistic,
    /// Only for a server on this machine, and without a password.
    None,
}

/// The mail server. `Display` and `Debug` hide the password.
#[derive(Clone)]
pub struct SmtpUrl {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub login: Option<Login>,
    /// Certificates (PEM) that are trusted beside those of the public authorities.
    pub ca: Option<PathBuf>,
}

/// How to authenticate with the mail server.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: Zeroizing<String>,
}

impl SmtpUrl {
    /// Parses a URL that has the login in it, or none. The error does not show it, because it may contain a password.
    ///
    /// # Errors
    /// What is wrong, and how to fix it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Self::with_login(text, None)
    }

    /// The same, with a login that is not in the URL.
    fn with_login(text: &str, own: Option<Login>) -> Result<Self, ConfigError> {
        // A password as a provider shows it may have any character. What can be read as it is means that.
        Self::parse_escaped(text, own.clone()).or_else(|error| match escaped(text) {
            Some(escaped) => Self::parse_escaped(&escaped, own).map_err(|_| error),
            None => Err(error),
        })
    }

    fn parse_escaped(text: &str, own: Option<Login>) -> Result<Self, ConfigError> {
        let reject = |reason: &str| ConfigError(format!("SMTP_URL {reason}."));
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps"));
        let form = "does not name a mail server: use smtp://user:password@host:587 or smtps://user:password@host:465";
        let url = url.ok_or_else(|| reject(form))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| reject(form))?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(reject("has a path: use smtp://host:587, and set SMTP_USERNAME and SMTP_PASSWORD"));
        }
        // In brackets in a URL, but not where it is connected to.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_implicit = url.scheme() == "smtps";
        let is_local = is_loopback(&host);
        let (mut tls, mut ca) = (None, None);
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "required") if !is_implicit => tls = Some(Encryption::Required),
                ("tls", "opportunistic") if !is_implicit => tls = Some(Encryption::Opportunistic),
                ("ca", path) if !path.is_empty() => ca = Some(PathBuf::from(path)),
                _ => {
                    return Err(reject(
                        "has an unknown parameter: use tls=required or tls=opportunistic with smtp://, and \
                         ca=/path/to/certificates.pem",
                    ));
                }
            }
        }
        let in_url = login_in(&url).map_err(|()| reject("has a name or password that is not UTF-8"))?;
        if in_url.is_some() && own.is_some() {
            return Err(reject("has a name or a password, and SMTP_USERNAME is set: remove one of them"));
        }
        let login = in_url.or(own);
        let encryption = match tls {
            _ if is_implicit => Encryption::Implicit,
            Some(given) => given,
            // Who names certificates expects that they are used.
            None if !is_local || ca.is_some() => Encryption::Required,
            // Many servers ask for a password only after STARTTLS, also on the same machine.
            None if login.is_some() => Encryption::Opportunistic,
            None => Encryption::None,
        };
        if login.is_some() && encryption == Encryption::Opportunistic && !is_local {
            return Err(reject("has a password, which must not be sent unencrypted: remove tls=opportunistic"));
        }
        let default_port = match (is_implicit, is_local) {
            (true, _) => 465,
            (false, false) => 587,
            (false, true) => 25,
        };
        Ok(Self { host, port: url.port().unwrap_or(default_port), encryption, login, ca })
    }
}

/// The URL with a password whose special characters are escaped. The login ends at the last `@`, because a host has none.
fn escaped(text: &str) -> Option<Zeroizing<String>> {
    let (scheme, rest) = text.split_once("://")?;
    let (login, host) = rest.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    // The parameters follow the host. Here they would be those of a URL without a login.
    if user.contains(['/', '?', '#']) || login.contains("?ca=") || login.contains("?tls=") {
        return None;
    }
    let password = utf8_percent_encode(password, NON_ALPHANUMERIC);
    Some(Zeroizing::new(format!("{scheme}://{user}:{password}@{host}")))
}

/// None if the URL has neither a name nor a password.
fn login_in(url: &Url) -> Result<Option<Login>, ()> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned()).map_err(drop);
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let password = Zeroizing::new(decoded(url.password().unwrap_or_default())?);
    Ok(Some(Login { user: decoded(url.username())?, password }))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encryption == Encryption::Implicit { "smtps" } else { "smtp" };
        let login = self.login.as_ref().map(|login| format!("{}:***@", login.user)).unwrap_or_default();
        let (host, port) = (&self.host, self.port);
        // An IPv6 address.
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let tls = match self.encryption {
            Encryption::Implicit => "TLS",
            Encryption::Required => "STARTTLS required",
            Encryption::Opportunistic => "STARTTLS if offered",
            Encryption::None => "unencrypted",
        };
        write!(f, "{scheme}://{login}{host}:{port} ({tls})")
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

/// The rate of mailings, in messages a minute.
pub(super) fn rate(value: &str) -> Result<u32, String> {
    let rate = value.parse().ok().filter(|rate| (1..=MAX_RATE).contains(rate));
    rate.ok_or_else(|| format!("use a number of messages in a minute, from 1 to {MAX_RATE}"))
}

/// `SMTP_USERNAME` and `SMTP_PASSWORD`, if they are set.
pub(super) fn login(source: &Source, name: &str) -> Result<Option<Login>, ConfigError> {
    let user = source.get(name).map(str::to_owned);
    let password = source.secret("SMTP_PASSWORD")?.filter(|password| !password.is_empty());
    match (user, password) {
        (None, None) => Ok(None),
        (Some(user), Some(password)) => Ok(Some(Login { user, password })),
        (Some(_), None) => {
            Err(ConfigError(format!("{name} is set, but SMTP_PASSWORD is missing: set it, or SMTP_PASSWORD_FILE.")))
        }
        (None, Some(_)) => Err(ConfigError(format!("SMTP_PASSWORD is set, but {name} is missing: set it."))),
    }
}

/// `SMTP_URL`, if it is set, with the login beside it.
pub(super) fn smtp(source: &Source, name: &str) -> Result<Option<SmtpUrl>, ConfigError> {
    // As with DATABASE_URL, an empty URL counts as not set.
    let given = source.secret(name)?.filter(|url| !url.is_empty());
    match (given, source.smtp_login()?) {
        (Some(url), login) => SmtpUrl::with_login(&url, login).map(Some),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError(format!(
            "SMTP_USERNAME is set, but {name} is missing: set it to the mail server, such as smtp://mail.example.org:587."
        ))),
    }
}

/// Whether `VESTIBULE_REGISTRATION_PRIVACY` is `strict`, which needs a mail server: registration answers by mail only.
pub(super) fn strict_registration_privacy(source: &Source, name: &str) -> Result<bool, ConfigError> {
    let is_strict = source.parse_or(name, false, one_of(REGISTRATION_PRIVACY))?;
    // In test mode, messages are read from the server itself.
    if is_strict && source.smtp()?.is_none() && !source.is_of_test_mode() {
        return Err(ConfigError(
            "VESTIBULE_REGISTRATION_PRIVACY is `strict`, but SMTP_URL is missing: strict registration answers by mail \
             only. Set SMTP_URL to your mail server, or use conventional."
                .to_owned(),
        ));
    }
    Ok(is_strict)
}

/// The sender of all messages. Without a name, it gets that of the installation.
pub(super) fn sender(source: &Source, name: &InstallationName) -> Result<Mailbox, ConfigError> {
    let Mailbox { name: own_name, email } = source.mailbox()?;
    let own_name = own_name.filter(|name| !name.trim().is_empty());
    Ok(Mailbox::new(Some(own_name.unwrap_or_else(|| name.as_str().to_owned())), email))
}

/// An address with or without a name, such as `Example <no-reply@example.org>`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, String> {
    let fix = || "use an address with or without a name, such as Example <no-reply@example.org>".to_owned();
    if text.chars().any(char::is_control) {
        return Err(fix());
    }
    text.parse().map_err(|_| fix())
}

pub(super) fn default_sender() -> Mailbox {
    mailbox("no-reply@localhost").unwrap_or_else(|_| unreachable!("the default sender is valid"))
}

impl Config {
    /// Where messages are written without `SMTP_URL`.
    pub fn message_folder(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Whether messages stay in files although people may use the server: it is in production and has no mail server. A server in
    /// development or in test mode shows them.
    pub fn keeps_messages(&self) -> bool {
        self.smtp.is_none() && self.environment == Environment::Production && !self.test_mode
    }
}
