//! The algorithms of foreign hashes, each with its parameters within the limits.

use super::ParseError;
use aes::Aes256;
use aes::cipher::{KeyIvInit as _, StreamCipher as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ctr::Ctr128BE;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::ops::RangeInclusive;
use subtle::ConstantTimeEq as _;

/// The cost is the binary logarithm of the number of rounds; bcrypt defines 4 as the minimum. Measured with the optimised
/// crate on one core of a 2025 Xeon: the common default of 12 takes 0.25 s, and each step doubles the time, so 14 takes
/// about a second.
const MIN_BCRYPT_COST: u32 = 4;
const MAX_BCRYPT_COST: u32 = 14;
/// Twice the default of Django 6 and of Werkzeug 3.1. Measured with the optimised crates on one core of a 2025 Xeon: a million
/// iterations take 0.1 s with SHA-1 and SHA-256, for which the processor has instructions, and 0.4 s with SHA-512. The maximum
/// takes at most 1 s, even on processors without these instructions. An output of several blocks takes as long as each of them.
const MAX_PBKDF2_ITERATIONS: u32 = 2_500_000;
/// The maximum of 128 * N * r * p, the bytes that are written in total. It limits the time, and therefore the memory as well.
/// Measured with the optimised crate on one core of a 2025 Xeon: the maximum takes 0.7 to 1 s. The default of Werkzeug is
/// 32 MiB, of Django 80 MiB.
const MAX_SCRYPT_BYTES: u64 = 256 * 1024 * 1024;
/// The maximum of r * p: 128 times as many bytes are made of the salt with PBKDF2 before anything else, so with a small N and a long salt
/// these alone would take many seconds. Eight times that of the examples of RFC 7914.
const MAX_SCRYPT_BLOCKS: u64 = 1_024;
/// The lengths of outputs of PBKDF2 in bytes: 20 is that of SHA-1, and Keycloak stores 64 whatever the hash function.
const PBKDF2_LENGTHS: RangeInclusive<usize> = 20..=64;
/// A shorter hash would match too many passwords. Firebase's signer keys have 64 bytes.
const MIN_FIREBASE_LEN: usize = 32;

/// What is passed to bcrypt.
pub(super) enum BcryptInput {
    /// The password. bcrypt uses its first 72 bytes, as in the system that created the hash.
    Password,
    /// Django: the SHA-256 of the password in hexadecimal.
    Sha256Hex,
    /// passlib, version 1: the SHA-256 of the password in base64.
    Sha256Base64,
    /// passlib, version 2: HMAC-SHA-256 of the password in base64. Its key is the encoded salt.
    HmacBase64,
    /// WordPress from 6.8: HMAC-SHA-384 of the password in base64. Its key is the same everywhere.
    WordPress,
}

/// bcrypt, with the prefixes `$2a$`, `$2b$` and `$2y$`, which all mean the corrected algorithm. bcrypt ignores everything after 72
/// bytes, so Django and passlib can hash the password with SHA-256 first.
pub(super) struct Bcrypt {
    input: BcryptInput,
    /// In the modular crypt format, `$2b$12$…`.
    text: String,
}

impl Bcrypt {
    pub(super) fn new(input: BcryptInput, text: impl Into<String>) -> Result<Self, ParseError> {
        let text = text.into();
        let parts: bcrypt::HashParts = text.parse().map_err(|_| ParseError::Invalid)?;
        // The crate validates the base64 text only when it verifies a password, which is too late for an import.
        let encoded = text.rsplit('$').next().unwrap_or_default();
        let is_base64 = encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
        let is_known = ["$2a$", "$2b$", "$2y$"].iter().any(|name| text.starts_with(name));
        if !is_known || !is_base64 || parts.get_cost() < MIN_BCRYPT_COST {
            return Err(ParseError::Invalid);
        }
        if parts.get_cost() > MAX_BCRYPT_COST { Err(ParseError::TooCostly) } else { Ok(Self { input, text }) }
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        // As text, because bcrypt ends the password at a NUL byte, which a binary digest may contain.
        let hashed = match self.input {
            BcryptInput::Password => return bcrypt::verify(password, &self.text).ok(),
            BcryptInput::Sha256Hex => Sha256::digest(password).iter().map(|byte| format!("{byte:02x}")).collect(),
            BcryptInput::Sha256Base64 => STANDARD.encode(Sha256::digest(password)),
            BcryptInput::HmacBase64 => {
                let mut mac = Hmac::<Sha256>::new_from_slice(self.salt()?.as_bytes()).ok()?;
                mac.update(password);
                STANDARD.encode(mac.finalize().into_bytes())
            }
            BcryptInput::WordPress => {
                let mut mac = Hmac::<Sha384>::new_from_slice(b"wp-sha384").ok()?;
                mac.update(trimmed_by_php(password));
                STANDARD.encode(mac.finalize().into_bytes())
            }
        };
        bcrypt::verify(hashed, &self.text).ok()
    }

    /// The 22 characters after the last `$`; the hash follows them.
    fn salt(&self) -> Option<&str> {
        self.text.rsplit('$').next()?.get(..22)
    }
}

/// A password without what PHP trims: WordPress does so when a password is chosen, and when somebody signs in.
pub(super) fn trimmed_by_php(password: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\0' | b'\x0b');
    let (first, last) = (password.iter().position(is_kept), password.iter().rposition(is_kept));
    first.zip(last).map(|(first, last)| &password[first..=last]).unwrap_or_default()
}

/// A hash function.
#[derive(Clone, Copy)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Digest {
    /// The length of the output in bytes.
    pub(super) const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    /// The hash of all parts, one after another.
    pub(super) fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => hash_of::<Sha1>(parts),
            Self::Sha256 => hash_of::<Sha256>(parts),
            Self::Sha512 => hash_of::<Sha512>(parts),
        }
    }
}

