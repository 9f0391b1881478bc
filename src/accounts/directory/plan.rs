//! How to read a slice of a list: by the quickest way, from the nearer end, in one statement.
//!
//! Which way is the quickest hangs on how many there are. A statement says that together with the rows that it reads, so
//! it is planned on what the one before it said, and read again where that would have made another plan.

use crate::{
    accounts::Accounts,
    store::{
        Conn, StoreError,
        directory::{self, Found, Listed, Ordering, Place, Slice, Totals, Way, orders::COUNTED},
    },
};
use std::{
    cmp::Reverse,
    sync::{Arc, Mutex, PoisonError},
};

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

/// Ways to the rows, of which the first that leads there is gone.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    ways: Vec<Way>,
    last_way: Way,
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
        let last = &self.0.last_totals;
        let known = last.get();
        let assumed = Arc::clone(&known);
        let job = self.db().read_directory(move |conn| Box::pin(read(conn, listed, ordering, part, assumed)));
        let found = job.await?;
        if found.totals != *known {
            last.set(found.totals.clone());
        }
        Ok(found)
    }
}

impl LastTotals {
    fn get(&self) -> Arc<Totals> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, totals: Totals) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(totals);
    }
}

async fn read(
    conn: &mut Conn,
    listed: Listed,
    ordering: Ordering,
    part: Part,
    mut totals: Arc<Totals>,
) -> Result<Found, StoreError> {
    loop {
        let plan = Plan::of(&listed, ordering, &part, &totals);
        let (mut found, way) = plan.read(conn, &listed, totals.at_work).await?;
        // Where another import is at work by now, what was read may hold people of it, or lack some.
        if found.totals.at_work != totals.at_work || Plan::of(&listed, ordering, &part, &found.totals) != plan {
            totals = Arc::new(found.totals);
            continue;
        }
        // The walk was over before it had met them all.
        if matches!((way, &part), (Way::Walk(_), Part::Beyond { counted: true, .. })) {
            found.hits = directory::hits(conn, &listed).await?;
        }
        return Ok(found);
    }
}

impl Plan {
    fn of(listed: &Listed, ordering: Ordering, part: &Part, totals: &Totals) -> Self {
        let of_classes = totals.of(listed.classes);
        let (slice, turned) = match part {
            // How long the list of a search is, is not known before.
            Part::Page { offset, size } => window(*offset, *size, listed.words.is_empty().then_some(of_classes)),
            Part::Beyond { place, limit, .. } => (Slice { beyond: place.clone(), limit: *limit, offset: 0 }, false),
        };
        let is_few = of_classes <= FEW && of_classes * RARE < totals.rows();
        let most = if is_few { of_classes } else { FEW };
        let last_way = match part {
            _ if is_few => Way::OfClasses,
            _ if listed.words.is_empty() => Way::Browse,
            Part::Page { .. } => Way::Walk(COUNTED + 1),
            Part::Beyond { limit, .. } => Way::Walk(*limit),
        };
        Self {
            ways: longest_first(&listed.words).map(|word| Way::OfWord(word.clone(), most)).collect(),
            last_way,
            ordering: if turned { ordering.reversed() } else { ordering },
            slice,
            turned,
        }
    }

    /// What was found, and by which way.
    async fn read(&self, conn: &mut Conn, listed: &Listed, at_work: i64) -> Result<(Found, &Way), StoreError> {
        for way in self.ways.iter().chain([&self.last_way]) {
            if let Some(mut found) = directory::read(conn, listed, at_work, self.ordering, &self.slice, way).await? {
                if self.turned {
                    found.rows.reverse();
                }
                return Ok((found, way));
            }
        }
        unreachable!("the last way leads there")
    }
}

/// The longest word is the likeliest to be rare. Which of several rare ones is followed hardly matters, for of those who have
/// it only they are looked at whose bits have all the words.
fn longest_first(words: &[String]) -> impl Iterator<Item = &String> {
    let mut words: Vec<_> = words.iter().collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words.into_iter()
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
