//! The notations of foreign hashes: how the systems that created them write the parameters, the salt and the hash.

use super::algorithms::{BcryptInput, Digest, Firebase, Pbkdf2, bounded_scrypt};
use super::digests::{ALPHABET, CryptDigest, Phpass, PhpassInput, Repeated, Salted, ShaCrypt, Symfony};
use super::{Hash, ParseError, fields, number, parameter_values};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// The default of Werkzeug 3.1 if the method has no number of iterations.
const WERKZEUG_ITERATIONS: u32 = 1_000_000;
/// The default N, r and p of Werkzeug if the method has none.
const WERKZEUG_SCRYPT_COST: [u32; 3] = [32_768, 8, 1];

/// Werkzeug, which Flask uses: `method$salt$hex`, where the method is `pbkdf2:sha256[:iterations]`. The salt is used as the bytes
/// of its text, without decoding.
pub(super) fn werkzeug_pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [method, salt, hex] = fields(text)?;
    let iterations = match method.split(':').collect::<Vec<_>>().as_slice() {
        [_, _] => WERKZEUG_ITERATIONS,
        [_, _, iterations] => number(iterations)?,
        _ => return Err(ParseError::Invalid),
    };
    Hash::pbkdf2(digest, iterations, salt.into(), from_hex(hex)?)
}

/// The same, where the method is `scrypt[:N:r:p]`.
pub(super) fn werkzeug_scrypt(text: &str) -> Result<Hash, ParseError> {
    let [method, salt, hex] = fields(text)?;
    let parameters = method.split(':').skip(1).map(number).collect::<Result<Vec<_>, _>>()?;
    let cost = match parameters.as_slice() {
        [] => WERKZEUG_SCRYPT_COST,
        &[n, r, p] => [n, r, p],
        _ => return Err(ParseError::Invalid),
    };
    Hash::scrypt(cost, salt.into(), from_hex(hex)?)
}

/// Django (`django.contrib.auth.hashers`): the name of the algorithm and its parameters, separated by `$`. The salt is used as the
/// bytes of its text, without decoding. `pbkdf2_sha256$iterations$salt$base64`, and the same with SHA-1.
pub(super) fn django_pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [_, iterations, salt, output] = fields(text)?;
    Hash::pbkdf2(digest, number(iterations)?, salt.into(), from_base64(output)?)
}

/// Django: `scrypt$N$salt$r$p$base64`.
pub(super) fn django_scrypt(text: &str) -> Result<Hash, ParseError> {
    let [_, n, salt, r, p, output] = fields(text)?;
    Hash::scrypt([number(n)?, number(r)?, number(p)?], salt.into(), from_base64(output)?)
}

/// Django: `bcrypt$$2b$12$…`.
pub(super) fn django_bcrypt(text: &str) -> Result<Hash, ParseError> {
    Hash::bcrypt(BcryptInput::Password, after_algorithm(text)?)
}

/// Django: `bcrypt_sha256$$2b$12$…`.
pub(super) fn django_bcrypt_sha256(text: &str) -> Result<Hash, ParseError> {
    Hash::bcrypt(BcryptInput::Sha256Hex, after_algorithm(text)?)
}

/// passlib, in the modular crypt format: `$pbkdf2-sha256$iterations$salt$hash`, in base64 with `.` instead of `+`.
pub(super) fn passlib_pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [_, _, iterations, salt, output] = fields(text)?;
    adapted_pbkdf2(digest, iterations, salt, output)
}

/// The same in a directory: `{PBKDF2-SHA256}iterations$salt$hash`.
pub(super) fn ldap_pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [iterations, salt, output] = fields(after_scheme(text)?)?;
    adapted_pbkdf2(digest, iterations, salt, output)
}

/// The output may be longer than that of the hash function, as in Keycloak. A shorter one is truncated.
fn adapted_pbkdf2(digest: Digest, iterations: &str, salt: &str, output: &str) -> Result<Hash, ParseError> {
    let decode = |text: &str| from_unpadded_base64(&text.replace('.', "+"));
    let (iterations, salt, output) = (number(iterations)?, decode(salt)?, decode(output)?);
    if output.len() < digest.len() {
        return Err(ParseError::Invalid);
    }
    Pbkdf2::new(digest, iterations, salt, output).map(Hash::Pbkdf2)
}

/// A directory: `{SSHA}`, and in base64 the hash with its salt.
pub(super) fn ldap_salted(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    Salted::new(digest, &from_base64(after_scheme(text)?)?).map(Hash::Salted)
}

/// WordPress from 6.8: `$wp$2y$12$…`.
pub(super) fn wordpress_bcrypt(text: &str) -> Result<Hash, ParseError> {
    Hash::bcrypt(BcryptInput::WordPress, text.strip_prefix("$wp").ok_or(ParseError::Invalid)?)
}

/// phpass: `$P$`, a character for the binary logarithm of the rounds, eight characters of salt, and the hash. A `U` before it:
/// Drupal has made it of a hash of Drupal 6.
pub(super) fn phpass(digest: Repeated, input: PhpassInput, text: &str) -> Result<Hash, ParseError> {
    let text = text.strip_prefix('U').unwrap_or(text).as_bytes();
    let (_, rest) = text.split_at_checked("$P$".len()).ok_or(ParseError::Invalid)?;
    let (log_rounds, rest) = rest.split_first().ok_or(ParseError::Invalid)?;
    let (salt, output) = rest.split_at_checked(8).ok_or(ParseError::Invalid)?;
    let log_rounds = ALPHABET.iter().position(|character| character == log_rounds).ok_or(ParseError::Invalid)?;
    Phpass::new((digest, input), log_rounds as u32, salt, output).map(Hash::Phpass)
}

