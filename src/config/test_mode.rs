//! The configuration of test mode, `vestibule serve --ephemeral` (`docs/decisions/0039-test-mode.md`).

use super::table::InTestMode;
use super::{Config, ConfigError, Database, SETTINGS, Source, addresses, generate_secret, parse};
use crate::budgets::{Budget, Rate};
use crate::entropy::Entropy;
use std::iter;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

/// The `HOST` with which browsers can have passkeys.
const LOCALHOST: &str = "localhost";

/// Where requests of the server may go if nothing else says it: the clients that are tested are on the same machine.
const THIS_MACHINE: &str = "127.0.0.0/8, ::1";

/// The address on which a server in test mode listens: `HOST` and `PORT`. Without `PORT` it is 0, any free port.
///
/// # Errors
/// If a value is invalid, or `HOST` can be reached from other machines.
pub fn listen_in_test_mode(source: &Source) -> Result<SocketAddr, ConfigError> {
    let host = source.parse_or("HOST", IpAddr::V4(Ipv4Addr::LOCALHOST), loopback)?;
    let port = source.parse_or("PORT", 0, addresses::port)?;
    Ok(SocketAddr::new(host, port))
}

/// Whether the server is to be called `localhost`, as browsers want it for passkeys: with this `HOST`. Otherwise it is called by its
/// address, because the application that is tested is usually at `localhost`, and ports do not separate cookies.
///
/// # Errors
/// If `HOST` is invalid.
pub fn is_called_localhost(source: &Source) -> Result<bool, ConfigError> {
    source.parse_or("HOST", false, |value| Ok(value == LOCALHOST))
}

/// The name in the base URL, with the port.
fn named(source: &Source, listen: SocketAddr) -> Result<String, ConfigError> {
    Ok(if is_called_localhost(source)? { format!("{LOCALHOST}:{}", listen.port()) } else { listen.to_string() })
}

fn loopback(value: &str) -> Result<IpAddr, String> {
    let host = addresses::host(value)?;
    let fix = "use a loopback address such as 127.0.0.1, because a server in test mode shows its messages to everyone \
               who can reach it";
    if host.is_loopback() { Ok(host) } else { Err(fix.to_owned()) }
}

impl Config {
    /// The configuration of a server in test mode that listens on `listen` and keeps everything in `folder`. The secret is
    /// new. The settings that do not name an installation, such as limits and lifetimes, apply as usual, except that sign-ins
    /// with the right password are not limited, because tests sign in to one account again and again, and requests of the server may
    /// go to the same machine.
    ///
    /// # Errors
    /// All invalid settings.
    pub fn load_for_test_mode(
        source: Source,
        listen: SocketAddr,
        folder: &Path,
        entropy: &dyn Entropy,
    ) -> Result<Self, ConfigError> {
        let own = [
            ("HOST", listen.ip().to_string()),
            ("PORT", listen.port().to_string()),
            ("VESTIBULE_BASE_URL", format!("http://{}", named(&source, listen)?)),
            ("VESTIBULE_DATA_DIR", folder.display().to_string()),
            ("VESTIBULE_SECRET", generate_secret(entropy).as_str().to_owned()),
        ];
        let ignored = SETTINGS.iter().filter(|setting| setting.in_test_mode == InTestMode::Ignored);
        let ignored: Vec<_> =
            ignored.flat_map(|ignored| iter::once(&ignored.name).chain(ignored.others)).copied().collect();
        let source = source.for_test_mode(&ignored, own);
        let mut config = Self::load(&source, Database::ExistingOrNew, entropy)?;
        // Tests use one account again and again.
        for budget in [Budget::SignIn, Budget::Refresh, Budget::ClientGrant, Budget::ClientRefresh] {
            config.rate_limits.set(budget, Rate::HIGHEST);
        }
        if config.outbound.private.is_empty() {
            config.outbound.private = parse::private_networks(THIS_MACHINE).map_err(ConfigError)?;
        }
        Ok(config)
    }
}
