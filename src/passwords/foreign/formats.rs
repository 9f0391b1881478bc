//! How a hash tells by whom it was made.

use super::{
    Hash, Refusal,
    bcrypt::{Bcrypt, Input},
    django, passlib,
    pbkdf2::Digest::{Sha1, Sha256, Sha512},
    werkzeug,
};

/// A way to write a hash.
pub(super) struct Format {
    prefix: &'static str,
    /// How many `$` there are, where two formats begin alike.
    dollars: Option<usize>,
    pub name: &'static str,
    /// None when its hashes cannot be verified.
    pub parse: Option<Parse>,
}

/// Reads a hash of one format, within the bounds of what verifying it may cost.
type Parse = fn(&str) -> Result<Hash, Refusal>;

/// The format of a hash, by its beginning.
pub(super) fn format_of(text: &str) -> Option<&'static Format> {
    let dollars = text.bytes().filter(|byte| *byte == b'$').count();
    FORMATS.iter().find(|format| text.starts_with(format.prefix) && format.dollars.is_none_or(|count| count == dollars))
}

const fn verified(prefix: &'static str, name: &'static str, parse: Parse) -> Format {
    Format { prefix, dollars: None, name, parse: Some(parse) }
}

/// Too weak, too rare, or without a bound on its cost.
const fn named(prefix: &'static str, name: &'static str) -> Format {
    Format { prefix, dollars: None, name, parse: None }
}

/// Of two that begin alike, the longer comes first.
static FORMATS: &[Format] = &[
    verified("$2a$", "bcrypt", |text| Bcrypt::new(Input::Password, text).map(Hash::Bcrypt)),
    verified("$2b$", "bcrypt", |text| Bcrypt::new(Input::Password, text).map(Hash::Bcrypt)),
    verified("$2y$", "bcrypt", |text| Bcrypt::new(Input::Password, text).map(Hash::Bcrypt)),
    verified("pbkdf2:sha1", "Werkzeug's PBKDF2", |text| werkzeug::pbkdf2(Sha1, text)),
    verified("pbkdf2:sha256", "Werkzeug's PBKDF2", |text| werkzeug::pbkdf2(Sha256, text)),
    verified("pbkdf2:sha512", "Werkzeug's PBKDF2", |text| werkzeug::pbkdf2(Sha512, text)),
    verified("scrypt:", "Werkzeug's scrypt", werkzeug::scrypt),
    Format { dollars: Some(2), ..verified("scrypt$", "Werkzeug's scrypt", werkzeug::scrypt) },
    verified("scrypt$", "Django's scrypt", django::scrypt),
    verified("pbkdf2_sha1$", "Django's PBKDF2", |text| django::pbkdf2(Sha1, text)),
    verified("pbkdf2_sha256$", "Django's PBKDF2", |text| django::pbkdf2(Sha256, text)),
    verified("bcrypt$", "Django's bcrypt", django::bcrypt),
    verified("bcrypt_sha256$", "Django's bcrypt", django::bcrypt_sha256),
    verified("$pbkdf2$", "passlib's PBKDF2", |text| passlib::pbkdf2(Sha1, text)),
    verified("$pbkdf2-sha256$", "passlib's PBKDF2", |text| passlib::pbkdf2(Sha256, text)),
    verified("$pbkdf2-sha512$", "passlib's PBKDF2", |text| passlib::pbkdf2(Sha512, text)),
    verified("$scrypt$", "passlib's scrypt", passlib::scrypt),
    verified("$bcrypt-sha256$", "passlib's bcrypt", passlib::bcrypt_sha256),
    named("$2x$", "bcrypt of an implementation with a known mistake ($2x$)"),
    named("pbkdf2:", "PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512"),
    named("$pbkdf2-", "PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512"),
    named("$1$", "MD5-crypt"),
    named("$apr1$", "Apache's MD5-crypt"),
    named("$5$", "SHA-256-crypt"),
    named("$6$", "SHA-512-crypt"),
    named("$y$", "yescrypt"),
    named("$7$", "scrypt-crypt"),
    named("$P$", "phpass"),
    named("$H$", "phpass"),
    named("$wp$", "WordPress's bcrypt"),
    named("md5$", "Django's MD5"),
    named("sha1$", "Django's SHA-1"),
    named("unsalted_", "Django's unsalted MD5 or SHA-1"),
    named("{", "an LDAP scheme"),
    named("!", "a disabled password"),
    named("*", "a disabled password"),
];
