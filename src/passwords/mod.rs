//! Passwords: hashes them with Argon2id on dedicated threads, verifies hashes of other systems, and rejects common and stolen
//! passwords.

mod argon;
pub mod base32;
mod filter;
mod foreign;
mod hashing_thread;
mod large;
mod new_password;
mod pool;
mod queue;
#[cfg(test)]
mod tests;
mod typed;

pub use argon::Argon2Cost;
pub use filter::{ListError, PasswordFilter, build_filter};
pub use foreign::UnusableHash;
pub use new_password::check_new;
pub use pool::HashingLoad;
pub use queue::Priority;
pub use typed::{are_same, composed};

use crate::entropy::Entropy;
use argon::{Hasher, Memory};
use large::Room;
use pool::Pool;
use std::num::NonZeroUsize;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The queue is full. The caller can retry after `retry_after` seconds.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("too many passwords are being checked")]
pub struct Overloaded {
    pub retry_after: u32,
}

/// Stored instead of a hash if the account has no password: its owner has chosen to have none, or has chosen none yet. No password
/// matches it.
pub const NONE: &str = "!";

/// Maximum length of a hash in bytes; enough for all supported formats with long salts.
const MAX_STORED_LEN: usize = 512;

/// What is stored of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A hash.
    Set,
    /// [`NONE`].
    None,
    /// The password was made invalid, because somebody else may know it ([`invalidated`]). Its owner has not chosen to have none: what
    /// asks for the current password is refused, and a link for a new one is always sent.
    Invalid,
}

impl State {
    /// Of what is stored in the place of a hash.
    pub fn of(stored: &str) -> Self {
        match stored.strip_prefix(NONE) {
            Option::None => Self::Set,
            Some("") => Self::None,
            Some(_) => Self::Invalid,
        }
    }
}

/// What is stored in place of a password that becomes invalid. Drawn anew each time, so that whatever depends on the password before,
/// such as a sign-in that waits for its second factor, ends with it. No password matches it.
pub fn invalidated(entropy: &dyn Entropy) -> String {
    format!("{NONE}{}", entropy.text::<16>())
}

/// Whether passwords can be verified against this hash: its format is supported and its cost is within the limits.
pub fn check_stored(hash: &str) -> Result<(), UnusableHash> {
    // Before any parser of hashes reads the text.
    if hash.len() > MAX_STORED_LEN || hash.chars().any(char::is_control) {
        return Err(UnusableHash::Unknown);
    }
    match argon2_phc(hash) {
        Some(phc) => argon::check(phc),
        None => foreign::check(hash),
    }
}

/// The name of the format of a hash that [`check_stored`] accepts.
pub fn format_name(hash: &str) -> &'static str {
    match argon2_phc(hash) {
        Some(_) => "Argon2",
        None => foreign::format_name(hash).unwrap_or_default(),
    }
}

/// The PHC string of an Argon2 hash. Django stores it with the prefix `argon2`, directories with a scheme.
fn argon2_phc(hash: &str) -> Option<&str> {
    let hash = foreign::unwrapped(hash);
    Some(hash.strip_prefix("argon2").unwrap_or(hash)).filter(|phc| phc.starts_with("$argon2"))
}

/// Hashes a password at the lowest cost of Argon2, which takes microseconds, for the accounts of a test. The next sign-in
/// replaces the hash by one of the configured cost.
pub fn hash_cheaply(password: &str, entropy: &dyn Entropy) -> String {
    let hasher = Hasher::new(Argon2Cost { memory: 8, iterations: 1, parallelism: 1 });
    hasher.hash(composed(password).as_bytes(), &entropy.bytes(), &mut Memory::default())
}

/// The result of verifying a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash comes from another system, is weaker than the configured cost, or is of another form of the text than
    /// [`composed`]: replace it.
    RightButOutdated,
}

/// The hashing threads and their bounded queue. Cheap to clone; the threads end when the last clone is dropped.
#[derive(Clone)]
pub struct Passwords {
    pool: Arc<Pool>,
    room: Room,
    hasher: Hasher,
    entropy: Arc<dyn Entropy>,
}

impl Passwords {
    /// Starts one thread for each core.
    ///
    /// # Panics
    /// If the system cannot start a thread.
    pub fn new(cost: Argon2Cost, entropy: Arc<dyn Entropy>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self { pool: Arc::new(Pool::start(cores)), room: Room::beside(cost), hasher: Hasher::new(cost), entropy }
    }

