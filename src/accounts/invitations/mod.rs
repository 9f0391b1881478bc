//! Invitations: a message to the address of an account without a password, with a link to choose one. Whoever uses it has
//! received mail at the address, so this also confirms the address ([`Accounts::reset_password`]).
//!
//! [`Accounts::reset_password`]: super::Accounts::reset_password

mod issue;
mod list;
mod revoke;
mod send;

pub(super) use send::invitable;
