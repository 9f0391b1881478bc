//! `vestibule health`: whether the running server is ready.

use super::error::CliError;
use clap::Args;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const EXAMPLES: &str = "\
Examples:
  vestibule health
  vestibule health --env-file /etc/vestibule/vestibule.env && echo ready

Sends GET /ready to HOST and PORT and waits for at most 3 seconds: use the same settings as the server. Prints
nothing if the server is ready (exit code 0), or the reason if it is not (exit code 1).";

/// The maximum duration of the whole check.
const TIMEOUT: Duration = Duration::from_secs(3);

const REQUEST: &[u8] = b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
/// The length of a status line up to its status code: `HTTP/1.1 200`.
const STATUS_LEN: usize = 12;

/// Check whether the running server is ready.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Health {}

impl Health {
    /// Needs only the address: a health check must not create a data directory or require the secret.
    pub(super) fn run(self, listen: SocketAddr) -> Result<(), CliError> {
        let address = local_address(listen);
        match status(address) {
            Ok(200) => Ok(()),
            Ok(status) => {
                Err(CliError::failed(format!("the server at {address} is not ready: /ready returned {status}")))
            }
            Err(cause) => Err(CliError::failed(format!("the server at {address} does not respond: {cause}"))),
        }
    }
}

/// The address to connect to from the same machine if the server listens on `listen`.
pub(super) fn local_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        // A server on an unspecified address listens on all addresses, including the loopback address.
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status code of `/ready`. All steps together take at most `TIMEOUT`.
fn status(address: SocketAddr) -> io::Result<u16> {
    let deadline = Instant::now() + TIMEOUT;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_write_timeout(Some(time_until(deadline)?))?;
    stream.write_all(REQUEST)?;
    let mut line = [0; STATUS_LEN];
    let mut filled = 0;
    while filled < line.len() {
        // A timeout for each read would let a slow server exceed the deadline.
        stream.set_read_timeout(Some(time_until(deadline)?))?;
        match stream.read(&mut line[filled..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            // On Unix, a read that times out fails with `WouldBlock`.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    let status = std::str::from_utf8(&line).ok().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the response is not HTTP"))
}

/// The time until `deadline`, or a timeout error if it has passed.
fn time_until(deadline: Instant) -> io::Result<Duration> {
    let remaining = deadline.saturating_duration_since(Instant::now());
    if remaining.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(remaining) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_on_all_addresses_is_checked_on_the_loopback_address() {
        for (listen, expected) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            assert_eq!(local_address(listen.parse().unwrap()), expected.parse().unwrap(), "{listen}");
        }
    }
}
