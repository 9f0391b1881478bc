//! Foreign hashes that are made of hash functions alone: repeated, as in phpass, Drupal, Symfony and SHA-crypt, or applied once
//! together with a salt, as in directories (LDAP).

use super::ParseError;
use super::algorithms::{Digest, trimmed_by_php};
use md5::Md5;
use sha2::{Digest as _, Sha512};
use subtle::ConstantTimeEq as _;

/// The characters of `crypt` for the numbers from 0 to 63.
pub(super) const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// How often a hash function is repeated at most: 128 times the default of WordPress, 32 times that of Drupal 7, and 1.6 times that
/// of passlib for SHA-crypt. On one core of a 2025 Xeon this takes up to 0.5 s, and three times as long with a password of 128
/// characters of four bytes each, because each round hashes it again.
const MAX_ROUNDS: u32 = 1 << 20;
/// What counts as a round of Symfony, in bytes. Its own salts have 31 or 43.
const SYMFONY_BLOCK: usize = 128;
/// Longer salts are none that a directory has made.
const MAX_SALT_BYTES: usize = 64;

/// What phpass repeats.
#[derive(Clone, Copy)]
pub(super) enum Repeated {
    Md5,
    /// In Drupal, which stores the first half of the output.
    Sha512,
}

/// What is passed to phpass.
#[derive(Clone, Copy)]
pub(super) enum PhpassInput {
    Password,
    /// WordPress.
    Trimmed,
    /// Drupal, of accounts from Drupal 6: the MD5 of the password in hexadecimal.
    Md5Hex,
}

/// The portable hash of phpass.
pub(super) struct Phpass {
    digest: Repeated,
    input: PhpassInput,
    rounds: u32,
    salt: Vec<u8>,
    /// In the characters of `crypt`.
    output: Vec<u8>,
}

impl Phpass {
    /// `log_rounds`: the binary logarithm of the rounds.
    pub(super) fn new(
        (digest, input): (Repeated, PhpassInput),
        log_rounds: u32,
        salt: &[u8],
        output: &[u8],
    ) -> Result<Self, ParseError> {
        let length = match digest {
            Repeated::Md5 => 22,
            Repeated::Sha512 => 43,
        };
        if output.len() != length || !output.iter().all(|byte| ALPHABET.contains(byte)) {
            return Err(ParseError::Invalid);
        }
        // None for a shift of 32 or more, which is far above the limit.
        let rounds = 1_u32.checked_shl(log_rounds).filter(|rounds| *rounds <= MAX_ROUNDS);
        let rounds = rounds.ok_or(ParseError::TooCostly)?;
        Ok(Self { digest, input, rounds, salt: salt.to_vec(), output: output.to_vec() })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let hex: String;
        let password = match self.input {
            PhpassInput::Password => password,
            PhpassInput::Trimmed => trimmed_by_php(password),
            PhpassInput::Md5Hex => {
                hex = Md5::digest(password).iter().map(|byte| format!("{byte:02x}")).collect();
                hex.as_bytes()
            }
        };
        let output = match self.digest {
            Repeated::Md5 => repeated::<Md5>(self.rounds, &self.salt, password),
            Repeated::Sha512 => repeated::<Sha512>(self.rounds, &self.salt, password),
        };
        let output = encoded(&output);
        output.get(..self.output.len()).is_some_and(|output| output.ct_eq(&self.output).into())
    }
}

fn repeated<D: sha2::Digest>(rounds: u32, salt: &[u8], password: &[u8]) -> Vec<u8> {
    let mut output = D::new().chain_update(salt).chain_update(password).finalize();
    for _ in 0..rounds {
        output = D::new().chain_update(&output).chain_update(password).finalize();
    }
    output.to_vec()
}

/// In the characters of `crypt`, three bytes as four of them, the lowest bits first.
fn encoded(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().rev().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        text.extend((0..=group.len()).map(|at| ALPHABET[(bits >> (6 * at)) & 63]));
    }
    text
}

/// SHA-crypt, `$5$` and `$6$`.
#[derive(Clone, Copy)]
pub(super) enum CryptDigest {
    Sha256,
    Sha512,
}

