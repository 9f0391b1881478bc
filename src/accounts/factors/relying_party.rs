//! The relying party of passkeys (WebAuthn Level 3, 4): the domain that they belong to, and the origin at which they are used.

use crate::accounts::Factors;
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode};
use crate::store::factors::passkeys;
use crate::store::{Db, StoreError, Tx};
use std::fmt;
use url::{Host, Url};
use webauthn_rs::prelude::WebauthnError;
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Why there can be no passkeys at a base URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoPasskeys {
    /// A passkey belongs to a domain.
    IpAddress,
    /// Browsers have passkeys on https only, and on this machine.
    NotHttps,
}

impl NoPasskeys {
    fn message(self) -> Message {
        match self {
            Self::IpAddress => message::factors_passkeys_on_ip_address(),
            Self::NotHttps => message::factors_passkeys_without_https(),
        }
    }
}

impl fmt::Display for NoPasskeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.message(), f)
    }
}

/// The domain that passkeys belong to, and the origins of the pages that use them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelyingParty {
    id: String,
    origin: Url,
    others: Vec<Url>,
}

/// What no client can cause: settings that do not fit together. The configuration refuses such ones.
#[derive(Debug, thiserror::Error)]
#[error("passkeys: {0}")]
struct Failed(String);

pub(super) fn internal(error: WebauthnError) -> AppError {
    AppError::internal(Failed(error.to_string()))
}

impl RelyingParty {
    /// `domain`: the host of the base URL, or a domain above it. None: that host.
    ///
    /// # Errors
    /// If browsers have no passkeys at this base URL.
    pub fn of(base_url: &str, domain: Option<&str>) -> Result<Self, NoPasskeys> {
        let origin = Url::parse(base_url).map_err(|_| NoPasskeys::NotHttps)?;
        let Some(Host::Domain(host)) = origin.host() else { return Err(NoPasskeys::IpAddress) };
        // Names below `localhost` always mean this machine (RFC 6761).
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if origin.scheme() != "https" && !is_local {
            return Err(NoPasskeys::NotHttps);
        }
        let id = domain.unwrap_or(host).to_owned();
        Ok(Self { id, origin, others: Vec::new() })
    }

    /// The domain that passkeys belong to.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `name`: what browsers call the relying party.
    pub(super) fn webauthn(&self, name: &str) -> Result<Webauthn, AppError> {
        let builder = WebauthnBuilder::new(&self.id, &self.origin).map_err(internal)?;
        let builder = self.others.iter().fold(builder, |builder, origin| builder.append_allowed_origin(origin));
        builder.rp_name(name).timeout(super::LIFETIME).build().map_err(internal)
    }
}

impl Factors {
    /// What passkeys belong to.
    ///
    /// # Errors
    /// If there can be none at the public origin.
    pub fn relying_party(&self) -> Result<RelyingParty, AppError> {
        let settings = self.settings();
        let said = |why: NoPasskeys| match why {
            NoPasskeys::IpAddress if settings.test_mode => message::factors_passkeys_in_test_mode(),
            NoPasskeys::IpAddress | NoPasskeys::NotHttps => why.message(),
        };
        let party = RelyingParty::of(&settings.issuer, settings.passkey_domain.as_deref())
            .map_err(|why| AppError::new(ErrorCode::PasskeysUnavailable, said(why)))?;
        let others = settings.cors_origins.iter().filter_map(|origin| Url::parse(origin).ok()).collect();
        Ok(RelyingParty { others, ..party })
    }

    /// Sets the domain whose passkeys count, for all processes: a start of a server calls this before anything is kept in memory.
    /// Commands do not, because one with other settings than the server would take the second factor of everybody away.
    pub async fn set_relying_party(&self) -> Result<(), StoreError> {
        let party = self.relying_party().ok();
        let id = party.map_or_else(String::new, |party| party.id);
        let set = id.clone();
        let job = async move |mut tx: Tx| passkeys::set_present_domain(&mut tx, &set).await;
        if let Some(before) = self.db().write(job).await? {
            tracing::warn!(before, now = id, "passkeys belong to another domain than before");
        }
        Ok(())
    }
}

/// A sentence about the passkeys that belong to another domain than `party`, if there are some: a change of the base URL makes them
/// useless.
pub async fn passkey_problems(db: &Db, party: Option<RelyingParty>) -> Result<Vec<String>, StoreError> {
    let id = party.map_or_else(String::new, |party| party.id);
    let passkeys = match db.read(async move |mut conn| passkeys::count_elsewhere(&mut conn, &id).await).await? {
        0 => return Ok(Vec::new()),
        1 => "1 passkey belongs".to_owned(),
        count => format!("{count} passkeys belong"),
    };
    Ok(vec![format!(
        "{passkeys} to an earlier domain and cannot be used any more: they count for nothing. Change \
         VESTIBULE_BASE_URL back, or set VESTIBULE_PASSKEY_DOMAIN to the earlier domain if the new host is below it."
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(base_url: &str, domain: Option<&str>) -> Result<String, NoPasskeys> {
        RelyingParty::of(base_url, domain).map(|party| party.id)
    }

    #[test]
    fn passkeys_belong_to_the_host_or_to_a_domain_above_it() {
        assert_eq!(id_of("https://accounts.example.org", None).as_deref(), Ok("accounts.example.org"));
        assert_eq!(id_of("https://accounts.example.org:8443", None).as_deref(), Ok("accounts.example.org"));
        assert_eq!(id_of("https://accounts.example.org", Some("example.org")).as_deref(), Ok("example.org"));
        assert_eq!(id_of("http://localhost:3000", None).as_deref(), Ok("localhost"));
        assert_eq!(id_of("http://accounts.localhost:3000", None).as_deref(), Ok("accounts.localhost"));
    }

    #[test]
    fn there_are_none_on_an_ip_address_or_without_https() {
        for address in ["https://192.0.2.1", "http://127.0.0.1:3000", "http://[::1]:3000"] {
            assert_eq!(id_of(address, None), Err(NoPasskeys::IpAddress), "{address}");
        }
        for address in ["http://accounts.example.org", "http://localhost.example.org", "accounts"] {
            assert_eq!(id_of(address, None), Err(NoPasskeys::NotHttps), "{address}");
        }
    }

    #[test]
    fn the_domain_has_to_be_above_the_host() {
        let party = |domain| RelyingParty::of("https://accounts.example.org", Some(domain)).unwrap();
        assert!(party("example.org").webauthn("Vestibule").is_ok());
        assert!(party("ample.org").webauthn("Vestibule").is_err());
        assert!(party("other.example").webauthn("Vestibule").is_err());
    }
}
