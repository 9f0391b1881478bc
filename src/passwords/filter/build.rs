//! Makes a filter of a list that may be larger than the memory. The keys of its passwords are first written to a temporary file for
//! each part; then one part after the other is made.

use super::file::{MAX_BITS, Writer};
use super::line::NoHash;
use super::{Form, part_of};
use std::fs::{File, Permissions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use xorf::BinaryFuse16;

/// Bytes of a list for each part, about a million lines. A part takes 45 bytes of memory for each key.
const LIST_FOR_PART: u64 = 16 * 1024 * 1024;
/// Bytes of keys that are sorted at once.
const CHUNK: u64 = 16 * 1024 * 1024;
/// Bytes of a line that are read. No password and no hash has as many.
const MAX_LINE: u64 = 1024;
const BUFFER: usize = 64 * 1024;
/// The progress is reported each time so many lines were read.
const LINES_OF_STEP: u64 = 100_000;

/// Why no filter was made.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error("{path} already exists: choose another file name", path = path.display())]
    Exists { path: PathBuf },
    #[error("line {number} is no hash like those before it")]
    NoHash { number: u64 },
    #[error("these are hashes with NTLM: use a list with SHA-1")]
    Ntlm,
    #[error("the list has no password of 8 to 128 characters")]
    Empty,
    #[error("the keys of {keys} passwords do not fit into a filter: make it of a part of the list")]
    Unfit { keys: usize },
}

impl ListError {
    /// Adds the path to an I/O error.
    fn file(path: &Path) -> impl Fn(io::Error) -> Self {
        move |cause| Self::File { path: path.to_owned(), cause }
    }
}

/// What a filter was made of.
#[derive(Debug, PartialEq, Eq)]
pub struct Built {
    /// Different ones.
    pub passwords: u64,
    /// Lines that are not in UTF-8, or too short or too long for a password, and hashes between passwords.
    pub skipped: u64,
    /// The size of the file.
    pub bytes: u64,
}

/// Called with a word for the stage, what is done, and the total.
type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64);

/// Makes a filter of the list at `list`. The file `output` must not exist; temporary files are in its folder.
///
/// # Errors
/// If the list cannot be read or is none, or the filter cannot be written.
pub fn build_filter(list: &Path, output: &Path, progress: Progress<'_>) -> Result<Built, ListError> {
    let about = list.metadata().map_err(ListError::file(list))?;
    // What comes through a pipe can be of any length.
    let bits = if about.is_file() { bits_for(about.len()) } else { MAX_BITS };
    build_in_parts(list, output, bits, progress)
}

/// The number of parts for a list of so many bytes, as a power of two.
fn bits_for(length: u64) -> u8 {
    let bits = (length / LIST_FOR_PART).next_power_of_two().ilog2();
    bits.min(u32::from(MAX_BITS)) as u8
}

pub(super) fn build_in_parts(list: &Path, output: &Path, bits: u8, progress: Progress<'_>) -> Result<Built, ListError> {
    let exists = || ListError::Exists { path: output.to_owned() };
    // Before the work, and again when the file gets its name.
    if output.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = ListError::file(folder);
    let Spool { form, parts, skipped } = Spool::read(list, folder, bits, progress)?;
    let mut draft = NamedTempFile::new_in(folder).map_err(&failed)?;
    let mut writer = Writer::new(BufWriter::with_capacity(BUFFER, &mut draft), form, bits).map_err(&failed)?;
    let mut passwords = 0;
    for (part, done) in parts.into_iter().zip(1..) {
        let part = part.into_inner().map_err(|error| failed(error.into_error()))?;
        let keys = distinct(part).map_err(&failed)?;
        let filter = BinaryFuse16::try_from(&keys).map_err(|_| ListError::Unfit { keys: keys.len() })?;
        writer.part(&filter).map_err(&failed)?;
        passwords += keys.len() as u64;
        progress("making", done, 1 << bits);
    }
    writer.finish().map_err(&failed)?;
    let file = draft.as_file();
    // The list is public, and the user of the service is seldom the one who makes the filter.
    file.set_permissions(Permissions::from_mode(0o644)).map_err(&failed)?;
    file.sync_all().map_err(&failed)?;
    let bytes = file.metadata().map_err(&failed)?.len();
    draft.persist_noclobber(output).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => exists(),
        _ => failed(error.error),
    })?;
    Ok(Built { passwords, skipped, bytes })
}

/// The keys of a list, in a temporary file for each part.
struct Spool {
    form: Form,
    parts: Vec<BufWriter<File>>,
    skipped: u64,
}

impl Spool {
    fn read(list: &Path, folder: &Path, bits: u8, progress: Progress<'_>) -> Result<Self, ListError> {
        let (unreadable, unwritable) = (ListError::file(list), ListError::file(folder));
        let file = File::open(list).map_err(&unreadable)?;
        let total = file.metadata().map_err(&unreadable)?.len();
        let mut reader = BufReader::with_capacity(BUFFER, file);
        let temporary = |_| tempfile::tempfile_in(folder).map(|file| BufWriter::with_capacity(BUFFER, file));
        let parts = (0..1_u32 << bits).map(temporary).collect::<io::Result<Vec<_>>>();
        let mut parts = parts.map_err(&unwritable)?;
        let (mut form, mut line) = (None, Vec::new());
        let (mut read, mut keys, mut skipped) = (0, 0_u64, 0);
        for number in 1_u64.. {
            line.clear();
            let length = next_line(&mut reader, &mut line).map_err(&unreadable)?;
            if length == 0 {
                break;
            }
            read += length;
            if number.is_multiple_of(LINES_OF_STEP) {
                progress("reading", read, total);
            }
            let line = without_end(&line);
            if line.is_empty() {
                continue;
            }
            let form = match form {
                Some(form) => form,
                None => *form.insert(Form::of(line)?),
            };
            match form.key_of_line(line).map_err(|NoHash| ListError::NoHash { number })? {
                Some(key) => {
                    let part = part_of(key, parts.len());
                    parts[part].write_all(&key.to_le_bytes()).map_err(&unwritable)?;
                    keys += 1;
                }
                None => skipped += 1,
            }
        }
        let form = form.filter(|_| keys > 0).ok_or(ListError::Empty)?;
        Ok(Self { form, parts, skipped })
    }
}

/// Reads a line with its end, and keeps no more of it than a password or a hash can have. Returns the number of bytes that were
/// read, 0 at the end of the list.
fn next_line(reader: &mut BufReader<File>, line: &mut Vec<u8>) -> io::Result<u64> {
    let kept = reader.by_ref().take(MAX_LINE).read_until(b'\n', line)?;
    let is_cut = kept as u64 == MAX_LINE && !line.ends_with(b"\n");
    let skipped = if is_cut { reader.skip_until(b'\n')? } else { 0 };
    Ok((kept + skipped) as u64)
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The keys of a part, sorted and each once.
fn distinct(mut part: File) -> io::Result<Vec<u64>> {
    part.rewind()?;
    let (mut keys, mut chunk) = (Vec::new(), Vec::new());
    while io::Read::take(&mut part, CHUNK).read_to_end(&mut chunk)? > 0 {
        keys.extend(chunk.as_chunks::<8>().0.iter().map(|key| u64::from_le_bytes(*key)));
        // After each chunk: a line that is repeated a hundred million times must not fill the memory.
        keys.sort_unstable();
        keys.dedup();
        chunk.clear();
    }
    Ok(keys)
}
