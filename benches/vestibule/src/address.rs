//! Where a PostgreSQL server is.

use crate::Result;
use percent_encoding::percent_decode_str;
use url::Url;

/// The URL of a server. It may hold a password, which is never printed.
#[derive(Clone)]
pub struct Address(Url);

impl Address {
    pub fn parse(url: &str) -> Result<Self> {
        let named = Url::parse(url).ok().filter(|url| ["postgres", "postgresql"].contains(&url.scheme()));
        Ok(Self(named.ok_or("TEST_DATABASE_URL is no address: write postgres://user:password@host/database")?))
    }

    /// Another database of the same server.
    pub fn of(&self, database: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(database);
        Self(url)
    }

    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// What anyone may see of it, and the password.
    pub fn apart(&self) -> Result<(String, Option<String>)> {
        let mut url = self.0.clone();
        let password = url.password().map(|password| percent_decode_str(password).decode_utf8_lossy().into_owned());
        // Without a host there is no place for a password, so none need be taken out.
        if password.is_some() {
            url.set_password(None).map_err(|()| "TEST_DATABASE_URL has a password, but no host")?;
        }
        Ok((url.into(), password))
    }
}
