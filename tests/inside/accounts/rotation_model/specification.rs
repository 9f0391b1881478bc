//! What rotation promises (`docs/decisions/0003-rotation.md`), as a state machine without tokens, hashes, salts or database.
//!
//! It is written from the promises and not from the code, so both are unlikely to have the same mistake. It is sequential:
//! requests that were sent at once must have answers that some order of them explains (linearizability).

use crate::support::*;
use std::collections::BTreeSet;

/// For how long a used token returns its successor again.
pub const GRACE: Duration = Duration::from_secs(10);

/// A session. Its tokens form a chain: the sign-in issues token 0, and token n + 1 replaces token n.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Session {
    /// The only token that is unused. All before it are used, so one number says what became of each token.
    newest: usize,
    /// When the newest token was issued, which is when the token before it was used. The uses of earlier tokens do not
    /// matter any more: their successors are used, so no grace period is left.
    issued_at: Timestamp,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    SignOut,
    Reuse,
}

#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// Presents the refresh token with this number in the chain.
    Refresh {
        token: usize,
    },
    SignOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The successor of the presented token. A token has only one, so it needs no number.
    Successor,
    /// The session has ended, with this request or before.
    Refused,
    SignedOut,
}

/// A request with its answer; None if it was dropped.
#[derive(Clone, Copy, Debug)]
pub struct Observed {
    pub operation: Operation,
    pub answer: Option<Answer>,
}

/// What the database holds of a session.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    pub tokens: usize,
    pub unused_tokens: usize,
    /// The number in the chain of the unused one, if there is one.
    pub newest: Option<usize>,
    pub has_ended: bool,
    /// The number of events of reuse in the audit log.
    pub reuses: usize,
}

impl Session {
    fn begun(now: Timestamp) -> Self {
        Self { newest: 0, issued_at: now, end: None }
    }

    fn apply(&mut self, operation: Operation, now: Timestamp) -> Answer {
        match operation {
            Operation::SignOut => {
                // Signing out succeeds however often, and does not hide that the session ended by reuse.
                self.end = self.end.or(Some(End::SignOut));
                Answer::SignedOut
            }
            Operation::Refresh { .. } if self.end.is_some() => Answer::Refused,
            Operation::Refresh { token } if token == self.newest => {
                self.newest += 1;
                self.issued_at = now;
                Answer::Successor
            }
            // A retry. It changes nothing, so it does not extend the grace period either.
            Operation::Refresh { token } if token + 1 == self.newest && self.issued_at.until(now) <= GRACE => {
                Answer::Successor
            }
            Operation::Refresh { .. } => {
                self.end = Some(End::Reuse);
                Answer::Refused
            }
        }
    }

    /// Whether the database holds exactly this. A session that ended while its token was being rotated may have no unused
    /// token, so those are only compared while it lives.
    fn agrees_with(&self, stored: &Stored) -> bool {
        let lives = self.end.is_none();
        // Of the used ones, the last.
        let tokens = self.newest.min(1) + 1;
        (stored.tokens == tokens || (!lives && stored.tokens + 1 == tokens))
            && (!lives || stored.unused_tokens == 1)
            && stored.newest.is_none_or(|newest| newest == self.newest)
            && stored.has_ended != lives
            && stored.reuses == usize::from(self.end == Some(End::Reuse))
    }
}

/// The states in which the session may be. Usually one; more if requests were sent at once, or were dropped, so that they
/// may have been carried out or not.
#[derive(Clone, Debug)]
pub struct Possible(BTreeSet<Session>);

impl Possible {
    pub fn begun(now: Timestamp) -> Self {
        Self(BTreeSet::from([Session::begun(now)]))
    }

    /// The states after `requests` in any order that gives the observed answers; none if there is no such order.
    pub fn after(&self, requests: &[Observed], now: Timestamp) -> Self {
        let mut states = BTreeSet::new();
        self.0.iter().for_each(|session| explain(*session, requests, now, &mut states));
        Self(states)
    }

    /// Keeps the states that are the same as in the database.
    pub fn keep(&mut self, stored: &Stored) {
        self.0.retain(|session| session.agrees_with(stored));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_living(&self) -> bool {
        self.0.iter().all(|session| session.end.is_none())
    }
}

/// Adds the states that `session` may reach to `states`.
fn explain(session: Session, requests: &[Observed], now: Timestamp, states: &mut BTreeSet<Session>) {
    // Requests that were dropped may never have begun.
    if requests.iter().all(|request| request.answer.is_none()) {
        states.insert(session);
    }
    for (place, request) in requests.iter().enumerate() {
        let mut next = session;
        let answer = next.apply(request.operation, now);
        if request.answer.is_none_or(|observed| observed == answer) {
            let mut others = requests.to_vec();
            others.remove(place);
            explain(next, &others, now, states);
        }
    }
}

/// Otherwise nobody would notice a specification that allows everything.
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn refresh(token: usize, answer: Answer) -> Observed {
        Observed { operation: Operation::Refresh { token }, answer: Some(answer) }
    }

    fn dropped(token: usize) -> Observed {
        Observed { operation: Operation::Refresh { token }, answer: None }
    }

    fn after(waited: Duration, requests: &[Observed]) -> Possible {
        let first = refresh(0, Answer::Successor);
        Possible::begun(NOW).after(&[first], NOW).after(requests, NOW.plus(waited))
    }

    #[test]
    fn only_answers_that_an_order_of_the_requests_gives_are_explained() {
        let (retried, next) = (refresh(0, Answer::Successor), refresh(1, Answer::Successor));
        assert!(!after(GRACE, &[next, retried]).is_empty(), "the retry came first");
        assert!(after(GRACE, &[next]).after(&[retried], NOW).is_empty(), "the retry came second");
        assert!(
            after(GRACE, &[refresh(0, Answer::Refused), retried]).is_empty(),
            "refused before the end of the session"
        );
        assert!(after(GRACE, &[refresh(1, Answer::Refused)]).is_empty(), "the newest token is refused");
        let late = GRACE + Duration::from_millis(1);
        assert!(after(late, &[retried]).is_empty(), "a retry after the grace period succeeds");
        assert!(!after(late, &[refresh(0, Answer::Refused)]).is_living());
    }

    #[test]
    fn a_dropped_request_was_carried_out_or_not_and_the_database_shows_which() {
        let mut possible = after(GRACE, &[dropped(1)]);
        assert_eq!(possible.0.len(), 2);
        let stored = Stored { tokens: 2, unused_tokens: 1, newest: Some(1), has_ended: false, reuses: 0 };
        possible.keep(&stored);
        assert_eq!(possible.0.len(), 1);
        possible.keep(&Stored { unused_tokens: 2, ..stored });
        assert!(possible.is_empty(), "two unused tokens");
    }
}
