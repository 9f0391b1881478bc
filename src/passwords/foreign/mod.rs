//! Verifies password hashes of other systems, which come from imported accounts. They are replaced at the first sign-in.
//!
//! Their cost is limited to 256 MiB of memory and about a second, so that a forged row of an import cannot block the server.
//! The limits are above the defaults of the systems that write these formats.

mod bcrypt;
mod django;
mod firebase;
mod formats;
mod passlib;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod tests;
mod werkzeug;

use formats::format_of;

/// Why passwords cannot be verified against a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableHash {
    #[error("The format of this password hash is unknown.")]
    Unknown,
    #[error("Hashes of this format are not supported: {0}. Leave it empty and send the user a password link.")]
    Unsupported(&'static str),
    #[error("This starts like a hash of the format {0}, but it is invalid. It may be truncated.")]
    Unreadable(&'static str),
    #[error(
        "Verifying this hash ({0}) would take more than 256 MiB of memory or more than a second. \
         Leave it empty and send the user a password link."
    )]
    TooCostly(&'static str),
}

/// Why a hash cannot be parsed, without the name of its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::passwords) enum ParseError {
    Invalid,
    TooCostly,
}

impl ParseError {
    pub(in crate::passwords) fn with_format(self, format: &'static str) -> UnusableHash {
        match self {
            Self::Invalid => UnusableHash::Unreadable(format),
            Self::TooCostly => UnusableHash::TooCostly(format),
        }
    }
}

/// A parsed hash whose cost is within the limits.
enum Hash {
    Bcrypt(bcrypt::Bcrypt),
    Firebase(firebase::Firebase),
    Pbkdf2(pbkdf2::Pbkdf2),
    Scrypt(scrypt::Scrypt),
}

impl Hash {
    fn parse(text: &str) -> Result<Self, UnusableHash> {
        let format = format_of(text).ok_or(UnusableHash::Unknown)?;
        let parse = format.parse.ok_or(UnusableHash::Unsupported(format.name))?;
        parse(text).map_err(|error| error.with_format(format.name))
    }

    fn bcrypt(input: bcrypt::Input, text: impl Into<String>) -> Result<Self, ParseError> {
        bcrypt::Bcrypt::new(input, text).map(Self::Bcrypt)
    }

    fn pbkdf2(digest: pbkdf2::Digest, iterations: u32, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        pbkdf2::Pbkdf2::new(digest, iterations, salt, output).map(Self::Pbkdf2)
    }

    /// `cost` is N, r and p.
    fn scrypt(cost: [u32; 3], salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        scrypt::Scrypt::new(cost, salt, output).map(Self::Scrypt)
    }

    fn matches(&self, password: &[u8]) -> Option<bool> {
        match self {
            Self::Bcrypt(hash) => hash.matches(password),
            Self::Firebase(hash) => hash.matches(password),
            Self::Pbkdf2(hash) => Some(hash.matches(password)),
            Self::Scrypt(hash) => hash.matches(password),
        }
    }
}

/// Splits a hash at each `$`. Fails unless there are exactly `N` fields.
fn fields<const N: usize>(text: &str) -> Result<[&str; N], ParseError> {
    let fields: Vec<&str> = text.split('$').collect();
    fields.try_into().map_err(|_| ParseError::Invalid)
}

fn number(text: &str) -> Result<u32, ParseError> {
    text.parse().map_err(|_| ParseError::Invalid)
}

/// The values of comma-separated parameters, which must have exactly these prefixes in this order.
fn parameter_values<'t, const N: usize>(text: &'t str, prefixes: [&str; N]) -> Result<[&'t str; N], ParseError> {
    let mut parts = text.split(',');
    // An array is mapped in order, so each prefix is compared with the next part.
    let values = prefixes.map(|prefix| parts.next().and_then(|part| part.strip_prefix(prefix)));
    if parts.next().is_some() || values.contains(&None) {
        return Err(ParseError::Invalid);
    }
    Ok(values.map(Option::unwrap_or_default))
}

/// Whether passwords can be verified against this hash.
pub(super) fn check(hash: &str) -> Result<(), UnusableHash> {
    Hash::parse(hash).map(drop)
}

/// Whether `password` matches the hash. None if the hash is invalid.
pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    // HMAC pads its key with zero bytes, so the password followed by zero bytes would match as well.
    let is_padded = password.ends_with(&[0]);
    Hash::parse(hash).ok()?.matches(password).map(|matches| matches && !is_padded)
}