impl CryptDigest {
    /// The output in the order in which it is encoded: groups of three bytes, one from each third, which take turns at being first.
    /// The rest is at the end.
    fn in_order(self, output: &[u8]) -> Vec<u8> {
        let (third, turns) = match self {
            Self::Sha256 => (10, [[2, 1, 0], [1, 0, 2], [0, 2, 1]]),
            Self::Sha512 => (21, [[2, 1, 0], [0, 2, 1], [1, 0, 2]]),
        };
        let groups = (0..third).flat_map(|at| turns[at % 3].map(|of| output[at + of * third]));
        groups.chain(output[3 * third..].iter().copied()).collect()
    }

    /// The number of characters of an encoded output.
    const fn encoded_len(self) -> usize {
        match self {
            Self::Sha256 => 43,
            Self::Sha512 => 86,
        }
    }
}

/// The `crypt` of Linux with SHA-256 or SHA-512.
pub(super) struct ShaCrypt {
    digest: CryptDigest,
    params: sha_crypt::Params,
    salt: Vec<u8>,
    /// In the characters of `crypt`.
    output: Vec<u8>,
}

impl ShaCrypt {
    pub(super) fn new(digest: CryptDigest, rounds: u32, salt: &str, output: &str) -> Result<Self, ParseError> {
        let output = output.as_bytes();
        if output.len() != digest.encoded_len() || !output.iter().all(|byte| ALPHABET.contains(byte)) {
            return Err(ParseError::Invalid);
        }
        if rounds > MAX_ROUNDS {
            return Err(ParseError::TooCostly);
        }
        let params = sha_crypt::Params::new(rounds).map_err(|_| ParseError::Invalid)?;
        Ok(Self { digest, params, salt: salt.into(), output: output.to_vec() })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let output = match self.digest {
            CryptDigest::Sha256 => sha_crypt::sha256_crypt(password, &self.salt, self.params).to_vec(),
            CryptDigest::Sha512 => sha_crypt::sha512_crypt(password, &self.salt, self.params).to_vec(),
        };
        encoded(&self.digest.in_order(&output)).ct_eq(&self.output).into()
    }
}

/// A hash function applied once, to the password and a salt after it.
pub(super) struct Salted {
    digest: Digest,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Salted {
    /// `bytes`: the output, and the salt after it.
    pub(super) fn new(digest: Digest, bytes: &[u8]) -> Result<Self, ParseError> {
        let (output, salt) = bytes.split_at_checked(digest.len()).ok_or(ParseError::Invalid)?;
        // Without a salt it is another scheme, which is too weak.
        if salt.is_empty() || salt.len() > MAX_SALT_BYTES {
            return Err(ParseError::Invalid);
        }
        Ok(Self { digest, salt: salt.to_vec(), output: output.to_vec() })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        self.digest.of(&[password, &self.salt]).ct_eq(&self.output).into()
    }
}

/// The hash of Symfony before 5.3, and of its bundle FOSUserBundle: the password and its salt, hashed again and again.
pub(super) struct Symfony {
    digest: Digest,
    iterations: u32,
    salt: String,
    output: Vec<u8>,
}

impl Symfony {
    pub(super) fn new(digest: Digest, iterations: u32, salt: &str, output: Vec<u8>) -> Result<Self, ParseError> {
        // Symfony makes no salts with braces, which it puts around them.
        if iterations == 0 || output.len() != digest.len() || salt.contains(['{', '}']) {
            return Err(ParseError::Invalid);
        }
        // The salt is hashed again in each round, so a long one counts as further rounds.
        let blocks = (output.len() + salt.len()).div_ceil(SYMFONY_BLOCK) as u64;
        if u64::from(iterations) * blocks > u64::from(MAX_ROUNDS) {
            return Err(ParseError::TooCostly);
        }
        Ok(Self { digest, iterations, salt: salt.to_owned(), output })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let salted = match self.salt.as_str() {
            "" => password.to_vec(),
            salt => [password, b"{", salt.as_bytes(), b"}"].concat(),
        };
        let mut output = self.digest.of(&[&salted]);
        for _ in 1..self.iterations {
            output = self.digest.of(&[&output, &salted]);
        }
        output.ct_eq(&self.output).into()
    }
}
