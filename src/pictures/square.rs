//! Decodes a file and creates the two square pictures.

use super::header::{self, Header};
use super::{Avatar, PictureError};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageResult, Limits, Rgba};
use std::io::Cursor;

/// The side of the large picture in pixels.
const LARGE: u32 = 256;
/// The side of the small picture in pixels.
const SMALL: u32 = 64;
/// The maximum memory for decoding in bytes: 40 megapixels of four bytes fit.
const MAX_MEMORY: u64 = 192 * 1024 * 1024;
/// The maximum decompressed size of the metadata of a PNG in bytes.
const MAX_PNG_METADATA: u64 = 16 * 1024 * 1024;
/// The shorter side to which a larger picture is reduced first, by fast averaging. The slower Lanczos filter does the rest.
const INTERMEDIATE: u32 = 4 * LARGE;
/// The JPEG quality. Below it photographs show artefacts; above it only the size grows.
const JPEG_QUALITY: u8 = 85;

pub(super) fn avatar(file: &[u8]) -> Result<Avatar, PictureError> {
    let square = crop_to_square(&decode(file, header::read(file)?)?);
    let large = square.resize_exact(LARGE, LARGE, FilterType::Lanczos3);
    // From the large picture, which takes much less work than the original.
    let small = large.resize_exact(SMALL, SMALL, FilterType::Lanczos3);
    // JPEG has no transparency, and WebP without loss is too large for photographs.
    let transparent = is_transparent(&large);
    let encode = |image| {
        let bytes = if transparent { webp(image) } else { jpeg(image) };
        bytes.map_err(|_| PictureError::Damaged)
    };
    let media_type = if transparent { "image/webp" } else { "image/jpeg" };
    Ok(Avatar { media_type, small: encode(small)?, large: encode(large)? })
}

/// Decodes the file, reduces the picture and applies its orientation. Colours are multiplied by their alpha value, so that
/// invisible pixels do not affect the colour of their neighbours when the picture is scaled.
fn decode(file: &[u8], header: Header) -> Result<DynamicImage, PictureError> {
    let mut decoder = decoder(file, header.format).map_err(|_| PictureError::Damaged)?;
    // Before decoding, which allocates this memory.
    if required_memory(&*decoder, header) > MAX_MEMORY {
        return Err(PictureError::TooCostly);
    }
    // Read first, because decoding consumes the decoder. A picture with damaged metadata is not rotated.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    if image.has_alpha() {
        let mut pixels = image.into_rgba8();
        pixels.pixels_mut().for_each(multiply_alpha);
        image = pixels.into();
    }
    // Rotating the reduced picture needs much less memory than rotating the original.
    let mut image = reduce(image);
    image.apply_orientation(orientation);
    Ok(image)
}

fn decoder<'f>(file: &'f [u8], format: ImageFormat) -> ImageResult<Box<dyn ImageDecoder + 'f>> {
    let bytes = Cursor::new(file);
    Ok(match format {
        ImageFormat::Png => {
            let mut limits = Limits::default();
            limits.max_alloc = Some(MAX_PNG_METADATA);
            Box::new(PngDecoder::with_limits(bytes, limits)?)
        }
        ImageFormat::WebP => Box::new(WebPDecoder::new(bytes)?),
        _ => Box::new(JpegDecoder::new(bytes)?),
    })
}

/// The memory for decoding in bytes.
fn required_memory(decoder: &dyn ImageDecoder, header: Header) -> u64 {
    let color = decoder.color_type();
    // Other colour types with alpha are converted into a second picture of four bytes per pixel.
    let conversion_bytes_per_pixel = if color.has_alpha() && color != ColorType::Rgba8 { 4 } else { 0 };
    decoder.total_bytes() + header.pixels() * (header.decoder_bytes_per_pixel + conversion_bytes_per_pixel)
}

/// Reduces a picture so that its shorter side has [`INTERMEDIATE`] pixels at most.
fn reduce(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let shorter = width.min(height);
    if shorter <= INTERMEDIATE {
        return image;
    }
    let scaled = |side: u32| (side * INTERMEDIATE).div_ceil(shorter);
    image.thumbnail_exact(scaled(width), scaled(height))
}

/// Crops a picture to the square in its centre.
fn crop_to_square(image: &DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    image.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

fn is_transparent(image: &DynamicImage) -> bool {
    image.as_rgba8().is_some_and(|image| image.pixels().any(|pixel| pixel.0[3] < u8::MAX))
}

fn multiply_alpha(Rgba([colors @ .., alpha]): &mut Rgba<u8>) {
    for color in colors {
        *color = (u16::from(*color) * u16::from(*alpha) / 255) as u8;
    }
}

fn divide_alpha(Rgba([colors @ .., alpha]): &mut Rgba<u8>) {
    for color in colors {
        // Colours are zero where alpha is zero, so any divisor is right there.
        *color = (u16::from(*color) * 255 / u16::from(*alpha).max(1)).min(255) as u8;
    }
}

fn jpeg(image: DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    image.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    Ok(bytes)
}

/// Encodes without loss, because the encoder of this crate has no other mode. The result was smaller than PNG in all tests.
fn webp(image: DynamicImage) -> ImageResult<Vec<u8>> {
    let mut pixels = image.into_rgba8();
    pixels.pixels_mut().for_each(divide_alpha);
    let mut bytes = Vec::new();
    pixels.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?;
    Ok(bytes)
}
