//! Reads a range of a list with the fastest statement ([`choice`]).
//!
//! The choice depends on the number of accounts per class. Each statement returns these totals with its rows, so a plan
//! is based on the totals of the previous statement. If the totals that come back lead to another plan, the list is
//! read again.

mod choice;
mod few;
#[cfg(test)]
mod tests;

use super::targets::is_listed;
use crate::accounts::{Directory, User};
use crate::shared::{Direction, Sort, UserId};
use crate::store::directory::orders::MAX_COUNTED;
use crate::store::directory::{self, AccessPath, Found, Ordering, Place, Totals};
use crate::store::{Conn, ListFilter, ListedId, ListedRow, StoreError, groups, service_accounts, users};
use choice::Plan;
use std::sync::{Arc, Mutex, PoisonError};

/// How often a list is read, at most, until its totals agree with its plan. The second read does, unless accounts change in
/// between in a way that matters.
const MAX_READS: usize = 5;

/// The totals of the most recent read. They only choose the plan: totals that are shown come from the statement that
/// read the rows.
#[derive(Default)]
pub(in crate::accounts) struct LastTotals(Mutex<Arc<Totals>>);

/// The rows of a list to read.
#[derive(Clone, Debug)]
pub(super) enum Range {
    /// Rows from an offset. Counts the hits of a search.
    Page { offset: i64, limit: i64 },
    /// Rows after a place, or from the beginning. Counts the hits of a search if requested.
    After { place: Option<Place>, limit: i64, count_hits: bool },
}

impl Range {
    fn counts_hits(&self) -> bool {
        match self {
            Self::Page { .. } => true,
            Self::After { count_hits, .. } => *count_hits,
        }
    }
}

impl Directory {
    /// Reads a range of a list, in the order of the list.
    pub(super) async fn read_listed(
        &self,
        listed: ListFilter,
        ordering: Ordering,
        range: Range,
    ) -> Result<Found, StoreError> {
        if let Some(found) = self.find_listed(&listed, &range).await? {
            return Ok(found);
        }
        if !listed.names.is_empty() {
            return self.find_named(&listed, ordering, &range).await;
        }
        let programs = if listed.people_only { self.programs_in(&listed, ordering).await? } else { Vec::new() };
        if programs.is_empty() {
            return self.read_all(listed, ordering, range).await;
        }
        let is_search = listed.is_search();
        let found = self.read_all(listed, ordering, few::with_room(&range, programs.len())).await?;
        Ok(few::without(found, &programs, ordering, &range, is_search))
    }

    /// A range of a list that has people and programs.
    async fn read_all(&self, listed: ListFilter, ordering: Ordering, range: Range) -> Result<Found, StoreError> {
        let last = &self.parts().last_totals;
        let known = last.get();
        let assumed = Arc::clone(&known);
        let job = self.db().read_directory(async move |mut conn| {
            let mut listed = listed;
            if let Some(group) = &mut listed.group {
                group.is_deleted = groups::is_marked(&mut conn, &group.name).await?;
            }
            let list = StoredList { conn: &mut conn, listed, ordering, range };
            read_until_settled(list, &assumed).await
        });
        let found = job.await?;
        // Totals rarely change, so most reads do not need the second lock.
        if found.totals != *known {
            last.set(found.totals.clone());
        }
        Ok(found)
    }

    /// The list of the account whose id is searched for, if there is one.
    async fn find_listed(&self, listed: &ListFilter, range: &Range) -> Result<Option<Found>, StoreError> {
        let Some(ListedId { id, .. }) = listed.id else { return Ok(None) };
        let Some(row) = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await? else {
            return Ok(None);
        };
        let words = self.own_words(listed, [id]).await?;
        let is_listed = words.get(&id).is_some_and(|words| is_listed(listed, &User::from(row.clone()), words));
        let is_first = matches!(range, Range::Page { offset: 0, .. } | Range::After { place: None, .. });
        let rows = if is_listed && is_first { vec![ListedRow::alone(row)] } else { Vec::new() };
        // Nothing is chosen by these totals: a search is counted by its hits.
        Ok(Some(Found { totals: Totals::default(), hits: i64::from(is_listed), left_out: 0, rows }))
    }

