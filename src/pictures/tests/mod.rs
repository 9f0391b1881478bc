//! The pictures that are created from accepted files.

mod rejected;

use super::{Avatar, PictureError, square};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;

const RED: [u8; 3] = [200, 30, 30];
const GREEN: [u8; 3] = [30, 180, 40];
const BLUE: [u8; 3] = [30, 40, 200];
const WHITE: [u8; 3] = [240, 240, 240];

fn process(file: &[u8]) -> Result<Avatar, PictureError> {
    square::avatar(file)
}

fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A picture with four quadrants: red and green above, blue and white below.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

fn decode(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes).unwrap().into_rgba8()
}

fn is_near(Rgba([r, g, b, _]): Rgba<u8>, color: [u8; 3]) -> bool {
    [r, g, b].iter().zip(color).all(|(one, other)| one.abs_diff(other) < 24)
}

/// Compares the colours of the four corners, row by row.
fn assert_corners(bytes: &[u8], expected: [[u8; 3]; 4], of: &str) {
    let image = decode(bytes);
    let end = image.width() - 8;
    for ((x, y), color) in [(8, 8), (end, 8), (8, end), (end, end)].into_iter().zip(expected) {
        assert!(is_near(*image.get_pixel(x, y), color), "{of}: {:?} at {x}, {y}", image.get_pixel(x, y));
    }
}

/// EXIF with an orientation and a GPS position.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif
}

#[test]
fn every_format_and_colour_type_becomes_two_squares() {
    let image = DynamicImage::from(corners(90, 120));
    let files = [
        ("jpeg", encode(image.clone(), ImageFormat::Jpeg)),
        ("grey jpeg", encode(image.to_luma8(), ImageFormat::Jpeg)),
        ("png", encode(image.clone(), ImageFormat::Png)),
        ("png with alpha", encode(image.to_rgba8(), ImageFormat::Png)),
        ("deep png", encode(image.to_rgb16(), ImageFormat::Png)),
        ("deep png with alpha", encode(image.to_rgba16(), ImageFormat::Png)),
        ("grey png with alpha", encode(image.to_luma_alpha8(), ImageFormat::Png)),
        ("webp", encode(image.clone(), ImageFormat::WebP)),
        ("webp with alpha", encode(image.to_rgba8(), ImageFormat::WebP)),
    ];
    for (kind, file) in files {
        let avatar = process(&file).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(avatar.media_type, "image/jpeg", "{kind}");
        for (bytes, side) in [(&avatar.small, 64), (&avatar.large, 256)] {
            assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::Jpeg, "{kind}");
            assert_eq!(decode(bytes).dimensions(), (side, side), "{kind}");
            if !kind.starts_with("grey") {
                assert_corners(bytes, [RED, GREEN, BLUE, WHITE], kind);
            }
        }
    }
}

#[test]
fn a_picture_is_cropped_to_its_centre() {
    let third = |at: u32| Rgb([RED, GREEN, BLUE][at as usize / 100]);
    for image in [RgbImage::from_fn(300, 100, |x, _| third(x)), RgbImage::from_fn(100, 300, |_, y| third(y))] {
        assert_corners(&process(&encode(image, ImageFormat::Png)).unwrap().large, [GREEN; 4], "a third");
    }
    for (width, height) in [(1, 1), (1, 5000), (5000, 1)] {
        let thin = RgbImage::from_pixel(width, height, Rgb(GREEN));
        assert_corners(&process(&encode(thin, ImageFormat::Png)).unwrap().large, [GREEN; 4], "a line");
    }
}

#[test]
fn a_photograph_larger_than_the_intermediate_size_keeps_its_colours() {
    let avatar = process(&encode(corners(1600, 1200), ImageFormat::Jpeg)).unwrap();
    assert_corners(&avatar.small, [RED, GREEN, BLUE, WHITE], "1600 by 1200");
}

#[test]
fn the_orientation_is_applied_and_the_metadata_is_removed() {
    let (r, g, b, w) = (RED, GREEN, BLUE, WHITE);
    let turned = [
        [r, g, b, w],
        [g, r, w, b],
        [w, b, g, r],
        [b, w, r, g],
        [r, b, g, w],
        [b, r, w, g],
        [w, g, b, r],
        [g, w, r, b],
    ];
    let image = corners(120, 90);
    for (orientation, expected) in (1..).zip(turned) {
        macro_rules! file {
            ($new:path) => {{
                let mut bytes = Vec::new();
                let mut encoder = $new(&mut bytes);
                encoder.set_exif_metadata(exif(orientation)).unwrap();
                image.write_with_encoder(encoder).unwrap();
                bytes
            }};
        }
        for file in [file!(JpegEncoder::new), file!(PngEncoder::new), file!(WebPEncoder::new_lossless)] {
            assert!(file.windows(4).any(|bytes| bytes == b"MM\0*"), "the file has EXIF");
            let avatar = process(&file).unwrap();
            for bytes in [&avatar.small, &avatar.large] {
                assert_corners(bytes, expected, &format!("orientation {orientation}"));
                assert!(!bytes.windows(4).any(|bytes| bytes == b"MM\0*" || bytes == b"Exif"));
            }
        }
    }
}

#[test]
fn transparent_pixels_stay_transparent_and_do_not_affect_colours() {
    let half = RgbaImage::from_fn(2000, 2000, |x, _| {
        let [r, g, b] = if x < 1003 { RED } else { GREEN };
        Rgba([r, g, b, if x < 1003 { 255 } else { 0 }])
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let avatar = process(&encode(half.clone(), format)).unwrap();
        assert_eq!(avatar.media_type, "image/webp");
        for pixel in decode(&avatar.large).pixels().filter(|pixel| pixel.0[3] > 32) {
            assert!(is_near(*pixel, RED), "{pixel:?}");
        }
        assert_eq!(decode(&avatar.large).get_pixel(250, 9).0[3], 0);
    }
}
