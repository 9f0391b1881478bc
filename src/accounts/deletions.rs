//! Deleting what may have hundreds of thousands of rows: a group, a client, an application with its clients
//! (`docs/decisions/0080-deletions-in-batches.md`).
//!
//! The use case marks it as deleted. From that commit on it is in effect nowhere, because everything that reads leaves it out. What
//! belongs to it is deleted in batches: the first one in the same transaction, so a small one is gone with the answer, and the others
//! by a task. The clean-up at each start and every hour goes on with what a process has left.
//!
//! Other nouns ask `Deletions` for `finish_deletions` and `finish_deletions_later`.

use super::audit::Actor;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Deletions, error};
use crate::language::message;
use crate::shared::{AppError, EventKind, GroupName, Problem, UserId};
use crate::store::clients::removal as clients;
use crate::store::{Conn, StoreError, applications, groups};
use std::time::Duration;
use tokio::time::sleep;

/// The rows that are deleted in a transaction, so that other writers do not wait long.
pub(super) const BATCH: u32 = 1_000;
/// Between two batches that could delete nothing: another replica is at it.
const PAUSE: Duration = Duration::from_millis(100);
/// How often in a row.
const MAX_PAUSES: u32 = 50;

/// What is being deleted. Names as they are stored: a row with another text as its name has to go as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Deletion {
    /// `by`: the account that has deleted it. None: the operator.
    Group {
        name: String,
        by: Option<UserId>,
    },
    Client(String),
    Application(String),
}

impl Deletion {
    /// Everything that is marked as deleted, clients before their applications.
    pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
        let groups = groups::marked(conn).await?.into_iter();
        let groups = groups.map(|(name, by)| Self::Group { name, by: by.map(UserId) });
        let clients = clients::marked(conn).await?.into_iter().map(Self::Client);
        let applications = applications::marked(conn).await?.into_iter().map(Self::Application);
        Ok(groups.chain(clients).chain(applications).collect())
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Group { by: Some(id), .. } => Actor::User(*id),
            Self::Group { by: None, .. } | Self::Client(_) | Self::Application(_) => Actor::System,
        }
    }
}

/// What a batch has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Batch {
    /// Nothing is left.
    Last,
    /// Whether it has deleted something.
    More(bool),
}

impl UnitOfWork {
    /// Marks a group as deleted and deletes the first batch. Returns whether nothing is left.
    pub(super) async fn delete_group(&mut self, name: &GroupName) -> Result<bool, StoreError> {
        let (now, by) = (self.now(), self.actor_id());
        groups::mark_deleted(self, name, now, by).await?;
        self.record(self.event(EventKind::GroupDelete).detail(name));
        let mut room = BATCH;
        self.go_on_deleting(&Deletion::Group { name: name.to_string(), by }, &mut room).await
    }

    /// Marks a client as deleted and deletes at most `room` rows of what belongs to it. Returns whether nothing is left.
    pub(super) async fn delete_client(&mut self, id: &str, room: &mut u32) -> Result<bool, StoreError> {
        let now = self.now();
        clients::mark_deleted(self, id, now).await?;
        self.record(self.event(EventKind::ClientDelete).detail(id));
        self.go_on_deleting(&Deletion::Client(id.to_owned()), room).await
    }

    /// Marks an application as deleted, with its clients except the `kept` ones, and deletes at most `room` rows of what belongs to
    /// it. Returns whether nothing is left.
    pub(super) async fn delete_application(
        &mut self,
        name: &str,
        kept: &[&str],
        room: &mut u32,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        applications::mark_deleted(self, name, now).await?;
        self.record(self.event(EventKind::ApplicationDelete).detail(name));
        let of_application = clients::of_application(self, name).await?;
        for id in of_application.iter().filter(|id| !kept.contains(&id.as_str())) {
            clients::mark_deleted(self, id, now).await?;
            self.go_on_deleting(&Deletion::Client(id.clone()), room).await?;
        }
        self.go_on_deleting(&Deletion::Application(name.to_owned()), room).await
    }

    async fn go_on_deleting(&mut self, what: &Deletion, room: &mut u32) -> Result<bool, StoreError> {
        Ok(self.delete_batch(what, room).await? == Batch::Last)
    }

    /// Deletes at most `room` rows, and takes their number off it.
    async fn delete_batch(&mut self, what: &Deletion, room: &mut u32) -> Result<Batch, StoreError> {
        let before = *room;
        match what {
            Deletion::Group { name, .. } => {
                for id in groups::delete_members(self, name, before).await? {
                    self.record(self.event(EventKind::GroupRemove).on(id).detail(name));
                    *room = room.saturating_sub(1);
                }
            }
            Deletion::Client(id) => *room -= clients::delete_parts(self, id, before).await?,
            Deletion::Application(_) => {}
        }
        // Otherwise there may be more.
        let is_last = *room > 0
            && match what {
                Deletion::Group { name, .. } => groups::delete(self, name).await?,
                Deletion::Client(id) => clients::delete(self, id).await?,
                Deletion::Application(name) => applications::delete(self, name).await?,
            };
        Ok(if is_last { Batch::Last } else { Batch::More(*room < before) })
    }
}

impl Deletions {
    /// Goes on with what is being deleted, in a task of its own.
    pub(super) fn finish_deletions_later(&self) {
        let deletions = self.clone();
        tokio::spawn(async move {
            if let Err(error) = deletions.finish_deletions().await {
                let error = error::for_log(&error);
                tracing::warn!(%error, "what was deleted is not gone yet: the next clean-up goes on");
            }
        });
    }

    /// Deletes everything that belongs to what is marked as deleted, batch after batch. Returns how many groups, clients and
    /// applications are gone.
    pub async fn finish_deletions(&self) -> Result<u64, AppError> {
        // One task of this process at a time.
        let _turn = self.parts().deleting.lock().await;
        let mut finished = 0;
        loop {
            let all = self.db().read(async |mut conn| Deletion::all(&mut conn).await).await?;
            if all.is_empty() {
                return Ok(finished);
            }
            for one in all {
                if !self.finish_deletion(&one).await? {
                    return Ok(finished);
                }
                finished += 1;
            }
        }
    }

    /// False if another replica does not let this one go on.
    async fn finish_deletion(&self, what: &Deletion) -> Result<bool, AppError> {
        let mut pauses = 0;
        while pauses < MAX_PAUSES {
            let this = what.clone();
            let job = async move |mut tx: UnitOfWork| {
                let mut room = BATCH;
                Ok(tx.delete_batch(&this, &mut room).await?)
            };
            match self.transact(what.actor(), &Caller::system(), job).await? {
                Batch::Last => return Ok(true),
                Batch::More(true) => pauses = 0,
                Batch::More(false) => {
                    // Or it is finished already.
                    let all = self.db().read(async |mut conn| Deletion::all(&mut conn).await).await?;
                    if !all.contains(what) {
                        return Ok(true);
                    }
                    pauses += 1;
                    sleep(PAUSE).await;
                }
            }
        }
        Ok(false)
    }
}

/// The problem of a name that is free as soon as what had it is gone.
pub(super) fn being_deleted() -> Problem {
    Problem::new("being_deleted", message::being_deleted())
}
