//! How `prompt=login` and `max_age` ask exactly once: the way back from the page that asks has a mark. It says what was known when
//! somebody was led there, so a proof that is newer was given on the way.

use crate::accounts::openid::sealed_request::LIFETIME;
use crate::accounts::sealed::Sealed;
use crate::accounts::{Accounts, CurrentUser};
use crate::keys::fingerprint;
use crate::shared::ids::SessionId;
use crate::shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Serialize, Deserialize)]
struct Mark {
    /// The hash of the sealed request.
    request: [u8; 32],
    /// The session in which somebody was asked. None: there was no session.
    session: Option<SessionId>,
    /// The last proof in that session.
    proved_at: i64,
    asked_at: i64,
}

impl Sealed for Mark {
    const PURPOSE: &'static str = "reauthenticated 1";
    /// As long as the request waits.
    const LIFETIME: Duration = LIFETIME;

    fn ends_at(&self) -> Timestamp {
        Timestamp(self.asked_at).plus(Self::LIFETIME)
    }
}

/// How young the proof has to be that was given on the way: otherwise the address of the way back would count as long as the session.
const PROVED: Duration = Duration::from_secs(10 * 60);

/// Whether somebody has proved who they are since this request has asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reauthenticated(pub(super) bool);

impl Accounts {
    /// The mark for the way to a page that asks who somebody is. `request`: sealed.
    pub fn mark_asked(&self, who: Option<&CurrentUser>, request: &str) -> String {
        let mark = Mark {
            request: fingerprint(request.as_bytes()),
            session: who.and_then(CurrentUser::session_id),
            proved_at: who.map_or(0, |who| who.proof.at.0),
            asked_at: self.now().0,
        };
        self.seal_as(&mark).text
    }

    /// Whether the proof of `who` was given on the way that began with this mark. Without a valid one it was not.
    pub fn reauthenticated(&self, who: Option<&CurrentUser>, request: &str, mark: &str) -> Reauthenticated {
        let opened = self.open_as::<Mark>(mark).ok().filter(|mark| mark.request == fingerprint(request.as_bytes()));
        let now = self.now();
        let is_newer = |mark: Mark, who: &CurrentUser| {
            // Proofs have whole seconds. In the session of before, one of the same second cannot be told from the old one.
            let is_later = who.proof.at >= Timestamp(mark.asked_at).whole_second();
            is_later
                && now < who.proof.at.plus(PROVED)
                && (who.session_id() != mark.session || who.proof.at.0 > mark.proved_at)
        };
        Reauthenticated(opened.zip(who).is_some_and(|(mark, who)| is_newer(mark, who)))
    }
}
