//! Begins, shows and stops mailings.

use super::feed::Pace;
use super::{Selection, unsigned};
use crate::accounts::{Action, Caller, Mailings, UnitOfWork};
use crate::language::message;
use crate::shared::{AppError, AwaitingPasswordRequest, ErrorCode, EventKind, MailingState, MailingView, Timestamp};
use crate::store::mailings::{self, End, MailingRow, NewMailing};
use crate::store::{StoreError, outbox};

/// A mailing, and how many of its messages are in the outbox.
pub(super) type Figures = (MailingRow, i64);

impl Mailings {
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
        self.permit_recent(caller, Action::GovernUsers)?;
        let selection = self.parse_selection(&request.import).await?;
        if let Some(running) = self.running_mailing(selection).await? {
            return Ok(running);
        }
        let (range, now) = (selection.range(), self.now());
        let (total, rate) = (self.count_awaiting(range).await?.uninvited, self.settings().mailing_rate);
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
            let has_begun = mailings::begin(&mut tx, &new).await?;
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
            let running = mailings::last(&mut tx).await?.filter(|mailing| mailing.ended_at.is_none());
            let running = running.ok_or_else(no_mailing)?;
            if !mailings::end(&mut tx, running.id, End::Stopped, now).await? {
                return Err(no_mailing());
            }
            tx.record(tx.event(EventKind::MailingStop));
            Ok(())
        };
        self.change(caller, Action::StopMailing, job).await?;
        self.last_mailing().await?.ok_or_else(no_mailing)
    }

    /// The mailing to the selected accounts, if it is running. Fails if one to other accounts is.
    async fn running_mailing(&self, selection: Selection) -> Result<Option<MailingView>, AppError> {
        match self.last_mailing().await?.filter(|mailing| mailing.state == MailingState::Running) {
            Some(running) if running.import == selection.import => Ok(Some(running)),
            Some(_) => Err(mailing_running()),
            None => Ok(None),
        }
    }

    pub(super) async fn last_mailing(&self) -> Result<Option<MailingView>, StoreError> {
        Ok(self.mailing_figures().await?.map(|figures| view(&figures, self.settings().mailing_rate)))
    }

    pub(super) async fn mailing_figures(&self) -> Result<Option<Figures>, StoreError> {
        let figures = self.db().read(async |mut conn| {
            let Some(row) = mailings::last(&mut conn).await? else { return Ok(None) };
            let in_outbox = outbox::waiting_of(&mut conn, row.id).await?;
            Ok(Some((row, in_outbox)))
        });
        figures.await
    }
}

/// Only one mailing can run at a time.
fn mailing_running() -> AppError {
    AppError::new(ErrorCode::MailingRunning, message::awaiting_mailing_running())
}

fn no_mailing() -> AppError {
    AppError::not_found(message::awaiting_no_mailing())
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

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
