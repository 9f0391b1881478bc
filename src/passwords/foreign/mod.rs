//! Verifies password hashes of other systems, which come from imported accounts. They are replaced at the first sign-in.
//!
//! Their cost is limited to 256 MiB of memory, for all of them at a time, and about a second, so that a forged row of an import cannot
//! block the server.
//! The limits are above the defaults of the systems that write these formats.

mod algorithms;
mod digests;
mod notations;
#[cfg(test)]
mod tests;

use crate::language::{Message, message};
use algorithms::Digest::{self, Sha1, Sha256, Sha512};
use algorithms::{Bcrypt, BcryptInput, Firebase, Pbkdf2, Scrypt};
use digests::PhpassInput::{Md5Hex, Password, Trimmed};
use digests::{CryptDigest, Phpass, Repeated, Salted, ShaCrypt, Symfony};

/// Why passwords cannot be verified against a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusableHash {
    Unknown,
    /// With the name of the format.
    Unsupported(&'static str),
    Unreadable(&'static str),
    TooCostly(&'static str),
}

impl UnusableHash {
    /// What is wrong with the hash, for whoever imports it.
    pub fn message(self) -> Message {
        match self {
            Self::Unknown => message::import_row_hash_unknown(),
            Self::Unsupported(format) => message::import_row_hash_unsupported(message::import_row_hash_format(format)),
            Self::Unreadable(format) => message::import_row_hash_invalid(format),
            Self::TooCostly(format) => message::import_row_hash_too_costly(format),
        }
    }
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

/// Whether passwords can be verified against this hash.
pub(super) fn check(hash: &str) -> Result<(), UnusableHash> {
    Hash::parse(hash).map(drop)
}

/// The memory in bytes that it takes to verify a hash, if that is much; 0 also if it is invalid.
pub(super) fn memory_of(hash: &str) -> u64 {
    match Hash::parse(hash) {
        Ok(Hash::Scrypt(hash)) => hash.memory(),
        Ok(Hash::Firebase(hash)) => hash.memory(),
        _ => 0,
    }
}

/// The name of the format of a hash that can be verified.
pub(super) fn format_name(hash: &str) -> Option<&'static str> {
    format_of(unwrapped(hash)).map(|format| format.name)
}

/// A hash without the scheme that directories and mail servers write before those that name their format themselves, such as
/// `{CRYPT}$6$…`.
pub(super) fn unwrapped(text: &str) -> &str {
    let inner = |scheme: &&str| {
        let (head, inner) = text.split_at_checked(scheme.len())?;
        (head.eq_ignore_ascii_case(scheme) && inner.starts_with('$')).then_some(inner)
    };
    SCHEMES_AROUND.iter().find_map(inner).unwrap_or(text)
}

/// Schemes of OpenLDAP, Dovecot and Authelia with a hash in the modular crypt format.
const SCHEMES_AROUND: &[&str] =
    &["{CRYPT}", "{ARGON2}", "{ARGON2I}", "{ARGON2ID}", "{BCRYPT}", "{BLF-CRYPT}", "{SHA256-CRYPT}", "{SHA512-CRYPT}"];

/// Whether `password` matches the hash. None if the hash is invalid.
pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    // HMAC pads its key with zero bytes, so the password followed by zero bytes would match as well.
    let is_padded = password.ends_with(&[0]);
    Hash::parse(hash).ok()?.matches(password).map(|matches| matches && !is_padded)
}

/// A parsed hash whose cost is within the limits.
enum Hash {
    Bcrypt(Bcrypt),
    Firebase(Firebase),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Salted(Salted),
    Scrypt(Scrypt),
    ShaCrypt(ShaCrypt),
    Symfony(Symfony),
}

impl Hash {
    fn parse(text: &str) -> Result<Self, UnusableHash> {
        let text = unwrapped(text);
        let format = format_of(text).ok_or(UnusableHash::Unknown)?;
        let parse = format.parse.ok_or(UnusableHash::Unsupported(format.name))?;
        parse(text).map_err(|error| error.with_format(format.name))
    }

    fn bcrypt(input: BcryptInput, text: impl Into<String>) -> Result<Self, ParseError> {
        Bcrypt::new(input, text).map(Self::Bcrypt)
    }

    /// With an output of the length of that of the hash function, as most systems store it.
    fn pbkdf2(digest: Digest, iterations: u32, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        if output.len() != digest.len() {
            return Err(ParseError::Invalid);
        }
        Pbkdf2::new(digest, iterations, salt, output).map(Self::Pbkdf2)
    }

    /// `cost` is N, r and p.
    fn scrypt(cost: [u32; 3], salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        Scrypt::new(cost, salt, output).map(Self::Scrypt)
    }

    fn matches(&self, password: &[u8]) -> Option<bool> {
        match self {
            Self::Bcrypt(hash) => hash.matches(password),
            Self::Firebase(hash) => hash.matches(password),
            Self::Pbkdf2(hash) => Some(hash.matches(password)),
            Self::Phpass(hash) => Some(hash.matches(password)),
            Self::Salted(hash) => Some(hash.matches(password)),
            Self::Scrypt(hash) => hash.matches(password),
            Self::ShaCrypt(hash) => Some(hash.matches(password)),
            Self::Symfony(hash) => Some(hash.matches(password)),
        }
    }
}

/// A known hash format, recognized by its prefix.
struct Format {
    prefix: &'static str,
    /// The number of `$` in a hash, if two formats have the same prefix.
    dollars: Option<usize>,
    name: &'static str,
    /// None if the format is known but not supported.
    parse: Option<Parse>,
}

/// Parses a hash of one format. Rejects it if it is too expensive to verify.
type Parse = fn(&str) -> Result<Hash, ParseError>;

fn format_of(text: &str) -> Option<&'static Format> {
    let dollars = text.bytes().filter(|byte| *byte == b'$').count();
    FORMATS.iter().find(|format| format.begins(text) && format.dollars.is_none_or(|count| count == dollars))
}

