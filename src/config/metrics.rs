//! `VESTIBULE_METRICS_TOKEN`.

use super::{ConfigError, Source};
use std::fmt;
use zeroize::Zeroizing;

const MIN_CHARS: usize = 16;

/// The token that permits reading the metrics. Never printed.
#[derive(Clone)]
pub struct MetricsToken(Zeroizing<String>);

impl MetricsToken {
    /// Accepts any text; what an operator sets is checked when the configuration is loaded.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Zeroizing::new(token.into()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsToken(…)")
    }
}

/// The configured token. An empty one is an error: it may be a secret that was not filled in.
pub(super) fn token(source: &Source) -> Result<Option<MetricsToken>, ConfigError> {
    source.secret("VESTIBULE_METRICS_TOKEN")?.map(|token| check(&token)).transpose()
}

/// Rejects tokens that are easy to guess or cannot be sent. An error does not show the value.
fn check(token: &str) -> Result<MetricsToken, ConfigError> {
    let reject = |reason: &str| {
        Err(ConfigError(format!(
            "VESTIBULE_METRICS_TOKEN {reason}: replace it with the output of `vestibule secret`, or unset it."
        )))
    };
    if token.len() < MIN_CHARS {
        return reject("is shorter than 16 characters");
    }
    // The characters of a bearer token (RFC 6750, section 2.1).
    let may_be_sent = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !token.bytes().all(may_be_sent) {
        return reject("has characters other than letters, digits and -._~+/=");
    }
    Ok(MetricsToken::new(token))
}
