//! The address of a person's mailbox.

use super::{Problem, is_letter_or_digit};
use std::fmt;

const MAX: usize = 120;

/// One recipient, at most 120 characters. The syntax is that of addresses in use (RFC 5321's dot-string and a
/// domain of two labels or more), without the quoted and literal forms that nobody is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses what was typed; space around it does not count.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let address = raw.trim();
        if address.is_empty() {
            return Err(Problem::new("required", "Enter your email address."));
        }
        if address.chars().count() > MAX {
            return Err(Problem::new("too_long", "Use at most 120 characters."));
        }
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Err(Problem::new("at_sign_missing", "Add the @ and what follows it, such as @example.org."));
        };
        if !is_local_part(local) || !domain.chars().all(is_domain_char) {
            return Err(Problem::new(
                "not_allowed",
                "Use one address, such as maren@example.org, without spaces or commas.",
            ));
        }
        if !is_domain(domain) {
            return Err(Problem::new("domain_incomplete", "Add the end of the address, such as .org or .com."));
        }
        Ok(Self(address.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }
}

/// Atoms with single dots between them (RFC 5321, Dot-string), letters of any script (RFC 6531).
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
    let last = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(well_formed)
        && last.chars().count() >= 2
        && !last.chars().all(|c| c.is_ascii_digit())
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
