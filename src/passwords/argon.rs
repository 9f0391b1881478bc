//! Argon2: creates Argon2id hashes, and verifies hashes of all variants and versions for imported accounts.

use super::Verdict;
use super::foreign::{ParseError, UnusableHash};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

/// The length of a salt in bytes (RFC 9106, 3.1).
pub(super) const SALT_LEN: usize = 16;
/// The length of a hash in bytes.
const OUTPUT_LEN: usize = 32;
/// The minimum allocation: 33 MiB in blocks of 1 KiB. Allocations above 32 MiB are returned to the system when they are freed, by
/// mimalloc as `.cargo/config.toml` builds it and by glibc; smaller ones may stay with the process forever. Reserved pages that are
/// never written take no memory.
const MIN_CAPACITY: usize = 33 * 1024;

/// The cost of Argon2id (RFC 9106).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Argon2Cost {
    /// KiB
    pub memory: u32,
    pub iterations: u32,
    pub parallelism: u32,
}

impl Argon2Cost {
    /// The minimum that the OWASP password storage cheat sheet and ASVS 5.0 (11.4.2) require.
    pub const MINIMUM: Self = Self { memory: 19_456, iterations: 2, parallelism: 1 };

    /// Whether hashes of this cost are computed: at most 256 MiB of memory, and at most 768 MiB written. A more expensive
    /// hash would delay all other sign-ins.
    ///
    /// Measured with the optimised crate on one core of a 2025 Xeon, the maximum takes 0.5 to 1.1 s, longer with more memory.
    /// The parallelism does not matter, because the lanes are computed one after another.
    pub fn is_affordable(self) -> bool {
        let written = u64::from(self.memory) * u64::from(self.iterations);
        self.memory <= 256 * 1024 && written <= 768 * 1024 && self.parallelism <= 64
    }

    /// Whether every parameter is at least that of `other`.
    pub fn reaches(self, other: Self) -> bool {
        self.memory >= other.memory && self.iterations >= other.iterations && self.parallelism >= other.parallelism
    }
}

/// Hashes passwords at the configured cost.
#[derive(Clone)]
pub(super) struct Hasher {
    cost: Argon2Cost,
    argon2: Argon2<'static>,
}

impl Hasher {
    /// # Panics
    /// If RFC 9106 does not allow the cost. The configuration rejects such a cost.
    #[expect(clippy::expect_used, reason = "the configuration has validated the cost")]
    pub(super) fn new(cost: Argon2Cost) -> Self {
        let params = Params::new(cost.memory, cost.iterations, cost.parallelism, Some(OUTPUT_LEN));
        let params = params.expect("RFC 9106 allows the configured cost");
        Self { cost, argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params) }
    }

    /// Returns a PHC string.
    pub(super) fn hash(&self, password: &[u8], salt: &[u8; SALT_LEN], memory: &mut Memory) -> String {
        let output = self.output(password, salt, memory);
        let Argon2Cost { memory: m, iterations: t, parallelism: p } = self.cost;
        let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
        format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${output}")
    }

    /// None if the hash is invalid or too expensive to verify.
    pub(super) fn verify(&self, password: &[u8], hash: &str, memory: &mut Memory) -> Option<Verdict> {
        let stored = StoredHash::parse(hash).ok()?;
        // The parameters of the stored hash, not the configured ones, and an output of its length.
        let mut output = vec![0; stored.output.len()];
        let argon2 = Argon2::new(stored.algorithm, stored.version, stored.params.clone());
        let blocks = memory.blocks(stored.params.block_count());
        argon2.hash_password_into_with_memory(password, &stored.salt, &mut output, blocks).ok()?;
        // Up to 256 MiB, for an imported hash: each of the threads would keep as much.
        if stored.params.block_count() > MIN_CAPACITY.max(self.argon2.params().block_count()) {
            memory.release();
        }
        let right = bool::from(output.ct_eq(&stored.output));
        Some(match (right, stored.is_current(self.cost)) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOutdated,
        })
    }

    /// Takes as long as verifying a hash of the configured cost, but never matches.
    pub(super) fn verify_dummy(&self, password: &[u8], memory: &mut Memory) {
        let output = self.output(password, &[0; SALT_LEN], memory);
        // Without black_box the compiler could remove the work, because the result is not used.
        std::hint::black_box(output.ct_eq(&[0; OUTPUT_LEN]));
    }

    #[expect(clippy::expect_used, reason = "all lengths are constants that Argon2 allows")]
    fn output(&self, password: &[u8], salt: &[u8; SALT_LEN], memory: &mut Memory) -> [u8; OUTPUT_LEN] {
        let mut output = [0; OUTPUT_LEN];
        let blocks = memory.blocks(self.argon2.params().block_count());
        let hashed = self.argon2.hash_password_into_with_memory(password, salt, &mut output, blocks);
        hashed.expect("Argon2 accepts every password that fits into a request");
        output
    }
}

