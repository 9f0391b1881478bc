//! What an authenticator app reads when it is set up: an address, and the QR code with it.

use super::authenticator::{DIGITS, STEP_SECONDS};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// What stays as it is in the address that an app reads.
const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');
/// Light modules around a QR code (ISO/IEC 18004).
const QUIET: usize = 4;

/// What an app reads from the QR code (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>).
pub(super) fn address(secret: &str, installation: &str, username: &str) -> String {
    // A colon separates both names in the label.
    let installation = installation.replace(':', " ");
    let encode = |text: &str| utf8_percent_encode(text, IN_ADDRESS).to_string();
    let (issuer, account) = (encode(&installation), encode(username));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}\
         &period={STEP_SECONDS}"
    )
}

/// The code as a picture, one rectangle for dark modules next to each other. Dark on light in both themes: not all apps read the
/// opposite. The page gives it a size and a name.
pub(super) fn svg(code: QrCode) -> String {
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut dark = String::new();
    for (row, modules) in code.into_colors().chunks(width).enumerate() {
        let mut column = QUIET;
        for run in modules.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                let length = run.len();
                _ = write!(dark, "M{column} {}h{length}v1h-{length}z", row + QUIET);
            }
            column += run.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{dark}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::EcLevel;

    #[test]
    fn the_address_names_the_installation_and_the_account() {
        assert_eq!(
            address("JBSWY3DP", "Ärzte: Nord", "maren"),
            "otpauth://totp/%C3%84rzte%20%20Nord:maren?secret=JBSWY3DP&issuer=%C3%84rzte%20%20Nord&algorithm=SHA1\
             &digits=6&period=30"
        );
    }

    #[test]
    fn the_longest_address_fits_into_a_qr_code() {
        let (installation, username) = ("\u{20000}".repeat(60), "\u{20000}".repeat(80));
        let address = address(&"A".repeat(32), &installation, &username);
        assert!(QrCode::with_error_correction_level(&address, EcLevel::L).is_ok(), "{} characters", address.len());
    }

    #[test]
    fn a_qr_code_is_drawn_without_scripts_and_styles() {
        let code = QrCode::with_error_correction_level("A", EcLevel::L).unwrap();
        let svg = svg(code);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        // The upper edge of the first finder pattern.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(!svg.contains("script") && !svg.contains("style"), "{svg}");
    }
}
