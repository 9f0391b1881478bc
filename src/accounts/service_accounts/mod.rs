//! Service accounts: accounts of programs, without a password, an email address or sessions.
//!
//! A service account is an ordinary account, so that roles, lists, events and deletion need no exceptions. It has an
//! address in a domain that is reserved for this (RFC 2606: nothing below `.invalid` exists), because every account has
//! one. No message is sent to it, and no view shows it.

mod address;
mod create;
mod list;

pub(super) use address::{is_address, is_reserved, no_address, ordinary_address, reserved_domain};
pub use create::CreateServiceAccountError;
