//! Django's hashes (`django.contrib.auth.hashers`): the name of an algorithm, then what it needs, with `$` between. The salt is
//! text, of which the bytes are used.

use super::{
    Hash, Refusal,
    bcrypt::{Bcrypt, Input},
    fields,
    pbkdf2::{Digest, Pbkdf2},
    scrypt::Scrypt,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// `pbkdf2_sha256$iterations$salt$base64`, and the same with SHA-1.
pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, Refusal> {
    let [_, iterations, salt, output] = fields(text)?;
    let iterations = iterations.parse().map_err(|_| Refusal::Unreadable)?;
    Pbkdf2::new(digest, iterations, salt.into(), from_base64(output)?).map(Hash::Pbkdf2)
}

/// `scrypt$N$salt$r$p$base64`.
pub(super) fn scrypt(text: &str) -> Result<Hash, Refusal> {
    let [_, n, salt, r, p, output] = fields(text)?;
    let number = |text: &str| text.parse().map_err(|_| Refusal::Unreadable);
    Scrypt::new([number(n)?, number(r)?, number(p)?], salt.into(), from_base64(output)?).map(Hash::Scrypt)
}

/// `bcrypt$$2b$12$…`.
pub(super) fn bcrypt(text: &str) -> Result<Hash, Refusal> {
    Bcrypt::new(Input::Password, behind_the_name(text)?).map(Hash::Bcrypt)
}

/// `bcrypt_sha256$$2b$12$…`.
pub(super) fn bcrypt_sha256(text: &str) -> Result<Hash, Refusal> {
    Bcrypt::new(Input::Sha256Hex, behind_the_name(text)?).map(Hash::Bcrypt)
}

fn behind_the_name(text: &str) -> Result<&str, Refusal> {
    text.split_once('$').map(|(_, hash)| hash).ok_or(Refusal::Unreadable)
}

fn from_base64(text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD.decode(text).map_err(|_| Refusal::Unreadable)
}
