//! What the operator sets, and what the server knows of itself.

use crate::config::Config;
use std::net::SocketAddr;
use std::ops::Deref;
use std::time::Duration;

/// The operator's settings, and what follows from them where the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    pub config: Config,
    /// The public origin: `iss` and `aud` of the tokens.
    pub issuer: String,
    /// The longest time by which work after a response is delayed, so that strangers do not notice it.
    pub after_response_delay: Duration,
    /// Where a proxy on the same machine reaches the server.
    pub listen: SocketAddr,
    /// What administrators know this server by if there are several.
    pub server: String,
}

impl Deref for Settings {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}
