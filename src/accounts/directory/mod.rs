//! The user directory, for administrators: lists in pages and exports, which are here, bulk changes ([`change_many`]), and all of one
//! account ([`details`]).
//!
//! [`query`] parses what is listed, and [`plan`] reads it.
//!
//! Other nouns ask `Directory` for `backfill_search_keys` and `update_email_keys`.

mod backfill;
mod bulk_request;
mod bulk_values;
mod change_many;
mod details;
mod entry;
mod names;
mod own_filter;
mod plan;
mod query;
mod recent;
mod targets;
mod times;

pub(super) use bulk_values::delete_past_values;
pub(super) use plan::LastTotals;

use super::own_fields::OwnFieldAccess;
use super::own_fields::values::field_of_path;
use super::policy::{Action, NotAllowed};
use super::upstream::ExportedIdentity;
use super::{Accounts, Caller, Directory, User};
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    AppError, EventKind, ExportFormat, ExportRequest, Fields, ListUsersRequest, Pagination, Status, UserList, UserView,
};
use crate::store::directory::Found;
use crate::store::directory::orders::MAX_COUNTED;
use crate::store::{ListFilter, ListedRow, StoreError, invitations};
use crate::tabular::{WriteError, write_table};
use futures::{Stream, TryStreamExt as _, stream};
use plan::Range;
use query::{Cursor, Query, Side, Start};
use serde::Serialize;

/// Accounts that an export reads per query; so many are in memory at a time.
const EXPORT_BATCH: i64 = 500;
/// The columns of a CSV file before and after those of the profile. An import accepts these names, or ignores the column.
const FIRST: [&str; 3] = ["id", "username", "email"];
const LAST: [&str; 10] = [
    "role",
    "status",
    "email_verified",
    "created_at",
    "updated_at",
    "last_login_at",
    "external_id",
    "groups",
    "provider",
    "subject",
];

