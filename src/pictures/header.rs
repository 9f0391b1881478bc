//! Reads the header of a file before it is decoded: its format, its size in pixels, and whether it is complete.
//!
//! The decoders check less: the JPEG decoder fills missing data with grey, and neither it nor the WebP decoder limits its
//! memory. A chunk that is longer than the file is rejected before a decoder allocates memory for it.

use super::PictureError;
use image::ImageFormat;

/// The maximum width and height in pixels.
const MAX_SIDE: u32 = 8192;
/// The maximum number of pixels. It is enough for photographs of common telephones.
const MAX_PIXELS: u64 = 40_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
    /// The number of bytes per pixel that the decoder needs in addition to the decoded picture.
    pub decoder_bytes_per_pixel: u64,
}

impl Header {
    pub(super) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Reads the header. The format is determined by the content, not by a file name or media type.
pub(super) fn read(file: &[u8]) -> Result<Header, PictureError> {
    let header = match file {
        [0xff, 0xd8, 0xff, ..] => jpeg(file),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png(file),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(file),
        _ => return Err(PictureError::Unknown),
    };
    let header = header.ok_or(PictureError::Damaged)?;
    if header.width == 0 || header.height == 0 {
        return Err(PictureError::Damaged);
    }
    if header.width.max(header.height) > MAX_SIDE || header.pixels() > MAX_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    Ok(header)
}

/// Reads all markers up to the end of the image, so that a truncated file is detected. Data after the image is ignored.
fn jpeg(file: &[u8]) -> Option<Header> {
    let (mut width, mut height, mut components, mut scans, mut progressive) = (0, 0, 0, 0, false);
    let mut rest = file;
    loop {
        let (marker, after) = next_marker(rest)?;
        rest = after;
        match marker {
            // End of image
            0xd9 => break,
            // Markers without a segment: start of image, restarts, TEM
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        // Every other marker begins a segment with its length.
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        // The length counts its own two bytes. A smaller one makes this range invalid, hence None.
        let segment = rest.get(2..length)?;
        rest = &rest[length..];
        match (marker, segment) {
            // Not frames, although they are in the range below: DHT, JPG, DAC
            (0xc4 | 0xc8 | 0xcc, _) => {}
            // A frame: precision, height, width and number of components. A file can contain several; the largest counts.
            (0xc0..=0xcf, [_, h, i, w, x, count, ..]) => {
                height = height.max(u32::from(u16::from_be_bytes([*h, *i])));
                width = width.max(u32::from(u16::from_be_bytes([*w, *x])));
                components = components.max(u64::from(*count));
                progressive |= marker == 0xc2;
            }
            // Start of scan
            (0xda, _) => scans += 1,
            _ => {}
        }
    }
    // With several scans the decoder stores all coefficients in 16 bits until the last scan.
    let decoder_bytes_per_pixel = if progressive || scans > 1 { 2 * components } else { 0 };
    (scans > 0).then_some(Header { format: ImageFormat::Jpeg, width, height, decoder_bytes_per_pixel })
}

/// The next marker and the bytes after it. Skips the data of a scan, where the byte 0xff is escaped as 0xff 0x00.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff))?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

/// Reads the first chunk, which contains the size. The decoder checks the other chunks itself.
fn png(file: &[u8]) -> Option<Header> {
    let chunk = file.get(8..)?;
    let (name, fields) = (chunk.get(4..8)?, chunk.get(8..)?);
    let (width, height) = (fields.first_chunk()?, fields.get(4..)?.first_chunk()?);
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    (name == b"IHDR").then_some(Header { format: ImageFormat::Png, width, height, decoder_bytes_per_pixel: 0 })
}

/// Reads all chunks and returns the largest size, because the sizes in a forged file can differ.
fn webp(file: &[u8]) -> Option<Header> {
    let length = u32::from_le_bytes(*file.get(4..)?.first_chunk()?);
    // The length does not count the first eight bytes. A truncated file is shorter, hence None.
    let mut rest = file.get(12..usize::try_from(length).ok()?.checked_add(8)?)?;
    let (mut sizes, mut extended) = (Vec::new(), false);
    while !rest.is_empty() {
        let (name, content) = next_chunk(&mut rest)?;
        sizes.extend(declared_size(name, content)?);
        extended |= name == b"VP8X";
        if name == b"ANMF" {
            // A frame of an animation: 16 bytes of position and duration, then chunks of the frame.
            let mut frame = content.get(16..)?;
            while !frame.is_empty() {
                let (name, content) = next_chunk(&mut frame)?;
                sizes.extend(declared_size(name, content)?);
            }
        }
    }
    // None if no chunk has a size, because then there is no picture.
    let width = sizes.iter().map(|(width, _)| *width).max()?;
    let height = sizes.iter().map(|(_, height)| *height).max()?;
    // The decoder needs a second buffer for the colours, and in an extended file another one for alpha or for the canvas of
    // an animation.
    let decoder_bytes_per_pixel = if extended { 8 } else { 4 };
    Some(Header { format: ImageFormat::WebP, width, height, decoder_bytes_per_pixel })
}

/// Removes the first chunk from `rest`, and returns its name and content.
fn next_chunk<'f>(rest: &mut &'f [u8]) -> Option<(&'f [u8; 4], &'f [u8])> {
    let name = rest.first_chunk()?;
    let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?;
    let content = rest.get(8..end)?;
    // A chunk of odd length is followed by a padding byte, which the last chunk may lack.
    *rest = rest.get(end + end % 2..).unwrap_or_default();
    Some((name, content))
}

/// The width and height in a chunk. The inner option is None if chunks of this type have no size; the outer one is None if
/// the chunk is too short.
fn declared_size(name: &[u8; 4], content: &[u8]) -> Option<Option<(u32, u32)>> {
    // Reads a little-endian number.
    let number = |from: usize, bytes: usize| {
        let bytes = content.get(from..from + bytes)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    };
    Some(match name {
        // 14 bits each; the two bits above them are a scaling factor.
        b"VP8 " => Some((number(6, 2)? & 0x3fff, number(8, 2)? & 0x3fff)),
        // A byte of signature, then 14 bits each, stored minus one.
        b"VP8L" => {
            let bits = number(1, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        // 24 bits each, stored minus one.
        b"VP8X" => Some((number(4, 3)? + 1, number(7, 3)? + 1)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// The beginning of each format, and of a chunk or segment with a size.
    const BEGINNINGS: [&[u8]; 6] = [
        b"\xff\xd8\xff\xc0\x00\x11\x08",
        b"\xff\xd8\xff\xda\x00\x04",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
        b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00",
        b"RIFF\x20\x00\x00\x00WEBPVP8L\x05\x00\x00\x00",
        b"RIFF\x20\x00\x00\x00WEBPANMF\x18\x00\x00\x00",
    ];

    proptest! {
        #[test]
        fn an_accepted_size_is_within_the_limits(kind in 0..BEGINNINGS.len(), rest in vec(any::<u8>(), 0..80), small: bool) {
            // Small numbers, so that lengths and sizes are sometimes valid.
            let rest = rest.into_iter().map(|byte| if small { byte % 16 } else { byte });
            let file: Vec<u8> = BEGINNINGS[kind].iter().copied().chain(rest).collect();
            if let Ok(header) = read(&file) {
                prop_assert!((1..=MAX_SIDE).contains(&header.width) && (1..=MAX_SIDE).contains(&header.height), "{header:?}");
                prop_assert!(header.pixels() <= MAX_PIXELS, "{header:?}");
            }
        }

        #[test]
        fn no_file_causes_a_panic(file in vec(any::<u8>(), 0..120)) {
            _ = read(&file);
        }
    }
}
