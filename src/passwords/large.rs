//! Hashes of other systems that take much memory. They share a room, because one for each thread would take more than a small machine
//! has.

use super::{Argon2Cost, Overloaded, argon, argon2_phc, foreign};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Their room in MiB: as much as one of them may take.
const ROOM: u32 = 256;
/// What a thread may have beside, in MiB. A hash of Werkzeug takes 32.
const SMALL: u32 = 33;
/// How many seconds somebody waits for room.
const PATIENCE: u32 = 10;

/// A part of the room. It is free again when the last clone is dropped. None for a hash that needs none.
pub(super) type Part = Option<Arc<OwnedSemaphorePermit>>;

/// The room. Cheap to clone.
#[derive(Clone)]
pub(super) struct Room {
    free: Arc<Semaphore>,
    small: u32,
}

impl Room {
    /// The room beside hashes of this cost, which need none.
    pub(super) fn beside(own: Argon2Cost) -> Self {
        Self { free: Arc::new(Semaphore::new(ROOM as usize)), small: SMALL.max(own.memory.div_ceil(1024)) }
    }

    /// Waits for the part that a hash needs.
    ///
    /// # Errors
    /// If others need the room for too long.
    pub(super) async fn part(&self, hash: &str) -> Result<Part, Overloaded> {
        let needed = memory_of(hash);
        if needed <= self.small {
            return Ok(None);
        }
        let part = Arc::clone(&self.free).acquire_many_owned(needed.min(ROOM));
        // It is never closed.
        let part = timeout(Duration::from_secs(PATIENCE.into()), part).await.ok().and_then(Result::ok);
        part.map(|part| Some(Arc::new(part))).ok_or(Overloaded { retry_after: PATIENCE })
    }
}

/// The memory in MiB that it takes to verify a hash. 0 for one that is invalid, which is not verified.
fn memory_of(hash: &str) -> u32 {
    let bytes = match argon2_phc(hash) {
        Some(phc) => argon::memory_of(phc),
        None => foreign::memory_of(hash),
    };
    u32::try_from(bytes.div_ceil(1024 * 1024)).unwrap_or(ROOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_each_kind_of_hash_is_known() {
        let digest = "00".repeat(64);
        let argon2 = "v=19$m=65536,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU";
        let firebase = "ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=$42xEC+ixf3L2lw==$\
                        jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=";
        for (hash, expected) in [
            (format!("$argon2id${argon2}"), 64),
            (format!("argon2$argon2i${argon2}"), 64),
            (format!("scrypt:65536:8:2$salt${digest}"), 64),
            (format!("scrypt:262144:8:1$salt${digest}"), 256),
            (format!("$fbscrypt$v=1,n=16,r=8,p=1,{firebase}"), 64),
            ("$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK".to_owned(), 0),
            (format!("scrypt:262144:8:2$salt${digest}"), 0),
            ("!".to_owned(), 0),
        ] {
            assert_eq!(memory_of(&hash), expected, "{hash}");
        }
    }

    #[tokio::test]
    async fn a_hash_that_is_as_large_as_ours_needs_no_room() {
        let hash = "$argon2id$v=19$m=65536,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU";
        for (memory, needs_room) in [(19_456, true), (65_535, false), (65_536, false)] {
            let room = Room::beside(Argon2Cost { memory, iterations: 2, parallelism: 1 });
            assert_eq!(room.part(hash).await.unwrap().is_some(), needs_room, "{memory}");
        }
    }
}
