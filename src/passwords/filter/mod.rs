//! Recognizes the passwords of long lists (`docs/decisions/0069-password-lists.md`). A filter takes 18 bits for each, and finds all
//! of them and one in 65,536 others. One is in the program; `vestibule passwords build-filter` makes another.

mod build;
mod file;
mod line;
#[cfg(test)]
mod tests;

pub use build::{ListError, build_filter};

use super::typed::composed;
use crate::identity;
use file::{Part, UnusableFilter};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The README in its folder names the source.
static BUILT_IN: LazyLock<PasswordFilter> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../assets/stolen-passwords/filter.bin").as_slice();
    let (form, parts) = file::read(bytes).expect("an intact filter, which a test reads");
    PasswordFilter { form, parts, content: Content::Program(bytes) }
});

/// The form in which a list has its passwords. The numbers are those in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// As text. They are recognized in upper and lower case.
    Plain = 0,
    /// As hashes, which only the same characters have.
    Sha1 = 1,
    Sha256 = 2,
}

impl Form {
    const ALL: [Self; 3] = [Self::Plain, Self::Sha1, Self::Sha256];

    /// The key of a password: the first bits of its hash.
    fn key(self, password: &str) -> u64 {
        match self {
            Self::Plain => first_bits(&Sha256::digest(identity::fold(password))),
            Self::Sha1 => first_bits(&Sha1::digest(password)),
            Self::Sha256 => first_bits(&Sha256::digest(password)),
        }
    }
}

fn first_bits(hash: &[u8]) -> u64 {
    hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// The part of a key, by its first bits. `parts`: how many there are, a power of two.
fn part_of(key: u64, parts: usize) -> usize {
    // None if there is one part.
    key.checked_shr(u64::BITS - parts.ilog2()).unwrap_or(0) as usize
}

/// Recognizes the passwords of a list.
#[derive(Debug)]
pub struct PasswordFilter {
    form: Form,
    parts: Vec<Part>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Program(&'static [u8]),
    File(PathBuf, File),
}

impl PasswordFilter {
    /// The one in the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads the file once to see that it is intact. It stays open, so it may be replaced, but must not be overwritten.
    ///
    /// # Errors
    /// If it cannot be read, or is no filter.
    pub fn open(path: &Path) -> Result<Self, UnusableFilter> {
        let file = File::open(path)?;
        let (form, parts) = file::read(&file)?;
        Ok(Self { form, parts, content: Content::File(path.to_owned(), file) })
    }

    /// Where the file is. None for the filter in the program.
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Program(_) => None,
            Content::File(path, _) => Some(path.as_path()),
        }
    }

    /// Whether the whole password is on the list, as it is hashed or as it was sent. That of a file may wait for the disk.
    ///
    /// # Errors
    /// If the file cannot be read any more.
    pub fn contains(&self, password: &str) -> io::Result<bool> {
        let composed = composed(password);
        Ok(self.has(self.form.key(&composed))? || composed.as_str() != password && self.has(self.form.key(password))?)
    }

    fn has(&self, key: u64) -> io::Result<bool> {
        let (positions, mut difference) = self.parts[part_of(key, self.parts.len())].look_up(key);
        for position in positions {
            difference ^= self.content.fingerprint(position)?;
        }
        Ok(difference == 0)
    }
}

impl Content {
    /// Reads at a position. A mapping into memory would need unsafe code, and this takes a microsecond if the system has the page.
    fn fingerprint(&self, position: u64) -> io::Result<u16> {
        let mut bytes = [0; file::FINGERPRINT as usize];
        match self {
            Self::Program(content) => {
                let at = position as usize;
                bytes.copy_from_slice(&content[at..at + file::FINGERPRINT as usize]);
            }
            Self::File(_, file) => file.read_exact_at(&mut bytes, position)?,
        }
        Ok(u16::from_le_bytes(bytes))
    }
}
