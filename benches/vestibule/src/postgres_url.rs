//! The URL of a PostgreSQL server.

use crate::Result;
use percent_encoding::percent_decode_str;
use url::Url;

/// It can contain a password, so it has no `Debug` or `Display`.
#[derive(Clone)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    pub fn parse(url: &str) -> Result<Self> {
        let parsed = Url::parse(url).ok().filter(|url| ["postgres", "postgresql"].contains(&url.scheme()));
        Ok(Self(parsed.ok_or("TEST_DATABASE_URL is invalid: use postgres://user:password@host/database")?))
    }

    /// Another database of the same server.
    pub fn with_database(&self, database: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(database);
        Self(url)
    }

    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The URL without the password, and the password.
    pub fn without_password(&self) -> Result<(String, Option<String>)> {
        let mut url = self.0.clone();
        let password = url.password().map(|password| percent_decode_str(password).decode_utf8_lossy().into_owned());
        // set_password fails for a URL without a host, which cannot contain a password anyway.
        if password.is_some() {
            url.set_password(None).map_err(|()| "TEST_DATABASE_URL has a password, but no host")?;
        }
        Ok((url.into(), password))
    }
}
