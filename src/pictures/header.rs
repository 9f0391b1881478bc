//! What a file says of itself, before anything of it is decoded: of what kind it is, how large it unfolds, and whether
//! all of it is there.
//!
//! The decoders ask less than is asked here: those of JPEG fill up what is missing with grey, and neither they nor those
//! of WebP keep to a limit of memory. Chunks that reach beyond the file are refused, before a decoder makes room for them.

use super::PictureError;
use image::ImageFormat;

/// The longest side.
const SIDE: u32 = 8192;
/// The most pixels: those of a photograph from a good telephone.
const PIXELS: u64 = 40_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
    /// Bytes that the decoder keeps for each pixel, besides the picture itself.
    pub kept: u64,
}

impl Header {
    pub(super) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Reads the header. The content alone decides what a file is.
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
    if header.width.max(header.height) > SIDE || header.pixels() > PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    Ok(header)
}

/// Goes from marker to marker up to the end of the picture. What follows it is nobody's business.
fn jpeg(file: &[u8]) -> Option<Header> {
    let (mut width, mut height, mut components, mut scans, mut progressive) = (0, 0, 0, 0, false);
    let mut rest = file;
    loop {
        let (marker, behind) = next_marker(rest)?;
        rest = behind;
        match marker {
            // End of image
            0xd9 => break,
            // These stand alone: start of image, restarts.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let segment = rest.get(2..length)?;
        rest = &rest[length..];
        match (marker, segment) {
            (0xc4 | 0xc8 | 0xcc, _) => {}
            // A frame: its precision, height, width and number of components.
            (0xc0..=0xcf, [_, h, i, w, x, count, ..]) => {
                height = height.max(u32::from(u16::from_be_bytes([*h, *i])));
                width = width.max(u32::from(u16::from_be_bytes([*w, *x])));
                components = components.max(u64::from(*count));
                progressive |= marker == 0xc2;
            }
            (0xda, _) => scans += 1,
            _ => {}
        }
    }
    // What later scans may refine is kept in 16 bits until the last of them.
    let kept = if progressive || scans > 1 { 2 * components } else { 0 };
    (scans > 0).then_some(Header { format: ImageFormat::Jpeg, width, height, kept })
}

/// The next marker and what is behind it. In between may stand the data of a scan, in which 0xff never stands alone.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff))?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

/// The first chunk says it all; the decoder looks after the others.
fn png(file: &[u8]) -> Option<Header> {
    let chunk = file.get(8..)?;
    let (name, fields) = (chunk.get(4..8)?, chunk.get(8..)?);
    let (width, height) = (fields.first_chunk()?, fields.get(4..)?.first_chunk()?);
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    (name == b"IHDR").then_some(Header { format: ImageFormat::Png, width, height, kept: 0 })
}

/// The largest of what the chunks announce, which need not agree before they are decoded.
fn webp(file: &[u8]) -> Option<Header> {
    let length = u32::from_le_bytes(*file.get(4..)?.first_chunk()?);
    let mut rest = file.get(12..usize::try_from(length).ok()?.checked_add(8)?)?;
    let (mut sizes, mut extended) = (Vec::new(), false);
    while !rest.is_empty() {
        let (name, content) = next_chunk(&mut rest)?;
        sizes.extend(announced(name, content)?);
        extended |= name == b"VP8X";
        if name == b"ANMF" {
            // A frame of an animation: where it stands and for how long, then chunks of its own.
            let mut frame = content.get(16..)?;
            while !frame.is_empty() {
                let (name, content) = next_chunk(&mut frame)?;
                sizes.extend(announced(name, content)?);
            }
        }
    }
    let width = sizes.iter().map(|(width, _)| *width).max()?;
    let height = sizes.iter().map(|(_, height)| *height).max()?;
    // Colours are unfolded beside the picture, and so are transparency, or a frame and its canvas.
    let kept = if extended { 8 } else { 4 };
    Some(Header { format: ImageFormat::WebP, width, height, kept })
}

/// Takes a chunk off `rest`: its name and what is in it.
fn next_chunk<'f>(rest: &mut &'f [u8]) -> Option<(&'f [u8; 4], &'f [u8])> {
    let name = rest.first_chunk()?;
    let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?;
    let content = rest.get(8..end)?;
    // An odd one is followed by a byte of padding.
    *rest = rest.get(end + end % 2..).unwrap_or_default();
    Some((name, content))
}

/// The width and height that a chunk announces, if it is of a kind that does.
fn announced(name: &[u8; 4], content: &[u8]) -> Option<Option<(u32, u32)>> {
    let number = |from: usize, bytes: usize| {
        let bytes = content.get(from..from + bytes)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    };
    Some(match name {
        b"VP8 " => Some((number(6, 2)? & 0x3fff, number(8, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = number(1, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((number(4, 3)? + 1, number(7, 3)? + 1)),
        _ => None,
    })
}
