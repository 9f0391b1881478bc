//! Hashes of Werkzeug, which Flask uses: `method$salt$hex`, where the method is `pbkdf2:sha256[:iterations]` or
//! `scrypt[:N:r:p]`. The salt is used as the bytes of its text, without decoding.

use super::{Hash, ParseError, fields, number, pbkdf2::Digest};

/// The default of Werkzeug 3.1 if the method has no number of iterations.
const DEFAULT_ITERATIONS: u32 = 1_000_000;
/// The default N, r and p of Werkzeug if the method has none.
const DEFAULT_SCRYPT_COST: [u32; 3] = [32_768, 8, 1];

pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [method, salt, hex] = fields(text)?;
    let iterations = match method.split(':').collect::<Vec<_>>().as_slice() {
        [_, _] => DEFAULT_ITERATIONS,
        [_, _, iterations] => number(iterations)?,
        _ => return Err(ParseError::Invalid),
    };
    Hash::pbkdf2(digest, iterations, salt.into(), from_hex(hex)?)
}

pub(super) fn scrypt(text: &str) -> Result<Hash, ParseError> {
    let [method, salt, hex] = fields(text)?;
    let parameters = method.split(':').skip(1).map(number).collect::<Result<Vec<_>, _>>()?;
    let cost = match parameters.as_slice() {
        [] => DEFAULT_SCRYPT_COST,
        &[n, r, p] => [n, r, p],
        _ => return Err(ParseError::Invalid),
    };
    Hash::scrypt(cost, salt.into(), from_hex(hex)?)
}

fn from_hex(text: &str) -> Result<Vec<u8>, ParseError> {
    // Only ASCII may be sliced at every second byte, and `from_str_radix` would also accept a sign.
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ParseError::Invalid);
    }
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| ParseError::Invalid);
    (0..text.len()).step_by(2).map(byte).collect()
}
