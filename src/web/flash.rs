//! The flash cookie: messages and form values for the next page. It is valid for one minute, encrypted and
//! authenticated.

use super::cookies::{Cookies, Name};
use crate::{
    entropy::Entropy,
    shared::{timestamp::Timestamp, visit::Flash},
};
use axum::http::{HeaderMap, HeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

const MAX_AGE: Duration = Duration::from_secs(60);
/// With its name and attributes, the cookie is shorter than the 4,096 bytes that browsers accept.
const MAX_COOKIE_LEN: usize = 3800;
/// Longer form values are dropped: they are too long for every field.
const MAX_VALUE_LEN: usize = 256;
const NONCE_LEN: usize = 24;
/// Additional authenticated data: binds the ciphertext to its purpose.
const PURPOSE: &[u8] = b"vestibule flash 1";

/// Encrypts and decrypts the flash cookie.
#[derive(Clone)]
pub struct FlashSeal {
    cipher: XChaCha20Poly1305,
    entropy: Arc<dyn Entropy>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    until: i64,
    flash: Flash,
}

impl FlashSeal {
    pub fn new(key: &[u8; 32], entropy: Arc<dyn Entropy>) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&(*key).into()), entropy }
    }

    /// The cookie for the next page. If it is too long, form values are left out.
    pub fn cookie(&self, cookies: Cookies, mut flash: Flash, now: Timestamp) -> Option<HeaderValue> {
        if let Some(rejection) = &mut flash.rejection {
            rejection.typed.retain(|(_, value)| value.len() <= MAX_VALUE_LEN);
        }
        // First with the form values. If that is too long for a cookie, without them: the message is more important.
        let value = self.seal(&flash, now).filter(|value| value.len() <= MAX_COOKIE_LEN).or_else(|| {
            flash.rejection.iter_mut().for_each(|rejection| rejection.typed.clear());
            self.seal(&flash, now)
        })?;
        cookies.set(Name::Flash, &value, Some(MAX_AGE))
    }

    /// The message in the cookie of a request, if it is authentic and less than a minute old.
    pub fn read(&self, cookies: Cookies, request: &HeaderMap, now: Timestamp) -> Option<Flash> {
        self.open(cookies.read(request, Name::Flash)?, now)
    }

    fn seal(&self, flash: &Flash, now: Timestamp) -> Option<String> {
        let sealed = Sealed { until: now.plus(MAX_AGE).0, flash: flash.clone() };
        let text = serde_json::to_vec(&sealed).ok()?;
        // 24 random bytes do not repeat in practice, so no counter is stored.
        let nonce: [u8; NONCE_LEN] = self.entropy.bytes();
        let payload = Payload { msg: &text, aad: PURPOSE };
        let secret = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &secret].concat()))
    }

    fn open(&self, value: &str, now: Timestamp) -> Option<Flash> {
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        let (nonce, secret) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let payload = Payload { msg: secret, aad: PURPOSE };
        let text = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let sealed: Sealed = serde_json::from_slice(&text).ok()?;
        // `Max-Age` only binds the browser; this also rejects a copy of the cookie.
        (now.0 < sealed.until).then_some(sealed.flash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        entropy::SystemEntropy,
        shared::{
            error::{AppError, ErrorCode},
            visit::{Form, Rejection},
        },
    };
    use axum::http::header;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn seal() -> FlashSeal {
        FlashSeal::new(&[7; 32], Arc::new(SystemEntropy))
    }

    fn rejection(value: &str, count: usize) -> Flash {
        let typed = (0..count).map(|n| (format!("field{n}"), value.to_owned())).collect();
        let error = AppError::new(ErrorCode::InvalidCredentials, "No match.");
        Flash { rejection: Some(Rejection { form: Form::Login, error, typed }), ..Flash::default() }
    }

    /// Encrypts `flash` into a cookie, and decrypts the cookie of the next request.
    fn round_trip(flash: Flash, back: Timestamp) -> Option<Flash> {
        let cookies = Cookies::new(true);
        let set = seal().cookie(cookies, flash, NOW).unwrap();
        assert!(set.len() <= 4096, "{} bytes", set.len());
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let request = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
        seal().read(cookies, &request, back)
    }

    #[test]
    fn a_flash_is_decrypted_within_a_minute() {
        let flash = rejection("ada", 2);
        assert_eq!(round_trip(flash.clone(), NOW.plus(Duration::from_secs(59))), Some(flash));
    }

    #[test]
    fn a_flash_expires_after_a_minute() {
        assert_eq!(round_trip(rejection("ada", 2), NOW.plus(MAX_AGE)), None);
    }

    #[test]
    fn values_that_do_not_fit_are_left_out_but_the_message_is_not() {
        for flash in [rejection(&"x".repeat(5000), 1), rejection(&"x".repeat(250), 40)] {
            let rejection = round_trip(flash, NOW).unwrap().rejection.unwrap();
            assert!(rejection.typed.is_empty());
            assert_eq!(rejection.error.detail, "No match.");
        }
    }

    #[test]
    fn a_modified_or_foreign_cookie_is_ignored() {
        let value = seal().seal(&rejection("ada", 1), NOW).unwrap();
        let changed = value.replacen(&value[40..41], if &value[40..41] == "A" { "B" } else { "A" }, 1);
        let foreign = FlashSeal::new(&[8; 32], Arc::new(SystemEntropy)).seal(&rejection("ada", 1), NOW).unwrap();
        for value in [changed.as_str(), &foreign, &value[..value.len() - 2], "", "x", "%%%"] {
            assert_eq!(seal().open(value, NOW), None);
        }
        assert!(seal().open(&value, NOW).is_some());
    }
}
