//! Passwords: hashed with Argon2id on threads of their own, foreign hashes verified, common ones refused.

mod argon;
mod common;
mod foreign;
mod memory;
mod new_password;
mod pool;
mod priority;
mod queue;
#[cfg(test)]
mod tests;

pub use foreign::UnusableHash;
pub use new_password::check_new;
pub use priority::Priority;

use crate::entropy::Entropy;
use argon::Hasher;
use memory::Memory;
use pool::Pool;
use std::{num::NonZeroUsize, sync::Arc};
use zeroize::Zeroizing;

/// The cost of Argon2id (RFC 9106).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Argon2Cost {
    /// KiB
    pub memory: u32,
    pub iterations: u32,
    pub parallelism: u32,
}

impl Argon2Cost {
    /// What OWASP's password storage cheat sheet asks for, and ASVS 5.0 with it (11.4.2).
    pub const MINIMUM: Self = Self { memory: 19_456, iterations: 2, parallelism: 1 };

    /// Whether a hash of this cost is computed at all: at most 256 MiB of memory, and 768 MiB written. Measured with the
    /// optimised crate on one core of a 2025 Xeon: they take 0.5 to 1.1 s, the more memory the longer, whatever the parallelism,
    /// for the lanes are computed one after the other. Beyond it one login would hold up all others.
    pub fn is_bearable(self) -> bool {
        let written = u64::from(self.memory) * u64::from(self.iterations);
        self.memory <= 256 * 1024 && written <= 768 * 1024 && self.parallelism <= 64
    }

    /// Whether every parameter reaches `other`'s.
    pub fn reaches(self, other: Self) -> bool {
        self.memory >= other.memory && self.iterations >= other.iterations && self.parallelism >= other.parallelism
    }
}

/// More hashes are waiting than may wait; try again in so many seconds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("too many passwords are being checked")]
pub struct Overloaded {
    pub retry_after: u32,
}

/// In the place of a hash: no password opens this account.
pub const NONE: &str = "!";

/// Whether a password can be checked against this hash: ours or foreign, and of a bounded cost.
///
/// # Errors
/// Why not.
pub fn check_stored(hash: &str) -> Result<(), UnusableHash> {
    match argon2_phc(hash) {
        Some(phc) => argon::check(phc),
        None => foreign::check(hash),
    }
}

/// The PHC string of a hash by any kind of Argon2; Django writes `argon2` in front of it.
fn argon2_phc(hash: &str) -> Option<&str> {
    Some(hash.strip_prefix("argon2").unwrap_or(hash)).filter(|phc| phc.starts_with("$argon2"))
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash is foreign or weaker than today's: replace it.
    RightButOutdated,
}

/// The hashing threads, bounded in number and in what may wait for them. Cheap to clone; the threads end with the
/// last clone.
#[derive(Clone)]
pub struct Passwords {
    pool: Arc<Pool>,
    hasher: Hasher,
    entropy: Arc<dyn Entropy>,
}

impl Passwords {
    /// Starts one thread for each core.
    ///
    /// # Panics
    /// When the system has no thread to give.
    pub fn new(cost: Argon2Cost, entropy: Arc<dyn Entropy>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self { pool: Arc::new(Pool::start(cores)), hasher: Hasher::new(cost), entropy }
    }

    /// Hashes a new password with a fresh salt: a PHC string.
    ///
    /// # Errors
    /// When the queue is full, or its source has too many jobs in it.
    pub async fn hash(&self, password: &str, priority: Priority) -> Result<String, Overloaded> {
        let salt: [u8; argon::SALT] = self.entropy.bytes();
        self.run(password, priority, move |hasher, password, memory| hasher.hash(password, &salt, memory)).await
    }

    /// Checks a password against a stored hash, ours or foreign. A hash that nobody can read matches nothing.
    ///
    /// # Errors
    /// When the queue is full, or its source has too many jobs in it.
    pub async fn verify(&self, password: &str, hash: &str, priority: Priority) -> Result<Verdict, Overloaded> {
        let hash = hash.to_owned();
        self.run(password, priority, move |hasher, password, memory| verify(hasher, password, &hash, memory)).await
    }

    /// Takes as long as checking a password takes, for accounts that do not exist.
    ///
    /// # Errors
    /// When the queue is full, just as for an account that does.
    pub async fn verify_nobody(&self, password: &str, priority: Priority) -> Result<(), Overloaded> {
        self.run(password, priority, |hasher, password, memory| hasher.verify_nobody(password, memory)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &str,
        priority: Priority,
        work: impl FnOnce(&Hasher, &[u8], &mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let password = Zeroizing::new(password.to_owned());
        let hasher = self.hasher.clone();
        self.pool.run(priority, move |memory| work(&hasher, password.as_bytes(), memory)).await
    }
}

fn verify(hasher: &Hasher, password: &[u8], hash: &str, memory: &mut Memory) -> Verdict {
    if hash == NONE {
        hasher.verify_nobody(password, memory);
        return Verdict::Wrong;
    }
    let verdict = match argon2_phc(hash) {
        Some(phc) => hasher.verify(password, phc, memory).map(|verdict| match verdict {
            Verdict::Right if phc.len() < hash.len() => Verdict::RightButOutdated,
            verdict => verdict,
        }),
        None => {
            foreign::verify(password, hash).map(|right| if right { Verdict::RightButOutdated } else { Verdict::Wrong })
        }
    };
    verdict.unwrap_or_else(|| {
        tracing::error!("a stored password hash cannot be read; its owner needs a new password to sign in");
        hasher.verify_nobody(password, memory);
        Verdict::Wrong
    })
}
