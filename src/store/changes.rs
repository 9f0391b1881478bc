//! Notifications of changes that another process (SQLite) or another replica (PostgreSQL) has committed.
//!
//! On SQLite a process only notices that something was committed. On PostgreSQL each transaction that changes or revokes
//! something sends notifications (`recording`), and every replica listens. PostgreSQL drops no notification while the
//! connection lives: if its queue is full, the commit fails. But the connection can be lost, or a pooler can drop
//! notifications. A replica therefore stops trusting its caches after two seconds without a heartbeat ([`Freshness`]).
//!
//! With `VESTIBULE_NOTIFICATIONS=poll` the transaction inserts rows in place of notifications, and every replica asks for them. There a
//! poll that succeeds is what a heartbeat is otherwise.

use crate::shared::{ApiTokenId, ClientGrantId, SessionId, UserId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The channel of `NOTIFY`, which the statement in `recording` repeats. Must stay the same, because two versions can run at the
/// same time.
pub(super) const CHANNEL: &str = "vestibule_changes";
/// The payload of [`Change::SigningKeys`].
const SIGNING_KEYS: &str = "signing_keys";
/// The payload of [`Change::Applications`].
const APPLICATIONS: &str = "applications";
/// The payload of [`Change::Providers`].
const PROVIDERS: &str = "providers";
/// The payload of [`Change::OwnFields`].
const OWN_FIELDS: &str = "own_fields";
/// The payload of [`Change::Terms`].
const TERMS: &str = "terms";
/// The payload of [`Change::Groups`].
const GROUPS: &str = "groups";
/// The payload of [`Change::RelyingParty`].
const RELYING_PARTY: &str = "relying_party";
/// How long a replica trusts its caches after its last heartbeat: a revocation must take effect within two seconds.
const FRESH_FOR: Duration = Duration::from_secs(2);

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Session(SessionId),
    /// An API token was revoked. To earlier versions this is an unknown change.
    ApiToken(ApiTokenId),
    /// What was granted to a client was revoked. To earlier versions this is an unknown change.
    ClientGrant(ClientGrantId),
    User(UserId),
    /// A signing key was added or retired. To earlier versions this is an unknown change, which makes them reload the keys
    /// as well.
    SigningKeys,
    /// An application or a client was created, changed or deleted. To earlier versions this is an unknown change.
    Applications,
    /// A provider of identities was created, changed or deleted. To earlier versions this is an unknown change.
    Providers,
    /// A field of one's own was created, changed, deleted or restored. To earlier versions this is an unknown change.
    OwnFields,
    /// A version of terms was published or withdrawn. To earlier versions this is an unknown change.
    Terms,
    /// A group was deleted, to which any account may have belonged. To earlier versions this is an unknown change.
    Groups,
    /// Passkeys belong to another domain than before, so that any account may have more or fewer factors. To earlier versions this
    /// is an unknown change.
    RelyingParty,
}

impl Change {
    pub(super) fn payload(self) -> String {
        match self {
            Self::Session(id) => format!("session:{id}"),
            Self::ApiToken(id) => format!("api_token:{id}"),
            Self::ClientGrant(id) => format!("client_grant:{id}"),
            Self::User(id) => format!("user:{id}"),
            Self::SigningKeys => SIGNING_KEYS.to_owned(),
            Self::Applications => APPLICATIONS.to_owned(),
            Self::Providers => PROVIDERS.to_owned(),
            Self::OwnFields => OWN_FIELDS.to_owned(),
            Self::Terms => TERMS.to_owned(),
            Self::Groups => GROUPS.to_owned(),
            Self::RelyingParty => RELYING_PARTY.to_owned(),
        }
    }

    fn parse(payload: &str) -> Option<Self> {
        match payload {
            SIGNING_KEYS => return Some(Self::SigningKeys),
            APPLICATIONS => return Some(Self::Applications),
            PROVIDERS => return Some(Self::Providers),
            OWN_FIELDS => return Some(Self::OwnFields),
            TERMS => return Some(Self::Terms),
            GROUPS => return Some(Self::Groups),
            RELYING_PARTY => return Some(Self::RelyingParty),
            _ => {}
        }
        match payload.split_once(':')? {
            ("session", id) => id.parse().ok().map(Self::Session),
            ("api_token", id) => id.parse().ok().map(Self::ApiToken),
            ("client_grant", id) => id.parse().ok().map(Self::ClientGrant),
            ("user", id) => id.parse().ok().map(Self::User),
            _ => None,
        }
    }
}

