//! Asks for the password before a credential is created, unless its owner has just signed in: a session that was stolen later is
//! not enough.

use super::Confirmation;
use crate::{
    accounts::{Accounts, Authority, Caller, CurrentUser, Failure, Principal, Throttled},
    shared::{audit::EventKind, fields::Problem, ids::SessionId, text::Text, timestamp::Timestamp},
    store::{StoreError, sessions},
};
use std::time::Duration;

/// For how long signing in counts as a proof.
const RECENT: Duration = Duration::from_secs(10 * 60);

/// Whether the sender of a request has proved recently to know the password.
pub(in crate::accounts) enum Proof {
    /// With the hash that the password was checked against, unless the session is young enough.
    Given(Option<String>),
    /// With what to tell them.
    Missing(Problem),
    Throttled(Throttled),
}

impl Accounts {
    /// Checks `password`, or if there is none, whether the session began within the last ten minutes. The operator needs no
    /// proof. A wrong password is recorded as a refused `action`.
    pub(in crate::accounts) async fn recent_proof(
        &self,
        who: &Principal,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Proof, Failure> {
        let Principal::User(current) = who else { return Ok(Proof::Given(None)) };
        if !password.is_missing() {
            return self.proof_by_password(current, caller, action, password).await;
        }
        let signed_in_at = match current.authority {
            Authority::Session(session) => self.signed_in_at(session).await?,
            Authority::Token(_) => None,
        };
        let is_recent = signed_in_at.is_some_and(|at| self.now() < at.plus(RECENT));
        Ok(if is_recent { Proof::Given(None) } else { Proof::Missing(needed()) })
    }

    async fn proof_by_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Proof, Failure> {
        Ok(match self.confirm_password(who, caller, action, password).await? {
            Confirmation::Right(hash) => Proof::Given(Some(hash)),
            Confirmation::Wrong(problem) => Proof::Missing(problem),
            Confirmation::Throttled(throttled) => Proof::Throttled(throttled),
        })
    }

    /// When the session began. Renewing it does not change that.
    async fn signed_in_at(&self, session: SessionId) -> Result<Option<Timestamp>, StoreError> {
        let row = self.db().read(move |conn| Box::pin(sessions::find(conn, session))).await?;
        Ok(row.map(|row| Timestamp(row.session_created_at)))
    }
}

fn needed() -> Problem {
    Problem::new("required", "You signed in more than ten minutes ago. Enter your current password.")
}
