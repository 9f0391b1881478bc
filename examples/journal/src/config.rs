//! Settings, read from environment variables.

use std::{net::SocketAddr, path::PathBuf};

pub struct Config {
    pub listen: SocketAddr,
    pub database: PathBuf,
    /// Vestibule's base URL, as people see it: the issuer of tokens, and the origin of pictures.
    pub vestibule_url: String,
    /// Where the journal itself reaches Vestibule, without TLS.
    pub vestibule_internal_url: String,
    /// An API token of Vestibule with the scope `users:read`.
    pub api_token: String,
    /// Members of one of these groups may use the journal. Empty: everyone for whom Vestibule makes a token.
    pub groups: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0} is not set: {1}")]
    Missing(&'static str, &'static str),
    #[error("JOURNAL_LISTEN={0} is not an address: write one such as 127.0.0.1:4000")]
    Listen(String),
    #[error("{0}={1} is not a base URL: write one such as {2}, without a path")]
    Url(&'static str, String, &'static str),
}

impl Config {
    /// Reads the settings; `get` returns the value of a variable.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        // A variable that is set to nothing counts as not set.
        let get = |name| get(name).filter(|value| !value.is_empty());
        let listen = get("JOURNAL_LISTEN").unwrap_or_else(|| "127.0.0.1:4000".to_owned());
        let vestibule_url = get("JOURNAL_VESTIBULE_URL")
            .ok_or(ConfigError::Missing("JOURNAL_VESTIBULE_URL", "set it to the base URL of Vestibule"))?;
        let internal = get("JOURNAL_VESTIBULE_INTERNAL_URL").unwrap_or_else(|| vestibule_url.clone());
        Ok(Self {
            listen: listen.parse().map_err(|_| ConfigError::Listen(listen))?,
            database: get("JOURNAL_DATABASE").unwrap_or_else(|| "journal.db".to_owned()).into(),
            vestibule_url: base_url("JOURNAL_VESTIBULE_URL", vestibule_url, &["https://", "http://"])?,
            vestibule_internal_url: base_url("JOURNAL_VESTIBULE_INTERNAL_URL", internal, &["http://"])?,
            api_token: get("JOURNAL_API_TOKEN").ok_or(ConfigError::Missing(
                "JOURNAL_API_TOKEN",
                "create an API token with the scope users:read in Vestibule and set it to that",
            ))?,
            groups: get("JOURNAL_GROUPS")
                .map(|names| names.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default(),
        })
    }
}

fn base_url(name: &'static str, value: String, schemes: &[&str]) -> Result<String, ConfigError> {
    let host = schemes.iter().find_map(|scheme| value.strip_prefix(scheme)).map(|rest| rest.trim_end_matches('/'));
    let is_host = |host: &str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    };
    if host.is_some_and(is_host) {
        return Ok(value.trim_end_matches('/').to_owned());
    }
    let example = if schemes.len() > 1 { "https://id.example.org" } else { "http://127.0.0.1:3000" };
    Err(ConfigError::Url(name, value, example))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let find = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::read(find)
    }

    #[test]
    fn only_loopback_reaches_it_by_default() {
        let url = ("JOURNAL_VESTIBULE_URL", "http://localhost:3000/");
        let config = read(&[url, ("JOURNAL_API_TOKEN", "vst_1"), ("JOURNAL_GROUPS", " writers editors ")]).unwrap();
        assert_eq!(config.groups, ["writers", "editors"]);
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.vestibule_url, "http://localhost:3000");
        assert_eq!(config.vestibule_internal_url, config.vestibule_url);
    }

    #[test]
    fn errors_name_the_variable() {
        let token = ("JOURNAL_API_TOKEN", "vst_1");
        let url = |value| ("JOURNAL_VESTIBULE_URL", value);
        for (values, variable) in [
            (vec![token], "JOURNAL_VESTIBULE_URL"),
            (vec![url("http://localhost:3000")], "JOURNAL_API_TOKEN"),
            (vec![url("localhost:3000"), token], "JOURNAL_VESTIBULE_URL"),
            (vec![url("http://localhost:3000; script-src *"), token], "JOURNAL_VESTIBULE_URL"),
            (vec![url("https://id.example.org"), token], "JOURNAL_VESTIBULE_INTERNAL_URL"),
            (vec![url("http://localhost:3000"), token, ("JOURNAL_LISTEN", "4000")], "JOURNAL_LISTEN"),
        ] {
            let error = read(&values).map(|_| ()).unwrap_err().to_string();
            assert!(error.starts_with(variable), "{values:?}: {error}");
        }
    }
}
