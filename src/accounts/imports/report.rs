//! Fills the report of an import.

use super::{ImportError, insert::RejectedRows};
use crate::shared::{
    error::FieldError,
    import::{ImportReport, RowError},
};

/// Maximum number of errors in the report.
const MAX_ERRORS: usize = 1000;
/// Maximum number of rows in a file. Some 60 bytes of each are in memory until all have been read.
const MAX_ROWS: u64 = 3_000_000;

/// Counts a row; fails if the file has too many.
pub(super) fn count_row(report: &mut ImportReport) -> Result<(), ImportError> {
    report.rows += 1;
    if report.rows > MAX_ROWS { Err(ImportError::TooLarge) } else { Ok(()) }
}

/// Adds the errors of invalid rows, of which only the first are listed.
pub(super) fn add_rejected(report: &mut ImportReport, rejected: RejectedRows) {
    report.bad += rejected.len() as u64;
    let of_row = |row| move |FieldError { field, code, message }| RowError { row, field, code, message };
    let mut errors = rejected.into_iter().flat_map(|(row, errors)| errors.into_iter().map(of_row(row)));
    let room = MAX_ERRORS.saturating_sub(report.errors.len());
    report.errors.extend(errors.by_ref().take(room));
    report.errors_left_out += errors.count() as u64;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::AppError;

    #[test]
    fn a_file_has_at_most_three_million_rows() {
        let mut report = ImportReport { rows: MAX_ROWS - 1, ..ImportReport::default() };
        assert!(count_row(&mut report).is_ok(), "the last row");
        assert!(matches!(count_row(&mut report), Err(ImportError::TooLarge)));
        assert!(AppError::from(ImportError::TooLarge).detail.contains("3,000,000 rows"));
    }
}
