//! The flash cookie: messages and form values for the next page. It is valid for one minute, encrypted and
//! authenticated. The cookies of a draft, of a sent message and of a list are sealed in the same way, and valid for as long as
//! signing in, reading the message or working with the list may take.

use super::cookies::{Cookies, Name};
use crate::accounts::SealedText;
use crate::entropy::Entropy;
use crate::keys::sealing;
use crate::language::Message;
use crate::shared::{AppError, DAY, Draft, Flash, ImportReport, LocalPath, Rejection, SentMessage, Timestamp, UserId};
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

const FLASH: Kind = Kind { name: Name::Flash, purpose: b"vestibule flash 1", max_age: Duration::from_secs(60) };
/// Time to sign in again, with a forgotten password or two.
const DRAFT: Kind = Kind { name: Name::Draft, purpose: b"vestibule draft 1", max_age: Duration::from_secs(15 * 60) };
/// Time to look for a message, and to send it again.
const SENT: Kind = Kind { name: Name::Sent, purpose: b"vestibule sent 1", max_age: Duration::from_secs(60 * 60) };
/// Work with one list.
const LIST: Kind = Kind { name: Name::List, purpose: b"vestibule list 1", max_age: DAY };
/// With its name and attributes, the cookie is shorter than the 4,096 bytes that browsers accept.
const MAX_COOKIE_LEN: usize = 3800;
/// Longer form values are dropped, so that the other values fit: only the locations of an application can be as long as this.
const MAX_VALUE_LEN: usize = 1_000;

/// A kind of sealed cookie.
struct Kind {
    name: Name,
    /// Binds the sealed text to its purpose.
    purpose: &'static [u8],
    max_age: Duration,
}

/// Encrypts and decrypts the flash cookie.
#[derive(Clone)]
pub struct FlashSeal {
    key: Zeroizing<[u8; 32]>,
    entropy: Arc<dyn Entropy>,
}

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    until: i64,
    #[serde(rename = "flash")]
    content: T,
}

impl FlashSeal {
    pub fn new(key: &[u8; 32], entropy: Arc<dyn Entropy>) -> Self {
        Self { key: Zeroizing::new(*key), entropy }
    }

    /// The cookie for the next page. If it is too long, form values are left out, then the details of the error, and the lists of
    /// the report of an import. None if it is too long even so, because browsers drop a cookie that is.
    pub fn cookie(&self, cookies: Cookies, mut flash: Flash, now: Timestamp) -> Option<HeaderValue> {
        if let Some(rejection) = &mut flash.rejection {
            rejection.typed.retain(|(_, value)| value.len() <= MAX_VALUE_LEN);
        }
        let shorter: [fn(&mut Flash); 4] = [
            |_| {},
            // The message is more important than the form values.
            |flash| flash.rejection.iter_mut().for_each(|rejection| rejection.typed.clear()),
            |flash| flash.rejection.iter_mut().for_each(|Rejection { error, .. }| *error = titled(error)),
            |flash| flash.import = flash.import.as_ref().map(ImportReport::without_lists),
        ];
        shorter.into_iter().find_map(|shorten| {
            shorten(&mut flash);
            self.set(&FLASH, cookies, &flash, now)
        })
    }

    /// The message in the cookie of a request, if it is authentic and less than a minute old.
    pub fn read(&self, cookies: Cookies, request: &HeaderMap, now: Timestamp) -> Option<Flash> {
        self.get(&FLASH, cookies, request, now)
    }

    /// The cookie that keeps a draft. If it is too long for a cookie, the longest values are left out.
    pub fn draft_cookie(&self, cookies: Cookies, mut draft: Draft, now: Timestamp) -> Option<HeaderValue> {
        loop {
            if let Some(cookie) = self.set(&DRAFT, cookies, &draft, now) {
                return Some(cookie);
            }
            let (longest, _) = draft.typed.iter().enumerate().max_by_key(|(_, (_, value))| value.len())?;
            draft.typed.remove(longest);
        }
    }

    /// The draft in the cookie of a request, if it is authentic and not too old.
    pub fn read_draft(&self, cookies: Cookies, request: &HeaderMap, now: Timestamp) -> Option<Draft> {
        self.get(&DRAFT, cookies, request, now)
    }

