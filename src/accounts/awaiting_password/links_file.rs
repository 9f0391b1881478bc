//! A file with a password link for each account without a password, which an administrator passes on.

use crate::accounts::invitations::invitable;
use crate::accounts::passwords::{Proof, SETUP_LIFETIME};
use crate::accounts::{Accounts, Action, Caller, Mailings, UnitOfWork};
use crate::shared::{
    AppError, EventKind, ExportFormat, Fields, PasswordLinkRow, PasswordLinksRequest, Text, UserId, UserView,
};
use crate::store::invitations;
use crate::store::{AwaitingPlace, AwaitingRange, StoreError, locks};
use crate::tabular::{WriteError, write_table};
use futures::{Stream, TryStreamExt as _, stream};

/// Accounts per transaction, which takes some ten milliseconds. So many links are in memory at a time.
const BATCH: i64 = 100;
/// The columns of a CSV file.
const COLUMNS: [&str; 4] = ["username", "email", "link", "expires"];

/// A file of password links that may be written: permission, parameters and proof have been checked.
pub struct PasswordLinkFile {
    pub format: ExportFormat,
    /// How many accounts there were when it was requested.
    pub accounts_awaiting: u64,
    accounts: Accounts,
    caller: Caller,
    range: AwaitingRange,
}

impl Mailings {
    /// A file with a link for each selected account without a password, except the actor's own. The links are created while the
    /// file is written, and replace earlier password links; invitations stay valid. Each account gets an event, and so does the
    /// file as a whole, before the first link is created.
    ///
    /// Who has not just proved who they are needs the password: the links outlive the session.
    pub async fn create_password_links(
        &self,
        caller: &Caller,
        request: &PasswordLinksRequest,
        current_password: &Text,
    ) -> Result<PasswordLinkFile, AppError> {
        caller.permit(Action::MakePasswordLinks)?;
        let mut fields = Fields::default();
        let format = ExportFormat::parse(&mut fields, &request.format);
        fields.finish().map_err(AppError::invalid)?;
        let range = self.parse_selection(&request.import).await?.range();
        match self.passwords().recent_proof(caller, EventKind::PasswordLinksIssued, current_password).await? {
            Proof::Given(_) => {}
            Proof::Wrong(problem) => return Err(AppError::invalid(vec![problem.of("current_password")])),
        }
        let caller = &caller.proved();
        let accounts_awaiting = self.count_awaiting(range).await?.accounts.unsigned_abs();
        if accounts_awaiting > 0 {
            let job = async move |mut tx: UnitOfWork| {
                tx.record(tx.event(EventKind::PasswordLinksIssued).detail(accounts_awaiting));
                Ok(())
            };
            self.change(caller, Action::MakePasswordLinks, job).await?;
        }
        Ok(PasswordLinkFile {
            format,
            accounts_awaiting,
            accounts: Accounts::clone(self),
            caller: caller.clone(),
            range,
        })
    }

    /// Creates the next links of a file; None at its end. Returns the last account with them.
    async fn create_next_links(
        &self,
        caller: &Caller,
        range: AwaitingRange,
    ) -> Result<Option<(Vec<PasswordLinkRow>, AwaitingPlace)>, AppError> {
        let places =
            self.db().read(async move |mut conn| invitations::next_awaiting(&mut conn, range, BATCH).await).await?;
        let Some(last) = places.last().copied() else { return Ok(None) };
        let job = async move |mut tx: UnitOfWork| {
            let mut links = Vec::with_capacity(places.len());
            for place in places {
                links.extend(create_link(&mut tx, place.id).await?);
            }
            Ok(links)
        };
        // `change` checks with every batch that the actor is still an administrator.
        let links = self.change(caller, Action::MakePasswordLinks, job).await?;
        Ok(Some((links, last)))
    }
}

impl PasswordLinkFile {
    /// The file as a stream of chunks. A link is created right before it is written, so those that a client does not read do not
    /// exist, except for the last ones. The stream ends with an error if the actor loses the permission.
    pub fn file(self) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
        let Self { format, accounts, caller, range, .. } = self;
        let pages = stream::try_unfold(range.after, move |after| {
            // Cloned for each page: the closure is called again, and each future must own what it uses.
            let (accounts, caller) = (accounts.clone(), caller.clone());
            let rest = AwaitingRange { after, ..range };
            async move { accounts.mailings().create_next_links(&caller, rest).await }
        });
        write_table(format, COLUMNS, row, pages.map_err(WriteError::from))
    }
}

/// Creates the link of an account. None if it is not to have one any more, or if it is the actor's own.
async fn create_link(tx: &mut UnitOfWork, id: UserId) -> Result<Option<PasswordLinkRow>, StoreError> {
    if tx.is_by_owner(id) {
        return Ok(None);
    }
    locks::lock_target(tx, id).await?;
    let Some(user) = invitable(tx, id).await? else { return Ok(None) };
    let (link, stored) = tx.accounts().passwords().new_link(tx.caller(), id, SETUP_LIFETIME);
    tx.record(tx.event(EventKind::PasswordResetIssued).on(id));
    tx.store_token(&stored).await?;
    let UserView { username, email, .. } = user.all;
    Ok(Some(PasswordLinkRow { username, email, link: link.url, expires: link.expires_at }))
}

fn row(link: &PasswordLinkRow) -> [String; COLUMNS.len()] {
    let PasswordLinkRow { username, email, link, expires } = link;
    [username.clone(), email.clone(), link.clone(), expires.to_string()]
}
