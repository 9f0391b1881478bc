//! Accounts without a password: how their owners get a link to choose one, many at once. An administrator downloads a file of links
//! and passes them on ([`links_file`]), or a mailing sends each owner an invitation, at a limited rate
//! (`docs/decisions/0054-mailings.md`). A mailing begins, is shown and is stopped here; [`feed`] queues its messages.

mod feed;
mod links_file;

pub use links_file::PasswordLinkFile;

use super::{Accounts, Caller, policy::Action, unit_of_work::UnitOfWork};
use crate::{
    shared::{
        audit::EventKind,
        awaiting_password::{AwaitingPasswordRequest, AwaitingPasswordView, MailingState, MailingView},
        error::{AppError, ErrorCode},
        fields::{Fields, Problem},
        ids::UserId,
        timestamp::Timestamp,
        values::Text,
    },
    store::{
        StoreError, imports,
        invitations::{self, AwaitingPlace, AwaitingRange, End, MailingRow, NewMailing},
        outbox,
    },
};
use feed::Pace;
use uuid::Uuid;

/// All accounts, or those of one import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Selection {
    import: Option<i64>,
}

/// A mailing, and how many of its messages are in the outbox.
type Figures = (MailingRow, i64);

impl Accounts {
    /// How many active accounts have no password, and the mailing to such accounts.
    pub async fn show_awaiting_password(
        &self,
        caller: &Caller,
        request: &AwaitingPasswordRequest,
    ) -> Result<AwaitingPasswordView, AppError> {
        caller.permit(Action::ListUsers)?;
        let range = self.parse_selection(&request.import).await?.range();
        let now = self.now();
        let counts =
            self.db().read(async move |mut conn| invitations::count_awaiting(&mut conn, range, now).await).await?;
        Ok(AwaitingPasswordView {
            accounts: unsigned(counts.accounts),
            uninvited: unsigned(counts.uninvited),
            rate: self.settings().mailing_rate,
            mailing: self.last_mailing().await?,
        })
    }

    /// Begins to send invitations to all selected accounts that have no password and no open invitation. If such a mailing to the
    /// same accounts is running, nothing changes: the request may have been repeated.
    ///
    /// # Errors
    /// [`ErrorCode::MailingRunning`] if a mailing to other accounts is running.
    pub async fn begin_mailing(
        &self,
        caller: &Caller,
        request: &AwaitingPasswordRequest,
    ) -> Result<MailingView, AppError> {
        caller.permit(Action::GovernUsers)?;
        let selection = self.parse_selection(&request.import).await?;
        if let Some(running) = self.running_mailing(selection).await? {
            return Ok(running);
        }
        let (range, now) = (selection.range(), self.now());
        let counts =
            self.db().read(async move |mut conn| invitations::count_awaiting(&mut conn, range, now).await).await?;
        let (total, rate) = (counts.uninvited, self.settings().mailing_rate);
        if total == 0 {
            // Neither stored nor recorded, because nothing happens.
            return Ok(without_messages(selection, now, rate));
        }
        let new = NewMailing {
            id: self.new_id(),
            import_number: selection.import,
            created_by: caller.user_id(),
            range,
            total,
            fed_at: Pace::of(rate).start(now),
            now,
        };
        let job = async move |mut tx: UnitOfWork| {
            let has_begun = invitations::begin_mailing(&mut tx, &new).await?;
            if has_begun {
                tx.record(tx.event(EventKind::MailingBegin).detail(new.total));
            }
            Ok(has_begun)
        };
        if self.change(caller, Action::GovernUsers, job).await? {
            return Ok(self.last_mailing().await?.unwrap_or_else(|| without_messages(selection, now, rate)));
        }
        // Another request was faster.
        self.running_mailing(selection).await?.ok_or_else(mailing_running)
    }

    /// The mailing that is running, or else the last one that has ended.
    pub async fn show_mailing(&self, caller: &Caller) -> Result<Option<MailingView>, AppError> {
        caller.permit(Action::ListUsers)?;
        Ok(self.last_mailing().await?)
    }

    /// Stops the mailing that is running. Invitations that have been sent stay valid, and those that are in the outbox are still
    /// sent.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if none is running.
    pub async fn stop_mailing(&self, caller: &Caller) -> Result<MailingView, AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let running = invitations::last_mailing(&mut tx).await?.filter(|mailing| mailing.ended_at.is_none());
            let running = running.ok_or_else(no_mailing)?;
            if !invitations::end_mailing(&mut tx, running.id, End::Stopped, now).await? {
                return Err(no_mailing());
            }
            tx.record(tx.event(EventKind::MailingStop));
            Ok(())
        };
        self.change(caller, Action::GovernUsers, job).await?;
        self.last_mailing().await?.ok_or_else(no_mailing)
    }

    /// Parses the number of an import. Without one, all accounts are selected.
    ///
    /// # Errors
    /// If it is no number, or if there is no such import.
    async fn parse_selection(&self, import: &Text) -> Result<Selection, AppError> {
        let mut fields = Fields::default();
        let import = fields.parse("import", import, parse_import).flatten();
        fields.finish().map_err(AppError::invalid)?;
        if let Some(number) = import
            && !self.db().read(async move |mut conn| imports::is_published(&mut conn, number).await).await?
        {
            let detail =
                "There is no such import. Send the number in its report, or leave it out to select all accounts.";
            return Err(AppError::invalid(vec![Problem::new("unknown_import", detail).of("import")]));
        }
        Ok(Selection { import })
    }

    /// The mailing to the selected accounts, if it is running. Fails if one to other accounts is.
    async fn running_mailing(&self, selection: Selection) -> Result<Option<MailingView>, AppError> {
        match self.last_mailing().await?.filter(|mailing| mailing.state == MailingState::Running) {
            Some(running) if running.import == selection.import => Ok(Some(running)),
            Some(_) => Err(mailing_running()),
            None => Ok(None),
        }
    }

    async fn last_mailing(&self) -> Result<Option<MailingView>, StoreError> {
        Ok(self.mailing_figures().await?.map(|figures| view(&figures, self.settings().mailing_rate)))
    }

    async fn mailing_figures(&self) -> Result<Option<Figures>, StoreError> {
        let figures = self.db().read(async |mut conn| {
            let Some(row) = invitations::last_mailing(&mut conn).await? else { return Ok(None) };
            let in_outbox = outbox::waiting_of(&mut conn, row.id).await?;
            Ok(Some((row, in_outbox)))
        });
        figures.await
    }
}

