//! Looking up names. The resolver of the system has no time limit that could be set here, and its thread goes on when the caller has given
//! up. So there are few places, each is free when its thread has ended, and names that strangers choose have places of their own: a name
//! server that never answers keeps nobody else waiting.

use super::{Outbound, OutboundError};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use tokio::sync::{OwnedMutexGuard, Semaphore};
use tokio::task::spawn_blocking;

/// Held while it is somebody's turn.
pub type Turn = Arc<OwnedMutexGuard<()>>;

/// How many names that the operator chooses are looked up at a time. Each takes a thread of a pool that others use as well.
static OF_OPERATOR: Semaphore = Semaphore::const_new(12);
/// How many names that strangers choose.
static OF_STRANGERS: Semaphore = Semaphore::const_new(4);

/// Blocks until the name is looked up.
type LookUp = fn(&str, u16) -> io::Result<Vec<SocketAddr>>;

#[derive(Clone)]
pub(super) struct Lookups {
    places: &'static Semaphore,
    /// Whether names are complete. Otherwise the resolver may also try them in the domains of the network of the server.
    are_absolute: bool,
    look_up: LookUp,
    turn: Option<Turn>,
}

impl Lookups {
    pub(super) const OF_OPERATOR: Self =
        Self { places: &OF_OPERATOR, are_absolute: false, look_up: of_system, turn: None };
    /// Not in the domains of the network: strangers have no business there, and each would take as long again.
    pub(super) const OF_STRANGERS: Self =
        Self { places: &OF_STRANGERS, are_absolute: true, look_up: of_system, turn: None };

    /// The turn is over when nothing holds it any more.
    pub(super) fn in_turn(&self, turn: Turn) -> Self {
        Self { turn: Some(turn), ..self.clone() }
    }

    pub(super) async fn addresses(&self, name: &str, port: u16) -> Result<Vec<SocketAddr>, OutboundError> {
        let is_completed = self.are_absolute && name.contains('.') && !name.ends_with('.');
        let name = if is_completed { format!("{name}.") } else { name.to_owned() };
        let place = self.places.acquire().await.map_err(|error| OutboundError::Resolve(error.to_string()))?;
        let Self { look_up, turn, .. } = self.clone();
        let looked_up = spawn_blocking(move || {
            let found = look_up(&name, port);
            drop((place, turn));
            found
        });
        let found = looked_up.await.map_err(|error| OutboundError::Resolve(error.to_string()))?;
        found.map_err(|error| OutboundError::Resolve(error.to_string()))
    }

    /// The same with another resolver, for tests.
    #[cfg(test)]
    pub(super) fn with(&self, look_up: LookUp) -> Self {
        Self { look_up, ..self.clone() }
    }
}

impl Outbound {
    /// The same, whose connections with TLS lead to this server, wherever the host of the URL is: tests have one that stands for services
    /// with known hosts. It has to prove that it is the host, as they do. No setting has this effect.
    #[must_use]
    pub fn led_to(&self, server: SocketAddr) -> Self {
        Self { led_to: Some(server), ..self.clone() }
    }
}

fn of_system(name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    Ok((name, port).to_socket_addrs()?.collect())
}
