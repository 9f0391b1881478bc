//! Profile pictures. An uploaded file is decoded within limits, cropped to a square and encoded again, so that nothing of the
//! file remains except the visible picture: no metadata and no hidden content.
//!
//! One picture is processed at a time, on a blocking thread. A few more files can be uploaded or waiting.

mod header;
pub mod logo;
mod square;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task;
use uuid::Uuid;

/// The maximum number of files that are being uploaded or processed: 80 MiB in total at most.
const MAX_UPLOADS: usize = 16;
/// The maximum number per account, so that slow uploads of one account do not block the others.
const MAX_UPLOADS_PER_ACCOUNT: usize = 2;
/// The time in seconds after which a rejected upload can be retried.
const RETRY_AFTER: u32 = 5;

/// Why a file is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("neither a JPEG, a PNG nor a WebP file")]
    Unknown,
    #[error("damaged or incomplete")]
    Damaged,
    #[error("too many pixels")]
    TooManyPixels,
    /// The number of pixels is allowed, but decoding this kind of file takes too much memory.
    #[error("decoding takes too much memory")]
    TooCostly,
}

/// Too many uploads at the same time. The client can retry after `retry_after` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many pictures at once")]
pub struct TooManyUploads {
    pub retry_after: u32,
}

/// A profile picture in the two sizes that pages use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avatar {
    pub media_type: &'static str,
    /// 64 × 64 pixels.
    pub small: Vec<u8>,
    /// 256 × 256 pixels.
    pub large: Vec<u8>,
}

/// Limits and processes uploads. Cheap to clone.
#[derive(Clone)]
pub struct Pictures {
    uploads: Arc<Semaphore>,
    /// The number of uploads of each account. An account without uploads has no entry.
    uploads_per_account: Arc<Mutex<HashMap<Uuid, usize>>>,
    /// One permit: decoding takes up to 200 MiB, so only one file is decoded at a time.
    decoding: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            uploads: Arc::new(Semaphore::new(MAX_UPLOADS)),
            uploads_per_account: Arc::default(),
            decoding: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Pictures {
    /// Reserves an upload slot for one file of this account. It must be reserved before the file is read.
    pub fn reserve(&self, account: Uuid) -> Result<UploadSlot, TooManyUploads> {
        let crowded = TooManyUploads { retry_after: RETRY_AFTER };
        let permit = Arc::clone(&self.uploads).try_acquire_owned().map_err(|_| crowded)?;
        // If the account has too many, dropping `permit` gives the other slot back.
        let account_permit = AccountPermit::acquire(&self.uploads_per_account, account).ok_or(crowded)?;
        Ok(UploadSlot { permit, account_permit, decoding: Arc::clone(&self.decoding) })
    }
}

/// Counts one upload of an account until it is dropped.
struct AccountPermit {
    counts: Arc<Mutex<HashMap<Uuid, usize>>>,
    account: Uuid,
}

impl AccountPermit {
    /// None if the account already has the maximum number of uploads.
    fn acquire(counts: &Arc<Mutex<HashMap<Uuid, usize>>>, account: Uuid) -> Option<Self> {
        let mut locked = counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = locked.entry(account).or_default();
        if *count >= MAX_UPLOADS_PER_ACCOUNT {
            return None;
        }
        *count += 1;
        Some(Self { counts: Arc::clone(counts), account })
    }
}

impl Drop for AccountPermit {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.account) {
            *count -= 1;
            // Removed, so that the map does not keep every account that has ever uploaded a picture.
            if *count == 0 {
                counts.remove(&self.account);
            }
        }
    }
}

/// An upload slot: the permission to upload and process one file.
pub struct UploadSlot {
    permit: OwnedSemaphorePermit,
    account_permit: AccountPermit,
    decoding: Arc<Semaphore>,
}

impl UploadSlot {
    /// Creates the picture. If the caller stops waiting, the slot is still occupied until the work is done.
    pub async fn avatar(self, file: impl AsRef<[u8]> + Send + 'static) -> Result<Avatar, PictureError> {
        // This cannot fail, because the semaphore is never closed.
        let decoding_permit = self.decoding.acquire_owned().await;
        let (permit, account_permit) = (self.permit, self.account_permit);
        let task = task::spawn_blocking(move || {
            let avatar = square::avatar(file.as_ref());
            // Moved into the thread, because a blocking thread continues after its caller has been dropped.
            drop((decoding_permit, permit, account_permit));
            avatar
        });
        // A panic of a decoder has been logged. Only a damaged file can cause it.
        task.await.unwrap_or(Err(PictureError::Damaged))
    }
}
