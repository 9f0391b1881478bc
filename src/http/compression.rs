//! Pages are compressed with gzip (RFC 1952), which every browser accepts ([decision
//! 66](../../docs/decisions/0066-compressed-pages.md)).

use crate::entropy::Entropy;
use crate::web::request::weighed;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use crc32fast::Hasher;
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, GzBuilder};
use std::io::{self, Write as _};
use std::sync::OnceLock;

/// Pages that a visitor alone sees are compressed for each answer: the fast half of the levels.
const LEVEL: Compression = Compression::new(4);
/// What is kept is compressed once for many.
const LEVEL_OF_KEPT: Compression = Compression::new(9);
/// The maximum number of random bytes in front of a page.
const MAX_PADDING: u16 = 256;
/// The header of a gzip member without time, name and operating system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// A last, empty block (RFC 1951, 3.2.4).
const END: [u8; 5] = [1, 0, 0, 0xff, 0xff];
/// The maximum number of bytes in a block that is not compressed.
const MAX_STORED: usize = 0xffff;

/// The header of a compressed page.
pub const GZIP: (HeaderName, HeaderValue) = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));

/// Whether a client accepts gzip.
pub fn is_accepted(request: &HeaderMap) -> bool {
    weight(request, "gzip") > 0.0
}

/// The weight of a coding in `Accept-Encoding` (RFC 9110, section 12.5.3), or 0 if it is not listed.
pub fn weight(request: &HeaderMap, coding: &str) -> f32 {
    // `*` is only for codings that are not listed, wherever in the header it occurs.
    let mut wildcard = 0.0;
    for (name, weight) in weighed(request, header::ACCEPT_ENCODING) {
        if name.eq_ignore_ascii_case(coding) {
            return weight;
        }
        if name == "*" {
            wildcard = weight;
        }
    }
    wildcard
}

/// Compresses a page. Its length says little about its content: it has a random number of bytes more, where the format has a place for
/// the name of a file.
///
/// # Errors
/// Never: it writes to memory.
pub fn gzip_padded(page: &[u8], entropy: &dyn Entropy) -> io::Result<Vec<u8>> {
    let random: [u8; 2] = entropy.bytes();
    let padding = vec![b'x'; usize::from(u16::from_le_bytes(random) % MAX_PADDING)];
    let mut encoder = GzBuilder::new().filename(padding).write(Vec::with_capacity(page.len() / 3), LEVEL);
    encoder.write_all(page)?;
    encoder.finish()
}

/// A text that is the same for everybody, compressed once, as small as it gets.
pub struct KeptText {
    pub plain: Bytes,
    /// Compressed when the first client accepts it, because that is a third of the instructions of a start.
    gzip: OnceLock<Bytes>,
}

impl KeptText {
    pub fn new(plain: String) -> Self {
        Self { plain: plain.into(), gzip: OnceLock::new() }
    }

    /// What a client gets, and its coding. The answer needs `Vary: accept-encoding`.
    pub fn for_client(&self, request: &HeaderMap) -> (Bytes, Option<&'static str>) {
        if is_accepted(request) { (self.gzip().clone(), Some("gzip")) } else { (self.plain.clone(), None) }
    }

    fn gzip(&self) -> &Bytes {
        let compress = || -> io::Result<Vec<u8>> {
            let mut encoder = GzEncoder::new(Vec::new(), LEVEL_OF_KEPT);
            encoder.write_all(&self.plain)?;
            encoder.finish()
        };
        // Cannot fail: it writes to memory.
        self.gzip.get_or_init(|| compress().unwrap_or_default().into())
    }
}

/// A piece of a page that is kept: compressed blocks that end at a byte and refer to no other piece.
pub struct Piece {
    blocks: Vec<u8>,
    checksum: Hasher,
    len: u32,
}

impl Piece {
    /// # Errors
    /// Never: it writes to memory.
    pub fn new(text: &str) -> io::Result<Self> {
        let mut encoder = DeflateEncoder::new(Vec::new(), LEVEL_OF_KEPT);
        encoder.write_all(text.as_bytes())?;
        // Ends the block at a byte, and not the stream.
        encoder.flush()?;
        let blocks = encoder.get_ref().clone();
        let mut checksum = Hasher::new();
        checksum.update(text.as_bytes());
        Ok(Self { blocks, checksum, len: len(text) })
    }
}

