//! Work that takes a thread of the runtime longer than a request may wait.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Runs what may wait for the disk, or computes for long, while another thread of the server does its other work. Commands have nothing else
/// to do.
pub(super) fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread => block_in_place(work),
        _ => work(),
    }
}
