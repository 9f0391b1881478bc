//! Image files, as users upload them.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// An image of a single colour.
pub fn plain(format: ImageFormat, color: [u8; 3]) -> Vec<u8> {
    encoded(RgbImage::from_pixel(40, 30, Rgb(color)), format)
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A portrait photograph of a telephone. Its pixels are stored rotated, with an EXIF orientation: displayed correctly, the
/// upper half is red and the lower half blue. The EXIF data also contains a GPS position.
pub fn photograph() -> Vec<u8> {
    let lying = RgbImage::from_fn(120, 90, |x, _| Rgb(if x < 60 { [200, 30, 30] } else { [30, 40, 200] }));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif()).expect("EXIF");
    lying.write_with_encoder(encoder).expect("a picture");
    bytes
}

/// EXIF data with orientation 6 (rotate by 90° clockwise) and the latitude 48° 51' north.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [tag.to_be_bytes().as_slice(), &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let (orientation, gps) = (entry(0x0112, 3, 1, [0, 6, 0, 0]), entry(0x8825, 4, 1, [0, 0, 0, 38]));
    let (north, latitude) = (entry(1, 2, 2, *b"N\0\0\0"), entry(2, 5, 3, [0, 0, 0, 68]));
    let numbers: Vec<u8> = [48_u32, 1, 51, 1, 0, 1].iter().flat_map(|number| number.to_be_bytes()).collect();
    let none = [0; 4];
    let parts: [&[u8]; 10] =
        [b"MM\0*\0\0\0\x08", &[0, 2], &orientation, &gps, &none, &[0, 2], &north, &latitude, &none, &numbers];
    parts.concat()
}

/// The address of the small avatar that belongs to a large one. Only the suffix is replaced: the random part of the
/// address may contain the digits of a size as well.
pub fn small(large: &str) -> String {
    format!("{}/64", large.strip_suffix("/256").expect("the address of the large one"))
}
