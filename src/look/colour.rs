//! Colours: sRGB, as browsers and mail programs get them, the contrast of two (WCAG 2.2), and OKLCH, in which one is derived from
//! another.

use std::fmt;

/// A colour as 8-bit sRGB. `Display` writes it as CSS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rgb([u8; 3]);

impl Rgb {
    pub(super) const WHITE: Self = Self([u8::MAX; 3]);
    pub(super) const BLACK: Self = Self([0; 3]);

    /// Six hexadecimal digits, with or without `#` in front.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, channels @ ..] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(channels))
    }

    /// The six digits, as settings have them: in a file of settings, `#` would begin a comment.
    pub fn digits(self) -> String {
        let Self([red, green, blue]) = self;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast ratio, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| match f64::from(channel) / 255.0 {
            low if low <= 0.04045 => low / 12.92,
            high => ((high + 0.055) / 1.055).powf(2.4),
        })
    }

    pub(super) fn oklch(self) -> Oklch {
        let [red, green, blue] = self.linear();
        let long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue).cbrt();
        let middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue).cbrt();
        let short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue).cbrt();
        let lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short;
        let a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short;
        let b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short;
        Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees() }
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

/// A colour by lightness (0 to 1), chroma and hue in degrees, as `oklch()` in CSS: equal steps look equal for all hues.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Oklch {
    pub lightness: f64,
    pub chroma: f64,
    pub hue: f64,
}

/// How much less chroma is tried when a colour is outside of sRGB.
const CHROMA_STEP: f64 = 0.002;
/// How far outside of sRGB a channel may be, from 0 to 1: it is rounded away.
const TOLERANCE: f64 = 0.0005;

impl Oklch {
    pub const fn new(lightness: f64, chroma: f64, hue: f64) -> Self {
        Self { lightness, chroma, hue }
    }

    /// The nearest colour of the same lightness and hue in sRGB.
    pub fn rgb(self) -> Rgb {
        let mut colour = Self { lightness: self.lightness.clamp(0.0, 1.0), ..self };
        loop {
            let linear = colour.linear_rgb();
            let is_visible = linear.iter().all(|channel| (-TOLERANCE..=1.0 + TOLERANCE).contains(channel));
            if is_visible || colour.chroma <= 0.0 {
                return Rgb(linear.map(encode));
            }
            colour.chroma = (colour.chroma - CHROMA_STEP).max(0.0);
        }
    }

    fn linear_rgb(self) -> [f64; 3] {
        let hue = self.hue.to_radians();
        let (a, b) = (self.chroma * hue.cos(), self.chroma * hue.sin());
        let long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b).powi(3);
        let middle = (self.lightness - 0.1055613458 * a - 0.0638541728 * b).powi(3);
        let short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b).powi(3);
        [
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        ]
    }
}

/// A channel in 8 bits.
fn encode(linear: f64) -> u8 {
    let encoded = match linear.clamp(0.0, 1.0) {
        low if low <= 0.0031308 => 12.92 * low,
        high => 1.055 * high.powf(1.0 / 2.4) - 0.055,
    };
    (encoded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_digits_are_a_colour_with_and_without_a_sign() {
        for text in ["1a5847", "#1a5847", "1A5847"] {
            assert_eq!(Rgb::parse(text).map(|colour| colour.to_string()).as_deref(), Some("#1a5847"), "{text}");
        }
        for text in ["", "#", "1a584", "1a58470", "##a5847", "+1a584", "green", "rgb(1,2,3)", "1a58ü"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrasts_are_those_of_wcag() {
        let contrast = |one: &str, other: &str| {
            let ratio = Rgb::parse(one).unwrap().contrast(Rgb::parse(other).unwrap());
            (ratio * 100.0).round() / 100.0
        };
        assert_eq!(contrast("000000", "ffffff"), 21.0);
        assert_eq!(contrast("777777", "ffffff"), 4.48);
        assert_eq!(contrast("ffffff", "0000ff"), 8.59);
        assert_eq!(contrast("1a5847", "1a5847"), 1.0);
    }

    proptest! {
        #[test]
        fn a_colour_survives_the_way_to_oklch_and_back(channels: [u8; 3]) {
            let colour = Rgb(channels);
            let Rgb(again) = colour.oklch().rgb();
            prop_assert!(channels.iter().zip(again).all(|(one, other)| one.abs_diff(other) <= 2), "{colour} {again:?}");
        }
    }
}
