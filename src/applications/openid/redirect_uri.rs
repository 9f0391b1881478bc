//! Redirect URIs: where a client gets the answer of the authorization endpoint.
//!
//! They are compared as texts (RFC 9700, section 4.1.3), except the port of a loopback address (RFC 8252, section 7.3). What a
//! browser, a proxy and a client could read differently is refused before anything is compared.

#[cfg(test)]
mod tests;

use crate::applications::{AddressError, Origin};
use crate::language::{Message, message};
use crate::shared::Problem;
use std::fmt;

/// The maximum length in bytes.
pub const MAX_BYTES: usize = 2_000;
/// The maximum number of characters of a wrong value that a message repeats.
const MAX_SHOWN_CHARS: usize = 80;
/// Schemes that never lead to a client: browsers run or show what such a URI contains.
const FORBIDDEN_SCHEMES: [&str; 12] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "ftp",
    "javascript",
    "mailto",
    "vbscript",
    "view-source",
    "ws",
];

/// A valid redirect URI: absolute, without a fragment. `http` is for loopback addresses alone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RedirectUri {
    text: String,
    target: Target,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Target {
    Web(Origin),
    /// This machine: the text before the port and after it.
    Loopback {
        origin: Origin,
        before: String,
        after: String,
    },
    /// A scheme of a native application (RFC 8252, section 7.1).
    Native,
}

/// Why a text is not a redirect URI.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectUriError {
    Address(AddressError),
    Relative,
    ForbiddenScheme,
    NotLoopback,
    Fragment,
    UserInfo,
    /// Also encoded.
    DotSegment,
    Character,
    TooLong,
}

impl RedirectUriError {
    /// Completes the sentence "The address is refused: …".
    pub fn reason(self) -> Message {
        match self {
            Self::Address(error) => error.reason(),
            Self::Relative => message::client_uri_relative(),
            Self::ForbiddenScheme => message::client_uri_scheme(),
            Self::NotLoopback => message::application_address_not_https(),
            Self::Fragment => message::application_address_fragment(),
            Self::UserInfo => message::application_address_user(),
            Self::DotSegment => message::application_address_dots(),
            Self::Character => message::client_uri_character(),
            Self::TooLong => message::application_address_too_long(MAX_BYTES as u64),
        }
    }
}

impl RedirectUri {
    /// # Errors
    /// If the text is no absolute URI that a client can have.
    pub fn parse(text: &str) -> Result<Self, RedirectUriError> {
        check_characters(text)?;
        let (scheme, rest) = text.split_once(':').ok_or(RedirectUriError::Relative)?;
        if !is_scheme(scheme) {
            return Err(RedirectUriError::Relative);
        }
        let lower = scheme.to_ascii_lowercase();
        if FORBIDDEN_SCHEMES.contains(&lower.as_str()) {
            return Err(RedirectUriError::ForbiddenScheme);
        }
        if rest.contains('#') {
            return Err(RedirectUriError::Fragment);
        }
        let target = if lower == "https" || lower == "http" {
            web(text, &lower, rest)?
        } else if scheme != lower {
            // A scheme has one notation.
            return Err(RedirectUriError::Character);
        } else {
            native(rest)?
        };
        Ok(Self { text: text.to_owned(), target })
    }