/// A user as an export has them.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedUser {
    #[serde(flatten)]
    pub user: UserView,
    /// The name of the provider at which the account is that was linked first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The id of that account, as an import reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl ExportedUser {
    fn new(user: UserView, identity: Option<ExportedIdentity>) -> Self {
        let (provider, subject) = identity.map(|ExportedIdentity { provider, subject }| (provider, subject)).unzip();
        Self { user, provider, subject }
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

/// An export whose permission and parameters have been checked.
pub struct UserExport {
    pub format: ExportFormat,
    accounts: Accounts,
    caller: Caller,
    listed: ListFilter,
    /// The columns of fields of one's own.
    own: Vec<String>,
}

impl Directory {
    /// A page of the users that match the filter, in the requested order.
    ///
    /// # Errors
    /// Also if the cursor is invalid, belongs to another list, or was sent with a page number, and if there is no such page.
    pub async fn list_users(&self, caller: &Caller, request: &ListUsersRequest) -> Result<UserList, AppError> {
        let (query, page) = self.read_page(caller, request).await?;
        let list = self.list_view(caller, &query, page);
        Ok(self.with_columns(caller, list).await?)
    }

    /// The same for a page, which also shows who has a second factor, and who is invited.
    pub async fn show_users(&self, caller: &Caller, request: &ListUsersRequest) -> Result<UserList, AppError> {
        let (query, page) = self.read_page(caller, request).await?;
        let factors: Vec<_> = page.rows.iter().map(|row| row.user.has_second_factor).collect();
        let mut list = self.list_view(caller, &query, page);
        let is_new = |user: &&UserView| user.status == Status::Active && user.last_login_at.is_none();
        let new: Vec<_> = list.users.iter().filter(is_new).map(|user| user.id).collect();
        let now = self.now();
        let invited = match new.is_empty() {
            true => Vec::new(),
            false => self.db().read(async move |mut conn| invitations::open_among(&mut conn, &new, now).await).await?,
        };
        for (user, has_factor) in list.users.iter_mut().zip(factors) {
            (user.second_factor, user.invited) = (Some(has_factor), invited.contains(&user.id));
        }
        let list = self.with_columns(caller, list).await?;
        let (fields, is_column) = (self.own_fields().all().await?, columns_of(caller));
        Ok(UserList {
            columns: fields.in_effect().filter(|field| is_column(field)).map(DefinedField::view).collect(),
            ..list
        })
    }

    /// The list with the fields of one's own that are columns of it. Reads nothing while none is.
    async fn with_columns(&self, caller: &Caller, mut list: UserList) -> Result<UserList, StoreError> {
        let is_column = columns_of(caller);
        if self.own_fields().all().await?.in_effect().any(is_column) {
            let ids = list.users.iter().map(|user| user.id).collect();
            let mut values = self.own_fields().values_of(ids, is_column).await?;
            list.users.iter_mut().for_each(|user| user.fields = Some(values.remove(&user.id).unwrap_or_default()));
        }
        Ok(list)
    }

    async fn read_page(&self, caller: &Caller, request: &ListUsersRequest) -> Result<(Query, Page), AppError> {
        permit_listing(caller)?;
        let mut query = Query::parse(request).map_err(AppError::invalid)?;
        query.filter.fields = self.own_filter(caller, &request.fields).await?;
        let page = match self.start(&query, request)? {
            Start::Page(number) => self.page_by_number(&query, number).await?,
            Start::Cursor(cursor) => self.page_by_cursor(&query, cursor).await?,
        };
        Ok((query, page))
    }

    /// The users that match the filter, oldest first. The audit event is recorded before the first user is read.
    pub async fn export_users(&self, caller: &Caller, request: &ExportRequest) -> Result<UserExport, AppError> {
        permit_listing(caller)?;
        self.permit_recent(caller, Action::ExportUsers)?;
        let mut fields = Fields::default();
        let mut filter = query::filter(&mut fields, &request.filter());
        let format = ExportFormat::parse(&mut fields, &request.format);
        fields.finish().map_err(AppError::invalid)?;
        filter.fields = self.own_filter(caller, &request.fields).await?;
        self.record(self.event(EventKind::UserExport, &caller.who, caller)).await?;
        let access = OwnFieldAccess::of(caller, None);
        let fields = self.own_fields().all().await?;
        let seen = fields.in_effect().filter(|field| access.sees(field));
        Ok(UserExport {
            format,
            own: seen.map(DefinedField::path).collect(),
            accounts: Accounts::clone(self),
            caller: caller.clone(),
            listed: query::listed(&filter),
        })
    }

    async fn page_by_number(&self, query: &Query, number: u64) -> Result<Page, AppError> {
        let size = query.per_page;
        // A page number of any size is allowed: the offset saturates, and the page is past the end.
        let offset = i64::try_from(number - 1).unwrap_or(i64::MAX).saturating_mul(size);
        let listed = query.listed();
        let found = self.read_listed(listed.clone(), query.ordering(), Range::Page { offset, limit: size }).await?;
        let (total, total_is_exact) = shown_total(&listed, &found);
        let pages = pages(total, size);
        // An empty list still has a first page.
        if number > 1 && (found.rows.is_empty() || number > pages) {
            let last = pages.max(1);
            return Err(AppError::not_found(message::users_no_such_page(last.to_string())));
        }
        // The hits of a search are counted up to a maximum, and there may be more.
        let more_after = number < pages || !total_is_exact;
        Ok(Page { rows: found.rows, total, total_is_exact, more_after, more_before: number > 1, number })
    }

    /// The page before or after the place of a cursor.
    async fn page_by_cursor(&self, query: &Query, cursor: Cursor) -> Result<Page, AppError> {
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

    fn list_view(&self, caller: &Caller, query: &Query, page: Page) -> UserList {
        let cursor = |row: Option<&ListedRow>, side, number| {
            let place = row?.place();
            Some(self.seal_cursor(query, &Cursor { side, page: number, place }))
        };
        let next = cursor(page.rows.last().filter(|_| page.more_after), Side::After, page.number + 1);
        // The number in a cursor may be outdated, because the list may have changed. It never gets below 1.
        let prev = cursor(page.rows.first().filter(|_| page.more_before), Side::Before, page.number.max(2) - 1);
        let pagination = Pagination {
            page: page.number,
            per_page: query.per_page.unsigned_abs(),
            pages: pages(page.total, query.per_page),
            total: page.total.unsigned_abs(),
            total_is_exact: page.total_is_exact,
            next,
            prev,
        };
        let users = page.rows.into_iter().map(|row| User::from(row.user).view_for(caller)).collect();
        UserList { users, pagination, columns: Vec::new() }
    }
}

/// Which fields of one's own are columns of a list that somebody reads.
fn columns_of(caller: &Caller) -> impl Fn(&DefinedField) -> bool + Copy + Send + use<> {
    let access = OwnFieldAccess::of(caller, None);
    move |field: &DefinedField| field.definition.column && access.sees(field)
}

/// Checks the permission to list and to export, in words that say who has it.
fn permit_listing(caller: &Caller) -> Result<(), AppError> {
    caller.permit(Action::ListUsers).map_err(|refusal| match refusal {
        NotAllowed::Forbidden => AppError::forbidden(message::users_admins_only()),
        other => other.into(),
    })
}

/// The length of a list, and whether it is exact: the hits of a search, also in a group or by times, are counted up to
/// [`MAX_COUNTED`].
fn shown_total(listed: &ListFilter, found: &Found) -> (i64, bool) {
    if listed.is_search() {
        (found.hits.min(MAX_COUNTED), found.hits <= MAX_COUNTED)
    } else {
        (found.totals.of(listed.classes) - found.left_out, true)
    }
}

fn pages(total: i64, size: i64) -> u64 {
    total.unsigned_abs().div_ceil(size.unsigned_abs().max(1))
}

impl UserExport {
    /// The file as a stream of chunks. It is not a snapshot: each account is read when its batch is. The stream ends
    /// with an error if the actor loses the permission.
    pub fn file(self) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
        let Self { format, accounts, caller, listed, own } = self;
        let (columns, access) = (own.clone(), OwnFieldAccess::of(&caller, None));
        let pages = stream::try_unfold(None, move |beyond| {
            // Cloned for each page: the closure is called again, and each future must own what it uses.
            let (accounts, caller, listed) = (accounts.clone(), caller.clone(), listed.clone());
            async move {
                accounts.sessions().recheck(&caller, Action::ExportUsers).await?;
                let rows = accounts.directory().oldest_first(listed, beyond, EXPORT_BATCH).await?;
                let Some(last) = rows.last().map(|row| row.place()) else { return Ok(None) };
                let users: Vec<_> = rows.into_iter().map(|row| User::from(row.user)).collect();
                let linked =
                    accounts.identities().exported_identities(users.iter().map(|user| user.id).collect()).await?;
                let ids = users.iter().map(|user| user.id).collect();
                let mut values = accounts.own_fields().values_of(ids, move |field| access.sees(field)).await?;
                let exported = |(user, identity): (&User, Option<ExportedIdentity>)| {
                    let mut view = accounts.users().view_of(user, &caller);
                    view.fields = values.remove(&user.id);
                    ExportedUser::new(view, identity)
                };
                let users: Vec<_> = users.iter().zip(linked).map(exported).collect();
                Ok::<_, AppError>(Some((users, Some(last))))
            }
        });
        let header = user_columns().map(str::to_owned).chain(columns);
        let cells = move |user: &ExportedUser| user_cells(user, &own);
        write_table(format, header, cells, pages.map_err(WriteError::from))
    }
}

/// The columns of a CSV file of users.
pub fn user_columns() -> impl Iterator<Item = &'static str> {
    FIRST.into_iter().chain(FIELDS.each_ref().map(|field| field.name).into_values()).chain(LAST)
}

/// The cells of a user, in the order of the columns. `own`: the columns of fields of one's own, which come last.
pub fn user_cells(exported: &ExportedUser, own: &[String]) -> impl Iterator<Item = String> + use<> {
    let ExportedUser { user, provider, subject } = exported;
    let first: [String; FIRST.len()] = [user.id.to_string(), user.username.clone(), user.email.clone()];
    let last: [String; LAST.len()] = [
        user.role.to_string(),
        user.status.to_string(),
        user.email_verified.to_string(),
        user.created_at.to_string(),
        user.updated_at.to_string(),
        user.last_login_at.map(|at| at.to_string()).unwrap_or_default(),
        user.external_id.clone().unwrap_or_default(),
        user.groups.joined(" "),
        provider.clone().unwrap_or_default(),
        subject.clone().unwrap_or_default(),
    ];
    let value = |path: &String| {
        let value = user.fields.as_ref().and_then(|fields| fields.get(field_of_path(path)?));
        value.map(|value| value.to_text().into_owned()).unwrap_or_default()
    };
    let own: Vec<String> = own.iter().map(value).collect();
    first.into_iter().chain(user.profile().into_values().map(Option::unwrap_or_default)).chain(last).chain(own)
}
