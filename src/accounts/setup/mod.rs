//! Setup: creating the first administrator.

mod claim;

pub use claim::{SetupError, SetupToken};
