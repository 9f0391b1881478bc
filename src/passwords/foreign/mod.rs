//! Hashes that imported accounts bring from other systems: verified once, and replaced at that login.
//!
//! Their parameters are bounded, for a made-up row must not be able to stop the server: no hash takes more than 256 MiB of memory,
//! or much more than a second. The bounds lie above what the systems that write these formats use by default.

mod bcrypt;
mod django;
mod formats;
mod passlib;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod tests;
mod werkzeug;

use formats::format_of;

/// Why no password can be checked against a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableHash {
    #[error("This is no password hash of a known format.")]
    Unknown,
    #[error("Hashes of this format cannot be verified: {0}. Leave it out; the person chooses a password by a link.")]
    Unsupported(&'static str),
    #[error("This begins as a hash of {0} does, and cannot be read. It may be cut off.")]
    Unreadable(&'static str),
    #[error(
        "This hash of {0} would take more than 256 MiB of memory or a second. Leave it out; the person chooses a password by a link."
    )]
    TooCostly(&'static str),
}

/// The same before it is known which format it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::passwords) enum Refusal {
    Unreadable,
    TooCostly,
}

impl Refusal {
    pub(in crate::passwords) fn of(self, format: &'static str) -> UnusableHash {
        match self {
            Self::Unreadable => UnusableHash::Unreadable(format),
            Self::TooCostly => UnusableHash::TooCostly(format),
        }
    }
}

/// A hash that can be computed again.
enum Hash {
    Bcrypt(bcrypt::Bcrypt),
    Pbkdf2(pbkdf2::Pbkdf2),
    Scrypt(scrypt::Scrypt),
}

impl Hash {
    fn parse(text: &str) -> Result<Self, UnusableHash> {
        let format = format_of(text).ok_or(UnusableHash::Unknown)?;
        let parse = format.parse.ok_or(UnusableHash::Unsupported(format.name))?;
        parse(text).map_err(|refusal| refusal.of(format.name))
    }

    fn matches(&self, password: &[u8]) -> Option<bool> {
        match self {
            Self::Bcrypt(hash) => hash.matches(password),
            Self::Pbkdf2(hash) => Some(hash.matches(password)),
            Self::Scrypt(hash) => hash.matches(password),
        }
    }
}

/// Exactly so many fields, with `$` between.
fn fields<const N: usize>(text: &str) -> Result<[&str; N], Refusal> {
    let fields: Vec<&str> = text.split('$').collect();
    fields.try_into().map_err(|_| Refusal::Unreadable)
}

/// Whether a password can be checked against it.
pub(super) fn check(hash: &str) -> Result<(), UnusableHash> {
    Hash::parse(hash).map(drop)
}

/// Whether `password` is the one that was hashed. None when the hash cannot be read.
pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    // HMAC fills its key up with zeros, so that a password with some at its end would match as well.
    let is_padded = password.ends_with(&[0]);
    Hash::parse(hash).ok()?.matches(password).map(|right| right && !is_padded)
}
