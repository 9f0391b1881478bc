//! Each connection is an open file, and the system limits those.

use super::server::Limits;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open besides connections: the database, the log, what is set aside.
const OTHERS: usize = 128;

/// The limits of the server, with no more connections than files can be open. The limit of this process is raised as far as
/// the system lets it.
pub fn within_open_files(limits: Limits) -> Limits {
    let needed = (limits.connections + OTHERS) as u64;
    let found = getrlimit(Resource::Nofile);
    if found.current.is_some_and(|current| current < needed) {
        let raised = Some(found.maximum.map_or(needed, |maximum| maximum.min(needed)));
        // Where that is refused, what was found holds.
        _ = setrlimit(Resource::Nofile, Rlimit { current: raised, maximum: found.maximum });
    }
    bounded_by(limits, getrlimit(Resource::Nofile).current)
}

/// At least half of the files are for connections, and no more than half of those are the reserve.
fn bounded_by(limits: Limits, files: Option<u64>) -> Limits {
    let files = files.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX);
    let connections = limits.connections.min(files.saturating_sub(OTHERS).max(files / 2));
    Limits { connections, reserve: limits.reserve.min(connections / 2), ..limits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_connections_than_files() {
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
