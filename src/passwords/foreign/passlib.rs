//! Hashes of passlib, in the modular crypt format: `$algorithm$parameters$salt$hash`.

use super::{Hash, ParseError, bcrypt::Input, fields, number, parameter_values, pbkdf2::Digest};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

/// `$pbkdf2-sha256$iterations$salt$hash`, in base64 with `.` instead of `+`.
pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, ParseError> {
    let [_, _, iterations, salt, output] = fields(text)?;
    let decode = |text: &str| from_base64(&text.replace('.', "+"));
    Hash::pbkdf2(digest, number(iterations)?, decode(salt)?, decode(output)?)
}

/// `$scrypt$ln=16,r=8,p=1$salt$hash`.
pub(super) fn scrypt(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let [log_n, r, p] = parameter_values(parameters, ["ln=", "r=", "p="])?;
    // None for a shift of 32 or more, which is far above the limit.
    let n = 1_u32.checked_shl(number(log_n)?).ok_or(ParseError::TooCostly)?;
    Hash::scrypt([n, number(r)?, number(p)?], from_base64(salt)?, from_base64(output)?)
}

/// `$bcrypt-sha256$v=2,t=2b,r=12$salt$hash`, or `$bcrypt-sha256$2b,12$salt$hash` in version 1.
pub(super) fn bcrypt_sha256(text: &str) -> Result<Hash, ParseError> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let (input, version, cost) = match parameters.strip_prefix("v=2,") {
        Some(parameters) => {
            let [version, cost] = parameter_values(parameters, ["t=", "r="])?;
            (Input::HmacBase64, version, cost)
        }
        None => {
            let [version, cost] = parameter_values(parameters, ["", ""])?;
            (Input::Sha256Base64, version, cost)
        }
    };
    let cost = number(cost)?;
    // Joined below without a separator, a salt of another length would shift the hash.
    if salt.len() != 22 {
        return Err(ParseError::Invalid);
    }
    Hash::bcrypt(input, format!("${version}${cost:02}${salt}{output}"))
}

fn from_base64(text: &str) -> Result<Vec<u8>, ParseError> {
    STANDARD_NO_PAD.decode(text).map_err(|_| ParseError::Invalid)
}
