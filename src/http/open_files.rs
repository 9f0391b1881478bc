//! The limit of open files (`RLIMIT_NOFILE`), which limits connections.

use super::server::Limits;
use crate::accounts::{LogoutDelivery, MailDelivery};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Open files other than connections: the database, the log, temporary files.
const OTHER_FILES: usize = 128;

/// Raises the limit of open files as far as the system permits, and lowers the number of connections to fit into it.
pub fn within_open_files(limits: Limits) -> Limits {
    let needed = needed(&limits) as u64;
    let rlimit = getrlimit(Resource::Nofile);
    if rlimit.current.is_some_and(|current| current < needed) {
        // A process without privileges can raise its limit up to the maximum only.
        let raised = Some(rlimit.maximum.map_or(needed, |maximum| maximum.min(needed)));
        // If this fails, the current limit applies.
        _ = setrlimit(Resource::Nofile, Rlimit { current: raised, maximum: rlimit.maximum });
    }
    // Read again, because the limit may not have been raised.
    bounded_by(limits, getrlimit(Resource::Nofile).current)
}

/// The connections to the mail server are many only if it answers slowly, and those to OpenID Connect clients likewise. No files are
/// reserved for them, so the connections of clients come first.
fn needed(limits: &Limits) -> usize {
    limits.connections + OTHER_FILES + MailDelivery::MAX_CONNECTIONS + LogoutDelivery::MAX_CONNECTIONS
}

/// At least half of the files are for connections, and at most half of the connections are reserved.
fn bounded_by(limits: Limits, files: Option<u64>) -> Limits {
    let files = files.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX);
    let connections = limits.connections.min(files.saturating_sub(OTHER_FILES).max(files / 2));
    Limits { connections, reserve: limits.reserve.min(connections / 2), ..limits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_requested_for_clients_and_for_a_mail_server_that_answers_slowly() {
        assert_eq!(needed(&Limits { connections: 2048, ..Limits::default() }), 2048 + 128 + 2520 + 32);
    }

    #[test]
    fn connections_are_limited_by_open_files() {
        let bounded = |files| {
            let limits = bounded_by(Limits { connections: 2048, reserve: 256, ..Limits::default() }, files);
            (limits.connections, limits.reserve)
        };
        assert_eq!(bounded(None), (2048, 256));
        assert_eq!(bounded(Some(65_536)), (2048, 256));
        assert_eq!(bounded(Some(1024)), (896, 256));
        assert_eq!(bounded(Some(100)), (50, 25));
    }
}
