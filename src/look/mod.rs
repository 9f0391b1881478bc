//! The operator's part of the look of pages and messages (`docs/look.md`): a logo, an accent, and where to find terms, privacy
//! policy and help. Checked values only: nothing here is CSS or HTML of the operator, and nothing is loaded from elsewhere.

pub mod accent;
pub mod colour;
pub mod themes;

use crate::pictures::logo::Logo;
use accent::Accent;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::PathBuf;

/// What an email address may contain in a URL as it is.
const IN_MAILTO: &AsciiSet = &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

/// The default is the look of the product.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub logo: Option<Logo>,
    /// The file of the logo.
    pub logo_file: Option<PathBuf>,
    pub accent: Option<Accent>,
    /// The absolute URL of the terms of use.
    pub terms_url: Option<String>,
    /// The absolute URL of the privacy policy.
    pub privacy_url: Option<String>,
    pub support_email: Option<String>,
}

/// The URL that opens a message to this address.
pub fn mailto(address: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(address, IN_MAILTO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_adds_nothing_to_its_url() {
        assert_eq!(mailto("help+accounts@example.org"), "mailto:help+accounts@example.org");
        assert_eq!(mailto("a?cc=b&c%d@example.org"), "mailto:a%3Fcc%3Db%26c%25d@example.org");
    }
}