/// Whether passwords can be verified against this hash.
pub(super) fn check(hash: &str) -> Result<(), UnusableHash> {
    StoredHash::parse(hash).map(drop).map_err(|error| error.with_format("Argon2"))
}

/// The memory in bytes that it takes to verify a hash; 0 if it is invalid.
pub(super) fn memory_of(hash: &str) -> u64 {
    StoredHash::parse(hash).map_or(0, |stored| stored.params.block_count() as u64 * 1024)
}

/// A parsed PHC string.
struct StoredHash {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl StoredHash {
    fn parse(hash: &str) -> Result<Self, ParseError> {
        let stored = Self::parse_phc(hash).ok_or(ParseError::Invalid)?;
        // Rejected before any memory is allocated, because the parameters come from an imported row.
        if stored.cost().is_affordable() { Ok(stored) } else { Err(ParseError::TooCostly) }
    }

    fn parse_phc(hash: &str) -> Option<Self> {
        let phc = PasswordHash::new(hash).ok()?;
        let params = Params::try_from(&phc).ok()?;
        Some(Self {
            algorithm: Algorithm::try_from(phc.algorithm.as_str()).ok()?,
            // Hashes from before Argon2 1.3 have no version field.
            version: phc.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?,
            params,
            salt: phc.salt?.to_vec(),
            output: phc.hash?.as_bytes().to_vec(),
        })
    }

    fn cost(&self) -> Argon2Cost {
        Argon2Cost { memory: self.params.m_cost(), iterations: self.params.t_cost(), parallelism: self.params.p_cost() }
    }

    /// Whether it is as strong as a new hash of this cost.
    fn is_current(&self, cost: Argon2Cost) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.cost().reaches(cost)
            && self.salt.len() >= SALT_LEN
            && self.output.len() >= OUTPUT_LEN
    }
}

