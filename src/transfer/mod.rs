//! Operations on whole databases: copying between engines, backup and restore.

mod backup;
mod copy;
mod error;
mod restore;

pub use backup::back_up;
pub use copy::{Copied, Existing, Progress, Stage, copy};
pub use error::TransferError;
pub use restore::{Restored, restore};
