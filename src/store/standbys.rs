//! Reads that may run at a standby of PostgreSQL: lists, exports and reports, which read much and change nothing
//! ([decision 110](../../docs/decisions/0110-standbys.md)).
//!
//! They see all that was committed when they were asked for, at any replica: the primary says how far it has written, and a
//! standby is read once it has replayed that.

use super::postgres::CaughtUp;
use super::statement::statements;
use super::{Db, Engine, Lease, StoreError, lease};
use futures::future::BoxFuture;
use sqlx::FromRow;
use std::time::Duration;

statements! {
    /// How far a primary has written. A commit is answered when it is flushed, unless the database is set to answer before: then what is
    /// inserted counts.
    pub(super) fn written(conn) -> Place = one
        "SELECT system_identifier, \
         (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database, \
         ('x' || substr(pg_walfile_name(lsn), 1, 8))::bit(32)::integer AS timeline, \
         pg_is_in_recovery() AS is_standby, pg_wal_lsn_diff(lsn, '0/0')::bigint AS lsn \
         FROM pg_control_system(), (SELECT CASE WHEN pg_is_in_recovery() THEN NULL \
         WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn() \
         ELSE pg_current_wal_flush_lsn() END AS lsn) AS written";

    /// How far a standby has replayed. The timeline is that of its last restartpoint, unless the role may see (`pg_read_all_stats`) what
    /// it is receiving: a standby that has followed a failover is known to have done so with the next restartpoint. That of a server
    /// that is no standby is the one on which it writes.
    pub(super) fn replayed(conn) -> Place = one
        "SELECT s.system_identifier, \
         (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database, \
         CASE WHEN pg_is_in_recovery() THEN GREATEST(c.timeline_id, r.min_recovery_end_timeline, w.received_tli) \
         ELSE ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::integer END AS timeline, \
         pg_is_in_recovery() AS is_standby, pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint AS lsn \
         FROM pg_control_system() s, pg_control_checkpoint() c, pg_control_recovery() r \
         LEFT JOIN pg_stat_wal_receiver w ON TRUE";
}

/// Where a node is in the log of its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub(super) struct Place {
    /// All nodes of a cluster have the same.
    pub(super) system_identifier: i64,
    /// The number of the database, which is the same at all of them.
    pub(super) database: i64,
    /// A failover begins a new one. None: that of a primary was asked for, and it is none any more.
    pub(super) timeline: Option<i32>,
    pub(super) is_standby: bool,
    /// In bytes.
    pub(super) lsn: Option<i64>,
}

impl Place {
    /// Why a node at this place is no standby of this primary.
    pub(super) fn misfit(&self, primary: &Self) -> Option<LeftOut> {
        if self.system_identifier != primary.system_identifier {
            Some(LeftOut::OtherCluster)
        } else if self.database != primary.database {
            Some(LeftOut::OtherDatabase)
        } else if !self.is_standby {
            // Two that were promoted apart from each other may have taken the same number, which cannot be seen here.
            Some(if self.timeline == primary.timeline { LeftOut::Primary } else { LeftOut::OtherPrimary })
        } else if self.timeline != primary.timeline {
            // Its log may differ from that of the primary, so positions cannot be compared.
            Some(LeftOut::OtherTimeline)
        } else {
            None
        }
    }

    /// Whether a standby at this place has all that the primary had written.
    pub(super) fn has_all_of(&self, primary: &Self) -> bool {
        self.misfit(primary).is_none() && self.lsn >= primary.lsn
    }
}

/// For which statements the planner of PostgreSQL is configured.
#[derive(Clone, Copy)]
pub(super) enum Planning {
    Usual,
    /// Those of the user directory.
    Directory,
}

/// Why nothing is read at a standby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It was not compared with the primary yet, or has nothing yet of what was written since: it may lag for long.
    Unknown,
    Unreachable,
    /// It is the primary in `DATABASE_URL`: each node is named, and any of them may lead.
    Primary,
    /// It was promoted apart from the primary in `DATABASE_URL`, whose changes it does not get.
    OtherPrimary,
    OtherCluster,
    /// Another one of the same cluster, which may be that of another installation.
    OtherDatabase,
    /// It has not followed the last failover yet, or follows a primary that is none any more.
    OtherTimeline,
    Behind,
}

impl LeftOut {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
            Self::Primary => "primary",
            Self::OtherPrimary => "another primary",
            Self::OtherCluster => "another cluster",
            Self::OtherDatabase => "another database",
            Self::OtherTimeline => "another timeline",
            Self::Behind => "behind",
        }
    }
}

