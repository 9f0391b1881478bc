//! The measured times of a page of the directory, and the worst of them.

use serde::Serialize;

/// The kind of a page, which determines its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The first page, which others are compared with.
    First,
    /// The last, next and previous page.
    Beside,
    Middle,
    Filter,
    /// A filter by days or sign-in.
    Times,
    FewHits,
    ManyHits,
    Clustered,
    /// Two common words without a common match, which requires a scan of the whole index. It has no budget.
    NoneOfTwo,
}

/// The number of matches. If it is not exact, there are more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub total: u64,
    pub is_exact: bool,
}

/// The result for one page in one sort order.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub what: String,
    pub kind: Kind,
    pub sort: String,
    pub found: Found,
    /// The median of all rounds.
    pub millis: f64,
    /// The ratio to the first page in the same sort order.
    pub of_first: f64,
}

/// The result of each page in its worst sort order.
pub fn worst(pages: &[Page]) -> Vec<&Page> {
    let mut worst: Vec<&Page> = Vec::new();
    for page in pages {
        match worst.iter_mut().find(|other| other.what == page.what) {
            Some(other) if badness(page) > badness(other) => *other = page,
            Some(_) => {}
            None => worst.push(page),
        }
    }
    worst
}

/// The worst result of a kind. NaN if there is none.
pub fn worst_of(pages: &[Page], kind: Kind) -> f64 {
    pages.iter().filter(|page| page.kind == kind).map(badness).fold(f64::NAN, f64::max)
}

/// The value that the budget limits: for some kinds the ratio to the first page, otherwise the time.
fn badness(page: &Page) -> f64 {
    if matches!(page.kind, Kind::Beside | Kind::FewHits) { page.of_first } else { page.millis }
}
