//! `vestibule health`

use super::error::CliError;
use clap::Args;
use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

const EXAMPLES: &str = "\
Examples:
  vestibule health
  vestibule health --env-file /etc/vestibule/vestibule.env && echo ready

Asks /ready at HOST and PORT, for three seconds at most. Says nothing when all is well.";

/// Whoever watches over the server wants an answer, not to wait for one.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

const REQUEST: &[u8] = b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
/// The part of the status line that tells: `HTTP/1.1 200`.
const STATUS_LINE: usize = 12;

/// Ask the running server whether it is ready: 0 when it is, 1 when not.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Health {}

impl Health {
    /// Takes the address alone: a probe must not make a data directory, nor need the secret.
    pub(super) fn run(self, listen: SocketAddr) -> Result<(), CliError> {
        let address = reachable(listen);
        match status(address) {
            Ok(200) => Ok(()),
            Ok(status) => {
                Err(CliError::refused(format!("the server at {address} is not ready: /ready answers {status}")))
            }
            Err(cause) => Err(CliError::refused(format!("the server at {address} does not answer: {cause}"))),
        }
    }
}

/// The address at which a server that listens at `listen` is reached from its own machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status that `/ready` answers with. All steps together take no longer than `HEALTH_TIMEOUT`.
fn status(address: SocketAddr) -> io::Result<u16> {
    let deadline = Instant::now() + HEALTH_TIMEOUT;
    let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)?;
    stream.set_write_timeout(Some(left(deadline)?))?;
    stream.write_all(REQUEST)?;
    let mut line = [0; STATUS_LINE];
    let mut filled = 0;
    while filled < line.len() {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(&mut line[filled..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    let status = std::str::from_utf8(&line).ok().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "this is no HTTP"))
}

/// The time until `deadline`, of which there must be some.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_on_the_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap(), "{listen}");
        }
    }
}
