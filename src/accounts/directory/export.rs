//! Everyone, or some, as a file.

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
    store::directory::Listed,
    tabular::{WriteError, written},
};
use futures::{Stream, TryStreamExt as _, stream};

/// People that are in memory at a time.
const AT_ONCE: i64 = 500;
/// What a CSV file has, under the names that an import knows, or leaves alone.
const COLUMNS: [&str; 11] = [
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
];

/// A file that can be written.
pub struct UserExport {
    pub format: ExportFormat,
    accounts: Accounts,
    who: Principal,
    listed: Listed,
}

impl Accounts {
    /// Everyone who keeps to the filters, the oldest first; recorded before the first of them is read.
    pub async fn export_users(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &ExportRequest,
    ) -> Result<UserExport, ListUsersError> {
        if !policy::allows(who, Action::ListUsers) {
            return Err(ListUsersError::Forbidden);
        }
        let mut fields = Fields::default();
        let filter = parse_filter(&mut fields, &request.q, &request.role, &request.status);
        let format = fields.parse("format", &request.format, |text| match text {
            "" => Ok(ExportFormat::Csv),
            name => name.parse().map_err(|_| Problem::new("unknown", "Make it csv or jsonl.")),
        });
        fields.finish().map_err(ListUsersError::Invalid)?;
        self.record(self.event(EventKind::UserExport, who, caller)).await?;
        let format = format.unwrap_or(ExportFormat::Csv);
        Ok(UserExport { format, accounts: self.clone(), who: who.clone(), listed: listed_of(&filter) })
    }
}

impl UserExport {
    /// Lines of the file that are nobody's. Every other is a person's: no name has a line's end in it.
    pub fn header_lines(&self) -> u64 {
        u64::from(self.format == ExportFormat::Csv)
    }

    /// The file, piece by piece: an account that changes meanwhile is in it as it was when its turn came. It breaks off when
    /// `who` may no longer have it.
    pub fn file(self) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
        let Self { format, accounts, who, listed } = self;
        let pages = stream::try_unfold(None, move |beyond| {
            let (accounts, who, listed) = (accounts.clone(), who.clone(), listed.clone());
            async move {
                accounts.recheck(&who, Action::ListUsers).await?;
                let rows = accounts.oldest_first(listed, beyond, AT_ONCE).await?;
                let Some(last) = rows.last().map(|row| row.place()) else { return Ok(None) };
                let people =
                    rows.into_iter().map(|row| accounts.view_of(&User::from(row.user), &who)).collect::<Vec<_>>();
                Ok::<_, Failure>(Some((people, Some(last))))
            }
        });
        let pages = pages.map_err(|error| WriteError::from(AppError::from(error)));
        written(format, COLUMNS, row, pages)
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
    ]
}
