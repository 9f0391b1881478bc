//! Why a file cannot be read any further.

/// A row takes no more bytes. The longest that anyone needs, a hash and a long name, has some hundred.
pub const MOST_ROW_BYTES: usize = 64 * 1024;
/// A row has no more columns.
pub const MOST_COLUMNS: usize = 100;

/// What is wrong with the file as a whole, in words that say the mend. Rows are counted as a spreadsheet does: in a CSV file
/// the names of the columns are row 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("There is nothing in the file. Its first line names the columns.")]
    Empty,
    #[error("The file is in UTF-16. Save it as CSV UTF-8.")]
    Utf16,
    #[error("Row {row} is not in UTF-8. Save the file as CSV UTF-8.")]
    Encoding { row: u64 },
    #[error("Row {row} is longer than {} KiB. Look for a quotation mark that is not closed.", MOST_ROW_BYTES / 1024)]
    RowTooLong { row: u64 },
    #[error("Row {row} has more than {MOST_COLUMNS} columns. Leave out those that are not needed.")]
    TooManyColumns { row: u64 },
    #[error("The column {0:?} is there twice. Leave one of them out.")]
    ColumnTwice(String),
    #[error("The columns {0:?} and {1:?} mean the same. Leave one of them out.")]
    SameColumn(String, String),
    #[error("No column is one of these: {0}. The first line names them.")]
    NoKnownColumn(String),
    #[error("This is one JSON array. Write one object to a line instead.")]
    JsonArray,
}