/// The memory that Argon2 fills. Each thread reuses it for the next hash.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// At least `count` blocks of 1 KiB. Their content is undefined.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            // Not resized in place: that would copy blocks whose content is not needed.
            self.0 = Vec::with_capacity(count.max(MIN_CAPACITY));
            self.0.resize(count, Block::new());
        }
        &mut self.0
    }

    /// Returns the memory to the system.
    pub(super) fn release(&mut self) {
        self.0 = Vec::new();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &[u8] = "Grüße, Maren 7!".as_bytes();
    const SALT_BYTES: &[u8; SALT_LEN] = b"0123456789abcdef";

    // Created with the Python package `argon2-cffi`, which wraps the reference implementation.
    const CURRENT: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU";
    const STRONGER: &str =
        "$argon2id$v=19$m=20480,t=3,p=2$MDEyMzQ1Njc4OWFiY2RlZg$cG+LXJb3GHQJS7SdRMZh0yI6E1VbvwaAZha79H3oCkE";
    const OUTDATED: &[(&str, &str)] = &[
        ("argon2i", "$argon2i$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$TGcdHpDVRX+vkvXkiQtBkqxKdqPMDORBpZcnQH9dBeU"),
        ("argon2d", "$argon2d$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$ZVTE8VODpSVNqdEZ02AFI4lYWKgk3iJsbtCYys6hGPs"),
        (
            "less memory",
            "$argon2id$v=19$m=64,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$H33EFtsm4ABQrXowE26k49E2NIu2VMS9zW7dKeZvFWc",
        ),
        (
            "version 1.0",
            "$argon2id$v=16$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$xMzu5jGOgizxjIWfyiWsaDlz7E90bX2XmWINnY6bv0Q",
        ),
        ("no version", "$argon2id$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$xMzu5jGOgizxjIWfyiWsaDlz7E90bX2XmWINnY6bv0Q"),
        ("short salt", "$argon2id$v=19$m=19456,t=2,p=1$MTIzNDU2Nzg$LRUUFFNw+JLWMUrRzxgPgWvs2IWidJUAvVNuyTW3hP8"),
        ("short output", "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$I8CENsYMWFMTuBS30Ik6Kw"),
    ];

    fn verify(cost: Argon2Cost, password: &[u8], hash: &str) -> Option<Verdict> {
        Hasher::new(cost).verify(password, hash, &mut Memory::default())
    }

    #[test]
    fn hashes_equal_those_of_the_reference_implementation() {
        let hasher = Hasher::new(Argon2Cost::MINIMUM);
        assert_eq!(hasher.hash(PASSWORD, SALT_BYTES, &mut Memory::default()), CURRENT);
    }

    #[test]
    fn a_hash_of_the_configured_cost_or_more_is_current() {
        for hash in [CURRENT, STRONGER] {
            assert_eq!(verify(Argon2Cost::MINIMUM, PASSWORD, hash), Some(Verdict::Right), "{hash}");
        }
    }

    #[test]
    fn a_hash_that_is_weaker_in_any_parameter_is_outdated() {
        for (weakness, hash) in OUTDATED {
            assert_eq!(verify(Argon2Cost::MINIMUM, PASSWORD, hash), Some(Verdict::RightButOutdated), "{weakness}");
        }
        for cost in [
            Argon2Cost { memory: 19_457, ..Argon2Cost::MINIMUM },
            Argon2Cost { iterations: 3, ..Argon2Cost::MINIMUM },
            Argon2Cost { parallelism: 2, ..Argon2Cost::MINIMUM },
        ] {
            assert_eq!(verify(cost, PASSWORD, CURRENT), Some(Verdict::RightButOutdated), "{cost:?}");
        }
    }

    #[test]
    fn a_similar_password_is_wrong() {
        let (_, weaker) = OUTDATED[2];
        for wrong in ["", "Grüße, Maren 7", "grüße, Maren 7!", "Grüße, Maren 7! ", "Gru\u{308}ße, Maren 7!"] {
            for hash in [CURRENT, weaker] {
                assert_eq!(verify(Argon2Cost::MINIMUM, wrong.as_bytes(), hash), Some(Verdict::Wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn reused_memory_does_not_change_the_hash() {
        let hasher = Hasher::new(Argon2Cost::MINIMUM);
        let mut memory = Memory::default();
        assert_eq!(hasher.verify(PASSWORD, STRONGER, &mut memory), Some(Verdict::Right));
        assert_eq!(hasher.hash(PASSWORD, SALT_BYTES, &mut memory), CURRENT);
    }

    #[test]
    fn a_thread_does_not_keep_the_memory_of_a_large_hash() {
        let large = CURRENT.replace("m=19456,t=2", "m=40960,t=1");
        let (hasher, mut memory) = (Hasher::new(Argon2Cost::MINIMUM), Memory::default());
        assert_eq!(hasher.verify(PASSWORD, &large, &mut memory), Some(Verdict::Wrong));
        assert!(memory.is_empty());
        assert_eq!(hasher.verify(PASSWORD, CURRENT, &mut memory), Some(Verdict::Right));
        assert!(!memory.is_empty());
        let own = Hasher::new(Argon2Cost { memory: 40_960, iterations: 1, parallelism: 1 });
        assert_eq!(own.verify(PASSWORD, &large, &mut memory), Some(Verdict::Wrong));
        assert!(!memory.is_empty());
    }

    #[test]
    fn an_invalid_or_too_expensive_hash_is_not_verified() {
        for hash in [
            "$argon2id$",
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg",
            "$argon2x$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=18$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=19$m=4,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=19$m=262145,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=19$m=262144,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=19$m=64,t=4000000000,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
            "$argon2id$v=19$m=4000,t=1,p=65$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU",
        ] {
            assert_eq!(verify(Argon2Cost::MINIMUM, PASSWORD, hash), None, "{hash}");
        }
    }
}
