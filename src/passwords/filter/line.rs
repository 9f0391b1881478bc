//! The lines of a list: passwords, or hashes, which may be followed by a colon and a number. Have I Been Pwned writes there how
//! often it has found the password.

use super::{Form, ListError};
use crate::shared::fields::password::{MAX, MIN};

/// Hexadecimal digits of a hash with NTLM. There are lists of those as well, but a filter cannot be asked for them.
const NTLM_DIGITS: usize = 32;
/// Hexadecimal digits of a key.
const KEY_DIGITS: usize = 16;

impl Form {
    /// The form of a list that begins with this line.
    pub(super) fn of(line: &[u8]) -> Result<Self, ListError> {
        let Some((digits, is_counted)) = hash(line) else { return Ok(Self::Plain) };
        match digits.len() {
            // Without a number it can be a password that looks like a hash.
            NTLM_DIGITS if is_counted => Err(ListError::Ntlm),
            length => Ok(Self::ALL.into_iter().find(|form| form.digits() == Some(length)).unwrap_or(Self::Plain)),
        }
    }

    /// The hexadecimal digits of its hashes.
    fn digits(self) -> Option<usize> {
        match self {
            Self::Plain => None,
            Self::Sha1 => Some(40),
            Self::Sha256 => Some(64),
        }
    }

    /// The key of a line. None if it is none of a password that the rules may accept.
    ///
    /// # Errors
    /// If it is no hash in a list of hashes.
    pub(super) fn key_of_line(self, line: &[u8]) -> Result<Option<u64>, NoHash> {
        let Some(expected) = self.digits() else {
            let password = str::from_utf8(line).ok();
            let acceptable = password.filter(|password| (MIN..=MAX).contains(&password.chars().count()));
            // In a list of passwords, a hash is that of another one, which this form cannot recognize.
            let acceptable = acceptable.filter(|_| matches!(Self::of(line), Ok(Self::Plain)));
            return Ok(acceptable.map(|password| self.key(password)));
        };
        let digits = hash(line).map(|(digits, _)| digits).filter(|digits| digits.len() == expected);
        let first = digits.and_then(|digits| digits.get(..KEY_DIGITS)).and_then(|digits| str::from_utf8(digits).ok());
        first.and_then(|digits| u64::from_str_radix(digits, 16).ok()).map(Some).ok_or(NoHash)
    }
}

/// A line is no hash.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct NoHash;

/// The hexadecimal digits of a line of a list of hashes, and whether a number follows. None if it is no such line.
fn hash(line: &[u8]) -> Option<(&[u8], bool)> {
    let mut pieces = line.trim_ascii().splitn(2, |byte| *byte == b':');
    let (digits, count) = (pieces.next()?, pieces.next());
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let is_hash = digits.iter().all(u8::is_ascii_hexdigit) && count.is_none_or(is_number);
    is_hash.then_some((digits, count.is_some()))
}
