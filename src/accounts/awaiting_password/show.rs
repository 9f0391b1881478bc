//! How many accounts have no password, and how far the mailing is.

use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::{
        awaiting_password::{AwaitingPasswordRequest, AwaitingPasswordView, MailingState, MailingView},
        timestamp::Timestamp,
    },
    store::{
        StoreError, awaiting_password,
        mailings::{self, MailingRow},
        outbox,
    },
};

/// A mailing, and how many of its messages are in the outbox.
pub(super) type Figures = (MailingRow, i64);

impl Accounts {
    /// How many active accounts have no password, and the mailing to such accounts.
    pub async fn show_awaiting_password(
        &self,
        who: &Principal,
        request: &AwaitingPasswordRequest,
    ) -> Result<AwaitingPasswordView, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        let range = self.parse_selection(&request.import).await?.range();
        let now = self.now();
        let counts = self.db().read(move |conn| Box::pin(awaiting_password::count(conn, range, now))).await?;
        Ok(AwaitingPasswordView {
            accounts: unsigned(counts.accounts),
            uninvited: unsigned(counts.uninvited),
            rate: self.settings().mailing_rate,
            mailing: self.last_mailing().await?,
        })
    }

    /// The mailing that is running, or else the last one that has ended.
    pub async fn show_mailing(&self, who: &Principal) -> Result<Option<MailingView>, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        Ok(self.last_mailing().await?)
    }

    pub(super) async fn last_mailing(&self) -> Result<Option<MailingView>, StoreError> {
        Ok(self.mailing_figures().await?.map(|figures| view(&figures, self.settings().mailing_rate)))
    }

    pub(super) async fn mailing_figures(&self) -> Result<Option<Figures>, StoreError> {
        let figures = self.db().read(|conn| {
            Box::pin(async move {
                let Some(row) = mailings::last(conn).await? else { return Ok(None) };
                let in_outbox = outbox::waiting_of(conn, row.id).await?;
                Ok(Some((row, in_outbox)))
            })
        });
        figures.await
    }
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

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
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
