//! QR codes as pictures.

use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// Light modules around a QR code (ISO/IEC 18004).
const QUIET: usize = 4;

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
    fn a_qr_code_is_drawn_without_scripts_and_styles() {
        let code = QrCode::with_error_correction_level("A", EcLevel::L).unwrap();
        let svg = svg(code);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        // The upper edge of the first finder pattern.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(!svg.contains("script") && !svg.contains("style"), "{svg}");
    }
}
