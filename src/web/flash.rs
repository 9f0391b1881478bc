//! What the next page has to say: messages and typed values travel in a cookie that lives one minute, encrypted
//! so that no one reads it, authenticated so that no one forges it.

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

const LIFE: Duration = Duration::from_secs(60);
/// With its name and attributes the cookie stays below the 4,096 bytes that browsers take.
const LONGEST_COOKIE: usize = 3800;
/// A longer value is not worth keeping: no field takes it.
const LONGEST_VALUE: usize = 256;
const NONCE: usize = 24;
/// Ties what is sealed to its purpose.
const PURPOSE: &[u8] = b"vestibule flash 1";

/// Seals and opens the flash cookie.
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

    /// The cookie for the next page. When it would become too long, typed values are left out.
    pub fn cookie(&self, cookies: Cookies, mut flash: Flash, now: Timestamp) -> Option<HeaderValue> {
        if let Some(rejection) = &mut flash.rejection {
            rejection.typed.retain(|(_, value)| value.len() <= LONGEST_VALUE);
        }
        let value = self.seal(&flash, now).filter(|value| value.len() <= LONGEST_COOKIE).or_else(|| {
            flash.rejection.iter_mut().for_each(|rejection| rejection.typed.clear());
            self.seal(&flash, now)
        })?;
        cookies.set(Name::Flash, &value, Some(LIFE))
    }

    /// What the cookie of this request says, if it was sealed here within the last minute.
    pub fn read(&self, cookies: Cookies, request: &HeaderMap, now: Timestamp) -> Option<Flash> {
        self.open(cookies.read(request, Name::Flash)?, now)
    }

    fn seal(&self, flash: &Flash, now: Timestamp) -> Option<String> {
        let sealed = Sealed { until: now.plus(LIFE).0, flash: flash.clone() };
        let text = serde_json::to_vec(&sealed).ok()?;
        let nonce: [u8; NONCE] = self.entropy.bytes();
        let payload = Payload { msg: &text, aad: PURPOSE };
        let secret = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &secret].concat()))
    }

    fn open(&self, value: &str, now: Timestamp) -> Option<Flash> {
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        let (nonce, secret) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: secret, aad: PURPOSE };
        let text = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let sealed: Sealed = serde_json::from_slice(&text).ok()?;
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

    /// Sends `flash` to a browser and back.
    fn round_trip(flash: Flash, back: Timestamp) -> Option<Flash> {
        let cookies = Cookies::new(true);
        let set = seal().cookie(cookies, flash, NOW).unwrap();
        assert!(set.len() <= 4096, "{} bytes", set.len());
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let request = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
        seal().read(cookies, &request, back)
    }

    #[test]
    fn a_flash_comes_back_as_it_went() {
        let flash = rejection("ada", 2);
        assert_eq!(round_trip(flash.clone(), NOW.plus(Duration::from_secs(59))), Some(flash));
    }

    #[test]
    fn a_flash_is_forgotten_after_a_minute() {
        assert_eq!(round_trip(rejection("ada", 2), NOW.plus(LIFE)), None);
    }

    #[test]
    fn values_that_do_not_fit_are_left_out_and_the_message_stays() {
        for flash in [rejection(&"x".repeat(5000), 1), rejection(&"x".repeat(250), 40)] {
            let rejection = round_trip(flash, NOW).unwrap().rejection.unwrap();
            assert!(rejection.typed.is_empty());
            assert_eq!(rejection.error.detail, "No match.");
        }
    }

    #[test]
    fn a_changed_or_foreign_cookie_says_nothing() {
        let value = seal().seal(&rejection("ada", 1), NOW).unwrap();
        let changed = value.replacen(&value[40..41], if &value[40..41] == "A" { "B" } else { "A" }, 1);
        let foreign = FlashSeal::new(&[8; 32], Arc::new(SystemEntropy)).seal(&rejection("ada", 1), NOW).unwrap();
        for value in [changed.as_str(), &foreign, &value[..value.len() - 2], "", "x", "%%%"] {
            assert_eq!(seal().open(value, NOW), None);
        }
        assert!(seal().open(&value, NOW).is_some());
    }
}