    /// The cookie of a browser that has asked for a message. An address always fits.
    pub fn sent(&self, sent: &SentMessage, now: Timestamp) -> Option<SealedText> {
        Some(SealedText { text: self.seal_if_it_fits(&SENT, sent, now)?, lifetime: SENT.max_age })
    }

    /// The message that the browser of a request has asked for, if its cookie is authentic and not too old.
    pub fn read_sent(&self, cookies: Cookies, request: &HeaderMap, now: Timestamp) -> Option<SentMessage> {
        self.get(&SENT, cookies, request, now)
    }

    /// The cookie of the list that `user` sees. A path always fits.
    pub fn list_cookie(
        &self,
        cookies: Cookies,
        user_and_list: (UserId, &LocalPath),
        now: Timestamp,
    ) -> Option<HeaderValue> {
        self.set(&LIST, cookies, &user_and_list, now)
    }

    /// The list that `user` saw last in the browser of a request, if its cookie is authentic and not too old.
    pub fn read_list(&self, cookies: Cookies, request: &HeaderMap, user: UserId, now: Timestamp) -> Option<LocalPath> {
        let (owner, list): (UserId, LocalPath) = self.get(&LIST, cookies, request, now)?;
        (owner == user).then_some(list)
    }

    fn set(&self, kind: &Kind, cookies: Cookies, content: &impl Serialize, now: Timestamp) -> Option<HeaderValue> {
        cookies.set(kind.name, &self.seal_if_it_fits(kind, content, now)?, Some(kind.max_age))
    }

    fn get<T: DeserializeOwned>(
        &self,
        kind: &Kind,
        cookies: Cookies,
        request: &HeaderMap,
        now: Timestamp,
    ) -> Option<T> {
        self.open(kind, cookies.read(request, kind.name)?, now)
    }

    /// The value of a cookie. None if it is too long for one.
    fn seal_if_it_fits(&self, kind: &Kind, content: &impl Serialize, now: Timestamp) -> Option<String> {
        self.seal(kind, content, now).filter(|value| value.len() <= MAX_COOKIE_LEN)
    }

    fn seal(&self, kind: &Kind, content: &impl Serialize, now: Timestamp) -> Option<String> {
        let text = serde_json::to_vec(&Sealed { until: now.plus(kind.max_age).0, content }).ok()?;
        // Random bytes of this length do not repeat in practice, so no counter is stored.
        Some(URL_SAFE_NO_PAD.encode(sealing::seal(&self.key, kind.purpose, &text, self.entropy.bytes())))
    }

    fn open<T: DeserializeOwned>(&self, kind: &Kind, value: &str, now: Timestamp) -> Option<T> {
        let text = sealing::open(&self.key, kind.purpose, &URL_SAFE_NO_PAD.decode(value).ok()?)?;
        let sealed: Sealed<T> = serde_json::from_slice(&text).ok()?;
        // `Max-Age` only binds the browser; this also rejects a copy of the cookie.
        (now.0 < sealed.until).then_some(sealed.content)
    }
}

