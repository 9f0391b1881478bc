//! Reads and writes tables as CSV (RFC 4180) and JSON Lines (<https://jsonlines.org>), in chunks.

mod columns;
mod csv_rows;
mod error;
mod json_rows;
mod read;
mod write;

pub use columns::Column;
pub use error::{FileError, MAX_COLUMNS, MAX_ROW_BYTES};
pub use read::{Reader, Row};
pub use write::{WriteError, write_table};
