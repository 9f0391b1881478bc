//! Pictures of people: decoded within limits, cut to a square and encoded anew, so that nothing of a file is left but
//! what is seen of it.
//!
//! One is worked on at a time, on a thread that may wait; few may wait for their turn.

mod header;
mod square;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task,
};

/// Files that may be on their way in, with what waits to be decoded: 80 MiB of them at the most.
const PLACES: usize = 16;
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
    /// Held by whoever decodes, for that takes up to 200 MiB.
    turn: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(PLACES)), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Pictures {
    /// A place for one file, to be taken before it is read.
    pub fn enter(&self) -> Result<Place, Crowded> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Crowded { retry_after: COME_AGAIN })?;
        Ok(Place { place, turn: Arc::clone(&self.turn) })
    }
}

/// The right to have one file made into a picture.
pub struct Place {
    place: OwnedSemaphorePermit,
    turn: Arc<Semaphore>,
}

impl Place {
    /// Makes the picture. Whoever stops waiting for it frees the place only when the work is done.
    pub async fn avatar(self, file: impl AsRef<[u8]> + Send + 'static) -> Result<Avatar, PictureError> {
        // The semaphore is never closed.
        let turn = self.turn.acquire_owned().await;
        let place = self.place;
        let made = task::spawn_blocking(move || {
            let made = square::avatar(file.as_ref());
            drop((turn, place));
            made
        });
        // A decoder that panicked has told the log; the file was not what it seemed.
        made.await.unwrap_or(Err(PictureError::Damaged))
    }
}