/// A notification of a change elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    Changed(Change),
    /// Anything may have changed: the change is unknown, or notifications may have been missed.
    Anything,
}

impl Notification {
    pub(super) fn parse(payload: &str) -> Self {
        // A newer version may announce changes that this version cannot parse.
        Change::parse(payload).map_or(Self::Anything, Self::Changed)
    }
}

/// Whether notifications of changes still arrive. Cheap to clone.
#[derive(Clone)]
pub struct Freshness(Option<Arc<Deadline>>);

struct Deadline {
    started: Instant,
    /// Milliseconds after `started`.
    fresh_until: AtomicU64,
}

/// When a heartbeat was sent, or a poll began, in milliseconds after the start: a number, so that it can be the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeartbeatTime(pub(super) u64);

impl Freshness {
    /// For SQLite, where commits of other processes are polled and cannot be missed.
    pub fn always() -> Self {
        Self(None)
    }

    /// For tests: as if no heartbeat ever came back.
    #[cfg(test)]
    pub fn never() -> Self {
        Self::until_heartbeat()
    }

    pub(super) fn until_heartbeat() -> Self {
        // Stale until the first heartbeat has come back.
        Self(Some(Arc::new(Deadline { started: Instant::now(), fresh_until: AtomicU64::new(0) })))
    }

    /// If false, caches may be stale by more than two seconds.
    pub fn is_fresh(&self) -> bool {
        let Some(deadline) = &self.0 else { return true };
        // With `Release` below: a thread that sees the new deadline also sees the evictions before it.
        deadline.now() < deadline.fresh_until.load(Ordering::Acquire)
    }

    pub(super) fn now(&self) -> HeartbeatTime {
        HeartbeatTime(self.0.as_ref().map_or(0, |deadline| deadline.now()))
    }

    pub(super) fn expire(&self) {
        if let Some(deadline) = &self.0 {
            deadline.fresh_until.store(0, Ordering::Release);
        }
    }

    /// Notes that everything announced before `sent_at` has been received.
    pub(super) fn extend_from(&self, sent_at: HeartbeatTime) {
        if let Some(deadline) = &self.0 {
            // From the time of sending, because whatever was announced later may still be on its way.
            deadline.fresh_until.store(sent_at.0 + millis(FRESH_FOR), Ordering::Release);
        }
    }
}

impl Deadline {
    fn now(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_payload_is_parsed_to_the_same_change() {
        let (session, user) = (SessionId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8)));
        let (token, grant) = (ApiTokenId(Uuid::from_u128(9)), ClientGrantId(Uuid::from_u128(10)));
        let of_one =
            [Change::Session(session), Change::ApiToken(token), Change::ClientGrant(grant), Change::User(user)];
        let of_many = [
            Change::SigningKeys,
            Change::Applications,
            Change::Providers,
            Change::OwnFields,
            Change::Terms,
            Change::Groups,
            Change::RelyingParty,
        ];
        for change in of_one.into_iter().chain(of_many) {
            assert_eq!(Change::parse(&change.payload()), Some(change));
        }
        for foreign in ["", "session", "session:", "user:7", "planet:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Notification::parse(foreign), Notification::Anything, "{foreign}");
        }
    }

    #[test]
    fn caches_are_fresh_after_a_heartbeat_and_until_they_expire() {
        let freshness = Freshness::until_heartbeat();
        assert!(!freshness.is_fresh(), "no heartbeat has been received yet");
        freshness.extend_from(freshness.now());
        assert!(freshness.is_fresh());
        freshness.expire();
        assert!(!freshness.is_fresh());
        std::thread::sleep(Duration::from_millis(20));
        assert!(freshness.now().0 >= 20);
        assert!(Freshness::always().is_fresh());
    }
}
