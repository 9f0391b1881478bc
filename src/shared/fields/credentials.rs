//! What users sign in with: email addresses, and the fields of forms. Those are only checked for presence and length: the rules for
//! new values do not apply.

use super::{Problem, at_most, is_letter_or_digit};
use crate::language::{Message, message};

/// The maximum number of characters of an email address, and so of a login.
const MAX_EMAIL_CHARS: usize = 120;

/// A username or an email address, trimmed.
pub fn login(raw: &str) -> Result<String, Problem> {
    let name = required(raw.trim(), message::field_login_required)?;
    at_most(&name, MAX_EMAIL_CHARS)?;
    Ok(name)
}

/// The password to sign in with, not trimmed.
pub fn password(raw: &str) -> Result<String, Problem> {
    required(raw, message::field_password_required)
}

/// The password that was chosen at a registration.
pub fn chosen_password(raw: &str) -> Result<String, Problem> {
    required(raw, message::field_chosen_password_required)
}

/// The current password, which a signed-in user enters to confirm an action.
pub fn current_password(raw: &str) -> Result<String, Problem> {
    required(raw, message::field_current_password_required)
}

/// The six digits in a message, without spaces: people type some, and mail programs add them.
pub fn digits(raw: &str) -> Result<String, Problem> {
    let digits: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(Problem::new("required", message::field_digits_required()))
}

/// An address of at most 120 characters: a dot-string of RFC 5321 and a domain of two or more labels. Quoted strings and
/// address literals, which are not used in practice, are rejected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmailAddress(String);

checked_text!(EmailAddress);

impl EmailAddress {
    /// Parses and trims the input.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let address = raw.trim();
        if address.is_empty() {
            return Err(Problem::new("required", message::field_email_required()));
        }
        at_most(address, MAX_EMAIL_CHARS)?;
        // The last `@`: another one is in the local part, which does not allow it.
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Err(Problem::new("at_sign_missing", message::field_email_without_at()));
        };
        if !is_local_part(local) || !domain.chars().all(is_domain_char) {
            return Err(Problem::new("not_allowed", message::field_email_not_allowed()));
        }
        if !is_domain(domain) {
            return Err(Problem::new("domain_incomplete", message::field_email_domain()));
        }
        Ok(Self(address.to_owned()))
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }
}

/// A dot-string (RFC 5321) with letters of any script (RFC 6531).
fn is_local_part(local: &str) -> bool {
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

fn is_atext(c: char) -> bool {
    is_letter_or_digit(c) || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_domain_char(c: char) -> bool {
    is_letter_or_digit(c) || c == '-' || c == '.'
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let well_formed =
        |label: &&str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    // No top-level domain consists of digits, so this also rejects IP addresses.
    let last = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(well_formed)
        && last.chars().count() >= 2
        && !last.chars().all(|c| c.is_ascii_digit())
}

fn required(text: &str, message: fn() -> Message) -> Result<String, Problem> {
    if text.is_empty() { Err(Problem::new("required", message())) } else { Ok(text.to_owned()) }
}
