//! Does at once what the tasks of the server would have done meanwhile, after its clock was moved.

use crate::accounts::{Accounts, Failure};

impl Accounts {
    /// Stores the last use of sessions, deletes what has expired, and wakes the delivery of mail. The tasks that do this
    /// otherwise wait for real time, so they do not notice that the clock was moved.
    pub async fn catch_up(&self) -> Result<(), Failure> {
        self.write_last_seen().await?;
        self.sweep().await?;
        self.mail_queued().notify_one();
        Ok(())
    }
}
