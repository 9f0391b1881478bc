//! Signing in with an account at a provider (`docs/decisions/0075-other-accounts.md`).
//!
//! The provider proves an identity: an issuer and a subject, never an address. [`arrival`] is what is known when it has.

mod admin;
mod arrival;
mod back_channel;
mod export;
mod identities;
mod memory;
mod request;
mod stored;

pub use arrival::{Arrived, Attempt, ProvenIdentity, Purpose};
pub(super) use export::ExportedIdentity;
pub(super) use identities::identity_view;
pub(super) use memory::ProviderMemory;
