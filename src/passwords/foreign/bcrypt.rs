//! bcrypt, with the prefixes `$2a$`, `$2b$` and `$2y$`, which all mean the corrected algorithm. bcrypt ignores everything
//! after 72 bytes, so Django and passlib can hash the password with SHA-256 first.

use super::ParseError;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The cost is the binary logarithm of the number of rounds; bcrypt defines 4 as the minimum. Measured with the optimised
/// crate on one core of a 2025 Xeon: the common default of 12 takes 0.25 s, and each step doubles the time, so 14 takes
/// about a second.
const MIN_COST: u32 = 4;
const MAX_COST: u32 = 14;

/// What is passed to bcrypt.
pub(super) enum Input {
    /// The password. bcrypt uses its first 72 bytes, as in the system that created the hash.
    Password,
    /// Django: the SHA-256 of the password in hexadecimal.
    Sha256Hex,
    /// passlib, version 1: the SHA-256 of the password in base64.
    Sha256Base64,
    /// passlib, version 2: HMAC-SHA-256 of the password in base64. Its key is the encoded salt.
    HmacBase64,
}

pub(super) struct Bcrypt {
    input: Input,
    /// In the modular crypt format, `$2b$12$…`.
    text: String,
}

impl Bcrypt {
    pub(super) fn new(input: Input, text: impl Into<String>) -> Result<Self, ParseError> {
        let text = text.into();
        let parts: bcrypt::HashParts = text.parse().map_err(|_| ParseError::Invalid)?;
        // The crate validates the base64 text only when it verifies a password, which is too late for an import.
        let encoded = text.rsplit('$').next().unwrap_or_default();
        let is_base64 = encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
        let is_known = ["$2a$", "$2b$", "$2y$"].iter().any(|name| text.starts_with(name));
        if !is_known || !is_base64 || parts.get_cost() < MIN_COST {
            return Err(ParseError::Invalid);
        }
        if parts.get_cost() > MAX_COST { Err(ParseError::TooCostly) } else { Ok(Self { input, text }) }
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        // As text, because bcrypt ends the password at a NUL byte, which a binary digest may contain.
        let hashed = match self.input {
            Input::Password => return bcrypt::verify(password, &self.text).ok(),
            Input::Sha256Hex => Sha256::digest(password).iter().map(|byte| format!("{byte:02x}")).collect(),
            Input::Sha256Base64 => STANDARD.encode(Sha256::digest(password)),
            Input::HmacBase64 => {
                let mut mac = Hmac::<Sha256>::new_from_slice(self.salt()?.as_bytes()).ok()?;
                mac.update(password);
                STANDARD.encode(mac.finalize().into_bytes())
            }
        };
        bcrypt::verify(hashed, &self.text).ok()
    }

    /// The 22 characters after the last `$`; the hash follows them.
    fn salt(&self) -> Option<&str> {
        self.text.rsplit('$').next()?.get(..22)
    }
}
