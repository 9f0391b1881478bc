//! The notations of foreign hashes: how the systems that created them write the parameters, the salt and the hash.

use super::algorithms::{BcryptInput, Digest, Firebase, bounded_scrypt};
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
    let decode = |text: &str| from_unpadded_base64(&text.replace('.', "+"));
    Hash::pbkdf2(digest, number(iterations)?, decode(salt)?, decode(output)?)
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

fn after_algorithm(text: &str) -> Result<&str, ParseError> {
    text.split_once('$').map(|(_, hash)| hash).ok_or(ParseError::Invalid)
}

fn from_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD.decode(text).map_err(|_| ParseError::Invalid)
}

fn from_unpadded_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD_NO_PAD.decode(text).map_err(|_| ParseError::Invalid)
}
