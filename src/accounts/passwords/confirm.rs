//! Confirms the password before a sensitive change, so that a stolen session is not enough for it.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Throttled,
        audit::Event,
        completion::run_to_completion,
        throttle::{Attempt, Counter},
        unit_of_work::UnitOfWork,
    },
    passwords::{Priority, Verdict},
    shared::{
        audit::{EventKind, Reason},
        fields::{Problem, credentials},
        ids::UserId,
        text::Text,
    },
    store::{StoreError, Tx, users},
};

/// The result of a password confirmation.
pub(in crate::accounts) enum Confirmation {
    /// Right, with the hash that it was checked against.
    Right(String),
    Wrong(Problem),
    Throttled(Throttled),
}

impl Accounts {
    /// Checks the current password of a signed-in user.
    ///
    /// Failures are charged to the session only, so that an attacker at the sign-in page cannot lock out the owner who
    /// is signed in. After 100 consecutive failures this session is locked out. A wrong password is recorded as a
    /// refused `action`.
    ///
    /// # Errors
    /// [`Failure::TokenScope`] for a request with an API token, with which nobody can try passwords.
    pub(in crate::accounts) async fn confirm_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Confirmation, Failure> {
        let session = who.session()?;
        // Nothing is charged for a text that cannot be a password.
        let password = match password {
            Text::WrongType => return Ok(Confirmation::Wrong(Problem::not_text())),
            Text::Missing | Text::Given(_) => match credentials::current_password(password.as_str()) {
                Ok(password) => password,
                Err(problem) => return Ok(Confirmation::Wrong(problem)),
            },
        };
        let (accounts, id) = (self.clone(), who.user.id);
        let event = self.event(action, who, caller).on(id);
        let counters = vec![Counter::session(session), Counter::failures_in_session(session)];
        run_to_completion(async move { accounts.confirm(id, event, counters, &password).await }).await
    }

    async fn confirm(
        &self,
        id: UserId,
        event: Event,
        counters: Vec<Counter>,
        password: &str,
    ) -> Result<Confirmation, Failure> {
        let attempt = match self.begin_attempt(counters, &event).await? {
            Ok(attempt) => attempt,
            Err(throttled) => return Ok(Confirmation::Throttled(throttled)),
        };
        // Compared even if the session is locked out, so that the time of the response is the same.
        match self.compare(id, password).await {
            Ok(Some(hash)) if !attempt.is_locked_out() => {
                self.succeed(attempt).await?;
                Ok(Confirmation::Right(hash))
            }
            // Wrong, or right but locked out: the response is the same.
            Ok(_) => {
                self.record(event.refused(Reason::WrongPassword)).await?;
                let problem = Problem::new("wrong_password", "That is not your current password. Try again.");
                Ok(Confirmation::Wrong(problem))
            }
            // The password was not compared, for example because the server is overloaded.
            Err(failure) => {
                self.refund(attempt).await;
                Err(failure)
            }
        }
    }

    /// The hash of the password of `id`, if `password` matches it.
    async fn compare(&self, id: UserId, password: &str) -> Result<Option<String>, Failure> {
        let credential = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        // The empty hash of a missing account matches no password.
        let hash = credential.map(|row| row.password_hash).unwrap_or_default();
        let verdict = self.passwords().verify(password, &hash, Priority::account(id)).await?;
        Ok((verdict != Verdict::Wrong).then_some(hash))
    }

    async fn succeed(&self, attempt: Attempt) -> Result<(), StoreError> {
        if !self.settings().rate_limit {
            return Ok(());
        }
        self.db().write(async move |mut tx: Tx| attempt.succeed(&mut tx).await).await
    }
}

impl UnitOfWork {
    /// What to tell the user if a concurrent request has replaced the password since it was confirmed. The transaction has locked
    /// the account. `confirmed`: the hash of [`Confirmation::Right`].
    pub(in crate::accounts) async fn replaced_since(
        &mut self,
        id: UserId,
        confirmed: &str,
    ) -> Result<Option<Problem>, StoreError> {
        let now = users::credential(self, id).await?;
        let is_replaced = now.is_none_or(|now| now.password_hash != confirmed);
        Ok(is_replaced.then(|| Problem::new("wrong_password", "This is no longer your current password. Try again.")))
    }
}
