//! Device authorization (RFC 8628): the letters that a device shows, and what the page for them says about it.

use super::clients::ClientId;
use super::consent::ConsentPart;
use super::error::AppError;
use super::fields::Problem;
use super::timestamp::Timestamp;
use crate::language::{Message, message};
use serde::{Deserialize, Serialize};

/// The letters of user codes: no vowels, so that they make no words, and none that look alike (RFC 8628, section 6.1).
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many letters a code has: 34 bits, for ten minutes and few attempts.
const LETTERS: usize = 8;
/// After how many letters the hyphen is.
const HALF: usize = LETTERS / 2;

/// The letters that a device shows: `BCDF-GHJK`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserCode(String);

checked_text!(UserCode);

impl UserCode {
    /// Reads what somebody has typed, in any case and with any separators.
    ///
    /// # Errors
    /// If it is not eight of the letters.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let is_separator = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '_');
        let typed: Vec<char> = text.chars().filter(|c| !is_separator(c)).take(LETTERS + 1).collect();
        if typed.is_empty() {
            return Err(Problem::new("required", message::device_code_required()));
        }
        let letter = |c: &char| u8::try_from(c.to_ascii_uppercase()).ok().filter(|letter| ALPHABET.contains(letter));
        let letters: Option<Vec<u8>> = typed.iter().map(letter).collect();
        match letters.filter(|letters| letters.len() == LETTERS) {
            Some(letters) => Ok(Self::of(letters.into_iter())),
            None => Err(Problem::new("not_allowed", message::device_code_rule())),
        }
    }

    /// The code with this number. Those of numbers drawn from all of 64 bits are equally frequent, but for one in a billion.
    pub fn numbered(mut number: u64) -> Self {
        let base = ALPHABET.len() as u64;
        Self::of((0..LETTERS).map(|_| {
            let letter = usize::try_from(number % base).unwrap_or_default();
            number /= base;
            ALPHABET[letter]
        }))
    }

    fn of(letters: impl Iterator<Item = u8>) -> Self {
        let mut text = String::with_capacity(LETTERS + 1);
        for (at, letter) in letters.enumerate() {
            if at == HALF {
                text.push('-');
            }
            text.push(char::from(letter));
        }
        Self(text)
    }

    /// Without the hyphen, as they are stored.
    pub fn letters(&self) -> String {
        self.0.replace('-', "")
    }
}

/// The device that shows the letters, and the client on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeviceView {
    pub user_code: UserCode,
    pub client: ClientId,
    /// The title of the application that the client belongs to.
    pub application: String,
    /// The address of the logo of the client.
    pub logo: Option<String>,
    /// What it gets.
    pub parts: Vec<ConsentPart>,
    /// What people call the fields of one's own that it learns: of each its label, a line for each language.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub fields: Vec<Vec<String>>,
    /// The APIs for which it gets tokens.
    pub resources: Vec<String>,
    /// In words, such as `Firefox on Linux`, by what the device has sent.
    pub device: Message,
    pub address: Option<String>,
    pub asked_at: Timestamp,
}

/// The data of the page `/device`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct DeviceData {
    /// The letters in the address of the page, as they were typed.
    pub typed: String,
    pub device: Option<DeviceView>,
    /// Why no device is shown although letters were typed.
    pub problem: Option<AppError>,
}

/// Decide about a device that waits with letters.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceFields {
    pub user_code: String,
    /// `allow`, or any other value to refuse it.
    pub decision: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_are_read_in_any_case_and_with_any_separators() {
        for text in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk\n", "b.c.d.f.g.h.j.k", "BCDF\u{2013}GHJK"] {
            let code = UserCode::parse(text).expect(text);
            assert_eq!((code.as_str(), code.letters().as_str()), ("BCDF-GHJK", "BCDFGHJK"), "{text}");
        }
        assert_eq!(UserCode::parse(" - ").unwrap_err().code, "required");
        for text in ["BCDF-GHJ", "BCDF-GHJKL", "BCDA-GHJK", "BCD1-GHJK", "BCDF-GHJ\u{212a}"] {
            assert_eq!(UserCode::parse(text).unwrap_err().code, "not_allowed", "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_is_a_code_that_can_be_typed(number in any::<u64>()) {
            let code = UserCode::numbered(number);
            prop_assert_eq!(UserCode::parse(&code.letters().to_lowercase()), Ok(code));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
            if let Ok(code) = UserCode::parse(&text) {
                prop_assert_eq!(UserCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
