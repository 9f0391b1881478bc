//! Living sessions and their users in memory, so that every request can look at both without a round trip.
//!
//! Bounded, filled on a miss. A change here forgets what it touched before it is answered; so does a change at another
//! replica, when it is heard of. What is only known to have happened forgets everything, and while nothing can be heard
//! the database is asked each time.

use crate::{
    accounts::User,
    shared::{
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::changes::{Change, Freshness},
};
use moka::sync::Cache;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Some 300 bytes each.
const CAPACITY: u64 = 50_000;
/// No entry is older than this. A second line of defence: every change evicts what it concerns.
const LIFETIME: Duration = Duration::from_secs(60);

/// A session that had not ended when it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct LivingSession {
    pub user: UserId,
    pub expires_at: Timestamp,
}

/// Names a moment of the view: what was read from the database before a change must not be put in after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

pub(in crate::accounts) struct SessionView {
    /// Each with the user that it was remembered with. It counts only while that very entry is the user's: so forgetting
    /// a user revokes all of its sessions, however many there are.
    sessions: Cache<SessionId, (LivingSession, Arc<User>)>,
    users: Cache<UserId, Arc<User>>,
    /// Counts the changes. Held while something is put in or taken out, never while something is looked up.
    changes: Mutex<u64>,
    freshness: Freshness,
}

impl SessionView {
    /// `freshness`: whether changes elsewhere are heard of.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self { sessions: cache(), users: cache(), changes: Mutex::new(0), freshness }
    }

    /// Whether anything that it holds counts.
    pub(in crate::accounts) fn is_kept(&self) -> bool {
        self.freshness.is_fresh()
    }

    pub(super) fn find(&self, id: SessionId) -> Option<(LivingSession, Arc<User>)> {
        if !self.is_kept() {
            return None;
        }
        let (session, with) = self.sessions.get(&id)?;
        let user = self.users.get(&session.user)?;
        Arc::ptr_eq(&with, &user).then_some((session, user))
    }

    /// To be taken before the database is read.
    pub(super) fn moment(&self) -> Moment {
        Moment(*self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers what was read at `moment`, unless something has changed since.
    pub(super) fn remember(&self, moment: Moment, id: SessionId, session: LivingSession, user: &Arc<User>) {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if *changes == moment.0 {
            // Nothing has changed, so a user who is there already, by another session, is the same.
            let user = self.users.get_with(session.user, || Arc::clone(user));
            self.sessions.insert(id, (session, user));
        }
    }

    /// Forgets what has changed.
    pub(in crate::accounts) fn forget(&self, change: Change) {
        self.change(|| match change {
            Change::Session(id) => self.sessions.invalidate(&id),
            Change::User(id) => self.users.invalidate(&id),
        });
    }

    pub(in crate::accounts) fn forget_everything(&self) {
        self.change(|| {
            self.sessions.invalidate_all();
            self.users.invalidate_all();
        });
    }

    fn change(&self, forget: impl FnOnce()) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        *changes += 1;
        forget();
    }
}

fn cache<K, V>() -> Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder().max_capacity(CAPACITY).time_to_live(LIFETIME).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::views::{Role, Status};
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    fn user() -> Arc<User> {
        Arc::new(User {
            id: UserId(Uuid::from_u128(1)),
            username: "maren".into(),
            email: "maren@example.org".into(),
            name: None,
            role: Role::User,
            status: Status::Active,
            email_verified: false,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            last_login_at: None,
            version: 1,
            avatar: None,
            external_id: None,
        })
    }

    fn session() -> LivingSession {
        LivingSession { user: user().id, expires_at: Timestamp(10) }
    }

    #[test]
    fn what_was_read_before_a_revocation_is_not_remembered_after_it() {
        let view = SessionView::new(Freshness::always());
        let moment = view.moment();
        view.forget(Change::Session(SESSION));
        view.remember(moment, SESSION, session(), &user());
        assert!(view.find(SESSION).is_none());
    }

    #[test]
    fn a_session_is_found_until_it_or_its_user_or_everything_is_forgotten() {
        let view = SessionView::new(Freshness::always());
        let fill = || view.remember(view.moment(), SESSION, session(), &user());
        fill();
        assert!(view.find(SESSION).is_some());
        view.forget(Change::Session(SESSION));
        assert!(view.find(SESSION).is_none());
        fill();
        view.forget(Change::User(user().id));
        assert!(view.find(SESSION).is_none());
        fill();
        view.forget_everything();
        assert!(view.find(SESSION).is_none());
    }

    #[test]
    fn forgetting_a_user_revokes_every_session_also_when_another_brings_the_user_back() {
        const OTHER: SessionId = SessionId(Uuid::from_u128(8));
        let view = SessionView::new(Freshness::always());
        let fill = |id| view.remember(view.moment(), id, session(), &user());
        fill(SESSION);
        fill(OTHER);
        assert!(view.find(SESSION).is_some() && view.find(OTHER).is_some());
        view.forget(Change::User(user().id));
        fill(OTHER);
        assert!(view.find(OTHER).is_some());
        assert!(view.find(SESSION).is_none(), "what was read before the change does not count after it");
    }
}
