//! When and from where sessions and API tokens were last used.
//!
//! Requests only note the use in memory. The server writes all notes once a minute in a transaction of its own, so that no request
//! waits for it and a busy session costs one write a minute. What was noted since the last write is lost if the process is killed;
//! each renewal of the tokens stores the time as well.

use crate::accounts::{Authority, Sessions};
use crate::shared::Timestamp;
use crate::store::last_seen::{self, Use, Used};
use crate::store::{StoreError, Tx};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Maximum number of sessions, and of API tokens, between two writes, some 100 bytes each. Further ones are not noted
/// until then.
const CAPACITY: usize = 50_000;
/// Sessions or tokens per transaction; few, so that other writers do not wait long.
const BATCH: usize = 1_000;

/// What was used since the last write.
#[derive(Default)]
pub(in crate::accounts) struct LastSeen {
    sessions: Notes,
    tokens: Notes,
}

/// The last use of each session or token.
#[derive(Default)]
struct Notes(Mutex<HashMap<Uuid, (Timestamp, Option<IpAddr>)>>);

impl Sessions {
    /// Notes that a session or API token was used now, from `address`. Writes nothing.
    pub fn note_use(&self, authority: Authority, address: Option<IpAddr>) {
        let now = self.now();
        match authority {
            Authority::Session(session) => self.parts().last_seen.sessions.note(session.0, now, address),
            // Clients compare these times with each other, so none is more exact than it says.
            Authority::Token(token) => self.parts().last_seen.tokens.note(token.id.0, now.whole_minute(), address),
        }
    }

    /// Writes what was noted since the last call. To be called every minute.
    pub async fn write_last_seen(&self) -> Result<(), StoreError> {
        let (sessions, tokens) = (self.parts().last_seen.sessions.take(), self.parts().last_seen.tokens.take());
        self.write_uses(Used::Sessions, sessions.into()).await?;
        self.write_uses(Used::ApiTokens, tokens.into()).await
    }

    async fn write_uses(&self, used: Used, uses: Arc<[Use]>) -> Result<(), StoreError> {
        for start in (0..uses.len()).step_by(BATCH) {
            let uses = Arc::clone(&uses);
            let end = uses.len().min(start + BATCH);
            let write = async move |mut tx: Tx| {
                let uses = &uses[start..end];
                last_seen::write(&mut tx, used, uses).await?;
                // Programs use tokens: that says nothing of people.
                if let (Used::Sessions, Some(at)) = (used, uses.iter().map(|used| used.at).min()) {
                    let people = last_seen::owners(&mut tx, uses).await?;
                    tx.active(people, at);
                }
                Ok::<_, StoreError>(())
            };
            self.db().write(write).await?;
        }
        Ok(())
    }
}

impl Notes {
    fn note(&self, id: Uuid, at: Timestamp, address: Option<IpAddr>) {
        // The map is valid even after a panic of another thread, so a poisoned lock is ignored.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = seen.len() >= CAPACITY;
        match seen.entry(id) {
            Entry::Occupied(mut noted) => _ = noted.insert((at, address)),
            Entry::Vacant(free) if !is_full => _ = free.insert((at, address)),
            Entry::Vacant(_) => {}
        }
    }

    fn take(&self) -> Vec<Use> {
        let seen = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let to_use = |(id, (at, address)): (Uuid, (Timestamp, Option<IpAddr>))| Use {
            id,
            at,
            address: address.map(|address| address.to_string()),
        };
        seen.into_iter().map(to_use).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_beyond_the_capacity_are_not_noted_but_known_ones_are() {
        let seen = Notes::default();
        let session = |number: usize| Uuid::from_u128(number as u128);
        for number in 0..=CAPACITY {
            seen.note(session(number), Timestamp(1), None);
        }
        seen.note(session(0), Timestamp(2), None);
        let uses = seen.take();
        assert_eq!(uses.len(), CAPACITY);
        assert!(uses.iter().all(|used| used.id != session(CAPACITY)));
        assert_eq!(uses.iter().find(|used| used.id == session(0)).map(|used| used.at), Some(Timestamp(2)));
        assert!(seen.take().is_empty(), "each use is written once");
    }
}
