//! Exports users as CSV or JSON Lines.

use super::{
    ListUsersError,
    query::{filter as parse_filter, listed as listed_of},
};
use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, User,
        policy::{self, Action},
    },
    shared::{
        audit::{EventKind, ExportFormat},
        error::AppError,
        fields::{Fields, Problem},
        import::ExportRequest,
        views::UserView,
    },
    store::directory::{ListFilter, ListedRow},
    tabular::{WriteError, write_table},
};
use futures::{Stream, TryStreamExt as _, stream};

/// Accounts per query; so many are in memory at a time.
const BATCH: i64 = 500;
/// The columns of a CSV file. An import accepts these names, or ignores the column.
const COLUMNS: [&str; 12] = [
    "id",
    "username",
    "email",
    "name",
    "role",
    "status",
    "email_verified",
    "created_at",
    "updated_at",
    "last_login_at",
    "external_id",
    "groups",
];

/// An export whose permission and parameters have been checked.
pub struct UserExport {
    pub format: ExportFormat,
    accounts: Accounts,
    who: Principal,
    listed: ListFilter,
}

impl Accounts {
    /// The users that match the filter, oldest first. The audit event is recorded before the first user is read.
    pub async fn export_users(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &ExportRequest,
    ) -> Result<UserExport, ListUsersError> {
        policy::permit(who, Action::ListUsers)?;
        let mut fields = Fields::default();
        let filter = parse_filter(&mut fields, &request.q, &request.role, &request.status, &request.group);
        let format = fields.parse("format", &request.format, |text| match text {
            "" => Ok(ExportFormat::Csv),
            name => name.parse().map_err(|_| Problem::new("unknown", "Use csv or jsonl.")),
        });
        fields.finish().map_err(ListUsersError::Invalid)?;
        self.record(self.event(EventKind::UserExport, who, caller)).await?;
        let format = format.unwrap_or(ExportFormat::Csv);
        Ok(UserExport { format, accounts: self.clone(), who: who.clone(), listed: listed_of(&filter) })
    }
}

impl UserExport {
    /// The number of lines before the first user. Every further line is one user, because no value contains a line
    /// break.
    pub fn header_lines(&self) -> u64 {
        u64::from(self.format == ExportFormat::Csv)
    }

    /// The file as a stream of chunks. It is not a snapshot: each account is read when its batch is. The stream ends
    /// with an error if the actor loses the permission.
    pub fn file(self) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
        let Self { format, accounts, who, listed } = self;
        let pages = stream::try_unfold(None, move |beyond| {
            // Cloned for each page: the closure is called again, and each future must own what it uses.
            let (accounts, who, listed) = (accounts.clone(), who.clone(), listed.clone());
            async move {
                accounts.recheck(&who, Action::ListUsers).await?;
                let rows = accounts.oldest_first(listed, beyond, BATCH).await?;
                let Some(last) = rows.last().map(|row| row.place()) else { return Ok(None) };
                let view = |row: ListedRow| accounts.view_of(&User::from(row.user), &who);
                let users: Vec<UserView> = rows.into_iter().map(view).collect();
                Ok::<_, Failure>(Some((users, Some(last))))
            }
        });
        let pages = pages.map_err(|error| WriteError::from(AppError::from(error)));
        write_table(format, COLUMNS, row, pages)
    }
}

fn row(user: &UserView) -> [String; COLUMNS.len()] {
    [
        user.id.to_string(),
        user.username.clone(),
        user.email.clone(),
        user.name.clone().unwrap_or_default(),
        user.role.to_string(),
        user.status.to_string(),
        user.email_verified.to_string(),
        user.created_at.to_string(),
        user.updated_at.to_string(),
        user.last_login_at.map(|at| at.to_string()).unwrap_or_default(),
        user.external_id.clone().unwrap_or_default(),
        user.groups.joined(" "),
    ]
}
