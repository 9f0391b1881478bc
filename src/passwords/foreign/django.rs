//! Hashes of Django (`django.contrib.auth.hashers`): the name of the algorithm and its parameters, separated by `$`. The salt
//! is used as the bytes of its text, without decoding.

use super::{Hash, ParseError, bcrypt::Input, fields, number, pbkdf2::Digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// `pbkdf2_sha256$iterations$salt$base64`, and the same with SHA-1.
pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [_, iterations, salt, output] = fields(text)?;
    Hash::pbkdf2(digest, number(iterations)?, salt.into(), from_base64(output)?)
}

/// `scrypt$N$salt$r$p$base64`.
pub(super) fn scrypt(text: &str) -> Result<Hash, ParseError> {
    let [_, n, salt, r, p, output] = fields(text)?;
    Hash::scrypt([number(n)?, number(r)?, number(p)?], salt.into(), from_base64(output)?)
}

/// `bcrypt$$2b$12$…`.
pub(super) fn bcrypt(text: &str) -> Result<Hash, ParseError> {
    Hash::bcrypt(Input::Password, after_algorithm(text)?)
}

/// `bcrypt_sha256$$2b$12$…`.
pub(super) fn bcrypt_sha256(text: &str) -> Result<Hash, ParseError> {
    Hash::bcrypt(Input::Sha256Hex, after_algorithm(text)?)
}

fn after_algorithm(text: &str) -> Result<&str, ParseError> {
    text.split_once('$').map(|(_, hash)| hash).ok_or(ParseError::Invalid)
}

fn from_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD.decode(text).map_err(|_| ParseError::Invalid)
}
