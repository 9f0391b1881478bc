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
use std::collections::HashSet;
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
/// What JSON adds to a value and its name.
const JSON_LEN: usize = 8;

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

    /// The cookie for the next page. If it is too long, the longest form values are left out, then the details of the error, and the
    /// lists of the report of an import. None if it is too long even so, because browsers drop a cookie that is.
    pub fn cookie(&self, cookies: Cookies, mut flash: Flash, now: Timestamp) -> Option<HeaderValue> {
        if let Some(rejection) = &mut flash.rejection {
            leave_out_hopeless(&mut rejection.typed);
        }
        loop {
            if let Some(cookie) = self.set(&FLASH, cookies, &flash, now) {
                return Some(cookie);
            }
            // The message is more important than the form values.
            if !flash.rejection.as_mut().is_some_and(|rejection| leave_out_longest(&mut rejection.typed)) {
                break;
            }
        }
        let shorter: [fn(&mut Flash); 2] = [
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
        leave_out_hopeless(&mut draft.typed);
        loop {
            if let Some(cookie) = self.set(&DRAFT, cookies, &draft, now) {
                return Some(cookie);
            }
            if !leave_out_longest(&mut draft.typed) {
                return None;
            }
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

/// Removes the longest values until the others could fit, before each attempt is encrypted: a request may have thousands of values.
fn leave_out_hopeless(typed: &mut Vec<(String, String)>) {
    let len = |(name, value): &(String, String)| name.len() + value.len() + JSON_LEN;
    let mut lengths: Vec<_> = typed.iter().enumerate().map(|(at, entry)| (len(entry), at)).collect();
    lengths.sort_unstable();
    let mut room = MAX_COOKIE_LEN;
    let shortest = lengths.into_iter().map_while(|(len, at)| {
        room = room.checked_sub(len)?;
        Some(at)
    });
    let (kept, mut all): (HashSet<usize>, _) = (shortest.collect(), 0..);
    typed.retain(|_| all.next().is_some_and(|at| kept.contains(&at)));
}

/// Removes the longest of these values. False if there is none.
fn leave_out_longest(typed: &mut Vec<(String, String)>) -> bool {
    let Some((longest, _)) = typed.iter().enumerate().max_by_key(|(_, (_, value))| value.len()) else { return false };
    typed.remove(longest);
    true
}

#[cfg(test)]
mod tests;
