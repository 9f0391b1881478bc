//! The file of a filter. Its numbers are little-endian.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `VSTFILTR` |
//! | 2 | the version of the format: 1 |
//! | 1 | the form of the list: 0 passwords, 1 hashes with SHA-1, 2 hashes with SHA-256 |
//! | 1 | the number of parts, as a power of two |
//! | for each part: 8, 4, 4, 2 each | seed, length of a segment, length of all segments but the last two, fingerprints |
//! | 4 | CRC-32 of all bytes before |
//!
//! A part is a binary fuse filter (Graf and Lemire, 2022). It has three fingerprints for a key, in three neighbouring segments.

use super::Form;
use crc32fast::Hasher;
use std::io::{self, BufReader, Read, Write};
use xorf::BinaryFuse16;

const MAGIC: [u8; 8] = *b"VSTFILTR";
const VERSION: u16 = 1;
/// The maximum of the power of two: 256 parts, as many as temporary files may be open while a filter is made.
pub(super) const MAX_BITS: u8 = 8;
/// Bytes of a fingerprint.
pub(super) const FINGERPRINT: u64 = 2;
/// The maximum length of a segment.
const MAX_SEGMENT: u32 = 1 << 18;
/// Bytes that are read at once.
const BUFFER: usize = 64 * 1024;

/// Why a file cannot be used as a filter, and how to fix it.
#[derive(Debug, thiserror::Error)]
pub enum UnusableFilter {
    #[error("use the path of a readable file ({0})")]
    Unreadable(io::Error),
    #[error("use a file that `vestibule passwords build-filter` has made")]
    Foreign,
    #[error("this version cannot read the file: make it again with `vestibule passwords build-filter`")]
    OtherVersion,
    #[error("the file is damaged: make it again with `vestibule passwords build-filter`")]
    Damaged,
}

impl From<io::Error> for UnusableFilter {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Unreadable(error),
        }
    }
}

/// What a part was made with, and where its fingerprints are.
#[derive(Debug)]
pub(super) struct Part {
    seed: u64,
    segment: u32,
    /// The length of all segments but the last two.
    segments: u32,
    /// In the file.
    start: u64,
}

impl Part {
    /// Where the three fingerprints of a key are in the file, and what they are together if the filter has the key.
    pub(super) fn look_up(&self, key: u64) -> ([u64; 3], u16) {
        let hash = mix(key.wrapping_add(self.seed));
        let segment = u64::from(self.segment);
        // The upper half of the product is below the number of segments: faster than a remainder.
        let first = ((u128::from(hash) * u128::from(self.segments)) >> 64) as u64;
        let second = (first + segment) ^ ((hash >> 18) & (segment - 1));
        let third = (first + 2 * segment) ^ (hash & (segment - 1));
        let positions = [first, second, third].map(|index| self.start + index * FINGERPRINT);
        (positions, (hash ^ (hash >> 32)) as u16)
    }
}

/// The finalizer of MurmurHash3, with which `xorf` mixes a key and the seed.
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Reads all of a filter, and compares its checksum. The fingerprints are not kept.
pub(super) fn read(source: impl Read) -> Result<(Form, Vec<Part>), UnusableFilter> {
    let mut reader = Checked { source: BufReader::with_capacity(BUFFER, source), checksum: Hasher::new(), position: 0 };
    if reader.array::<8>()? != MAGIC {
        return Err(UnusableFilter::Foreign);
    }
    if u16::from_le_bytes(reader.array()?) != VERSION {
        return Err(UnusableFilter::OtherVersion);
    }
    let [form, bits] = reader.array::<2>()?;
    let form = Form::ALL.into_iter().find(|known| *known as u8 == form).ok_or(UnusableFilter::Damaged)?;
    if bits > MAX_BITS {
        return Err(UnusableFilter::Damaged);
    }
    let parts = (0..1_u32 << bits).map(|_| reader.part()).collect::<Result<_, _>>()?;
    let computed = reader.checksum.clone().finalize();
    let is_intact = u32::from_le_bytes(reader.array()?) == computed;
    // Nothing follows.
    if is_intact && reader.read(&mut [0])? == 0 { Ok((form, parts)) } else { Err(UnusableFilter::Damaged) }
}

/// Computes the checksum of what it reads.
struct Checked<R> {
    source: BufReader<R>,
    checksum: Hasher,
    position: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.checksum.update(&buffer[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Read> Checked<R> {
    fn array<const LENGTH: usize>(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut bytes = [0; LENGTH];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn part(&mut self) -> Result<Part, UnusableFilter> {
        let seed = u64::from_le_bytes(self.array()?);
        let [segment, segments] = [u32::from_le_bytes(self.array()?), u32::from_le_bytes(self.array()?)];
        let part = Part { seed, segment, segments, start: self.position };
        if !segment.is_power_of_two() || segment > MAX_SEGMENT || segments == 0 || !segments.is_multiple_of(segment) {
            return Err(UnusableFilter::Damaged);
        }
        let length = (u64::from(segments) + 2 * u64::from(segment)) * FINGERPRINT;
        let copied = io::copy(&mut self.take(length), &mut io::sink())?;
        if copied == length { Ok(part) } else { Err(UnusableFilter::Damaged) }
    }
}

/// Writes a filter part by part.
pub(super) struct Writer<W> {
    target: W,
    checksum: Hasher,
}

impl<W: Write> Writer<W> {
    /// `bits`: the number of parts, as a power of two.
    pub(super) fn new(target: W, form: Form, bits: u8) -> io::Result<Self> {
        let mut writer = Self { target, checksum: Hasher::new() };
        writer.write(&MAGIC)?;
        writer.write(&VERSION.to_le_bytes())?;
        writer.write(&[form as u8, bits])?;
        Ok(writer)
    }

    pub(super) fn part(&mut self, filter: &BinaryFuse16) -> io::Result<()> {
        let about = &filter.descriptor;
        self.write(&about.seed.to_le_bytes())?;
        self.write(&about.segment_length.to_le_bytes())?;
        self.write(&about.segment_count_length.to_le_bytes())?;
        let fingerprints: Vec<u8> = filter.fingerprints.iter().copied().flat_map(u16::to_le_bytes).collect();
        self.write(&fingerprints)
    }

    /// Writes the checksum.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let checksum = self.checksum.clone().finalize();
        self.write(&checksum.to_le_bytes())?;
        self.target.flush()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.checksum.update(bytes);
        self.target.write_all(bytes)
    }
}
