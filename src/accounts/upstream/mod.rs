//! Signing in with an account at a provider (`docs/decisions/0075-other-accounts.md`).
//!
//! The provider proves an identity: an issuer and a subject, never an address. [`arrival`] is what is known when it has, and
//! [`arrive`] decides what that leads to. What needs a decision of its owner waits in their browser ([`sealed`]).

mod alert;
mod arrival;
mod arrive;
mod fate;
mod groups;
mod identities;
mod link;
mod memory;
mod proof;
mod register;
mod sealed;
mod stored;
mod take_over;
mod unlink;

pub use arrival::{Arrived, Attempt, ProvenIdentity, Purpose};
pub use arrive::ProviderOutcome;
pub(super) use link::link;
pub(super) use memory::ProviderMemory;
pub(super) use proof::{MailProof, check_nothing_else};
pub use register::FirstTime;
pub(super) use register::vouched_domain;
