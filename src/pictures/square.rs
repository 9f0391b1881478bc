//! From a file to the squares that are kept.

use super::{
    Avatar, PictureError,
    header::{self, Header},
};
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageResult, Limits, Rgba,
    codecs::{
        jpeg::{JpegDecoder, JpegEncoder},
        png::PngDecoder,
        webp::{WebPDecoder, WebPEncoder},
    },
    imageops::FilterType,
    metadata::Orientation,
};
use std::io::Cursor;

const LARGE: u32 = 256;
const SMALL: u32 = 64;
/// What a picture may take while it is unfolded: 40 megapixels of four bytes fit.
const MEMORY: u64 = 192 * 1024 * 1024;
/// What the chunks of a PNG that are no pixels may unfold to.
const CHUNKS: u64 = 16 * 1024 * 1024;
/// A larger picture is first made about so large by averaging, which is quick, and then smaller by a filter that is sharp.
const HALFWAY: u32 = 4 * LARGE;
/// Below this a photograph shows traces; above it only its size grows.
const QUALITY: u8 = 85;

/// Makes the squares.
pub(super) fn avatar(file: &[u8]) -> Result<Avatar, PictureError> {
    let square = middle(&decode(file, header::read(file)?)?);
    let large = square.resize_exact(LARGE, LARGE, FilterType::Lanczos3);
    let small = large.resize_exact(SMALL, SMALL, FilterType::Lanczos3);
    let transparent = is_transparent(&large);
    let encoded = |image| {
        let bytes = if transparent { webp(image) } else { jpeg(image) };
        bytes.map_err(|_| PictureError::Damaged)
    };
    let media_type = if transparent { "image/webp" } else { "image/jpeg" };
    Ok(Avatar { media_type, small: encoded(small)?, large: encoded(large)? })
}

/// Decodes all of the file, then at once makes it small and turns it upright. Colours are multiplied by their alpha, so
/// that what cannot be seen colours nothing.
fn decode(file: &[u8], header: Header) -> Result<DynamicImage, PictureError> {
    let mut decoder = decoder(file, header.format).map_err(|_| PictureError::Damaged)?;
    if memory(&*decoder, header) > MEMORY {
        return Err(PictureError::TooCostly);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    if image.has_alpha() {
        let mut straight = image.into_rgba8();
        straight.pixels_mut().for_each(multiply);
        image = straight.into();
    }
    let mut image = halfway(image);
    image.apply_orientation(orientation);
    Ok(image)
}

fn decoder<'f>(file: &'f [u8], format: ImageFormat) -> ImageResult<Box<dyn ImageDecoder + 'f>> {
    let bytes = Cursor::new(file);
    Ok(match format {
        ImageFormat::Png => {
            let mut limits = Limits::default();
            limits.max_alloc = Some(CHUNKS);
            Box::new(PngDecoder::with_limits(bytes, limits)?)
        }
        ImageFormat::WebP => Box::new(WebPDecoder::new(bytes)?),
        _ => Box::new(JpegDecoder::new(bytes)?),
    })
}

/// What it takes to unfold a file of this header.
fn memory(decoder: &dyn ImageDecoder, header: Header) -> u64 {
    let color = decoder.color_type();
    let converted = if color.has_alpha() && color != ColorType::Rgba8 { 4 } else { 0 };
    decoder.total_bytes() + header.pixels() * (header.kept + converted)
}

fn halfway(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let shorter = width.min(height);
    if shorter <= HALFWAY {
        return image;
    }
    let scaled = |side: u32| (side * HALFWAY).div_ceil(shorter);
    image.thumbnail_exact(scaled(width), scaled(height))
}

/// The square in the middle.
fn middle(image: &DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    image.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

fn is_transparent(image: &DynamicImage) -> bool {
    image.as_rgba8().is_some_and(|image| image.pixels().any(|pixel| pixel.0[3] < u8::MAX))
}

fn multiply(Rgba([colors @ .., alpha]): &mut Rgba<u8>) {
    for color in colors {
        *color = (u16::from(*color) * u16::from(*alpha) / 255) as u8;
    }
}

fn divide(Rgba([colors @ .., alpha]): &mut Rgba<u8>) {
    for color in colors {
        *color = (u16::from(*color) * 255 / u16::from(*alpha).max(1)).min(255) as u8;
    }
}

fn jpeg(image: DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    image.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

/// Without loss: there is no other way here. Smaller than PNG in all that was tried.
fn webp(image: DynamicImage) -> ImageResult<Vec<u8>> {
    let mut straight = image.into_rgba8();
    straight.pixels_mut().for_each(divide);
    let mut bytes = Vec::new();
    straight.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?;
    Ok(bytes)
}
