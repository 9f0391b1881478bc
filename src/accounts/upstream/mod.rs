//! Signing in with an account at a provider (`docs/decisions/0075-other-accounts.md`).
//!
//! The provider proves an identity: an issuer and a subject, never an address. [`begin`] leads there, and [`answer`] takes what comes
//! back. [`arrival`] is what is known then.

mod answer;
mod arrival;
mod begin;
mod claims;
mod discovery;
mod github;
mod jwks;
mod memory;
mod published;
mod stored;
mod token;

pub use answer::{ProviderAnswer, ReturnError, Returned};
pub use arrival::{Arrived, Attempt, ProvenIdentity, Purpose};
pub use begin::{Departure, SealedAttempt};
pub(super) use memory::ProviderMemory;
pub(super) use published::Published;
