//! Writes the report of a run into the page of benchmarks, so that each figure is there once, and is that of a run.

use crate::Result;
use std::fs;

const PAGE: &str = "docs/internals/benchmarks.md";

/// Replaces the block with this name in the page.
pub fn write(block: &str, report: &str) -> Result<()> {
    let page = fs::read_to_string(PAGE)?;
    fs::write(PAGE, replace(&page, block, report)?)?;
    Ok(())
}

/// The page with another block: the lines between `<!-- make bench: NAME -->` and `<!-- end -->`.
pub fn replace(page: &str, block: &str, report: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- make bench: {block} -->\n"), "<!-- end -->");
    let parts = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{PAGE} has no block between {} and {end}", begin.trim_end()))?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", report.trim()))
}
