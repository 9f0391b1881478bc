//! Passwords: hashed with Argon2id on threads of their own, foreign hashes verified, common ones refused.

use crate::shared::fields::Problem;
use crate::{entropy::Entropy, shared::fields::password::PasswordRules};
use std::sync::Arc;

/// The cost of Argon2id (RFC 9106).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Argon2Cost {
    /// KiB
    pub memory: u32,
    pub iterations: u32,
    pub parallelism: u32,
}

/// More hashes are waiting than may wait; try again in so many seconds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("too many passwords are being checked")]
pub struct Overloaded {
    pub retry_after: u32,
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash is foreign or weaker than today's: replace it.
    RightButOutdated,
}

/// The hashing threads, bounded in number and in what may wait for them. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {}

impl Passwords {
    pub fn new(_cost: Argon2Cost, _entropy: Arc<dyn Entropy>) -> Self {
        todo!()
    }

    /// Hashes a new password with a fresh salt: a PHC string.
    pub async fn hash(&self, _password: &str) -> Result<String, Overloaded> {
        todo!()
    }

    /// Checks a password against a stored hash, ours or foreign.
    pub async fn verify(&self, _password: &str, _hash: &str) -> Result<Verdict, Overloaded> {
        todo!()
    }

    /// Takes as long as checking a password takes, for accounts that do not exist.
    pub async fn verify_nobody(&self, _password: &str) -> Result<(), Overloaded> {
        todo!()
    }
}

/// Everything that a new password must pass: the rules, not common, not made of the account's own names.
pub fn check_new(_password: &str, _rules: PasswordRules, _own: &[&str]) -> Result<(), Problem> {
    todo!()
}
