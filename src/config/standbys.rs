//! `DATABASE_READ_URL`: the standbys of the database at which lists and reports are read
//! ([decision 110](../../docs/decisions/0110-standbys.md)).

use super::parse::MINUTE;
use super::{ConfigError, DatabaseUrl, Source};
use crate::database_address::DatabaseAddress;
use std::collections::BTreeSet;
use std::time::Duration;
use url::Url;

/// How far a standby may be behind, by default. Reads are exact however far it is, so this only decides when it is reported: longer than
/// the pauses of a replay that waits for a lock or a checkpoint, and soon enough for somebody to look.
pub(super) const DEFAULT_LAG: Duration = Duration::from_secs(5);
pub(super) const MAX_LAG: Duration = MINUTE.saturating_mul(60);

/// The standbys, separated by spaces or line breaks: what separates hosts of one URL is a comma.
pub(super) fn urls(source: &Source, name: &str) -> Result<Vec<DatabaseUrl>, ConfigError> {
    let value = source.secret(name)?;
    let texts: Vec<_> = value.iter().flat_map(|value| value.split_whitespace()).collect();
    if !texts.is_empty() && !source.database_url()?.is_postgres() {
        return Err(ConfigError(format!(
            "{name} names standbys of a PostgreSQL database, but the database is SQLite, which has none: unset it, or set \
             DATABASE_URL to the primary."
        )));
    }
    let mut places = BTreeSet::new();
    let mut urls = Vec::with_capacity(texts.len());
    for text in texts {
        let (url, place) = standby(name, text)?;
        if !places.insert(place.clone()) {
            return Err(ConfigError(format!("{name} names {place} twice: name each standby once.")));
        }
        urls.push(url);
    }
    Ok(urls)
}

/// The URL of a standby, and its host and port. An error does not show the URL, which may contain a password.
fn standby(name: &str, text: &str) -> Result<(DatabaseUrl, String), ConfigError> {
    let reject = |reason: &str| ConfigError(format!("{name} {reason}."));
    if !DatabaseUrl::new(text).is_postgres() {
        return Err(reject(
            "does not name standbys of PostgreSQL: use postgres://user:password@host:5432/database, for several separated by \
             spaces",
        ));
    }
    if text.contains("target_session_attrs=") {
        return Err(reject("has target_session_attrs, which says which server of DATABASE_URL is used: leave it out"));
    }
    let several = "names several hosts in one URL: write a URL for each standby, separated by spaces";
    if text.contains(",postgres") {
        return Err(reject(several));
    }
    let address = DatabaseAddress::parse(text).map_err(|wrong| reject(&wrong))?;
    let [server] = address.servers.as_slice() else { return Err(reject(several)) };
    let place = match Url::parse(&server.url).ok().filter(Url::has_host) {
        Some(url) => format!("{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or(5432)),
        // On a Unix socket, which is named in the query.
        None => server.name.clone(),
    };
    Ok((DatabaseUrl::new(text), place))
}
