//! Text files that are read line by line.

use super::found::Found;
use super::splitter::Splitter;
use crate::tabular::FileError;

/// What a system says about people in lines.
pub(super) trait OfLines: Send {
    /// Reads a line, without its end. `number`: as an editor counts it. A line that was too long is cut.
    fn line(&mut self, line: &[u8], number: u64, found: &mut Found) -> Result<(), FileError>;

    /// As of a [`Splitter`].
    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError>;
}

/// Splits a text into lines.
pub(super) struct Lines<P> {
    people: P,
    max_bytes: usize,
    line: Vec<u8>,
    number: u64,
    has_ended: bool,
}

impl<P: OfLines> Lines<P> {
    /// `max_bytes`: what follows in a line is cut off.
    pub(super) fn new(max_bytes: usize, people: P) -> Self {
        Self { people, max_bytes, line: Vec::new(), number: 0, has_ended: false }
    }

    fn end_line(&mut self, found: &mut Found) -> Result<(), FileError> {
        self.number += 1;
        let line = std::mem::take(&mut self.line);
        self.people.line(line.strip_suffix(b"\r").unwrap_or(&line), self.number, found)
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = self.max_bytes.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }
}

impl<P: OfLines> Splitter for Lines<P> {
    fn push(&mut self, mut bytes: &[u8], found: &mut Found) -> Result<(), FileError> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.extend(&bytes[..end]);
            self.end_line(found)?;
            bytes = &bytes[end + 1..];
        }
        self.extend(bytes);
        Ok(())
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.end_line(found)?;
        }
        self.people.finish(found)
    }
}
