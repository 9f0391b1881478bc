//! The known hash formats, recognized by their prefix.

use super::{
    Hash, ParseError,
    bcrypt::Input,
    django, firebase, passlib,
    pbkdf2::Digest::{Sha1, Sha256, Sha512},
    werkzeug,
};

pub(super) struct Format {
    prefix: &'static str,
    /// The number of `$` in a hash, if two formats have the same prefix.
    dollars: Option<usize>,
    pub name: &'static str,
    /// None if the format is known but not supported.
    pub parse: Option<Parse>,
}

/// Parses a hash of one format. Rejects it if it is too expensive to verify.
type Parse = fn(&str) -> Result<Hash, ParseError>;

pub(super) fn format_of(text: &str) -> Option<&'static Format> {
    let dollars = text.bytes().filter(|byte| *byte == b'$').count();
    FORMATS.iter().find(|format| text.starts_with(format.prefix) && format.dollars.is_none_or(|count| count == dollars))
}

const fn supported(prefix: &'static str, name: &'static str, parse: Parse) -> Format {
    Format { prefix, dollars: None, name, parse: Some(parse) }
}

/// A format that is too weak, too rare, or has no limit of its cost. Its name is shown to the user.
const fn unsupported(prefix: &'static str, name: &'static str) -> Format {
    Format { prefix, dollars: None, name, parse: None }
}

/// The first match counts, so a longer prefix comes before a shorter one that it starts with.
static FORMATS: &[Format] = &[
    supported("$2a$", "bcrypt", |text| Hash::bcrypt(Input::Password, text)),
    supported("$2b$", "bcrypt", |text| Hash::bcrypt(Input::Password, text)),
    supported("$2y$", "bcrypt", |text| Hash::bcrypt(Input::Password, text)),
    supported("pbkdf2:sha1", "Werkzeug PBKDF2", |text| werkzeug::pbkdf2(Sha1, text)),
    supported("pbkdf2:sha256", "Werkzeug PBKDF2", |text| werkzeug::pbkdf2(Sha256, text)),
    supported("pbkdf2:sha512", "Werkzeug PBKDF2", |text| werkzeug::pbkdf2(Sha512, text)),
    supported("scrypt:", "Werkzeug scrypt", werkzeug::scrypt),
    // Two systems write this prefix: Werkzeug with three fields, Django with six.
    Format { dollars: Some(2), ..supported("scrypt$", "Werkzeug scrypt", werkzeug::scrypt) },
    supported("scrypt$", "Django scrypt", django::scrypt),
    supported("pbkdf2_sha1$", "Django PBKDF2", |text| django::pbkdf2(Sha1, text)),
    supported("pbkdf2_sha256$", "Django PBKDF2", |text| django::pbkdf2(Sha256, text)),
    supported("bcrypt$", "Django bcrypt", django::bcrypt),
    supported("bcrypt_sha256$", "Django bcrypt", django::bcrypt_sha256),
    supported("$pbkdf2$", "passlib PBKDF2", |text| passlib::pbkdf2(Sha1, text)),
    supported("$pbkdf2-sha256$", "passlib PBKDF2", |text| passlib::pbkdf2(Sha256, text)),
    supported("$pbkdf2-sha512$", "passlib PBKDF2", |text| passlib::pbkdf2(Sha512, text)),
    supported("$scrypt$", "passlib scrypt", passlib::scrypt),
    supported("$bcrypt-sha256$", "passlib bcrypt", passlib::bcrypt_sha256),
    supported("$fbscrypt$", "Firebase scrypt", firebase::parse),
    unsupported("$2x$", "bcrypt with a known bug ($2x$)"),
    unsupported("pbkdf2:", "PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512"),
    unsupported("$pbkdf2-", "PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512"),
    unsupported("$1$", "MD5-crypt"),
    unsupported("$apr1$", "Apache MD5-crypt"),
    unsupported("$5$", "SHA-256-crypt"),
    unsupported("$6$", "SHA-512-crypt"),
    unsupported("$y$", "yescrypt"),
    unsupported("$7$", "scrypt-crypt"),
    unsupported("$P$", "phpass"),
    unsupported("$H$", "phpass"),
    unsupported("$wp$", "WordPress bcrypt"),
    unsupported("md5$", "Django MD5"),
    unsupported("sha1$", "Django SHA-1"),
    unsupported("unsalted_", "Django unsalted MD5 or SHA-1"),
    unsupported("{", "LDAP scheme"),
    unsupported("!", "disabled password"),
    unsupported("*", "disabled password"),
];
