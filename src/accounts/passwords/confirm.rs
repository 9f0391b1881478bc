//! Asking for the password again, before something that a borrowed browser must not do.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Throttled,
        throttle::{self, Counter},
    },
    passwords::{Priority, Verdict},
    shared::{
        audit::{EventKind, Reason},
        fields::{Problem, credentials},
        text::Text,
    },
    store::{Tx, users},
};

/// What came of asking for the password again.
pub(in crate::accounts) enum Confirmation {
    /// It was right; the hash that it was checked against.
    Right(String),
    Wrong(Problem),
    Throttled(Throttled),
}

impl Accounts {
    /// Checks the current password of whoever is signed in. Failures count against the session alone, so that
    /// whoever hammers at the front door does not keep out the owner who is inside. `wanted` is what the password was
    /// asked for, to be recorded as refused.
    pub(in crate::accounts) async fn confirm_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        wanted: EventKind,
        password: &Text,
    ) -> Result<Confirmation, Failure> {
        let password = match password {
            Text::NotText => return Ok(Confirmation::Wrong(Problem::not_text())),
            Text::Missing | Text::Given(_) => match credentials::current_password(password.as_str()) {
                Ok(password) => password,
                Err(problem) => return Ok(Confirmation::Wrong(problem)),
            },
        };
        let wanted = self.event(wanted, who, caller).on(who.user.id);
        if let Err(throttled) = self.charge(&[Counter::session(who.session)], wanted.clone()).await? {
            return Ok(Confirmation::Throttled(throttled));
        }
        let id = who.user.id;
        let credential = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let hash = credential.map(|row| row.password_hash).unwrap_or_default();
        if self.passwords().verify(&password, &hash, Priority::account(id)).await? == Verdict::Wrong {
            self.record(wanted.refused(Reason::WrongPassword)).await?;
            let problem = Problem::new("wrong_password", "That is not your current password. Try again.");
            return Ok(Confirmation::Wrong(problem));
        }
        self.clear_session(who).await?;
        Ok(Confirmation::Right(hash))
    }

    async fn clear_session(&self, who: &CurrentUser) -> Result<(), Failure> {
        if self.settings().rate_limit {
            let counter = Counter::session(who.session);
            self.db().write(async move |mut tx: Tx| throttle::clear(&mut tx, &counter).await).await?;
        }
        Ok(())
    }
}
