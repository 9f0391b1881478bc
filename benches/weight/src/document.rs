//! Puts the tables into the page of documents.

use crate::Result;

/// The heading after which the tables follow until the end of the page.
const HEADING: &str = "\n## Tables\n";

/// Replaces all that follows the heading.
///
/// # Errors
/// The heading is missing.
pub fn replace_tables(page: &str, tables: &str) -> Result<String> {
    let Some((before, _)) = page.split_once(HEADING) else {
        return Err("the page has no heading \"## Tables\", after which the tables are written".into());
    };
    Ok(format!("{before}{HEADING}\n{}\n", tables.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tables_are_replaced() {
        let replaced = replace_tables("# Weight\n\nText.\n\n## Tables\n\nold\n", "new\n\n").unwrap();
        assert_eq!(replaced, "# Weight\n\nText.\n\n## Tables\n\nnew\n");
        assert_eq!(replace_tables(&replaced, "new").unwrap(), replaced);
        assert!(replace_tables("# Weight\n", "new").is_err());
    }
}
