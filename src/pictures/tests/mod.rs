//! Accepted and rejected files.

mod rejected;
mod squares;

use super::{Avatar, PictureError, square};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
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
