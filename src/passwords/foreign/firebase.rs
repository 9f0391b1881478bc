//! The modified scrypt of Firebase Authentication, in the notation of Supabase (GoTrue):
//! `$fbscrypt$v=1,n=14,r=8,p=1,ss=…,sk=…$salt$hash`. `n` is the binary logarithm of N, `ss` the salt separator and `sk` the
//! signer key, which are parameters of the Firebase project. Binary values are in base64.
//!
//! scrypt derives a key from the password. The hash is the signer key, encrypted with it: AES-256 in counter mode.

use super::{Hash, ParseError, fields, number, parameter_values, scrypt::bounded_params};
use aes::{
    Aes256,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ctr::Ctr128BE;
use subtle::ConstantTimeEq as _;

/// A shorter hash would match too many passwords. Firebase's signer keys have 64 bytes.
const MIN_OUTPUT_LEN: usize = 32;

/// The parameters of a hash and its expected output.
pub(super) struct Firebase {
    params: scrypt::Params,
    /// Of the account, followed by the salt separator.
    salt: Vec<u8>,
    signer_key: Vec<u8>,
    output: Vec<u8>,
}

pub(super) fn parse(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let ["1", log_n, r, p, separator, signer_key] =
        parameter_values(parameters, ["v=", "n=", "r=", "p=", "ss=", "sk="])?
    else {
        return Err(ParseError::Invalid);
    };
    // None for a shift of 32 or more, which is far above the limit.
    let n = 1_u32.checked_shl(number(log_n)?).ok_or(ParseError::TooCostly)?;
    let params = bounded_params([n, number(r)?, number(p)?])?;
    let salt = [from_base64(salt)?, from_base64(separator)?].concat();
    let (signer_key, output) = (from_base64(signer_key)?, from_base64(output)?);
    if output.len() < MIN_OUTPUT_LEN || output.len() != signer_key.len() {
        return Err(ParseError::Invalid);
    }
    Ok(Hash::Firebase(Firebase { params, salt, signer_key, output }))
}

impl Firebase {
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

fn from_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD.decode(text).map_err(|_| ParseError::Invalid)
}
