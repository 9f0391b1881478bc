//! What splits the file of a system into people.

use super::found::Found;
use crate::tabular::FileError;

/// Splits the file of a system into what it says about each person.
pub(super) trait Splitter: Send {
    /// Reads a chunk, and adds the people who end in it.
    fn push(&mut self, bytes: &[u8], found: &mut Found) -> Result<(), FileError>;

    /// Adds people after the end of the file. Returns whether there may be more: then it is called again.
    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError>;
}
