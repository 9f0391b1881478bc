//! Tables as files: CSV (RFC 4180) and JSON Lines (<https://jsonlines.org>), out and in, a piece at a time.

mod columns;
mod csv_rows;
mod error;
mod json_rows;
mod read;
mod write;

pub use columns::Column;
pub use error::{FileError, MOST_COLUMNS, MOST_ROW_BYTES};
pub use read::{Reader, Row};
pub use write::{WriteError, written};
