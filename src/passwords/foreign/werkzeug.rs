//! Werkzeug's `method$salt$hex`, which Flask uses: `pbkdf2:sha256[:iterations]` and `scrypt[:N:r:p]`. The salt is text, of which
//! the bytes are used.

use super::{
    Hash, Refusal, fields,
    pbkdf2::{Digest, Pbkdf2},
    scrypt::Scrypt,
};

/// Werkzeug 3.1's, for a method that does not name its own.
const PBKDF2_DEFAULT: u32 = 1_000_000;
/// Werkzeug's N, r and p, for a method that does not name its own.
const SCRYPT_DEFAULT: [u32; 3] = [32_768, 8, 1];

pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, Refusal> {
    let [method, salt, hex] = fields(text)?;
    let iterations = match method.split(':').collect::<Vec<_>>().as_slice() {
        [_, _] => PBKDF2_DEFAULT,
        [_, _, iterations] => iterations.parse().map_err(|_| Refusal::Unreadable)?,
        _ => return Err(Refusal::Unreadable),
    };
    Pbkdf2::new(digest, iterations, salt.into(), from_hex(hex)?).map(Hash::Pbkdf2)
}

pub(super) fn scrypt(text: &str) -> Result<Hash, Refusal> {
    let [method, salt, hex] = fields(text)?;
    let numbers: Vec<u32> =
        method.split(':').skip(1).map(str::parse).collect::<Result<_, _>>().map_err(|_| Refusal::Unreadable)?;
    let cost = match numbers.as_slice() {
        [] => SCRYPT_DEFAULT,
        &[n, r, p] => [n, r, p],
        _ => return Err(Refusal::Unreadable),
    };
    Scrypt::new(cost, salt.into(), from_hex(hex)?).map(Hash::Scrypt)
}

fn from_hex(text: &str) -> Result<Vec<u8>, Refusal> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::Unreadable);
    }
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| Refusal::Unreadable);
    (0..text.len()).step_by(2).map(byte).collect()
}
