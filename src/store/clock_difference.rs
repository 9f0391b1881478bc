//! How far the clock of this process is from that of PostgreSQL. What a replica stores or signs has times by its own clock, and others
//! compare them with theirs, so all clocks have to agree: that of the database is the one that each can ask.

use super::statement::statements;
use super::{Conn, Db, Engine, Lease, StoreError};
use crate::shared::Timestamp;
use std::fmt;

/// A larger difference is reported, in milliseconds. Tokens begin to be valid 30 seconds before they are made (decision 2), so clocks of
/// two replicas may differ by that before one refuses what the other has just made.
const MAX_DIFFERENCE: u64 = 5_000;

/// The time of PostgreSQL in milliseconds, as SQL. Not that of the transaction, which may have waited.
macro_rules! database_time {
    () => {
        "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    };
}
pub(super) use database_time;

statements! {
    fn time(conn) -> i64 = scalar concat!("SELECT ", database_time!());
}

/// The time of the database. None on SQLite, which has no clock of its own.
pub async fn time_of(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    match conn {
        Conn::Sqlite(_) => Ok(None),
        Conn::Postgres(_) => Ok(Some(Timestamp(time(conn).await?))),
    }
}

/// How far a clock is ahead of that of the database in milliseconds; negative if it is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockDifference(i64);

impl ClockDifference {
    /// `before` and `after`: what the clock showed when the database was asked, and when its answer was there. A time between the two is
    /// no difference: nobody knows when in this time the database has looked.
    fn new(before: Timestamp, database: Timestamp, after: Timestamp) -> Self {
        let behind = after.0.saturating_sub(database.0).min(0);
        let ahead = before.0.saturating_sub(database.0).max(0);
        Self(ahead + behind)
    }

    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Whether an operator should know of it.
    pub fn is_large(self) -> bool {
        self.0.unsigned_abs() > MAX_DIFFERENCE
    }
}

/// Such as `300.0 seconds ahead of`.
impl fmt::Display for ClockDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.0 < 0 { "behind" } else { "ahead of" };
        write!(f, "{:.1} seconds {side}", self.seconds().abs())
    }
}

impl Db {
    /// Compares the clock that `now` reads with that of the database. None on SQLite, which has none of its own.
    pub async fn clock_difference(
        &self,
        now: impl Fn() -> Timestamp + Send + Sync,
    ) -> Result<Option<ClockDifference>, StoreError> {
        if let Engine::Sqlite(_) = &self.0 {
            return Ok(None);
        }
        // Inside of the job, so that waiting for a connection takes no part.
        let found = self.read(async move |mut conn: Lease| {
            let before = now();
            let database = Timestamp(time(&mut conn).await?);
            Ok(ClockDifference::new(before, database, now()))
        });
        found.await.map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_time_of_the_question_explains_is_no_difference() {
        let difference = |database: i64| {
            let found = ClockDifference::new(Timestamp(100_000), Timestamp(database), Timestamp(102_000));
            (found.seconds(), found.is_large())
        };
        assert_eq!(difference(100_000), (0.0, false));
        assert_eq!(difference(102_000), (0.0, false));
        assert_eq!(difference(95_000), (5.0, false));
        assert_eq!(difference(94_999), (5.001, true));
        assert_eq!(difference(107_000), (-5.0, false));
        assert_eq!(difference(402_000), (-300.0, true));
    }

    #[test]
    fn a_difference_is_written_in_words() {
        assert_eq!(ClockDifference(300_049).to_string(), "300.0 seconds ahead of");
        assert_eq!(ClockDifference(-5_100).to_string(), "5.1 seconds behind");
    }
}
