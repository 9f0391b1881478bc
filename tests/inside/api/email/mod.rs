//! The email address of an account: confirming it, changing it, and taking the account back with it.

mod change;
mod confirm;
mod recovery;
mod require_confirmed;