/// Only one mailing can run at a time.
fn mailing_running() -> AppError {
    AppError::new(
        ErrorCode::MailingRunning,
        "Invitations are being sent to other users. Wait until all are sent, or stop them, then try again.",
    )
}

fn no_mailing() -> AppError {
    AppError::not_found("No invitations are being sent at the moment.")
}

impl Selection {
    /// All of them, in the order of the store.
    fn range(self) -> AwaitingRange {
        let (first, last_import) = self.import.map_or((0, i64::MAX), |number| (number, number));
        AwaitingRange { after: AwaitingPlace { import_number: first, id: UserId(Uuid::nil()) }, last_import }
    }
}

/// An empty text counts as missing, because forms send empty fields.
fn parse_import(text: &str) -> Result<Option<i64>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| Problem::new("not_a_number", "Send the number of an import as its report shows it."))
}

fn view((row, in_outbox): &Figures, rate: u32) -> MailingView {
    let looked_at = row.queued + row.skipped;
    // Accounts that were added since it began may be among those that were looked at.
    let rest = if row.ended_at.is_some() { 0 } else { (row.total - looked_at).max(0) };
    MailingView {
        state: match row.ended_at {
            None => MailingState::Running,
            Some(_) if row.was_stopped => MailingState::Stopped,
            Some(_) => MailingState::Completed,
        },
        import: row.import_number,
        created_at: Timestamp(row.created_at),
        rate,
        total: unsigned(row.total.max(looked_at)),
        sent: unsigned(row.queued - row.failed - in_outbox),
        waiting: unsigned(rest + in_outbox),
        failed: unsigned(row.failed),
        skipped: unsigned(row.skipped),
    }
}

/// A mailing without recipients.
fn without_messages(selection: Selection, now: Timestamp, rate: u32) -> MailingView {
    MailingView {
        state: MailingState::Completed,
        import: selection.import,
        created_at: now,
        rate,
        total: 0,
        sent: 0,
        waiting: 0,
        failed: 0,
        skipped: 0,
    }
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{passwords, store::invitations::STATEMENTS};

    #[test]
    fn an_import_is_a_positive_number() {
        assert_eq!(parse_import(""), Ok(None));
        assert_eq!(parse_import("1795338720000"), Ok(Some(1_795_338_720_000)));
        for text in ["0", "-1", "x", "1.5", " 1", "99999999999999999999"] {
            assert_eq!(parse_import(text).unwrap_err().code, "not_a_number", "{text}");
        }
    }

    #[test]
    fn the_statements_know_what_is_stored_in_place_of_a_password() {
        let condition = format!("account.password_hash = '{}'", passwords::UNUSABLE);
        let with_condition = STATEMENTS.iter().filter(|statement| statement.sql().contains(&condition));
        let names: Vec<_> = with_condition.map(|statement| statement.name()).collect();
        assert_eq!(names, ["COUNT_AWAITING", "NEXT_AWAITING", "NEXT_UNINVITED"]);
    }

    #[test]
    fn accounts_that_were_not_imported_are_among_all_accounts() {
        let all = Selection { import: None }.range();
        assert_eq!((all.after.import_number, all.last_import), (0, i64::MAX));
        let one = Selection { import: Some(7) }.range();
        assert_eq!((one.after.import_number, one.last_import), (7, 7));
    }

    fn row() -> MailingRow {
        MailingRow {
            id: Uuid::nil(),
            import_number: Some(7),
            created_by: None,
            created_at: 0,
            total: 10,
            queued: 6,
            skipped: 1,
            failed: 2,
            fed_at: 0,
            place_import: 7,
            place_id: Uuid::nil(),
            ended_at: None,
            was_stopped: false,
        }
    }

    /// State, sent, waiting, failed, skipped.
    fn figures(row: MailingRow, in_outbox: i64) -> (MailingState, [u64; 4]) {
        let MailingView { state, sent, waiting, failed, skipped, .. } = view(&(row, in_outbox), 60);
        (state, [sent, waiting, failed, skipped])
    }

    #[test]
    fn the_figures_add_up_to_the_total() {
        assert_eq!(figures(row(), 3), (MailingState::Running, [1, 6, 2, 1]));
        let ended = MailingRow { ended_at: Some(1), queued: 9, ..row() };
        assert_eq!(figures(ended, 1), (MailingState::Completed, [6, 1, 2, 1]));
    }

    #[test]
    fn a_mailing_that_was_stopped_waits_only_for_what_was_queued() {
        let stopped = MailingRow { ended_at: Some(1), was_stopped: true, ..row() };
        assert_eq!(figures(stopped, 3), (MailingState::Stopped, [1, 3, 2, 1]));
    }

    #[test]
    fn accounts_that_were_added_meanwhile_belong_to_the_total() {
        let view = view(&(MailingRow { queued: 12, skipped: 0, ..row() }, 0), 60);
        assert_eq!((view.total, view.sent, view.waiting), (12, 10, 0));
    }
}