    /// The accounts of a list whose names were given.
    async fn find_named(&self, listed: &ListFilter, ordering: Ordering, range: &Range) -> Result<Found, StoreError> {
        let names = listed.names.clone();
        let found = self.db().read(async move |mut conn| {
            let mut found = Vec::new();
            for name in &names {
                found.extend(users::keyed_by_key(&mut conn, name).await?);
            }
            Ok(found)
        });
        let found = found.await?;
        let words = self.own_words(listed, found.iter().map(|keyed| UserId(keyed.user.id))).await?;
        let rows = few::listed(found, &words, listed, ordering);
        let hits = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        Ok(Found { totals: Totals::default(), hits, left_out: 0, rows: few::range_of(rows, ordering, range) })
    }

    /// The service accounts that a list would have, in its order. There are few.
    async fn programs_in(&self, listed: &ListFilter, ordering: Ordering) -> Result<Vec<ListedRow>, StoreError> {
        let all = self.db().read(async |mut conn| service_accounts::all(&mut conn).await).await?;
        let of_all = ListFilter { people_only: false, ..listed.clone() };
        let words = self.own_words(listed, all.iter().map(|keyed| UserId(keyed.user.id))).await?;
        Ok(few::listed(all, &words, &of_all, ordering))
    }

    /// The next accounts of a list, oldest first, for callers that process a whole list in batches.
    pub(super) async fn oldest_first(
        &self,
        listed: ListFilter,
        after: Option<Place>,
        limit: i64,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let ordering = Ordering { sort: Sort::CreatedAt, direction: Direction::Ascending };
        let range = Range::After { place: after, limit, count_hits: false };
        Ok(self.read_listed(listed, ordering, range).await?.rows)
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

/// A list that is read with a plan, which its totals choose.
trait ReadList {
    /// The rows, and whether the totals that were read with them choose the same plan.
    async fn read(&mut self, assumed: &Totals) -> Result<(Found, bool), StoreError>;
}

/// Reads a list until its totals agree with its plan.
async fn read_until_settled(mut list: impl ReadList, assumed: &Totals) -> Result<Found, StoreError> {
    let mut newest = None;
    for _ in 0..MAX_READS {
        let (found, is_settled) = list.read(newest.as_ref().unwrap_or(assumed)).await?;
        if is_settled {
            return Ok(found);
        }
        newest = Some(found.totals);
    }
    Err(StoreError::Unsettled)
}

/// A range of a list in the database.
struct StoredList<'c> {
    conn: &'c mut Conn,
    listed: ListFilter,
    ordering: Ordering,
    range: Range,
}

impl ReadList for StoredList<'_> {
    async fn read(&mut self, assumed: &Totals) -> Result<(Found, bool), StoreError> {
        let Self { conn, listed, ordering, range } = self;
        let plan = Plan::new(listed, *ordering, range, assumed);
        let (mut found, way) = plan.read(conn, listed, assumed.unpublished_import).await?;
        // If another import is running by now, the rows may include its hidden accounts, or lack published ones.
        let import_changed = found.totals.unpublished_import != assumed.unpublished_import;
        if import_changed || Plan::new(listed, *ordering, range, &found.totals) != plan {
            return Ok((found, false));
        }
        if range.counts_hits() && matches!(way, AccessPath::FilterAlongIndex(_)) {
            if !listed.times.is_any() {
                // The scan by the times has given up, because there are more.
                found.hits = MAX_COUNTED + 1;
            } else if listed.words.is_empty() || matches!(range, Range::After { .. }) {
                // The scan stopped at the limit, before it had met all hits.
                found.hits = directory::count_hits(conn, listed, &found.totals).await?;
            }
        }
        Ok((found, true))
    }
}
