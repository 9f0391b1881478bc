//! How to read a slice of a list: by the quickest way, from the nearer end, in one statement.
//!
//! Which way is the quickest hangs on how many there are. A statement says that together with the rows that it reads, so
//! it is planned on what the one before it said, and read again where that would have made another plan.

use super::super::Accounts;
use crate::store::{
    Conn, StoreError,
    directory::{self, Found, Listed, Ordering, Place, Slice, Totals, Way, orders::COUNTED},
};
use std::sync::{Arc, Mutex, PoisonError};

/// So many rows are sorted in less time than it takes to walk to them, unless one in so many is wanted anyway.
const FEW: i64 = 10_000;
const RARE: i64 = 8;

/// How many there were when somebody looked last. Plans are made on it; what is told comes from the statement that read the
/// rows.
#[derive(Default)]
pub(in crate::accounts) struct LastTotals(Mutex<Arc<Totals>>);

/// Which part of a list.
#[derive(Clone, Debug)]
pub(in crate::accounts) enum Part {
    /// So many after so many. The hits of a search are counted.
    Page { offset: i64, size: i64 },
    /// So many beyond a place, or from the beginning. The hits of a search are counted where that is asked for.
    Beyond { place: Option<Place>, limit: i64, counted: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    way: Way,
    ordering: Ordering,
    slice: Slice,
    /// Read from the end of the list.
    turned: bool,
}

impl Accounts {
    /// Reads a part of a list, in its order.
    pub(in crate::accounts) async fn read_listed(
        &self,
        listed: Listed,
        ordering: Ordering,
        part: Part,
    ) -> Result<Found, StoreError> {
        let last = Arc::clone(&self.0.last_totals.0.lock().unwrap_or_else(PoisonError::into_inner));
        let known = Arc::clone(&last);
        let job = self.db().read(move |conn| Box::pin(read(conn, listed, ordering, part, known)));
        let found = job.await?;
        if found.totals != *last {
            let mut last = self.0.last_totals.0.lock().unwrap_or_else(PoisonError::into_inner);
            *last = Arc::new(found.totals.clone());
        }
        Ok(found)
    }
}

async fn read(
    conn: &mut Conn<'_>,
    listed: Listed,
    ordering: Ordering,
    part: Part,
    known: Arc<Totals>,
) -> Result<Found, StoreError> {
    let rare = directory::rare_word(conn, &listed.words).await?;
    let mut plan = Plan::of(&listed, ordering, &part, rare.as_ref(), &known);
    let mut at_work = known.at_work;
    loop {
        let mut found = directory::read(conn, &listed, at_work, plan.ordering, &plan.slice, &plan.way).await?;
        let better = Plan::of(&listed, ordering, &part, rare.as_ref(), &found.totals);
        // Where another import is at work by now, what was read may hold people of it, or lack some.
        if found.totals.at_work == at_work && better == plan {
            if plan.turned {
                found.rows.reverse();
            }
            // The walk was over before it had met them all.
            if matches!((&plan.way, &part), (Way::Walk(_), Part::Beyond { counted: true, .. })) {
                found.hits = directory::hits(conn, &listed).await?;
            }
            return Ok(found);
        }
        (plan, at_work) = (better, found.totals.at_work);
    }
}

impl Plan {
    fn of(listed: &Listed, ordering: Ordering, part: &Part, rare: Option<&(String, i64)>, totals: &Totals) -> Self {
        let of_classes = totals.of(listed.classes);
        let hits = if let Part::Beyond { limit, .. } = part { *limit } else { COUNTED + 1 };
        let (slice, turned) = match part {
            Part::Page { offset, size } => window(*offset, *size, rare.is_none().then_some(of_classes)),
            Part::Beyond { place, limit, .. } => (Slice { beyond: place.clone(), limit: *limit, offset: 0 }, false),
        };
        let ordering = if turned { ordering.reversed() } else { ordering };
        Self { way: way(of_classes, rare, totals, hits), ordering, slice, turned }
    }
}

/// A walk is over after so many hits.
fn way(of_classes: i64, rare: Option<&(String, i64)>, totals: &Totals, hits: i64) -> Way {
    let is_few = of_classes <= FEW && of_classes * RARE < totals.rows();
    match rare {
        None if is_few => Way::OfClasses,
        None => Way::Browse,
        Some((word, count)) if *count <= FEW && *count <= of_classes => Way::OfWord(word.clone()),
        Some(_) if is_few => Way::OfClasses,
        Some((word, count)) if *count <= FEW => Way::OfWord(word.clone()),
        Some(_) => Way::Walk(hits),
    }
}

/// The rows of a page, and whether to read them from the end of the list, which is nearer when its length is known.
fn window(offset: i64, size: i64, total: Option<i64>) -> (Slice, bool) {
    match total {
        Some(total) if offset > total / 2 && offset < total => {
            let limit = size.min(total - offset);
            (Slice { beyond: None, limit, offset: total - offset - limit }, true)
        }
        _ => (Slice { beyond: None, limit: size, offset }, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beyond_the_middle_is_read_from_the_end() {
        let read = |offset, total| {
            let (slice, turned) = window(offset, 20, total);
            (slice.offset, slice.limit, turned)
        };
        assert_eq!(read(0, Some(1000)), (0, 20, false));
        assert_eq!(read(500, Some(1000)), (500, 20, false));
        assert_eq!(read(520, Some(1000)), (460, 20, true));
        assert_eq!(read(980, Some(1000)), (0, 20, true));
        assert_eq!(read(980, Some(995)), (0, 15, true));
        assert_eq!(read(1000, Some(995)), (1000, 20, false));
        assert_eq!(read(980, None), (980, 20, false));
    }
}