/// The standbys of this process, in the order in which they were given.
#[derive(Clone, Debug)]
pub struct StandbyReport {
    pub standbys: Vec<StandbyState>,
    /// How many lists and reports were read at the primary, because no standby could be read in time.
    pub fallbacks: u64,
}

/// What is known of a standby.
#[derive(Clone, Debug)]
pub struct StandbyState {
    /// Host and port.
    pub name: String,
    /// How far it was behind the primary when it was last compared with it; zero if it is no standby of it.
    pub lag: Duration,
    /// How many lists and reports were read there.
    pub reads: u64,
    /// Why nothing is read there, also in words. None: lists and reports are.
    pub left_out: Option<(LeftOut, String)>,
}

impl Db {
    /// Like [`Db::read`], for jobs that read much: lists, exports and reports. They run at a standby if there is one, and a second time
    /// at the primary if that fails, so they must not write.
    pub fn read_report<'a, T, F, Fut>(&'a self, job: F) -> BoxFuture<'a, Result<T, StoreError>>
    where
        T: Send + 'a,
        F: FnOnce(Lease) -> Fut + Clone + Send + 'a,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'a,
    {
        self.read_at_standby(Planning::Usual, job)
    }

    /// Like [`Db::read_report`], for jobs that read a list of the user directory: on PostgreSQL the planner is configured for the
    /// statements of lists.
    pub fn read_directory<'a, T, F, Fut>(&'a self, job: F) -> BoxFuture<'a, Result<T, StoreError>>
    where
        T: Send + 'a,
        F: FnOnce(Lease) -> Fut + Clone + Send + 'a,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'a,
    {
        self.read_at_standby(Planning::Directory, job)
    }

    fn read_at_standby<'a, T, F, Fut>(&'a self, planning: Planning, job: F) -> BoxFuture<'a, Result<T, StoreError>>
    where
        T: Send + 'a,
        F: FnOnce(Lease) -> Fut + Clone + Send + 'a,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'a,
    {
        Box::pin(async move {
            if let Some(standby) = self.caught_up(planning).await? {
                let mut result = None;
                if standby.run(lease::leaving(job.clone(), &mut result)).await? {
                    return result.ok_or(StoreError::Closed);
                }
            }
            let mut result = None;
            self.lend_at_primary(planning, lease::leaving(job, &mut result)).await?;
            result.ok_or(StoreError::Closed)
        })
    }

    /// A standby that has replayed all that is committed by now.
    async fn caught_up(&self, planning: Planning) -> Result<Option<CaughtUp<'_>>, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(postgres) => postgres.caught_up(planning).await,
        }
    }

    fn lend_at_primary<'a>(&'a self, planning: Planning, job: lease::Job<'a>) -> BoxFuture<'a, Result<(), StoreError>> {
        match (&self.0, planning) {
            (Engine::Postgres(postgres), Planning::Directory) => Box::pin(postgres.read_directory(job)),
            (Engine::Sqlite(_), _) | (_, Planning::Usual) => self.lend(job),
        }
    }

    /// What is known of the standbys. None without any.
    pub fn standbys(&self) -> Option<StandbyReport> {
        match &self.0 {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => postgres.standbys(),
        }
    }

    /// Compares the standbys with the primary now, in place of within a second.
    pub async fn look_at_standbys(&self) {
        if let Engine::Postgres(postgres) = &self.0 {
            postgres.look_at_standbys().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standby_has_what_the_primary_has_written_only_in_the_same_history() {
        let primary = Place { system_identifier: 7, database: 5, timeline: Some(2), is_standby: false, lsn: Some(100) };
        let standby = Place { is_standby: true, ..primary };
        for (place, misfit, has_all) in [
            (standby, None, true),
            (Place { lsn: Some(101), ..standby }, None, true),
            (Place { lsn: Some(99), ..standby }, None, false),
            (Place { lsn: None, ..standby }, None, false),
            (Place { system_identifier: 8, ..standby }, Some(LeftOut::OtherCluster), false),
            (Place { database: 6, ..standby }, Some(LeftOut::OtherDatabase), false),
            (Place { timeline: Some(1), lsn: Some(200), ..standby }, Some(LeftOut::OtherTimeline), false),
            (Place { timeline: Some(3), ..standby }, Some(LeftOut::OtherTimeline), false),
            (primary, Some(LeftOut::Primary), false),
            (Place { timeline: Some(3), ..primary }, Some(LeftOut::OtherPrimary), false),
        ] {
            assert_eq!((place.misfit(&primary), place.has_all_of(&primary)), (misfit, has_all), "{place:?}");
        }
    }
}
