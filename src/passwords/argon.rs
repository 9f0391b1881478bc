//! Argon2: today's Argon2id, and the weaker kinds that imported accounts bring.

use super::{
    Argon2Cost, Verdict,
    foreign::{Refusal, UnusableHash},
    memory::Memory,
};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq;

/// Bytes of salt (RFC 9106, 3.1).
pub(super) const SALT: usize = 16;
/// Bytes of hash: 256 bits.
const OUTPUT: usize = 32;

/// Hashes at the configured cost.
#[derive(Clone)]
pub(super) struct Hasher {
    cost: Argon2Cost,
    argon2: Argon2<'static>,
}

impl Hasher {
    /// # Panics
    /// When RFC 9106 does not allow the cost; the configuration lets no such cost through.
    #[expect(clippy::expect_used, reason = "the configuration has checked the cost")]
    pub(super) fn new(cost: Argon2Cost) -> Self {
        let params = Params::new(cost.memory, cost.iterations, cost.parallelism, Some(OUTPUT));
        let params = params.expect("a cost that RFC 9106 allows");
        Self { cost, argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params) }
    }

    /// A PHC string.
    pub(super) fn hash(&self, password: &[u8], salt: &[u8; SALT], memory: &mut Memory) -> String {
        let output = self.output(password, salt, memory);
        let Argon2Cost { memory: m, iterations: t, parallelism: p } = self.cost;
        let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
        format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${output}")
    }

    /// None when the string cannot be read, or asks for more than anyone should compute.
    pub(super) fn verify(&self, password: &[u8], hash: &str, memory: &mut Memory) -> Option<Verdict> {
        let stored = Stored::parse(hash).ok()?;
        let mut output = vec![0; stored.output.len()];
        let argon2 = Argon2::new(stored.algorithm, stored.version, stored.params.clone());
        let blocks = memory.blocks(stored.params.block_count());
        argon2.hash_password_into_with_memory(password, &stored.salt, &mut output, blocks).ok()?;
        let right = bool::from(output.ct_eq(&stored.output));
        Some(match (right, stored.is_current(self.cost)) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOutdated,
        })
    }

    /// The work of checking a password against a hash of the configured cost, whose result nobody has.
    pub(super) fn verify_nobody(&self, password: &[u8], memory: &mut Memory) {
        let output = self.output(password, &[0; SALT], memory);
        std::hint::black_box(output.ct_eq(&[0; OUTPUT]));
    }

    #[expect(clippy::expect_used, reason = "every length is a constant that Argon2 allows")]
    fn output(&self, password: &[u8], salt: &[u8; SALT], memory: &mut Memory) -> [u8; OUTPUT] {
        let mut output = [0; OUTPUT];
        let blocks = memory.blocks(self.argon2.params().block_count());
        let hashed = self.argon2.hash_password_into_with_memory(password, salt, &mut output, blocks);
        hashed.expect("Argon2 takes every password that a request can hold");
        output
    }
}

/// Whether it can be computed again.
pub(super) fn check(hash: &str) -> Result<(), UnusableHash> {
    Stored::parse(hash).map(drop).map_err(|refusal| refusal.of("Argon2"))
}

/// A PHC string, read.
struct Stored {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Stored {
    fn parse(hash: &str) -> Result<Self, Refusal> {
        let stored = Self::read(hash).ok_or(Refusal::Unreadable)?;
        if stored.cost().is_bearable() { Ok(stored) } else { Err(Refusal::TooCostly) }
    }

    fn read(hash: &str) -> Option<Self> {
        let phc = PasswordHash::new(hash).ok()?;
        let params = Params::try_from(&phc).ok()?;
        Some(Self {
            algorithm: Algorithm::try_from(phc.algorithm.as_str()).ok()?,
            // Strings from before version 1.3 of Argon2 do not name theirs.
            version: phc.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?,
            params,
            salt: phc.salt?.to_vec(),
            output: phc.hash?.as_bytes().to_vec(),
        })
    }

    fn cost(&self) -> Argon2Cost {
        Argon2Cost { memory: self.params.m_cost(), iterations: self.params.t_cost(), parallelism: self.params.p_cost() }
    }

    /// Whether it is as strong as one that would be made today.
    fn is_current(&self, cost: Argon2Cost) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.cost().reaches(cost)
            && self.salt.len() >= SALT
            && self.output.len() >= OUTPUT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &[u8] = "Grüße, Maren 7!".as_bytes();
    const SALT_BYTES: &[u8; SALT] = b"0123456789abcdef";

    // Made with the `argon2-cffi` package for Python, which is the reference implementation.
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
    fn hashes_are_those_of_the_reference_implementation() {
        let hasher = Hasher::new(Argon2Cost::MINIMUM);
        assert_eq!(hasher.hash(PASSWORD, SALT_BYTES, &mut Memory::default()), CURRENT);
    }

    #[test]
    fn a_hash_as_strong_as_todays_or_stronger_stays() {
        for hash in [CURRENT, STRONGER] {
            assert_eq!(verify(Argon2Cost::MINIMUM, PASSWORD, hash), Some(Verdict::Right), "{hash}");
        }
    }

    #[test]
    fn a_hash_that_is_weaker_in_any_way_is_outdated() {
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
    fn another_password_is_wrong_however_close_it_is() {
        let (_, weaker) = OUTDATED[2];
        for wrong in ["", "Grüße, Maren 7", "grüße, Maren 7!", "Grüße, Maren 7! ", "Gru\u{308}ße, Maren 7!"] {
            for hash in [CURRENT, weaker] {
                assert_eq!(verify(Argon2Cost::MINIMUM, wrong.as_bytes(), hash), Some(Verdict::Wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn memory_that_held_another_hash_changes_nothing() {
        let hasher = Hasher::new(Argon2Cost::MINIMUM);
        let mut memory = Memory::default();
        assert_eq!(hasher.verify(PASSWORD, STRONGER, &mut memory), Some(Verdict::Right));
        assert_eq!(hasher.hash(PASSWORD, SALT_BYTES, &mut memory), CURRENT);
    }

    #[test]
    fn what_cannot_be_read_or_asks_for_too_much_is_not_computed() {
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
