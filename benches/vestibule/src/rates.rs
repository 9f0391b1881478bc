//! Measures the requests per second of the product and of bare axum.

use crate::{
    Result,
    accounts::{self, Accounts},
    measurement::{Measurement, Rate},
    passkeys,
    plan::Plan,
    progress,
    server::Server,
};

pub const BARE: &str = "bare axum";
pub const ME: &str = "GET /api/auth/me";
pub const FORWARD: &str = "GET /auth/forward";
pub const PAGE: &str = "GET /login";
pub const COMPRESSED_PAGE: &str = "GET /login with gzip";
pub const LOGIN: &str = "POST /api/auth/login";
/// A sign-in with a passkey is two of these.
pub const PASSKEY: &str = "sign-in with a passkey, each half";
pub const REGISTER: &str = "POST /api/users/register";
pub const REFRESH: &str = "POST /api/auth/refresh";
pub const LIST: &str = "GET /api/users";

/// Each round measures everything once, so that slow phases of the machine affect all measurements.
pub async fn measure(
    bare: &Server,
    server: &Server,
    accounts: &Accounts,
    connections: usize,
    plan: &Plan,
) -> Result<Vec<Rate>> {
    let Accounts { signed_in, signing_in, with_passkeys } = accounts;
    let me_clients = accounts::me_clients(server, signed_in, connections).await?;
    let forward_clients = accounts::forward_clients(server, signed_in, connections).await?;
    let refresh_clients = accounts::refresh_clients(server, signed_in, connections).await?;
    let passkey_clients = passkeys::clients(server, with_passkeys).await?;
    let anonymous = |path| accounts::anonymous_clients(path, &[], connections);
    let compressed = accounts::anonymous_clients("/login", &[("accept-encoding", "gzip")], connections);
    let mut measurements = [
        // These three are compared, so they are measured directly one after the other.
        Measurement::new(BARE, bare, anonymous("/")),
        Measurement::new(ME, server, me_clients),
        Measurement::new(FORWARD, server, forward_clients),
        Measurement::new("GET /live", server, anonymous("/live")),
        Measurement::new(PAGE, server, anonymous("/login")),
        Measurement::new(COMPRESSED_PAGE, server, compressed),
        Measurement::new(REFRESH, server, refresh_clients),
        Measurement::new(PASSKEY, server, passkey_clients),
        Measurement::new(LOGIN, server, accounts::sign_in_clients(signing_in, connections)),
    ];
    for round in 1..=plan.rounds {
        progress(&format!("requests per second, round {round} of {}", plan.rounds));
        for measurement in &mut measurements {
            measurement.run(plan).await?;
        }
    }
    Ok(measurements.iter().map(Measurement::rate).collect())
}
