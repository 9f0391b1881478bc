//! When and from where sessions were last used.
//!
//! Requests only note the use in memory. The server writes all notes once a minute in a transaction of its own, so that
//! no request waits for it and a busy session costs one write a minute. What was noted since the last write is lost if
//! the process is killed; each renewal of the tokens stores the time as well.

use crate::{
    accounts::{Accounts, Failure},
    shared::{ids::SessionId, timestamp::Timestamp},
    store::{
        Tx,
        last_seen::{self, Use},
    },
};
use std::{
    collections::{HashMap, hash_map::Entry},
    mem,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Maximum number of sessions between two writes, some 100 bytes each. Further sessions are not noted until then.
const CAPACITY: usize = 50_000;
/// Sessions per transaction; few, so that other writers do not wait long.
const BATCH: usize = 1_000;

/// The sessions that were used since the last write.
#[derive(Default)]
pub(in crate::accounts) struct LastSeen(Mutex<HashMap<SessionId, (Timestamp, Option<IpAddr>)>>);

impl LastSeen {
    fn note(&self, session: SessionId, at: Timestamp, address: Option<IpAddr>) {
        // The map is valid even after a panic of another thread, so a poisoned lock is ignored.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = seen.len() >= CAPACITY;
        match seen.entry(session) {
            Entry::Occupied(mut noted) => _ = noted.insert((at, address)),
            Entry::Vacant(free) if !is_full => _ = free.insert((at, address)),
            Entry::Vacant(_) => {}
        }
    }

    fn take(&self) -> Vec<Use> {
        let seen = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let to_use = |(session, (at, address)): (SessionId, (Timestamp, Option<IpAddr>))| Use {
            session,
            at,
            address: address.map(|address| address.to_string()),
        };
        seen.into_iter().map(to_use).collect()
    }
}

impl Accounts {
    /// Notes that a session was used now, from `address`. Writes nothing.
    pub fn note_use(&self, session: SessionId, address: Option<IpAddr>) {
        self.last_seen().note(session, self.now(), address);
    }

    /// Writes what was noted since the last call. To be called every minute.
    pub async fn write_last_seen(&self) -> Result<(), Failure> {
        let uses: Arc<[Use]> = self.last_seen().take().into();
        for start in (0..uses.len()).step_by(BATCH) {
            let uses = Arc::clone(&uses);
            let end = uses.len().min(start + BATCH);
            self.db().write(async move |mut tx: Tx| last_seen::write(&mut tx, &uses[start..end]).await).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn sessions_beyond_the_capacity_are_not_noted_but_known_ones_are() {
        let seen = LastSeen::default();
        let session = |number: usize| SessionId(Uuid::from_u128(number as u128));
        for number in 0..=CAPACITY {
            seen.note(session(number), Timestamp(1), None);
        }
        seen.note(session(0), Timestamp(2), None);
        let uses = seen.take();
        assert_eq!(uses.len(), CAPACITY);
        assert!(uses.iter().all(|used| used.session != session(CAPACITY)));
        assert_eq!(uses.iter().find(|used| used.session == session(0)).map(|used| used.at), Some(Timestamp(2)));
        assert!(seen.take().is_empty(), "each use is written once");
    }
}
