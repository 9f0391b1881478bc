//! Everyone, a page at a time, for administrators.

use super::{
    cursor::{Cursor, Side},
    plan::Part,
    query::{Query, Start},
};
use crate::{
    accounts::{
        Accounts, Failure, Principal, User, error,
        policy::{self, Action},
    },
    shared::{
        directory::{Direction, ListUsersRequest, Pagination, Sort, UserList},
        error::{AppError, ErrorCode, FieldError},
    },
    store::{
        StoreError,
        directory::{Found, Listed, ListedRow, Ordering, Place, orders::COUNTED},
    },
};

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
        Ok(self.list_view(who, &query, page))
    }

    /// The page of that number.
    async fn numbered_page(&self, query: &Query, number: u64) -> Result<Page, ListUsersError> {
        let size = query.per_page;
        let offset = i64::try_from(number - 1).unwrap_or(i64::MAX).saturating_mul(size);
        let listed = query.listed();
        let found = self.read_listed(listed.clone(), query.ordering(), Part::Page { offset, size }).await?;
        let (total, exact) = shown_total(&listed, &found);
        let pages = pages(total, size);
        if number > 1 && (found.rows.is_empty() || number > pages) {
            return Err(ListUsersError::PastTheEnd { pages: pages.max(1) });
        }
        let more_after = number < pages || !exact;
        Ok(Page { rows: found.rows, total, exact, more_after, more_before: number > 1, number })
    }

    /// The page beside a place. One row more is read, to see whether the list goes on.
    async fn page_from(&self, query: &Query, cursor: Cursor) -> Result<Page, ListUsersError> {
        let (listed, size) = (query.listed(), query.per_page);
        let back = cursor.side == Side::Before;
        let ordering = if back { query.ordering().reversed() } else { query.ordering() };
        let part = Part::Beyond { place: Some(cursor.place), limit: size + 1, counted: true };
        let found = self.read_listed(listed.clone(), ordering, part).await?;
        let (total, exact) = shown_total(&listed, &found);
        let mut rows = found.rows;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > size);
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        if back {
            rows.reverse();
        }
        let (more_after, more_before) = if back { (true, more) } else { (more, true) };
        Ok(Page { rows, total, exact, more_after, more_before, number: cursor.page })
    }

    fn list_view(&self, who: &Principal, query: &Query, page: Page) -> UserList {
        let cursor = |row: Option<&ListedRow>, side, number| {
            let place = row?.place();
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
        UserList { users: page.rows.into_iter().map(|row| User::from(row.user).view_for(who)).collect(), pagination }
    }
}

impl Accounts {
    /// The next of a list, the oldest first: for what goes through all of it, a piece at a time.
    pub(super) async fn oldest_first(
        &self,
        listed: Listed,
        beyond: Option<Place>,
        limit: i64,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let ordering = Ordering { sort: Sort::CreatedAt, direction: Direction::Ascending };
        let part = Part::Beyond { place: beyond, limit, counted: false };
        Ok(self.read_listed(listed, ordering, part).await?.rows)
    }
}

/// What is told of the length of a list, and whether that is all: the hits of a search are counted only so far.
fn shown_total(listed: &Listed, found: &Found) -> (i64, bool) {
    match listed.words.is_empty() {
        true => (found.totals.of(listed.classes), true),
        false => (found.hits.min(COUNTED), found.hits <= COUNTED),
    }
}

/// How many pages there are to click on.
fn pages(total: i64, size: i64) -> u64 {
    unsigned(total).div_ceil(unsigned(size).max(1))
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
