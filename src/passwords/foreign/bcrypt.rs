//! bcrypt, as `$2a$`, `$2b$` and `$2y$`: three names of one algorithm since its early mistakes were corrected. Django and passlib
//! also hash the password before, so that bcrypt sees all of a long one.

use super::Refusal;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Rounds are 2 to this power; 4 is the least there is. Measured with the optimised crate on one core of a 2025 Xeon: 12, the
/// usual default, takes 0.25 s, and each step doubles it, so that 14 takes about a second.
const MIN_COST: u32 = 4;
const MAX_COST: u32 = 14;

/// What bcrypt is given.
pub(super) enum Input {
    /// The password, of which bcrypt looks at the first 72 bytes, as it did in the system that made the hash.
    Password,
    /// Django: its SHA-256 in hexadecimal digits.
    Sha256Hex,
    /// passlib, first version: its SHA-256 in base64.
    Sha256Base64,
    /// passlib, second version: its HMAC with SHA-256 under the salt, as written, in base64.
    HmacBase64,
}

/// A hash that can be computed again.
pub(super) struct Bcrypt {
    input: Input,
    /// In the usual form, `$2b$12$…`.
    text: String,
}

impl Bcrypt {
    pub(super) fn new(input: Input, text: impl Into<String>) -> Result<Self, Refusal> {
        let text = text.into();
        let parts: bcrypt::HashParts = text.parse().map_err(|_| Refusal::Unreadable)?;
        // The crate looks at the letters only when it computes.
        let encoded = text.rsplit('$').next().unwrap_or_default();
        let is_base64 = encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
        let is_known = ["$2a$", "$2b$", "$2y$"].iter().any(|name| text.starts_with(name));
        if !is_known || !is_base64 || parts.get_cost() < MIN_COST {
            return Err(Refusal::Unreadable);
        }
        if parts.get_cost() > MAX_COST { Err(Refusal::TooCostly) } else { Ok(Self { input, text }) }
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
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

    /// 22 letters behind the last `$`, before the hash.
    fn salt(&self) -> Option<&str> {
        self.text.rsplit('$').next()?.get(..22)
    }
}