impl Format {
    fn begins(&self, text: &str) -> bool {
        let head = text.get(..self.prefix.len());
        match self.prefix.starts_with('{') {
            // The names of schemes are the same in any case (RFC 2307).
            true => head.is_some_and(|head| head.eq_ignore_ascii_case(self.prefix)),
            false => head == Some(self.prefix),
        }
    }
}

const fn supported(prefix: &'static str, name: &'static str, parse: Parse) -> Format {
    Format { prefix, dollars: None, name, parse: Some(parse) }
}

/// A format that is too weak, too rare, or has no limit of its cost. Its name is shown to the user; the message
/// `import-row-hash-format` has the words for those that have no name of their own.
const fn unsupported(prefix: &'static str, name: &'static str) -> Format {
    Format { prefix, dollars: None, name, parse: None }
}

/// The first match counts, so a longer prefix comes before a shorter one that it starts with.
static FORMATS: &[Format] = &[
    supported("$2a$", "bcrypt", |text| Hash::bcrypt(BcryptInput::Password, text)),
    supported("$2b$", "bcrypt", |text| Hash::bcrypt(BcryptInput::Password, text)),
    supported("$2y$", "bcrypt", |text| Hash::bcrypt(BcryptInput::Password, text)),
    supported("pbkdf2:sha1", "Werkzeug PBKDF2", |text| notations::werkzeug_pbkdf2(Sha1, text)),
    supported("pbkdf2:sha256", "Werkzeug PBKDF2", |text| notations::werkzeug_pbkdf2(Sha256, text)),
    supported("pbkdf2:sha512", "Werkzeug PBKDF2", |text| notations::werkzeug_pbkdf2(Sha512, text)),
    supported("scrypt:", "Werkzeug scrypt", notations::werkzeug_scrypt),
    // Two systems write this prefix: Werkzeug with three fields, Django with six.
    Format { dollars: Some(2), ..supported("scrypt$", "Werkzeug scrypt", notations::werkzeug_scrypt) },
    supported("scrypt$", "Django scrypt", notations::django_scrypt),
    supported("pbkdf2_sha1$", "Django PBKDF2", |text| notations::django_pbkdf2(Sha1, text)),
    supported("pbkdf2_sha256$", "Django PBKDF2", |text| notations::django_pbkdf2(Sha256, text)),
    supported("bcrypt$", "Django bcrypt", notations::django_bcrypt),
    supported("bcrypt_sha256$", "Django bcrypt", notations::django_bcrypt_sha256),
    supported("$pbkdf2$", "passlib PBKDF2", |text| notations::passlib_pbkdf2(Sha1, text)),
    supported("$pbkdf2-sha256$", "passlib PBKDF2", |text| notations::passlib_pbkdf2(Sha256, text)),
    supported("$pbkdf2-sha512$", "passlib PBKDF2", |text| notations::passlib_pbkdf2(Sha512, text)),
    supported("$scrypt$", "passlib scrypt", notations::passlib_scrypt),
    supported("$bcrypt-sha256$", "passlib bcrypt", notations::passlib_bcrypt_sha256),
    supported("$fbscrypt$", "Firebase scrypt", notations::firebase),
    supported("$wp$", "WordPress bcrypt", notations::wordpress_bcrypt),
    // WordPress before 6.8, and many other programs in PHP; `$H$` is that of phpBB.
    supported("$P$", "phpass", |text| notations::phpass(Repeated::Md5, Trimmed, text)),
    supported("$H$", "phpass", |text| notations::phpass(Repeated::Md5, Password, text)),
    // Drupal 7 to 10.0; from 10.1 on it writes bcrypt.
    supported("$S$", "Drupal", |text| notations::phpass(Repeated::Sha512, Password, text)),
    supported("U$S$", "Drupal", |text| notations::phpass(Repeated::Sha512, Md5Hex, text)),
    supported("U$P$", "Drupal", |text| notations::phpass(Repeated::Md5, Md5Hex, text)),
    supported("U$H$", "Drupal", |text| notations::phpass(Repeated::Md5, Md5Hex, text)),
    supported("$5$", "SHA-256-crypt", |text| notations::sha_crypt(CryptDigest::Sha256, text)),
    supported("$6$", "SHA-512-crypt", |text| notations::sha_crypt(CryptDigest::Sha512, text)),
    supported("{SSHA}", "LDAP SSHA", |text| notations::ldap_salted(Sha1, text)),
    supported("{SSHA256}", "LDAP SSHA", |text| notations::ldap_salted(Sha256, text)),
    supported("{SSHA512}", "LDAP SSHA", |text| notations::ldap_salted(Sha512, text)),
    supported("{PBKDF2}", "LDAP PBKDF2", |text| notations::ldap_pbkdf2(Sha1, text)),
    supported("{PBKDF2-SHA1}", "LDAP PBKDF2", |text| notations::ldap_pbkdf2(Sha1, text)),
    supported("{PBKDF2-SHA256}", "LDAP PBKDF2", |text| notations::ldap_pbkdf2(Sha256, text)),
    supported("{PBKDF2-SHA512}", "LDAP PBKDF2", |text| notations::ldap_pbkdf2(Sha512, text)),
    supported("symfony:sha1:", "Symfony", |text| notations::symfony(Sha1, text)),
    supported("symfony:sha256:", "Symfony", |text| notations::symfony(Sha256, text)),
    supported("symfony:sha512:", "Symfony", |text| notations::symfony(Sha512, text)),
    supported("symfony:pbkdf2-sha1:", "Symfony PBKDF2", |text| notations::symfony_pbkdf2(Sha1, text)),
    supported("symfony:pbkdf2-sha256:", "Symfony PBKDF2", |text| notations::symfony_pbkdf2(Sha256, text)),
    supported("symfony:pbkdf2-sha512:", "Symfony PBKDF2", |text| notations::symfony_pbkdf2(Sha512, text)),
    unsupported("$2x$", "faulty-bcrypt"),
    unsupported("pbkdf2:", "other-pbkdf2"),
    unsupported("$pbkdf2-", "other-pbkdf2"),
    unsupported("$1$", "MD5-crypt"),
    unsupported("$apr1$", "Apache MD5-crypt"),
    unsupported("$y$", "yescrypt"),
    unsupported("$7$", "scrypt-crypt"),
    unsupported("md5$", "Django MD5"),
    unsupported("sha1$", "Django SHA-1"),
    unsupported("unsalted_", "unsalted-django"),
    unsupported("{CRYPT}", "DES-crypt"),
    unsupported("{", "ldap-scheme"),
    unsupported("!", "disabled-password"),
    unsupported("*", "disabled-password"),
];

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
