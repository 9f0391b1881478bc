//! What was found out about a page, and the worst of it.

use serde::Serialize;

/// What kind of page it is, which decides on its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What others are compared with.
    First,
    /// Last, next and previous.
    Beside,
    Middle,
    Filter,
    FewHits,
    ManyHits,
    Clustered,
    /// Bounded as a whole walk along the order is; told, not judged.
    NoneOfTwo,
}

/// How many there are, or more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub total: u64,
    pub is_exact: bool,
}

/// One page under one sort: the median of all times.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub what: String,
    pub kind: Kind,
    pub sort: String,
    pub found: Found,
    pub millis: f64,
    /// How many times what the first page under the same sort takes.
    pub of_first: f64,
}

/// The sort under which each page fares worst: in itself, or beside the first page where that is what counts.
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

/// The worst of a kind; not a number when there is none.
pub fn worst_of(pages: &[Page], kind: Kind) -> f64 {
    pages.iter().filter(|page| page.kind == kind).map(badness).fold(f64::NAN, f64::max)
}

fn badness(page: &Page) -> f64 {
    if matches!(page.kind, Kind::Beside | Kind::FewHits) { page.of_first } else { page.millis }
}
