//! The logo of an installation: a PNG file of the operator, which is checked and used as it is.
//!
//! Only PNG: an SVG can contain scripts and refer to other files, and mail programs show neither SVG nor, some of them, WebP.

use super::{PictureError, header};
use image::ImageFormat;
use std::fmt;
use std::ops::RangeInclusive;

/// The maximum size of the file in bytes: every message contains it.
pub const MAX_BYTES: usize = 64 * 1024;
/// Sharp at the height of 28 pixels at which pages show it, and decoded in a few megabytes.
const HEIGHTS: RangeInclusive<u32> = 56..=1024;
const MAX_WIDTH: u32 = 1024;
/// From how many times as wide as high a logo is taken for one that contains the name.
const WORDMARK: u32 = 2;

/// Why a file is refused. The text says what to use instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LogoError {
    #[error("use a file of at most 64 KiB, because every message contains it")]
    TooLarge,
    #[error("use a PNG file: not all mail programs show other pictures, and an SVG can contain scripts")]
    NotPng,
    #[error("use a complete PNG file: this one is damaged")]
    Damaged,
    #[error("use a picture of 56 to 1024 pixels in height and at most 1024 in width, not {width} × {height}")]
    Size { width: u32, height: u32 },
    #[error("use a picture at most twice as high as wide and eight times as wide as high, not {width} × {height}")]
    Shape { width: u32, height: u32 },
}

#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// The file.
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Whether the ground shows through somewhere. Then it may be invisible on a dark one.
    pub is_transparent: bool,
}

impl Logo {
    /// Checks a file.
    ///
    /// # Errors
    /// What to use instead.
    pub fn read(png: Vec<u8>) -> Result<Self, LogoError> {
        if png.len() > MAX_BYTES {
            return Err(LogoError::TooLarge);
        }
        let header = match header::read(&png) {
            Ok(header) if header.format == ImageFormat::Png => header,
            Ok(_) | Err(PictureError::Unknown) => return Err(LogoError::NotPng),
            Err(_) => return Err(LogoError::Damaged),
        };
        let (width, height) = (header.width, header.height);
        if !HEIGHTS.contains(&height) || width > MAX_WIDTH {
            return Err(LogoError::Size { width, height });
        }
        if height > 2 * width || width > 8 * height {
            return Err(LogoError::Shape { width, height });
        }
        let image = image::load_from_memory_with_format(&png, ImageFormat::Png).map_err(|_| LogoError::Damaged)?;
        let is_transparent = image.color().has_alpha() && image.into_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
        Ok(Self { png, width, height, is_transparent })
    }

    /// Whether it contains the name, which pages do not repeat then: it is much wider than high.
    pub fn is_wordmark(&self) -> bool {
        self.width > WORDMARK * self.height
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logo").field("width", &self.width).field("height", &self.height).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
    use std::io::Cursor;

    fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn opaque(width: u32, height: u32) -> Vec<u8> {
        encoded(RgbImage::from_pixel(width, height, Rgb([20, 90, 70])), ImageFormat::Png)
    }

    #[test]
    fn a_png_is_used_as_it_is() {
        let file = opaque(128, 128);
        let logo = Logo::read(file.clone()).unwrap();
        assert_eq!((logo.width, logo.height, logo.png.as_slice()), (128, 128, file.as_slice()));
        assert!(!logo.is_transparent && !logo.is_wordmark());
        assert!(Logo::read(opaque(400, 100)).unwrap().is_wordmark());
        assert!(!Logo::read(opaque(200, 100)).unwrap().is_wordmark());
    }

    #[test]
    fn transparency_counts_if_a_pixel_has_it() {
        let with_alpha = |alpha| encoded(RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, alpha])), ImageFormat::Png);
        assert!(Logo::read(with_alpha(254)).unwrap().is_transparent);
        assert!(!Logo::read(with_alpha(255)).unwrap().is_transparent);
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |file: Vec<u8>| Logo::read(file).unwrap_err();
        let picture = RgbImage::from_pixel(64, 64, Rgb([20, 90, 70]));
        for other in [
            encoded(picture.clone(), ImageFormat::Jpeg),
            encoded(picture, ImageFormat::WebP),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(refused(other), LogoError::NotPng);
        }
        let mut half = opaque(128, 128);
        half.truncate(half.len() / 2);
        assert_eq!(refused(half), LogoError::Damaged);
        assert_eq!(refused(opaque(128, 128)[..20].to_vec()), LogoError::Damaged);
        assert_eq!(refused(vec![0; MAX_BYTES + 1]), LogoError::TooLarge);
        assert_eq!(refused(opaque(55, 55)), LogoError::Size { width: 55, height: 55 });
        assert_eq!(refused(opaque(1025, 200)), LogoError::Size { width: 1025, height: 200 });
        assert_eq!(refused(opaque(504, 56)), LogoError::Shape { width: 504, height: 56 });
        assert_eq!(refused(opaque(56, 113)), LogoError::Shape { width: 56, height: 113 });
    }
}
