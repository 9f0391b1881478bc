//! Errors that end the reading of a file.

/// The maximum size of a row. Real rows have a few hundred bytes, even with a password hash and a long name.
pub const MAX_ROW_BYTES: usize = 64 * 1024;
/// The maximum number of columns.
pub const MAX_COLUMNS: usize = 100;

/// An error of the file as a whole, shown to the user, so it says how to fix it. Rows are counted as in a spreadsheet: in a CSV
/// file, the header is row 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("The file is empty. Its first line must name the columns.")]
    Empty,
    #[error("The file is in UTF-16. Save it as CSV UTF-8.")]
    Utf16,
    #[error("Row {row} is not in UTF-8. Save the file as CSV UTF-8.")]
    Encoding { row: u64 },
    #[error("Row {row} is longer than {} KiB. Check for a quotation mark that is not closed.", MAX_ROW_BYTES / 1024)]
    RowTooLong { row: u64 },
    #[error("Row {row} has more than {MAX_COLUMNS} columns. Remove columns that are not needed.")]
    TooManyColumns { row: u64 },
    #[error("The column {0:?} appears twice. Remove one of them.")]
    ColumnTwice(String),
    #[error("The columns {0:?} and {1:?} have the same meaning. Remove one of them.")]
    SameColumn(String, String),
    #[error("No column is known. The first line must name at least one of these: {0}.")]
    NoKnownColumn(String),
    #[error("The file is a JSON array. Write one JSON object per line instead.")]
    JsonArray,
}