fn hash_of<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(D::new(), |digest, part| digest.chain_update(part)).finalize().to_vec()
}

/// PBKDF2 with HMAC (RFC 8018): the parameters of a hash and its expected output.
pub(super) struct Pbkdf2 {
    digest: Digest,
    iterations: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Pbkdf2 {
    pub(super) fn new(digest: Digest, iterations: u32, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        if iterations == 0 || !PBKDF2_LENGTHS.contains(&output.len()) {
            return Err(ParseError::Invalid);
        }
        let blocks = output.len().div_ceil(digest.len()) as u64;
        if u64::from(iterations) * blocks > u64::from(MAX_PBKDF2_ITERATIONS) {
            return Err(ParseError::TooCostly);
        }
        Ok(Self { digest, iterations, salt, output })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let compute = match self.digest {
            Digest::Sha1 => pbkdf2_hmac::<Sha1>,
            Digest::Sha256 => pbkdf2_hmac::<Sha256>,
            Digest::Sha512 => pbkdf2_hmac::<Sha512>,
        };
        let mut output = vec![0; self.output.len()];
        compute(password, &self.salt, self.iterations, &mut output);
        // In constant time, so that the duration does not reveal how many bytes are equal.
        output.ct_eq(&self.output).into()
    }
}

/// scrypt (RFC 7914): the parameters of a hash and its expected output.
pub(super) struct Scrypt {
    params: scrypt::Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    /// `cost` is N, r and p.
    pub(super) fn new(cost: [u32; 3], salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        if !matches!(output.len(), 32 | 64) {
            return Err(ParseError::Invalid);
        }
        Ok(Self { params: bounded_scrypt(cost)?, salt, output })
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> u64 {
        memory_of(&self.params)
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        let mut output = vec![0; self.output.len()];
        scrypt::scrypt(password, &self.salt, &self.params, &mut output).ok()?;
        Some(output.ct_eq(&self.output).into())
    }
}

/// The parameters for this N, r and p.
///
/// # Errors
/// If they are invalid, or cost more than the maximum.
pub(super) fn bounded_scrypt([n, r, p]: [u32; 3]) -> Result<scrypt::Params, ParseError> {
    // N must be a power of two (RFC 7914, section 2). `ilog2` below would panic at zero.
    if !n.is_power_of_two() || n < 2 || r < 1 || p < 1 {
        return Err(ParseError::Invalid);
    }
    let blocks = u64::from(r) * u64::from(p);
    // Saturating, because the factors come from an imported row and can be huge.
    let bytes = (128 * u64::from(n)).saturating_mul(blocks);
    if bytes > MAX_SCRYPT_BYTES || blocks > MAX_SCRYPT_BLOCKS {
        return Err(ParseError::TooCostly);
    }
    let log_n = u8::try_from(n.ilog2()).map_err(|_| ParseError::Invalid)?;
    scrypt::Params::new(log_n, r, p).map_err(|_| ParseError::Invalid)
}

/// 128 * N * r bytes: the p parts are computed one after another.
fn memory_of(params: &scrypt::Params) -> u64 {
    128 * params.n() * u64::from(params.r())
}

/// The modified scrypt of Firebase Authentication: scrypt derives a key from the password. The hash is the signer key, encrypted
/// with it: AES-256 in counter mode.
pub(super) struct Firebase {
    params: scrypt::Params,
    /// Of the account, followed by the salt separator.
    salt: Vec<u8>,
    signer_key: Vec<u8>,
    output: Vec<u8>,
}

impl Firebase {
    pub(super) fn new(
        params: scrypt::Params,
        salt: Vec<u8>,
        signer_key: Vec<u8>,
        output: Vec<u8>,
    ) -> Result<Self, ParseError> {
        if output.len() < MIN_FIREBASE_LEN || output.len() != signer_key.len() {
            return Err(ParseError::Invalid);
        }
        Ok(Self { params, salt, signer_key, output })
    }

    /// The bytes of memory that it takes.
    pub(super) fn memory(&self) -> u64 {
        memory_of(&self.params)
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        let mut key = [0; 32];
        scrypt::scrypt(password, &self.salt, &self.params, &mut key).ok()?;
        let mut output = self.signer_key.clone();
        // The counter begins at zero.
        Ctr128BE::<Aes256>::new(&key.into(), &[0; 16].into()).apply_keystream(&mut output);
        // In constant time, so that the duration does not reveal how many bytes are equal.
        Some(output.ct_eq(&self.output).into())
    }
}
