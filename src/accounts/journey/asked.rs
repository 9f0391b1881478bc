//! How `prompt=login` and `max_age` ask exactly once: the journey to the page that asks has a mark. It says what was known when
//! somebody was led there, so a proof that is newer was given on the way.

use super::{Goal, Journey};
use crate::accounts::CurrentUser;
use crate::shared::{SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The mark. Members of a sealed value have short names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The session in which somebody was asked. None: there was no session.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    session: Option<SessionId>,
    /// The last proof in that session.
    #[serde(rename = "p")]
    proved_at: i64,
    #[serde(rename = "t")]
    at: i64,
}

/// How young the proof has to be that was given on the way: otherwise the way back would count as long as the session.
const PROVED: Duration = Duration::from_secs(10 * 60);

/// Whether somebody has proved who they are since this request has asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reauthenticated(pub(in crate::accounts) bool);

impl Asked {
    /// To be called on the way to a page that asks who somebody is.
    pub fn of(who: Option<&CurrentUser>, now: Timestamp) -> Self {
        Self {
            session: who.and_then(CurrentUser::session_id),
            proved_at: who.map_or(0, |who| who.proof.at.0),
            at: now.0,
        }
    }
}

impl Journey {
    /// Begins. Nobody was asked for anything.
    pub fn to(goal: Goal, now: Timestamp) -> Self {
        Self { goal, asked: None, began_at: now.0 }
    }

    /// The same, on the way to a page that asks who somebody is. Whoever was asked before stays the one who was.
    #[must_use]
    pub fn asking(self, who: Option<&CurrentUser>, now: Timestamp) -> Self {
        Self { asked: Some(self.asked.unwrap_or_else(|| Asked::of(who, now))), ..self }
    }

    /// Whether the proof of `who` was given on the way that began with this mark. Without one it was not.
    pub fn reauthenticated(&self, who: Option<&CurrentUser>, now: Timestamp) -> Reauthenticated {
        let is_newer = |mark: &Asked, who: &CurrentUser| {
            // Proofs have whole seconds. In the session of before, one of the same second cannot be told from the old one.
            let is_later = who.proof.at >= Timestamp(mark.at).whole_second();
            is_later
                && now < who.proof.at.plus(PROVED)
                && (who.session_id() != mark.session || who.proof.at.0 > mark.proved_at)
        };
        Reauthenticated(self.asked.as_ref().zip(who).is_some_and(|(mark, who)| is_newer(mark, who)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Authority, User};
    use crate::shared::{LocalPath, Method, Methods, Proof, UserId};
    use std::sync::Arc;
    use uuid::Uuid;

    /// Somebody who has proved at this time in this session who they are.
    fn proved(session: u128, at: i64) -> CurrentUser {
        CurrentUser {
            user: Arc::new(User::sample(UserId(Uuid::from_u128(1)))),
            authority: Authority::Session(SessionId(Uuid::from_u128(session))),
            proof: Proof { methods: Methods::from(Method::Password), at: Timestamp(at) },
            needs_factor: false,
        }
    }

    fn journey() -> Journey {
        Journey::to(Goal::Page(LocalPath::account()), Timestamp(0))
    }

    #[test]
    fn a_proof_counts_that_was_given_since_it_was_asked_for() {
        let before = proved(1, 100_000);
        let asked = journey().asking(Some(&before), Timestamp(200_500));
        // The session, the time of its last proof, the present time, and whether that proof was given on the way.
        for (session, at, now, is_done) in [
            (1, 100_000, 201_000, false),
            (1, 199_000, 201_000, false),
            // Whole seconds.
            (1, 200_000, 201_000, true),
            (1, 300_000, 300_000, true),
            // Not for ever.
            (1, 300_000, 899_999, true),
            (1, 300_000, 900_000, false),
            // Another session begins with a proof; one that was there before has none that is newer.
            (2, 201_000, 202_000, true),
            (2, 199_000, 202_000, false),
        ] {
            let done = asked.reauthenticated(Some(&proved(session, at)), Timestamp(now));
            assert_eq!(done, Reauthenticated(is_done), "{session} {at} {now}");
        }
        assert_eq!(asked.reauthenticated(None, Timestamp(201_000)), Reauthenticated(false));
        assert_eq!(journey().reauthenticated(Some(&before), Timestamp(100_000)), Reauthenticated(false));
    }

    #[test]
    fn a_proof_of_the_second_in_which_it_was_asked_for_is_the_one_of_before() {
        let before = proved(1, 200_000);
        let asked = journey().asking(Some(&before), Timestamp(200_500));
        assert_eq!(asked.reauthenticated(Some(&before), Timestamp(200_600)), Reauthenticated(false));
        assert_eq!(asked.reauthenticated(Some(&proved(2, 200_000)), Timestamp(200_600)), Reauthenticated(true));
        let stranger = journey().asking(None, Timestamp(200_500));
        assert_eq!(stranger.reauthenticated(Some(&before), Timestamp(200_600)), Reauthenticated(true));
    }

    #[test]
    fn who_is_asked_twice_was_asked_the_first_time() {
        let first = journey().asking(Some(&proved(1, 100_000)), Timestamp(200_000));
        assert_eq!(first.clone().asking(Some(&proved(1, 300_000)), Timestamp(400_000)), first);
    }
}