    /// How busy the hashing threads are.
    pub fn load(&self) -> HashingLoad {
        self.pool.load()
    }

    /// Hashes a new password with a random salt. Returns a PHC string.
    ///
    /// # Errors
    /// If the queue is full, or if the source of the request has too many jobs in it.
    pub async fn hash(&self, password: &str, priority: Priority) -> Result<String, Overloaded> {
        let salt: [u8; argon::SALT_LEN] = self.entropy.bytes();
        self.run(&composed(password), priority, move |hasher, password, memory| hasher.hash(password, &salt, memory))
            .await
    }

    /// Verifies a password against a stored hash of any supported format, also one of the text as it was sent. An invalid hash matches
    /// no password.
    ///
    /// # Errors
    /// If the queue is full, or if the source of the request has too many jobs in it, or if too many large hashes are verified.
    pub async fn verify(&self, password: &str, hash: &str, priority: Priority) -> Result<Verdict, Overloaded> {
        let part = self.room.part(hash).await?;
        let hash: Arc<str> = hash.into();
        let work = move |hasher: &Hasher, password: &[u8], memory: &mut Memory| {
            // Until the work is done, also if nobody waits for it any more.
            let _part = &part;
            verify(hasher, password, &hash, memory)
        };
        Ok(match self.in_each_form(password, priority, work).await? {
            (Verdict::Wrong, Some(Verdict::Right | Verdict::RightButOutdated)) => Verdict::RightButOutdated,
            (verdict, _) => verdict,
        })
    }

    /// Takes as long as verifying a password, so that the response time does not reveal whether an account exists.
    ///
    /// # Errors
    /// If the queue is full, as for an account that exists.
    pub async fn verify_dummy(&self, password: &str, priority: Priority) -> Result<(), Overloaded> {
        let work = |hasher: &Hasher, password: &[u8], memory: &mut Memory| hasher.verify_dummy(password, memory);
        self.in_each_form(password, priority, work).await.map(drop)
    }

    /// Runs `work` with the password as [`composed`], and then as it was sent, if that is something else. In any case with both, and
    /// each as a job of its own: the time does not depend on what is stored, and the limits of the queue hold.
    async fn in_each_form<T: Send + 'static>(
        &self,
        password: &str,
        priority: Priority,
        work: impl Fn(&Hasher, &[u8], &mut Memory) -> T + Clone + Send + 'static,
    ) -> Result<(T, Option<T>), Overloaded> {
        let composed = composed(password);
        let first = self.run(&composed, priority, work.clone()).await?;
        if composed.as_str() == password {
            return Ok((first, None));
        }
        Ok((first, Some(self.run(password, priority, work).await?)))
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &str,
        priority: Priority,
        work: impl FnOnce(&Hasher, &[u8], &mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        // A copy, because the job may outlive this future. It is wiped when the job is dropped.
        let password = Zeroizing::new(password.to_owned());
        let hasher = self.hasher.clone();
        self.pool.run(priority, move |memory| work(&hasher, password.as_bytes(), memory)).await
    }
}

fn verify(hasher: &Hasher, password: &[u8], hash: &str, memory: &mut Memory) -> Verdict {
    // An account without a usable hash must take as long as one with a hash, so the work is done in any case.
    if State::of(hash) != State::Set {
        hasher.verify_dummy(password, memory);
        return Verdict::Wrong;
    }
    let verdict = match argon2_phc(hash) {
        Some(phc) => hasher.verify(password, phc, memory).map(|verdict| match verdict {
            // The hash has a prefix of another system, so it has to be replaced even if its cost is sufficient.
            Verdict::Right if phc.len() < hash.len() => Verdict::RightButOutdated,
            verdict => verdict,
        }),
        // A foreign hash is always outdated, so that the next sign-in replaces it with Argon2id.
        None => foreign::verify(password, hash).map(|right| {
            if right {
                return Verdict::RightButOutdated;
            }
            // Some formats take microseconds, which would tell that the account exists. Those that take longer than ours do so still.
            hasher.verify_dummy(password, memory);
            Verdict::Wrong
        }),
    };
    verdict.unwrap_or_else(|| {
        tracing::error!("a stored password hash is invalid; its user needs a new password to sign in");
        // The same time as for a valid hash, so that the duration does not reveal the damage.
        hasher.verify_dummy(password, memory);
        Verdict::Wrong
    })
}
