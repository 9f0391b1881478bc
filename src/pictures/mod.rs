//! Pictures of people: decoded within limits, cut to a square and encoded anew, so that nothing of a file is left but
//! what is seen of it.
//!
//! One is worked on at a time, on a thread that may wait; few may wait for their turn.

mod header;
mod square;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task,
};
use uuid::Uuid;

/// Files that may be on their way in, with what waits to be decoded: 80 MiB of them at the most.
const PLACES: usize = 16;
/// Of one account: whoever sends slowly leaves places to others.
const PLACES_OF_ONE: usize = 2;
/// When to come again, in seconds, when all places are taken.
const COME_AGAIN: u32 = 5;

/// Why a file did not become a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("neither a JPEG, a PNG nor a WebP file")]
    Unknown,
    #[error("damaged, or not all of it is there")]
    Damaged,
    #[error("too many pixels")]
    TooManyPixels,
    /// Allowed by its pixels, but of a kind that takes too much memory to unfold.
    #[error("takes too much memory")]
    TooCostly,
}

/// More pictures are on their way in than may be; try again in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many pictures at once")]
pub struct Crowded {
    pub retry_after: u32,
}

/// A picture of a person, in the two sizes that pages show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avatar {
    pub media_type: &'static str,
    /// 64 pixels a side.
    pub small: Vec<u8>,
    /// 256 pixels a side.
    pub large: Vec<u8>,
}

/// Where pictures are made. Cheap to clone.
#[derive(Clone)]
pub struct Pictures {
    places: Arc<Semaphore>,
    /// How many places accounts have taken; those without any are not in it.
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
    /// Held by whoever decodes, for that takes up to 200 MiB.
    turn: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(PLACES)), taken: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Pictures {
    /// A place for one file of this account, to be taken before the file is read.
    pub fn enter(&self, account: Uuid) -> Result<Place, Crowded> {
        let crowded = Crowded { retry_after: COME_AGAIN };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| crowded)?;
        let share = Share::take(&self.taken, account).ok_or(crowded)?;
        Ok(Place { place, share, turn: Arc::clone(&self.turn) })
    }
}

/// One of the places of an account. It is free again when this is dropped.
struct Share {
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
    account: Uuid,
}

impl Share {
    /// Unless the account has as many as it may.
    fn take(taken: &Arc<Mutex<HashMap<Uuid, usize>>>, account: Uuid) -> Option<Self> {
        let mut counts = taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(account).or_default();
        if *count >= PLACES_OF_ONE {
            return None;
        }
        *count += 1;
        Some(Self { taken: Arc::clone(taken), account })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.account);
            }
        }
    }
}

/// The right to have one file made into a picture.
pub struct Place {
    place: OwnedSemaphorePermit,
    share: Share,
    turn: Arc<Semaphore>,
}

impl Place {
    /// Makes the picture. Whoever stops waiting for it frees the place only when the work is done.
    pub async fn avatar(self, file: impl AsRef<[u8]> + Send + 'static) -> Result<Avatar, PictureError> {
        // The semaphore is never closed.
        let turn = self.turn.acquire_owned().await;
        let (place, share) = (self.place, self.share);
        let made = task::spawn_blocking(move || {
            let made = square::avatar(file.as_ref());
            drop((turn, place, share));
            made
        });
        // A decoder that panicked has told the log; the file was not what it seemed.
        made.await.unwrap_or(Err(PictureError::Damaged))
    }
}
