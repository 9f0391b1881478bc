//! Signing in with an account at a provider (`docs/decisions/0075-other-accounts.md`).
//!
//! The provider proves an identity: an issuer and a subject, never an address. [`begin`] leads there, and [`answer`] takes what comes
//! back. [`arrival`] is what is known then, and [`arrive`] decides what that leads to. What needs a decision of its owner waits in
//! their browser ([`sealed`]).
//!
//! Other nouns ask `Identities` for `exported_identities`, `list_identities`, `step_up_ways` and `unlink_identity`.
//!
//! Other nouns ask `Providers` for `admits_registration`, `all`, `ask_provider`, `delete_provider`, `provider_metadata`,
//! `provider_of`, `providers_in`, `set_file_providers`, `status_at`, `usable_identities`, `usable_providers` and `verify_provider_token`.

mod admin;
mod alert;
mod answer;
mod arrival;
mod arrive;
mod back_channel;
mod begin;
mod claims;
mod client_secret;
mod discovery;
mod export;
mod failed_codes;
mod fate;
mod groups;
mod identities;
mod jwks;
mod link;
mod memory;
mod new;
mod oauth2;
mod proof;
mod published;
mod register;
mod request;
mod sealed;
mod stored;
mod take_over;
mod token;
mod unlink;

pub use answer::{ProviderAnswer, ReturnError, Returned};
pub use arrival::{Arrived, Attempt, ProvenIdentity, Purpose};
pub use arrive::ProviderOutcome;
pub use begin::Departure;
pub(super) use export::ExportedIdentity;
pub(super) use identities::identity_view;
pub(super) use link::link;
pub(super) use memory::ProviderMemory;
pub use memory::closed_without_key;
pub(super) use proof::{MailProof, check_counts};
pub(super) use published::Published;
pub use register::FirstTime;
pub(super) use register::vouched_domain;
pub(super) use take_over::{keep_of_profile, leave_groups};