/// A page of pieces that are compressed already, with `between` between them as it is: it is different for each answer.
pub fn join(pieces: &[Piece], between: &str) -> Bytes {
    let stored = stored(between);
    let mut page = Vec::with_capacity(pieces.iter().map(|piece| piece.blocks.len() + stored.len()).sum::<usize>() + 32);
    page.extend(HEAD);
    let mut between_checksum = Hasher::new();
    between_checksum.update(between.as_bytes());
    let (mut checksum, mut size) = (Hasher::new(), 0_u32);
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            page.extend(&stored);
            checksum.combine(&between_checksum);
            size = size.wrapping_add(len(between));
        }
        page.extend(&piece.blocks);
        checksum.combine(&piece.checksum);
        size = size.wrapping_add(piece.len);
    }
    page.extend(END);
    page.extend(checksum.finalize().to_le_bytes());
    page.extend(size.to_le_bytes());
    Bytes::from(page)
}

/// Blocks that are not compressed (RFC 1951, 3.2.4).
fn stored(text: &str) -> Vec<u8> {
    let block = |bytes: &[u8]| {
        let len = bytes.len() as u16;
        [&[0], len.to_le_bytes().as_slice(), &(!len).to_le_bytes(), bytes].concat()
    };
    text.as_bytes().chunks(MAX_STORED).flat_map(block).collect()
}

/// The length of a text modulo 2^32, as the format has it.
fn len(text: &str) -> u32 {
    text.len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use flate2::read::GzDecoder;
    use std::collections::BTreeSet;
    use std::io::Read as _;

    fn weighed(accept: &str, coding: &str) -> f32 {
        let value = HeaderValue::from_str(accept).unwrap();
        weight(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]), coding)
    }

    #[test]
    fn a_coding_has_the_weight_that_the_client_gives_it() {
        assert_eq!(weighed("gzip, deflate, br", "br"), 1.0);
        assert_eq!(weighed("gzip;q=0.8, br;q=0", "br"), 0.0);
        assert_eq!(weighed("gzip;q=0.8", "gzip"), 0.8);
        assert_eq!(weighed("*;q=0.5", "br"), 0.5);
        assert_eq!(weighed("*, br;q=0", "br"), 0.0);
        assert_eq!(weighed("identity", "gzip"), 0.0);
        assert_eq!(weight(&HeaderMap::new(), "gzip"), 0.0);
    }

    /// What a browser reads. The decoder checks checksum and length.
    fn read(page: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(page).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_page_of_pieces_is_read_as_a_whole() {
        // Compresses badly, so that the first buffer is too small.
        let noise: String = (0..40_000_u64).map(|n| char::from(b'!' + (n * n * 31 % 89) as u8)).collect();
        for texts in [vec!["<p>é", "</p>"], vec!["", ""], vec![noise.as_str(), "", &noise], vec!["alone"]] {
            let pieces: Vec<_> = texts.iter().map(|text| Piece::new(text).unwrap()).collect();
            // The second one needs two blocks.
            for between in ["a nonce", &noise.repeat(2)] {
                assert_eq!(read(&join(&pieces, between)), texts.join(between));
            }
        }
    }

    #[test]
    fn a_text_for_everybody_is_sent_as_the_client_accepts_it() {
        let text = KeptText::new("the same text ".repeat(100));
        let accepts = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"))]);
        let (body, coding) = text.for_client(&accepts);
        assert_eq!((read(&body).as_bytes(), coding), (&*text.plain, Some("gzip")));
        assert!(body.len() < text.plain.len() / 10, "{} bytes", body.len());
        assert_eq!(text.for_client(&HeaderMap::new()), (text.plain.clone(), None));
    }

    #[test]
    fn the_same_page_has_different_lengths() {
        let page = "<p>the same</p>".repeat(100);
        let pages: Vec<_> = (0..50).map(|_| gzip_padded(page.as_bytes(), &SystemEntropy).unwrap()).collect();
        assert!(pages.iter().all(|compressed| read(compressed) == page));
        let lengths: BTreeSet<_> = pages.iter().map(Vec::len).collect();
        assert!(lengths.len() > 10, "{lengths:?}");
    }
}