/// SHA-crypt: `$6$salt$hash`, or `$6$rounds=10000$salt$hash`.
pub(super) fn sha_crypt(digest: CryptDigest, text: &str) -> Result<Hash, ParseError> {
    let (rounds, salt, output) = match text.split('$').skip(2).collect::<Vec<_>>()[..] {
        [salt, output] => (sha_crypt::Params::RECOMMENDED_ROUNDS, salt, output),
        [rounds, salt, output] => (number(rounds.strip_prefix("rounds=").ok_or(ParseError::Invalid)?)?, salt, output),
        _ => return Err(ParseError::Invalid),
    };
    ShaCrypt::new(digest, rounds, salt, output).map(Hash::ShaCrypt)
}

/// Symfony stores the hash in base64 and nothing about it. We write what its configuration and the column of the salt say before
/// it: `symfony:sha512:5000$salt$hash`.
pub(super) fn symfony(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [method, salt, output] = fields(text)?;
    let (_, iterations) = method.rsplit_once(':').ok_or(ParseError::Invalid)?;
    Symfony::new(digest, number(iterations)?, salt, from_base64(output)?).map(Hash::Symfony)
}

/// The same for its hash with PBKDF2, of 40 bytes by default: `symfony:pbkdf2-sha512:1000$salt$hash`.
pub(super) fn symfony_pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [method, salt, output] = fields(text)?;
    let (_, iterations) = method.rsplit_once(':').ok_or(ParseError::Invalid)?;
    Pbkdf2::new(digest, number(iterations)?, salt.into(), from_base64(output)?).map(Hash::Pbkdf2)
}

/// passlib: `$scrypt$ln=16,r=8,p=1$salt$hash`.
pub(super) fn passlib_scrypt(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let [log_n, r, p] = parameter_values(parameters, ["ln=", "r=", "p="])?;
    // None for a shift of 32 or more, which is far above the limit.
    let n = 1_u32.checked_shl(number(log_n)?).ok_or(ParseError::TooCostly)?;
    Hash::scrypt([n, number(r)?, number(p)?], from_unpadded_base64(salt)?, from_unpadded_base64(output)?)
}

/// passlib: `$bcrypt-sha256$v=2,t=2b,r=12$salt$hash`, or `$bcrypt-sha256$2b,12$salt$hash` in version 1.
pub(super) fn passlib_bcrypt_sha256(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let (input, version, cost) = match parameters.strip_prefix("v=2,") {
        Some(parameters) => {
            let [version, cost] = parameter_values(parameters, ["t=", "r="])?;
            (BcryptInput::HmacBase64, version, cost)
        }
        None => {
            let [version, cost] = parameter_values(parameters, ["", ""])?;
            (BcryptInput::Sha256Base64, version, cost)
        }
    };
    let cost = number(cost)?;
    // Joined below without a separator, a salt of another length would shift the hash.
    if salt.len() != 22 {
        return Err(ParseError::Invalid);
    }
    Hash::bcrypt(input, format!("${version}${cost:02}${salt}{output}"))
}

/// Firebase Authentication, in the notation of Supabase (GoTrue): `$fbscrypt$v=1,n=14,r=8,p=1,ss=…,sk=…$salt$hash`. `n` is the
/// binary logarithm of N, `ss` the salt separator and `sk` the signer key, which are parameters of the Firebase project. Binary
/// values are in base64.
pub(super) fn firebase(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let ["1", log_n, r, p, separator, signer_key] =
        parameter_values(parameters, ["v=", "n=", "r=", "p=", "ss=", "sk="])?
    else {
        return Err(ParseError::Invalid);
    };
    // None for a shift of 32 or more, which is far above the limit.
    let n = 1_u32.checked_shl(number(log_n)?).ok_or(ParseError::TooCostly)?;
    let params = bounded_scrypt([n, number(r)?, number(p)?])?;
    let salt = [from_base64(salt)?, from_base64(separator)?].concat();
    let (signer_key, output) = (from_base64(signer_key)?, from_base64(output)?);
    Firebase::new(params, salt, signer_key, output).map(Hash::Firebase)
}

fn from_hex(text: &str) -> Result<Vec<u8>, ParseError> {
    // Only ASCII may be sliced at every second byte, and `from_str_radix` would also accept a sign.
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ParseError::Invalid);
    }
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| ParseError::Invalid);
    (0..text.len()).step_by(2).map(byte).collect()
}

/// What follows the name of a scheme in braces.
fn after_scheme(text: &str) -> Result<&str, ParseError> {
    text.split_once('}').map(|(_, hash)| hash).ok_or(ParseError::Invalid)
}

fn after_algorithm(text: &str) -> Result<&str, ParseError> {
    text.split_once('$').map(|(_, hash)| hash).ok_or(ParseError::Invalid)
}

fn from_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD.decode(text).map_err(|_| ParseError::Invalid)
}

fn from_unpadded_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD_NO_PAD.decode(text).map_err(|_| ParseError::Invalid)
}
