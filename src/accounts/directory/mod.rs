//! Everyone, a page at a time, for administrators.

mod cursor;
pub(super) mod plan;
mod request;

use super::{
    Accounts, Failure, Principal, User, error,
    policy::{self, Action},
};
use crate::{
    shared::{
        directory::{Direction, ListUsersRequest, Pagination, Sort, UserList},
        error::{AppError, ErrorCode, FieldError},
    },
    store::{
        Conn, StoreError,
        directory::{self, Listed, ListedRow, Ordering, Place, Slice, Way, orders::COUNTED},
    },
};
pub(super) use request::{filter as parse_filter, listed as listed_of};

use cursor::{Cursor, Side};
use request::{Query, Start};

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum ListUsersError {
    #[error("not allowed")]
    Forbidden,
    #[error("parameters break a rule")]
    Invalid(Vec<FieldError>),
    /// Not made here, for another list, or beside a page.
    #[error("the cursor is not valid")]
    BadCursor(&'static str),
    #[error("there is no such page")]
    PastTheEnd { pages: u64 },
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ListUsersError> for AppError {
    fn from(error: ListUsersError) -> Self {
        match error {
            ListUsersError::Forbidden => Self::new(ErrorCode::Forbidden, "The directory is for administrators."),
            ListUsersError::Invalid(errors) => error::invalid(errors),
            ListUsersError::BadCursor(mend) => Self::new(ErrorCode::Malformed, mend),
            ListUsersError::PastTheEnd { pages } => {
                Self::new(ErrorCode::NotFound, format!("There is no such page: the last one is page {pages}."))
            }
            ListUsersError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for ListUsersError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What a page is made of, as the database had it.
struct Page {
    rows: Vec<ListedRow>,
    total: i64,
    exact: bool,
    /// Whether the list goes on behind the last row, seen in the order of the list.
    more_after: bool,
    more_before: bool,
    number: u64,
}

impl Accounts {
    /// A page of everyone who keeps to the filters, in the order that was asked for.
    pub async fn list_users(&self, who: &Principal, request: &ListUsersRequest) -> Result<UserList, ListUsersError> {
        if !policy::allows(who, Action::ListUsers) {
            return Err(ListUsersError::Forbidden);
        }
        let query = Query::parse(request).map_err(ListUsersError::Invalid)?;
        let page = match self.start(&query, request)? {
            Start::Page(number) => self.numbered_page(&query, number).await?,
            Start::Cursor(cursor) => self.page_from(&query, cursor).await?,
        };
        self.told(&query, page)
    }

    /// The page of that number. What lies beyond the middle is read from the end.
    async fn numbered_page(&self, query: &Query, number: u64) -> Result<Page, ListUsersError> {
        let (listed, ordering, size) = (query.listed(), query.ordering(), query.per_page);
        let offset = i64::try_from(number - 1).unwrap_or(i64::MAX).saturating_mul(size);
        let searching = !listed.words.is_empty();
        let (rows, total) = self
            .db()
            .read(move |conn| {
                Box::pin(async move {
                    let totals = directory::totals(conn).await?;
                    let way = plan::way(conn, &listed, &totals).await?;
                    let known = (!searching).then(|| totals.of(&listed.classes));
                    let (slice, turned) = window(offset, size, known);
                    let ordering = if turned { ordering.reversed() } else { ordering };
                    let mut rows = directory::read(conn, &listed, ordering, &slice, &way).await?;
                    if turned {
                        rows.reverse();
                    }
                    let counted = rows.first().map_or(0, |row| row.hits);
                    Ok((rows, known.unwrap_or(counted)))
                })
            })
            .await?;
        let (total, exact) = told_total(total, searching);
        let pages = pages(total, size);
        if number > 1 && (rows.is_empty() || number > pages) {
            return Err(ListUsersError::PastTheEnd { pages: pages.max(1) });
        }
        let more_after = number < pages || !exact;
        Ok(Page { rows, total, exact, more_after, more_before: number > 1, number })
    }

    /// The page beside a place. One row more is read, to see whether the list goes on.
    async fn page_from(&self, query: &Query, cursor: Cursor) -> Result<Page, ListUsersError> {
        let (listed, ordering, size) = (query.listed(), query.ordering(), query.per_page);
        let searching = !listed.words.is_empty();
        let back = cursor.side == Side::Before;
        let slice = Slice { beyond: Some(cursor.place), limit: size + 1, offset: 0 };
        let (mut rows, total) = self
            .db()
            .read(move |conn| {
                Box::pin(async move {
                    let totals = directory::totals(conn).await?;
                    let way = plan::way_from(conn, &listed, &totals, slice.limit).await?;
                    let ordering = if back { ordering.reversed() } else { ordering };
                    let rows = directory::read(conn, &listed, ordering, &slice, &way).await?;
                    let total = match searching {
                        true => count(conn, &listed, &way, rows.first()).await?,
                        false => totals.of(&listed.classes),
                    };
                    Ok((rows, total))
                })
            })
            .await?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > size);
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        if back {
            rows.reverse();
        }
        let (total, exact) = told_total(total, searching);
        let (more_after, more_before) = if back { (true, more) } else { (more, true) };
        Ok(Page { rows, total, exact, more_after, more_before, number: cursor.page })
    }

    fn told(&self, query: &Query, page: Page) -> Result<UserList, ListUsersError> {
        let cursor = |row: Option<&ListedRow>, side, number| {
            let place = row?.place(query.sort);
            Some(self.seal_cursor(query, &Cursor { side, page: number, place }))
        };
        let next = cursor(page.rows.last().filter(|_| page.more_after), Side::After, page.number + 1);
        let prev = cursor(page.rows.first().filter(|_| page.more_before), Side::Before, page.number.max(2) - 1);
        let pagination = Pagination {
            page: page.number,
            per_page: unsigned(query.per_page),
            pages: pages(page.total, query.per_page),
            total: unsigned(page.total),
            total_is_exact: page.exact,
            next,
            prev,
        };
        let users = page.rows.into_iter().map(|row| Ok(User::try_from(row.user)?.view()));
        Ok(UserList { users: users.collect::<Result<_, StoreError>>()?, pagination })
    }
}

/// The next of a list, the oldest first: for what goes through all of it, a piece at a time.
pub(super) async fn oldest_first(
    conn: &mut Conn<'_>,
    listed: &Listed,
    beyond: Option<Place>,
    limit: i64,
) -> Result<Vec<ListedRow>, StoreError> {
    let totals = directory::totals(conn).await?;
    let way = plan::way_from(conn, listed, &totals, limit).await?;
    let ordering = Ordering { sort: Sort::CreatedAt, direction: Direction::Ascending };
    directory::read(conn, listed, ordering, &Slice { beyond, limit, offset: 0 }, &way).await
}

/// How many hits a search has: known where they were collected, else counted.
async fn count(conn: &mut Conn<'_>, listed: &Listed, way: &Way, first: Option<&ListedRow>) -> Result<i64, StoreError> {
    match (way, first) {
        (Way::OfClasses | Way::OfWord(_), Some(row)) => Ok(row.hits),
        _ => directory::hits(conn, listed).await,
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

/// What is told of the length of a list, and whether that is all: the hits of a search are counted only so far.
fn told_total(total: i64, searching: bool) -> (i64, bool) {
    if searching && total > COUNTED { (COUNTED, false) } else { (total, true) }
}

/// How many pages there are to click on.
fn pages(total: i64, size: i64) -> u64 {
    unsigned(total).div_ceil(unsigned(size).max(1))
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
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