    /// Reads one of a definition. The message of an error contains the text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        Self::parse(text).map_err(|error| {
            let shown: String = text.chars().take(MAX_SHOWN_CHARS).collect();
            Problem::new("invalid_uri", message::client_uri_invalid(error.reason(), shown))
        })
    }

    /// Whether a client that has registered this URI may get an answer at `requested`.
    pub fn allows(&self, requested: &Self) -> bool {
        match (&self.target, &requested.target) {
            // The operating system chooses the port when a native application begins to listen.
            (
                Target::Loopback { before, after, .. },
                Target::Loopback { before: other_before, after: other_after, .. },
            ) => before == other_before && after == other_after,
            _ => self.text == requested.text,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The origin whose pages may ask the token endpoint from a browser. None for native applications.
    pub fn origin(&self) -> Option<&Origin> {
        match &self.target {
            Target::Web(origin) | Target::Loopback { origin, .. } => Some(origin),
            Target::Native => None,
        }
    }

    /// Without its colon.
    pub fn scheme(&self) -> &str {
        self.text.split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// Whether it leads to the machine of the person who signs in.
    pub fn is_on_this_machine(&self) -> bool {
        !matches!(self.target, Target::Web(_))
    }

    /// The URI with these parameters added to its query, in `application/x-www-form-urlencoded`.
    pub fn with_query(&self, parameters: &str) -> String {
        let joint = match self.text.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        format!("{}{joint}{parameters}", self.text)
    }

    /// The URI with these parameters as its fragment, which no registered one has.
    pub fn with_fragment(&self, parameters: &str) -> String {
        format!("{}#{parameters}", self.text)
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Only characters of URIs (RFC 3986, section 2), so that no browser changes the text, and no header breaks.
fn check_characters(text: &str) -> Result<(), RedirectUriError> {
    if text.len() > MAX_BYTES {
        return Err(RedirectUriError::TooLong);
    }
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&c);
    if text.bytes().all(is_allowed) { Ok(()) } else { Err(RedirectUriError::Character) }
}

fn is_scheme(text: &str) -> bool {
    let is_rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_rest)
}

fn web(text: &str, scheme: &str, rest: &str) -> Result<Target, RedirectUriError> {
    // `https:a.example` is an address to browsers.
    let rest = rest.strip_prefix("//").ok_or(RedirectUriError::Relative)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(RedirectUriError::UserInfo);
    }
    let origin = Origin::parse(scheme, authority).map_err(RedirectUriError::Address)?;
    refuse_dot_segments(tail)?;
    let is_loopback = is_loopback(&origin);
    if !origin.is_protected() {
        return Err(RedirectUriError::NotLoopback);
    }
    if !is_loopback {
        return Ok(Target::Web(origin));
    }
    // In front of the colon of the port; an IPv6 address has colons within its brackets.
    let host_end = authority.find(']').map_or_else(|| authority.find(':'), |bracket| Some(bracket + 1));
    let host = &authority[..host_end.unwrap_or(authority.len())];
    let before = text[..text.len() - rest.len()].to_owned() + host;
    Ok(Target::Loopback { origin, before, after: tail.to_owned() })
}

/// `localhost` as well: clients use it, and browsers resolve it on the machine itself. Names below it may be applications behind a
/// proxy, whose port is fixed.
fn is_loopback(origin: &Origin) -> bool {
    origin.is_local() && !origin.host().to_string().ends_with(".localhost") && !origin.is_https()
}

fn native(rest: &str) -> Result<Target, RedirectUriError> {
    let tail = match rest.strip_prefix("//") {
        Some(after) => {
            let end = after.find(['/', '?']).unwrap_or(after.len());
            if after[..end].contains('@') {
                return Err(RedirectUriError::UserInfo);
            }
            &after[end..]
        }
        None => rest,
    };
    if rest.is_empty() {
        return Err(RedirectUriError::Relative);
    }
    refuse_dot_segments(tail)?;
    Ok(Target::Native)
}

/// `..` would lead to another page of the same host than the text says, also encoded or with a parameter.
fn refuse_dot_segments(tail: &str) -> Result<(), RedirectUriError> {
    let path = tail.split('?').next().unwrap_or_default().to_ascii_lowercase();
    if path.contains("%2f") || path.contains("%5c") {
        return Err(RedirectUriError::DotSegment);
    }
    let path = path.replace("%2e", ".");
    let is_dots = |segment: &str| matches!(segment.split(';').next(), Some("." | ".."));
    if path.split('/').any(is_dots) { Err(RedirectUriError::DotSegment) } else { Ok(()) }
}
