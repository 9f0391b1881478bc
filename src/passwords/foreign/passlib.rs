//! passlib's hashes, in the modular crypt format: `$algorithm$parameters$salt$hash`.

use super::{
    Hash, Refusal,
    bcrypt::{Bcrypt, Input},
    fields,
    pbkdf2::{Digest, Pbkdf2},
    scrypt::Scrypt,
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

/// `$pbkdf2-sha256$iterations$salt$hash`, with a dot for each plus of base64.
pub(super) fn pbkdf2(digest: Digest, text: &str) -> Result<Hash, Refusal> {
    let [_, _, iterations, salt, output] = fields(text)?;
    let iterations = iterations.parse().map_err(|_| Refusal::Unreadable)?;
    let decode = |text: &str| from_base64(&text.replace('.', "+"));
    Pbkdf2::new(digest, iterations, decode(salt)?, decode(output)?).map(Hash::Pbkdf2)
}

/// `$scrypt$ln=16,r=8,p=1$salt$hash`.
pub(super) fn scrypt(text: &str) -> Result<Hash, Refusal> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let [log_n, r, p] = parameters_of(parameters, ["ln=", "r=", "p="])?;
    let n = number(log_n).and_then(|log_n| 1_u32.checked_shl(log_n).ok_or(Refusal::TooCostly))?;
    Scrypt::new([n, number(r)?, number(p)?], from_base64(salt)?, from_base64(output)?).map(Hash::Scrypt)
}

/// `$bcrypt-sha256$v=2,t=2b,r=12$salt$hash`, or `$bcrypt-sha256$2b,12$salt$hash` as its first version wrote it.
pub(super) fn bcrypt_sha256(text: &str) -> Result<Hash, Refusal> {
    let [_, _, parameters, salt, output] = fields(text)?;
    let (input, name, cost) = match parameters.strip_prefix("v=2,") {
        Some(parameters) => {
            let [name, cost] = parameters_of(parameters, ["t=", "r="])?;
            (Input::HmacBase64, name, cost)
        }
        None => {
            let [name, cost] = parameters_of(parameters, ["", ""])?;
            (Input::Sha256Base64, name, cost)
        }
    };
    let cost = number(cost)?;
    if salt.len() != 22 {
        return Err(Refusal::Unreadable);
    }
    Bcrypt::new(input, format!("${name}${cost:02}${salt}{output}")).map(Hash::Bcrypt)
}

/// The values behind these names, in this order, with commas between.
fn parameters_of<'t, const N: usize>(text: &'t str, names: [&str; N]) -> Result<[&'t str; N], Refusal> {
    let mut parts = text.split(',');
    let values = names.map(|name| parts.next().and_then(|part| part.strip_prefix(name)));
    if parts.next().is_some() || values.contains(&None) {
        return Err(Refusal::Unreadable);
    }
    Ok(values.map(Option::unwrap_or_default))
}

fn number(text: &str) -> Result<u32, Refusal> {
    text.parse().map_err(|_| Refusal::Unreadable)
}

fn from_base64(text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD_NO_PAD.decode(text).map_err(|_| Refusal::Unreadable)
}
