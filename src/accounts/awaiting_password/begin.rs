//! Begins a mailing. Its messages are queued by [`Accounts::feed_mailing`].

use super::{pace::Pace, selection::Selection};
use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{
        audit::EventKind,
        awaiting_password::{AwaitingPasswordRequest, MailingState, MailingView},
        timestamp::Timestamp,
    },
    store::{
        awaiting_password,
        mailings::{self, NewMailing},
    },
};

impl Accounts {
    /// Begins to send invitations to all selected accounts that have no password and no open invitation. If such a mailing to the
    /// same accounts is running, nothing changes: the request may have been repeated.
    ///
    /// # Errors
    /// [`ManageError::MailingRunning`] if a mailing to other accounts is running.
    pub async fn begin_mailing(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &AwaitingPasswordRequest,
    ) -> Result<MailingView, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let selection = self.parse_selection(&request.import).await?;
        if let Some(running) = self.running_mailing(selection).await? {
            return Ok(running);
        }
        let (range, now) = (selection.range(), self.now());
        let counts = self.db().read(move |conn| Box::pin(awaiting_password::count(conn, range, now))).await?;
        let (total, rate) = (counts.uninvited, self.settings().mailing_rate);
        if total == 0 {
            // Neither stored nor recorded, because nothing happens.
            return Ok(without_messages(selection, now, rate));
        }
        let new = NewMailing {
            id: self.new_id(),
            import_number: selection.import,
            created_by: who.user_id(),
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
            Ok::<_, ManageError>(has_begun)
        };
        if self.change(who, caller, Action::GovernUsers, job).await? {
            return Ok(self.last_mailing().await?.unwrap_or_else(|| without_messages(selection, now, rate)));
        }
        // Another request was faster.
        self.running_mailing(selection).await?.ok_or(ManageError::MailingRunning)
    }

    /// The mailing to the selected accounts, if it is running. Fails if one to other accounts is.
    async fn running_mailing(&self, selection: Selection) -> Result<Option<MailingView>, ManageError> {
        match self.last_mailing().await?.filter(|mailing| mailing.state == MailingState::Running) {
            Some(running) if running.import == selection.import => Ok(Some(running)),
            Some(_) => Err(ManageError::MailingRunning),
            None => Ok(None),
        }
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
