//! `DATABASE_READ_URL`: the standbys of the database at which lists and reports are read
//! ([decision 110](../../docs/decisions/0110-standbys.md)).

use super::parse::MINUTE;
use super::{ConfigError, DatabaseUrl, Source};
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
    let reject = |reason: &str| Err(ConfigError(format!("{name} {reason}.")));
    let url = DatabaseUrl::new(text);
    if !url.is_postgres() {
        return reject(
            "does not name standbys of PostgreSQL: use postgres://user:password@host:5432/database, for several separated by \
             spaces",
        );
    }
    if text.split_once("://").is_some_and(|(_, rest)| hosts(rest).contains(',')) || text.contains(",postgres") {
        return reject("names several hosts in one URL: write a URL for each standby, separated by spaces");
    }
    let url = DatabaseUrl::parse(name, text)?;
    let place = match Url::parse(text).ok().filter(Url::has_host) {
        Some(url) => format!("{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or(5432)),
        // On a Unix socket, which is named in the query.
        None => url.to_string(),
    };
    Ok((url, place))
}

/// What stands between user and database.
fn hosts(rest: &str) -> &str {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}
