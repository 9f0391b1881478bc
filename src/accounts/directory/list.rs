//! Lists users in pages, by page number or by cursor.

use super::{
    cursor::{Cursor, Side},
    plan::Range,
    query::{Query, Start},
};
use crate::{
    accounts::{
        Accounts, Failure, Principal, User, error,
        policy::{self, Action, NotAllowed},
    },
    shared::{
        directory::{Direction, ListUsersRequest, Pagination, Sort, UserList},
        error::{AppError, ErrorCode, FieldError},
    },
    store::{
        StoreError,
        directory::{Found, ListFilter, ListedRow, Ordering, Place, orders::MAX_COUNTED},
    },
};

/// Why users were not listed.
#[derive(Debug, thiserror::Error)]
pub enum ListUsersError {
    #[error("not allowed")]
    Forbidden,
    #[error("invalid parameters")]
    Invalid(Vec<FieldError>),
    /// The cursor is invalid, belongs to another list, or was sent with a page number.
    #[error("invalid cursor")]
    BadCursor(&'static str),
    #[error("the page does not exist")]
    PastTheEnd { pages: u64 },
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ListUsersError> for AppError {
    fn from(error: ListUsersError) -> Self {
        match error {
            ListUsersError::Forbidden => Self::new(ErrorCode::Forbidden, "Only administrators can list users."),
            ListUsersError::Invalid(errors) => error::invalid(errors),
            ListUsersError::BadCursor(detail) => Self::new(ErrorCode::Malformed, detail),
            ListUsersError::PastTheEnd { pages } => {
                Self::new(ErrorCode::NotFound, format!("There is no such page. The last page is page {pages}."))
            }
            ListUsersError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ListUsersError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for ListUsersError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

struct Page {
    rows: Vec<ListedRow>,
    total: i64,
    total_is_exact: bool,
    /// Whether there are rows after the last one, in the order of the list.
    more_after: bool,
    /// Whether there are rows before the first one.
    more_before: bool,
    number: u64,
}

impl Accounts {
    /// A page of the users that match the filter, in the requested order.
    pub async fn list_users(&self, who: &Principal, request: &ListUsersRequest) -> Result<UserList, ListUsersError> {
        policy::permit(who, Action::ListUsers)?;
        let query = Query::parse(request).map_err(ListUsersError::Invalid)?;
        let page = match self.start(&query, request)? {
            Start::Page(number) => self.page_by_number(&query, number).await?,
            Start::Cursor(cursor) => self.page_by_cursor(&query, cursor).await?,
        };
        Ok(self.list_view(who, &query, page))
    }

    async fn page_by_number(&self, query: &Query, number: u64) -> Result<Page, ListUsersError> {
        let size = query.per_page;
        // A page number of any size is allowed: the offset saturates, and the page is past the end.
        let offset = i64::try_from(number - 1).unwrap_or(i64::MAX).saturating_mul(size);
        let listed = query.listed();
        let found = self.read_listed(listed.clone(), query.ordering(), Range::Page { offset, limit: size }).await?;
        let (total, total_is_exact) = shown_total(&listed, &found);
        let pages = pages(total, size);
        // An empty list still has a first page.
        if number > 1 && (found.rows.is_empty() || number > pages) {
            return Err(ListUsersError::PastTheEnd { pages: pages.max(1) });
        }
        // The hits of a search are counted up to a maximum, and there may be more.
        let more_after = number < pages || !total_is_exact;
        Ok(Page { rows: found.rows, total, total_is_exact, more_after, more_before: number > 1, number })
    }

    /// The page before or after the place of a cursor.
    async fn page_by_cursor(&self, query: &Query, cursor: Cursor) -> Result<Page, ListUsersError> {
        let (listed, size) = (query.listed(), query.per_page);
        let backwards = cursor.side == Side::Before;
        let ordering = if backwards { query.ordering().reversed() } else { query.ordering() };
        // One more row than the page has shows whether the list continues.
        let range = Range::After { place: Some(cursor.place), limit: size + 1, count_hits: true };
        let found = self.read_listed(listed.clone(), ordering, range).await?;
        let (total, total_is_exact) = shown_total(&listed, &found);
        let mut rows = found.rows;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > size);
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        if backwards {
            rows.reverse();
        }
        // On the side that the cursor came from there is at least the row of its place.
        let (more_after, more_before) = if backwards { (true, more) } else { (more, true) };
        Ok(Page { rows, total, total_is_exact, more_after, more_before, number: cursor.page })
    }

    fn list_view(&self, who: &Principal, query: &Query, page: Page) -> UserList {
        let cursor = |row: Option<&ListedRow>, side, number| {
            let place = row?.place();
            Some(self.seal_cursor(query, &Cursor { side, page: number, place }))
        };
        let next = cursor(page.rows.last().filter(|_| page.more_after), Side::After, page.number + 1);
        // The number in a cursor may be outdated, because the list may have changed. It never gets below 1.
        let prev = cursor(page.rows.first().filter(|_| page.more_before), Side::Before, page.number.max(2) - 1);
        let pagination = Pagination {
            page: page.number,
            per_page: unsigned(query.per_page),
            pages: pages(page.total, query.per_page),
            total: unsigned(page.total),
            total_is_exact: page.total_is_exact,
            next,
            prev,
        };
        UserList { users: page.rows.into_iter().map(|row| User::from(row.user).view_for(who)).collect(), pagination }
    }
}

impl Accounts {
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

/// The length of a list, and whether it is exact: the hits of a search are counted up to [`MAX_COUNTED`].
fn shown_total(listed: &ListFilter, found: &Found) -> (i64, bool) {
    if listed.words.is_empty() {
        (found.totals.of(listed.classes), true)
    } else {
        (found.hits.min(MAX_COUNTED), found.hits <= MAX_COUNTED)
    }
}

fn pages(total: i64, size: i64) -> u64 {
    unsigned(total).div_ceil(unsigned(size).max(1))
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
