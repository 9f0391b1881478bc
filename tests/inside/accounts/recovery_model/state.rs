//! What decides how a case continues.

use super::case::{Case, Kit};
use super::stored::{Contest, FORMER_USERNAME, Hash, Stored};
use super::world::Mailbox;
use crate::support::*;
use vestibule::shared::views::Status;

pub const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long the clock is moved at once.
pub const THREE_DAYS: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// Until the proof of a session is too old for what asks for a recent one, without the minutes that a few steps take.
const PROOF: Duration = Duration::from_secs(10 * 60);

/// Who knows the password of the account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Password {
    Both,
    Thief,
    Owner,
    /// The first one, which the thief does not know.
    First,
    /// It is invalid, or the account has none.
    Nobody,
}

impl Password {
    pub fn text(self) -> &'static str {
        match self {
            Self::Both | Self::First => PASSWORD,
            Self::Thief => "Stolen-Ladder-19",
            Self::Owner => OTHER_PASSWORD,
            Self::Nobody => "",
        }
    }
}

/// What is known of a case before and after a step. Two cases in the same state differ in nothing but the names of their rows, and in
/// minutes: a link differs from another one only by how often three days may pass until it expires, and what was added only by the
/// undos and reports that would take it away.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    pub mailbox: Mailbox,
    pub is_verified: bool,
    /// As `Status::as_str` writes it.
    pub status: &'static str,
    pub password: Password,
    pub hash: Hash,
    /// Which links contest each session of the thief, the oldest first.
    pub sessions: Vec<u64>,
    /// Whether the thief proved a moment ago whose the last session is.
    pub is_fresh: bool,
    /// Whether a sign-in of the thief waits for its second factor.
    pub is_pending: bool,
    pub added: Vec<Added>,
    pub links: Vec<Link>,
    pub is_renamed: bool,
    /// How often three days may pass until the owner has waited too long. None: nothing is lost.
    pub deadline: Option<u64>,
}

/// Something that somebody has added, or that is kept because it was replaced.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Added {
    pub kind: String,
    pub is_thiefs: bool,
    pub stands: bool,
    is_held: bool,
    /// The links that would take it away or give it back, and then the sessions whose changes could, as bits.
    contested_by: u64,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Link {
    pub purpose: String,
    pub mailbox: Mailbox,
    /// How often three days may pass until it expires.
    left: u64,
}

impl State {
    /// None if the owner has waited too long.
    pub fn of(case: &Case<'_>, stored: &Stored) -> Option<Self> {
        let now = case.world.now();
        // Who does without a password and has no passkey needs the undo of its removal.
        let is_barred = stored.hash == Hash::None && !stored.has("passkey", false);
        let is_renamed = stored.username != case.username;
        let is_lost = stored.mailbox.is_thiefs()
            || !stored.is_verified
            || stored.status == Status::Deleted
            || is_barred
            || is_renamed;
        // Another account may have the username by now.
        if is_renamed && !stored.has_former_username() {
            return None;
        }
        // Time stands still for the owner of a disabled account, and who reads the mailbox cannot take it.
        let is_urgent = is_lost && stored.status != Status::Disabled && case.kit != Kit::Mailbox;
        let left = now.until(case.taken_at.plus(WEEK));
        if is_urgent && left.is_zero() {
            return None;
        }
        // What an undo or a report may contest: of links, and of changes that the thief may still make.
        let contested = stored.links.iter().filter_map(|link| link.contested).chain(stored.sessions.iter().copied());
        let contested: Vec<Contest> = contested.collect();
        let bits = |is_set: &dyn Fn(Contest) -> bool| {
            contested.iter().fold(0, |bits, by| (bits << 1) | u64::from(is_set(*by)))
        };
        let added = stored.added.iter().map(|one| Added {
            kind: one.kind.clone(),
            is_thiefs: one.is_thiefs,
            stands: one.stands(),
            is_held: one.is_held,
            contested_by: bits(&|by| one.is_contested(by)),
        });
        let links = stored.links.iter().map(|link| Link {
            purpose: link.purpose.clone(),
            mailbox: link.mailbox,
            left: waits(link.left.min(WEEK)),
        });
        let mut state = Self {
            mailbox: stored.mailbox,
            is_verified: stored.is_verified,
            status: stored.status.as_str(),
            password: case.password,
            hash: stored.hash,
            sessions: stored.sessions.iter().map(|session| bits(&|by| session.since >= by.since)).collect(),
            is_fresh: case.thief.proved_at().is_some_and(|at| now < at.plus(PROOF)),
            is_pending: case.thief.pending_since.is_some_and(|since| now < since.plus(PROOF)),
            added: added.collect(),
            links: links.collect(),
            is_renamed,
            deadline: is_urgent.then(|| waits(left)),
        };
        state.added.sort_unstable();
        Some(state)
    }

    /// How many additions of the thief are alive. What `Step::LeaveAccess` adds counts as one.
    pub fn additions(&self) -> usize {
        let thiefs = self.added.iter().filter(|one| one.is_thiefs && one.stands && !is_mark(&one.kind));
        let is_access = |kind: &str| ["api_token", "client_grant", "device_code"].contains(&kind);
        let (access, others): (Vec<_>, Vec<_>) = thiefs.partition(|one| is_access(&one.kind));
        others.len() + usize::from(self.is_pending || !access.is_empty())
    }

    pub fn has(&self, kind: &str, is_thiefs: bool) -> bool {
        self.count(kind, is_thiefs) > 0
    }

    pub fn count(&self, kind: &str, is_thiefs: bool) -> usize {
        self.added.iter().filter(|one| one.stands && one.kind == kind && one.is_thiefs == is_thiefs).count()
    }

    /// Whether there is such a link in a mailbox.
    pub fn has_link(&self, purposes: &[&str], is_in: impl Fn(Mailbox) -> bool) -> bool {
        self.links.iter().any(|link| purposes.contains(&link.purpose.as_str()) && is_in(link.mailbox))
    }
}

/// Whether it gives no access.
pub fn is_mark(kind: &str) -> bool {
    matches!(kind, "unlinked" | FORMER_USERNAME | "terms")
}

fn waits(left: Duration) -> u64 {
    left.as_secs() / THREE_DAYS.as_secs()
}