/// The error without its details.
fn titled(error: &AppError) -> AppError {
    AppError::new(error.code, Message::written(error.code.title()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use crate::language::Message;
    use crate::shared::{BulkReport, ErrorCode, Form, ImportReport, RowError};
    use axum::http::header;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn seal() -> FlashSeal {
        FlashSeal::new(&[7; 32], Arc::new(SystemEntropy))
    }

    fn rejection(value: &str, count: usize) -> Flash {
        let typed = (0..count).map(|n| (format!("field{n}"), value.to_owned())).collect();
        let error = AppError::new(ErrorCode::InvalidCredentials, Message::written("No match."));
        Flash { rejection: Some(Rejection { form: Form::Login, error, typed }), ..Flash::default() }
    }

    #[test]
    fn the_longest_values_of_a_draft_are_left_out_if_it_does_not_fit() {
        let typed = [("title", 20), ("addresses", 3_000), ("description", 1_500)];
        let typed = typed.map(|(name, length)| (name.to_owned(), "x".repeat(length))).to_vec();
        let user = UserId(uuid::Uuid::from_u128(7));
        let draft = Draft { user, page: LocalPath::applications(), form: Form::Application, typed };
        let cookies = Cookies::new(true);
        let set = seal().draft_cookie(cookies, draft, NOW).unwrap();
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let request = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
        let kept = seal().read_draft(cookies, &request, NOW).unwrap();
        let names: Vec<_> = kept.typed.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["title", "description"]);
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
        assert_eq!(round_trip(rejection("ada", 2), NOW.plus(FLASH.max_age)), None);
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
    fn a_message_that_does_not_fit_is_shortened_to_its_title() {
        let mut flash = rejection("ada", 1);
        let error = AppError::new(ErrorCode::GroupInUse, Message::written("x".repeat(5000)));
        flash.rejection = flash.rejection.map(|rejection| Rejection { error, ..rejection });
        let rejection = round_trip(flash, NOW).unwrap().rejection.unwrap();
        assert_eq!(rejection.error.detail, ErrorCode::GroupInUse.title());
    }

    #[test]
    fn a_report_that_does_not_fit_keeps_its_numbers() {
        let message = Message::written("Enter a value.");
        let error = RowError { row: 2, field: "email".into(), code: "required".into(), message };
        let numbers = ImportReport { rows: 9, good: 6, bad: 3, ..ImportReport::default() };
        let import = ImportReport {
            errors: vec![error],
            errors_left_out: 2,
            // JSON writes six bytes for each of these characters.
            ignored_columns: vec!["\u{1}".repeat(40); 13],
            ..numbers.clone()
        };
        let flash = Flash { import: Some(import.shortened()), ..Flash::default() };
        let shown = round_trip(flash, NOW).unwrap().import.unwrap();
        assert_eq!(shown, ImportReport { errors_left_out: 3, ..numbers });
    }

    #[test]
    fn what_cannot_be_shortened_is_no_cookie() {
        let report = BulkReport { rest: Some("x".repeat(5000)), ..BulkReport::default() };
        let flash = Flash { report: Some(report), ..Flash::default() };
        assert_eq!(seal().cookie(Cookies::new(true), flash, NOW), None);
    }

    #[test]
    fn a_modified_or_foreign_cookie_is_ignored() {
        let value = seal().seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
        let changed = value.replacen(&value[40..41], if &value[40..41] == "A" { "B" } else { "A" }, 1);
        let foreign = FlashSeal::new(&[8; 32], Arc::new(SystemEntropy));
        let foreign = foreign.seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
        let draft = seal().seal(&DRAFT, &rejection("ada", 1), NOW).unwrap();
        let sent = seal().seal(&SENT, &rejection("ada", 1), NOW).unwrap();
        for value in [changed.as_str(), &foreign, &draft, &sent, &value[..value.len() - 2], "", "x", "%%%"] {
            assert_eq!(seal().open::<Flash>(&FLASH, value, NOW), None);
        }
        assert!(seal().open::<Flash>(&FLASH, &value, NOW).is_some());
    }

    proptest! {
        #[test]
        fn no_changed_character_is_accepted(at: prop::sample::Index, character in "[A-Za-z0-9_=-]|\\PC") {
            let value = seal().seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
            let at = at.index(value.len());
            prop_assume!(value[at..=at] != character);
            let changed = [&value[..at], &character, &value[at + 1..]].concat();
            prop_assert_eq!(seal().open::<Flash>(&FLASH, &changed, NOW), None);
            prop_assert_eq!(seal().open::<Flash>(&FLASH, &value[..at], NOW), None);
        }

        #[test]
        fn no_other_text_is_accepted(value in "[A-Za-z0-9_-]{0,200}|\\PC{0,60}") {
            prop_assert_eq!(seal().open::<Flash>(&FLASH, &value, NOW), None);
        }

        #[test]
        fn any_typed_text_comes_back_or_is_left_out(text in "\\PC{0,90}") {
            let sent = rejection(&text, 2);
            let back = round_trip(sent.clone(), NOW).unwrap();
            let fits = text.len() <= MAX_VALUE_LEN;
            prop_assert_eq!(back == sent, fits);
        }
    }
}
